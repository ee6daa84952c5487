/** What the people somebody introduced bought and gave back in a window, in minor units. */
export interface Given {
  /** purchases worth something */
  readonly orders: number;
  /** what they paid, exchanges left out */
  readonly paid: bigint;
  /** what of it went back to them */
  readonly refunded: bigint;
  /** the sum of the squares of what each purchase cost */
  readonly squares: bigint;
}

/** How long a purchase counts, and with how few nobody is judged (rules.md R6). */
export const HARM_DAYS = 90;
export const LEAST_HARM_ORDERS = 10;

/** How many times the brand's own rate is too much (rules.md R6). */
const TIMES = 3n;

// The square of the 0.9 quantile of the normal distribution, z = 1.2815515655446004…, in parts of SCALE: one side, 90 %.
const Z_SQUARED = 1_642_374_415_149_816n;
const SCALE = 1_000_000_000_000_000n;

/**
 * Whether the introductions of somebody do harm (rules.md R6): of at least ten orders of their directs so much went back that even the
 * lower 90 % bound of its share exceeds three times the brand's.
 *
 * The bound is Wilson's (E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22, 1927, p. 209):
 * the share t below p at which (p − t)² = z² · t · (1 − t) ÷ n. Shares are of money, so n is the effective number of orders of unequal
 * weight (L. Kish, "Survey Sampling", 1965): (Σ paid)² ÷ Σ paid². One dear order that went back is no habit. What goes back of an
 * order lies between nothing and all of it, so its variance is at most p · (1 − p) and the bound errs on the side of whoever is judged.
 * Judged in whole numbers: rounding stops nobody.
 */
export function isHarmful(given: Given, brand: Pick<Given, 'paid' | 'refunded'>): boolean {
  const { orders, paid, refunded, squares } = given;
  if (orders < LEAST_HARM_ORDERS || paid <= 0n || brand.paid <= 0n) return false;
  // t = most ÷ brand.paid; a share is never more than 1.
  const most = TIMES * brand.refunded;
  if (most >= brand.paid) return false;
  const beyond = refunded * brand.paid - most * paid;
  return beyond > 0n && beyond * beyond * SCALE > Z_SQUARED * most * (brand.paid - most) * squares;
}

/** The lower 90 % bound of the share that went back, for people to read: six digits. Null without a purchase. */
export function harmBound({ paid, refunded, squares }: Given): string | null {
  if (paid <= 0n || squares <= 0n) return null;
  return wilsonBound(Number(refunded) / Number(paid), Number(paid) ** 2 / Number(squares)).toFixed(6);
}

/** Wilson's lower 90 % bound of a share seen in `n`, one-sided; 0 where nothing was seen. */
export function wilsonBound(share: number, n: number): number {
  if (n <= 0) return 0;
  const zz = Number(Z_SQUARED) / Number(SCALE);
  const middle = share + zz / (2 * n);
  const reach = Math.sqrt(zz * ((share * (1 - share)) / n + zz / (4 * n * n)));
  return Math.max(0, (middle - reach) / (1 + zz / n));
}
