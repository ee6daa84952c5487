import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { openPage } from './product.ts';

/** What a figure of the plan reads just now. */
async function figure(page: Page, id: string): Promise<string> {
  return await page.locator(`[data-figure="${id}"] .zh-figure-value`).innerText();
}

/** What happened on the page, in its order: lives begun and done, profit changed, a chart read as a table. */
async function watch(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const told: string[] = [];
    Object.assign(globalThis, { told });
    let [luck, profit, tables] = ['', '', 0];
    const look = (): void => {
      const now = document.querySelector('[data-luck]')?.getAttribute('data-luck') ?? '';
      const value = document.querySelector('[data-figure="profitTotal"] .zh-figure-value')?.textContent ?? '';
      const shown = document.querySelectorAll('.zh-chart .zh-table').length;
      if (profit !== '' && value !== profit) told.push('profit');
      if (shown > tables) told.push('table');
      if (luck !== '' && now !== luck) told.push(now);
      [luck, profit, tables] = [now, value, shown];
    };
    look();
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  });
  return async () => await page.evaluate(() => (globalThis as typeof globalThis & { told: string[] }).told);
}

const lived = (page: Page) => page.locator('[data-luck="done"]').waitFor();

/** Moves a plan as its owner would, and holds it against the printed rows of the specification (24 months, expected value). */
export async function livePlan(
  browser: Browser,
  url: string,
  seriousFaults: (page: Page, options: object) => Promise<string[]>,
): Promise<void> {
  const { page, faults, close } = await openPage(browser, { language: 'en' });
  await page.goto(`${url}/b/demo/plan/simulate?lang=en`);
  await lived(page);
  const read = async () => [
    await figure(page, 'profitTotal'),
    await figure(page, 'paybackMonth'),
    await figure(page, 'loopRate'),
    await figure(page, 'selfSufficiency'),
  ];
  assert.deepEqual(await read(), ['¥31,985', 'month 24', '77.6%', '59.6%']);
  assert.deepEqual([await figure(page, 'r0'), await figure(page, 'cac')], ['0.073', '¥27.63']);
  assert.match(await page.locator('main').innerText(), /assumptions to illustrate, not market data/);

  // Twice as quick from one stage to the next: 1.49 million, as printed.
  await page.getByRole('button', { name: 'Buyers buy again' }).click();
  await page.getByLabel('First buyers who come back').first().fill('24');
  await page.getByRole('button', { name: 'They join' }).click();
  await page.getByLabel('Repeat buyers who join').first().fill('10');
  assert.match(await figure(page, 'profitTotal'), /^¥1,4[89]\d,\d{3}$/);
  await page.waitForURL(/p12=0\.24.*pM=0\.1/);

  // What cannot be is said at its field; the last good picture stays.
  const good = await read();
  await page.getByLabel('Repeat buyers who join').first().fill('500');
  await page.getByRole('alert').getByText('0.0% to 100.0%').waitFor();
  assert.deepEqual(await read(), good);
  await page.getByLabel('Repeat buyers who join').first().fill('10');
  await page.reload();
  await lived(page);
  assert.deepEqual(await read(), good, 'the address holds the plan');

  // A slider moved by keyboard while the plan is being lived: the newest plan is the only one that is answered, and the page goes on.
  const slider = page.getByRole('slider', { name: 'Fans who place a first order' });
  await slider.focus();
  const events = await watch(page);
  const [first] = await Promise.all([page.waitForEvent('worker'), page.keyboard.press('ArrowRight')]);
  // Whether the second has ended is known from its beginning on: it may be through before anybody looks.
  const secondEnds = new Promise<void>((resolve) => page.once('worker', (worker) => worker.once('close', () => resolve())));
  await Promise.all([first.waitForEvent('close'), page.keyboard.press('ArrowRight')]);
  await page.getByRole('button', { name: 'See the numbers' }).first().click();
  await Promise.all([secondEnds, lived(page)]);
  assert.deepEqual(await events(), ['profit', 'running', 'profit', 'table', 'done']);
  assert.deepEqual(await seriousFaults(page, {}), []);

  await page.getByRole('link', { name: 'What pays most' }).click();
  await page.getByRole('heading', { name: /a tenth better is worth/ }).waitFor();
  await page.getByRole('combobox', { name: 'Kind of business to start from' }).selectOption('milk-tea');
  await page.getByText('Cost of one fan: a tenth better is worth ¥105').waitFor();
  await page.getByRole('link', { name: 'Month by month' }).click();
  await lived(page);
  assert.deepEqual(await read(), ['¥514,884', 'month 12', '91.9%', '66.3%']);

  await page.getByRole('link', { name: 'Formulas', exact: true }).click();
  await page.locator('[data-answer="lived"]').waitFor();
  await page.getByRole('combobox', { name: 'Kind of business to start from' }).selectOption('food');
  await page.locator('[data-answer="lived"]').getByText('2.85×').waitFor();
  await page.locator('[data-answer="views"]').getByText('¥260.00').waitFor();
  await page.getByRole('link', { name: 'Calculators' }).click();
  await page.locator('[data-answer="three"]').getByText('111', { exact: true }).waitFor();
  await page.locator('[data-answer="breakEven"]').getByText('79.3%').waitFor();

  // A plan is kept as a scenario, stands beside the sliders, is opened, renamed and removed.
  await page.goto(`${url}/b/demo/plan/simulate/compare?p12=0.24&pM=0.1&lang=en`);
  await page.getByRole('button', { name: 'Keep as a scenario' }).click();
  await page.getByLabel('Name of the scenario').fill('Twice as quick');
  await page.getByRole('button', { name: 'Keep it' }).click();
  await page.getByRole('checkbox', { name: 'Twice as quick' }).waitFor();
  await page.waitForURL(/design=dsn_/);
  const design = new URL(page.url()).searchParams.get('design') ?? '';
  await page.goto(`${url}/b/demo/plan/simulate/compare?design=${design}&lang=en`);
  await page.getByRole('heading', { name: /^“Twice as quick” earns most, ¥1.46M more than “On the sliders now”$/ }).waitFor();
  assert.deepEqual(await seriousFaults(page, {}), []);
  await page.getByRole('button', { name: 'Rename “Twice as quick”' }).click();
  await page.getByLabel('Name of the scenario').fill('Quicker');
  await page.getByRole('button', { name: 'Rename', exact: true }).click();
  await page.getByRole('link', { name: 'Put on the sliders: Quicker' }).click();
  await lived(page);
  assert.match(await figure(page, 'profitTotal'), /^¥1,4[89]\d,\d{3}$/);
  await page.goto(`${url}/b/demo/plan/simulate/compare?design=${design}&lang=en`);
  await page.getByRole('button', { name: 'Remove “Quicker”' }).click();
  await page.getByRole('button', { name: 'Remove the scenario' }).click();
  await page.getByText('No scenario is kept yet').waitFor();

  // A design comes in from a file; what is no design says so, and where in it a design cannot be read.
  await page.goto(`${url}/b/demo/plan?lang=en`);
  const file = { format: 'zihuan-design', formatVersion: 1, name: 'From the other shop', template: 'food', document: {}, scenarios: [] };
  const bring = async (name: string, text: string) =>
    await page.getByLabel('Import a file').setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) });
  await bring('notes.json', 'no design at all');
  await page.getByText('“notes.json” is not a design.').waitFor();
  await page.keyboard.press('Escape');
  await bring('design.json', JSON.stringify({ ...file, document: { cells: { 'fan.shoe': {} } } }));
  await page.getByText('/document/cells/fan.shoe').waitFor();
  await page.keyboard.press('Escape');
  await bring('design.json', JSON.stringify(file));
  await page.getByRole('heading', { level: 1, name: file.name }).waitFor();
  assert.deepEqual(faults, []);
  await close();
}
