import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { createShopClient } from '../sdk/shop.ts';
import { firstLoad } from '../tools/web-size.mjs';
import { fitsInHand, lookInHand } from './look.ts';
import { signIn as signInBy } from './counter.ts';
import { clientOf } from './lab.ts';
import { walkTheLoop } from './loop.ts';
import { picturesOf } from './pictures.ts';
import { walkThroughWechat } from './wechat.ts';
import { examine, openBrowser, openPage, startProduct, type Product } from './product.ts';
import { sellSmallCard, seedStorefront } from './storefront.ts';
import { openTeahouse } from './teahouse.ts';
import { shopWords } from './words.ts';

let product: Product;
let browser: Browser;

before(async () => {
  product = await startProduct();
  browser = await openBrowser();
  await seedStorefront(product.url, 'tea');
});
after(async () => {
  await browser?.close();
  await product?.stop();
});

test('the first shelf of the shop is fetched within its budget of script', () => {
  for (const app of ['console', 'shop'] as const) {
    const { total, budget } = firstLoad(app);
    assert.ok(total <= budget, `${app}: ${total} bytes packed, the budget is ${budget}`);
  }
});

/** The next request to such an address is lost: on its way there, or with the answer on its way back. */
async function lose(page: Page, address: RegExp, where: 'there' | 'back'): Promise<void> {
  await page.route(
    address,
    async (route) => {
      if (where === 'back') await route.fetch();
      await route.abort('connectionreset');
    },
    { times: 1 },
  );
}

/** What the server knows of the orders of whoever is signed in on this page. */
async function ordersOf(page: Page): Promise<{ id: string; state: string }[]> {
  return await page.evaluate(async () => {
    const answer = await fetch('/api/v1/shop/tea/orders');
    return ((await answer.json()) as { data: { id: string; state: string }[] }).data;
  });
}

async function signIn(page: Page, phone: string): Promise<void> {
  await page.locator('input[type=tel]').fill(phone);
  await page.locator('form button[type=submit]').click();
  const code = await page.locator('.zh-note strong').innerText();
  await page.locator('.zs-digits-field').fill(code.split('').join(' '));
}

