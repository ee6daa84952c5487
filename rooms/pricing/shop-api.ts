import { z } from 'zod';
import { idText, instant, language, money, stage } from '../../kit/http/shapes.ts';
import { giving, handedOver, ladderRole, productName, shopGoods, shopPicture, shopThing, shopVariant } from '../catalog/api.ts';
import { actedPrivilege, cardKind, cardPer, cardTerm } from '../membership/api.ts';

export const priceKind = z.enum(['list', 'stage', 'tier', 'referral', 'campaign', 'quantity']).meta({ id: 'PriceKind' });

export const why = z
  .enum([
    'lowest',
    'memberFloor',
    'higher',
    'tie',
    'unpriced',
    'notStage',
    'notTier',
    'noReferrer',
    'notFirstOrder',
    'fewPieces',
    'notYet',
    'over',
  ])
  .meta({ id: 'PriceWhy' });

/** What the shop charges whoever looks, and why. */

/**
 * One price that was looked at, as a sentence can be made of it: "friend of 林小雨: −¥20". `off` is what it takes from the list price
 * (never below 0); `why` says why it is the one or why not, and what is missing for it.
 */
export const shopReason = z
  .object({
    kind: priceKind,
    /** the name the brand gave the rule */
    name: z.string().nullable(),
    price: money.nullable(),
    off: money.nullable(),
    isWinner: z.boolean(),
    why,
    /** of a friend's price: the display name of whoever introduced the visitor */
    friendOf: z.string().nullable(),
    /** of a stage price: whom it is for */
    stages: z.array(stage),
    minQuantity: z.number().int(),
    startsAt: instant.nullable(),
    endsAt: instant.nullable(),
  })
  .meta({ id: 'ShopReason' });

export const shopProduct = shopGoods
  .extend({
    /** for this visitor and one piece; null: it has no price and cannot be bought here */
    price: money.nullable(),
    /** struck through beside the price; null where it is no higher */
    listPrice: money.nullable(),
    /** the price that won; null where the list price stood alone */
    reason: shopReason.nullable(),
    /** a free virtual good: nobody orders it, a signed-in person takes it once (`POST …/products/{id}/claim`) */
    isFree: z.boolean(),
    /** the visitor took it already */
    isTaken: z.boolean(),
    /**
     * Not for everybody yet: from when on it is, the tiers and cards that may buy it before, and whether the visitor has one of them. null:
     * everybody may buy it.
     */
    early: z.object({ until: instant, by: z.array(z.string()), isMine: z.boolean() }).nullable(),
    stars: z.object({ count: z.number().int(), average: z.string().nullable() }),
  })
  .meta({ id: 'ShopProduct' });

export const shopBrand = z
  .object({
    slug: z.string(),
    name: z.string(),
    accent: z.string().nullable(),
    language,
    currency: z.string(),
    timeZone: z.string(),
    /** a trial shop: nothing here is real, which every page says */
    isSandbox: z.boolean(),
  })
  .meta({ id: 'ShopBrand' });

/** The first page: the ladder from its lowest step up, empty steps left out; what stands on no step comes last (`ladderRole` null). */
export const shopFront = z
  .object({
    brand: shopBrand,
    /** null: a guest */
    visitor: z
      .object({
        id: z.string(),
        name: z.string().nullable(),
        stage,
        /** who introduced them, by the display name they chose */
        introducedBy: z.string().nullable(),
        /** a telephone number of theirs is known; whoever came in through WeChat is asked for it before their first payment */
        hasPhone: z.boolean(),
      })
      .nullable(),
    sections: z.array(z.object({ ladderRole: ladderRole.nullable(), products: z.array(shopProduct) })),
  })
  .meta({ id: 'ShopFront' });

