import type { Ctx } from '../../../kit/ctx.ts';
import { minorDigits } from '../../../kit/money/index.ts';
import { currentDeal } from '../../pricing/index.ts';
import type { DesignDocument, RewardRoomJson } from '../api.ts';
import { calibrate } from '../model/calibrate.ts';
import { friendLife } from '../model/economics.ts';
import type { Lever, PlanParameters } from '../model/parameters.ts';
import type { PresetId } from '../model/presets.ts';
import { LARGEST_SHARE, maxAffordableReward } from '../model/reward.ts';
import { priorOf, type Assumed } from './calibration.ts';
import { incrementalShare } from './incremental-share.ts';
import { movesByMonth } from './lived-months.ts';
import { ownHistory } from './own-history.ts';

/** What a friend's lifetime margin is made of. */
const MADE_OF: ReadonlySet<Lever> = new Set<Lever>([
  ...(['m', 'mF', 'fee', 'd', 'a1', 'a2', 'aM', 'l2', 'lM'] as const),
  ...(['p12', 'pM', 'pP', 'g1', 'g2', 'gM', 'gP'] as const),
]);
const USUAL: PresetId = 'food';

/**
 * What may be given for one friend who is brought (domain.md §6): incremental share × lifetime margin × target share − gifts. The margin is
 * that of the plan the brand lives by, else of its newest design, with its own history in place of assumptions as far as it reaches.
 */
export async function rewardRoomReply(ctx: Ctx): Promise<RewardRoomJson> {
  const assumed = await assumedBy(ctx);
  const prior = priorOf(assumed);
  const { history } = await ownHistory(ctx, prior, await movesByMonth(ctx));
  const { plan, evidence } = calibrate(prior, history);
  const { margin, goods, orders } = friendLife(plan);
  const share = await incrementalShare(ctx);
  const gifts = await giftsForOne(ctx);
  const given = (besides: number): number | null =>
    margin === null
      ? null
      : maxAffordableReward({ incrementalShare: share.value, lifetimeMargin: margin, targetShare: LARGEST_SHARE, gifts: besides });
  return {
    preset: assumed.preset,
    incrementalShare: { ...share },
    lifetimeMargin: { value: margin, measured: evidence.filter(({ lever }) => MADE_OF.has(lever)).length, of: MADE_OF.size },
    targetShare: LARGEST_SHARE,
    gifts,
    bears: given(0),
    maxReward: given(gifts),
    goods,
    orders,
    firstOrder: plan.a1,
  };
}

/** What the brand's plan assumes: the one it lives by, else its newest design, else a category. */
async function assumedBy(ctx: Ctx): Promise<Assumed> {
  const row = await ctx.sql.maybe<{ template: PresetId; params: PlanParameters | null; document: DesignDocument }>`
    SELECT design.template, adoption.params, design.document
      FROM planner.design AS design
      LEFT JOIN planner.adoption AS adoption
             ON adoption.tenant_id = ${ctx.tenantId} AND adoption.design_id = design.design_id AND adoption.ended_at IS NULL
     WHERE design.tenant_id = ${ctx.tenantId} AND design.removed_at IS NULL
     ORDER BY adoption.adoption_id IS NULL, design.design_id DESC
     LIMIT 1`;
  if (row === null) return { preset: USUAL, document: null };
  return { preset: row.template, document: row.params === null ? row.document : { params: { ...row.params } } };
}

/** The gifts of the happy deal in force, for one friend, in major units. */
async function giftsForOne(ctx: Ctx): Promise<number> {
  const deal = await currentDeal(ctx);
  if (!deal?.isOn) return 0;
  const cost = [...deal.gifts.values()].reduce((sum, gift) => sum + gift.cost, 0n);
  return Number(cost) / 10 ** minorDigits(ctx.tenant.currency);
}
