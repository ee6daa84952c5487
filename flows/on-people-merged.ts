import type { Ctx } from '../kit/ctx.ts';
import type { DomainEvent } from '../kit/events/index.ts';
import { movePersonSessions } from '../rooms/identity/index.ts';
import { prepareHistory } from '../rooms/analytics/index.ts';
import { moveCards } from '../rooms/membership/index.ts';
import { moveGivings } from '../rooms/catalog/index.ts';
import { moveBuyer, moveOrders, ordersOfPeople, returnsOfPeople } from '../rooms/orders/index.ts';
import { moveLife } from '../rooms/membership/index.ts';
import { moveCouponUses, moveGifts } from '../rooms/pricing/index.ts';
import { mergeMoney, mergePartnerships, partnershipsOf } from '../rooms/partners/index.ts';
import { moveScriptUses } from '../rooms/planner/index.ts';
import type { PeopleMerged } from '../rooms/relations/index.ts';
import { asMember } from './on-cards-changed.ts';
import { mergePoints } from './points/merge-points.ts';
import { standings } from './on-partnership-changed.ts';

/** When two records become one person, orders, returns and partnerships move to the survivor and both histories are derived anew. */
export async function onPeopleMerged(ctx: Ctx, { payload }: DomainEvent<PeopleMerged>): Promise<void> {
  const { lane, survivor, absorbed, movedNodes } = payload;
  const orders = (await ordersOfPeople(ctx, [absorbed.personId])).get(absorbed.personId) ?? [];
  const returns = (await returnsOfPeople(ctx, [absorbed.personId])).get(absorbed.personId) ?? [];
  const theirs = (await partnershipsOf(ctx, [absorbed.personId])).get(absorbed.personId) ?? [];
  const joined = await mergePartnerships(ctx, lane, { survivor: survivor.personId, absorbed: absorbed.personId });
  const members = await moveCards(ctx, { survivor: survivor.personId, absorbed: absorbed.personId });
  const history = await prepareHistory(ctx, lane, {
    people: [
      {
        ...survivor,
        orders: orders.map((order) => ({ before: null, after: order })),
        returns: returns.map((item) => ({ before: null, after: item })),
        standings: {
          before: [...standings(joined.before), ...asMember(members.survivor)],
          after: [...standings(joined.after), ...asMember(members.joined)],
        },
      },
      {
        ...absorbed,
        after: null,
        orders: orders.map((order) => ({ before: order, after: null })),
        returns: returns.map((item) => ({ before: item, after: null })),
        standings: { before: [...standings(theirs), ...asMember(members.absorbed)], after: [] },
      },
    ],
    movedNodes,
  });
  await moveBuyer(ctx, { from: absorbed.personId, to: survivor.personId });
  await moveGivings(ctx, { from: absorbed.personId, to: survivor.personId });
  await moveOrders(ctx, { from: absorbed.personId, to: survivor.personId });
  await movePersonSessions(ctx, { from: absorbed.personId, to: survivor.personId });
  await moveCouponUses(ctx, { from: absorbed.personId, to: survivor.personId });
  await moveGifts(ctx, { from: absorbed.personId, to: survivor.personId });
  await moveLife(ctx, { from: absorbed.personId, to: survivor.personId });
  await moveScriptUses(ctx, { from: absorbed.personId, to: survivor.personId });
  await mergeMoney(ctx, { survivor: survivor.personId, absorbed: absorbed.personId });
  await mergePoints(ctx, { survivor: survivor.personId, absorbed: absorbed.personId });
  await history.write();
}
