import { z } from 'zod';
import { idText, instant, listOf, money, origin, pageQuery } from '../../kit/http/shapes.ts';
import { actedPrivilege } from '../membership/api.ts';
import { RECEIVED_AFTER } from './model/order-settings.ts';
import { adviser, adviserInput } from './shop-api.ts';

export * from './shop-api.ts';

const who = z.object({ id: z.string(), externalId: z.string().nullable(), name: z.string().nullable() });

export const orderLine = z
  .object({
    line: z.number().int(),
    product: z.object({ id: z.string(), externalId: z.string(), name: z.string(), category: z.string().nullable() }).nullable(),
    quantity: z.number().nullable(),
    unitPrice: money.nullable(),
    discount: money,
    orderDiscount: money,
    /** the part of its price that other instalments of the agreement carry */
    deferred: money,
    base: money,
    amount: money,
    refunded: money,
    /** why it cost what it did: `agreed`, or the kind of price that won and what was looked at; null for a record */
    price: z
      .object({
        kind: z.enum(['agreed', 'list', 'stage', 'tier', 'referral', 'campaign', 'quantity', 'gift']),
        reasons: z.array(
          z.object({
            kind: z.string(),
            rule: z.string().nullable(),
            name: z.string().nullable(),
            price: money.nullable(),
            why: z.string(),
          }),
        ),
      })
      .nullable(),
    /** what a virtual good handed over; fewer `codes` than pieces when the pool was empty */
    delivered: z.object({ kind: z.enum(['text', 'link', 'codes']), text: z.string().nullable(), codes: z.array(z.string()) }).nullable(),
    shippedAt: instant.nullable(),
    receivedAt: instant.nullable(),
    /** an after-sale claim is open since then */
    claimedAt: instant.nullable(),
    /** the exchange (a refund with this cause) that brought it in place of goods that came back */
    exchange: z.string().nullable(),
  })
  .meta({ id: 'OrderLine' });

const orderState = z.enum(['unpaid', 'paid', 'shipped', 'received', 'refunded', 'cancelled']);

/**
 * An order: sold here (`isLive`), or a record that an import left. `discount` of a line is its own, `orderDiscount` its share of the
 * order's; `base` is what is left for commissions. Of a record, `unitPrice` is not known.
 */
export const order = z
  .object({
    id: z.string(),
    externalId: z.string().nullable(),
    state: orderState,
    isLive: z.boolean(),
    total: money,
    paid: money,
    refunded: money,
    net: money,
    shipping: money,
    origin: origin.nullable(),
    person: who.nullable(),
    placedAt: instant,
    paidAt: instant.nullable(),
    shippedAt: instant.nullable(),
    receivedAt: instant.nullable(),
    cancelledAt: instant.nullable(),
    method: z.string().nullable(),
    scene: z.string().nullable(),
    channel: z.string().nullable(),
    status: z.string().nullable(),
    lineCount: z.number().int(),
    /** which part of an agreement it is; `first` is the order that counts as the purchase; null where it is paid at once */
    instalment: z.object({ number: z.number().int(), dueAt: instant, first: z.string() }).nullable(),
  })
  .meta({ id: 'Order' });

