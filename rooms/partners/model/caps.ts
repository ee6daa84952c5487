import type { Uuid } from '../../../kit/ids/index.ts';
import type { PlanCaps } from './plan.ts';

/** What somebody has to look at when more would become theirs. */
export type CapKind = 'monthlyCap' | 'dailyCap' | 'pairCap';

/** A limit on what becomes one person's in a span of time, and under which name it is counted. */
export interface Cap {
  readonly kind: CapKind;
  readonly most: bigint;
  readonly count: Counted;
}

/** A person, the buyer it is counted from (null = whoever buys), and the day or month of the brand. */
export interface Counted {
  readonly personId: Uuid;
  readonly buyerId: Uuid | null;
  readonly period: 'day' | 'month';
  /** the day, or the first of the month: `YYYY-MM-DD` */
  readonly fromOn: string;
}

export interface CapMoment {
  readonly personId: Uuid;
  readonly buyerId: Uuid;
  readonly dayOn: string;
  readonly monthOn: string;
}

/** The limits on one commission as it is confirmed: those of its order's plan, and the pack's by the month (rules.md C8b). */
export function capsOn(caps: PlanCaps, packMonth: bigint | null, { personId, buyerId, dayOn, monthOn }: CapMoment): Cap[] {
  const month = { period: 'month', fromOn: monthOn } as const;
  const day = { period: 'day', fromOn: dayOn } as const;
  const perMonth = caps.personMonth !== null && (packMonth === null || caps.personMonth < packMonth) ? caps.personMonth : packMonth;
  const all: { kind: CapKind; most: bigint | null; count: Counted }[] = [
    { kind: 'monthlyCap', most: perMonth, count: { personId, buyerId: null, ...month } },
    { kind: 'dailyCap', most: caps.personDay, count: { personId, buyerId: null, ...day } },
    { kind: 'pairCap', most: caps.pairMonth, count: { personId, buyerId, ...month } },
    { kind: 'pairCap', most: caps.pairDay, count: { personId, buyerId, ...day } },
  ];
  return all.flatMap(({ kind, most, count }) => (most === null ? [] : [{ kind, most, count }]));
}

/**
 * What of an amount fits under every limit; only that much is counted. What is held was let through by nobody yet, and once a person
 * released it, it was looked at.
 * @param counted changed in place
 * @returns the part that fits, and the limit that leaves least, null when everything fits
 */
export function takeRoom(caps: readonly Cap[], counted: Map<string, bigint>, amount: bigint): { fits: bigint; over: Cap | null } {
  let fits = amount;
  let over: Cap | null = null;
  for (const cap of caps) {
    const before = counted.get(countKey(cap.count)) ?? 0n;
    const room = cap.most > before ? cap.most - before : 0n;
    if (room >= fits) continue;
    fits = room;
    over = cap;
  }
  for (const { count } of caps) counted.set(countKey(count), (counted.get(countKey(count)) ?? 0n) + fits);
  return { fits, over };
}

export function countKey({ personId, buyerId, period, fromOn }: Counted): string {
  return `${period} ${fromOn} ${personId} ${buyerId ?? ''}`;
}

export function countFrom(key: string): Counted {
  const [period = '', fromOn = '', personId = '', buyerId = ''] = key.split(' ');
  return { period: period as Counted['period'], fromOn, personId, buyerId: buyerId === '' ? null : buyerId };
}

/** When two records become one person, what was counted for either is theirs (rules.md B10). */
export function mergeCounts(counted: Map<string, bigint>, { survivor, absorbed }: { survivor: Uuid; absorbed: Uuid }): void {
  for (const [key, amount] of counted) {
    if (!key.includes(absorbed)) continue;
    const count = countFrom(key);
    const merged = countKey({
      ...count,
      personId: count.personId === absorbed ? survivor : count.personId,
      buyerId: count.buyerId === absorbed ? survivor : count.buyerId,
    });
    counted.delete(key);
    counted.set(merged, (counted.get(merged) ?? 0n) + amount);
  }
}
