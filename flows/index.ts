import { listenWithin } from '../kit/events/index.ts';
import { FACTS_CHANGED, PEOPLE_MERGED, type PeopleMerged, type PersonFactsChanged } from '../rooms/relations/index.ts';
import { PARTNERSHIP_CHANGED, type PartnershipChanged } from '../rooms/partners/index.ts';
import { CARDS_CHANGED, type CardsChanged } from '../rooms/membership/index.ts';
import { onCardsChanged } from './on-cards-changed.ts';
import { onPartnershipChanged } from './on-partnership-changed.ts';
import { onPeopleMerged } from './on-people-merged.ts';
import { onTimeZoneChanged } from './on-time-zone-changed.ts';
import { CLOCK_MOVED, TIME_ZONE_CHANGED, type ClockMoved, type TimeZoneChanged } from '../rooms/identity/index.ts';
import { onClockMoved } from './on-clock-moved.ts';
import { REFUND_ACCEPTED, type RefundAccepted } from '../rooms/orders/index.ts';
import { onRefundAccepted } from './payments/on-refund-accepted.ts';
import { onPaymentMismatch, onRefundEnded } from './payments/on-payment-mismatch.ts';
import {
  PAYMENT_MISMATCH,
  PAYOUT_ENDED,
  REFUND_ENDED,
  type PaymentMismatch,
  type PayoutEnded,
  type RefundEnded,
} from '../rooms/payments/index.ts';
import { onPayoutEnded } from './payouts/send.ts';
import { onPersonFactsChanged } from './on-person-facts-changed.ts';

/** Every reaction inside the writer's transaction, in one list. Whoever opens the product calls it; calling again adds nothing. */
export function registerFlows(): void {
  listenWithin<PersonFactsChanged>(FACTS_CHANGED, onPersonFactsChanged);
  listenWithin<PeopleMerged>(PEOPLE_MERGED, onPeopleMerged);
  listenWithin<PartnershipChanged>(PARTNERSHIP_CHANGED, onPartnershipChanged);
  listenWithin<CardsChanged>(CARDS_CHANGED, onCardsChanged);
  listenWithin<TimeZoneChanged>(TIME_ZONE_CHANGED, onTimeZoneChanged);
  listenWithin<ClockMoved>(CLOCK_MOVED, onClockMoved);
  listenWithin<RefundAccepted>(REFUND_ACCEPTED, onRefundAccepted);
  listenWithin<PaymentMismatch>(PAYMENT_MISMATCH, onPaymentMismatch);
  listenWithin<RefundEnded>(REFUND_ENDED, onRefundEnded);
  listenWithin<PayoutEnded>(PAYOUT_ENDED, onPayoutEnded);
}
