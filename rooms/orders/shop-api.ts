import { z } from 'zod';
import { idText, instant, listOf, money, pageQuery } from '../../kit/http/shapes.ts';
import { handedOver, productName, shopThing } from '../catalog/api.ts';
import { actedPrivilege } from '../membership/api.ts';
import { askShopQuote } from '../pricing/api.ts';

/** What a buyer sees of their own orders and what they can do; what everybody sees of purchases and reviews; what operators answer. */

const line = z.string().trim().min(1).max(200);

/** Where goods go. The person's own: erased with them. */
export const addressInput = z.strictObject({
  name: line.max(100),
  phone: z
    .string()
    .trim()
    .min(5)
    .max(40)
    .regex(/^[+\d][\d ()-]*$/),
  /** province, city, district, as they are written on a parcel */
  region: line,
  street: line.max(300),
  postcode: z.string().trim().max(20).optional(),
  isDefault: z.boolean().optional(),
});
export const addressChange = addressInput.partial();
export const address = z
  .object({
    id: z.string(),
    name: z.string(),
    phone: z.string(),
    region: z.string(),
    street: z.string(),
    postcode: z.string().nullable(),
    isDefault: z.boolean(),
  })
  .meta({ id: 'Address' });
export const addressList = listOf(address);

/**
 * Buys what the cart holds at the price that stands now. `expect` is the total the buyer was shown: where it is another by now the order
 * is refused (`order.totalMoved`) and nothing is bought. `balance`: what the quote said of it as `used`; where the cards have less by now the
 * order is refused (`balance.short`). `address`: one of the buyer's own. Sent twice under one Idempotency-Key it is one order.
 */
export const placeShopOrder = askShopQuote.extend({
  address: idText.optional(),
  note: z.string().trim().max(500).optional(),
  expect: money.optional(),
  balance: money.refine((value) => /^\d{1,14}$/.test(value.amount), { error: 'not an amount' }).optional(),
});

/**
 * Without a provider: the one the brand has. Asked from WeChat's own browser, WeChat Pay opens in it (jsapi) for whoever signed in through
 * the same app, or whose `openid` is told; elsewhere it opens a page of its own (h5).
 */
export const payShopOrder = z.strictObject({
  provider: z.enum(['test', 'wechat', 'stripe']).optional(),
  method: z.enum(['native', 'jsapi', 'h5']).optional(),
  openid: z.string().trim().min(1).max(128).optional(),
});

/** One attempt to pay what is due; asked again while it is open, the same one comes back. */
export const shopPayment = z
  .object({
    id: z.string(),
    order: z.string(),
    provider: z.string(),
    state: z.enum(['open', 'paid', 'failed', 'mismatch']),
    amount: money,
    /** what the device needs, by `kind`: `qr` {code}, `redirect` {url}, `wechatJsapi` {parameters}, `clientSecret` {secret, publishableKey}, `test` {reference} */
    pay: z.record(z.string(), z.unknown()).nullable(),
  })
  .meta({ id: 'ShopPayment' });

/** In a trial shop only: what the buyer does at the built-in provider. */
export const actOnShopPayment = z.strictObject({ do: z.enum(['pay', 'fail']) });

export const reviewInput = z.strictObject({
  line: z.number().int().min(1),
  stars: z.number().int().min(1).max(5),
  text: z.string().trim().max(2000).default(''),
});

/** A review of something that was bought and kept. The brand can answer it; hidden it is only by law, which the shop says. */
export const review = z
  .object({
    id: z.string(),
    product: productName,
    stars: z.number().int(),
    /** null: hidden by law */
    text: z.string().nullable(),
    /** masked */
    by: z.string(),
    at: instant,
    answer: z.string().nullable(),
    answeredAt: instant.nullable(),
    hiddenBecause: z.string().nullable(),
  })
  .meta({ id: 'Review' });
export const reviewList = listOf(review);

