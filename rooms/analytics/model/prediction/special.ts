const HALF_LOG_2PI = 0.5 * Math.log(2 * Math.PI);

/** log Γ(x) for x > 0: recurrence up to 8, then Stirling's series (Abramowitz & Stegun 6.1.41); good to 14 digits. */
export function logGamma(x: number): number {
  let shift = 0;
  let at = x;
  for (; at < 8; at++) shift += Math.log(at);
  const inverse = 1 / at;
  const square = inverse * inverse;
  const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188))));
  return (at - 0.5) * Math.log(at) - at + HALF_LOG_2PI + series - shift;
}

/** The derivative of log Γ for x > 0 (Abramowitz & Stegun 6.3.18). */
export function digamma(x: number): number {
  let shift = 0;
  let at = x;
  for (; at < 8; at++) shift += 1 / at;
  const square = 1 / (at * at);
  return Math.log(at) - 0.5 / at - square * (1 / 12 - square * (1 / 120 - square * (1 / 252 - square * (1 / 240 - square / 132)))) - shift;
}

export function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/** Φ⁻¹(p) of the standard normal for 0 < p < 1 (P. Acklam's approximation, one Newton step on a fine erfc: 9 digits). */
export function normalQuantile(p: number): number {
  const x = acklam(p);
  const error = normalBelow(x) - p;
  const step = error * Math.sqrt(2 * Math.PI) * Math.exp((x * x) / 2);
  return x - step / (1 + (x * step) / 2);
}

/** Φ(x): continued fraction far out, series near the middle. */
export function normalBelow(x: number): number {
  const size = Math.abs(x);
  if (size > 38) return x > 0 ? 1 : 0;
  const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  let tail: number;
  if (size < 3) {
    let term = size;
    let sum = size;
    for (let k = 1; Math.abs(term) > 1e-17 * sum; k++) sum += term *= (size * size) / (2 * k + 1);
    tail = 0.5 - density * sum;
  } else {
    let fraction = size;
    for (let k = 60; k >= 1; k--) fraction = size + k / fraction;
    tail = density / fraction;
  }
  return x > 0 ? 1 - tail : tail;
}

function acklam(p: number): number {
  const a = [-39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716, 2.506628277459239] as const;
  const b = [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572] as const;
  const c = [
    -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968, 2.938163982698783,
  ] as const;
  const d = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416] as const;
  const side = p < 0.5 ? p : 1 - p;
  if (side < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(side));
    const value =
      (((((c[0] * q + c[1]) * q + c[2]) * q + c[3]) * q + c[4]) * q + c[5]) / ((((d[0] * q + d[1]) * q + d[2]) * q + d[3]) * q + 1);
    return p < 0.5 ? value : -value;
  }
  const q = p - 0.5;
  const r = q * q;
  return (
    ((((((a[0] * r + a[1]) * r + a[2]) * r + a[3]) * r + a[4]) * r + a[5]) * q) /
    (((((b[0] * r + b[1]) * r + b[2]) * r + b[3]) * r + b[4]) * r + 1)
  );
}
