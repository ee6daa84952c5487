import { z } from 'zod';
import { idText, instant, listOf, money, pageQuery, stage } from '../../kit/http/shapes.ts';
import { ladderRole } from '../catalog/api.ts';
import { priceKind, why } from './shop-api.ts';

export * from './gift-api.ts';
export * from './shop-api.ts';

export const ruleKind = z.enum(['stage', 'tier', 'referral', 'campaign', 'quantity']).meta({ id: 'PriceRuleKind' });
const productRef = z.object({ id: z.string(), externalId: z.string(), name: z.string() });

export const priceRule = z
  .object({
    id: z.string(),
    externalId: z.string().nullable(),
    name: z.string(),
    kind: ruleKind,
    /** at most one of the three; none = everything */
    product: productRef.nullable(),
    category: z.string().nullable(),
    ladderRole: ladderRole.nullable(),
    /** of one piece; exactly one of the two */
    price: money.nullable(),
    offPpm: z.number().int().nullable(),
    minQuantity: z.number().int(),
    stages: z.array(stage),
    tier: z.string().nullable(),
    startsAt: instant.nullable(),
    endsAt: instant.nullable(),
    state: z.enum(['planned', 'standing', 'over']),
    createdAt: instant,
  })
  .meta({ id: 'PriceRule' });

const name = z.string().trim().min(1).max(200);
const amount = money.refine((value) => /^\d{1,14}$/.test(value.amount), { error: 'not a price' });
const offPpm = z.number().int().min(1).max(1_000_000);
const pieces = z.number().int().min(1).max(1_000_000);
const stages = z.array(stage).min(1).max(6);

export const createPriceRule = z
  .strictObject({
    externalId: idText.optional(),
    name,
    kind: ruleKind,
    product: idText.optional(),
    category: z.string().trim().min(1).max(200).optional(),
    ladderRole: ladderRole.optional(),
    price: amount.optional(),
    offPpm: offPpm.optional(),
    minQuantity: pieces.optional(),
    stages: stages.optional(),
    tier: z.string().trim().min(1).max(100).optional(),
    startsAt: instant.optional(),
    endsAt: instant.optional(),
  })
  .refine((rule) => (rule.price === undefined) !== (rule.offPpm === undefined), { path: ['price'], error: 'price or offPpm' })
  .refine((rule) => [rule.product, rule.category, rule.ladderRole].filter((scope) => scope !== undefined).length <= 1, {
    path: ['product'],
    error: 'one of product, category, ladderRole',
  })
  // One price for everything in the shop is a slip of the hand, not a price.
  .refine(
    (rule) => rule.price === undefined || rule.product !== undefined || rule.category !== undefined || rule.ladderRole !== undefined,
    {
      path: ['price'],
      error: 'a price needs product, category or ladderRole',
    },
  )
  .refine((rule) => (rule.kind === 'stage') === (rule.stages !== undefined), { path: ['stages'], error: 'of a stage price' })
  .refine((rule) => (rule.kind === 'tier') === (rule.tier !== undefined), { path: ['tier'], error: 'of a tier price' })
  .refine((rule) => rule.kind !== 'quantity' || (rule.minQuantity ?? 1) > 1, { path: ['minQuantity'], error: 'from two pieces' });

/** null takes a limit of time away; what is left out stays. Orders keep the price they were made at. */
export const updatePriceRule = z
  .strictObject({
    name: name.optional(),
    price: amount.optional(),
    offPpm: offPpm.optional(),
    minQuantity: pieces.optional(),
    stages: stages.optional(),
    startsAt: instant.nullable().optional(),
    endsAt: instant.nullable().optional(),
  })
  .refine((rule) => rule.price === undefined || rule.offPpm === undefined, { path: ['price'], error: 'price or offPpm' });

export const rulesQuery = pageQuery.extend({
  product: z.string().max(700).optional(),
  kind: ruleKind.optional(),
  over: z.stringbool().optional(),
});
export const priceRuleList = listOf(priceRule);

export const coupon = z
  .object({
    id: z.string(),
    code: z.string(),
    name: z.string(),
    /** exactly one of the two */
    off: money.nullable(),
    offPpm: z.number().int().nullable(),
    minSpend: money,
    isOnce: z.boolean(),
    issueLimit: z.number().int().nullable(),
    used: z.number().int(),
    startsAt: instant.nullable(),
    endsAt: instant.nullable(),
    state: z.enum(['planned', 'standing', 'gone', 'over']),
    createdAt: instant,
  })
  .meta({ id: 'Coupon' });