/** As operators see it: with the order behind it and the text even where the shop hides it. */
export const reviewInConsole = review
  .extend({ order: z.string(), line: z.number().int(), person: z.string(), hiddenAt: instant.nullable() })
  .meta({ id: 'ReviewInConsole' });
export const reviewInConsoleList = listOf(reviewInConsole);
export const reviewsQuery = pageQuery.extend({
  product: z.string().max(700).optional(),
  /** without an answer yet, or with one */
  answered: z.stringbool().optional(),
});
export const answerReview = z.strictObject({ text: z.string().trim().min(1).max(2000) });
/** `because`: which law, or whose order, forbids to show it */
export const hideReview = z.strictObject({ because: z.string().trim().min(5).max(500) });

/** Without an amount: all that is left of the line. */
export const askRefund = z.strictObject({
  lines: z
    .array(z.strictObject({ line: z.number().int().min(1), amount: money.optional() }))
    .min(1)
    .max(100)
    .refine((lines) => new Set(lines.map((one) => one.line)).size === lines.length, { error: 'each line once' }),
  reason: z.string().trim().min(1).max(500),
});

export const refundRequestState = z.enum(['open', 'accepted', 'declined']).meta({ id: 'RefundRequestState' });

/** A buyer wants money back: the hold of these lines stands still until it is answered. Nothing is paid back before it is accepted. */
export const refundRequest = z
  .object({
    id: z.string(),
    order: z.string(),
    state: refundRequestState,
    lines: z.array(z.object({ line: z.number().int(), product: productName.nullable(), amount: money })),
    amount: money,
    reason: z.string(),
    askedAt: instant,
    answeredAt: instant.nullable(),
    /** what the brand said to it */
    answer: z.string().nullable(),
    /** what was given back; null unless accepted */
    refund: z.string().nullable(),
  })
  .meta({ id: 'RefundRequest' });
export const refundRequestList = listOf(refundRequest);
export const refundRequestInConsole = refundRequest
  .extend({ person: z.object({ id: z.string(), name: z.string().nullable() }), orderTotal: money, orderState: z.string() })
  .meta({ id: 'RefundRequestInConsole' });
export const refundRequestInConsoleList = listOf(refundRequestInConsole);
export const refundRequestsQuery = pageQuery.extend({ state: refundRequestState.optional() });
/** `restock`: so many pieces of a line came back and can be sold again. */
export const acceptRefundRequest = z.strictObject({
  answer: z.string().trim().max(500).optional(),
  restock: z
    .array(z.strictObject({ line: z.number().int().min(1), quantity: z.number().int().min(1).max(1_000_000) }))
    .max(100)
    .optional(),
  /** what goes back of the shipping as well */
  shipping: money.optional(),
});
export const declineRefundRequest = z.strictObject({ answer: z.string().trim().min(1).max(500) });

/** Whom to ask after the purchase, as the brand says under its order settings: a name, a line of text, and what their QR code opens. */
export const adviser = z.object({ name: z.string(), text: z.string().nullable(), url: z.string().nullable() }).meta({ id: 'Adviser' });

export const adviserInput = z.strictObject({
  name: line.max(60),
  text: z.string().trim().max(300).nullable().default(null),
  /** what their QR code opens: a page, never a script */
  url: z
    .string()
    .trim()
    .max(500)
    .regex(/^https?:\/\/\S+$/)
    .nullable()
    .default(null),
});

const state = z.enum(['unpaid', 'paid', 'shipped', 'received', 'refunded', 'cancelled']);

/** `unpaid`: wants paying; `paid`: the brand prepares it; `shipped`: on its way; `received`; `refunded` in full; `cancelled`. */
export const shopOrderSummary = z
  .object({
    id: z.string(),
    state,
    total: money,
    refunded: money,
    placedAt: instant,
    /** the first lines, and how many there are */
    products: z.array(z.object({ product: shopThing, quantity: z.number().int() })),
    lineCount: z.number().int(),
    /** a request for a refund waits for the brand */
    hasOpenRequest: z.boolean(),
  })
  .meta({ id: 'ShopOrderSummary' });
