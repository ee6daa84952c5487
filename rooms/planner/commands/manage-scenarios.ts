import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { newId, type Uuid } from '../../../kit/ids/index.ts';
import { MOST_SCENARIOS, type createScenario as createShape, type updateScenario as updateShape } from '../design-api.ts';
import { scenarioExists, tooManyScenarios } from '../errors.ts';
import { scenariosOf, type ScenarioRow } from '../queries/scenarios.ts';

/** Saves a named set of parameters beside a design. @throws `scenario.exists`, `scenario.tooMany` */
export async function createScenario(ctx: Ctx, designId: Uuid, wanted: z.output<typeof createShape>): Promise<Uuid> {
  const others = await scenariosOf(ctx, designId);
  if (others.length >= MOST_SCENARIOS) throw tooManyScenarios(MOST_SCENARIOS);
  if (others.some((one) => one.name === wanted.name)) throw scenarioExists(wanted.name);
  const scenarioId = newId();
  const written = await ctx.sql<{ one: number }>`
    INSERT INTO planner.scenario (tenant_id, scenario_id, design_id, name, note, params, months, ads_off_after, start, created_at,
                                  changed_at)
    VALUES (${ctx.tenantId}, ${scenarioId}, ${designId}, ${wanted.name}, ${wanted.note}, ${JSON.stringify(wanted.params)}::jsonb,
            ${wanted.months}, ${wanted.adsOffAfter}, ${jsonOf(wanted.start)}::jsonb, ${ctx.now}, ${ctx.now})
    ON CONFLICT (tenant_id, design_id, name) DO NOTHING
    RETURNING 1 AS one`;
  if (written.length === 0) throw scenarioExists(wanted.name);
  return scenarioId;
}

/** Changes what is given. @throws `scenario.exists` */
export async function updateScenario(ctx: Ctx, row: ScenarioRow, wanted: z.output<typeof updateShape>): Promise<void> {
  const others = (await scenariosOf(ctx, row.design_id)).filter((one) => one.name !== row.name);
  if (wanted.name !== undefined && others.some((one) => one.name === wanted.name)) throw scenarioExists(wanted.name);
  await ctx.sql.exec`
    UPDATE planner.scenario AS scenario
       SET name = ${wanted.name ?? row.name}, note = ${wanted.note ?? row.note},
           params = ${JSON.stringify(wanted.params ?? row.params)}::jsonb, months = ${wanted.months ?? row.months},
           ads_off_after = ${wanted.adsOffAfter === undefined ? row.ads_off_after : wanted.adsOffAfter},
           start = ${jsonOf(wanted.start === undefined ? row.start : wanted.start)}::jsonb, changed_at = ${ctx.now}
     WHERE scenario.tenant_id = ${ctx.tenantId} AND scenario.scenario_id = ${row.scenario_id}`;
}

function jsonOf(start: unknown): string | null {
  return start === null ? null : JSON.stringify(start);
}

/** Takes a scenario away; a plan that was adopted from it keeps its numbers. */
export async function removeScenario(ctx: Ctx, { scenario_id: scenarioId }: ScenarioRow): Promise<void> {
  await ctx.sql.exec`
    DELETE FROM planner.scenario AS scenario WHERE scenario.tenant_id = ${ctx.tenantId} AND scenario.scenario_id = ${scenarioId}`;
}
