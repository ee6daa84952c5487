/**
 * Random draws that can be repeated: the same seed gives the same numbers on every machine and in the browser. Generator: sfc32
 * (C. Doty-Humphrey, PractRand), period at least 2^32, seeded through splitmix32. Not for secrets.
 */
export interface Random {
  /** between 0 and 1, neither of them */
  uniform(): number;
  /** standard normal (polar method, Marsaglia & Bray 1964) */
  normal(): number;
  /** mean `shape` (Marsaglia & Tsang 2000) */
  gamma(shape: number): number;
  /** a share between 0 and 1 with mean yes ÷ (yes + no) */
  beta(yes: number, no: number): number;
  /** how many of so many trials succeed; trials are rounded down */
  binomial(trials: number, rate: number): number;
  /** how many arrive where `mean` do on average */
  poisson(mean: number): number;
}

/** @param stream runs of one seed that must not know each other take different streams */
export function randomOf(seed: number, stream = 0): Random {
  const uniform = sfc32(seed >>> 0, stream >>> 0);
  let spare: number | null = null;
  const normal = (): number => {
    if (spare !== null) {
      const value = spare;
      spare = null;
      return value;
    }
    for (;;) {
      const x = 2 * uniform() - 1;
      const y = 2 * uniform() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      spare = y * factor;
      return x * factor;
    }
  };
  const gamma = (shape: number): number => drawGamma(shape, uniform, normal);
  return {
    uniform,
    normal,
    gamma,
    beta(yes, no) {
      if (yes <= 0) return 0;
      if (no <= 0) return 1;
      const a = gamma(yes);
      const b = gamma(no);
      // Both may underflow where yes and no are tiny: then one end or the other, as often as the mean says.
      return a + b > 0 ? a / (a + b) : uniform() < yes / (yes + no) ? 1 : 0;
    },
    binomial: (trials, rate) => drawBinomial(Math.floor(trials), rate, uniform),
    poisson: (mean) => (mean < SMALL ? poissonBySteps(mean, uniform) : poissonByRejection(mean, uniform)),
  };
}

/**
 * A small generator (mulberry32) of numbers from 0 to below 1, for what is made up: cases of a test, people of a sample brand, rounds of a
 * benchmark. 32 bits of state are plenty for a picture and too few for statistics: those take `randomOf`.
 */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function sfc32(seed: number, stream: number): () => number {
  let mixed = (seed ^ Math.imul(stream + 1, 0x9e3779b9)) >>> 0;
  const word = (): number => {
    mixed = (mixed + 0x9e3779b9) | 0;
    let z = mixed ^ (mixed >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z ^= z >>> 15;
    z = Math.imul(z, 0x735a2d97);
    return (z ^ (z >>> 15)) | 0;
  };
  let [a, b, c, d] = [word(), word(), word(), stream + 1];
  const next = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) + 0.5;
  };
  for (let i = 0; i < 12; i++) next();
  return () => next() / 4_294_967_296;
}

function drawGamma(shape: number, uniform: () => number, normal: () => number): number {
  if (shape <= 0) return 0;
  if (shape < 1) return drawGamma(shape + 1, uniform, normal) * uniform() ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal();
    const v = (1 + c * x) ** 3;
    if (v <= 0) continue;
    if (Math.log(uniform()) < 0.5 * x * x + d * (1 - v + Math.log(v))) return d * v;
  }
}

/** Below this mean, counting up from 0 is quicker than rejection. */
const SMALL = 10;

function drawBinomial(trials: number, rate: number, uniform: () => number): number {
  if (trials <= 0 || rate <= 0) return 0;
  if (rate >= 1) return trials;
  if (rate > 0.5) return trials - drawBinomial(trials, 1 - rate, uniform);
  return trials * rate < SMALL ? binomialBySteps(trials, rate, uniform) : binomialByRejection(trials, rate, uniform);
}

function binomialBySteps(trials: number, rate: number, uniform: () => number): number {
  const odds = rate / (1 - rate);
  let mass = Math.exp(trials * Math.log1p(-rate));
  let left = uniform();
  for (let k = 0; k < trials; k++) {
    if (left < mass) return k;
    left -= mass;
    mass *= (odds * (trials - k)) / (k + 1);
    if (mass < 1e-300) return k;
  }
  return trials;
}

/** BTRS of W. Hörmann, "The generation of binomial random variates" (1993). */
function binomialByRejection(n: number, p: number, uniform: () => number): number {
  const spread = Math.sqrt(n * p * (1 - p));
  const b = 1.15 + 2.53 * spread;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const c = n * p + 0.5;
  const sure = 0.92 - 4.2 / b;
  const alpha = (2.83 + 5.1 / b) * spread;
  const r = p / (1 - p);
  const m = Math.floor((n + 1) * p);
  for (;;) {
    const u = uniform() - 0.5;
    const v = uniform();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + c);
    if (us >= 0.07 && v <= sure) return k;
    if (k < 0 || k > n) continue;
    const bound =
      (m + 0.5) * Math.log((m + 1) / (r * (n - m + 1))) +
      (n + 1) * Math.log((n - m + 1) / (n - k + 1)) +
      (k + 0.5) * Math.log((r * (n - k + 1)) / (k + 1)) +
      stirlingRest(m) +
      stirlingRest(n - m) -
      stirlingRest(k) -
      stirlingRest(n - k);
    if (Math.log((v * alpha) / (a / (us * us) + b)) <= bound) return k;
  }
}

function poissonBySteps(mean: number, uniform: () => number): number {
  if (mean <= 0) return 0;
  let mass = Math.exp(-mean);
  let left = uniform();
  for (let k = 0; ; k++) {
    if (left < mass || mass < 1e-300) return k;
    left -= mass;
    mass *= mean / (k + 1);
  }
}

/** PTRS of W. Hörmann, "The transformed rejection method for generating Poisson random variables" (1993). */
function poissonByRejection(mean: number, uniform: () => number): number {
  const b = 0.931 + 2.53 * Math.sqrt(mean);
  const a = -0.059 + 0.02483 * b;
  const scale = Math.log(1.1239 + 1.1328 / (b - 3.4));
  const sure = 0.9277 - 3.6224 / (b - 2);
  const logMean = Math.log(mean);
  for (;;) {
    const u = uniform() - 0.5;
    const v = uniform();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= sure) return k;
    if (k < 0 || (us < 0.013 && v > us)) continue;
    if (Math.log(v) + scale - Math.log(a / (us * us) + b) <= k * logMean - mean - logFactorial(k)) return k;
  }
}

const HALF_LOG_2PI = 0.5 * Math.log(2 * Math.PI);

function logFactorial(k: number): number {
  return HALF_LOG_2PI + (k + 0.5) * Math.log(k + 1) - (k + 1) + stirlingRest(k);
}

/** log k! less Stirling's (k + ½) log(k + 1) − (k + 1) + ½ log 2π. */
function stirlingRest(k: number): number {
  if (k < REST.length) return REST[k] as number;
  const x = 1 / (k + 1);
  const square = x * x;
  return (1 / 12 - (1 / 360 - (1 / 1260) * square) * square) * x;
}

const REST = [
  0.0810614667953272, 0.0413406959554092, 0.0276779256849983, 0.020790672103765, 0.0166446911898211, 0.0138761288230707, 0.0118967099458917,
  0.010411265261972, 0.0092554621827127, 0.0083305634333628,
];
