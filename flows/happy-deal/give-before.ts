import type { Ctx } from '../../kit/ctx.ts';
import { lockLane } from '../../kit/db/lane.ts';
import type { Uuid } from '../../kit/ids/index.ts';
import { hasOrdered } from '../../rooms/orders/index.ts';
import {
  announceGifts,
  currentDeal,
  freeOfGifts,
  giveOut,
  insertPromises,
  promisedSoFar,
  promiseOf,
  promisesOf,
  type Gift,
} from '../../rooms/pricing/index.ts';
import { introducersOf, sharedTraces } from '../../rooms/relations/index.ts';

/** Why somebody is given nothing before their first order. */
export type NoGiftBefore = 'none' | 'noFriend' | 'notFirst' | 'given' | 'gone';

/** What stands in force for somebody, and whether it can be given to them. */
async function offerBefore(ctx: Ctx, personId: Uuid): Promise<{ gift: Gift; introducerId: Uuid; dealId: Uuid } | NoGiftBefore> {
  const deal = await currentDeal(ctx);
  const gift = deal?.isOn ? deal.gifts.get('before') : undefined;
  if (!deal || !gift) return 'none';
  const introducerId = (await introducersOf(ctx, [personId])).get(personId);
  if (introducerId === undefined || introducerId === personId) return 'noFriend';
  const had = await promisesOf(ctx, { orderIds: [], friendIds: [personId] });
  if (had.length > 0) return 'given';
  // What an order fixed when it was placed does not know of what is given afterwards.
  if (await hasOrdered(ctx, personId)) return 'notFirst';
  const promised = (await promisedSoFar(ctx, deal)).get('before') ?? 0;
  const free = (await freeOfGifts(ctx, deal)).get('before');
  const isGone = (gift.most !== null && promised >= gift.most) || (free != null && free < gift.quantity);
  return isGone ? 'gone' : { gift, introducerId, dealId: deal.dealId };
}

/**
 * Gives what a friend gets before their first order: once, whoever they become later. Its cost is charged to that order (rules.md C7). Held
 * where they share a device with whoever introduced them: they may be one.
 * @returns null where it was given; else why not
 */
export async function giveBefore(ctx: Ctx, personId: Uuid): Promise<NoGiftBefore | null> {
  // Before the lane is taken: brands without such a gift, and people without a friend, wait for nobody.
  const early = await offerBefore(ctx, personId);
  if (typeof early === 'string') return early;
  const lane = await lockLane(ctx);
  const offer = await offerBefore(ctx, personId);
  const deal = await currentDeal(ctx);
  if (typeof offer === 'string' || deal === null) return typeof offer === 'string' ? offer : 'none';
  const { gift, introducerId } = offer;
  const promise = promiseOf(deal, gift, { friendId: personId, introducerId, orderId: null, at: ctx.now.getTime() });
  const shared = (await sharedTraces(ctx, [{ buyerId: personId, payeeId: introducerId }])).get(`${personId} ${introducerId}`) ?? [];
  if (ctx.tenant.policy !== 'LAB' && shared.some((trace) => trace !== 'address')) {
    promise.state = 'held';
    promise.because = 'sharedTraces';
  } else {
    await giveOut(ctx, [promise]);
  }
  await insertPromises(ctx, [promise]);
  const isHeld = promise.state === 'held';
  await announceGifts(ctx, { given: isHeld ? [] : [promise], held: isHeld ? [promise] : [] });
  await lane.save();
  return null;
}
