import type { z } from 'zod';
import type { Ctx, Role } from '../../../kit/ctx.ts';
import { newId, parseId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { hashToken, newToken } from '../../../kit/secrets/index.ts';
import type { inviteStaff as inviteShape, updateStaff as updateShape } from '../api.ts';
import { identityError } from '../errors.ts';
import { assertOwnerRemains, INVITE_LINK_MS, normalEmail } from '../model.ts';
import { accountByEmail } from '../queries/accounts.ts';
import { staffMember } from '../queries/staff.ts';
import type { AccountRow, StaffRow } from '../schema.ts';
import { joinStaff } from './join-staff.ts';
import { audit } from './record-audit.ts';

/**
 * Invites somebody into the brand. Who has no password yet gets a one-time link, good for 7 days (inviting again makes
 * a new one); who has one joins at once.
 * @returns the link's token, null when none is needed
 * @throws `staff.known` when they already work here
 */
export async function inviteStaff(ctx: Ctx, input: z.output<typeof inviteShape>): Promise<{ staffId: Uuid; token: string | null }> {
  const email = normalEmail(input.email);
  const account = (await accountByEmail(ctx.sql, email)) ?? (await openAccount(ctx, { email, name: input.name }));
  const here = await ctx.sql.maybe<{ staff_id: Uuid }>`
    SELECT staff.staff_id
      FROM identity.staff AS staff
     WHERE staff.tenant_id = ${ctx.tenantId} AND staff.account_id = ${account.account_id} AND staff.revoked_at IS NULL`;
  if (here && account.password_hash !== null) throw identityError('staff.known', { email });
  const staffId = await joinStaff(ctx, { ...account, name: input.name }, input.role);
  const token = account.password_hash === null ? await inviteLink(ctx, account) : null;
  await audit(ctx, {
    action: 'staff.invited',
    subjectKind: 'staff',
    subjectId: publicId('staff', staffId),
    facts: { role: input.role },
  });
  return { staffId, token };
}

async function openAccount(ctx: Ctx, person: { email: string; name: string }): Promise<AccountRow> {
  return await ctx.sql.one<AccountRow>`
    INSERT INTO identity.account AS account (account_id, email, name, password_hash, is_host, created_at)
    VALUES (${newId()}, ${person.email}, ${person.name}, NULL, false, ${ctx.recordedAt})
    ON CONFLICT (email) DO UPDATE SET email = excluded.email
    RETURNING account.account_id, account.email, account.name, account.password_hash, account.is_host`;
}

async function inviteLink(ctx: Ctx, account: AccountRow): Promise<string> {
  const token = newToken();
  const expiresAt = new Date(ctx.recordedAt.getTime() + INVITE_LINK_MS);
  await ctx.sql.exec`
    DELETE FROM identity.setup_link AS link WHERE link.account_id = ${account.account_id} AND link.used_at IS NULL`;
  await ctx.sql.exec`
    INSERT INTO identity.setup_link (token_hash, purpose, account_id, created_at, expires_at, used_at)
    VALUES (${hashToken(token)}, 'invite', ${account.account_id}, ${ctx.recordedAt}, ${expiresAt}, NULL)`;
  return token;
}

/** Changes the role or the name of a member of staff; counts at once. @throws `staff.notFound`, `staff.lastOwner` */
export async function updateStaff(ctx: Ctx, id: string, input: z.output<typeof updateShape>): Promise<Uuid> {
  const member = await lockedMember(ctx, id);
  const role: Role = input.role ?? member.role;
  if (member.role === 'owner' && role !== 'owner') await assertOwnerRemainsWithout(ctx, member);
  await ctx.sql.exec`
    UPDATE identity.staff AS staff
       SET role = ${role}, name = ${input.name ?? member.name}
     WHERE staff.tenant_id = ${ctx.tenantId} AND staff.staff_id = ${member.staff_id}`;
  if (role !== member.role) {
    await audit(ctx, {
      action: 'staff.roleChanged',
      subjectKind: 'staff',
      subjectId: publicId('staff', member.staff_id),
      facts: { from: member.role, to: role },
    });
  }
  return member.staff_id;
}

/** Ends somebody's part in the brand; counts at once. @throws `staff.notFound`, `staff.lastOwner` */
export async function revokeStaff(ctx: Ctx, id: string): Promise<void> {
  const member = await lockedMember(ctx, id);
  await assertOwnerRemainsWithout(ctx, member);
  await ctx.sql.exec`
    UPDATE identity.staff AS staff
       SET revoked_at = ${ctx.recordedAt}
     WHERE staff.tenant_id = ${ctx.tenantId} AND staff.staff_id = ${member.staff_id}`;
  await ctx.sql.exec`
    DELETE FROM identity.account_brand AS account_brand
     WHERE account_brand.account_id = ${member.account_id} AND account_brand.tenant_id = ${ctx.tenantId}`;
  await audit(ctx, {
    action: 'staff.revoked',
    subjectKind: 'staff',
    subjectId: publicId('staff', member.staff_id),
    facts: { role: member.role },
  });
}

async function lockedMember(ctx: Ctx, id: string): Promise<StaffRow> {
  // All rows in one order, so that two owners who remove each other wait for one another.
  await ctx.sql`
    SELECT staff.staff_id
      FROM identity.staff AS staff
     WHERE staff.tenant_id = ${ctx.tenantId} AND staff.role = 'owner'
     ORDER BY staff.staff_id
       FOR UPDATE`;
  const uuid = parseId('staff', id);
  const member = uuid === null ? null : await staffMember(ctx, uuid);
  if (!member) throw identityError('staff.notFound');
  return member;
}

async function assertOwnerRemainsWithout(ctx: Ctx, member: StaffRow): Promise<void> {
  const owners = await ctx.sql<{ staffId: Uuid; accountId: Uuid }>`
    SELECT staff.staff_id AS "staffId", staff.account_id AS "accountId"
      FROM identity.staff AS staff
     WHERE staff.tenant_id = ${ctx.tenantId} AND staff.role = 'owner' AND staff.revoked_at IS NULL`;
  const signedUp = await ctx.sql<{ account_id: Uuid }>`
    SELECT account.account_id
      FROM identity.account AS account
     WHERE account.account_id = ANY(${owners.map((owner) => owner.accountId)}::uuid[]) AND account.password_hash IS NOT NULL`;
  const able = new Set(signedUp.map((row) => row.account_id));
  assertOwnerRemains(
    owners.map((owner) => ({ staffId: owner.staffId, canSignIn: able.has(owner.accountId) })),
    member.staff_id,
  );
}
