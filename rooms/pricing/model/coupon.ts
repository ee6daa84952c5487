import type { Uuid } from '../../../kit/ids/index.ts';
import { takePpm, type Ppm } from '../../../kit/money/index.ts';

/** A coupon as an order may use it. Amounts in minor units, instants in epoch ms. */
export interface Coupon {
  readonly couponId: Uuid;
  readonly code: string;
  readonly name: string;
  readonly gives: { readonly kind: 'money'; readonly off: bigint } | { readonly kind: 'off'; readonly offPpm: Ppm };
  /** what the lines must come to after their own discounts */
  readonly minSpend: bigint;
  readonly isOnce: boolean;
  /** null = as many as are asked for */
  readonly issueLimit: number | null;
  readonly usedCount: number;
  readonly startsAt: number | null;
  readonly endsAt: number | null;
  readonly isEnded: boolean;
}

export type CouponRefusal = 'coupon.over' | 'coupon.belowSpend' | 'coupon.nobody' | 'coupon.used' | 'coupon.gone';

/**
 * What a coupon takes off an order, or the rule that says no. Never more than the lines come to.
 * @param ask.spend   the lines after their own discounts
 * @param ask.hasUsed this person has used it before
 */
export function couponFor(
  coupon: Coupon,
  ask: { spend: bigint; personId: Uuid | null; hasUsed: boolean; at: number },
): { kind: 'taken'; discount: bigint } | { kind: 'refused'; code: CouponRefusal } {
  const refusal = refusalOf();
  if (refusal !== null) return { kind: 'refused', code: refusal };
  const off = coupon.gives.kind === 'money' ? coupon.gives.off : takePpm(ask.spend, coupon.gives.offPpm);
  return { kind: 'taken', discount: off < ask.spend ? off : ask.spend };

  function refusalOf(): CouponRefusal | null {
    if (coupon.isEnded || (coupon.startsAt !== null && ask.at < coupon.startsAt)) return 'coupon.over';
    if (coupon.endsAt !== null && ask.at >= coupon.endsAt) return 'coupon.over';
    if (ask.spend < coupon.minSpend) return 'coupon.belowSpend';
    if (coupon.isOnce && ask.personId === null) return 'coupon.nobody';
    if (coupon.isOnce && ask.hasUsed) return 'coupon.used';
    return coupon.issueLimit !== null && coupon.usedCount >= coupon.issueLimit ? 'coupon.gone' : null;
  }
}

/** A code as it is stored and compared: without spaces around it, in capitals. */
export function normaliseCode(code: string): string {
  return code.trim().toUpperCase();
}
