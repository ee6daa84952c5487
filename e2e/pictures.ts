import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import type { Page } from 'playwright-core';
import type { Language } from './words.ts';

/** The screens of one picture, side by side in the order they were seen. */
const pictures: Readonly<Record<string, readonly string[]>> = {
  card: ['paid', 'number', 'welcome', 'card'],
  share: ['share', 'friend', 'price', 'gifts'],
  money: ['tax', 'settlement'],
  back: ['half', 'debt'],
};
const [HEIGHT, GAP, GROUND, QUALITY] = [844, 24, '#e9e4dc', 82];

/**
 * The pictures of the guide: made while the journey is walked when `ZIHUAN_PICTURES` names the folder they belong in
 * (`ZIHUAN_PICTURES=docs/guide npm test -- --only e2e/shop`), and not at all otherwise.
 */
export function picturesOf(language: Language): { take(page: Page, what: string): Promise<void>; keep(): Promise<void> } {
  const folder = process.env['ZIHUAN_PICTURES'];
  const taken = new Map<string, Buffer>();
  return {
    async take(page, what) {
      if (folder !== undefined) taken.set(what, await page.screenshot());
    },
    async keep() {
      if (folder === undefined) return;
      for (const [name, screens] of Object.entries(pictures)) {
        const shots = await Promise.all(screens.flatMap((screen) => taken.get(screen) ?? []).map(async (shot) => await loadImage(shot)));
        const widths = shots.map((shot) => (shot.width / shot.height) * HEIGHT);
        const canvas = createCanvas(Math.round(widths.reduce((sum, width) => sum + width + GAP, GAP)), HEIGHT + 2 * GAP);
        const pen = canvas.getContext('2d');
        pen.fillStyle = GROUND;
        pen.fillRect(0, 0, canvas.width, canvas.height);
        let x = GAP;
        for (const [at, shot] of shots.entries()) {
          const width = widths[at] ?? 0;
          pen.drawImage(shot, x, GAP, width, HEIGHT);
          x += width + GAP;
        }
        await writeFile(join(folder, `loop-${name}-${language === 'en' ? 'en' : 'zh'}.webp`), await canvas.encode('webp', QUALITY));
      }
    },
  };
}
