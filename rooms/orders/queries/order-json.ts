import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import type { Order, OrderWithLines, SalesReturn } from '../api.ts';
import type { Acted } from '../model/live-order.ts';
import type { LineRow, OrderRow, ReturnRow } from '../schema.ts';

/** Ids the product made for rows without one are nobody's business outside. */
export function shownId(externalId: string | null): string | null {
  return externalId === null || externalId.startsWith('~') ? null : externalId;
}

/** An order as the API shows it: of an unpaid one nothing counts; payments of a live one show as they come in. */
export function orderJson(row: OrderRow): Order {
  const money = (amount: bigint) => moneyJson(amount, row.currency);
  const isPaid = row.paid_at !== null;
  return {
    id: publicId('order', row.order_id),
    externalId: shownId(row.external_id),
    state: stateOfRow(row),
    isLive: row.is_live,
    total: money(row.charged_amount),
    paid: money(row.is_live ? row.tendered_amount : isPaid ? row.charged_amount : 0n),
    refunded: money(isPaid ? row.refunded_amount : 0n),
    net: money(isPaid ? row.net_amount : row.tendered_amount),
    shipping: money(row.shipping_amount),
    origin: row.origin,
    person: whoJson(row),
    placedAt: row.placed_at.toISOString(),
    paidAt: row.paid_at?.toISOString() ?? null,
    shippedAt: row.shipped_at?.toISOString() ?? null,
    receivedAt: row.received_at?.toISOString() ?? null,
    cancelledAt: row.cancelled_at?.toISOString() ?? null,
    method: row.method,
    scene: row.scene,
    channel: row.channel,
    status: row.status,
    lineCount: row.line_count,
    instalment:
      row.instalment === null || row.due_at === null
        ? null
        : { number: row.instalment, dueAt: row.due_at.toISOString(), first: publicId('order', row.follows_id ?? row.order_id) },
  };
}

/** What privileges did to an order by themselves. */
export function actedJson(acted: readonly Acted[], currency: string): OrderWithLines['acted'] {
  return acted.map(({ acts, name, saved }) => ({ acts, name, saved: moneyJson(BigInt(saved), currency) }));
}

/** The state of an order by its row. */
export function stateOfRow(row: Pick<OrderRow, 'cancelled_at' | 'paid_at' | 'is_refunded' | 'received_at' | 'shipped_at'>): Order['state'] {
  if (row.cancelled_at !== null) return 'cancelled';
  if (row.paid_at === null) return 'unpaid';
  if (row.is_refunded) return 'refunded';
  if (row.received_at !== null) return 'received';
  return row.shipped_at === null ? 'paid' : 'shipped';
}

/** A line of an order as the API shows it; product null where the row named none. */
export function lineJson(row: LineRow, currency: string): OrderWithLines['lines'][number] {
  return {
    line: row.line,
    product:
      row.product_id === null
        ? null
        : {
            id: publicId('product', row.product_id),
            externalId: row.product_external_id ?? '',
            name: row.product_name ?? '',
            category: row.category,
          },
    quantity: row.quantity === null ? null : Number(row.quantity),
    unitPrice: row.unit_price === null ? null : moneyJson(row.unit_price, currency),
    discount: moneyJson(row.discount_amount, currency),
    orderDiscount: moneyJson(row.order_discount, currency),
    deferred: moneyJson(row.deferred_amount, currency),
    base: moneyJson(row.amount - row.tax_amount, currency),
    amount: moneyJson(row.amount, currency),
    refunded: moneyJson(row.refunded_amount, currency),
    price: priceJson(row, currency),
    delivered: row.delivery_kind === null ? null : { kind: row.delivery_kind, text: row.delivery_text, codes: row.codes ?? [] },
    shippedAt: row.shipped_at?.toISOString() ?? null,
    receivedAt: row.received_at?.toISOString() ?? null,
    claimedAt: row.claimed_at?.toISOString() ?? null,
    exchange: row.exchange_id === null ? null : publicId('refund', row.exchange_id),
  };
}

function priceJson({ unit_price: unitPrice, price }: LineRow, currency: string): OrderWithLines['lines'][number]['price'] {
  if (unitPrice === null) return null;
  if (price === null) return { kind: 'agreed', reasons: [] };
  return {
    kind: price.kind,
    reasons: price.reasons.map((reason) => ({
      ...reason,
      price: reason.price === null ? null : moneyJson(BigInt(reason.price), currency),
    })),
  };
}

/** A return as the API shows it; `order` null: it names none and lowers sales at its own time. */
export function returnJson(row: ReturnRow): SalesReturn {
  return {
    id: publicId('salesReturn', row.return_id),
    externalId: shownId(row.external_id),
    order: row.order_id === null ? null : publicId('order', row.order_id),
    person: whoJson(row),
    at: row.at.toISOString(),
    amount: moneyJson(row.amount, row.currency),
  };
}

function whoJson(row: { person_id: Uuid | null; person_external_id: string | null; person_name: string | null }): Order['person'] {
  if (row.person_id === null) return null;
  return { id: publicId('person', row.person_id), externalId: row.person_external_id, name: row.person_name };
}
