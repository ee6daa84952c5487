import type { Uuid } from '../../../kit/ids/index.ts';

/** So many pieces of a variant for an order. */
export interface Wanted {
  readonly orderId: Uuid;
  readonly skuId: Uuid;
  readonly quantity: number;
}

/** An order that could not have its pieces: the first variant that was short. */
export interface Shortage {
  readonly orderId: Uuid;
  readonly skuId: Uuid;
  readonly wanted: number;
  readonly free: number;
}

/**
 * Who gets pieces: orders in the order given, each all or nothing. Several lines of one variant are taken together.
 * @param free pieces of each counted variant; what is not in it is not counted and always there
 */
export function shareOut(wanted: readonly Wanted[], free: ReadonlyMap<Uuid, number>): { taken: Wanted[]; short: Shortage[] } {
  const left = new Map(free);
  const taken: Wanted[] = [];
  const short: Shortage[] = [];
  for (const [orderId, perSku] of byOrder(wanted)) {
    const counted = [...perSku].filter(([skuId]) => left.has(skuId));
    const missing = counted.find(([skuId, quantity]) => (left.get(skuId) ?? 0) < quantity);
    if (missing) {
      short.push({ orderId, skuId: missing[0], wanted: missing[1], free: left.get(missing[0]) ?? 0 });
      continue;
    }
    for (const [skuId, quantity] of counted) {
      left.set(skuId, (left.get(skuId) ?? 0) - quantity);
      taken.push({ orderId, skuId, quantity });
    }
  }
  return { taken, short };
}

function byOrder(wanted: readonly Wanted[]): Map<Uuid, Map<Uuid, number>> {
  const orders = new Map<Uuid, Map<Uuid, number>>();
  for (const { orderId, skuId, quantity } of wanted) {
    const perSku = orders.get(orderId) ?? new Map<Uuid, number>();
    perSku.set(skuId, (perSku.get(skuId) ?? 0) + quantity);
    orders.set(orderId, perSku);
  }
  return orders;
}
