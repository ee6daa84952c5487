import { DomainError } from '../errors/index.ts';

/** Counts attempts per key in the memory of this process. */
export interface Limiter {
  /** Takes one. @throws DomainError `rate.limited` with `retryAfterSeconds` when none is left */
  take(key: string, now: number, options?: { perSecond?: number }): void;
}

const MOST_KEYS = 50_000;
// A token that is there but for a rounding error is there.
const WHOLE = 1 - 1e-9;

/**
 * A bucket per key that holds `size` tokens and fills at `perSecond`.
 * Old full buckets are forgotten, so memory stays bounded whoever knocks.
 */
export function createLimiter(bucket: { size: number; perSecond: number }): Limiter {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return {
    take(key, now, options = {}) {
      const perSecond = options.perSecond ?? bucket.perSecond;
      const size = options.perSecond === undefined ? bucket.size : Math.max(bucket.size, perSecond * 2);
      const known = buckets.get(key) ?? { tokens: size, at: now };
      const tokens = Math.min(size, known.tokens + (Math.max(0, now - known.at) / 1000) * perSecond);
      buckets.delete(key);
      if (buckets.size >= MOST_KEYS) forgetOldest(buckets);
      buckets.set(key, { tokens: Math.max(0, tokens >= WHOLE ? tokens - 1 : tokens), at: now });
      if (tokens < WHOLE) {
        throw new DomainError('rate.limited', {
          retryAfterSeconds: Math.max(1, Math.ceil((1 - tokens) / perSecond)),
        });
      }
    },
  };
}

// A map remembers the order of insertion, and every use inserts anew: the first is the least recently seen.
function forgetOldest(buckets: Map<string, unknown>): void {
  const [oldest] = buckets.keys();
  if (oldest !== undefined) buckets.delete(oldest);
}
