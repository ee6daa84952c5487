import type { Ctx } from '../../../kit/ctx.ts';
import { lockLane } from '../../../kit/db/lane.ts';
import { newId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { dayText } from '../../../kit/time/index.ts';
import { figuresLoop } from '../../analytics/index.ts';
import { audit } from '../../identity/index.ts';
import type { DesignDocument } from '../design-api.ts';
import { adoptionFromInvalid } from '../errors.ts';
import type { PlanParameters } from '../model/parameters.ts';
import { stocksOf, type Stocks, type StocksByOrigin, type StocksSaid } from '../model/simulate.ts';
import { splitByOrigin, stocksAfter } from '../model/track.ts';
import { firstDay, monthNumber, monthText, movesByMonth, standingIn, type Moves } from '../queries/lived-months.ts';

/** How far back a plan is held against what happened, and how far ahead it may begin. */
const MONTHS_BACK = 240;
const MONTHS_AHEAD = 12;

export interface Adopted {
  readonly designId: Uuid;
  readonly version: number;
  readonly name: string;
  readonly document: DesignDocument;
  readonly scenario: string | null;
  readonly params: PlanParameters;
  readonly months: number;
  readonly adsOffAfter: number | null;
  /** who the plan itself says is there when it begins; null: whoever is */
  readonly start: StocksSaid | null;
  readonly from: string;
}

/**
 * From a month on the brand lives by a plan: one at a time, the one before ends. Its parameters, its map and who is there at its beginning are
 * kept as they are now, so that what is written into the design later does not change what was promised.
 * @throws `adoption.invalid`
 */
export async function adoptDesign(ctx: Ctx, plan: Adopted): Promise<Uuid> {
  await lockLane(ctx);
  const [from, now] = [monthNumber(plan.from), monthNumber(dayText(ctx.today))];
  if (from < now - MONTHS_BACK || from > now + MONTHS_AHEAD)
    throw adoptionFromInvalid({ least: monthText(now - MONTHS_BACK), most: monthText(now + MONTHS_AHEAD) });
  // Who is counted in a plan is there now: of a month that is over, history says it.
  const start =
    plan.start !== null && from >= now
      ? stocksOf(plan.start)
      : await startByOrigin(ctx, plan.params, await movesByMonth(ctx), Math.min(from, now + 1));
  const adoptionId = newId();
  await ctx.sql.exec`
    UPDATE planner.adoption AS adoption
       SET ended_at = ${ctx.now}
     WHERE adoption.tenant_id = ${ctx.tenantId} AND adoption.ended_at IS NULL`;
  await ctx.sql.exec`
    INSERT INTO planner.adoption (tenant_id, adoption_id, design_id, version, name, scenario, params, start, document, months, from_month,
                                  adopted_by, adopted_at, recorded_at)
    VALUES (${ctx.tenantId}, ${adoptionId}, ${plan.designId}, ${plan.version}, ${plan.name}, ${plan.scenario},
            ${JSON.stringify(plan.params)}::jsonb, ${JSON.stringify({ ...start, adsOffAfter: plan.adsOffAfter })}::jsonb,
            ${JSON.stringify(plan.document)}::jsonb, ${plan.months}, ${dayText(firstDay(from))}::date, ${ctx.actor.name}, ${ctx.now},
            ${ctx.recordedAt})`;
  await audit(ctx, {
    action: 'design.adopted',
    subjectKind: 'design',
    subjectId: publicId('design', plan.designId),
    facts: { from: plan.from, scenario: plan.scenario },
  });
  return adoptionId;
}

/** Who is there when a month begins, by where they came from: as the buyers before it did. */
export async function startByOrigin(ctx: Ctx, params: PlanParameters, moves: readonly Moves[], month: number): Promise<StocksByOrigin> {
  const { byOrigin } = await figuresLoop(ctx, { from: null, to: firstDay(month) });
  const [brought, own] = [byOrigin.referred.orders, byOrigin.paid.orders + byOrigin.direct.orders];
  return splitByOrigin(startAt(params, moves, month), brought + own > 0 ? brought / (brought + own) : 0);
}

/** The same all together, as far as a plan with these rates would have kept them. */
function startAt(params: PlanParameters, moves: readonly Moves[], month: number): Stocks {
  const first = moves.reduce((least, one) => Math.min(least, one.month), month);
  const entered = Array.from({ length: month - first }, (_, i) => {
    const here = moves.filter((one) => one.month === first + i);
    const into = (stage: string): number => here.reduce((sum, one) => sum + (one.to === stage ? one.people : 0), 0);
    return { fan: into('fan'), customer: into('customer'), repeat: into('repeat') };
  });
  return stocksAfter(params, entered, { members: standingIn(moves, 'member', month), partners: standingIn(moves, 'partner', month) });
}
