import type { Entry, Posting } from '../../../rooms/ledger/index.ts';
import type { CardSpend, MemberCardRow } from '../../../rooms/membership/index.ts';
import type { CommissionDraft } from '../world.ts';
import type { OrderFacts } from './facts.ts';

/** What is compared, as texts that say where two of them part. */
export function nameOf({ source, sourceId, kind, seq, at }: Posting): string {
  return `${source} ${sourceId} ${kind} ${seq} at ${at.toISOString()}`;
}

export function textOf(entries: readonly Entry[]): string {
  return entries.map((entry) => `${entry.account}${entry.personId === null ? '' : ` ${entry.personId}`} ${entry.amount}`).join(', ');
}

export function moneyOf(order: OrderFacts['order']): string {
  const lines = order.lines.map((line) => `${line.amount} back ${line.refunded} received ${line.receivedAt} stood ${line.pausedMs}`);
  return `${order.tendered} of ${order.total}, paid ${order.paidAt}, shipping back ${order.shippingRefunded}; ${lines.join('; ')}`;
}

// When a commission that is reversed whole would have been due means nothing.
export function rowText(row: Pick<CommissionDraft, 'base' | 'amount' | 'reversed' | 'state' | 'share' | 'dueAt' | 'confirmedAt'>): string {
  const { base, amount, reversed, state, share, dueAt, confirmedAt } = row;
  const due = state === 'reversed' ? '' : `, due ${dueAt}, confirmed ${confirmedAt}`;
  return `${share.num}/${share.den} of ${base} = ${amount}, back ${reversed}, ${state}${due}`;
}

export function cardText(card: Pick<MemberCardRow, 'liability' | 'refunded' | 'spent'> | null): string | null {
  return card && `owed ${card.liability}, back ${card.refunded}, out on orders ${card.spent}`;
}

export function spendsText(spends: readonly CardSpend[]): string {
  const texts = spends.map((one) => `${one.cardId} ${one.units} worth ${one.amount}, back ${one.unitsBack} worth ${one.amountBack}`);
  return texts.toSorted().join('; ');
}

/** Adds an entry to what its account came to. */
export function tally(balances: Map<string, bigint>, { account, personId, amount }: Entry): void {
  const key = personId === null ? account : `${account} ${personId}`;
  balances.set(key, (balances.get(key) ?? 0n) + amount);
}
