import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { newId, type Uuid } from '../../../kit/ids/index.ts';
import type { changeStock as changeStockShape, StockChange } from '../api.ts';
import { skuNotFound, stockShort } from '../errors.ts';

type ChangeStock = z.output<typeof changeStockShape>;

/**
 * So many pieces came or went, or were counted; from then on the variant is counted. Pieces kept for orders stay kept.
 * @throws DomainError `sku.notFound`, `stock.short` (fewer are free than leave)
 */
export async function changeStock(ctx: Ctx, skuId: Uuid, input: ChangeStock): Promise<void> {
  const sku = await ctx.sql.maybe<{ stock: number | null }>`
    SELECT sku.stock
      FROM catalog.sku AS sku
     WHERE sku.tenant_id = ${ctx.tenantId} AND sku.sku_id = ${skuId}
       FOR UPDATE`;
  if (!sku) throw skuNotFound();
  const free = sku.stock ?? 0;
  const change = input.counted === undefined ? (input.change ?? 0) : input.counted - free;
  if (free + change < 0) throw stockShort(free, change);
  await ctx.sql.exec`
    UPDATE catalog.sku AS sku
       SET stock = coalesce(sku.stock, 0) + ${change}, stock_total = coalesce(sku.stock_total, 0) + ${change}
     WHERE sku.tenant_id = ${ctx.tenantId} AND sku.sku_id = ${skuId} AND coalesce(sku.stock, 0) + ${change} >= 0`;
  const reason = input.counted === undefined ? (input.reason ?? 'other') : 'counted';
  await insertStockChanges(ctx, [{ skuId, quantity: change, reason, note: input.note ?? null }]);
}

/** Pieces that customers sent back and that can be sold again, whatever their number; variants that nobody counts stay uncounted. */
export async function restock(
  ctx: Ctx,
  pieces: readonly { readonly skuId: Uuid; readonly quantity: number; readonly note: string | null }[],
): Promise<void> {
  if (pieces.length === 0) return;
  const perSku = new Map<Uuid, number>();
  for (const { skuId, quantity } of pieces) perSku.set(skuId, (perSku.get(skuId) ?? 0) + quantity);
  const counted = await ctx.sql<{ sku_id: Uuid }>`
    UPDATE catalog.sku AS sku
       SET stock = sku.stock + back.quantity, stock_total = sku.stock_total + back.quantity
      FROM unnest(${plainArray([...perSku.keys()])}::uuid[], ${plainArray([...perSku.values()])}::int[]) AS back (sku_id, quantity)
     WHERE sku.tenant_id = ${ctx.tenantId} AND sku.sku_id = back.sku_id AND sku.stock IS NOT NULL
    RETURNING sku.sku_id`;
  const isCounted = new Set(counted.map((row) => row.sku_id));
  await insertStockChanges(
    ctx,
    pieces.flatMap(({ skuId, quantity, note }) => (isCounted.has(skuId) ? [{ skuId, quantity, reason: 'returned' as const, note }] : [])),
  );
}

interface StockEntry {
  readonly skuId: Uuid;
  readonly quantity: number;
  readonly reason: StockChange['reason'];
  readonly note?: string | null;
}

/** Writes down why stock changed; the caller changes it in the same transaction. */
export async function insertStockChanges(ctx: Ctx, entries: readonly StockEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await ctx.sql.exec`
    INSERT INTO catalog.stock_change (tenant_id, change_id, sku_id, quantity, reason, note, actor_name, at)
    SELECT ${ctx.tenantId}, fresh.change_id, fresh.sku_id, fresh.quantity, fresh.reason, fresh.note, ${ctx.actor.name}, ${ctx.now}
      FROM unnest(${plainArray(entries.map(() => newId()))}::uuid[], ${plainArray(entries.map((entry) => entry.skuId))}::uuid[],
                  ${plainArray(entries.map((entry) => entry.quantity))}::int[], ${entries.map((entry) => entry.reason)}::text[],
                  ${entries.map((entry) => entry.note ?? null)}::text[])
           AS fresh (change_id, sku_id, quantity, reason, note)`;
}
