import type { Uuid } from '../../kit/ids/index.ts';

/** Who moves money for a brand. `test` is built in, for sandbox brands; what is paid by hand (`manual`) needs no provider. */
export const PROVIDERS = ['test', 'wechat', 'stripe'] as const;
export type ProviderName = (typeof PROVIDERS)[number];

/** A brand's account with a provider, its secrets open: lives in memory only, for as long as a call takes. */
export interface Account {
  readonly tenantId: Uuid;
  readonly accountId: Uuid;
  readonly provider: ProviderName;
  readonly merchantId: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
}

/**
 * What a provider told, in our words. `orderRef` is our reference of the intent, `refundRef` of the refund it is about;
 * `providerRef` is what the provider itself calls the payment, refund or dispute. Amounts in minor units.
 */
export interface ProviderEvent {
  readonly eventId: string;
  readonly kind: 'paid' | 'payFailed' | 'refunded' | 'refundFailed' | 'disputeOpened' | 'disputeWon' | 'disputeLost' | 'other';
  readonly amount: bigint;
  readonly currency: string;
  readonly merchantId: string;
  readonly orderRef: string;
  readonly refundRef: string | null;
  readonly providerRef: string;
  readonly at: Date;
  /** who paid, as the provider knows them, where it says so */
  readonly payer?: string;
}

/** A message as it came over the wire; header names in lower case. */
export interface Arriving {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  /** The machine's clock. */
  readonly now: Date;
}

/** What a customer's device needs to pay. */
export type Pay =
  | { readonly kind: 'qr'; readonly code: string }
  | { readonly kind: 'redirect'; readonly url: string }
  | { readonly kind: 'wechatJsapi'; readonly parameters: Readonly<Record<string, string>> }
  | { readonly kind: 'clientSecret'; readonly secret: string; readonly publishableKey: string }
  | { readonly kind: 'test'; readonly reference: string };

export interface Charge {
  readonly reference: string;
  readonly method: string;
  readonly amount: bigint;
  readonly currency: string;
  /** what the customer reads on their statement */
  readonly description: string;
  /** the customer as the provider knows them (an openid), where the method needs it */
  readonly payer: string | null;
  /** the customer's network address, where the method needs it */
  readonly payerAddress: string | null;
  readonly notifyUrl: string;
  readonly expiresAt: Date;
}

/** What became of a charge, as the provider says when asked. */
export type ChargeState =
  | { readonly kind: 'open' }
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'paid'; readonly event: ProviderEvent };

export interface RefundRequest {
  /** ours, and theirs for asking again: the same number never pays twice */
  readonly reference: string;
  /** what they call the payment */
  readonly paymentRef: string;
  readonly amount: bigint;
  readonly paidAmount: bigint;
  readonly currency: string;
  readonly notifyUrl: string;
}

export interface PayoutRequest {
  readonly reference: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly payee: Readonly<Record<string, string>>;
}

/** How something asked of a provider stands; `unheardOf`: they know nothing of it. */
export type Standing =
  | { readonly kind: 'done'; readonly providerRef: string }
  | { readonly kind: 'pending'; readonly providerRef: string | null }
  | { readonly kind: 'failed'; readonly why: string }
  | { readonly kind: 'unheardOf' };

/**
 * A provider behind the words of this house. Every method but `verifyAndParse` goes outside and is never called inside a
 * transaction; an answer that did not come is an OutsideError, after which the other side may have done what was asked.
 */
export interface Adapter {
  readonly provider: ProviderName;
  /** @throws `provider.refused` when they say no for good */
  createIntent(account: Account, charge: Charge): Promise<{ providerRef: string | null; pay: Pay }>;
  /** @throws `webhook.unsigned`, `webhook.stale`, `webhook.malformed` */
  verifyAndParse(account: Account, arriving: Arriving): ProviderEvent;
  query(account: Account, charge: { reference: string; providerRef: string | null }): Promise<ChargeState>;
  refund(account: Account, request: RefundRequest): Promise<Standing>;
  queryRefund(account: Account, refund: { reference: string; providerRef: string | null }): Promise<Standing>;
  /** null: this provider pays nobody out */
  readonly payouts: {
    send(account: Account, request: PayoutRequest): Promise<Standing>;
    query(account: Account, payout: { reference: string; providerRef: string | null }): Promise<Standing>;
  } | null;
}
