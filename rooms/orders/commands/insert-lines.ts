import type { Ctx } from '../../../kit/ctx.ts';
import { booleans, int4s, int8s, uuids } from '../../../kit/db/arrays.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';

/** One line of an order. Amounts in minor units; `quantity` a plain decimal text. */
export interface LineRecord {
  readonly orderId: Uuid;
  /** from 1, without gaps within an order */
  readonly line: number;
  readonly productId: Uuid | null;
  readonly quantity: string | null;
  readonly amount: bigint;
  readonly refunded: bigint;
  /** states the order's total instead of a product */
  readonly isTotal: boolean;
  /** 128 bits over the row it came from, 32 hex digits */
  readonly contentKey: string;
}

/** Writes new lines, one statement whatever their number. */
export async function insertLines(ctx: Ctx, lines: readonly LineRecord[], runId: Uuid | null): Promise<void> {
  if (lines.length === 0) return;
  await ctx.sql.exec`
    INSERT INTO orders.line (tenant_id, order_id, line, product_id, quantity, amount, refunded_amount, is_total, row_hash, run_id)
    SELECT ${ctx.tenantId}, fresh.order_id, fresh.line, fresh.product_id, fresh.quantity, fresh.amount, fresh.refunded, fresh.is_total,
           fresh.row_hash, ${runId}::uuid
      FROM unnest(${uuids(lines, (line) => line.orderId)}::uuid[], ${int4s(lines, (line) => line.line)}::int[],
                  ${uuids(lines, (line) => line.productId)}::uuid[], ${plainArray(lines.map((line) => line.quantity))}::numeric[],
                  ${int8s(lines, (line) => line.amount)}::bigint[], ${int8s(lines, (line) => line.refunded)}::bigint[],
                  ${booleans(lines, (line) => line.isTotal)}::boolean[], ${uuids(lines, (line) => line.contentKey)}::uuid[])
           AS fresh (order_id, line, product_id, quantity, amount, refunded, is_total, row_hash)`;
}

/** Puts the newer content of a row in the place of the line that held the older one. */
export async function updateLines(ctx: Ctx, lines: readonly LineRecord[], runId: Uuid): Promise<void> {
  if (lines.length === 0) return;
  await ctx.sql.exec`
    UPDATE orders.line AS line
       SET amount = newer.amount, refunded_amount = newer.refunded, quantity = newer.quantity, row_hash = newer.row_hash, run_id = ${runId}
      FROM unnest(${uuids(lines, (line) => line.orderId)}::uuid[], ${int4s(lines, (line) => line.line)}::int[],
                  ${plainArray(lines.map((line) => line.quantity))}::numeric[], ${int8s(lines, (line) => line.amount)}::bigint[],
                  ${int8s(lines, (line) => line.refunded)}::bigint[], ${uuids(lines, (line) => line.contentKey)}::uuid[])
           AS newer (order_id, line, quantity, amount, refunded, row_hash)
     WHERE line.tenant_id = ${ctx.tenantId} AND line.order_id = newer.order_id AND line.line = newer.line
       AND line.order_id = ANY(${uuids([...new Set(lines.map((line) => line.orderId))], (orderId) => orderId)}::uuid[])`;
}
