import type { z } from 'zod';
import type { Sql } from '../../../kit/db/index.ts';
import type { Platform } from '../../../kit/http/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { hashToken, isPassword, newToken } from '../../../kit/secrets/index.ts';
import type { signIn as shape } from '../api.ts';
import { identityError } from '../errors.ts';
import { normalEmail, SESSION_MS } from '../model.ts';
import { accountByEmail } from '../queries/accounts.ts';

/**
 * Signs in with address and password; ten tries a minute per address and per network address.
 * Always a fresh token: whatever the browser held before is worth nothing afterwards.
 * @throws `password.wrong` (also for unknown addresses), `rate.limited`
 */
export async function signIn(platform: Platform, input: z.output<typeof shape>): Promise<{ accountId: Uuid }> {
  const email = normalEmail(input.email);
  platform.signIns.take(`email ${email}`, platform.now.getTime());
  platform.signIns.take(`address ${platform.address}`, platform.now.getTime());
  const account = await platform.db.platformTx((sql) => accountByEmail(sql, email));
  const isRight = await isPassword(input.password, account?.password_hash ?? null);
  if (!account || !isRight) throw identityError('password.wrong');
  const token = await platform.db.platformTx(async (sql) => {
    await endSession(sql, platform.session.token);
    return await beginSession(sql, account.account_id, platform.now);
  });
  platform.session.set(token, SESSION_MS / 1000);
  return { accountId: account.account_id };
}

/** Begins the session of the open console on this machine (no account, owner everywhere). */
export async function openLocalSession(platform: Platform): Promise<void> {
  const token = await platform.db.platformTx((sql) => beginSession(sql, null, platform.now));
  platform.session.set(token, SESSION_MS / 1000);
}

/** Ends this session, or all of the account's. */
export async function signOut(platform: Platform, options: { everywhere: boolean }): Promise<void> {
  const { caller } = platform;
  await platform.db.platformTx(async (sql) => {
    await endSession(sql, platform.session.token);
    if (options.everywhere && caller.kind === 'account') await endSessionsOf(sql, caller.accountId);
  });
  platform.session.clear();
}

/** @returns the token for the cookie */
export async function beginSession(sql: Sql, accountId: Uuid | null, now: Date): Promise<string> {
  const token = newToken();
  await sql.exec`DELETE FROM identity.session AS session WHERE session.expires_at < ${now}`;
  await sql.exec`
    INSERT INTO identity.session (token_hash, account_id, created_at, expires_at, last_seen_at)
    VALUES (${hashToken(token)}, ${accountId}, ${now}, ${new Date(now.getTime() + SESSION_MS)}, ${now})`;
  return token;
}

export async function endSession(sql: Sql, token: string | null): Promise<void> {
  if (token === null) return;
  await sql.exec`DELETE FROM identity.session AS session WHERE session.token_hash = ${hashToken(token)}`;
}

export async function endSessionsOf(sql: Sql, accountId: Uuid): Promise<void> {
  await sql.exec`DELETE FROM identity.session AS session WHERE session.account_id = ${accountId}`;
}

/** Open sessions belong to nobody and end with the first password. */
export async function endOpenSessions(sql: Sql): Promise<void> {
  await sql.exec`DELETE FROM identity.session AS session WHERE session.account_id IS NULL`;
}
