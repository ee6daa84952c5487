import type { DomainError } from '../../kit/errors/index.ts';
import type { Uuid } from '../../kit/ids/index.ts';
import type { AskedInstalment } from '../../rooms/orders/index.ts';

/**
 * Everything that moves money on orders. `order`, `person` and `product` are references as callers write them: a public id or
 * `ext:<externalId>`. Amounts in minor units of the brand's currency, instants in epoch ms of the brand's clock.
 */
export type MoneyCommand =
  | PlaceOrder
  | RecordPayment
  | CancelOrder
  | ShipLines
  | ConfirmReceipt
  | OpenClaim
  | CloseClaim
  | GiveRefund
  | ExchangeGoods
  | GiveCard
  | WinChargeback
  | LogService
  | CheckIn
  | AdjustPoints
  | ReleaseDue;

export interface PlaceOrder {
  readonly kind: 'placeOrder';
  readonly externalId: string | null;
  readonly person: string;
  readonly lines: readonly OrderedLine[];
  /** money off the whole order */
  readonly discount: bigint;
  readonly shipping: bigint;
  /** instead of `shipping`: what sending costs, and from which goods on (before the order's discount) nothing; a privilege may take it over */
  readonly shippingBy?: { readonly fee: bigint; readonly freeFrom: bigint | null };
  readonly coupon: string | null;
  readonly scene: string | null;
  readonly method: string | null;
  readonly channel: string | null;
  /** null = now; changes nothing but the date shown */
  readonly placedAt: number | null;
  /** what the buyer ordered on and where it goes: only ever compared, and kept as hashes */
  readonly device?: string | null;
  readonly address?: string | null;
  /** points the order grants, at their redemption value: they take the cap before anybody (rules.md C7) */
  readonly pointsValue?: bigint;
  /** so many of the buyer's points pay for a part of it */
  readonly points?: bigint;
  /** so much of what the buyer has on cards pays for it, bonus included; `most`: as much as can. Left out: nobody looks */
  readonly balance?: bigint | 'most';
  /** paid in parts: one order per part, the first of them the purchase */
  readonly instalments?: readonly AskedInstalment[];
  /** the total the buyer was shown: at any other the order is refused */
  readonly expect?: bigint;
}

export interface OrderedLine {
  readonly product: string;
  readonly sku: string | null;
  readonly quantity: bigint;
  /** an agreed price; null = what the price pipeline finds */
  readonly unitPrice: bigint | null;
  /** money off the line: a discount, or what an earlier step cost and this one makes good */
  readonly discount: bigint;
  readonly tax: bigint;
  /** given away: its price is nothing, and what it costs takes the cap before anybody; cost of one piece, null = the product's */
  readonly gift?: { readonly cost: bigint | null };
}

export interface RecordPayment {
  readonly kind: 'recordPayment';
  readonly order: string;
  readonly amount: bigint;
  readonly provider: string;
  readonly externalId: string | null;
  /** who paid, as the provider knows them: only ever compared, and kept as a hash */
  readonly payer?: string | null;
  /** null = now */
  readonly at: number | null;
}

/** Nothing will be sold: what is reserved is free again, what was paid in part goes back. Later instalments end with it. */
export interface CancelOrder {
  readonly kind: 'cancelOrder';
  readonly order: string;
  readonly reason: string | null;
}

export interface ShipLines {
  readonly kind: 'shipLines';
  readonly order: string;
  /** null = everything that is not delivered by itself */
  readonly lines: readonly number[] | null;
  readonly carrier: string | null;
  readonly number: string | null;
}

/** The customer is not content: the hold of these lines stands still. */
export interface OpenClaim {
  readonly kind: 'openClaim';
  readonly order: string;
  readonly lines: readonly number[];
  readonly reason: string | null;
}

export interface CloseClaim {
  readonly kind: 'closeClaim';
  /** a public id */
  readonly claim: string;
  readonly outcome: string | null;
}

/** The bank gave a chargeback back to the brand. */
export interface WinChargeback {
  readonly kind: 'winChargeback';
  /** a public id or `ext:…` */
  readonly refund: string;
}

