import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { signIn } from './counter.ts';
import { clientOf } from './lab.ts';
import { lookInHand } from './look.ts';
import { openPage } from './product.ts';
import { shopWords } from './words.ts';

const [inShop, inOrder, inMe] = [shopWords('shop', 'zh-CN'), shopWords('order', 'zh-CN'), shopWords('me', 'zh-CN')];
const WECHAT = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 MicroMessenger/8.0.50';
const PHONE = '13800004444';
const PAYMENT = { appId: 'wx-shop', package: 'prepay_id=wx-1' };

/**
 * A guest by a friend's link is told whose it is though nothing comes with it, signs in through WeChat, and is asked for a telephone number
 * on the way to the first payment: the shop knows it, so both records are one, and what lies in the cart is bought. Inside WeChat its own
 * payment opens; where it does not know who pays, the page leads on.
 */
export async function walkThroughWechat(browser: Browser, url: string): Promise<void> {
  const slug = 'quiet';
  await (await clientOf(url)).brands.create({ slug, name: '静山茶', sandbox: true, policy: 'CN' });
  const client = await clientOf(url, slug);
  const price = { amount: '1990', currency: 'CNY' };
  const tea = await client.products.create({ externalId: 'taste', name: '三泡试喝装', kind: 'virtual', ladderRole: 'entry', price });
  const known = await client.people.create({ externalId: 'regular', name: '老顾客', phone: PHONE });
  const friend = await signIn(url, slug, '13800005555');
  await client.people.update(friend.id, { name: '小满' });
  const { path } = (await friend.ask('/me/links', {})) as { path: string };

  const { page, faults, close } = await openPage(browser, { language: 'zh-CN', width: 390, height: 844, userAgent: WECHAT });
  const shop = `${url}/s/${slug}`;
  const own = async (of: string): Promise<unknown> =>
    await page.evaluate(async (at) => (await (await fetch(at)).json()) as unknown, `/api/v1/shop/${slug}${of}`);

  await page.goto(`${url}${path}`);
  await page.getByText('小** 介绍你来的').waitFor();
  await lookInHand(page, 'the front of a guest who was brought');
  await page.getByRole('link', { name: '三泡试喝装' }).click();
  await page.getByText('小** 介绍你来的').waitFor();
  await lookInHand(page, 'a product of a guest who was brought');
  await page.getByRole('button', { name: inShop('add'), exact: true }).click();
  await page.goto(`${shop}/checkout`);
  await page.locator('a[href*="sign-in"]').click();
  await page.getByRole('link', { name: inMe('signIn.wechat') }).click();
  await page.getByRole('link', { name: 'ming' }).click();

  // Asked once on a phone, with the cart as it was; the number of somebody the shop knows makes both one.
  await page.getByText(inMe('askPhone.beforePaying')).waitFor();
  await lookInHand(page, 'asked for a telephone number');
  await page.getByRole('button', { name: inMe('askPhone.later') }).click();
  await page.getByRole('button', { name: inShop('checkout.place', { total: '¥19.90' }) }).waitFor();
  await page.reload();
  await page.getByRole('button', { name: inShop('checkout.place', { total: '¥19.90' }) }).waitFor();
  assert.equal(await page.getByText(inMe('askPhone.beforePaying')).count(), 0, 'whoever would rather not say is not asked twice');
  await page.goto(`${shop}/me`);
  await page.getByRole('link', { name: inMe('askPhone.add') }).click();
  await page.getByText(inMe('askPhone.why')).waitFor();
  await lookInHand(page, 'adding a telephone number');
  await page.evaluate((name) => localStorage.removeItem(name), `zihuan.shop.${slug}.phoneLater`);
  await page.goto(`${shop}/checkout`);
  await page.getByText(inMe('askPhone.beforePaying')).waitFor();
  await page.locator('input[type=tel]').fill(PHONE);
  await page.getByRole('button', { name: inMe('signIn.send') }).click();
  const code = await page.locator('.zh-note strong').innerText();
  await page.locator('.zs-digits-field').fill(code);
  await page.getByText(inShop('checkout.joined')).waitFor();
  await lookInHand(page, 'checkout of somebody the shop knows again');
  assert.equal(((await own('/me')) as { id: string }).id, known.id);

  // WeChat itself is not on this machine: what the server would say of it is played here, as is the bridge of its browser.
  let isKnown = false;
  await page.route(/\/orders\/\w+\/pay(\?|$)/, async (route) => {
    const refusal = {
      type: 'about:blank',
      title: '',
      status: 409,
      code: 'paymentIntent.wechatUnknown',
      requestId: 'r',
      facts: { canSignIn: true },
    };
    if (!isKnown) return await route.fulfill({ status: 409, contentType: 'application/problem+json', body: JSON.stringify(refusal) });
    const answer = await route.fetch();
    const payment = { ...((await answer.json()) as object), pay: { kind: 'wechatJsapi', parameters: PAYMENT } };
    await route.fulfill({ response: answer, json: payment });
  });
  await page.route(/\/payments\/\w+(\?|$)/, async (route) => {
    const answer = await route.fetch();
    const payment = (await answer.json()) as { pay: object | null };
    await route.fulfill({
      response: answer,
      json: payment.pay ? { ...payment, pay: { kind: 'wechatJsapi', parameters: PAYMENT } } : payment,
    });
  });
  await page.getByRole('button', { name: inShop('checkout.place', { total: '¥19.90' }) }).click();
  await page.getByText(inOrder('pay.whoPays.title')).waitFor();
  await lookInHand(page, 'WeChat does not know who pays');
  isKnown = true;
  await page.getByRole('link', { name: inOrder('pay.whoPays.signIn') }).click();
  await page.getByRole('link', { name: 'ming' }).click();
  await page.waitForURL(/\/orders\/ord_\w+\/pay$/);
  assert.equal(((await own('/me')) as { id: string }).id, known.id, 'they are who they were');
  await page.evaluate(listenToBridge);
  await page.getByRole('button', { name: inOrder('pay.inWechat', { amount: '¥19.90' }) }).click();
  assert.deepEqual(await page.evaluate(() => (globalThis as { asked?: unknown }).asked), ['getBrandWCPayRequest', PAYMENT]);
  await lookInHand(page, 'WeChat pays');
  // What the bank says arrives at the server; the page finds it there.
  await payInTest(page, slug);
  await page.waitForURL(/paid=1/);
  const { data } = (await own('/orders')) as { data: { state: string; products: { product: { id: string } }[] }[] };
  assert.deepEqual(
    data.map((order) => [order.state, order.products.map((one) => one.product.id)]),
    [['received', [tea.id]]],
  );
  assert.deepEqual(
    faults.filter((fault) => !/status of 4\d\d/.test(fault)),
    [],
  );
  await close();
}

/** The bridge of WeChat's browser comes a little after the page. */
function listenToBridge(): void {
  const world = globalThis as typeof globalThis & { asked?: unknown; WeixinJSBridge?: object };
  world.WeixinJSBridge = { invoke: (name: string, parameters: unknown) => (world.asked = [name, parameters]) };
}

/** Pays the open attempt at the built-in till behind the page. */
async function payInTest(page: Page, slug: string): Promise<void> {
  await page.evaluate(async (brand) => {
    const order = location.pathname.split('/').at(-2) ?? '';
    const ask = async (path: string, body: object) =>
      (await (
        await fetch(`/api/v1/shop/${brand}${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
          body: JSON.stringify(body),
        })
      ).json()) as { id: string };
    const { id } = await ask(`/orders/${order}/pay`, { provider: 'test' });
    await ask(`/payments/${id}/test`, { do: 'pay' });
  }, slug);
}