export const shopOrderList = listOf(shopOrderSummary);
export const shopOrdersQuery = pageQuery;

export const shopOrder = z
  .object({
    id: z.string(),
    state,
    placedAt: instant,
    paidAt: instant.nullable(),
    shippedAt: instant.nullable(),
    receivedAt: instant.nullable(),
    cancelledAt: instant.nullable(),
    /** until then its pieces are kept for the buyer; null once it is paid or over, or where nothing is counted */
    keptUntil: instant.nullable(),
    goods: money,
    discount: money,
    shipping: money,
    /** what the buyer's privileges did by themselves */
    acted: z.array(actedPrivilege),
    total: money,
    paid: money,
    /** still to be paid */
    due: money,
    refunded: money,
    lines: z.array(
      z.object({
        line: z.number().int(),
        product: shopThing.nullable(),
        sku: z.string().nullable(),
        quantity: z.number(),
        unitPrice: money.nullable(),
        discount: money,
        amount: money,
        refunded: money,
        isGift: z.boolean(),
        shippedAt: instant.nullable(),
        receivedAt: instant.nullable(),
        /** shipped and not confirmed: counts as received by itself then */
        receivedByItselfAt: instant.nullable(),
        /** shown once it is paid */
        delivered: handedOver.nullable(),
        review: review.nullable(),
      }),
    ),
    shipments: z.array(
      z.object({
        id: z.string(),
        at: instant,
        carrier: z.string().nullable(),
        number: z.string().nullable(),
        lines: z.array(z.number().int()),
      }),
    ),
    deliverTo: address.omit({ id: true, isDefault: true }).nullable(),
    note: z.string().nullable(),
    payments: z.array(z.object({ at: instant, amount: money, provider: z.string() })),
    /** what cards paid: all of it, the bonus in it (a part of the discount), and what is on the cards again; null where none did */
    balance: z.object({ used: money, bonus: money, back: money }).nullable(),
    refunds: z.array(z.object({ id: z.string(), at: instant, amount: money })),
    requests: z.array(refundRequest),
    /** what the buyer can do right now; the server says no to everything else */
    can: z.object({
      pay: z.boolean(),
      cancel: z.boolean(),
      confirmReceipt: z.boolean(),
      /** lines a refund can be asked for, with what is left of each */
      askRefund: z.array(z.object({ line: z.number().int(), most: money })),
      review: z.array(z.number().int()),
    }),
    /** once it is paid; null where the brand named nobody */
    adviser: adviser.nullable(),
  })
  .meta({ id: 'ShopOrder' });

/** Where an order from the shop goes, and what its buyer wrote beside it: for whoever packs it. */
export const destination = z
  .object({ address: address.omit({ id: true, isDefault: true }).nullable(), note: z.string().nullable() })
  .meta({ id: 'Destination' });

/** Purchases that happened: paid, not given back, the newest first, names masked. Nothing else ever stands here (P12). */
export const shopFeed = z
  .object({ data: z.array(z.object({ by: z.string(), product: productName, quantity: z.number().int(), at: instant })) })
  .meta({ id: 'ShopFeed' });

export type Address = z.infer<typeof address>;
export type Adviser = z.infer<typeof adviser>;
export type Review = z.infer<typeof review>;
export type ReviewInConsole = z.infer<typeof reviewInConsole>;
export type RefundRequest = z.infer<typeof refundRequest>;
export type ShopOrder = z.infer<typeof shopOrder>;
export type ShopOrderSummary = z.infer<typeof shopOrderSummary>;
export type ShopFeed = z.infer<typeof shopFeed>;
export type ShopPayment = z.infer<typeof shopPayment>;