/** The orders of an agreement, one per instalment. */
export const agreement = z
  .object({
    total: money,
    paid: money,
    /** what is to be paid next, the earliest first; null when nothing is */
    next: z.object({ order: z.string(), number: z.number().int(), dueAt: instant, amount: money, isOverdue: z.boolean() }).nullable(),
    instalments: z.array(
      z.object({
        order: z.string(),
        number: z.number().int(),
        dueAt: instant,
        amount: money,
        paid: money,
        state: orderState,
        isOverdue: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'Agreement' });

export const orderWithLines = order
  .extend({
    lines: z.array(orderLine),
    agreement: agreement.nullable(),
    /** what privileges of the buyer did by themselves: free shipping, buying before everybody else */
    acted: z.array(actedPrivilege),
  })
  .meta({ id: 'OrderWithLines' });

// Never below nothing, never beyond what a column holds.
const amount = money.refine((value) => /^\d{1,14}$/.test(value.amount), { error: 'not an amount' });
const positive = amount.refine((value) => BigInt(/^\d+$/.test(value.amount) ? value.amount : '0') > 0n, { error: 'not above zero' });

export const placeOrder = z.strictObject({
  externalId: idText.refine((text) => !text.startsWith('~'), { error: 'may not begin with ~' }).optional(),
  person: idText,
  lines: z
    .array(
      z
        .strictObject({
          product: idText,
          sku: idText.optional(),
          quantity: z.number().int().min(1).max(1_000_000),
          unitPrice: amount.optional(),
          discount: amount.optional(),
          /** what an earlier step cost and this one makes good: comes on top of the discount */
          upgradeCredit: amount.optional(),
          tax: amount.optional(),
          /** given away: it costs the buyer nothing, and what it costs the brand takes the cap before anybody earns; cost of one piece */
          gift: z.strictObject({ cost: amount.optional() }).optional(),
        })
        .refine(
          (line) =>
            line.gift === undefined || [line.unitPrice, line.discount, line.upgradeCredit, line.tax].every((one) => one === undefined),
          { error: 'a gift has no price', path: ['gift'] },
        ),
    )
    .min(1)
    .max(500),
  discount: amount.optional(),
  shipping: amount.optional(),
  coupon: z.string().min(1).max(100).optional(),
  /** so many of the buyer's points pay for a part of it */
  points: z.number().int().min(1).max(100_000_000).optional(),
  /** so much of the money on the buyer's cards pays for it, bonus included; less than that there is refused */
  balance: positive.optional(),
  scene: z.string().trim().min(1).max(60).optional(),
  method: z.string().trim().min(1).max(60).optional(),
  channel: z.string().trim().min(1).max(60).optional(),
  placedAt: instant.optional(),
  /** paid in parts: one order per part, which together come to the total */
  instalments: z
    .array(z.strictObject({ dueAt: instant, amount: positive }))
    .min(1)
    .max(60)
    .optional(),
  /** what it was ordered on and where it goes: kept only as keyed hashes, to see who orders for whom */
  device: z.string().trim().min(1).max(200).optional(),
  address: z.string().trim().min(1).max(500).optional(),
});

/** How money came in. What cards pay is asked for with the order: nobody tells of it. */
const provider = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,30}$/)
  .refine((name) => name !== 'balance', { error: 'a balance pays with the order' })
  .default('manual');

export const recordPayment = z.strictObject({
  amount: positive,
  provider,
  externalId: idText.optional(),
  /** who paid, as the provider knows them: kept only as a keyed hash */
  payer: z.string().trim().min(1).max(200).optional(),
});

/**
 * Goods of a line come back and others go out: without a price they are worth the same. `amount` is what came back was worth (left
 * out: all that is left of the line). Where the new goods cost more, `payment` says how the difference was paid.
 */
export const exchangeGoods = z.strictObject({
  externalId: idText.optional(),
  line: z.number().int().min(1),
  amount: positive.optional(),
  with: z.strictObject({
    product: idText,
    sku: idText.optional(),
    quantity: z.number().int().min(1).max(1_000_000),
    unitPrice: amount.optional(),
  }),
  payment: z
    .strictObject({
      provider,
      externalId: idText.optional(),
    })
    .optional(),
  /** so many of the pieces that came back can be sold again */
  restock: z.number().int().min(0).max(1_000_000).default(0),
});

export const confirmReceipt = z.strictObject({
  at: instant.optional(),
  lines: z.array(z.number().int().min(1)).min(1).max(500).optional(),
});

export const cancelOrder = z.strictObject({ reason: z.string().trim().min(1).max(200).optional() });

const lineNumbers = z.array(z.number().int().min(1)).min(1).max(500);

/** Without lines: everything that is not delivered by itself. */
export const shipLines = z.strictObject({
  lines: lineNumbers.optional(),
  carrier: z.string().trim().min(1).max(60).optional(),
  number: z.string().trim().min(1).max(100).optional(),
});

export const openClaim = z.strictObject({ lines: lineNumbers, reason: z.string().trim().min(1).max(500).optional() });
export const closeClaim = z.strictObject({ outcome: z.string().trim().min(1).max(500).optional() });
export const winChargeback = z.strictObject({});

export const giveRefund = z
  .strictObject({
    externalId: idText.optional(),
    lines: z
      .array(
        z.strictObject({
          line: z.number().int().min(1),
          amount: positive,
          /** so many of its pieces came back and can be sold again */
          restock: z.number().int().min(1).max(1_000_000).optional(),
        }),
      )
      .max(500)
      .default([]),
    shipping: positive.optional(),
    cause: z.enum(['refund', 'chargeback']).default('refund'),
  })
  .refine((value) => value.lines.length > 0 || value.shipping !== undefined, { error: 'gives nothing back', path: ['lines'] });

export const payment = z
  .object({
    id: z.string(),
    externalId: z.string().nullable(),
    order: z.string(),
    provider: z.string(),
    amount: money,
    at: instant,
    orderState: z.string(),
  })
  .meta({ id: 'Payment' });

export const refund = z
  .object({
    id: z.string(),
    externalId: z.string().nullable(),
    order: z.string(),
    lines: z.array(z.object({ line: z.number().int(), amount: money })),
    shipping: money,
    amount: money,
    cause: z.enum(['refund', 'chargeback', 'exchange']),
    /** of an exchange: what stayed as the price of the goods that went out instead */
    kept: money,
    at: instant,
    /** of a chargeback: when the bank gave it back */
    wonAt: instant.nullable(),
    orderState: z.string(),
  })
  .meta({ id: 'Refund' });

export const shipment = z
  .object({
    id: z.string(),
    order: z.string(),
    lines: z.array(z.number().int()),
    carrier: z.string().nullable(),
    number: z.string().nullable(),
    at: instant,
    orderState: z.string(),
  })
  .meta({ id: 'Shipment' });

/** The hold of its lines stands still while it is open; the time is added when it is closed. */
export const claim = z
  .object({
    id: z.string(),
    order: z.string(),
    lines: z.array(z.number().int()),
    reason: z.string().nullable(),
    openedAt: instant,
    closedAt: instant.nullable(),
    outcome: z.string().nullable(),
  })
  .meta({ id: 'Claim' });

export const paymentList = listOf(payment.omit({ orderState: true }));
export const refundList = listOf(refund.omit({ orderState: true }));
export const shipmentList = listOf(shipment.omit({ orderState: true }));
export const claimList = listOf(claim);

export const salesReturn = z
  .object({
    id: z.string(),
    externalId: z.string().nullable(),
    order: z.string().nullable(),
    person: who.nullable(),
    at: instant,
    amount: money,
  })
  .meta({ id: 'SalesReturn' });

export const ordersQuery = pageQuery.extend({
  person: z.string().optional(),
  origin: origin.optional(),
  state: orderState.optional(),
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  /** instalments that should have been paid by now, the longest overdue first; with no other filter than the person */
  overdue: z.enum(['true', 'false']).optional(),
});
export const orderList = listOf(order);
export const returnList = listOf(salesReturn);
/** What a brand decided about orders. */
export const orderSettings = z
  .object({
    /** shipped goods count as received by themselves after so many days */
    receivedAfterDays: z.number().int(),
    /** what one order costs to send from the shop, where anything of it is sent; nothing from `freeShippingFrom` on (null: never free) */
    shipping: money,
    freeShippingFrom: money.nullable(),
    /** whom a buyer may ask after the purchase; null: nobody is named */
    adviser: adviser.nullable(),
  })
  .meta({ id: 'OrderSettings' });
export const updateOrderSettings = z.strictObject({
  receivedAfterDays: z.number().int().min(RECEIVED_AFTER.least).max(RECEIVED_AFTER.most).optional(),
  shipping: amount.optional(),
  freeShippingFrom: amount.nullable().optional(),
  adviser: adviserInput.nullable().optional(),
});

export type OrderSettings = z.infer<typeof orderSettings>;
export type Order = z.infer<typeof order>;
export type OrderWithLines = z.infer<typeof orderWithLines>;
export type SalesReturn = z.infer<typeof salesReturn>;
