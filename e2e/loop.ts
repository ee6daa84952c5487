import assert from 'node:assert/strict';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import jsQR from 'jsqr';
import type { Browser, Download, Page } from 'playwright-core';
import { formatMoney } from '../ui/format/money.ts';
import { openPage } from './product.ts';
import type { Teahouse } from './teahouse.ts';
import { consoleWords, shopWords, type Language } from './words.ts';

/** Where the journey is walked, and what is done at its screens. */
interface Stage {
  readonly browser: Browser;
  readonly url: string;
  readonly language: Language;
  readonly house: Teahouse;
  /** at every screen of the shop, once */
  readonly look: (page: Page, what: string) => Promise<void>;
  /** at the moments worth a picture */
  readonly show: (page: Page, what: string) => Promise<void>;
}

/** Somebody with a phone, or at the console: their page, and whatever went wrong on it. */
interface Seat {
  readonly page: Page;
  readonly faults: readonly string[];
  close(): Promise<void>;
}

const PHONE = { width: 390, height: 844 };
const HELD_DAYS = 16;

/**
 * The loop, in real screens alone: the first buys a card, passes the ceremony and becomes a partner; the second scans their poster, buys at
 * the friend's price and keeps it past the hold; the first is paid; the second gives half of it back, and the first owes its share.
 */
export async function walkTheLoop(stage: Stage): Promise<void> {
  const [first, second, operator] = await Promise.all([
    openPage(stage.browser, { language: stage.language, ...PHONE }),
    openPage(stage.browser, { language: stage.language, ...PHONE }),
    openPage(stage.browser, { language: stage.language }),
  ]);
  const seats = [first, second, operator];
  try {
    await buyTheCard(stage, first);
    await passTheCeremony(stage, first);
    await askToBePartner(stage, first);
    await acceptPartner(stage, operator);
    const poster = await shareAPoster(stage, first);
    const order = await buyAsAFriend(stage, second, poster);
    await send(stage, operator);
    await receive(stage, second, order);
    await seeThemCome(stage, first);
    await moveTheClock(stage, operator);
    await withdraw(stage, first);
    await payOut(stage, operator);
    await askForHalf(stage, second, order);
    await giveBack(stage, operator);
    await seeTheDebt(stage, first, operator);
    await lookAround(stage, first, second, order);
  } catch (error) {
    // What stood on the screens says more than what was waited for.
    throw new Error(`${(error as Error).message}\n${(await Promise.all(seats.map(standing))).join('\n')}`, { cause: error });
  }
  for (const seat of seats) {
    assert.deepEqual(seat.faults, []);
    await seat.close();
  }
}

async function standing({ page, faults }: Seat): Promise<string> {
  const text = await page
    .locator('body')
    .innerText()
    .catch(() => '');
  return `${page.url()}: ${text.replaceAll(/\s+/g, ' ').slice(0, 600)} ${faults.join('; ')}`;
}

const moneyIn = (language: Language) => (yuan: number) =>
  formatMoney({ amount: String(Math.round(yuan * 100)), currency: 'CNY' }, language);
const shopOf = ({ url, house }: Stage): string => `${url}/s/${house.slug}`;

async function desk({ url, house, language }: Stage, { page }: Seat, path: string): Promise<void> {
  await page.goto(`${url}/b/${house.slug}/${path}?lang=${language}`);
}

/** Signs in with a number and the code that a trial shop shows, on the page where one is asked to. */
async function signIn(stage: Stage, page: Page, phone: string, what: string): Promise<void> {
  const say = shopWords('me', stage.language);
  await page.getByRole('textbox', { name: say('signIn.phone') }).fill(phone);
  await stage.look(page, `sign in ${what}`);
  await page.getByRole('button', { name: say('signIn.send') }).click();
  const code = await page.locator('.zh-note strong').innerText();
  await stage.look(page, `code ${what}`);
  await page.getByRole('textbox', { name: say('signIn.code') }).fill(code);
}

async function pay(stage: Stage, page: Page, amount: string): Promise<string> {
  const say = shopWords('order', stage.language);
  await page.getByRole('button', { name: say('pay.payTest', { amount }) }).click();
  await page.getByText(say('justPaid')).waitFor();
  return page.url().replace(/\?.*/, '');
}

