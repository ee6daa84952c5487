import type { Ctx } from '../../../kit/ctx.ts';
import { instants, int4s, int8s, texts, uuids } from '../../../kit/db/arrays.ts';
import type { Uuid } from '../../../kit/ids/index.ts';

/** Something that went back. Instants in epoch ms, amounts in minor units. */
export interface ReturnRecord {
  readonly returnId: Uuid;
  /** the order id its row names, whether anybody sold under it or not */
  readonly externalId: string | null;
  /** the order it lowers; null: it lowers sales at its own time */
  readonly orderId: Uuid | null;
  readonly personId: Uuid | null;
  readonly productId: Uuid | null;
  readonly atMs: number;
  /** positive */
  readonly amount: bigint;
  readonly contentKey: string;
  /** position among equal rows, from 1 */
  readonly nth: number;
}

/** Writes new returns, one statement whatever their number. The caller lowers the orders they name. */
export async function insertReturns(ctx: Ctx, returns: readonly ReturnRecord[], runId: Uuid | null): Promise<void> {
  if (returns.length === 0) return;
  await ctx.sql.exec`
    INSERT INTO orders.sales_return (tenant_id, return_id, external_id, order_id, person_id, product_id, at, amount, currency, row_hash,
                                     row_nth, run_id, created_at)
    SELECT ${ctx.tenantId}, fresh.return_id, fresh.external_id, fresh.order_id, fresh.person_id, fresh.product_id, fresh.at, fresh.amount,
           ${ctx.tenant.currency}, fresh.row_hash, fresh.row_nth, ${runId}::uuid, ${ctx.now}
      FROM unnest(${uuids(returns, (item) => item.returnId)}::uuid[], ${texts(returns, (item) => item.externalId)}::text[],
                  ${uuids(returns, (item) => item.orderId)}::uuid[], ${uuids(returns, (item) => item.personId)}::uuid[],
                  ${uuids(returns, (item) => item.productId)}::uuid[],
                  ${instants(returns, (item) => item.atMs)}::timestamptz[],
                  ${int8s(returns, (item) => item.amount)}::bigint[], ${uuids(returns, (item) => item.contentKey)}::uuid[],
                  ${int4s(returns, (item) => item.nth)}::int[])
           AS fresh (return_id, external_id, order_id, person_id, product_id, at, amount, row_hash, row_nth)`;
}

/** Ties standing returns to the orders that came after them. The caller lowers those orders. */
export async function attachReturns(ctx: Ctx, returns: readonly { returnId: Uuid; orderId: Uuid }[]): Promise<void> {
  if (returns.length === 0) return;
  await ctx.sql.exec`
    UPDATE orders.sales_return AS sales_return
       SET order_id = found.order_id
      FROM unnest(${uuids(returns, (item) => item.returnId)}::uuid[], ${uuids(returns, (item) => item.orderId)}::uuid[])
           AS found (return_id, order_id)
     WHERE sales_return.tenant_id = ${ctx.tenantId} AND sales_return.return_id = found.return_id
       AND sales_return.return_id = ANY(${uuids(returns, (item) => item.returnId)}::uuid[])`;
}
