/** A function to be made as large as possible: its value at `at`, its slopes written into `slope`. */
export type Objective = (at: Float64Array, slope: Float64Array) => number;

export interface Peak {
  readonly at: Float64Array;
  readonly value: number;
  /** slopes small enough, before the steps ran out */
  readonly isConverged: boolean;
  readonly evaluations: number;
  /** (−H)⁻¹ as the steps have learnt it, row by row: of a mean log-likelihood, n times the covariance of the estimates, roughly */
  readonly inverse: Float64Array;
}

export interface Climb {
  /** what an earlier climb of a like function learnt */
  readonly inverse?: Float64Array | undefined;
  /** largest slope that counts as flat */
  readonly flat?: number | undefined;
  /** no coordinate goes farther out than this; a climb that ends there has no peak */
  readonly farthest: number;
}

const MOST_STEPS = 300;
const LONGEST_STEP = 2;

/**
 * BFGS with a backtracking line search (Nocedal & Wright, "Numerical Optimization", algorithms 3.1 and 6.1). Gives up at the fence, never
 * throws: where a value is not a number the step is halved.
 */
export function maximise(objective: Objective, start: readonly number[], { inverse: learnt, flat = 1e-8, farthest }: Climb): Peak {
  const n = start.length;
  let at = Float64Array.from(start);
  let slope = new Float64Array(n);
  let value = objective(at, slope);
  let evaluations = 1;
  const inverse = learnt ? Float64Array.from(learnt) : identity(n);
  let isScaled = learnt !== undefined;
  for (let step = 0; step < MOST_STEPS; step++) {
    if (largest(slope) <= flat) return { at, value, isConverged: true, evaluations, inverse };
    let way = timesVector(inverse, slope);
    if (dot(way, slope) <= 0) {
      inverse.set(identity(n));
      way = Float64Array.from(slope);
    }
    const rise = dot(way, slope);
    let length = Math.min(1, LONGEST_STEP / largest(way));
    let next = at;
    let nextSlope = slope;
    let nextValue = Number.NaN;
    for (let tries = 0; tries < 40; tries++, length /= 2) {
      next = at.map((each, i) => each + length * (way[i] as number));
      nextSlope = new Float64Array(n);
      nextValue = objective(next, nextSlope);
      evaluations += 1;
      if (nextValue >= value + 1e-4 * length * rise) break;
      // As high as numbers can tell, and flat: that is the peak.
      if (nextValue >= value - 1e-13 * Math.abs(value) && largest(nextSlope) < largest(slope)) break;
      nextValue = Number.NaN;
    }
    // No step climbs: the peak to the last digit numbers have, if it is nearly flat.
    if (Number.isNaN(nextValue)) return { at, value, isConverged: largest(slope) <= 1e4 * flat, evaluations, inverse };
    isScaled = learn(inverse, at, next, slope, nextSlope, isScaled);
    [at, slope, value] = [next, nextSlope, nextValue];
    if (largest(at) > farthest) return { at, value, isConverged: false, evaluations, inverse };
  }
  return { at, value, isConverged: false, evaluations, inverse };
}

/** The BFGS update of (−H)⁻¹; left out where the function does not bend. */
function learn(
  inverse: Float64Array,
  at: Float64Array,
  next: Float64Array,
  slope: Float64Array,
  nextSlope: Float64Array,
  isScaled: boolean,
): boolean {
  const n = at.length;
  const s = next.map((each, i) => each - (at[i] as number));
  const y = nextSlope.map((each, i) => (slope[i] as number) - each);
  const sy = dot(s, y);
  if (!(sy > 1e-14 * Math.sqrt(dot(s, s) * dot(y, y)))) return isScaled;
  if (!isScaled) inverse.set(identity(n).map((each) => each * (sy / dot(y, y))));
  const hy = timesVector(inverse, y);
  const factor = (1 + dot(y, hy) / sy) / sy;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const [si, sj, hi, hj] = [s[i], s[j], hy[i], hy[j]] as [number, number, number, number];
      inverse[i * n + j] = (inverse[i * n + j] as number) + factor * si * sj - (hi * sj + si * hj) / sy;
    }
  }
  return true;
}

function identity(n: number): Float64Array {
  return new Float64Array(n * n).map((_, i) => (i % (n + 1) === 0 ? 1 : 0));
}

function timesVector(matrix: Float64Array, vector: Float64Array): Float64Array {
  const n = vector.length;
  return vector.map((_, i) => dot(matrix.subarray(i * n, i * n + n), vector));
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, each, i) => sum + each * (b[i] as number), 0);
}

function largest(vector: Float64Array): number {
  return vector.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
}
