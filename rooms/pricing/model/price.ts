import type { Stage } from '../../../kit/http/shapes.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { divideHalfUp, type Ppm } from '../../../kit/money/index.ts';

/** Kinds of price below the list price, in the order that settles ties (CONTRACT §7). */
export const ruleKinds = ['stage', 'tier', 'referral', 'campaign', 'quantity'] as const;
export type RuleKind = (typeof ruleKinds)[number];
export type PriceKind = 'list' | RuleKind;

/** A price rule. Scope: at most one of product, category, ladder role; none = everything. Instants in epoch ms. */
export interface PriceRule {
  readonly ruleId: Uuid;
  readonly name: string;
  readonly kind: RuleKind;
  readonly productId: Uuid | null;
  readonly category: string | null;
  readonly ladderRole: string | null;
  readonly gives: { readonly kind: 'price'; readonly price: bigint } | { readonly kind: 'off'; readonly offPpm: Ppm };
  /** pieces in the line from which it holds */
  readonly minQuantity: bigint;
  /** of a stage price: the stages it is for */
  readonly stages: readonly Stage[];
  readonly tier: string | null;
  /** null = open on that side */
  readonly startsAt: number | null;
  readonly endsAt: number | null;
}

/** What about the buyer a price depends on, as of the moment of asking. */
export interface Buyer {
  readonly stage: Stage;
  readonly tier: string | null;
  readonly hasReferrer: boolean;
  /** whether any order of theirs was ever paid */
  readonly hasPaid: boolean;
}

export interface PriceAsk {
  readonly product: { readonly productId: Uuid; readonly category: string | null; readonly ladderRole: string | null };
  /** of one piece, minor units; null = the product has none */
  readonly listPrice: bigint | null;
  readonly quantity: bigint;
  /** epoch ms by the brand's clock */
  readonly at: number;
  /** null = nobody known */
  readonly buyer: Buyer | null;
}

/** Why a price is the one, or is not. */
export type Why =
  | 'lowest'
  | 'memberFloor'
  | 'higher'
  | 'tie'
  | 'unpriced'
  | 'notStage'
  | 'notTier'
  | 'noReferrer'
  | 'notFirstOrder'
  | 'fewPieces'
  | 'notYet'
  | 'over';

/** One price that was looked at: of one piece, minor units. */
export interface Reason {
  readonly kind: PriceKind;
  readonly ruleId: Uuid | null;
  readonly name: string | null;
  /** null where the rule takes a part off a list price that is not there */
  readonly price: bigint | null;
  readonly isWinner: boolean;
  readonly why: Why;
  /** the rule behind it; null for the list price */
  readonly rule: PriceRule | null;
}

export interface PriceAnswer {
  /** null: there is no price at all */
  readonly unitPrice: bigint | null;
  readonly kind: PriceKind;
  readonly ruleId: Uuid | null;
  /** every price of this product, the winner included, in the order of kinds */
  readonly reasons: readonly Reason[];
  /** a member would have paid more than somebody who is none: the price that was lowered for it */
  readonly memberWouldPay: bigint | null;
}

interface Candidate {
  readonly kind: PriceKind;
  readonly rule: PriceRule | null;
  readonly price: bigint | null;
  /** null: it holds for this buyer */
  readonly hindrance: Why | null;
}

/**
 * The lowest of list, stage, tier, referral, campaign and quantity price; they do not add up; on a tie the kind that comes first, then
 * the older rule (CONTRACT §7). A member never pays more than somebody who is none: where they would, they get that lower price.
 */
export function priceFor(ask: PriceAsk, rules: readonly PriceRule[]): PriceAnswer {
  const candidates = candidatesOf(ask, rules);
  const own = cheapest(candidates.filter((one) => one.hindrance === null));
  const floor = isMember(ask.buyer) ? cheapest(candidates.filter((one) => isForOutsiders(one))) : null;
  const isLowered =
    floor?.price !== null && floor?.price !== undefined && (own?.price ?? null) !== null && floor.price < (own?.price ?? 0n);
  const winner = isLowered || own === null ? (floor ?? own) : own;
  return {
    unitPrice: winner?.price ?? null,
    kind: winner?.kind ?? 'list',
    ruleId: winner?.rule?.ruleId ?? null,
    reasons: candidates.map((one) => reasonOf(one, winner, isLowered)),
    memberWouldPay: isLowered ? (own?.price ?? null) : null,
  };
}

