import { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { decodeCursor, pageOf } from '../../../kit/http/cursor.ts';
import type { Origin } from '../../../kit/http/shapes.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { parseDay } from '../../../kit/time/index.ts';
import type { Order } from '../api.ts';
import { orderJson } from './order-json.ts';
import type { OrderRow } from '../schema.ts';

const place = z.tuple([z.iso.datetime(), z.uuid()]);
const AFTER_ALL = new Date('2200-01-01T00:00:00Z');
const BEFORE_ALL = new Date('0001-01-01T00:00:00Z');
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

export interface OrderFilter {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly personId?: Uuid | undefined;
  readonly origin?: Origin | undefined;
  readonly state?: Order['state'] | undefined;
  /** first day of the period, `YYYY-MM-DD` in the tenant's zone */
  readonly from?: string | undefined;
  /** the day after the last one */
  readonly to?: string | undefined;
}

/**
 * Orders, newest first by when they were paid (unpaid ones by when they were placed), pages by key.
 * An origin or a period asks for paid orders only.
 */
export async function listOrders(ctx: Ctx, filter: OrderFilter): Promise<{ data: Order[]; next: string | null }> {
  const [at, id] = decodeCursor(filter.cursor, place) ?? [AFTER_ALL.toISOString(), LAST_ID];
  const period = periodOf(ctx, filter);
  const isPaidOnly = filter.origin !== undefined || filter.from !== undefined || filter.to !== undefined;
  const limit = filter.limit + 1;
  const personId = filter.personId ?? null;
  const origin = filter.origin ?? null;
  const state = filter.state ?? null;
  const rows = await ctx.sql.anew<OrderRow & { at: Date }>`
    SELECT page.order_id, page.external_id, page.person_id, person.external_id AS person_external_id, person.name AS person_name,
           page.placed_at, page.paid_at, page.charged_amount, page.refunded_amount, page.net_amount, page.currency, page.is_refunded,
           page.origin, page.scene, page.channel, page.status, page.at, page.is_live, page.shipping_amount, page.tendered_amount, page.method,
           page.shipped_at, page.received_at, page.cancelled_at, page.follows_id, page.instalment, page.due_at,
           (SELECT count(*)::int FROM orders.line AS line WHERE line.tenant_id = ${ctx.tenantId} AND line.order_id = page.order_id) AS line_count
      FROM ((SELECT paid.*, paid.paid_at AS at
               FROM orders.customer_order AS paid
              WHERE paid.tenant_id = ${ctx.tenantId} AND paid.paid_at IS NOT NULL AND (paid.paid_at, paid.order_id) < (${at}::timestamptz, ${id}::uuid)
                AND paid.paid_at >= ${period.from} AND paid.paid_at < ${period.to}
                AND (${personId}::uuid IS NULL OR paid.person_id = ${personId}::uuid) AND (${origin}::text IS NULL OR paid.origin = ${origin}::text)
                AND (${state}::text IS NULL OR ${state}::text =
                     CASE WHEN paid.cancelled_at IS NOT NULL THEN 'cancelled' WHEN paid.is_refunded THEN 'refunded'
                          WHEN paid.received_at IS NOT NULL THEN 'received' WHEN paid.shipped_at IS NOT NULL THEN 'shipped' ELSE 'paid' END)
              ORDER BY paid.paid_at DESC, paid.order_id DESC
              LIMIT ${limit})
             UNION ALL
            (SELECT unpaid.*, unpaid.placed_at AS at
               FROM orders.customer_order AS unpaid
              WHERE unpaid.tenant_id = ${ctx.tenantId} AND unpaid.paid_at IS NULL AND NOT ${isPaidOnly}::boolean
                AND (unpaid.placed_at, unpaid.order_id) < (${at}::timestamptz, ${id}::uuid)
                AND (${personId}::uuid IS NULL OR unpaid.person_id = ${personId}::uuid)
                AND (${state}::text IS NULL OR ${state}::text = CASE WHEN unpaid.cancelled_at IS NULL THEN 'unpaid' ELSE 'cancelled' END)
              ORDER BY unpaid.placed_at DESC, unpaid.order_id DESC
              LIMIT ${limit})) AS page
      LEFT JOIN relations.person AS person ON person.tenant_id = ${ctx.tenantId} AND person.person_id = page.person_id
     ORDER BY page.at DESC, page.order_id DESC
     LIMIT ${limit}`;
  const { shown, next } = pageOf(rows, filter.limit, (row) => [row.at.toISOString(), row.order_id]);
  return {
    data: shown.map(orderJson),
    next,
  };
}

/** The instants of a period of days; open ends reach as far as instants go. */
export function periodOf(ctx: Ctx, days: { from?: string | undefined; to?: string | undefined }): { from: Date; to: Date } {
  return {
    from: days.from === undefined ? BEFORE_ALL : new Date(ctx.zone.startOf(parseDay(days.from))),
    to: days.to === undefined ? AFTER_ALL : new Date(ctx.zone.startOf(parseDay(days.to))),
  };
}