const limit = z.number().int().min(1).max(1_000_000_000);

export const createCoupon = z
  .strictObject({
    code: z
      .string()
      .trim()
      .min(2)
      .max(64)
      .regex(/^[\p{L}\p{N}_-]+$/u),
    name: name.optional(),
    off: amount.refine((value) => value.amount !== '0', { error: 'takes nothing off' }).optional(),
    offPpm: offPpm.optional(),
    minSpend: amount.optional(),
    isOnce: z.boolean().optional(),
    issueLimit: limit.optional(),
    startsAt: instant.optional(),
    endsAt: instant.optional(),
  })
  .refine((one) => (one.off === undefined) !== (one.offPpm === undefined), { path: ['off'], error: 'off or offPpm' });

export const updateCoupon = z.strictObject({
  name: name.optional(),
  issueLimit: limit.nullable().optional(),
  startsAt: instant.nullable().optional(),
  endsAt: instant.nullable().optional(),
});
export const couponsQuery = pageQuery.extend({ over: z.stringbool().optional() });
export const couponList = listOf(coupon);

export const priceReason = z
  .object({
    kind: priceKind,
    /** what it asks for, to say what is missing */
    rule: z
      .object({ id: z.string(), name: z.string(), minQuantity: z.number().int(), stages: z.array(stage), startsAt: instant.nullable() })
      .nullable(),
    price: money.nullable(),
    isWinner: z.boolean(),
    why,
  })
  .meta({ id: 'PriceReason' });

/** What this buyer would pay now, and why. Nothing is written. */
export const quote = z
  .object({
    person: z.string().nullable(),
    stage: stage.nullable(),
    at: instant,
    lines: z.array(
      z.object({
        line: z.number().int(),
        product: productRef,
        sku: z.string().nullable(),
        quantity: z.number().int(),
        /** null: no price; an order must name one */
        unitPrice: money.nullable(),
        listPrice: money.nullable(),
        /** `agreed` where the line named its price */
        kind: z.enum([...priceKind.options, 'agreed']),
        reasons: z.array(priceReason),
        /** what a member would have paid if it were not less for others */
        memberWouldPay: money.nullable(),
        discount: money,
        /** its share of the coupon */
        couponDiscount: money,
        /** what is left to pay for the line */
        amount: money.nullable(),
      }),
    ),
    coupon: z.object({ code: z.string(), isTaken: z.boolean(), discount: money, why: z.string().nullable() }).nullable(),
    discount: money,
    total: money.nullable(),
  })
  .meta({ id: 'Quote' });

/** Somebody nobody knows, as they would be: a friend was introduced and buys for the first time. */
export const quoteAs = z.enum(['prospect', 'friend', 'member', 'partner']).meta({ id: 'QuoteAs' });

export const quoteQuery = z.object({
  product: z.string().max(700),
  sku: z.string().max(700).optional(),
  quantity: z.coerce.number().int().min(1).max(1_000_000).default(1),
  person: z.string().max(700).optional(),
  /** only without a person */
  as: quoteAs.optional(),
  coupon: z.string().max(64).optional(),
});

export const askQuote = z.strictObject({
  person: idText.optional(),
  /** only without a person */
  as: quoteAs.optional(),
  lines: z
    .array(
      z.strictObject({
        product: idText,
        sku: idText.optional(),
        quantity: pieces,
        unitPrice: amount.optional(),
        discount: amount.optional(),
      }),
    )
    .min(1)
    .max(200),
  coupon: z.string().min(1).max(64).optional(),
});

/** A product for which members would pay more than others if the rules were taken as they stand. */
export const memberClash = z
  .object({
    product: productRef,
    memberWouldPay: money,
    givenInstead: money,
    kind: priceKind,
    rule: z.object({ id: z.string(), name: z.string() }).nullable(),
  })
  .meta({ id: 'MemberClash' });
export const memberClashList = listOf(memberClash);

export type PriceRuleJson = z.infer<typeof priceRule>;
export type CouponJson = z.infer<typeof coupon>;
export type QuoteJson = z.infer<typeof quote>;
export type MemberClash = z.infer<typeof memberClash>;
