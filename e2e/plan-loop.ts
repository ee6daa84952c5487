import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { lookOnDesk } from './look.ts';
import { openPage } from './product.ts';
import { consoleWords, type Language } from './words.ts';

/** Nine months of a wholesaler's invoices (SOURCE.md beside it says whose). Real histories stand beside the repository, never in it. */
const HISTORY = fileURLToPath(new URL('../../shared/data/online-retail/online_retail_2010-12_2011-08.csv.gz', import.meta.url));
const MONTHS = 9;
const IMPORTS_WITHIN_MS = 240_000;
const OFFER = 'Refill box of twelve';
const SCENARIO = 'As we have lived so far';

/** Whether the history stands where it is looked for. */
export function hasHistory(): boolean {
  return existsSync(HISTORY);
}

const english = (part: string) => consoleWords(`features/${part}`, 'en');

/** What an owner does with a history and a template: diagnose, design, simulate, make drafts, adopt, and see plan beside actual. Screens alone. */
export async function planLoop(browser: Browser, url: string): Promise<void> {
  const { page, faults, close } = await openPage(browser, { language: 'en' });
  const brand = await bringHistory(page, url);
  const go = async (path: string, language: Language = 'en'): Promise<void> => {
    await page.goto(`${url}/b/${brand}/${path}${path.includes('?') ? '&' : '?'}lang=${language}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
  };
  await go('plan/diagnose');
  await takeDiagnosis(page);
  await go('plan');
  const design = await drawDesign(page);
  await go(`plan/simulate?from=own&design=${design}`);
  await keepScenario(page);
  await go('plan/make');
  await makeDrafts(page);
  await go('plan/actuals');
  await liveByIt(page);
  for (const path of ['plan/diagnose', 'plan/make', 'plan/actuals', 'plan/scripts']) {
    await go(path, 'zh-CN');
    await lookOnDesk(page, `${path} in Chinese`);
  }
  assert.deepEqual(faults, []);
  await close();
}

/** A brand of its own with everything the file holds. @returns its name in addresses */
async function bringHistory(page: Page, url: string): Promise<string> {
  const [identity, imports] = [english('identity'), english('imports')];
  await page.goto(`${url}/welcome?lang=en`);
  await page.getByRole('textbox').first().fill('Gifts');
  await page.getByLabel(identity('brand.currency')).selectOption('GBP');
  await page.getByRole('textbox').first().press('Enter');
  await page.waitForURL(/\/b\/[^/]+\/import/);
  await page.locator('input[type=file]').setInputFiles(HISTORY);
  await page.getByRole('button', { name: imports('start') }).click();
  await page.waitForURL(/\/imports\//);
  await page.getByText(imports('run.home')).waitFor({ timeout: IMPORTS_WITHIN_MS });
  return new URL(page.url()).pathname.split('/')[2] ?? '';
}

/** What the data can answer is answered; the owner adds one answer and hands out the first of three gaps. */
async function takeDiagnosis(page: Page): Promise<void> {
  const diagnose = english('planner/diagnose');
  const progress = await page.getByText(/\d+ of \d+ answered, \d+ by your data/).innerText();
  assert.ok(Number(/(\d+) by your data/.exec(progress)?.[1]) >= 3, progress);
  await page.getByRole('radio').nth(2).press('Space');
  await page.getByText(progress.replace(/^\d+/, (count) => `${Number(count) + 1}`)).waitFor();
  await page
    .getByRole('navigation', { name: diagnose('sections') })
    .getByRole('link', { name: /^D/ })
    .click();
  await page.getByText(diagnose('evidence.data'), { exact: true }).first().waitFor();
  await lookOnDesk(page, 'plan/diagnose');
  await page.getByRole('button', { name: diagnose('take') }).click();
  await page.waitForURL(/plan\/diagnoses\/dgn_/);
  await page.getByRole('heading', { name: diagnose('gap.title') }).waitFor();
  const hand = page.getByRole('button', { name: diagnose('task.make') });
  assert.equal(await hand.count(), 3);
  await page.getByLabel(diagnose('task.owner')).first().fill('Ann');
  await hand.first().click();
  await page.getByRole('checkbox', { name: /Ann/ }).waitFor();
  await lookOnDesk(page, 'plan/diagnoses');
}

/** A design of a food brand whose owner writes one cell anew. @returns its id */
async function drawDesign(page: Page): Promise<string> {
  const [planner, design] = [english('planner'), english('planner/design')];
  await page
    .getByRole('button', { name: planner('design.make') })
    .first()
    .click();
  await page.getByRole('radio', { name: /^Food/ }).check();
  await page.getByRole('button', { name: planner('design.makeIt') }).click();
  await page.waitForURL(/plan\/designs\/dsn_/);
  await page.locator('[data-cell="customer.product"]').click();
  const saved = page.waitForResponse((answer) => answer.request().method() === 'PATCH' && answer.url().includes('/planner/designs/'));
  await page.getByLabel(design('offer.product')).fill(`${OFFER}, 19 a box`);
  assert.equal((await saved).status(), 200);
  await page.keyboard.press('Escape');
  await page.getByText(design('save.saved'), { exact: true }).waitFor();
  return new URL(page.url()).pathname.split('/').at(-1) ?? '';
}

/** The plan lived a thousand times from the brand's own numbers, and kept under a name. */
async function keepScenario(page: Page): Promise<void> {
  const simulate = english('planner/simulate');
  await page.locator('[data-luck="done"]').waitFor();
  await page.getByText(/From your own history .* numbers are measured/).waitFor();
  await page.getByRole('link', { name: simulate('compare.tab') }).click();
  await page.getByRole('button', { name: simulate('compare.save') }).click();
  await page.getByLabel(simulate('compare.name')).fill(SCENARIO);
  await page.getByRole('button', { name: simulate('compare.saveIt') }).click();
  await page.getByRole('checkbox', { name: SCENARIO }).waitFor();
}

/** Everything the design suggests is made in one click, each thing a draft with the page on which it is put in use. */
async function makeDrafts(page: Page): Promise<void> {
  const proposals = english('planner/proposals');
  const make = page.getByRole('button', { name: /^Make \d+ drafts$/ });
  const count = Number(/\d+/.exec(await make.innerText())?.[0]);
  assert.ok(count > 30, `${count} drafts`);
  await make.click();
  await page.getByText(proposals('made', { count })).waitFor();
  await page.getByText(proposals('nothingTicked')).waitFor();
  await lookOnDesk(page, 'plan/make');
  await page.getByRole('link', { name: OFFER }).first().click();
  await page.waitForURL(/\/products\/prd_/);
  await page.getByText(english('catalog')('offSale')).first().waitFor();
}

/** The brand lives by the scenario from the first month of its history: nine months stand beside the plan, and what they taught is taken in. */
async function liveByIt(page: Page): Promise<void> {
  const actuals = english('planner/actuals');
  await page.getByRole('button', { name: actuals('adopt.open') }).click();
  await page.getByLabel(actuals('adopt.scenario')).selectOption({ label: SCENARIO });
  await page.getByLabel(actuals('adopt.from')).selectOption('2010-12');
  await page.getByRole('button', { name: actuals('adopt.yes') }).click();
  await page.getByRole('heading', { name: /^£[\d.]+M sold so far, £[\d.,]+[KM]? planned/ }).waitFor();
  await page.getByText(SCENARIO).first().waitFor();
  const months = page.getByRole('group', { name: actuals('months') }).getByText(/^[A-Z][a-z]+ 201[01]$/);
  assert.equal(await months.count(), MONTHS);
  await page.getByRole('button', { name: actuals('learn') }).click();
  await page.getByRole('heading', { name: actuals('learnedTitle') }).waitFor();
  // Every cell has its own figure or says where one would record it.
  assert.equal(await page.locator('[data-lived]').count(), 24);
  await page.locator('[data-lived="customer.team"]').click();
  await page
    .getByRole('dialog')
    .getByRole('link', { name: actuals('recordThere') })
    .waitFor();
  await lookOnDesk(page, 'a cell of plan/actuals');
  await page.keyboard.press('Escape');
}
