import type { Ctx } from '../../kit/ctx.ts';
import type { Uuid } from '../../kit/ids/index.ts';
import { peopleWhoPaid, type LiveOrder } from '../../rooms/orders/index.ts';
import { loadPointsDesk, type PointsDesk, type PointsRule } from '../../rooms/points/index.ts';
import type { KnownPerson } from '../../rooms/relations/index.ts';
import type { MoneyCommand } from './commands.ts';

/** The points that the commands may touch. */
export async function pointsDesk(
  ctx: Ctx,
  rule: PointsRule,
  of: {
    commands: readonly MoneyCommand[];
    people: ReadonlyMap<string, KnownPerson>;
    orders: ReadonlyMap<Uuid, LiveOrder>;
    buyerIds: readonly Uuid[];
    expiring: number;
    isLate: boolean;
    tiersOf: (personIds: readonly Uuid[]) => Promise<ReadonlyMap<Uuid, string>>;
  },
): Promise<PointsDesk> {
  const { commands, people, orders, buyerIds, expiring, isLate, tiersOf } = of;
  const who = (...kinds: MoneyCommand['kind'][]): Uuid[] =>
    commands.flatMap((command) =>
      'person' in command && kinds.includes(command.kind) ? (people.get(command.person)?.personId ?? []) : [],
    );
  const owners = [...new Set([...orders.values()].map((order) => order.personId))];
  const spending = commands.flatMap((command) =>
    command.kind === 'placeOrder' && command.points ? (people.get(command.person)?.personId ?? []) : [],
  );
  const isBack =
    isLate || commands.some((command) => ['giveRefund', 'cancelOrder', 'exchangeGoods', 'winChargeback'].includes(command.kind));
  const unpaid = [...orders.values()].filter((order) => order.paidAt === null).map((order) => order.personId);
  return await loadPointsDesk(ctx, rule, {
    buyers: buyerIds,
    tiersOf,
    spenders: [...new Set([...spending, ...who('adjustPoints', 'checkIn')])],
    orderIds: [...orders.keys()],
    owners,
    isBack,
    paidBefore: await peopleWhoPaid(ctx, [...new Set([...buyerIds, ...unpaid])]),
    visitors: [...new Set(who('checkIn'))],
    expiring,
  });
}
