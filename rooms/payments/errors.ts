import { DomainError, type Facts } from '../../kit/errors/index.ts';

/** The codes this room can fail with; kit/http has their words and status. */
export type PaymentsCode =
  | 'paymentAccount.notFound'
  | 'paymentAccount.exists'
  | 'paymentAccount.onlySandbox'
  | 'paymentAccount.notInSandbox'
  | 'paymentAccount.otherCurrency'
  | 'paymentAccount.secretInvalid'
  | 'paymentAccount.needed'
  | 'paymentIntent.notFound'
  | 'paymentIntent.nothingDue'
  | 'paymentIntent.payerMissing'
  | 'paymentIntent.wechatUnknown'
  | 'payout.notOffered'
  | 'provider.refused'
  | 'provider.silent'
  | 'providerEvent.notFound'
  | 'providerEvent.processed'
  | 'testCharge.notFound'
  | 'testCharge.settled'
  | 'webhook.unsigned'
  | 'webhook.stale'
  | 'webhook.malformed';

export function paymentsError(code: PaymentsCode, facts: Facts = {}): DomainError {
  return new DomainError(code, facts);
}
