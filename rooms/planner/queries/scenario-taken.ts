import type { Ctx } from '../../../kit/ctx.ts';
import { DomainError } from '../../../kit/errors/index.ts';
import { parseId, type Uuid } from '../../../kit/ids/index.ts';
import { scenario as shape } from '../design-api.ts';

/** A scenario of a design as it stands. @throws `scenario.notFound`, also for one of another design */
export async function scenarioTaken(ctx: Ctx, designId: Uuid, id: string) {
  const scenarioId = parseId('scenario', id);
  const row =
    scenarioId === null
      ? null
      : await ctx.sql.maybe<{ name: string; params: unknown; months: number; ads_off_after: number | null; start: unknown }>`
          SELECT scenario.name, scenario.params, scenario.months, scenario.ads_off_after, scenario.start
            FROM planner.scenario AS scenario
           WHERE scenario.tenant_id = ${ctx.tenantId} AND scenario.design_id = ${designId} AND scenario.scenario_id = ${scenarioId}`;
  if (!row) throw new DomainError('scenario.notFound', { pointer: '/scenario' });
  const { params, start } = shape.shape;
  return {
    name: row.name,
    params: params.parse(row.params),
    months: row.months,
    adsOffAfter: row.ads_off_after,
    start: start.parse(row.start),
  };
}
