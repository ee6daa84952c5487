import type { Ctx } from '../../../kit/ctx.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { rankedTiers, standingTiers } from '../queries/tiers.ts';
import { moveTiers } from './move-tiers.ts';

/** Two records became one: the higher of two tiers goes on, and what either used of a privilege in a month counts for both. */
export async function mergeTiers(ctx: Ctx, { from, to }: { from: Uuid; to: Uuid }): Promise<void> {
  const standing = await standingTiers(ctx, [from, to]);
  const [theirs, own] = [standing.get(from)?.interval, standing.get(to)?.interval];
  if (theirs && own) {
    const tiers = (await rankedTiers(ctx)).map((tier) => tier.tierId);
    const lower = tiers.indexOf(theirs.tierId) > tiers.indexOf(own.tierId) ? own : theirs;
    await moveTiers(ctx, [{ personId: lower.personId, ends: { interval: lower, how: 'merged', at: ctx.now.getTime() }, tells: [] }]);
  }
  await ctx.sql.exec`
    UPDATE membership.tier_interval AS tier_interval
       SET person_id = ${to}
     WHERE tier_interval.tenant_id = ${ctx.tenantId} AND tier_interval.person_id = ${from}`;
  await ctx.sql.exec`
    UPDATE membership.privilege_use AS privilege_use
       SET person_id = ${to},
           nth = privilege_use.nth + coalesce((SELECT max(known.nth) FROM membership.privilege_use AS known
                                                WHERE known.tenant_id = ${ctx.tenantId} AND known.person_id = ${to}
                                                  AND known.privilege_id = privilege_use.privilege_id AND known.month = privilege_use.month
                                                  AND known.undone_at IS NULL), 0)
     WHERE privilege_use.tenant_id = ${ctx.tenantId} AND privilege_use.person_id = ${from}`;
}
