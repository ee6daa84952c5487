import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { seedLab, type Lab } from './lab.ts';
import { openBrowser, openPage, startProduct, type Product } from './product.ts';

/** What axe-core leaves on the page. */
interface Checker {
  run(options: object): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }>;
}

let product: Product;
let browser: Browser;
let person: string;
let order: string;
let lab: Lab;
let sold: string;

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

before(async () => {
  product = await startProduct();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await product?.stop();
});

async function ask<T>(path: string): Promise<T> {
  const first = await fetch(`${product.url}/api/v1/session`);
  const cookie = first.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
  const answer = await fetch(`${product.url}/api/v1${path}`, { headers: { cookie, 'zihuan-brand': 'demo' } });
  assert.equal(answer.status, 200, path);
  return (await answer.json()) as T;
}

/** Waits until every file of the brand is in: orders come last. */
async function imported(): Promise<void> {
  for (;;) {
    const { data } = await ask<{ data: { state: string }[] }>('/imports');
    assert.ok(!data.some((run) => run.state === 'failed'));
    if (data.length === 4 && data.every((run) => run.state === 'done')) return;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

/** A page has settled when nothing on it is a skeleton any more and no request is under way. */
async function settle(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.waitForFunction(() => document.querySelector('[class*="zh-skeleton"]') === null);
}

test('one click makes the sample brand, and home says how much came back by itself', async () => {
  const { page, faults, close } = await openPage(browser, { language: 'zh-CN' });
  await page.goto(product.url);
  await page.getByRole('button', { name: '打开示例品牌' }).click();
  await page.waitForURL(/\/b\/demo/);
  await page.getByText('生意的等式').waitFor({ timeout: 120_000 });
  await imported();
  const loop = await ask<{ orders: number }>('/figures/loop');
  assert.ok(loop.orders > 5_000);
  await page.reload();
  await settle(page);
  assert.match(await page.locator('main').innerText(), /分毫不差/);
  assert.deepEqual(faults, []);
  await close();
  person = (await ask<{ data: { person: { id: string } }[] }>('/figures/worth?limit=1')).data[0]?.person.id ?? '';
  order = (await ask<{ data: { id: string }[] }>('/orders?limit=1')).data[0]?.id ?? '';
  sold = (await ask<{ data: { id: string }[] }>('/products?limit=1')).data[0]?.id ?? '';
});

test('a sandbox brand sells, pays out and moves its clock', async () => {
  lab = await seedLab(product.url);
  const { page, faults, close } = await openPage(browser, { language: 'en' });
  await page.goto(`${product.url}/b/lab/orders?lang=en`);
  await page.getByRole('button', { name: 'Move the clock' }).click();
  await page.getByRole('button', { name: '16 days' }).click();
  await page.getByText(/released:/).waitFor();
  await page.goto(`${product.url}/b/lab/orders/${lab.order}?lang=en`);
  await page
    .getByRole('button', { name: /Why .* gets this amount on line 1$/ })
    .first()
    .click();
  await page.getByText('rounded down to the cent').waitFor();
  assert.deepEqual(faults, []);
  await close();
});

const screens = (): string[] => [
  'demo/',
  'demo/people',
  `demo/people/${person}`,
  'demo/people/stages',
  'demo/people/cohorts',
  'demo/people/rfm',
  'demo/people/ranking',
  'demo/people/natural',
  'demo/orders',
  `demo/orders/${order}`,
  'lab/refunds',
  'lab/reviews',
  'demo/ladder',
  'demo/products',
  `demo/products/${sold}`,
  'demo/prices',
  `demo/prices/why?product=${sold}&pieces=3`,
  'demo/coupons',
  'lab/look',
  'demo/import',
  'demo/imports',
  'demo/settings',
  'demo/settings/staff',
  'demo/settings/keys',
  'demo/settings/payments',
  'demo/settings/webhooks',
  'demo/settings/audit',
  'lab/orders',
  'lab/orders/new',
  `lab/orders/${lab.order}`,
  `lab/orders/${lab.unpaid}`,
  `lab/people/${lab.person}?part=money`,
  'lab/cards',
  'lab/points',
  'lab/desk',
  'lab/ceremony',
  'lab/tiers',
  'lab/outlets',
  'lab/refer',
  `lab/refer/plans/new?from=${lab.plan}`,
  `lab/refer/plans/${lab.plan}`,
  `lab/refer/plans/${lab.draft}`,
  `lab/refer/plans/${lab.draft}/changes`,
  `lab/refer/plans/${lab.draft}/edit`,
  'lab/refer/pool',
  `lab/refer/partners?partner=${lab.partner}`,
  'lab/refer/applications',
  'lab/refer/training',
  'lab/refer/levels',
  `lab/money?withdrawal=${lab.withdrawal}`,
  'lab/money/withdrawals',
  `lab/money/cases?case=${lab.moneyCase}`,
  'lab/money/ledger',
];

/** @throws when the page is wider than the window */
async function assertFits(page: Page, path: string): Promise<void> {
  const [overflow, width] = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return [scrollWidth - clientWidth, clientWidth];
  });
  assert.ok(overflow <= 0, `${path} is ${overflow} px too wide at ${width} px`);
}

for (const language of ['zh-CN', 'en'] as const) {
  test(`every screen in ${language} fits a desk and a phone, asks nothing it may not, and has no serious fault of access`, async () => {
    // Two walk at a time: one waits for its page while the other looks.
    const walk = async (paths: readonly string[]): Promise<void> => {
      const { page, faults, close } = await openPage(browser, { language });
      for (const path of paths) {
        await page.setViewportSize({ width: 1440, height: 900 });
        await page.goto(`${product.url}/b/${path}${path.includes('?') ? '&' : '?'}lang=${language}`);
        await settle(page);
        assert.equal(await page.locator('h1').count(), 1, `${path}: one title`);
        await assertFits(page, path);
        await page.evaluate(axe);
        const violations = await page.evaluate(async () => {
          const { axe: checker } = globalThis as typeof globalThis & { axe: Checker };
          const found = await checker.run({ resultTypes: ['violations'] });
          return found.violations
            .filter((each) => each.impact === 'serious' || each.impact === 'critical')
            .map((each) => `${each.id}: ${each.nodes[0]?.html.slice(0, 160)}`);
        });
        assert.deepEqual(violations, [], path);
        await page.setViewportSize({ width: 390, height: 844 });
        await settle(page);
        await assertFits(page, path);
        assert.deepEqual(faults, [], path);
      }
      await close();
    };
    await Promise.all([walk(screens().filter((_, i) => i % 2 === 0)), walk(screens().filter((_, i) => i % 2 === 1))]);
  });
}
