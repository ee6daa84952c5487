import type { Ctx } from '../../../kit/ctx.ts';
import type { Stage } from '../../../kit/http/shapes.ts';
import type { Funnel } from '../api.ts';
import { STAGES } from '../model/cells.ts';
import { percentilesOf } from '../model/percentile.ts';
import type { Period } from './period.ts';
import { transitionsIn } from './transitions.ts';

/** Persons per stage now, and the transitions of a period with the days they took (CONTRACT §4). */
export async function figuresFunnel(ctx: Ctx, period: Period): Promise<Funnel> {
  const [people, transitions] = await Promise.all([peoplePerStage(ctx), transitionsIn(ctx, period)]);
  return {
    stages: STAGES.map((stage) => ({ stage, people: people.get(stage) ?? 0 })),
    transitions: transitions.map((step) => {
      const [medianDays, p90Days] = percentilesOf(step.days, [0.5, 0.9]);
      return { from: step.from, to: step.to, count: step.people, medianDays, p90Days };
    }),
  };
}

export async function peoplePerStage(ctx: Ctx): Promise<Map<Stage, number>> {
  const rows = await ctx.sql<{ stage: Stage; people: bigint }>`
    SELECT stage_count.stage, stage_count.people FROM analytics.stage_count AS stage_count WHERE stage_count.tenant_id = ${ctx.tenantId}`;
  return new Map(rows.map((row) => [row.stage, Number(row.people)]));
}
