import type { PolicyPack } from '../../policy/index.ts';

/** A brand's own stop: what is earned at this depth and deeper is held. */
export interface StopPay {
  readonly fromDepth: number;
  readonly reason: string;
}

/** What of the commissions that accrue or are confirmed now goes to held, and why: what their case says. */
export interface Stop {
  readonly facts: Readonly<Record<string, unknown>>;
  affects(row: {
    readonly orderId: string;
    readonly line: number;
    readonly role: string;
    readonly depth: number;
    readonly payeeId: string;
  }): boolean;
}

/**
 * Whether pay is stopped on a day of the brand (compliance P8): by its policy pack from the day the pack says, by the brand itself at
 * once. Where both do, the nearer depth counts. What became somebody's before is theirs.
 * @param today `YYYY-MM-DD`
 */
export function stopOn(today: string, pack: PolicyPack['commission']['stopPay'], brand: StopPay | null): Stop | null {
  const law = pack !== null && pack.from <= today ? pack : null;
  const fromDepth = Math.min(law?.fromDepth ?? Number.POSITIVE_INFINITY, brand?.fromDepth ?? Number.POSITIVE_INFINITY);
  if (fromDepth === Number.POSITIVE_INFINITY) return null;
  const isLaw = law !== null && law.fromDepth === fromDepth;
  return {
    facts: { by: isLaw ? 'policy' : 'brand', fromDepth, reason: isLaw ? law.reason : (brand?.reason ?? '') },
    affects: (row) => row.depth >= fromDepth,
  };
}