test('with a network that breaks at every step there is one order, paid once, and the phone says how things stand', async () => {
  const { page, faults, close } = await openPage(browser, { language: 'zh-CN', width: 390, height: 844 });
  const shop = `${product.url}/s/tea`;

  await page.goto(shop);
  await page.locator('.zs-good', { hasText: '三泡试喝装' }).getByRole('button', { name: '加入购物车' }).click();

  // The shelf was seen once: it stands without an answer, and the cart is on the phone.
  await page.route(/\/api\/v1\//, (route) => route.abort());
  await page.reload();
  await page.getByText('三泡试喝装').waitFor();
  await page.getByRole('link', { name: '购物车，1 件' }).click();
  await page.getByRole('alert').getByText('network').waitFor();
  await page.unroute(/\/api\/v1\//);
  await page.reload();
  await page.getByRole('link', { name: '去结账 ¥27.90' }).click();

  // Signing in: the code is asked for again, and one comes back to the checkout.
  await page.getByRole('link', { name: '用手机号登录' }).click();
  await lose(page, /sign-in\/codes/, 'there');
  await page.locator('input[type=tel]').fill('13800001111');
  await page.getByRole('button', { name: '把验证码发给我' }).click();
  await page.getByRole('alert').getByText('network').waitFor();
  await signIn(page, '13800001111');
  await page.waitForURL(/checkout/);

  // The address: sent again under its key it is there once.
  await page.getByRole('button', { name: '填写收货地址' }).click();
  for (const [name, text] of [
    ['收件人', '李雷 🍵'],
    ['收件人手机号', '13800001111'],
    ['省、市、区', '浙江省杭州市西湖区'],
    ['街道和门牌号', '龙井路 1 号'],
  ] as const) {
    await page.getByLabel(name, { exact: true }).fill(text);
  }
  await lose(page, /\/addresses/, 'back');
  await page.getByRole('button', { name: '保存并使用' }).click();
  await page.getByRole('alert').getByText('network').waitFor();
  await page.getByRole('button', { name: '保存并使用' }).click();
  await page.locator('.zs-sheet').waitFor({ state: 'detached' });
  const addresses = await page.evaluate(
    async () => ((await (await fetch('/api/v1/shop/tea/addresses')).json()) as { data: object[] }).data,
  );
  assert.equal(addresses.length, 1);

  // The order: its answer is lost, then the request itself, and a page that was closed in between still knows.
  await lose(page, /\/shop\/tea\/orders\?/, 'back');
  await page.getByRole('button', { name: /^下单/ }).dblclick();
  await page.getByText('上一次下单没有等到答复').waitFor();
  await page.reload();
  await lose(page, /\/shop\/tea\/orders\?/, 'there');
  await page.getByRole('button', { name: '问一问那次下单' }).click();
  await page.getByRole('alert').getByText('network').waitFor();
  await lose(page, /\/pay(\?|$)/, 'back');
  await page.getByRole('button', { name: '问一问那次下单' }).click();
  await page.waitForURL(/\/orders\/ord_\w+\/pay/);
  assert.deepEqual(
    (await ordersOf(page)).map((order) => order.state),
    ['unpaid'],
  );

  // The payment: preparing it, and paying itself.
  await page.getByText('没有等到答复').waitFor();
  await page.getByRole('button', { name: '再问一次' }).click();
  await lose(page, /\/payments\/\w+\/test/, 'there');
  await page.getByRole('button', { name: /^付 ¥27\.90/ }).click();
  await page.getByText('付款的答复没有传回来').waitFor();
  await lose(page, /\/payments\/\w+\/test/, 'back');
  await page.getByRole('button', { name: '再问一次' }).click();
  await page.waitForURL(/paid=1/);
  await page.getByText('收到你的付款了').waitFor();
  const [order, ...others] = await ordersOf(page);
  assert.deepEqual(others, []);
  const whole = await page.evaluate(
    async (id) => (await (await fetch(`/api/v1/shop/tea/orders/${id}`)).json()) as { payments: { amount: { amount: string } }[] },
    order?.id ?? '',
  );
  assert.deepEqual(
    whole.payments.map((payment) => payment.amount.amount),
    ['2790'],
  );

  // Afterwards: asking for money back is said once too.
  await page.getByRole('button', { name: '申请退款' }).click();
  await page.getByLabel('为什么要退').fill('买错了');
  await lose(page, /refund-requests/, 'back');
  await page.getByRole('button', { name: '申请退 ¥19.90' }).click();
  await page.getByRole('alert').getByText('network').waitFor();
  await page.getByRole('button', { name: '申请退 ¥19.90' }).click();
  await page.getByText('等店家答复').waitFor();
  assert.equal(await page.getByText('等店家答复').count(), 1);
  assert.deepEqual(
    faults.filter((fault) => !/Failed to load resource/.test(fault)),
    [],
  );
  await close();
});

test('the loop closes in a phone, in Chinese and in English: card, ceremony, poster, a friend, money out, half of it back', async () => {
  const walk = async (language: 'zh-CN' | 'en'): Promise<void> => {
    const house = await openTeahouse(product.url, language);
    const pictures = picturesOf(language);
    // Words can be too long in either language; what stands behind a screen is the same in both.
    const look = language === 'en' ? fitsInHand : lookInHand;
    await walkTheLoop({ browser, url: product.url, language, house, look, show: pictures.take });
    await pictures.keep();
  };
  // Two languages at a time: one waits for its page while the other looks.
  await Promise.all([walk('zh-CN'), walk('en')]);
  assert.deepEqual(await examine(product), []);
});

test('a guest a friend brought is told by whom, signs in through WeChat, is known again by a telephone number, and pays inside WeChat', async () => {
  await walkThroughWechat(browser, product.url);
});

test('what is empty, free, sold out, or named at great length fits a hand too', async () => {
  const { page, faults, close } = await openPage(browser, { language: 'en', width: 390, height: 844 });
  const shop = `${product.url}/s/tea`;
  const { sections } = await createShopClient('tea', { baseUrl: product.url }).front();
  const [free, tea, long, early] = ['冲茶小册子', '古树普洱', '一个名字特别特别长', '明年头采'].map(
    (name) => sections.flatMap((section) => section.products).find((one) => one.name.startsWith(name))?.id ?? '',
  );
  const paths = ['', 'cart', 'orders', 'card', 'share', 'points', 'board', 'partner', 'nowhere', `products/${tea}`, `products/${early}`];
  for (const path of paths) {
    await page.goto(`${shop}/${path}`);
    await lookInHand(page, `${path} of a guest`);
  }
  // Not for everybody yet: it says for whom, and leads to what members have instead of into the cart.
  await page.goto(`${shop}/products/${early}`);
  await page.getByText('银叶 first; everybody from').waitFor();
  assert.equal(await page.locator('.zs-bar button').count(), 0);
  await page.getByRole('link', { name: 'See what members have' }).click();
  await page.getByText('新茶先买').waitFor();
  await page.goto(`${shop}/products/${long}`);
  await page.locator('summary').click();
  await page.locator('.zs-bar button').first().click();
  await lookInHand(page, 'a long name');
  await page.goto(`${shop}/cart`);
  await lookInHand(page, 'a long name in the cart');
  await page.goto(`${shop}/sign-in?back=//elsewhere.example`);
  await signIn(page, '13800002222');
  // An address of somebody else's page in the link leads nowhere but to one's own page.
  await page.waitForURL(`${shop}/me`);
  const me = shopWords('me', 'en');
  await page.getByRole('switch', { name: me('mayWrite') }).click();
  await page.getByText(me('mayWriteOn'), { exact: true }).waitFor();
  await lookInHand(page, 'somebody new who may be written to');
  await page.getByRole('switch', { name: me('mayWrite') }).click();
  await page.getByText(me('mayWriteOff'), { exact: true }).waitFor();
  for (const path of ['card', 'inbox', 'badges', 'partner/people', 'partner/materials']) {
    await page.goto(`${shop}/${path}`);
    await lookInHand(page, `${path} of somebody new`);
  }
  await page.goto(`${shop}/products/${free}`);
  await page.locator('.zs-bar button').click();
  await page.locator('.zs-code').waitFor();
  await lookInHand(page, 'something free that was taken');
  // Signed in already, a friend's link is the click that binds: the phone tells it once, and says whose customer they are.
  const client = await clientOf(product.url, 'tea');
  const plan = await client.commissionPlans.create({
    name: '点击即绑定',
    levels: [{ depth: 1, ratePpm: 50_000 }],
    relations: { bindOn: 'click', validityDays: 365 },
  });
  await client.commissionPlans.publish(plan.id, { acknowledge: { risk: true, legalContact: 'counsel' } });
  const friend = await signInBy(product.url, 'tea', '13800003333');
  await client.people.update(friend.id, { name: '小满' });
  const { path } = (await friend.ask('/me/links', {})) as { path: string };
  const arrivals: number[] = [];
  page.on('response', (answer) => void (answer.url().includes('/arrivals') && arrivals.push(answer.status())));
  await Promise.all([page.waitForResponse((answer) => answer.url().includes('/arrivals')), page.goto(`${product.url}${path}`)]);
  await page.goto(`${shop}/share`);
  await page.getByText(/小\*.*2027/).waitFor();
  await lookInHand(page, 'whose customer they are');
  assert.deepEqual(arrivals, [200]);
  // A card that costs less than one cup has paid for itself with the first.
  const own = await page.request.get(`${product.url}/api/v1/shop/tea/me`);
  await sellSmallCard(client, ((await own.json()) as { id: string }).id);
  // Without a network the page says what is safe, and the code comes by itself when the network is back.
  await page.route(/redemptions\/code/, async (route) => await route.abort('connectionreset'));
  await page.goto(`${shop}/code`);
  await page.getByRole('alert').getByText(shopWords('card', 'en')('code.lost.safe')).waitFor();
  await lookInHand(page, 'a code without a network');
  await page.unroute(/redemptions\/code/);
  await page.evaluate(() => void window.dispatchEvent(new Event('online')));
  await page.locator('.zs-spoken').waitFor();
  const spoken = ((await page.locator('.zs-spoken').textContent()) ?? '').replaceAll(/\D/g, '');
  const { data: outlets } = await client.outlets.list({});
  await client.redemptions.create({ code: spoken, outlet: outlets[0]?.id ?? '' });
  await page.getByText(shopWords('card', 'en')('code.done')).waitFor();
  await lookInHand(page, 'a code that was taken');
  await page.goto(`${shop}/paid`);
  await page.locator('.zs-day-sum').waitFor();
  await lookInHand(page, 'the day a card has paid for itself');
  assert.deepEqual(
    faults.filter((fault) => !/status of 4\d\d|ERR_CONNECTION_RESET/.test(fault)),
    [],
  );
  await close();
});
