import type { Db } from '../../../kit/db/index.ts';
import type { Caller } from '../../../kit/http/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { hashToken } from '../../../kit/secrets/index.ts';
import { identityError } from '../errors.ts';
import { SESSION_IDLE_MS, SESSION_TOUCH_MS } from '../model.ts';
import { isAnyPasswordSet } from './accounts.ts';

/** What a request brings to show who sends it. */
export interface Credentials {
  readonly authorization: string | null;
  readonly sessionToken: string | null;
  readonly isLocal: boolean;
  readonly now: Date;
}

// Which brand a key belongs to never changes; whether it still opens it is asked anew every time.
const keysSeen = new Map<string, { tenantId: Uuid; keyId: Uuid }>();
const MOST_KEYS = 10_000;

/**
 * Who sends a request.
 * @throws `auth.invalid` for an Authorization header that is no key of ours; a stale cookie is nobody
 */
export async function callerOf(db: Db, credentials: Credentials): Promise<Caller> {
  if (credentials.authorization !== null) return await callerByKey(db, credentials.authorization);
  if (credentials.sessionToken !== null) return await callerBySession(db, credentials.sessionToken, credentials);
  return { kind: 'nobody' };
}

async function callerByKey(db: Db, authorization: string): Promise<Caller> {
  const [, key] = /^Bearer +(zk_[A-Za-z0-9_-]{43})$/i.exec(authorization) ?? [];
  if (!key) throw identityError('auth.invalid');
  const hash = hashToken(key);
  const known = keysSeen.get(hash);
  if (known) return { kind: 'key', ...known };
  const found = await db.platformTx(
    async (sql) =>
      await sql.maybe<{ tenantId: Uuid; keyId: Uuid }>`
        SELECT directory.tenant_id AS "tenantId", directory.key_id AS "keyId"
          FROM identity.api_key_directory AS directory
         WHERE directory.key_hash = ${hash}`,
  );
  if (!found) throw identityError('auth.invalid');
  if (keysSeen.size >= MOST_KEYS) keysSeen.clear();
  keysSeen.set(hash, found);
  return { kind: 'key', ...found };
}

async function callerBySession(db: Db, token: string, { isLocal, now }: Credentials): Promise<Caller> {
  const hash = hashToken(token);
  return await db.platformTx(async (sql): Promise<Caller> => {
    const session = await sql.maybe<{ account_id: Uuid | null; last_seen_at: Date }>`
      SELECT session.account_id, session.last_seen_at
        FROM identity.session AS session
       WHERE session.token_hash = ${hash} AND session.expires_at > ${now}
         AND session.last_seen_at > ${new Date(now.getTime() - SESSION_IDLE_MS)}`;
    if (!session) return { kind: 'nobody' };
    if (now.getTime() - session.last_seen_at.getTime() > SESSION_TOUCH_MS) {
      await sql.exec`
        UPDATE identity.session AS session SET last_seen_at = ${now} WHERE session.token_hash = ${hash}`;
    }
    if (session.account_id !== null) return { kind: 'account', accountId: session.account_id };
    // An open session is worth nothing from outside, nor once anybody has a password.
    return isLocal && !(await isAnyPasswordSet(sql)) ? { kind: 'open' } : { kind: 'nobody' };
  });
}
