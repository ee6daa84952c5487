import type { Ctx } from '../../../kit/ctx.ts';
import { parseId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { planParams, planStart, type ScenarioJson } from '../api.ts';
import { scenarioNotFound } from '../errors.ts';

/** planner.scenario as it stands. */
export interface ScenarioRow {
  readonly scenario_id: Uuid;
  readonly design_id: Uuid;
  readonly name: string;
  readonly note: string;
  readonly params: unknown;
  readonly months: number;
  readonly ads_off_after: number | null;
  /** who is there when it begins; null: nobody */
  readonly start: unknown;
  readonly created_at: Date;
  readonly changed_at: Date;
}

/** The scenario behind `scn_…`, of a design that stands. @throws `scenario.notFound` */
export async function findScenario(ctx: Ctx, id: string, pointer?: string): Promise<ScenarioRow> {
  const scenarioId = parseId('scenario', id);
  const [row] = scenarioId === null ? [] : await scenariosWhere(ctx, { scenarioId });
  if (!row) throw scenarioNotFound(pointer);
  return row;
}

/** The scenarios of a design, the oldest first. */
export async function scenariosOf(ctx: Ctx, designId: Uuid): Promise<ScenarioJson[]> {
  return (await scenariosWhere(ctx, { designId })).map(scenarioJson);
}

export function scenarioJson(row: ScenarioRow): ScenarioJson {
  return {
    id: publicId('scenario', row.scenario_id),
    design: publicId('design', row.design_id),
    name: row.name,
    note: row.note,
    params: planParams.parse(row.params),
    months: row.months,
    adsOffAfter: row.ads_off_after,
    start: planStart.nullable().parse(row.start),
    createdAt: row.created_at.toISOString(),
    changedAt: row.changed_at.toISOString(),
  };
}

async function scenariosWhere(
  ctx: Ctx,
  { scenarioId = null, designId = null }: { scenarioId?: Uuid | null; designId?: Uuid | null },
): Promise<ScenarioRow[]> {
  return await ctx.sql.anew<ScenarioRow>`
    SELECT scenario.scenario_id, scenario.design_id, scenario.name, scenario.note, scenario.params, scenario.months, scenario.ads_off_after,
           scenario.start, scenario.created_at, scenario.changed_at
      FROM planner.scenario AS scenario
      JOIN planner.design AS design
           ON design.tenant_id = ${ctx.tenantId} AND design.design_id = scenario.design_id AND design.removed_at IS NULL
     WHERE scenario.tenant_id = ${ctx.tenantId}
       AND (${scenarioId}::uuid IS NULL OR scenario.scenario_id = ${scenarioId})
       AND (${designId}::uuid IS NULL OR scenario.design_id = ${designId})
     ORDER BY scenario.scenario_id`;
}
