import { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { decodeCursor, pageOf } from '../../../kit/http/cursor.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import type { Order, OrderWithLines } from '../api.ts';
import { stateOfRow } from './order-json.ts';
import { ordersById } from './orders-by-id.ts';

type Agreement = NonNullable<OrderWithLines['agreement']>;

interface PartRow {
  order_id: Uuid;
  first_id: Uuid;
  instalment: number;
  due_at: Date;
  charged_amount: bigint;
  tendered_amount: bigint;
  paid_at: Date | null;
  shipped_at: Date | null;
  received_at: Date | null;
  cancelled_at: Date | null;
  is_refunded: boolean;
}

/** Agreements to pay in instalments, by their first orders, as they stand by the brand's clock. */
export async function agreementReplies(ctx: Ctx, firstIds: readonly Uuid[]): Promise<Map<Uuid, Agreement>> {
  if (firstIds.length === 0) return new Map();
  const ids = plainArray([...new Set(firstIds)]);
  const rows = await ctx.sql<PartRow>`
    SELECT part.order_id, coalesce(part.follows_id, part.order_id) AS first_id, part.instalment, part.due_at, part.charged_amount,
           part.tendered_amount, part.paid_at, part.shipped_at, part.received_at, part.cancelled_at, part.is_refunded
      FROM orders.customer_order AS part
     WHERE part.tenant_id = ${ctx.tenantId} AND (part.order_id = ANY(${ids}::uuid[]) OR part.follows_id = ANY(${ids}::uuid[]))
     ORDER BY part.instalment`;
  return new Map([...Map.groupBy(rows, (row) => row.first_id)].map(([firstId, parts]) => [firstId, agreementJson(ctx, parts)]));
}

function agreementJson(ctx: Ctx, rows: readonly PartRow[]): Agreement {
  const money = (amount: bigint) => moneyJson(amount, ctx.tenant.currency);
  const standing = rows.filter((row) => row.cancelled_at === null);
  const sum = (of: (row: PartRow) => bigint): bigint => standing.reduce((total, row) => total + of(row), 0n);
  const isOverdue = (row: PartRow): boolean => row.paid_at === null && row.cancelled_at === null && row.due_at < ctx.now;
  const next = standing.find((row) => row.paid_at === null);
  return {
    total: money(sum((row) => row.charged_amount)),
    paid: money(sum((row) => row.tendered_amount)),
    next: next
      ? {
          order: publicId('order', next.order_id),
          number: next.instalment,
          dueAt: next.due_at.toISOString(),
          amount: money(next.charged_amount - next.tendered_amount),
          isOverdue: isOverdue(next),
        }
      : null,
    instalments: rows.map((row) => ({
      order: publicId('order', row.order_id),
      number: row.instalment,
      dueAt: row.due_at.toISOString(),
      amount: money(row.charged_amount),
      paid: money(row.tendered_amount),
      state: stateOfRow(row),
      isOverdue: isOverdue(row),
    })),
  };
}

const place = z.tuple([z.iso.datetime(), z.uuid()]);

/** Instalments that should have been paid by the brand's clock, the longest overdue first. */
export async function listOverdue(
  ctx: Ctx,
  filter: { readonly limit: number; readonly cursor?: string | undefined; readonly personId?: Uuid | undefined },
): Promise<{ data: Order[]; next: string | null }> {
  const [at, id] = decodeCursor(filter.cursor, place) ?? ['0001-01-01T00:00:00Z', '00000000-0000-0000-0000-000000000000'];
  const personId = filter.personId ?? null;
  const rows = await ctx.sql.anew<{ order_id: Uuid; due_at: Date }>`
    SELECT due.order_id, due.due_at
      FROM orders.customer_order AS due
     WHERE due.tenant_id = ${ctx.tenantId} AND due.due_at IS NOT NULL AND due.paid_at IS NULL AND due.cancelled_at IS NULL
       AND due.due_at < ${ctx.now} AND (due.due_at, due.order_id) > (${at}::timestamptz, ${id}::uuid)
       AND (${personId}::uuid IS NULL OR due.person_id = ${personId}::uuid)
     ORDER BY due.due_at, due.order_id
     LIMIT ${filter.limit + 1}`;
  const { shown, next } = pageOf(rows, filter.limit, (row) => [row.due_at.toISOString(), row.order_id]);
  return {
    data: await ordersById(
      ctx,
      shown.map((row) => row.order_id),
    ),
    next,
  };
}
