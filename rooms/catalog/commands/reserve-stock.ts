import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { assert } from '../../../kit/errors/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { shareOut, type Shortage, type Wanted } from '../model/reserve.ts';

/** Pieces an order asks for. `expiresAt` by the brand's clock; null = kept until paid or cancelled. */
export interface StockWish extends Wanted {
  readonly expiresAt: Date | null;
}

/**
 * Keeps pieces for orders, whatever their number in three statements. Each order gets all its pieces or none, in the order given;
 * variants whose stock is not counted reserve nothing. Asking again for an order that has its pieces changes nothing.
 * @returns the orders that got none, with the first variant that was short
 */
export async function reserveStock(ctx: Ctx, wishes: readonly StockWish[]): Promise<Shortage[]> {
  if (wishes.length === 0) return [];
  const known = await ordersWithPieces(ctx, wishes);
  const open = wishes.filter((wish) => !known.has(wish.orderId));
  const free = await lockStock(
    ctx,
    open.map((wish) => wish.skuId),
  );
  const { taken, short } = shareOut(open, free);
  const expiry = new Map(open.map((wish) => [wish.orderId, wish.expiresAt]));
  await takePieces(ctx, taken, { state: 'held', expiry });
  return short;
}

/**
 * The orders were paid: what was held for them is sold. Pieces whose time had run out are taken again where they are still free.
 * @returns the variants that are no longer there; the money is in, so somebody has to find a way
 */
export async function sellReserved(ctx: Ctx, orderIds: readonly Uuid[]): Promise<Shortage[]> {
  if (orderIds.length === 0) return [];
  await move(ctx, orderIds, 'sold');
  const lapsed = await ctx.sql<{ order_id: Uuid; sku_id: Uuid; quantity: number }>`
    SELECT reservation.order_id, reservation.sku_id, reservation.quantity
      FROM catalog.reservation AS reservation
     WHERE reservation.tenant_id = ${ctx.tenantId} AND reservation.order_id = ANY(${plainArray(orderIds)}::uuid[])
       AND reservation.state = 'released'
     ORDER BY reservation.order_id, reservation.sku_id`;
  if (lapsed.length === 0) return [];
  const wanted = lapsed.map((row) => ({ orderId: row.order_id, skuId: row.sku_id, quantity: row.quantity }));
  const free = await lockStock(
    ctx,
    wanted.map((wish) => wish.skuId),
  );
  const { taken, short } = shareOut(wanted, free);
  await takePieces(ctx, taken, { state: 'sold', expiry: new Map() });
  return short;
}

/** The orders came to nothing: what was held for them is free again. What was sold stays sold. */
export async function releaseStock(ctx: Ctx, orderIds: readonly Uuid[]): Promise<void> {
  if (orderIds.length > 0) await move(ctx, orderIds, 'released');
}

/**
 * Frees what is held past its time, oldest first; orders another transaction is working on are left for the next turn.
 * @param now the brand's clock
 * @returns the orders whose pieces were freed
 */
export async function releaseExpired(ctx: Ctx, now: Date, limit: number): Promise<Uuid[]> {
  const due = await ctx.sql<{ order_id: Uuid }>`
    SELECT reservation.order_id
      FROM catalog.reservation AS reservation
     WHERE reservation.tenant_id = ${ctx.tenantId} AND reservation.state = 'held' AND reservation.expires_at <= ${now}
     ORDER BY reservation.expires_at, reservation.order_id
     LIMIT ${limit}
       FOR UPDATE SKIP LOCKED`;
  const orderIds = [...new Set(due.map((row) => row.order_id))];
  await releaseStock(ctx, orderIds);
  return orderIds;
}

async function ordersWithPieces(ctx: Ctx, wishes: readonly StockWish[]): Promise<Set<Uuid>> {
  const rows = await ctx.sql<{ order_id: Uuid }>`
    SELECT DISTINCT reservation.order_id
      FROM catalog.reservation AS reservation
     WHERE reservation.tenant_id = ${ctx.tenantId} AND reservation.state <> 'released'
       AND reservation.order_id = ANY(${plainArray([...new Set(wishes.map((wish) => wish.orderId))])}::uuid[])`;
  return new Set(rows.map((row) => row.order_id));
}

