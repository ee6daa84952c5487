import { bgNbdLikelihood } from './bg-nbd.ts';
import type { PurchaseModel } from './fit-purchases.ts';
import { gammaGammaLikelihood } from './gamma-gamma.ts';
import type { Objective } from './maximise.ts';
import { valuesOfAll, type ValueOptions } from './people-values.ts';
import { samplesOf, type ByRepeats, type Purchases } from './purchases.ts';

/** A fit one standard error aside, up and down. */
interface Aside {
  readonly up: PurchaseModel;
  readonly down: PurchaseModel;
}

/** Weeks taken together: how a sum answers to the parameters does not hang on the day. */
const COARSE = 13;

/**
 * How uncertain everybody's value is because the parameters are: its standard error as a share of it, by horizon. The covariance of the
 * parameters is that of the likelihood's bend at its peak; the sum is looked at one standard error to either side of it, along directions that
 * are independent. People stand for others where there are many.
 */
export function fitSpread(model: PurchaseModel, purchases: Purchases, options: ValueOptions): number[] {
  const sample = samplesOf(purchases)[0] as ByRepeats;
  const people = peopleOf(sample);
  const totals = (each: PurchaseModel): number[] =>
    valuesOfAll(each, people, { horizons: options.horizons, discount: options.discount, step: COARSE }).map(({ mean }) =>
      mean.reduce((sum, one) => sum + one, 0),
    );
  const middle = totals(model);
  const variances = middle.map(() => 0);
  for (const { up, down } of asidesOf(model, sample)) {
    const [high, low] = [totals(up), totals(down)];
    middle.forEach((total, h) => {
      if (total > 0) variances[h] = (variances[h] as number) + (((high[h] as number) - (low[h] as number)) / (2 * total)) ** 2;
    });
  }
  return variances.map(Math.sqrt);
}

function peopleOf({ starts, recencyDays, ageDays, values }: ByRepeats): Purchases {
  const repeats = new Int32Array(ageDays.length);
  for (let x = 0; x < starts.length - 1; x++) repeats.fill(x, starts[x], starts[x + 1]);
  return { repeats, recencyDays, ageDays, values };
}

function asidesOf(model: PurchaseModel, sample: ByRepeats): Aside[] {
  const { bgNbd, gammaGamma, spendReason, method, pooled, repeaters, unitDays } = model;
  const asides: Aside[] = [];
  const both = (at: (sign: number) => PurchaseModel): void => void asides.push({ up: at(1), down: at(-1) });
  if (bgNbd && (method === 'bgNbd' || method === 'nbd')) {
    const { r, alpha, a, b } = bgNbd;
    // Where nobody is seen to leave, nothing bends with a and b.
    const free = method === 'bgNbd' ? 4 : 2;
    for (const [dr = 0, dAlpha = 0, da = 0, db = 0] of directions(
      bgNbdLikelihood(sample, unitDays),
      [r, alpha, a, b],
      free,
      model.customers,
    ))
      both((sign) => ({
        ...model,
        bgNbd: {
          ...bgNbd,
          r: r * Math.exp(sign * dr),
          alpha: alpha * Math.exp(sign * dAlpha),
          a: a * Math.exp(sign * da),
          b: b * Math.exp(sign * db),
        },
      }));
  } else if (method === 'pooled' && pooled.rate !== null) {
    const { rate } = pooled;
    both((sign) => ({ ...model, pooled: { ...pooled, rate: rate * Math.exp(sign / Math.sqrt(repeaters + 1)) } }));
  }
  if (gammaGamma && (spendReason === null || spendReason === 'dependsOnFrequency')) {
    const { p, q, gamma } = gammaGamma;
    const scale = meanValue(sample);
    for (const [dp = 0, dq = 0, dGamma = 0] of directions(gammaGammaLikelihood(sample, scale), [p, q, gamma / scale], 3, gammaGamma.people))
      both((sign) => ({
        ...model,
        // A mean is there as long as q is above 1.
        gammaGamma: {
          ...gammaGamma,
          p: p * Math.exp(sign * dp),
          q: Math.max(1.01, q * Math.exp(sign * dq)),
          gamma: gamma * Math.exp(sign * dGamma),
        },
      }));
  } else both((sign) => ({ ...model, pooled: { ...pooled, value: pooled.value * Math.exp(sign / Math.sqrt(repeaters + 1)) } }));
  return asides;
}

function meanValue({ starts, values }: ByRepeats): number {
  const some = values.subarray(starts[1]).filter((value) => value > 0);
  return some.length > 0 ? some.reduce((sum, value) => sum + value, 0) / some.length : 1;
}

const NEAR = 1e-4;

/**
 * Independent steps of one standard error in the logarithms of the first `free` parameters: the columns of a root of the covariance, which is
 * the inverse of n times the bend of the mean log-likelihood. None where it does not bend downwards in every direction: then nothing is known.
 */
function directions(objective: Objective, parameters: readonly number[], free: number, n: number): number[][] {
  const at = Float64Array.from(parameters, Math.log);
  const slopesAt = (j: number, step: number): Float64Array => {
    const slope = new Float64Array(at.length);
    objective(
      at.map((each, i) => (i === j ? each + step : each)),
      slope,
    );
    return slope;
  };
  const slopes = Array.from({ length: free }, (_, j) => [slopesAt(j, NEAR), slopesAt(j, -NEAR)] as const);
  const bend = (i: number, j: number): number => {
    const [up, down] = slopes[j] as readonly [Float64Array, Float64Array];
    return (-n * ((up[i] as number) - (down[i] as number))) / (2 * NEAR);
  };
  const root = cholesky(free, (i, j) => (bend(i, j) + bend(j, i)) / 2);
  return root === null ? [] : Array.from({ length: free }, (_, j) => solveUpper(root, j));
}

/** L with L·Lᵀ = A, row by row; null where A is not positive definite. */
function cholesky(n: number, entry: (i: number, j: number) => number): number[][] | null {
  const root = Array.from({ length: n }, () => Array.from({ length: n }, () => 0));
  for (const [i, row] of root.entries()) {
    for (const [j, other] of root.slice(0, i + 1).entries()) {
      let left = entry(i, j);
      for (let k = 0; k < j; k++) left -= (row[k] as number) * (other[k] as number);
      if (i === j && !(left > 1e-12)) return null;
      row[j] = i === j ? Math.sqrt(left) : left / (other[j] as number);
    }
  }
  return root;
}

/** x with Lᵀ·x = the j-th unit vector. */
function solveUpper(root: readonly (readonly number[])[], j: number): number[] {
  const n = root.length;
  const x = Array.from({ length: n }, () => 0);
  for (let i = n - 1; i >= 0; i--) {
    let left = i === j ? 1 : 0;
    for (let k = i + 1; k < n; k++) left -= (root[k]?.[i] as number) * (x[k] as number);
    x[i] = left / (root[i]?.[i] as number);
  }
  return x;
}
