import type { Ctx } from '../../../kit/ctx.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { holdersOf, identityKey, loadSurvivors } from './find-people.ts';

/**
 * Whose something is that a signed-in person proved to be known by: a telephone number, who they are in WeChat.
 * - `free`: nobody's, or their own already
 * - `merges`: of another record of theirs
 * - `clash`: of a record that proved one of the same kind before, as they did: two people, or one who must say so to the shop
 *   (rules.md B10)
 */
export async function identityOwner(
  ctx: Ctx,
  personId: Uuid,
  identity: { kind: string; value: string },
): Promise<{ kind: 'free' } | { kind: 'merges' | 'clash'; personId: Uuid }> {
  const holder = (await holdersOf(ctx, [identity])).get(identityKey(identity));
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
