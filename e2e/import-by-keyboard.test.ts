import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { shopFromNothing } from './from-nothing.ts';
import { hasHistory, planLoop } from './plan-loop.ts';
import { openBrowser, openPage, startProduct, type Product } from './product.ts';

let product: Product;
let browser: Browser;
let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zihuan-files-'));
  product = await startProduct();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await product?.stop();
  await rm(folder, { recursive: true, force: true });
});

const ORDERS = `订单编号,客户,付款时间,商品,数量,单价,金额
A1,林小雨,2026-05-01 10:00,茉莉奶绿,1,16.00,16.00
A2,林小雨,2026-05-09 10:00,杨枝甘露,2,22.00,44.00
A3,陈思远,2026-05-10 12:30,茉莉奶绿,1,16.00,16.00
A4,陈思远,昨天,茉莉奶绿,1,16.00,16.00
`;

/** Presses Tab until the element in focus has this text or label. @throws when the page ends before */
async function tabTo(page: Page, words: RegExp): Promise<void> {
  for (let presses = 0; presses < 120; presses++) {
    await page.keyboard.press('Tab');
    const said = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement | null;
      const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])].map((label) => label.textContent) : [];
      return [element?.getAttribute('aria-label'), element?.textContent, ...labels].filter(Boolean).join(' ');
    });
    if (words.test(said)) return;
  }
  assert.fail(`no way by Tab to ${words}`);
}

test('by keyboard alone: make a brand, import a file, see what was refused and why, open a person', async () => {
  const file = join(folder, '订单.csv');
  await writeFile(file, ORDERS);
  const { page, faults, close } = await openPage(browser, { language: 'zh-CN' });
  await page.goto(product.url);
  await page.waitForURL(/welcome/);
  await page.getByRole('textbox').first().waitFor();
  await tabTo(page, /品牌名称/);
  await page.keyboard.type('山雀茶铺');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/b\/[^/]+\/import/);

  await page.getByText('把文件拖到这里').waitFor();

  // The chooser itself belongs to the system; it opens from the keyboard and is answered with the file. Who waits for
  // it says so before the walk to the button: the browser must know by the time the key is pressed.
  const opened = page.waitForEvent('filechooser');
  await tabTo(page, /选择文件/);
  await page.keyboard.press('Space');
  await (await opened).setFiles(file);
  await page.getByText('昨天').first().waitFor();
  await tabTo(page, /开始导入/);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/imports\//);
  await page.getByText('带来了 3 行').first().waitFor();

  await page.keyboard.press('/');
  await page.keyboard.type('林小雨');
  await page
    .getByRole('option', { name: /林小雨/ })
    .first()
    .waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/people\/per_/);
  await page
    .getByRole('heading', { name: /林小雨/ })
    .first()
    .waitFor();
  assert.ok(await page.getByText('复购客').first().isVisible());
  assert.deepEqual(faults, []);
  await close();
});

test('a history in a file becomes a diagnosis, a design, a simulation, drafts, and a plan beside what happened, by screens alone', async (t) => {
  if (!hasHistory()) return t.diagnostic('absent, nothing checked: ../shared/data/online-retail');
  await planLoop(browser, product.url);
});

test('somebody who has nothing yet comes to a shop that sells by what stands on the screens alone, in English and in Chinese', async () => {
  await Promise.all([shopFromNothing(browser, product.url, 'en'), shopFromNothing(browser, product.url, 'zh-CN')]);
});
