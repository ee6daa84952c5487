import type { Ctx } from '../kit/ctx.ts';
import type { DomainEvent } from '../kit/events/index.ts';
import { prepareHistory } from '../rooms/analytics/index.ts';
import { moveOrders, ordersOfPeople, returnsOfPeople } from '../rooms/orders/index.ts';
import { moveCouponUses } from '../rooms/pricing/index.ts';
import type { PeopleMerged } from '../rooms/relations/index.ts';

/** When two records become one person, orders and returns move to the survivor and both histories are derived anew. */
export async function onPeopleMerged(ctx: Ctx, { payload }: DomainEvent<PeopleMerged>): Promise<void> {
  const { lane, survivor, absorbed, movedNodes } = payload;
  const orders = (await ordersOfPeople(ctx, [absorbed.personId])).get(absorbed.personId) ?? [];
  const returns = (await returnsOfPeople(ctx, [absorbed.personId])).get(absorbed.personId) ?? [];
  const history = await prepareHistory(ctx, lane, {
    people: [
      {
        ...survivor,
        orders: orders.map((order) => ({ before: null, after: order })),
        returns: returns.map((item) => ({ before: null, after: item })),
      },
      {
        ...absorbed,
        after: null,
        orders: orders.map((order) => ({ before: order, after: null })),
        returns: returns.map((item) => ({ before: item, after: null })),
      },
    ],
    movedNodes,
  });
  await moveOrders(ctx, { from: absorbed.personId, to: survivor.personId });
  await moveCouponUses(ctx, { from: absorbed.personId, to: survivor.personId });
  await history.write();
}
