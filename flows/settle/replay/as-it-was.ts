import type { LiveLine } from '../../../rooms/orders/index.ts';
import type { CommissionSnapshot } from '../../../rooms/partners/index.ts';
import type { OrderFacts } from './facts.ts';

/** A line as it was when it was sold. */
export function asSold(line: LiveLine): LiveLine {
  return { ...line, refunded: 0n, shippedAt: null, receiveDueAt: null, receivedAt: null, claimedAt: null, pausedMs: 0 };
}

/** What the order fixed, with the acts that were logged before it was paid: they come before all others. */
export function unserved(snapshot: CommissionSnapshot): CommissionSnapshot {
  return snapshot.served ? { ...snapshot, served: snapshot.served.filter((act) => !act.isLate) } : snapshot;
}

/** How many services that were logged after the payment were paid: each is a posting of its own. */
export function servedLate({ commissions, snapshot }: OrderFacts): number {
  const acts = snapshot?.served ?? [];
  return commissions.filter((row) => row.role === 'service' && acts.find((act) => act.line === row.line)?.isLate === true).length;
}
