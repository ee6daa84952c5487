import type { Ctx } from '../../kit/ctx.ts';
import { lockLane } from '../../kit/db/lane.ts';
import {
  anniversaries,
  leavers,
  lettersOf,
  LOOK_BACK_MS,
  sendLetters,
  tiersGained,
  type LetterEvent,
} from '../../rooms/membership/index.ts';
import { firstFriends } from '../../rooms/orders/index.ts';
import { signedSince } from '../../rooms/partners/index.ts';
import { policyPackOf } from '../../rooms/policy/index.ts';
import { maskedName } from '../../rooms/relations/index.ts';

const DAY_MS = 86_400_000;

/**
 * Looks for what happened in members' lives and puts the letters the brand has opened for it into their inboxes: a rise to a tier, the day of
 * joining come round, the first friend whose order passed its hold, a signing, a farewell. Each event has one letter, however often it is
 * looked at; what was cut off halfway is taken up by the next look.
 */
export async function carryOutLetters(ctx: Ctx): Promise<void> {
  const letters = await lettersOf(ctx);
  const isOpen = (occasion: LetterEvent['occasion']): boolean => (letters.get(occasion)?.openedAt ?? null) !== null;
  const since = new Date(ctx.now.getTime() - LOOK_BACK_MS);
  const events = [
    ...(isOpen('upgrade') ? await tiersGained(ctx, since) : []),
    ...(isOpen('anniversary') ? await anniversaries(ctx) : []),
    ...(isOpen('firstReferral') ? await friendsKept(ctx, since) : []),
    ...(isOpen('partnerSigning') ? await signings(ctx, since) : []),
    ...(isOpen('farewell') ? await leavers(ctx, since) : []),
  ];
  if (events.length === 0) return;
  await lockLane(ctx);
  await sendLetters(ctx, letters, events);
}

/** The first friend whose order is past the hold of the brand's policy. */
async function friendsKept(ctx: Ctx, since: Date): Promise<LetterEvent[]> {
  const holdMs = (policyPackOf(ctx.tenant.policy)?.commission.holdDays ?? 0) * DAY_MS;
  const found = await firstFriends(ctx, { from: new Date(since.getTime() - holdMs), to: new Date(ctx.now.getTime() - holdMs) });
  return found.map(({ introducerId, friendId, name, keptFrom }) => ({
    occasion: 'firstReferral',
    personId: introducerId,
    once: 'first',
    at: keptFrom + holdMs,
    facts: { friend: maskedName(name) },
    about: friendId,
  }));
}

async function signings(ctx: Ctx, since: Date): Promise<LetterEvent[]> {
  const signed = await signedSince(ctx, since);
  return signed.map(({ partnershipId, personId, at }) => ({ occasion: 'partnerSigning', personId, once: partnershipId, at, facts: {} }));
}
