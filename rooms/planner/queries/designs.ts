import { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { decodeCursor, pageOf } from '../../../kit/http/cursor.ts';
import { parseId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { designDocument, type DesignDocument, type DesignJson } from '../design-api.ts';
import { designNotFound } from '../errors.ts';
import type { PresetId } from '../model/presets.ts';

/** planner.design as it stands, with what the brand made of it. */
export interface DesignRow {
  readonly design_id: Uuid;
  readonly name: string;
  readonly template: PresetId;
  readonly version: number;
  readonly created_at: Date;
  readonly changed_at: Date;
  readonly cells_filled: number;
  readonly steps_done: number;
  readonly scenarios: number;
  readonly adoption_id: Uuid | null;
  readonly adopted_scenario: string | null;
  readonly adopted_from: string | null;
  readonly adopted_at: Date | null;
}

/** The design behind `dsn_…`, without its document. @throws `design.notFound` */
export async function findDesign(ctx: Ctx, id: string, pointer?: string): Promise<DesignRow> {
  const designId = parseId('design', id);
  const [row] = designId === null ? [] : await designsWhere(ctx, { designId, limit: 1 });
  if (!row) throw designNotFound(pointer);
  return row;
}

/** Designs, the newest first, pages by key. */
export async function listDesigns(
  ctx: Ctx,
  page: { limit: number; cursor?: string | undefined },
): Promise<{ data: Omit<DesignJson, 'document'>[]; next: string | null }> {
  const [before] = decodeCursor(page.cursor, z.tuple([z.uuid()])) ?? [null];
  const rows = await designsWhere(ctx, { before, limit: page.limit + 1 });
  const { shown, next } = pageOf(rows, page.limit, (row) => [row.design_id]);
  return { data: shown.map(headOf), next };
}

/** A design as it is told, its document with it. @throws `design.notFound` */
export async function designReply(ctx: Ctx, designId: Uuid): Promise<DesignJson> {
  const row = await findDesign(ctx, publicId('design', designId));
  return { ...headOf(row), document: await documentOf(ctx, designId) };
}

/** What stands in a design, its parts in the order of their shape. */
export async function documentOf(ctx: Ctx, designId: Uuid): Promise<DesignDocument> {
  const { document } = await ctx.sql.one<{ document: unknown }>`
    SELECT design.document
      FROM planner.design AS design
     WHERE design.tenant_id = ${ctx.tenantId} AND design.design_id = ${designId}`;
  return designDocument.parse(document);
}

function headOf(row: DesignRow): Omit<DesignJson, 'document'> {
  const { adoption_id: adoptionId, adopted_at: adoptedAt, adopted_from: from } = row;
  return {
    id: publicId('design', row.design_id),
    name: row.name,
    template: row.template,
    version: row.version,
    adopted:
      adoptionId === null || adoptedAt === null || from === null
        ? null
        : { id: publicId('adoption', adoptionId), scenario: row.adopted_scenario, from, adoptedAt: adoptedAt.toISOString() },
    cellsFilled: row.cells_filled,
    stepsDone: row.steps_done,
    scenarios: row.scenarios,
    createdAt: row.created_at.toISOString(),
    changedAt: row.changed_at.toISOString(),
  };
}

async function designsWhere(
  ctx: Ctx,
  { designId = null, before = null, limit }: { designId?: Uuid | null; before?: Uuid | null; limit: number },
): Promise<DesignRow[]> {
  return await ctx.sql.anew<DesignRow>`
    SELECT design.design_id, design.name, design.template, design.version, design.created_at, design.changed_at,
           (SELECT count(*)::int FROM jsonb_each(coalesce(design.document -> 'cells', '{}'::jsonb)) AS cell
             WHERE coalesce(cell.value ->> 'offer', '') <> '') AS cells_filled,
           (SELECT count(*)::int FROM jsonb_each(coalesce(design.document -> 'steps', '{}'::jsonb)) AS step
             WHERE step.value ->> 'doneAt' IS NOT NULL) AS steps_done,
           (SELECT count(*)::int FROM planner.scenario AS scenario
             WHERE scenario.tenant_id = ${ctx.tenantId} AND scenario.design_id = design.design_id) AS scenarios,
           adoption.adoption_id, adoption.scenario AS adopted_scenario, to_char(adoption.from_month, 'YYYY-MM') AS adopted_from,
           adoption.adopted_at
      FROM planner.design AS design
      LEFT JOIN planner.adoption AS adoption
             ON adoption.tenant_id = ${ctx.tenantId} AND adoption.design_id = design.design_id AND adoption.ended_at IS NULL
     WHERE design.tenant_id = ${ctx.tenantId} AND design.removed_at IS NULL
       AND (${designId}::uuid IS NULL OR design.design_id = ${designId})
       AND (${before}::uuid IS NULL OR design.design_id < ${before})
     ORDER BY design.design_id DESC
     LIMIT ${limit}`;
}
