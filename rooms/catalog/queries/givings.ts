import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { beforeId, pageOf } from '../../../kit/http/cursor.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import type { Giving } from '../api.ts';
import { codesOf } from '../commands/deliver-codes.ts';

interface GivingRow {
  giving_id: Uuid;
  product_id: Uuid;
  product_name: string;
  quantity: number;
  occasion: string;
  at: Date;
  delivery_kind: 'text' | 'link' | 'codes' | null;
  delivery_text: string | null;
}

/** What was given to a person, the newest first, with what it handed over. */
export async function givingsOf(
  ctx: Ctx,
  personId: Uuid,
  page: { limit: number; cursor?: string | undefined },
): Promise<{ data: Giving[]; next: string | null }> {
  const before = beforeId(page.cursor);
  const rows = await ctx.sql<GivingRow>`
    SELECT giving.giving_id, giving.product_id, product.name AS product_name, giving.quantity, giving.occasion, giving.at,
           product.delivery_kind, product.delivery_text
      FROM catalog.giving AS giving
      JOIN catalog.product AS product ON product.tenant_id = ${ctx.tenantId} AND product.product_id = giving.product_id
     WHERE giving.tenant_id = ${ctx.tenantId} AND giving.person_id = ${personId} AND giving.giving_id < ${before}
     ORDER BY giving.giving_id DESC
     LIMIT ${page.limit + 1}`;
  const { shown, next } = pageOf(rows, page.limit, (row) => [row.giving_id]);
  return { data: await givingJson(ctx, shown), next };
}

/** Which of these products a person took as free goods, and what they got. */
export async function takenBy(ctx: Ctx, personId: Uuid, productIds: readonly Uuid[]): Promise<Map<Uuid, Giving>> {
  if (productIds.length === 0) return new Map();
  const rows = await ctx.sql<GivingRow>`
    SELECT giving.giving_id, giving.product_id, product.name AS product_name, giving.quantity, giving.occasion, giving.at,
           product.delivery_kind, product.delivery_text
      FROM catalog.giving AS giving
      JOIN catalog.product AS product ON product.tenant_id = ${ctx.tenantId} AND product.product_id = giving.product_id
     WHERE giving.tenant_id = ${ctx.tenantId} AND giving.person_id = ${personId} AND giving.occasion = 'fan'
       AND giving.product_id = ANY(${plainArray([...new Set(productIds)])}::uuid[])
     ORDER BY giving.giving_id`;
  const shown = await givingJson(ctx, rows);
  return new Map(rows.flatMap((row, i) => (shown[i] ? [[row.product_id, shown[i]] as const] : [])));
}

async function givingJson(ctx: Ctx, rows: readonly GivingRow[]): Promise<Giving[]> {
  const codes = await codesOf(
    ctx,
    rows.filter((row) => row.delivery_kind === 'codes').map((row) => row.giving_id),
  );
  return rows.map((row) => ({
    id: publicId('giving', row.giving_id),
    product: { id: publicId('product', row.product_id), name: row.product_name },
    quantity: row.quantity,
    occasion: row.occasion,
    at: row.at.toISOString(),
    delivered:
      row.delivery_kind === null
        ? null
        : { kind: row.delivery_kind, text: row.delivery_text, codes: codes.get(`${row.giving_id}:1`) ?? [] },
  }));
}