async function buyTheCard(stage: Stage, { page }: Seat): Promise<void> {
  const { language, house, look, show } = stage;
  const say = shopWords('shop', language);
  const total = moneyIn(language)(house.prices.card);
  await page.goto(`${shopOf(stage)}?lang=${language}`);
  await look(page, 'front');
  await page.getByRole('link', { name: house.card }).click();
  await look(page, 'the card on its shelf');
  await page.getByRole('button', { name: say('buy', { price: total }) }).click();
  await look(page, 'cart');
  await page.getByRole('link', { name: say('cart.checkout', { total }) }).click();
  await look(page, 'checkout of a guest');
  await page
    .getByRole('link', { name: say('checkout.signIn.title') })
    .or(page.locator('main .zh-go'))
    .first()
    .click();
  await signIn(stage, page, '13800001111', 'of the first');
  await page.waitForURL((url) => url.pathname.endsWith('/checkout'));
  await look(page, 'checkout');
  await page.getByRole('button', { name: say('checkout.place', { total }) }).click();
  await page.getByText(shopWords('order', language)('pay.test')).waitFor();
  await look(page, 'payment');
  await pay(stage, page, total);
  await look(page, 'order of a card');
  await show(page, 'paid');
}

async function passTheCeremony(stage: Stage, { page }: Seat): Promise<void> {
  const { language, house, look, show } = stage;
  const say = shopWords('card', language);
  await page.getByRole('link', { name: say('begin') }).click();
  for (const step of ['pledge', 'letter', 'number', 'welcome', 'kit', 'privilege', 'mentor']) {
    const act = page.getByRole('button', { name: say(`ceremony.steps.${step}.act`) });
    await act.waitFor();
    await look(page, `ceremony: ${step}`);
    await show(page, step);
    await act.click();
  }
  await page.getByText(say('ceremony.doneText', { number: '0001' })).waitFor();
  await look(page, 'ceremony: the end');
  await page.getByRole('link', { name: say('ceremony.toCard') }).click();
  await page.getByText(say('left', { count: 1, item: house.cup })).waitFor();
  await look(page, 'card');
  await show(page, 'card');
  await page.getByRole('link', { name: say('show') }).click();
  await page.locator('.zs-spoken').waitFor();
  await look(page, 'code to redeem');
}

async function askToBePartner(stage: Stage, { page }: Seat): Promise<void> {
  const { language, house, look } = stage;
  const [me, say] = [shopWords('me', language), shopWords('partner', language)];
  await page.goto(`${shopOf(stage)}/me`);
  await page.getByText(me('changeName')).click();
  await page.getByRole('textbox', { name: me('nameLabel') }).fill(house.first);
  await look(page, 'a name');
  await page.getByRole('button', { name: me('saveName') }).click();
  await page.locator('main').getByText(house.first).waitFor();
  await page.getByRole('link', { name: me('entries.partner.title') }).click();
  await look(page, 'partner: not yet');
  await page.getByRole('link', { name: say('pitch.plan') }).click();
  await look(page, 'partner: what all of them earned');
  await page.goBack();
  await page.getByRole('button', { name: say('pitch.apply') }).click();
  await page.getByLabel(say('apply.bornOn')).fill('1990-01-01');
  await page.getByRole('checkbox').check();
  await look(page, 'partner: asking');
  await page.getByRole('button', { name: say('apply.send') }).click();
  await page.getByText(say('waiting.title')).waitFor();
  await look(page, 'partner: asked');
}

async function acceptPartner(stage: Stage, seat: Seat): Promise<void> {
  const say = consoleWords('features/joining', stage.language);
  await desk(stage, seat, 'refer/applications');
  await seat.page.getByRole('button', { name: say('approve.of', { name: stage.house.first }) }).click();
  await seat.page.getByRole('button', { name: say('approve.confirm') }).click();
  await seat.page.getByText(say('none.open')).waitFor();
}

/** @returns what the code on the poster says */
async function shareAPoster(stage: Stage, { page }: Seat): Promise<string> {
  const { language, look, show } = stage;
  const say = shopWords('share', language);
  await page.goto(`${shopOf(stage)}/share`);
  await page.getByRole('button', { name: say('link.make') }).click();
  await page.getByRole('link', { name: say('poster.save') }).waitFor();
  await page.waitForFunction(() => [...document.images].every((image) => image.complete && image.naturalWidth > 0));
  await look(page, 'share');
  await show(page, 'share');
  const [saved] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: say('poster.save') }).click()]);
  return await readPoster(saved);
}

