import type { Actor, Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';

/** Who is signed in under these sessions of the shop; those that have ended are left out. */
export async function peopleSignedIn(ctx: Ctx, sessionIds: readonly Uuid[]): Promise<Map<Uuid, Actor>> {
  const rows = await ctx.sql.anew<{ session_id: Uuid; person_id: Uuid }>`
    SELECT session.session_id, session.person_id
      FROM identity.person_session AS session
     WHERE session.tenant_id = ${ctx.tenantId} AND session.session_id = ANY(${plainArray([...new Set(sessionIds)])}::uuid[])`;
  return new Map(rows.map((row) => [row.session_id, { kind: 'person', id: row.person_id, name: 'person', role: 'person' }]));
}
