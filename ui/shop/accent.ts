import { color } from '../tokens/index.ts';

type Rgb = readonly [number, number, number];

/** A brand's own colour in its three parts: the fill, the one words are written in or on, and the tint behind them. */
export interface Accent {
  readonly accent: string;
  readonly accentStrong: string;
  readonly accentWash: string;
}

const READABLE = 4.5;

/** The accent of a brand, darkened as far as words need it to be read on every ground of the shop. */
export function accentOf(hex: string): Accent {
  const own = rgbOf(hex);
  const wash = own.map((part) => Math.round(part * 0.09 + 255 * 0.91)) as unknown as Rgb; // three parts in, three parts out
  const grounds = [rgbOf(color.surface), rgbOf(color.ground), rgbOf(color.sunken), wash];
  let strong = own;
  while (grounds.some((ground) => contrast(strong, ground) < READABLE)) {
    strong = strong.map((part) => Math.floor(part * 0.96)) as unknown as Rgb; // the same three parts, darker
  }
  return { accent: hexOf(own), accentStrong: hexOf(strong), accentWash: hexOf(wash) };
}

/** Dresses the page in a brand's accent; null leaves ours. The colours that mean something stay as they are. */
export function wear(document: Document, accent: string | null): void {
  if (accent === null) return;
  const found = accentOf(accent);
  const { style } = document.documentElement;
  style.setProperty('--zh-color-accent', found.accent);
  style.setProperty('--zh-color-accent-strong', found.accentStrong);
  style.setProperty('--zh-color-accent-wash', found.accentWash);
}

/** Between 1 (the same) and 21 (black on white), as WCAG counts it. */
export function contrast(a: Rgb, b: Rgb): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(rgb: Rgb): number {
  const [r = 0, g = 0, b = 0] = rgb.map((part) => (part / 255 <= 0.03928 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export function rgbOf(hex: string): Rgb {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as unknown as Rgb; // three pairs of digits
}

function hexOf(rgb: Rgb): string {
  return `#${rgb.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}
