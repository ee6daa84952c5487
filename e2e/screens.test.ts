import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import type { Browser, Page, Request } from 'playwright-core';
import { accentOf } from '../ui/shop/accent.ts';
import { brandColour } from '../ui/tokens/index.ts';
import { openAndCloseByKeyboard, walkByKeyboard } from './keyboard.ts';
import { seedLab, type Lab } from './lab.ts';
import { livePlan } from './planner.ts';
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

/** The sample brand has brought its files and lived up to now. */
async function lived(): Promise<void> {
  for (;;) {
    const { data } = await ask<{ data: { state: string }[] }>('/imports');
    assert.ok(!data.some((run) => run.state === 'failed'));
    const { now } = await ask<{ now: string }>('/brand');
    if (data.every((run) => run.state === 'done') && Date.now() - Date.parse(now) < 60_000) return;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

/**
 * Tells when a page has settled: its title stands, nothing on it is a skeleton any more and nothing it asked for is under way. What an
 * answer sets off is asked for by the frame after it.
 */
function settler(page: Page): () => Promise<void> {
  const asked = new Set<Request>();
  let onQuiet = (): void => undefined;
  const done = (request: Request): void => {
    asked.delete(request);
    if (asked.size === 0) onQuiet();
  };
  page
    .on('request', (request) => asked.add(request))
    .on('requestfinished', done)
    .on('requestfailed', done);
  return async () => {
    for (;;) {
      await page.waitForFunction(
        () =>
          document.querySelector('.zh-page:not([data-visited]) h1') !== null && document.querySelector('[class*="zh-skeleton"]') === null,
      );
      await page.evaluate(
        async () => await new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve)))),
      );
      if (asked.size === 0) return;
      await new Promise<void>((resolve) => (onQuiet = resolve));
    }
  };
}

test('one click makes the sample brand, and home says how much came back by itself', async () => {
  const { page, faults, close } = await openPage(browser, { language: 'zh-CN' });
  const settled = settler(page);
  await page.goto(product.url);
  await page.getByRole('button', { name: '打开示例品牌' }).click();
  await page.waitForURL(/\/b\/demo/);
  await page.getByText('生意的等式').waitFor({ timeout: 120_000 });
  await lived();
  const loop = await ask<{ orders: number }>('/figures/loop');
  assert.ok(loop.orders > 5_000);
  const { stages } = await ask<{ stages: { stage: string; people: number }[] }>('/figures/funnel');
  const standing = new Map(stages.map((each) => [each.stage, each.people]));
  assert.ok((standing.get('member') ?? 0) > 20, 'people have joined');
  assert.equal(standing.get('partner'), 40);
  const { data: asked } = await ask<{ data: { state: string }[] }>('/withdrawals');
  assert.ok(asked.length > 0 && asked.every((each) => each.state === 'requested'), 'partners ask for what they earned');
  await page.reload();
  await settled();
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

test('a shop wears the colour its owner keeps; many are invited at once with some left out by lot, and the round stands on record', async () => {
  const { page, faults, close } = await openPage(browser, { language: 'en' });
  const settled = settler(page);
  await page.goto(`${product.url}/b/demo/settings?lang=en`);
  await settled();
  await page.getByRole('radio', { name: 'Plum' }).check();
  const colour = page.locator('section', { has: page.getByRole('heading', { name: 'What colour is the shop?' }) });
  const kept = page.waitForResponse((answer) => answer.request().method() === 'PATCH');
  await colour.getByRole('button', { name: 'Save' }).click();
  assert.equal((await kept).status(), 200);
  await page.goto(`${product.url}/s/demo?lang=en`);
  const plum = accentOf(brandColour.plum).accent;
  await page.waitForFunction((hex) => getComputedStyle(document.body).getPropertyValue('--zh-color-accent').trim() === hex, plum);

  await page.goto(`${product.url}/b/demo/plan/predict?lang=en`);
  await settled();
  await page.getByRole('button', { name: /^Invite .* at once$/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('are left out by lot and not asked', { exact: false }).waitFor();
  // The mask is still fading in: what it is over is judged when the page is visited.
  const options = { rules: { 'color-contrast': { enabled: false } } };
  assert.deepEqual(await seriousFaults(page, options), []);
  const most = dialog.getByLabel('How many, the likeliest first');
  await most.fill('0');
  await dialog.getByText(/^A whole number from 1 to/).waitFor();
  assert.ok(await dialog.getByRole('button', { name: 'Invite', exact: true }).isDisabled());
  await most.fill('20');
  await dialog.getByText('With so few people one round tells nothing', { exact: false }).waitFor();
  await dialog.getByRole('button', { name: 'Invite', exact: true }).click();
  await page.getByRole('group', { name: 'Rounds of invitations' }).waitFor();
  const { data } = await ask<{ data: { invited: { people: number }; heldOut: { people: number } }[] }>('/figures/prediction/invitations');
  assert.equal((data[0]?.invited.people ?? 0) + (data[0]?.heldOut.people ?? 0), 20);
  assert.deepEqual(faults, []);
  await close();
});

const screens = (): string[] => [
  'demo/',
  'demo/people',
  `demo/people/${person}`,
  'demo/people/stages',
  'demo/people/cohorts',
  'demo/people/sources',
  'demo/people/rfm',
  'demo/people/ranking',
  'demo/people/natural',
  'demo/orders',
  'demo/deals',
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
  'demo/settings/sign-in',
  'demo/settings/webhooks',
  'demo/settings/privacy',
  'demo/settings/audit',
  'demo/settings/account',
  'lab/orders',
  'lab/orders/new',
  `lab/orders/${lab.order}`,
  `lab/orders/${lab.unpaid}`,
  `lab/people/${lab.person}?part=money`,
  `lab/people/${lab.person}?part=membership`,
  `lab/people/${lab.person}?part=relations`,
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
  'lab/refer/materials',
  'lab/refer/leads',
  'lab/refer/team',
  'lab/refer/chains',
  'lab/refer/deal',
  'lab/refer/levels',
  `lab/money?withdrawal=${lab.withdrawal}`,
  'lab/money/withdrawals',
  `lab/money/cases?case=${lab.moneyCase}`,
  'lab/money/ledger',
  'demo/plan/diagnose?section=B',
  'demo/plan/simulate?off=12&months=36',
  'demo/plan/simulate/formulas',
  'demo/plan/simulate/levers?goal=profitTotal&target=500000',
  'demo/plan/simulate/compare',
  'demo/plan/simulate/calculators',
  'demo/plan/predict',
  'demo/plan/land',
  'lab/plan',
  `lab/plan/designs/${lab.design}`,
  'lab/plan/make',
  'lab/plan/actuals',
  'lab/plan/scripts',
  'lab/plan/predict',
  'lab/plan/land',
  'lab/plan/map',
  'lab/plan/map?as=list',
  'lab/plan/map?node=memberCare',
];

/** @throws when the page is wider than the window */
async function assertFits(page: Page, path: string): Promise<void> {
  const [overflow, width] = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return [scrollWidth - clientWidth, clientWidth];
  });
  assert.ok(overflow <= 0, `${path} is ${overflow} px too wide at ${width} px`);
}

/** What axe finds that keeps somebody out. */
async function seriousFaults(page: Page, options: object): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe);
  return await page.evaluate(async (asked) => {
    const { axe: checker } = globalThis as typeof globalThis & { axe: Checker };
    const found = await checker.run({ resultTypes: ['violations'], ...asked });
    return found.violations
      .filter((each) => each.impact === 'serious' || each.impact === 'critical')
      .map((each) => `${each.id}: ${each.nodes[0]?.html.slice(0, 160)}`);
  }, options);
}