async function readPoster(saved: Download): Promise<string> {
  const image = await loadImage(await saved.path());
  const canvas = createCanvas(image.width, image.height);
  const pen = canvas.getContext('2d');
  pen.drawImage(image, 0, 0);
  const { data, width, height } = pen.getImageData(0, 0, image.width, image.height);
  const read = jsQR(new Uint8ClampedArray(data), width, height)?.data;
  assert.ok(read, 'the poster has a code that can be read');
  return read;
}

/** @returns the address of the order */
async function buyAsAFriend(stage: Stage, { page }: Seat, poster: string): Promise<string> {
  const { language, house, look, show } = stage;
  const [say, me] = [shopWords('shop', language), shopWords('me', language)];
  const money = moneyIn(language);
  await page.goto(`${poster}?lang=${language}`);
  await page.waitForURL(/\/s\//);
  await page
    .getByRole('link', { name: shopWords('shop', language)('title') })
    .or(page.locator('.zs-tab').last())
    .last()
    .click();
  await look(page, 'me of a guest');
  await page.locator('main .zh-go').click();
  await signIn(stage, page, '13800002222', 'of the second');
  await page.getByText(house.first).waitFor();
  await page.getByText(me('changeName')).click();
  await page.getByRole('textbox', { name: me('nameLabel') }).fill(house.second);
  await page.getByRole('button', { name: me('saveName') }).click();
  await page.locator('.zs-tab').first().click();
  const deal = page.locator('.zs-deal');
  await page.locator('main').getByText(house.first).first().waitFor();
  for (const gift of [house.gifts.before, house.gifts.after]) await deal.getByText(gift).waitFor();
  await look(page, 'front of a friend');
  await show(page, 'friend');
  await page.getByRole('link', { name: house.tea }).click();
  await page
    .getByText(say('why.kind.friendOf', { name: house.first }))
    .first()
    .waitFor();
  await page.locator('summary').click();
  await look(page, 'product with its reasons');
  await show(page, 'price');
  await page.getByRole('button', { name: say('buy', { price: money(house.prices.friend) }) }).click();
  await page.getByRole('button', { name: say('cart.another', { name: house.tea }) }).click();
  const total = money(house.prices.friend * 2);
  await page.getByRole('link', { name: say('cart.checkout', { total }) }).click();
  await page.getByRole('button', { name: say('checkout.addAddress'), exact: true }).click();
  for (const [field, text] of [
    ['name', house.second],
    ['phone', '13800002222'],
    ['region', '浙江省杭州市西湖区'],
    ['street', '龙井路 1 号'],
  ] as const)
    await page.getByLabel(say(`address.${field}`), { exact: true }).fill(text);
  await look(page, 'address');
  await page.getByRole('button', { name: say('address.save') }).click();
  await page.locator('.zs-sheet').waitFor({ state: 'detached' });
  await look(page, 'checkout of a friend');
  await page.getByRole('button', { name: say('checkout.place', { total }) }).click();
  const order = await pay(stage, page, total);
  await look(page, 'order of a friend');
  await seeGifts(stage, page, [house.gifts.before, house.gifts.after]);
  await show(page, 'gifts');
  return order;
}

/** What somebody was given stands among their gifts. */
async function seeGifts(stage: Stage, page: Page, gifts: readonly string[]): Promise<void> {
  await page.goto(`${shopOf(stage)}/me`);
  await page.getByRole('link', { name: shopWords('me', stage.language)('entries.gifts.title') }).click();
  for (const gift of gifts) await page.locator('.zs-row').filter({ hasText: gift }).first().waitFor();
  await stage.look(page, `gifts: ${gifts.length}`);
}

async function send(stage: Stage, seat: Seat): Promise<void> {
  const { page } = seat;
  const say = consoleWords('features/orders', stage.language);
  await desk(stage, seat, 'orders');
  await page.getByRole('row').filter({ hasText: stage.house.second }).getByRole('link').first().click();
  await page.getByRole('button', { name: say('acts.ship'), exact: true }).click();
  await page.getByRole('textbox', { name: say('ship.carrier') }).fill('SF');
  await page.getByRole('textbox', { name: say('ship.number') }).fill('SF1234567890');
  await page.getByRole('button', { name: say('ship.confirm', { count: 1 }) }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
}

async function receive(stage: Stage, { page }: Seat, order: string): Promise<void> {
  const say = shopWords('order', stage.language);
  await page.goto(order);
  await page.getByText('SF1234567890').waitFor();
  await page.getByRole('button', { name: say('receive') }).click();
  await page.getByText(say('state.received.text')).waitFor();
  await stage.look(page, 'order that was received');
}

async function seeThemCome(stage: Stage, { page }: Seat): Promise<void> {
  const { language, house, look } = stage;
  const [share, partner] = [shopWords('share', language), shopWords('partner', language)];
  await page.goto(`${shopOf(stage)}/share`);
  await page.getByText(share('friends.count', { count: 1 })).waitFor();
  await look(page, 'share with a friend');
  await page.goto(`${shopOf(stage)}/partner`);
  await look(page, 'partner');
  await page.getByRole('link', { name: partner('links.money.title') }).click();
  const earned = moneyIn(language)((house.prices.friend * 2 * house.sharePpm) / 1_000_000);
  await page.getByText(earned).first().waitFor();
  await page.getByText(partner('money.nothing')).waitFor();
  await look(page, 'earnings on their way');
}

async function moveTheClock(stage: Stage, seat: Seat): Promise<void> {
  const { page } = seat;
  const say = consoleWords('shell', stage.language);
  await desk(stage, seat, 'money');
  await page.getByRole('button', { name: say('sandbox.move') }).click();
  await page.getByRole('button', { name: say('sandbox.step.days', { count: HELD_DAYS }) }).click();
  await page.getByText(say('sandbox.released', { lines: 1, count: 1 })).waitFor();
}

async function withdraw(stage: Stage, { page }: Seat): Promise<void> {
  const { language, house, look, show } = stage;
  const say = shopWords('partner', language);
  const money = moneyIn(language);
  const earned = (house.prices.friend * 2 * house.sharePpm) / 1_000_000;
  await seeGifts(stage, page, [house.gifts.onReferral]);
  await page.goto(`${shopOf(stage)}/partner/money`);
  await page.getByRole('button', { name: say('money.withdraw'), exact: true }).click();
  await page.getByLabel(say('payee.legalName')).fill(house.legalName);
  await page.getByLabel(say('payee.idNumber')).fill('310101199001010011');
  await page.getByLabel(say('payee.account')).fill('6222020000000001');
  await look(page, 'who is paid');
  await page.getByRole('button', { name: say('payee.save') }).click();
  await page.getByRole('button', { name: say('withdraw.all', { amount: money(earned) }) }).waitFor();
  await look(page, 'how much to withdraw');
  await page.getByRole('button', { name: say('withdraw.all', { amount: money(earned) }) }).click();
  const confirm = page.getByRole('button', { name: say('withdraw.confirm', { amount: money(earned) }) });
  await confirm.waitFor();
  // As for services: twenty in a hundred of what is above 800 yuan.
  const tax = (earned - 800) * 0.2;
  for (const amount of [tax, earned - tax]) await page.locator('.zs-sheet').getByText(money(amount)).waitFor();
  await look(page, 'tax before the withdrawal');
  await show(page, 'tax');
  await confirm.click();
  await page.getByText(say('withdraw.done', { amount: money(earned - tax) })).waitFor();
}

async function payOut(stage: Stage, seat: Seat): Promise<void> {
  const { language, house, show } = stage;
  const { page } = seat;
  const say = consoleWords('features/money', language);
  const earned = (house.prices.friend * 2 * house.sharePpm) / 1_000_000;
  const net = moneyIn(language)(earned - (earned - 800) * 0.2);
  await desk(stage, seat, 'money');
  const open = say('withdrawal.openOf', { act: say('withdrawal.decide'), name: house.first, amount: moneyIn(language)(earned) });
  await page.getByRole('button', { name: open }).click();
  await page.getByRole('button', { name: say('decide.approve'), exact: true }).click();
  await page.getByRole('button', { name: say('decide.confirm.approve', { amount: net }) }).click();
  await page.getByRole('button', { name: say('decide.settle'), exact: true }).click();
  await page.getByRole('button', { name: say('decide.confirm.settle', { amount: net }) }).click();
  await page.getByRole('dialog').getByText(say('withdrawal.endedAt'), { exact: true }).waitFor();
  await booksBalance(stage, seat);
  await show(page, 'settlement');
}

/** Said at the foot of the page of settlement. */
async function booksBalance(stage: Stage, seat: Seat): Promise<void> {
  const say = consoleWords('features/money', stage.language);
  await desk(stage, seat, 'money');
  await seat.page.locator('.zh-books.zh-note-good').waitFor();
  const [before] = say('books.balanced', { at: '\n' }).split('\n');
  assert.ok((await seat.page.locator('.zh-books').innerText()).startsWith(before ?? '\n'));
}

async function askForHalf(stage: Stage, { page }: Seat, order: string): Promise<void> {
  const { language, house, look, show } = stage;
  const say = shopWords('order', language);
  await page.goto(order);
  await page.getByRole('button', { name: say('refund.act') }).click();
  await page.getByRole('button', { name: say('refund.pieces.fewer', { name: house.tea }) }).click();
  await page.getByLabel(say('refund.reason')).fill(language === 'en' ? 'One is enough for us.' : '一饼就够喝了。');
  await look(page, 'asking for half of it back');
  await show(page, 'half');
  await page.getByRole('button', { name: say('refund.ask', { amount: moneyIn(language)(house.prices.friend) }) }).click();
  await page.getByText(say('refund.state.open')).waitFor();
  await look(page, 'order with a request');
}

async function giveBack(stage: Stage, seat: Seat): Promise<void> {
  const { page } = seat;
  const say = consoleWords('features/aftersale', stage.language);
  await desk(stage, seat, 'refunds');
  await page.getByRole('row').filter({ hasText: stage.house.second }).getByRole('button').click();
  await page.getByRole('button', { name: say('refunds.accept'), exact: true }).click();
  const amount = moneyIn(stage.language)(stage.house.prices.friend);
  await page.getByRole('button', { name: say('refunds.confirm.accept', { amount }) }).click();
  await page.getByRole('dialog').getByText(say('refunds.answeredAt'), { exact: true }).waitFor();
}

async function seeTheDebt(stage: Stage, { page }: Seat, operator: Seat): Promise<void> {
  const { language, house, look, show } = stage;
  const [say, desked] = [shopWords('partner', language), consoleWords('features/money', language)];
  const debt = moneyIn(language)((house.prices.friend * house.sharePpm) / 1_000_000);
  await page.goto(`${shopOf(stage)}/partner/money`);
  await page.getByText(say('money.owes', { amount: debt })).waitFor();
  await look(page, 'earnings with a debt');
  await show(page, 'debt');
  const [me, card] = [shopWords('me', language), shopWords('card', language)];
  await page.goto(`${shopOf(stage)}/me`);
  await page.getByRole('link', { name: me('entries.inbox.title') }).click();
  await page.getByText(card('inbox.kinds.commission_owed', { amount: debt, owed: debt })).waitFor();
  await booksBalance(stage, operator);
  const owed = operator.page.locator('.zh-money-totals > div').filter({ hasText: desked('totals.receivable') });
  assert.ok((await owed.innerText()).includes(debt));
}

/** The screens that the journey passed by. */
async function lookAround(stage: Stage, first: Seat, second: Seat, order: string): Promise<void> {
  const { language, house, look } = stage;
  const [card, partner, orders] = [shopWords('card', language), shopWords('partner', language), shopWords('order', language)];
  const visit = async ({ page }: Seat, path: string): Promise<void> => {
    await page.goto(`${shopOf(stage)}/${path}`);
    await look(page, path);
  };
  await Promise.all([
    (async () => {
      for (const path of ['inbox', 'badges', 'board', 'points', 'desk', 'partner/people', 'partner/materials', 'partner/leads', 'orders'])
        await visit(first, path);
      await visit(first, 'partner/statements');
      await first.page.locator('.zs-row-button').first().click();
      await look(first.page, 'a statement');
      await visit(first, 'partner/training');
      await first.page.locator('main .zs-row').click();
      await first.page.getByRole('radio').last().check();
      await first.page.getByRole('button', { name: partner('training.check') }).click();
      await first.page.getByText(partner('training.passed', { correct: 1, asked: 1 })).waitFor();
      await look(first.page, 'a lesson that was passed');
    })(),
    (async () => {
      await second.page.goto(`${order}/receipt`);
      await look(second.page, 'receipt');
      await second.page.goto(order);
      await second.page.getByRole('button', { name: orders('review.act') }).click();
      await second.page.getByRole('radio').last().check();
      await look(second.page, 'a review');
      await second.page.getByRole('button', { name: orders('review.send') }).click();
      await second.page.locator('.zs-sheet').waitFor({ state: 'detached' });
      await visit(second, 'card');
      await second.page.getByText(card('none.title')).waitFor();
      await second.page.goto(shopOf(stage));
      await second.page.getByRole('link', { name: house.tea }).click();
      await look(second.page, 'product with a review');
    })(),
  ]);
}
