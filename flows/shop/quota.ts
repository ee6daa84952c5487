import type { Ctx } from '../../kit/ctx.ts';
import { lockLane } from '../../kit/db/lane.ts';
import type { Uuid } from '../../kit/ids/index.ts';
import { unpaidOnDevice, unpaidSince, unpaidTooMany } from '../../rooms/orders/index.ts';
import { sameDevice } from '../../rooms/relations/index.ts';
import { HELD_MS } from '../settle/place-order.ts';

/** So many orders whose pieces are kept for half an hour one person may leave unpaid, and everybody on one device together. */
export const MOST_UNPAID = { person: 5, device: 10 } as const;

/**
 * What people may still order without paying: pieces that unpaid orders keep are pieces nobody else can buy (reliability.md A2). The lane is
 * taken before anything is counted, so however many ask at once, each is counted.
 * @returns asked once for every order that is about to be placed
 * @throws from what is returned: `order.unpaidTooMany`, `order.unpaidOnDevice`
 */
export async function openQuota(ctx: Ctx, personIds: readonly Uuid[]): Promise<(personId: Uuid) => void> {
  if (personIds.length === 0) return () => undefined;
  await lockLane(ctx);
  const mates = await sameDevice(ctx, personIds);
  const everybody = [...new Set([...personIds, ...[...mates.values()].flat()])];
  const unpaid = new Map(await unpaidSince(ctx, everybody, new Date(ctx.now.getTime() - HELD_MS)));
  const of = (personId: Uuid): number => unpaid.get(personId) ?? 0;
  return (personId) => {
    if (of(personId) >= MOST_UNPAID.person) throw unpaidTooMany(of(personId));
    const together = [...new Set([personId, ...(mates.get(personId) ?? [])])].reduce((sum, each) => sum + of(each), 0);
    if (together >= MOST_UNPAID.device) throw unpaidOnDevice(together);
    unpaid.set(personId, of(personId) + 1);
  };
}