/** Visits every screen, two at a time: one waits for its page while the other looks. */
async function visitAll(
  language: 'zh-CN' | 'en',
  how: 'byAddress' | 'inPlace',
  look: (page: Page, path: string) => Promise<void>,
): Promise<void> {
  const walk = async (paths: readonly string[]): Promise<void> => {
    const { page, faults, close } = await openPage(browser, { language });
    const settled = settler(page);
    let last: string | null = null;
    for (const path of paths) {
      await page.setViewportSize({ width: 1440, height: 900 });
      const address = `/b/${path}${path.includes('?') ? '&' : '?'}lang=${language}`;
      // The same screen about something else may stay as it stands: that one is opened anew.
      const screen = path.replace(/\w{3}_\w+|\?.*/g, '');
      if (how === 'byAddress' || last === null || screen === last) await page.goto(product.url + address);
      else {
        await page.evaluate((to) => {
          document.querySelector('.zh-page')?.setAttribute('data-visited', '');
          history.pushState(null, '', to);
        }, address);
      }
      last = screen;
      await settled();
      assert.equal(await page.locator('h1').count(), 1, `${path}: one title`);
      await assertFits(page, path);
      await look(page, path);
      await page.setViewportSize({ width: 390, height: 844 });
      await settled();
      await assertFits(page, path);
      assert.deepEqual(faults, [], path);
    }
    await close();
  };
  await Promise.all([walk(screens().filter((_, i) => i % 2 === 0)), walk(screens().filter((_, i) => i % 2 === 1))]);
}

test('every screen in zh-CN, opened by its address, fits a desk and a phone, asks nothing it may not, and has no serious fault of access', async () => {
  await visitAll('zh-CN', 'byAddress', async (page, path) => assert.deepEqual(await seriousFaults(page, {}), [], path));
});

test('every screen in en, come to from another, fits and lets in whoever has no mouse: all is reached, seen and left, and dialogs give the focus back', async () => {
  // Colours are the same in every language.
  const options = { rules: { 'color-contrast': { enabled: false } } };
  await visitAll('en', 'inPlace', async (page, path) => {
    const found = [...(await seriousFaults(page, options)), ...(await openAndCloseByKeyboard(page))];
    assert.deepEqual([...found, ...(await walkByKeyboard(page, path === 'demo/' ? 'body' : 'main'))], [], path);
  });
});

test('a plan shows the printed figures, follows a slider by keyboard while it is lived a thousand times, and keeps its picture when a number cannot be', async () => {
  await livePlan(browser, product.url, seriousFaults);
});

test('a slash goes to the search box from anywhere; arrows choose, Enter opens, and typing a slash stays typing', async () => {
  const { page, close } = await openPage(browser, { language: 'en' });
  await page.goto(`${product.url}/b/lab/refer/leads?lang=en`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.keyboard.press('/');
  const box = page.getByRole('combobox', { name: 'Find people, orders, products, pages' });
  assert.ok(await box.evaluate((input) => document.activeElement === input));
  await page.keyboard.type('a/b');
  assert.equal(await box.inputValue(), 'a/b');
  await box.fill('Settlement');
  await page.getByRole('option', { name: /Settlement day/ }).waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/money/);
  await close();
});
