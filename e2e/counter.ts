import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { encodeQR } from 'qr';
import type { Client } from '../sdk/index.ts';
import { lookInHand } from './look.ts';
import { openPage } from './product.ts';
import { shopWords, type Language } from './words.ts';

const cny = (yuan: number) => ({ amount: String(yuan * 100), currency: 'CNY' });

const OUTLETS = { 'zh-CN': '老城店', en: 'Riverside' } as const satisfies Record<Language, string>;

/** Somebody of the shop who holds a card, and shows its code. */
export interface Member {
  readonly id: string;
  code(): Promise<{ code: string; spoken: string }>;
}

/** Asks a shop as somebody who signed in there by telephone. */
export async function signIn(
  url: string,
  slug: string,
  phone: string,
): Promise<{ id: string; ask: (path: string, body?: unknown) => Promise<unknown> }> {
  let cookie = '';
  const ask = async (path: string, body?: unknown): Promise<unknown> => {
    const headers = { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID(), ...(cookie ? { cookie } : {}) };
    const how = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
    const answer = await fetch(`${url}/api/v1/shop/${slug}${path}`, how);
    assert.ok(answer.ok, `${path}: ${answer.status} ${await answer.clone().text()}`);
    cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? cookie;
    return await answer.json();
  };
  const { testCode } = (await ask('/sign-in/codes', { phone })) as { testCode: string };
  const { id } = (await ask('/sign-in', { phone, code: testCode })) as { id: string };
  return { id, ask };
}

/** Sells somebody a card that gives a cup a day. */
export async function seedMember(url: string, slug: string, client: Client): Promise<Member> {
  await client.products.create({ externalId: 'cup', name: '一杯茶', ladderRole: 'entry', price: cny(15), cost: cny(3) });
  await client.products.create({ externalId: 'month', name: '月卡', ladderRole: 'membership', price: cny(90) });
  const grant = { item: 'ext:cup', units: 1, per: 'day' } as const;
  await client.cards.create({ product: 'ext:month', kind: 'pass', term: { unit: 'month' }, grant });
  for (const name of Object.values(OUTLETS)) await client.outlets.create({ name });
  const { id, ask } = await signIn(url, slug, '13900008888');
  const { id: order } = await client.orders.place({ person: id, lines: [{ product: 'ext:month', quantity: 1 }] });
  await client.orders.pay(order, { amount: cny(90), provider: 'manual' });
  return { id, code: async () => (await ask('/me/redemptions/code', {})) as { code: string; spoken: string } };
}

/** What stands before the camera of a page: a picture drawn in it. */
async function holdUp(page: Page, code: string): Promise<void> {
  await page.evaluate(
    (rows) => (globalThis as typeof globalThis & { holdUp: (rows: boolean[][]) => void }).holdUp(rows),
    encodeQR(code, 'raw'),
  );
}

const CAMERA = `
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 640;
  const paper = canvas.getContext('2d');
  let rows = [];
  setInterval(() => {
    paper.fillStyle = '#fff';
    paper.fillRect(0, 0, 640, 640);
    paper.fillStyle = '#000';
    const size = Math.floor(520 / Math.max(rows.length, 1));
    rows.forEach((row, y) => row.forEach((isDark, x) => isDark && paper.fillRect(60 + x * size, 60 + y * size, size, size)));
  }, 100);
  globalThis.holdUp = (next) => { rows = next; };
  navigator.mediaDevices.getUserMedia = async () => canvas.captureStream(10);
`;

/** Loses the answer of the next redemption on its way to the page: past the worker, where no rule of the test reaches. */
const LOSSES = `
  const { fetch } = globalThis;
  globalThis.fetch = async (...asked) => {
    const answer = await fetch(...asked);
    if (!globalThis.losesNext || !answer.url.endsWith('/api/v1/redemptions')) return answer;
    globalThis.losesNext = false;
    throw new TypeError('the answer was lost');
  };
`;

/**
 * A day at the counter of an outlet whose network fails: the page opens without one, takes a signed code once, hands it in by itself when the
 * network is back; and an answer that was lost on its way is asked for again.
 */
export async function loseTheNetwork(
  { browser, url, client, member }: { browser: Browser; url: string; client: Client; member: Member },
  language: Language,
): Promise<void> {
  const say = shopWords('desk', language);
  const tomorrow = async (): Promise<void> => {
    const { now } = await client.brand.get();
    await client.sandbox.setClock({ now: new Date(Date.parse(now) + 86_400_000).toISOString() });
  };
  await tomorrow();
  const { page, faults, close } = await openPage(browser, { language, width: 390, height: 844 });
  await page.addInitScript(CAMERA);
  await page.addInitScript(LOSSES);
  const open = `${url}/s/lab/desk?lang=${language}`;
  const button = (name: string) => page.getByRole('button', { name });
  // Staff sign in in the console, and come back.
  await page.goto(`${url}/b/lab`);
  await page.waitForLoadState('networkidle');
  await page.goto(open);
  await page.getByRole('combobox', { name: say('outlet') }).selectOption({ label: OUTLETS[language] });
  await button(say('lease.take')).click();
  await button(say('lease.take')).waitFor({ state: 'detached' });
  await page.evaluate(async () => await navigator.serviceWorker.ready);
  assert.equal(await page.locator('link[rel=manifest]').getAttribute('href'), '/s/lab/desk/app.webmanifest');
  const shown = await member.code();
  const { data: before } = await client.redemptions.list({ person: member.id });
  assert.deepEqual(faults, []);

  await page.context().setOffline(true);
  await page.reload();
  await button(say('scan')).click();
  await holdUp(page, shown.code);
  await page.getByText(say('offlineDone')).waitFor();
  await page.getByText(say('lease.waiting.one', { count: 1 })).waitFor();
  await lookInHand(page, `the counter without a network (${language})`);
  // Shut and opened again, it knows what it took.
  await page.reload();
  await button(say('scan')).click();
  await holdUp(page, shown.code);
  await page.getByText(say('verdict.used')).waitFor();
  await page.getByText(say('lease.waiting.one', { count: 1 })).waitFor();
  await page.context().setOffline(false);
  await page.getByText(say('lease.waiting.one', { count: 1 })).waitFor({ state: 'detached' });
  const { data: after } = await client.redemptions.list({ person: member.id });
  assert.deepEqual([after.length - before.length, after[0]?.via], [1, 'offline']);

  // The next day: the server redeems, and its answer is lost.
  await tomorrow();
  await page.reload();
  const { spoken } = await member.code();
  await page.evaluate(() => Object.assign(globalThis, { losesNext: true }));
  const redeem = async (): Promise<void> => {
    await page.getByRole('textbox', { name: say('code') }).fill(spoken);
    await button(say('redeem')).click();
  };
  await redeem();
  await page.getByText(say('notAbroad')).waitFor();
  await redeem();
  await page.getByText(say('done', { item: '一杯茶' })).waitFor();
  const { data: end } = await client.redemptions.list({ person: member.id });
  assert.deepEqual([end.length - after.length, end[0]?.via], [1, 'spoken']);
  const { data: owed } = await client.redemptions.exceptions({});
  assert.deepEqual(owed, []);
  await close();
}
