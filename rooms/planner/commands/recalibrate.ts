import type { Ctx } from '../../../kit/ctx.ts';
import { lockLane } from '../../../kit/db/lane.ts';
import { dayText } from '../../../kit/time/index.ts';
import { leversOf } from '../queries/actuals.ts';
import { standingAdoption, type AdoptionRow } from '../queries/adoptions.ts';
import { firstDay, knownUntil, monthNumber, movesByMonth } from '../queries/lived-months.ts';

/**
 * Takes what the months since have taught into the plan the brand lives by, and keeps what changed: once for each month, the last word of a
 * month stays. The plan that was adopted stays what it was.
 */
export async function recalibratePlan(ctx: Ctx, adoption: AdoptionRow): Promise<void> {
  await lockLane(ctx);
  const [moves, known] = [await movesByMonth(ctx), await knownUntil(ctx)];
  const { levers, calibrated } = await leversOf(ctx, adoption, moves, known.day, {});
  const month = dayText(firstDay(monthNumber(dayText(known.day ?? ctx.today))));
  const lever = levers.find((one) => one.isBelow && one.gain > 0)?.lever ?? null;
  await ctx.sql.exec`
    INSERT INTO planner.recalibration (tenant_id, adoption_id, month, params, evidence, lever, taken_by, taken_at, recorded_at)
    VALUES (${ctx.tenantId}, ${adoption.adoption_id}, ${month}::date, ${JSON.stringify(calibrated.plan)}::jsonb,
            ${JSON.stringify(levers)}::jsonb, ${lever}, ${ctx.actor.name}, ${ctx.now}, ${ctx.recordedAt})
        ON CONFLICT (tenant_id, adoption_id, month) DO UPDATE
       SET params = excluded.params, evidence = excluded.evidence, lever = excluded.lever, taken_by = excluded.taken_by,
           taken_at = excluded.taken_at, recorded_at = excluded.recorded_at`;
}

/** Whether a month of the plan the brand lives by is over that nothing was learned from yet. */
export async function recalibrationDue(ctx: Ctx): Promise<AdoptionRow | null> {
  const adoption = await standingAdoption(ctx);
  if (!adoption) return null;
  const over = monthNumber(dayText(ctx.today)) - 1;
  if (over < monthNumber(adoption.from_month)) return null;
  const taken = await ctx.sql.maybe<{ one: number }>`
    SELECT 1 AS one
      FROM planner.recalibration AS recalibration
     WHERE recalibration.tenant_id = ${ctx.tenantId} AND recalibration.adoption_id = ${adoption.adoption_id}
       AND recalibration.taken_at >= ${new Date(ctx.zone.startOf(firstDay(over + 1)))}
     LIMIT 1`;
  return taken ? null : adoption;
}