export interface ConfirmReceipt {
  readonly kind: 'confirmReceipt';
  readonly order: string;
  /** null = now */
  readonly at: number | null;
  /** null = all */
  readonly lines: readonly number[] | null;
}

export interface GiveRefund {
  readonly kind: 'giveRefund';
  readonly order: string;
  readonly externalId: string | null;
  readonly lines: readonly { readonly line: number; readonly amount: bigint }[];
  readonly shipping: bigint;
  readonly cause: 'refund' | 'chargeback';
  /** one membership card is given back: what it is still worth, instead of `lines` */
  readonly card?: Uuid;
  /** of a line of cards: the one it is for */
  readonly nth?: number;
  /** so many pieces of lines that came back and can be sold again */
  readonly restock?: readonly { readonly line: number; readonly quantity: bigint }[];
}

/** A membership card on which nothing was taken becomes somebody else's. */
export interface GiveCard {
  readonly kind: 'giveCard';
  /** the order it was bought with */
  readonly order: string;
  readonly card: Uuid;
  /** who gets it */
  readonly to: string;
}

/**
 * Goods come back and others go out for them: the refund of a line and new lines under what the order fixed, in one step. It is no new
 * purchase, and what both are worth stays with the brand.
 */
export interface ExchangeGoods {
  readonly kind: 'exchangeGoods';
  readonly order: string;
  readonly externalId: string | null;
  /** of which goods came back */
  readonly line: number;
  /** what they were worth; null = everything that is left of the line */
  readonly amount: bigint | null;
  readonly with: {
    readonly product: string;
    readonly sku: string | null;
    readonly quantity: bigint;
    /** an agreed price; null = worth the same as what came back */
    readonly unitPrice: bigint | null;
  };
  /** how the difference was paid, where the new goods cost more */
  readonly payment: { readonly provider: string; readonly externalId: string | null } | null;
  /** so many pieces that came back can be sold again */
  readonly restock: bigint;
}

/** What was shipped long enough ago counts as received, and commissions whose hold is over become available. */
export interface ReleaseDue {
  readonly kind: 'releaseDue';
  readonly limit: number;
}

/** Somebody came by today: points, once a day of the brand. */
export interface CheckIn {
  readonly kind: 'checkIn';
  readonly person: string;
}

/** A correction of somebody's points by hand. */
export interface AdjustPoints {
  readonly kind: 'adjustPoints';
  readonly person: string;
  /** more above 0, fewer below */
  readonly points: bigint;
  readonly reason: string;
}

/** Somebody served the buyer of a line. */
export interface LogService {
  readonly kind: 'logService';
  readonly order: string;
  readonly externalId: string | null;
  readonly line: number;
  /** who served */
  readonly person: string;
  readonly what: string;
  /** null = now */
  readonly at: number | null;
}

/** What became of a command. A refusal changed nothing; `isRepeat`: it was in already, and this is the first answer's subject. */
export type Outcome =
  | { readonly kind: 'order'; readonly orderId: Uuid; readonly isRepeat: boolean }
  | { readonly kind: 'payment'; readonly orderId: Uuid; readonly paymentId: Uuid; readonly isRepeat: boolean }
  | { readonly kind: 'refund'; readonly orderId: Uuid; readonly refundId: Uuid; readonly isRepeat: boolean }
  | { readonly kind: 'shipment'; readonly orderId: Uuid; readonly shipmentId: Uuid; readonly isRepeat: boolean }
  | { readonly kind: 'claim'; readonly orderId: Uuid; readonly claimId: Uuid; readonly isRepeat: boolean }
  | { readonly kind: 'service'; readonly orderId: Uuid; readonly actId: Uuid; readonly isRepeat: boolean }
  | { readonly kind: 'card'; readonly orderId: Uuid; readonly cardId: Uuid; readonly isRepeat: boolean }
  | { readonly kind: 'points'; readonly personId: Uuid; readonly isRepeat: boolean }
  | { readonly kind: 'released'; readonly commissions: number }
  | { readonly kind: 'refused'; readonly error: DomainError };
