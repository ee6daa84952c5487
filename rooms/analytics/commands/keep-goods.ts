import type { Ctx } from '../../../kit/ctx.ts';
import { int4s, int8s, uuids } from '../../../kit/db/arrays.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import type { Sign } from '../model/cells.ts';
import { decimalText, type GoodsCells } from '../model/goods.ts';

/** Stands for what lines without a product name. */
const NO_PRODUCT: Uuid = '00000000-0000-0000-0000-000000000000';

/** Adds what a transaction changed about the lines of paid orders. The caller holds the lane and saves it. */
export async function addGoods(ctx: Ctx, cells: GoodsCells): Promise<void> {
  const { rows } = cells;
  if (rows.length === 0) return;
  await ctx.sql.exec`
    INSERT INTO analytics.goods AS cell (tenant_id, month, product_id, net, counted, quantity)
    SELECT ${ctx.tenantId}, date '1970-01-01' + fresh.month, fresh.product_id, fresh.net, fresh.counted, fresh.quantity
      FROM unnest(${int4s(rows, (row) => row.month)}::int[], ${uuids(rows, (row) => row.productId ?? NO_PRODUCT)}::uuid[],
                  ${int8s(rows, (row) => row.net)}::bigint[], ${int8s(rows, (row) => row.counted)}::bigint[],
                  ${plainArray(rows.map((row) => decimalText(row.quantity)))}::numeric[]) AS fresh (month, product_id, net, counted, quantity)
        ON CONFLICT (tenant_id, month, product_id) DO UPDATE
       SET net = cell.net + excluded.net, counted = cell.counted + excluded.counted, quantity = cell.quantity + excluded.quantity`;
}

/**
 * Takes what is stored of some orders out of the goods (sign −1) or puts it in: around a change whose writer does not know the lines.
 * The caller holds the lane and saves it.
 */
export async function moveGoods(ctx: Ctx, orderIds: readonly Uuid[], sign: Sign): Promise<void> {
  if (orderIds.length === 0) return;
  // The list of ids is there for the planner: it reads those rows by key, never a whole brand.
  const ids = uuids(orderIds, (id) => id);
  await ctx.sql.exec`
    INSERT INTO analytics.goods AS cell (tenant_id, month, product_id, net, counted, quantity)
    SELECT ${ctx.tenantId}, sold.month, sold.product_id, sum(${sign}::int * sold.net)::bigint, sum(${sign}::int * sold.counted)::bigint,
           sum(${sign}::int * sold.quantity)
      FROM (SELECT date_trunc('month', customer_order.paid_at AT TIME ZONE ${ctx.zone.id})::date AS month,
                   coalesce(line.product_id, ${NO_PRODUCT}::uuid) AS product_id, line.amount - line.refunded_amount AS net,
                   CASE WHEN line.quantity IS NULL THEN 0 ELSE line.amount - line.refunded_amount END AS counted,
                   CASE WHEN line.quantity IS NULL OR line.refunded_amount >= line.amount
                          OR (customer_order.follows_id IS NOT NULL AND line.exchange_id IS NULL) THEN 0 ELSE line.quantity END AS quantity
              FROM orders.customer_order AS customer_order
              JOIN orders.line AS line ON line.tenant_id = ${ctx.tenantId} AND line.order_id = customer_order.order_id AND NOT line.is_total
             WHERE customer_order.tenant_id = ${ctx.tenantId} AND customer_order.paid_at IS NOT NULL
               AND customer_order.order_id = ANY(${ids}::uuid[])) AS sold
     GROUP BY sold.month, sold.product_id
        ON CONFLICT (tenant_id, month, product_id) DO UPDATE
       SET net = cell.net + excluded.net, counted = cell.counted + excluded.counted, quantity = cell.quantity + excluded.quantity`;
}

/** Orders of one statement of a rebuild. */
const PAGE = 20_000;
const BEFORE_ALL: Uuid = NO_PRODUCT;

/** Makes the goods of all months anew from the orders as they are. */
export async function rebuildGoods(ctx: Ctx): Promise<void> {
  await ctx.sql.exec`DELETE FROM analytics.goods AS goods WHERE goods.tenant_id = ${ctx.tenantId}`;
  for (let last = BEFORE_ALL; ;) {
    const page: { order_id: Uuid }[] = await ctx.sql<{ order_id: Uuid }>`
      SELECT customer_order.order_id
        FROM orders.customer_order AS customer_order
       WHERE customer_order.tenant_id = ${ctx.tenantId} AND customer_order.order_id > ${last}
       ORDER BY customer_order.order_id
       LIMIT ${PAGE}`;
    await moveGoods(
      ctx,
      page.map((row) => row.order_id),
      1,
    );
    if (page.length < PAGE) return;
    last = page.at(-1)?.order_id ?? BEFORE_ALL;
  }
}
