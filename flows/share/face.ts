import { GlobalFonts } from '@napi-rs/canvas';
import { createRequire } from 'node:module';

// One family each: a family whose files hold parts of the signs is looked through in its first file only.
const SUBSETS = ['latin', 'latin-ext', 'cyrillic', 'chinese-simplified'];

/** The typeface of what we draw ourselves: Latin, Cyrillic and simplified Chinese, in 400 and 700. */
export const FACE = SUBSETS.map((subset) => `"Zihuan ${subset}"`).join(', ');

let isFaceThere = false;

/** Brings the typeface; called before anything is drawn, and again at no cost. */
export function bringFace(): void {
  if (isFaceThere) return;
  const require = createRequire(import.meta.url);
  for (const subset of SUBSETS) {
    for (const weight of ['400', '700']) {
      GlobalFonts.registerFromPath(
        require.resolve(`@fontsource/noto-sans-sc/files/noto-sans-sc-${subset}-${weight}-normal.woff2`),
        `Zihuan ${subset}`,
      );
    }
  }
  isFaceThere = true;
}
