import type { Ctx } from '../kit/ctx.ts';
import type { DomainEvent } from '../kit/events/index.ts';
import type { ClockMoved } from '../rooms/identity/index.ts';
import { keepDisclosure, reviewLevels } from '../rooms/partners/index.ts';
import { turnOwnDataNow } from './own-data/clockwork.ts';
import { carryOutLetters } from './letters/carry-out.ts';
import { releaseDueNow } from './settle/release-due.ts';
import { reviewTiers } from './tiers/review-tiers.ts';

/** When a sandbox's clock moves, what falls due by it happens in the same transaction: the answer already knows it. */
export async function onClockMoved(ctx: Ctx, { payload }: DomainEvent<ClockMoved>): Promise<void> {
  const now = new Date(payload.now);
  const then = { ...ctx, now, today: ctx.zone.dayOf(now.getTime()) };
  await releaseDueNow(then);
  await reviewLevels(then);
  await reviewTiers(then);
  await keepDisclosure(then);
  await carryOutLetters(then);
  await turnOwnDataNow(then);
}
