import type { Ctx } from '../../../kit/ctx.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import type { AdoptionJson, LeverJson } from '../actuals-api.ts';
import type { DesignDocument } from '../design-api.ts';
import type { Lever, PlanParameters } from '../model/parameters.ts';
import type { StocksByOrigin } from '../model/simulate.ts';

/** planner.adoption: a plan the brand lives or lived by. */
export interface AdoptionRow {
  readonly adoption_id: Uuid;
  readonly design_id: Uuid;
  readonly version: number;
  readonly name: string;
  readonly scenario: string | null;
  readonly params: PlanParameters;
  readonly start: StocksByOrigin & { readonly adsOffAfter: number | null };
  readonly document: DesignDocument;
  readonly months: number;
  /** `YYYY-MM` */
  readonly from_month: string;
  readonly adopted_by: string;
  readonly adopted_at: Date;
  readonly ended_at: Date | null;
}

/** The last time a design was adopted: the one that stands, else the newest that ended. Null: never. */
export async function adoptionOf(ctx: Ctx, designId: Uuid): Promise<AdoptionRow | null> {
  return await ctx.sql.maybe<AdoptionRow>`
    SELECT adoption.adoption_id, adoption.design_id, adoption.version, adoption.name, adoption.scenario, adoption.params, adoption.start,
           adoption.document, adoption.months, to_char(adoption.from_month, 'YYYY-MM') AS from_month, adoption.adopted_by,
           adoption.adopted_at, adoption.ended_at
      FROM planner.adoption AS adoption
     WHERE adoption.tenant_id = ${ctx.tenantId} AND adoption.design_id = ${designId}
     ORDER BY adoption.adoption_id DESC
     LIMIT 1`;
}

/** The plan the brand lives by now; null: none. */
export async function standingAdoption(ctx: Ctx): Promise<AdoptionRow | null> {
  return await ctx.sql.maybe<AdoptionRow>`
    SELECT adoption.adoption_id, adoption.design_id, adoption.version, adoption.name, adoption.scenario, adoption.params, adoption.start,
           adoption.document, adoption.months, to_char(adoption.from_month, 'YYYY-MM') AS from_month, adoption.adopted_by,
           adoption.adopted_at, adoption.ended_at
      FROM planner.adoption AS adoption
     WHERE adoption.tenant_id = ${ctx.tenantId} AND adoption.ended_at IS NULL`;
}

export function adoptionJson(row: AdoptionRow): AdoptionJson {
  const { adsOffAfter, A, R } = row.start;
  return {
    id: publicId('adoption', row.adoption_id),
    design: publicId('design', row.design_id),
    version: row.version,
    name: row.name,
    scenario: row.scenario,
    from: row.from_month,
    months: row.months,
    adsOffAfter,
    params: row.params,
    start: { A, R },
    adoptedBy: row.adopted_by,
    adoptedAt: row.adopted_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
  };
}

export interface RecalibrationRow {
  readonly month: string;
  readonly params: PlanParameters;
  readonly evidence: LeverJson[];
  readonly lever: Lever | null;
  readonly taken_by: string;
  readonly taken_at: Date;
}

/** What months taught about an adopted plan, the newest first. */
export async function recalibrationsOf(ctx: Ctx, adoptionId: Uuid): Promise<RecalibrationRow[]> {
  return await ctx.sql.anew<RecalibrationRow>`
    SELECT to_char(recalibration.month, 'YYYY-MM') AS month, recalibration.params, recalibration.evidence, recalibration.lever,
           recalibration.taken_by, recalibration.taken_at
      FROM planner.recalibration AS recalibration
     WHERE recalibration.tenant_id = ${ctx.tenantId} AND recalibration.adoption_id = ${adoptionId}
     ORDER BY recalibration.month DESC
     LIMIT 36`;
}