/** Locks the variants in one fixed order and reads what is free; those that are not counted are left out. */
async function lockStock(ctx: Ctx, skuIds: readonly Uuid[]): Promise<Map<Uuid, number>> {
  if (skuIds.length === 0) return new Map();
  const rows = await ctx.sql<{ sku_id: Uuid; stock: number }>`
    SELECT sku.sku_id, sku.stock
      FROM catalog.sku AS sku
     WHERE sku.tenant_id = ${ctx.tenantId} AND sku.sku_id = ANY(${plainArray([...new Set(skuIds)])}::uuid[]) AND sku.stock IS NOT NULL
     ORDER BY sku.sku_id
       FOR UPDATE`;
  return new Map(rows.map((row) => [row.sku_id, row.stock]));
}

/** Takes the pieces out of what is free and writes whose they are, in one statement that takes nothing that is not there. */
async function takePieces(
  ctx: Ctx,
  taken: readonly Wanted[],
  how: { state: 'held' | 'sold'; expiry: ReadonlyMap<Uuid, Date | null> },
): Promise<void> {
  if (taken.length === 0) return;
  const perSku = new Map<Uuid, number>();
  for (const { skuId, quantity } of taken) perSku.set(skuId, (perSku.get(skuId) ?? 0) + quantity);
  const { changed } = await ctx.sql.one<{ changed: number }>`
    WITH moved AS (
      UPDATE catalog.sku AS sku
         SET stock = sku.stock - wanted.quantity,
             reserved = sku.reserved + CASE WHEN ${how.state}::text = 'held' THEN wanted.quantity ELSE 0 END,
             sold = sku.sold + CASE WHEN ${how.state}::text = 'sold' THEN wanted.quantity ELSE 0 END
        FROM unnest(${plainArray([...perSku.keys()])}::uuid[], ${plainArray([...perSku.values()])}::int[]) AS wanted (sku_id, quantity)
       WHERE sku.tenant_id = ${ctx.tenantId} AND sku.sku_id = wanted.sku_id AND sku.stock >= wanted.quantity
      RETURNING sku.sku_id),
    kept AS (
      INSERT INTO catalog.reservation (tenant_id, order_id, sku_id, quantity, state, expires_at, changed_at)
      SELECT ${ctx.tenantId}, fresh.order_id, fresh.sku_id, fresh.quantity, ${how.state}, fresh.expires_at, ${ctx.now}
        FROM unnest(${plainArray(taken.map((row) => row.orderId))}::uuid[], ${plainArray(taken.map((row) => row.skuId))}::uuid[],
                    ${plainArray(taken.map((row) => row.quantity))}::int[],
                    ${taken.map((row) => how.expiry.get(row.orderId) ?? null)}::timestamptz[]) AS fresh (order_id, sku_id, quantity, expires_at)
          ON CONFLICT (tenant_id, order_id, sku_id)
          DO UPDATE SET state = excluded.state, quantity = excluded.quantity, expires_at = excluded.expires_at, changed_at = excluded.changed_at
      RETURNING sku_id)
    SELECT (SELECT count(*)::int FROM moved) AS changed, (SELECT count(*)::int FROM kept) AS kept`;
  assert(changed === perSku.size, 'locked pieces were there to take');
}

/** Held pieces of these orders become sold or free, with the counts of their variants, in one statement. */
async function move(ctx: Ctx, orderIds: readonly Uuid[], to: 'sold' | 'released'): Promise<void> {
  await ctx.sql`
    WITH moved AS (
      UPDATE catalog.reservation AS reservation
         SET state = ${to}, changed_at = ${ctx.now}
       WHERE reservation.tenant_id = ${ctx.tenantId} AND reservation.order_id = ANY(${plainArray([...new Set(orderIds)])}::uuid[])
         AND reservation.state = 'held'
      RETURNING reservation.sku_id, reservation.quantity),
    per_sku AS (
      SELECT moved.sku_id, sum(moved.quantity)::int AS quantity FROM moved GROUP BY moved.sku_id)
    UPDATE catalog.sku AS sku
       SET reserved = sku.reserved - per_sku.quantity,
           sold = sku.sold + CASE WHEN ${to}::text = 'sold' THEN per_sku.quantity ELSE 0 END,
           stock = sku.stock + CASE WHEN ${to}::text = 'released' THEN per_sku.quantity ELSE 0 END
      FROM per_sku
     WHERE sku.tenant_id = ${ctx.tenantId} AND sku.sku_id = per_sku.sku_id`;
}
