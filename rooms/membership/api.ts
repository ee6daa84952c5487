import { z } from 'zod';
import { idText, instant, day, listOf, money, pageQuery } from '../../kit/http/shapes.ts';

export * from './ceremony-api.ts';
export * from './letter-api.ts';
export * from './redemption-api.ts';
export * from './tier-api.ts';
export * from './privilege-api.ts';

export const cardKind = z.enum(['pass', 'balance']).meta({ id: 'CardKind' });
export const cardTermUnit = z.enum(['day', 'month', 'year', 'lifetime']).meta({ id: 'CardTermUnit' });
export const cardPer = z.enum(['day', 'week', 'month', 'term']).meta({ id: 'CardPer' });
export const cardState = z
  .enum(['waiting', 'next', 'active', 'frozen', 'expired', 'refunded', 'given', 'cancelled'])
  .meta({ id: 'CardState' });

/** How long a card runs. `count` is 1 for a lifetime. */
export const cardTerm = z.object({ unit: cardTermUnit, count: z.number().int().min(1).max(1000) }).meta({ id: 'CardTerm' });

const namedProduct = z.object({ id: z.string(), externalId: z.string(), name: z.string() });

/** So many pieces of `item` in each period; what is not taken in it lapses. `item` null: the card gives its time alone. */
export const cardGrant = z
  .object({ item: namedProduct.nullable(), units: z.number().int().min(1), per: cardPer })
  .meta({ id: 'CardGrant' });

/** A product of the step `membership` as a card. */
export const card = z
  .object({
    id: z.string(),
    product: namedProduct,
    /** of one card */
    price: money.nullable(),
    kind: cardKind,
    term: cardTerm,
    /** null for a balance */
    grant: cardGrant.nullable(),
    /** of a balance: money the brand adds */
    bonus: money.nullable(),
    /** of a card for life: over so many months its fee is earned */
    spreadMonths: z.number().int().nullable(),
    isOnSale: z.boolean(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Card' });

/** What would go back for a card now: everything while nothing is used in the first days, else the part that is neither used nor lapsed. */
export const cardRefund = z
  .object({
    amount: money,
    isWhole: z.boolean(),
    /** until when an unused card is given back whole */
    wholeUntil: instant,
    unitsLeft: z.string(),
    units: z.string(),
  })
  .meta({ id: 'CardRefund' });

/** A card somebody has. Units are pieces of a pass, minor units of money of a balance; as whole numbers in text. */
export const memberCard = z
  .object({
    id: z.string(),
    card: z.object({ id: z.string(), name: z.string() }),
    product: z.string(),
    person: z.string(),
    /** of the member, the same on all their cards; null until the first is paid */
    number: z.number().int().nullable(),
    kind: cardKind,
    state: cardState,
    from: instant.nullable(),
    /** null = for life, or not begun */
    to: instant.nullable(),
    daysLeft: z.number().int().nullable(),
    frozenSince: day.nullable(),
    endedAt: instant.nullable(),
    order: z.string(),
    line: z.number().int(),
    givenFrom: z.string().nullable(),
    term: cardTerm,
    grant: cardGrant.nullable(),
    fee: money,
    refunded: money,
    units: z.object({ total: z.string(), used: z.string(), lapsed: z.string(), left: z.string() }),
    /** of the period that is running; null where none is */
    now: z.object({ period: z.number().int(), used: z.string(), left: z.string(), endsAt: instant.nullable() }).nullable(),
    /** what was taken on it, at the price others pay */
    saved: money,
    refund: cardRefund.nullable(),
  })
  .meta({ id: 'MemberCard' });

/** What a card brings and costs the brand, from the redemptions there were. */
export const cardEconomics = z
  .object({
    price: money.nullable(),
    /** what one redemption costs; null while the item has no cost */
    costPerUse: money.nullable(),
    /** units one card gives over its fee's time */
    unitsPerCard: z.string(),
    /** how often all of it may be used before a card costs what it brought; null while a use has no cost */
    breakEvenUses: z.string().nullable(),
    breakEvenPpm: z.number().int().nullable(),
    /** of periods that are over: parts per million of the units that were taken; null before there were any */
    usedPpm: z.number().int().nullable(),
    expectedUses: z.string().nullable(),
    expectedCost: money.nullable(),
    expectedMargin: money.nullable(),
    sold: z.number().int(),
    active: z.number().int(),
    /** what is owed to holders of this card now */
    liability: money,
    collected: money,
  })
  .meta({ id: 'CardEconomics' });

const amountInput = money.refine((value) => /^\d{1,14}$/.test(value.amount), { error: 'not an amount' });
const termInput = z.strictObject({ unit: cardTermUnit, count: z.number().int().min(1).max(1000).optional() });
const grantInput = z.strictObject({
  item: idText.nullable().optional(),
  units: z.number().int().min(1).max(1000).optional(),
  per: cardPer.optional(),
});

export const createCard = z.strictObject({
  /** a product of the step `membership` */
  product: idText,
  kind: cardKind,
  term: termInput,
  grant: grantInput.optional(),
  bonus: amountInput.optional(),
  spreadMonths: z.number().int().min(1).max(600).optional(),
  isOnSale: z.boolean().optional(),
});

/** What is left out stays; cards that are ordered already keep their terms. */
export const updateCard = z.strictObject({
  term: termInput.optional(),
  grant: grantInput.optional(),
  bonus: amountInput.optional(),
  spreadMonths: z.number().int().min(1).max(600).optional(),
  isOnSale: z.boolean().optional(),
});

export const cardsQuery = pageQuery.extend({ onSale: z.stringbool().optional() });
export const memberCardsQuery = pageQuery.extend({ person: idText.optional(), card: idText.optional() });
export const shopCardsQuery = pageQuery;
export const cardList = listOf(card);
export const memberCardList = listOf(memberCard);

export const giveCard = z.strictObject({ to: idText });
export const refundCard = z.strictObject({ externalId: idText.optional() });

export type Card = z.infer<typeof card>;
export type MemberCard = z.infer<typeof memberCard>;
export type CardEconomics = z.infer<typeof cardEconomics>;
export type CardRefund = z.infer<typeof cardRefund>;
export type CreateCard = z.infer<typeof createCard>;
export type UpdateCard = z.infer<typeof updateCard>;
