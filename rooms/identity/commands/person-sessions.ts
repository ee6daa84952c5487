import type { Ctx } from '../../../kit/ctx.ts';
import type { Db } from '../../../kit/db/index.ts';
import type { Caller } from '../../../kit/http/index.ts';
import { newId, type Uuid } from '../../../kit/ids/index.ts';
import { hashToken, newToken } from '../../../kit/secrets/index.ts';
import { PERSON_SESSION_MS } from '../model.ts';

/**
 * Signs a person in in the shop of this brand; by the machine's clock.
 * @returns the token for the cookie, shown to nobody else
 */
export async function beginPersonSession(ctx: Ctx, personId: Uuid): Promise<string> {
  const token = newToken();
  await ctx.sql.exec`
    INSERT INTO identity.person_session (tenant_id, session_id, token_hash, person_id, created_at, expires_at)
    VALUES (${ctx.tenantId}, ${newId()}, ${hashToken(token)}, ${personId}, ${ctx.recordedAt},
            ${new Date(ctx.recordedAt.getTime() + PERSON_SESSION_MS)})`;
  return token;
}

export async function endPersonSession(ctx: Ctx, token: string): Promise<void> {
  await ctx.sql.exec`
    DELETE FROM identity.person_session AS session
     WHERE session.tenant_id = ${ctx.tenantId} AND session.token_hash = ${hashToken(token)}`;
}

/** Signs a person out everywhere: their record was erased, or they asked for it. */
export async function endPersonSessions(ctx: Ctx, personId: Uuid): Promise<void> {
  await ctx.sql.exec`
    DELETE FROM identity.person_session AS session
     WHERE session.tenant_id = ${ctx.tenantId} AND session.person_id = ${personId}`;
}

/** Two records became one person: whoever was signed in as one of them is signed in as the other. */
export async function movePersonSessions(ctx: Ctx, { from, to }: { from: Uuid; to: Uuid }): Promise<void> {
  await ctx.sql.exec`
    UPDATE identity.person_session AS session
       SET person_id = ${to}
     WHERE session.tenant_id = ${ctx.tenantId} AND session.person_id = ${from}`;
}

/**
 * Who visits a brand's shop. That the session still stands is read again in the transaction that serves them.
 * @param token what the cookie holds; a stale one is a guest's
 */
export async function visitorByToken(
  db: Db,
  { tenantId, token, address, now }: { tenantId: Uuid; token: string | null; address: string; now: Date },
): Promise<Caller> {
  if (token === null) return { kind: 'guest', tenantId, address };
  const session = await db.tenantRead(
    tenantId,
    async (sql) =>
      await sql.maybe<{ session_id: Uuid }>`
        SELECT session.session_id
          FROM identity.person_session AS session
         WHERE session.tenant_id = ${tenantId} AND session.token_hash = ${hashToken(token)} AND session.expires_at > ${now}`,
  );
  return session ? { kind: 'person', tenantId, sessionId: session.session_id } : { kind: 'guest', tenantId, address };
}