function candidatesOf(ask: PriceAsk, rules: readonly PriceRule[]): Candidate[] {
  const list: Candidate = { kind: 'list', rule: null, price: ask.listPrice, hindrance: null };
  const fitting = rules
    .filter((rule) => covers(rule, ask.product))
    .toSorted((a, b) => ruleKinds.indexOf(a.kind) - ruleKinds.indexOf(b.kind) || (a.ruleId < b.ruleId ? -1 : 1));
  return [
    list,
    ...fitting.map((rule) => ({ kind: rule.kind, rule, price: given(rule, ask.listPrice), hindrance: hindranceOf(rule, ask) })),
  ];
}

/** Whether a rule is about this product. */
export function covers(rule: Pick<PriceRule, 'productId' | 'category' | 'ladderRole'>, product: PriceAsk['product']): boolean {
  if (rule.productId !== null) return rule.productId === product.productId;
  if (rule.category !== null) return rule.category === product.category;
  return rule.ladderRole === null || rule.ladderRole === product.ladderRole;
}

/** The price a rule gives for one piece: its own, or the list price less its part, rounded half up. */
function given(rule: PriceRule, listPrice: bigint | null): bigint | null {
  if (rule.gives.kind === 'price') return rule.gives.price;
  return listPrice === null ? null : divideHalfUp(listPrice * BigInt(1_000_000 - rule.gives.offPpm), 1_000_000n);
}

function hindranceOf(rule: PriceRule, ask: PriceAsk): Why | null {
  return openHindranceOf(rule, ask) ?? personHindranceOf(rule, ask.buyer);
}

/** What hinders a rule whoever asks. */
function openHindranceOf(rule: PriceRule, ask: PriceAsk): Why | null {
  if (rule.startsAt !== null && ask.at < rule.startsAt) return 'notYet';
  if (rule.endsAt !== null && ask.at >= rule.endsAt) return 'over';
  return ask.quantity < rule.minQuantity ? 'fewPieces' : null;
}

function personHindranceOf(rule: PriceRule, buyer: Buyer | null): Why | null {
  switch (rule.kind) {
    case 'stage':
      return buyer && rule.stages.includes(buyer.stage) ? null : 'notStage';
    case 'tier':
      return rule.tier !== null && rule.tier === buyer?.tier ? null : 'notTier';
    case 'referral':
      if (!buyer?.hasReferrer) return 'noReferrer';
      return buyer.hasPaid ? 'notFirstOrder' : null;
    default:
      return null;
  }
}

/** The lowest price; candidates come in the order that settles ties. */
function cheapest(candidates: readonly Candidate[]): Candidate | null {
  let best: Candidate | null = null;
  for (const one of candidates) {
    if (one.price === null) continue;
    if (best?.price === null || best?.price === undefined || one.price < best.price) best = one;
  }
  return best;
}

/** Partners stand above members. */
function isMember(buyer: Buyer | null): boolean {
  return buyer?.stage === 'member' || buyer?.stage === 'partner';
}

const OUTSIDERS: readonly Stage[] = ['prospect', 'fan', 'customer', 'repeat'];

/** Whether somebody who is no member could have this price, for as many pieces at the same moment. */
function isForOutsiders({ rule, hindrance }: Candidate): boolean {
  if (rule === null) return true;
  if (hindrance === 'notYet' || hindrance === 'over' || hindrance === 'fewPieces') return false;
  if (rule.kind === 'stage') return rule.stages.some((stage) => OUTSIDERS.includes(stage));
  return rule.kind !== 'tier';
}

function reasonOf(one: Candidate, winner: Candidate | null, isLowered: boolean): Reason {
  const isWinner = one === winner;
  const { kind, rule, price } = one;
  return { kind, ruleId: rule?.ruleId ?? null, name: rule?.name ?? null, price, isWinner, why: whyOf(), rule };

  function whyOf(): Why {
    if (one.price === null) return 'unpriced';
    if (isWinner) return isLowered ? 'memberFloor' : 'lowest';
    if (one.hindrance !== null) return one.hindrance;
    return one.price === winner?.price ? 'tie' : 'higher';
  }
}
