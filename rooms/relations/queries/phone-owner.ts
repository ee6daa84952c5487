import type { Ctx } from '../../../kit/ctx.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { holdersOf, loadSurvivors } from './find-people.ts';

/**
 * Whose a telephone number is that a signed-in person proved to have.
 * - `free`: nobody's, or their own already
 * - `merges`: of another record of theirs
 * - `clash`: of a record that proved a number before, as they did: two people, or one who must say so to the shop (rules.md B10)
 */
export async function phoneOwner(
  ctx: Ctx,
  personId: Uuid,
  phone: string,
): Promise<{ kind: 'free' } | { kind: 'merges' | 'clash'; personId: Uuid }> {
  const holder = (await holdersOf(ctx, [{ kind: 'phone', value: phone }])).get(`phone ${phone}`);
  const owner = holder === undefined ? undefined : (await loadSurvivors(ctx, [holder])).get(holder)?.personId;
  if (owner === undefined || owner === personId) return { kind: 'free' };
  const shared = await ctx.sql.maybe`
    SELECT mine.kind
      FROM relations.identity AS mine
      JOIN relations.identity AS theirs
        ON theirs.tenant_id = ${ctx.tenantId} AND theirs.person_id = ${owner} AND theirs.kind = mine.kind AND theirs.verified_at IS NOT NULL
     WHERE mine.tenant_id = ${ctx.tenantId} AND mine.person_id = ${personId} AND mine.verified_at IS NOT NULL
     LIMIT 1`;
  return { kind: shared ? 'clash' : 'merges', personId: owner };
}
