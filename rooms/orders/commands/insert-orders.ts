import type { Ctx } from '../../../kit/ctx.ts';
import { booleans, instants, int8s, texts, uuids } from '../../../kit/db/arrays.ts';
import type { Origin } from '../../../kit/http/shapes.ts';
import type { Uuid } from '../../../kit/ids/index.ts';

/** An order ready to be written: everything checked, its origin derived. Instants in epoch ms, amounts in minor units. */
export interface OrderRecord {
  readonly orderId: Uuid;
  readonly externalId: string;
  readonly personId: Uuid | null;
  readonly placedAtMs: number;
  /** null: not paid, and without an origin */
  readonly paidAtMs: number | null;
  readonly charged: bigint;
  readonly refunded: bigint;
  readonly isRefunded: boolean;
  /** null: not paid; in an update also: as it was */
  readonly origin: Origin | null;
  readonly totalFrom: 'lines' | 'total';
  readonly scene: string | null;
  readonly channel: string | null;
  readonly status: string | null;
}

/** Writes new orders, one statement whatever their number. `runId`: the import that made them. */
export async function insertOrders(ctx: Ctx, orders: readonly OrderRecord[], runId: Uuid | null): Promise<void> {
  if (orders.length === 0) return;
  await ctx.sql.exec`
    INSERT INTO orders.customer_order (tenant_id, order_id, external_id, person_id, placed_at, paid_at, charged_amount, refunded_amount,
                                       net_amount, currency, is_refunded, origin, total_from, scene, channel, status, run_id, created_at)
    SELECT ${ctx.tenantId}, fresh.order_id, fresh.external_id, fresh.person_id, fresh.placed_at, fresh.paid_at, fresh.charged, fresh.refunded,
           fresh.charged - fresh.refunded, ${ctx.tenant.currency}, fresh.is_refunded, fresh.origin, fresh.total_from, fresh.scene,
           fresh.channel, fresh.status, ${runId}::uuid, ${ctx.now}
      FROM unnest(${uuids(orders, (order) => order.orderId)}::uuid[], ${texts(orders, (order) => order.externalId)}::text[],
                  ${uuids(orders, (order) => order.personId)}::uuid[], ${instants(orders, (order) => order.placedAtMs)}::timestamptz[],
                  ${instants(orders, (order) => order.paidAtMs)}::timestamptz[], ${int8s(orders, (order) => order.charged)}::bigint[],
                  ${int8s(orders, (order) => order.refunded)}::bigint[], ${booleans(orders, (order) => order.isRefunded)}::boolean[],
                  ${texts(orders, (order) => order.origin)}::text[], ${texts(orders, (order) => order.totalFrom)}::text[],
                  ${texts(orders, (order) => order.scene)}::text[], ${texts(orders, (order) => order.channel)}::text[],
                  ${texts(orders, (order) => order.status)}::text[])
           AS fresh (order_id, external_id, person_id, placed_at, paid_at, charged, refunded, is_refunded, origin, total_from, scene, channel, status)`;
}

/** Writes what has changed about known orders; everything of the record takes the place of what was there. */
export async function updateOrders(ctx: Ctx, orders: readonly OrderRecord[]): Promise<void> {
  if (orders.length === 0) return;
  // The list of ids is there for the planner: it reads those rows by key, never a whole brand.
  const ids = uuids(orders, (order) => order.orderId);
  await ctx.sql.exec`
    UPDATE orders.customer_order AS customer_order
       SET person_id = changed.person_id, placed_at = changed.placed_at, paid_at = changed.paid_at, charged_amount = changed.charged,
           refunded_amount = changed.refunded, net_amount = changed.charged - changed.refunded, is_refunded = changed.is_refunded,
           origin = CASE WHEN changed.paid_at IS NULL THEN NULL ELSE coalesce(changed.origin, customer_order.origin) END,
           total_from = changed.total_from, scene = changed.scene, channel = changed.channel, status = changed.status
      FROM unnest(${ids}::uuid[], ${uuids(orders, (order) => order.personId)}::uuid[],
                  ${instants(orders, (order) => order.placedAtMs)}::timestamptz[], ${instants(orders, (order) => order.paidAtMs)}::timestamptz[],
                  ${int8s(orders, (order) => order.charged)}::bigint[], ${int8s(orders, (order) => order.refunded)}::bigint[],
                  ${booleans(orders, (order) => order.isRefunded)}::boolean[], ${texts(orders, (order) => order.origin)}::text[],
                  ${texts(orders, (order) => order.totalFrom)}::text[], ${texts(orders, (order) => order.scene)}::text[],
                  ${texts(orders, (order) => order.channel)}::text[], ${texts(orders, (order) => order.status)}::text[])
           AS changed (order_id, person_id, placed_at, paid_at, charged, refunded, is_refunded, origin, total_from, scene, channel, status)
     WHERE customer_order.tenant_id = ${ctx.tenantId} AND customer_order.order_id = changed.order_id
       AND customer_order.order_id = ANY(${ids}::uuid[])`;
}