/** One product, with every price that was looked at for this visitor, the winner among them. */
export const shopProductDetail = shopProduct
  .extend({
    /** in the order they are shown */
    pictures: z.array(shopPicture),
    description: z.string().nullable(),
    prices: z.array(shopReason),
    variants: z.array(shopVariant),
    /** of a bundle: what is in one of it */
    parts: z.array(z.object({ product: productName, quantity: z.number().int() })),
    /** of a card: what it gives, for how long, and in how many days one that was not used is given back whole; null for anything else */
    card: z
      .object({
        kind: cardKind,
        term: cardTerm,
        /** of a pass; `item` null: it gives its time alone */
        item: z.string().nullable(),
        units: z.number().int(),
        per: cardPer,
        /** of a balance: what the brand adds */
        bonus: money.nullable(),
        refundDays: z.number().int(),
      })
      .nullable(),
    /** what it hands over the moment it is paid; what exactly is told to whoever has it */
    delivers: handedOver.shape.kind.nullable(),
    /** how many reviews gave one star, two, … five; hidden ones are counted too: nobody lifts an average by hiding */
    starCounts: z.array(z.number().int()).length(5),
    /** what the visitor took, where it is free */
    taken: giving.nullable(),
  })
  .meta({ id: 'ShopProductDetail' });

export const shopLine = z.strictObject({ product: idText, sku: idText.optional(), quantity: z.number().int().min(1).max(10_000) });
const couponCode = z.string().trim().min(1).max(64);
const points = z.number().int().min(0).max(1_000_000_000);

/** What a cart asks for. `points`: so many of the visitor's points are to be used; `balance`: as much as can be paid from their cards. */
export const askShopQuote = z.strictObject({
  lines: z.array(shopLine).min(1).max(100),
  coupon: couponCode.optional(),
  points: points.optional(),
  balance: z.boolean().optional(),
});

/**
 * What the visitor would pay now: decided by the code that takes orders, writing nothing. A thing that cannot be sold refuses the quote
 * with the pointer of its line (`stock.short`, `product.archived`, `product.early`, …); a coupon that cannot be used only says why.
 */
export const shopQuote = z
  .object({
    lines: z.array(
      z.object({
        line: z.number().int(),
        product: shopThing,
        sku: z.object({ id: z.string(), name: z.string() }).nullable(),
        quantity: z.number().int(),
        unitPrice: money,
        listPrice: money.nullable(),
        reason: shopReason.nullable(),
        /** quantity × unit price */
        amount: money,
        left: z.number().int().nullable(),
      }),
    ),
    /** all lines before anything is taken off */
    goods: money,
    /** why: null where it is taken, else the code of the rule that said no */
    coupon: z.object({ code: z.string(), isTaken: z.boolean(), off: money, why: z.string().nullable() }).nullable(),
    /** null where none were to be used; why: null where they are used, else the code of the rule that said no */
    points: z.object({ used: z.number().int(), off: money, why: z.string().nullable() }).nullable(),
    /**
     * Money on the visitor's cards: what is there, what of it pays here, and how much of that is bonus, which lowers the total. why: the rule
     * that keeps it from paying. null where there is none.
     */
    balance: z.object({ has: money, used: money, bonus: money, why: z.string().nullable() }).nullable(),
    shipping: money,
    /** what the visitor's privileges do to it by themselves: free shipping, buying before everybody else */
    acted: z.array(actedPrivilege),
    /** from these goods on nothing is charged for shipping; null: no such limit */
    freeShippingFrom: money.nullable(),
    total: money,
    /** of the total, what is still to be paid once the cards have paid */
    due: money,
    /** something in it has to be sent: an address is needed */
    needsAddress: z.boolean(),
    /** what is handed over the moment it is paid */
    willGet: z.array(z.object({ product: productName, quantity: z.number().int(), delivers: handedOver.shape.kind })),
  })
  .meta({ id: 'ShopQuote' });

export type ShopReason = z.infer<typeof shopReason>;
export type ShopProduct = z.infer<typeof shopProduct>;
export type ShopProductDetail = z.infer<typeof shopProductDetail>;
export type ShopFront = z.infer<typeof shopFront>;
export type ShopQuote = z.infer<typeof shopQuote>;
