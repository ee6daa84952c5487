import type { Ctx } from '../../../kit/ctx.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import { maskedName } from '../../relations/index.ts';
import type { ShopFeed } from '../api.ts';

const SHOWN = 20;
const DAYS = 30;
const DAY_MS = 86_400_000;

/**
 * The latest purchases, as anybody may see them: orders sold here and paid in the last thirty days, of which the line was not given back
 * and is no gift; names masked (compliance P12). Each stands on a row of its own; there is no way to put one in.
 */
export async function purchaseFeed(ctx: Ctx): Promise<ShopFeed> {
  const rows = await ctx.sql<{
    person_name: string | null;
    is_erased: boolean;
    paid_at: Date;
    product_id: Uuid;
    product_name: string;
    quantity: string;
  }>`
    SELECT person.name AS person_name, person.erased_at IS NOT NULL AS is_erased, sale.paid_at, product.product_id,
           product.name AS product_name, sale.quantity::text AS quantity
      FROM (SELECT customer_order.order_id, customer_order.person_id, customer_order.paid_at, bought.product_id, bought.quantity
              FROM orders.customer_order AS customer_order
             CROSS JOIN LATERAL (
                   SELECT line.product_id, line.quantity
                     FROM orders.line AS line
                    WHERE line.tenant_id = ${ctx.tenantId} AND line.order_id = customer_order.order_id AND line.product_id IS NOT NULL
                      AND (line.amount = 0 OR line.refunded_amount < line.amount) AND coalesce(line.price->>'kind', '') <> 'gift'
                    ORDER BY line.amount DESC, line.line
                    LIMIT 1) AS bought
             WHERE customer_order.tenant_id = ${ctx.tenantId} AND customer_order.is_live AND customer_order.paid_at IS NOT NULL
               AND NOT customer_order.is_refunded AND customer_order.follows_id IS NULL AND customer_order.cancelled_at IS NULL
               AND customer_order.paid_at > ${new Date(ctx.now.getTime() - DAYS * DAY_MS)} AND customer_order.paid_at <= ${ctx.now}
             ORDER BY customer_order.paid_at DESC, customer_order.order_id DESC
             LIMIT ${SHOWN}) AS sale
      JOIN catalog.product AS product ON product.tenant_id = ${ctx.tenantId} AND product.product_id = sale.product_id
      JOIN relations.person AS person ON person.tenant_id = ${ctx.tenantId} AND person.person_id = sale.person_id
     ORDER BY sale.paid_at DESC, sale.order_id DESC`;
  return {
    data: rows.map((row) => ({
      by: maskedName(row.is_erased ? null : row.person_name),
      product: { id: publicId('product', row.product_id), name: row.product_name },
      quantity: Number(row.quantity),
      at: row.paid_at.toISOString(),
    })),
  };
}
