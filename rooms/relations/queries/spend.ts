import type { Ctx } from '../../../kit/ctx.ts';
import { beforeId, pageOf } from '../../../kit/http/cursor.ts';
import type { SourceKind } from '../../../kit/http/shapes.ts';
import { parseId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import type { Spend } from '../api.ts';
import { spendNotFound } from '../errors.ts';

/** relations.spend with its source, and what was entered in its place. */
export interface SpendRow {
  readonly spend_id: Uuid;
  readonly source_id: Uuid;
  readonly kind: SourceKind;
  readonly name: string;
  readonly campaign: string;
  readonly from_on: string;
  readonly to_on: string;
  readonly amount: bigint;
  readonly note: string | null;
  readonly replaces_id: Uuid | null;
  readonly replaced_by: Uuid | null;
  readonly entered_by: string;
  readonly entered_at: Date;
}

/** What was spent, the newest entry first, also what was corrected since. */
export async function listSpend(
  ctx: Ctx,
  page: { limit: number; cursor?: string | undefined },
): Promise<{ data: Spend[]; next: string | null }> {
  const rows = await spendWhere(ctx, { before: beforeId(page.cursor), limit: page.limit + 1 });
  const { shown, next } = pageOf(rows, page.limit, (row) => [row.spend_id]);
  return { data: shown.map((row) => spendJson(ctx, row)), next };
}

/** The entry behind `spd_…`. @throws `spend.notFound` */
export async function findSpend(ctx: Ctx, id: string): Promise<SpendRow> {
  const spendId = parseId('spend', id);
  const [row] = spendId === null ? [] : await spendWhere(ctx, { ids: [spendId], limit: 1 });
  if (!row) throw spendNotFound();
  return row;
}

/** These entries, in the order of their ids. */
export async function spendReplies(ctx: Ctx, ids: readonly Uuid[]): Promise<Spend[]> {
  const rows = await spendWhere(ctx, { ids, limit: ids.length });
  return rows.toReversed().map((row) => spendJson(ctx, row));
}

async function spendWhere(
  ctx: Ctx,
  { ids = null, before = null, limit }: { ids?: readonly Uuid[] | null; before?: Uuid | null; limit: number },
): Promise<SpendRow[]> {
  return await ctx.sql<SpendRow>`
    SELECT spend.spend_id, spend.source_id, source.kind, source.name, spend.campaign, spend.from_on, spend.to_on, spend.amount, spend.note,
           spend.replaces_id, later.spend_id AS replaced_by, spend.entered_by, spend.entered_at
      FROM relations.spend AS spend
      JOIN relations.source AS source ON source.tenant_id = ${ctx.tenantId} AND source.source_id = spend.source_id
      LEFT JOIN relations.spend AS later ON later.tenant_id = ${ctx.tenantId} AND later.replaces_id = spend.spend_id
     WHERE spend.tenant_id = ${ctx.tenantId} AND (${before}::uuid IS NULL OR spend.spend_id < ${before}::uuid)
       AND (${ids}::uuid[] IS NULL OR spend.spend_id = ANY(${ids}::uuid[]))
     ORDER BY spend.spend_id DESC
     LIMIT ${limit}`;
}

function spendJson(ctx: Ctx, row: SpendRow): Spend {
  return {
    id: publicId('spend', row.spend_id),
    source: { id: publicId('source', row.source_id), kind: row.kind, name: row.name },
    campaign: row.campaign,
    from: row.from_on,
    to: row.to_on,
    amount: moneyJson(row.amount, ctx.tenant.currency),
    note: row.note,
    enteredBy: row.entered_by,
    enteredAt: row.entered_at.toISOString(),
    replaces: row.replaces_id && publicId('spend', row.replaces_id),
    replacedBy: row.replaced_by && publicId('spend', row.replaced_by),
  };
}
