import { z } from 'zod';
import { idText, instant, listOf, money, pageQuery } from '../../kit/http/shapes.ts';

/** The happy deal: a friend's price, what they are given before and with their first order, and what whoever introduced them is given. */

const amount = money.refine((value) => /^\d{1,14}$/.test(value.amount), { error: 'not a cost' });

export const giftKind = z.enum(['before', 'after', 'onReferral']).meta({ id: 'GiftKind' });
/** `short`: it is theirs, and given as soon as there are pieces; `held`: a person has to look */
export const promiseState = z.enum(['waiting', 'short', 'held', 'given', 'lapsed']).meta({ id: 'GiftPromiseState' });
const promiseReason = z.enum(['sharedTraces', 'circular', 'frozen', 'notFirst', 'cancelled', 'refunded', 'ownOrder', 'declined', 'erased']);
const personRef = z.object({ id: z.string(), externalId: z.string().nullable(), name: z.string().nullable() });
const goods = z.object({ id: z.string(), name: z.string() });

export const dealGift = z
  .object({
    product: goods,
    sku: goods.nullable(),
    quantity: z.number().int(),
    /** what its pieces cost the brand together: counted in the cap */
    cost: money,
    /** how many times it is given in all; null = as long as there are any */
    most: z.number().int().nullable(),
    /** times it was promised or given so far */
    promised: z.number().int(),
    /** pieces there are; null = not counted */
    left: z.number().int().nullable(),
    /** goods of an order from which on its cap carries this gift with those before it; null: no cap carries it */
    from: money.nullable(),
  })
  .meta({ id: 'DealGift' });

/** The product on which a friend's first order leaves the brand least, or most behind. */
export const dealWorst = z
  .object({
    product: goods,
    /** what a friend pays for one */
    price: money,
    cost: money,
    gifts: money,
    commissions: money,
    /** price less cost, gifts and the most the plan pays; negative: the brand loses money on it */
    left: money,
  })
  .meta({ id: 'DealWorst' });

const onGift = <T extends z.ZodType>(gift: T) => z.object({ before: gift.nullable(), after: gift.nullable(), onReferral: gift.nullable() });

export const happyDeal = z
  .object({
    isOn: z.boolean(),
    version: z.number().int(),
    gifts: onGift(dealGift),
    /** the friend's prices that stand now: rules of kind `referral` in the price book */
    friendPrices: z.array(z.object({ id: z.string(), name: z.string(), price: money.nullable(), offPpm: z.number().int().nullable() })),
    /** the share of an order that commissions, points and gifts may take together */
    capPpm: z.number().int(),
    /** what all gifts of one friend cost together */
    cost: money,
    /** null: no product has both a price and a cost */
    worst: dealWorst.nullable(),
  })
  .meta({ id: 'HappyDeal' });

const giftInput = z.strictObject({
  product: idText,
  sku: idText.optional(),
  quantity: z.number().int().min(1).max(100).optional(),
  /** of all its pieces; left out: what the product costs */
  cost: amount.optional(),
  most: z.number().int().min(1).max(10_000_000).nullable().optional(),
});

/** What is left out stays; null takes a gift away. What was promised stays promised. */
export const updateHappyDeal = z.strictObject({
  isOn: z.boolean().optional(),
  before: giftInput.nullable().optional(),
  after: giftInput.nullable().optional(),
  onReferral: giftInput.nullable().optional(),
});

export const giftPromise = z
  .object({
    id: z.string(),
    kind: giftKind,
    /** whose it is */
    person: personRef,
    /** whose first order it is about */
    friend: personRef,
    introducer: personRef,
    /** the order that carries its cost */
    order: z.string().nullable(),
    product: goods,
    quantity: z.number().int(),
    cost: money,
    state: promiseState,
    because: promiseReason.nullable(),
    promisedAt: instant,
    dueAt: instant.nullable(),
    endedAt: instant.nullable(),
  })
  .meta({ id: 'GiftPromise' });
export const giftPromiseList = listOf(giftPromise);
export const giftPromiseQuery = pageQuery.extend({ state: promiseState.optional() });
/** `product`: given in its place, of the brand's own will; its cost in the cap stays what was promised */
export const giveGift = z.strictObject({ product: idText.optional() });
export const declineGift = z.strictObject({ reason: z.string().trim().min(1).max(500) });

/** A gift as the shop tells of it; nothing here says what it cost. */
export const shopGift = z
  .object({
    product: goods,
    quantity: z.number().int(),
    isSoldOut: z.boolean(),
    /** goods of a first order from which on it is given; null = any */
    from: money.nullable(),
  })
  .meta({ id: 'ShopGift' });

/**
 * `offered`: it comes with a first order; `open`: to be taken now; `waiting`: for the order to be paid, or its hold to end; `checking`: the brand looks
 * at it first; `short`: theirs, and given as soon as there are pieces.
 */
export const shopGiftState = z.enum(['offered', 'open', 'waiting', 'checking', 'short', 'given', 'gone']).meta({ id: 'ShopGiftState' });

export const shopDeal = z
  .object({
    /** what a friend of whoever looks would get, and what they would get for bringing them */
    gifts: onGift(shopGift),
    /** whether a friend pays less for anything */
    hasFriendPrice: z.boolean(),
    /** null: nobody introduced the visitor */
    friend: z
      .object({
        introducedBy: z.string(),
        /** whether a first order is still to come: then the friend's price and the gifts are theirs */
        isFirst: z.boolean(),
        /** whether whoever introduced them is given something for it */
        isThanked: z.boolean(),
        before: z.object({ gift: shopGift, state: shopGiftState }).nullable(),
        after: z.object({ gift: shopGift, state: shopGiftState }).nullable(),
      })
      .nullable(),
    /** gifts for friends the visitor brought, the newest first */
    earned: z.array(
      z.object({
        friend: z.string(),
        product: goods,
        quantity: z.number().int(),
        state: shopGiftState,
        dueAt: instant.nullable(),
        endedAt: instant.nullable(),
      }),
    ),
  })
  .meta({ id: 'ShopHappyDeal' });

/** For a time a share of those who would be offered the gift for a friend are not, by lot. */
export const startOfferTrial = z.strictObject({
  holdOutPpm: z.int().min(50_000).max(500_000).default(100_000),
  days: z.int().min(28).max(180).default(90),
});
export const stopOfferTrial = z.strictObject({});

export type HappyDealJson = z.infer<typeof happyDeal>;
export type DealGift = z.infer<typeof dealGift>;
export type GiftPromiseJson = z.infer<typeof giftPromise>;
export type ShopDeal = z.infer<typeof shopDeal>;
export type ShopGiftJson = z.infer<typeof shopGift>;
export type ShopGiftState = z.infer<typeof shopGiftState>;
