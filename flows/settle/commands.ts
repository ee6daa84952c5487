import type { DomainError } from '../../kit/errors/index.ts';
import type { Uuid } from '../../kit/ids/index.ts';

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
  | WinChargeback
  | ReleaseDue;

export interface PlaceOrder {
  readonly kind: 'placeOrder';
  readonly externalId: string | null;
  readonly person: string;
  readonly lines: readonly OrderedLine[];
  /** money off the whole order */
  readonly discount: bigint;
  readonly shipping: bigint;
  readonly coupon: string | null;
  readonly scene: string | null;
  readonly method: string | null;
  readonly channel: string | null;
  /** null = now; changes nothing but the date shown */
  readonly placedAt: number | null;
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
}

export interface RecordPayment {
  readonly kind: 'recordPayment';
  readonly order: string;
  readonly amount: bigint;
  readonly provider: string;
  readonly externalId: string | null;
  /** null = now */
  readonly at: number | null;
}

/** Nothing will be sold: what is reserved is free again, what was paid in part goes back. */
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
}

/** What was shipped long enough ago counts as received, and commissions whose hold is over become available. */
export interface ReleaseDue {
  readonly kind: 'releaseDue';
  readonly limit: number;
}

/** What became of a command. A refusal changed nothing; `isRepeat`: it was in already, and this is the first answer's subject. */
export type Outcome =
  | { readonly kind: 'order'; readonly orderId: Uuid; readonly isRepeat: boolean }
  | { readonly kind: 'payment'; readonly orderId: Uuid; readonly paymentId: Uuid; readonly isRepeat: boolean }
  | { readonly kind: 'refund'; readonly orderId: Uuid; readonly refundId: Uuid; readonly isRepeat: boolean }
  | { readonly kind: 'shipment'; readonly orderId: Uuid; readonly shipmentId: Uuid; readonly isRepeat: boolean }
  | { readonly kind: 'claim'; readonly orderId: Uuid; readonly claimId: Uuid; readonly isRepeat: boolean }
  | { readonly kind: 'released'; readonly commissions: number }
  | { readonly kind: 'refused'; readonly error: DomainError };
