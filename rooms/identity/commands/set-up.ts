import type { z } from 'zod';
import type { Actor, Ctx } from '../../../kit/ctx.ts';
import { assert } from '../../../kit/errors/index.ts';
import type { Db, Sql } from '../../../kit/db/index.ts';
import type { Platform } from '../../../kit/http/index.ts';
import { isUuid, newId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { hashPassword, hashToken, isPassword, newToken } from '../../../kit/secrets/index.ts';
import type { changePassword as changeShape, setUp as setUpShape } from '../api.ts';
import { identityError } from '../errors.ts';
import { FIRST_LINK_MS, normalEmail, SESSION_MS } from '../model.ts';
import { accountByEmail, accountById, isAnyPasswordSet } from '../queries/accounts.ts';
import type { AccountRow, TenantRow } from '../schema.ts';
import { joinStaff } from './join-staff.ts';
import { audit } from './record-audit.ts';
import { beginSession, endOpenSessions, endSession, endSessionsOf } from './sessions.ts';
import { ctxOf } from './tenant-ctx.ts';

/**
 * A one-time link for whoever sets the installation up; earlier ones stop working.
 * @returns its token, null when somebody already has a password
 */
export async function offerSetUp(db: Db, now: Date): Promise<string | null> {
  return await db.platformTx(async (sql) => {
    if (await isAnyPasswordSet(sql)) return null;
    const token = newToken();
    await sql.exec`DELETE FROM identity.setup_link AS link WHERE link.purpose = 'first' AND link.used_at IS NULL`;
    await sql.exec`
      INSERT INTO identity.setup_link (token_hash, purpose, account_id, created_at, expires_at, used_at)
      VALUES (${hashToken(token)}, 'first', NULL, ${now}, ${new Date(now.getTime() + FIRST_LINK_MS)}, NULL)`;
    return token;
  });
}

/**
 * Takes a one-time link: the first one makes the host, who owns every brand there is; an invitation gives the invited
 * account its password. Either way a session begins.
 * @throws `setup.linkInvalid` (unknown, used, too old), `setup.emailDiffers`, `rate.limited`
 */
export async function setUp(platform: Platform, input: z.output<typeof setUpShape>): Promise<{ accountId: Uuid }> {
  platform.signIns.take(`address ${platform.address}`, platform.now.getTime());
  const passwordHash = await hashPassword(input.password);
  const person = { email: normalEmail(input.email), name: input.name, passwordHash };
  return await platform.db.platformTx(async (sql) => {
    const link = await sql.maybe<{ purpose: 'first' | 'invite'; account_id: Uuid | null }>`
      UPDATE identity.setup_link AS link
         SET used_at = ${platform.now}
       WHERE link.token_hash = ${hashToken(input.token)} AND link.used_at IS NULL AND link.expires_at > ${platform.now}
      RETURNING link.purpose, link.account_id`;
    if (!link) throw identityError('setup.linkInvalid');
    const accountId =
      link.purpose === 'first' ? await becomeHost(sql, platform, person) : await acceptInvitation(sql, link.account_id, person);
    await startAfresh(sql, platform, accountId);
    return { accountId };
  });
}

/**
 * Changes the password of the signed-in account; its other sessions end.
 * The open console of a machine without passwords becomes the host's own by it: address and name are needed then.
 * @throws `password.currentWrong`, `password.nobodyYet` when address or name are missing, `account.emailTaken`
 */
export async function changePassword(platform: Platform, input: z.output<typeof changeShape>): Promise<{ accountId: Uuid }> {
  platform.signIns.take(`address ${platform.address}`, platform.now.getTime());
  const passwordHash = await hashPassword(input.password);
  const { caller } = platform;
  if (caller.kind === 'open') {
    if (!input.email || !input.name) throw identityError('password.nobodyYet', { pointer: input.email ? '/name' : '/email' });
    const person = { email: normalEmail(input.email), name: input.name, passwordHash };
    return await platform.db.platformTx(async (sql) => {
      const accountId = await becomeHost(sql, platform, person);
      await startAfresh(sql, platform, accountId);
      return { accountId };
    });
  }
  if (caller.kind !== 'account') throw identityError('permission.denied');
  const account = await platform.db.platformTx((sql) => accountById(sql, caller.accountId));
  assert(account, 'a session has an account');
  if (!(await isPassword(input.current ?? '', account.password_hash)))
    throw identityError('password.currentWrong', { pointer: '/current' });
  const email = input.email ? normalEmail(input.email) : account.email;
  return await platform.db.platformTx(async (sql) => {
    const other = await accountByEmail(sql, email);
    if (other && other.account_id !== account.account_id) throw identityError('account.emailTaken', { pointer: '/email' });
    await sql.exec`
      UPDATE identity.account AS account
         SET password_hash = ${passwordHash}, email = ${email}, name = ${input.name ?? account.name}
       WHERE account.account_id = ${account.account_id}`;
    const brands = await sql<{ tenant_id: Uuid }>`
      SELECT account_brand.tenant_id
        FROM identity.account_brand AS account_brand
       WHERE account_brand.account_id = ${account.account_id}`;
    for (const { tenant_id } of brands) {
      await inBrand(sql, tenant_id, staffActor(account), platform, async (ctx) => {
        await ctx.sql.exec`
          UPDATE identity.staff AS staff
             SET email = ${email}, name = ${input.name ?? account.name}
           WHERE staff.tenant_id = ${ctx.tenantId} AND staff.account_id = ${account.account_id}`;
        await audit(ctx, {
          action: 'password.changed',
          subjectKind: 'account',
          subjectId: publicId('account', account.account_id),
        });
      });
    }
    await startAfresh(sql, platform, account.account_id);
    return { accountId: account.account_id };
  });
}

interface NewPerson {
  email: string;
  name: string;
  passwordHash: string;
}

/** The first password of the installation: its holder owns all brands, and nobody acts without signing in any more. */
async function becomeHost(sql: Sql, platform: Platform, person: NewPerson): Promise<Uuid> {
  // Two links opened at the same moment make one host: the second waits here and finds a password.
  await sql.text('LOCK TABLE identity.account IN SHARE ROW EXCLUSIVE MODE');
  if (await isAnyPasswordSet(sql)) throw identityError('setup.linkInvalid');
  const account = await sql.one<AccountRow>`
    INSERT INTO identity.account AS account (account_id, email, name, password_hash, is_host, created_at)
    VALUES (${newId()}, ${person.email}, ${person.name}, ${person.passwordHash}, true, ${platform.now})
    ON CONFLICT (email) DO UPDATE SET name = excluded.name, password_hash = excluded.password_hash, is_host = true
    RETURNING account.account_id, account.email, account.name, account.password_hash, account.is_host`;
  const brands = await sql<{ tenant_id: Uuid }>`
    SELECT directory.tenant_id FROM identity.tenant_directory AS directory ORDER BY directory.slug`;
  for (const { tenant_id } of brands) {
    await inBrand(sql, tenant_id, staffActor(account), platform, async (ctx) => {
      const staffId = await joinStaff(ctx, account, 'owner');
      await audit(ctx, {
        action: 'staff.setUp',
        subjectKind: 'staff',
        subjectId: publicId('staff', staffId),
        facts: { role: 'owner' },
      });
    });
  }
  return account.account_id;
}

async function acceptInvitation(sql: Sql, accountId: Uuid | null, person: NewPerson): Promise<Uuid> {
  const account = accountId === null ? null : await accountById(sql, accountId);
  if (!account || account.password_hash !== null) throw identityError('setup.linkInvalid');
  if (account.email !== person.email) throw identityError('setup.emailDiffers', { pointer: '/email' });
  await sql.exec`
    UPDATE identity.account AS account
       SET name = ${person.name}, password_hash = ${person.passwordHash}
     WHERE account.account_id = ${account.account_id} AND account.password_hash IS NULL`;
  return account.account_id;
}

async function startAfresh(sql: Sql, platform: Platform, accountId: Uuid): Promise<void> {
  await endSession(sql, platform.session.token);
  await endSessionsOf(sql, accountId);
  await endOpenSessions(sql);
  platform.session.set(await beginSession(sql, accountId, platform.now), SESSION_MS / 1000);
}

function staffActor(account: AccountRow): Actor {
  return { kind: 'staff', id: account.account_id, name: account.name, role: 'owner' };
}

/** Steps into a brand within an open transaction: the wall lets one tenant's rows through at a time. */
async function inBrand(sql: Sql, tenantId: Uuid, actor: Actor, platform: Platform, work: (ctx: Ctx) => Promise<void>): Promise<void> {
  assert(isUuid(tenantId), 'a tenant id is a uuid');
  await sql.text(`SET LOCAL app.tenant = '${tenantId}'`);
  const row = await sql.one<TenantRow>`
    SELECT tenant.tenant_id, tenant.slug, tenant.name, tenant.currency, tenant.time_zone, tenant.policy,
           tenant.language, tenant.is_sandbox, tenant.clock_offset_ms, tenant.accent
      FROM identity.tenant AS tenant
     WHERE tenant.tenant_id = ${tenantId}`;
  await work(ctxOf(row, actor, sql, { recordedAt: platform.now, requestId: platform.requestId, log: platform.log }));
}
