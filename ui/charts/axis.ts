const PARTS = 4;

export interface Axis {
  min: number;
  max: number;
  step: number;
}

/** Round ends of an axis that holds nought and every value, and the step between its marks. */
export function axisOf(least: number, most: number): Axis {
  const [low, high] = [Math.min(0, least), Math.max(0, most)];
  const rough = (high - low || 1) / PARTS;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((one) => one * power >= rough * 0.999) ?? 10) * power;
  return { min: Math.floor(low / step + 1e-9) * step || 0, max: Math.ceil(high / step - 1e-9) * step || step, step };
}
