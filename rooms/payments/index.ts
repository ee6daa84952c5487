import type { Db } from '../../kit/db/index.ts';
import { askOutside } from '../../kit/outside/index.ts';
import type { Adapter, ProviderName } from './adapter.ts';
import { stripeAdapter } from './adapters/stripe.ts';
import { testAdapter } from './adapters/test.ts';
import { wechatAdapter } from './adapters/wechat.ts';

export { PROVIDERS, type Account, type Adapter, type ProviderEvent, type ProviderName, type Standing } from './adapter.ts';
export { actOnCharge, takeTestMessages } from './adapters/test.ts';
export {
  accountById,
  createAccount,
  openTestTill,
  listAccounts,
  merchantsOf,
  removeAccount,
  standingAccount,
  standingProviders,
  tellTestProvider,
  webhookUrlOf,
} from './commands/accounts.ts';
export {
  finishEvents,
  keepEvents,
  postponeEvent,
  takeEvents,
  unparkEvent,
  waitingEvents,
  type Applied,
  type Finished,
  type InboxRow,
} from './commands/inbox.ts';
export {
  closeIntents,
  draftIntent,
  failIntent,
  findIntent,
  intentOfPayment,
  intentReply,
  intentsBehind,
  keepPay,
  listIntents,
  openIntentOf,
  takeSilentIntents,
  type Closing,
  type IntentRow,
} from './commands/intents.ts';
export { endPayout, payoutReference, postponePayout, requestPayout, takeDuePayout, type PayoutRow } from './commands/payouts.ts';
export {
  endRefund,
  insertRefund,
  paymentExternalId,
  postponeRefund,
  refundBehind,
  refundReference,
  requestOrderRefund,
  takeDueRefunds,
  type RefundRow,
} from './commands/refunds.ts';
export { paymentsError } from './errors.ts';
export {
  announceMismatch,
  announcePayout,
  announceRefund,
  PAYMENT_MISMATCH,
  PAYOUT_ENDED,
  REFUND_ENDED,
  type MismatchReason,
  type PaymentMismatch,
  type PayoutEnded,
  type RefundEnded,
} from './events.ts';
export { differences, isAnythingDue, listProviderEvents, providerEventReply } from './queries/records.ts';

export type Adapters = Readonly<Record<ProviderName, Adapter>>;

/** Every provider behind its adapter. @param now the machine's clock, for the built-in provider */
export function adaptersOf(
  db: Db,
  { ask = askOutside, now = () => new Date() }: { ask?: typeof askOutside; now?: () => Date } = {},
): Adapters {
  return { test: testAdapter(db, now), wechat: wechatAdapter(ask), stripe: stripeAdapter(ask) };
}
