import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

/** What axe-core leaves on the page. */
interface Checker {
  run(options: object): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }>;
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Nothing is a skeleton any more and no request is under way. */
async function settle(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.waitForFunction(() => document.querySelector('[aria-busy="true"], [class*="zh-skeleton"]') === null);
}

/** @throws when the page is wider than the window */
async function assertFits(page: Page, what: string): Promise<void> {
  const [overflow, width] = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return [scrollWidth - clientWidth, clientWidth];
  });
  assert.ok(overflow <= 0, `${what} is ${overflow} px too wide at ${width} px`);
}

/** @throws when axe finds a serious or critical fault */
async function assertAccess(page: Page, what: string): Promise<void> {
  await page.evaluate(axe);
  const violations = await page.evaluate(async () => {
    const { axe: checker } = globalThis as typeof globalThis & { axe: Checker };
    const found = await checker.run({ resultTypes: ['violations'] });
    return found.violations
      .filter((each) => each.impact === 'serious' || each.impact === 'critical')
      .map((each) => `${each.id}: ${each.nodes[0]?.html.slice(0, 160)}`);
  });
  assert.deepEqual(violations, [], what);
}

/** A screen of the shop in a hand: one title, and nothing wider than a small or a large phone. */
export async function fitsInHand(page: Page, what: string): Promise<void> {
  await settle(page);
  assert.equal(await page.locator('h1').count(), 1, `${what}: one title`);
  for (const width of [430, 360, 390]) {
    await page.setViewportSize({ width, height: 844 });
    await assertFits(page, what);
  }
}

/** Waits until a sheet that slides in has come to rest: half-way its words stand on what is below it. */
async function restsOn(page: Page): Promise<void> {
  for (let before = ''; ;) {
    const now = await page.evaluate(async () => {
      for (let frame = 0; frame < 6; frame++) await new Promise((resolve) => requestAnimationFrame(resolve));
      return [...document.querySelectorAll('.adm-mask, .adm-popup-body')]
        .map((part) => `${part.getBoundingClientRect().top} ${getComputedStyle(part).opacity}`)
        .join();
    });
    if (now === before) return;
    before = now;
  }
}

/** The same, and that everybody can use it. */
export async function lookInHand(page: Page, what: string): Promise<void> {
  await fitsInHand(page, what);
  await restsOn(page);
  await assertAccess(page, what);
}

/** A screen of the console on a desk: one title, nothing wider than the window, nobody kept out. */
export async function lookOnDesk(page: Page, what: string): Promise<void> {
  await settle(page);
  assert.equal(await page.locator('h1').count(), 1, `${what}: one title`);
  await assertFits(page, what);
  await assertAccess(page, what);
}
