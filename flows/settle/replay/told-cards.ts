import type { Uuid } from '../../../kit/ids/index.ts';
import type { Posting } from '../../../rooms/ledger/index.ts';
import { balanceUnits, type MemberCardRow } from '../../../rooms/membership/index.ts';
import type { CardDraft, Cards } from '../cards.ts';
import { cardOfContent } from '../give-refund.ts';

/** A card as it was when it was ordered; when it begins and ends is kept with it. */
export function unpaidCard(card: MemberCardRow, personId: Uuid): CardDraft {
  const anew = {
    paidAt: null,
    endedAt: null,
    ended: null,
    refunded: 0n,
    consumed: 0n,
    liability: 0n,
    spent: 0n,
    periodsBooked: 0,
    dueAt: null,
  };
  const units = card.kind === 'balance' ? { unitCount: balanceUnits({ ...card, refunded: 0n }) } : {};
  return { ...card, ...anew, ...units, personId, isNew: false, isChanged: false };
}

/** Whom a card was given to then: later merges have not happened yet, and the book says which record it was. */
export function ownerBefore(booked: Posting, personId: Uuid): Uuid {
  return booked.entries.find((entry) => entry.account === 'prepaid' && entry.amount < 0n)?.personId ?? personId;
}

/** Which card of its line a refund was for, as the verb is told. */
export function cardPart(content: string): { readonly nth: number } | null {
  const nth = cardOfContent(content);
  return nth === null ? null : { nth };
}

/** Takes the cards of an order out of the world: nothing more is to come of them. */
export function forgetCards({ ofOrder, ofPerson }: Cards, orderId: Uuid): void {
  for (const { personId } of ofOrder.get(orderId) ?? []) {
    const others = (ofPerson.get(personId) ?? []).filter((card) => card.orderId !== orderId);
    if (others.length > 0) ofPerson.set(personId, others);
    else ofPerson.delete(personId);
  }
  ofOrder.delete(orderId);
}
