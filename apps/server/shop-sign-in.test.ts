import assert from 'node:assert/strict';
import { createSign, generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { cookieFrom, testServer } from './server.fixture.ts';

const pem = { publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs8', format: 'pem' } } as const;
const keyPair = generateKeyPairSync('rsa', { modulusLength: 2048, ...pem });
/** What WeChat was asked to prepare. */
const prepared: { path: string; payer: string | undefined }[] = [];
// WeChat as it answers: a code says who came back, a prepared payment is signed.
const server = await testServer({
  async ask(address, { body }) {
    const { hostname, pathname, searchParams } = new URL(address);
    if (hostname === 'api.weixin.qq.com') return { status: 200, headers: {}, text: JSON.stringify({ openid: searchParams.get('code') }) };
    const asked = JSON.parse(body ?? '') as { payer?: { openid: string } };
    prepared.push({ path: pathname, payer: asked.payer?.openid });
    const text = JSON.stringify(pathname.endsWith('jsapi') ? { prepay_id: 'wx-1' } : { h5_url: 'https://wx.tenpay.com/pay?1' });
    const timestamp = String(Math.floor(Date.now() / 1000));
    const signature = createSign('RSA-SHA256').update(`${timestamp}\nnonce\n${text}\n`).sign(keyPair.privateKey, 'base64');
    const told = { timestamp, nonce: 'nonce', serial: 'PUB', signature };
    return { status: 200, headers: Object.fromEntries(Object.entries(told).map(([name, value]) => [`wechatpay-${name}`, value])), text };
  },
});
const { slug, keys } = await server.brand('teahouse');
const other = await server.brand('elsewhere');
const key = keys.owner;

const ask = async (phone: string, call: object = {}) =>
  await server.call('POST', `/shop/${slug}/sign-in/codes`, { body: { phone }, ...call });
const enter = async (phone: string, code: unknown, more: object = {}) =>
  await server.call('POST', `/shop/${slug}/sign-in`, { body: { phone, code, ...more } });
const wrong = (code: unknown): string => (code === '000000' ? '111111' : '000000');

test('a code signs a new person in, who is then asked for nothing again', async () => {
  const asked = await ask('138 0013 8000');
  assert.equal(asked.status, 201, asked.text);
  assert.match(String(asked.body['testCode']), /^\d{6}$/);
  assert.equal(asked.body['sentTo'], '**********8000');
  const told = await enter('+8613800138000', asked.body['testCode'], { mayWrite: true });
  assert.deepEqual([told.status, told.body['isNew'], told.body['stage']], [200, true, 'fan']);
  const cookie = cookieFrom(told);
  assert.match(told.headers.getSetCookie()[0] ?? '', /; Path=\/api\/v1\/shop\/teahouse; HttpOnly; SameSite=Lax$/);
  const me = await server.call('GET', `/shop/${slug}/me`, { cookie });
  assert.deepEqual([me.status, me.body['id'], me.body['phone']], [200, told.body['id'], '**********8000']);
  const renamed = await server.call('PATCH', `/shop/${slug}/me`, { cookie, body: { name: '小雨', mayWrite: false } });
  assert.deepEqual([renamed.body['name'], renamed.body['mayWrite'], renamed.body['stage']], ['小雨', false, 'prospect']);
});

test('a proved number is that of the person an import brought, and says so in their record', async () => {
  const made = await server.call('POST', '/people', { key, body: { externalId: 'old', name: 'Old friend', phone: '13900000001' } });
  const shopper = await server.shopper(slug, '13900000001');
  assert.deepEqual([shopper.id, shopper.isNew], [made.body['id'], false]);
  const record = await server.call('GET', '/people/ext:old', { key });
  const [phone] = record.as<{ identities: { verifiedAt: string | null }[] }>().identities;
  assert.ok(phone?.verifiedAt);
});

test('whose link somebody came by introduced them, once and for all', async () => {
  const host = (await server.call('POST', '/people', { key, body: { externalId: 'host', name: '林小雨' } })).body['id'];
  const rival = (await server.call('POST', '/people', { key, body: { externalId: 'rival', name: 'Rival' } })).body['id'];
  const tokenOf = async (person: unknown) => (await server.call('POST', '/touches', { key, body: { object: person } })).body['token'];
  const friend = await server.shopper(slug, '13900000002', String(await tokenOf(host)));
  const me = await friend.call('GET', '/me');
  assert.equal(me.as<{ introducer: { name: string } }>().introducer.name, '林**');
  server.clock.at += 61_000;
  const again = await server.shopper(slug, '13900000002', String(await tokenOf(rival)));
  assert.equal(again.id, friend.id);
  assert.equal((await again.call('GET', '/me')).as<{ introducer: { name: string } }>().introducer.name, '林**');
});

test('a code is good once, for five minutes and five tries, and only the last one sent', async () => {
  const phone = '13900000003';
  const first = (await ask(phone)).body['testCode'];
  assert.equal((await ask(phone)).body['code'], 'rate.limited');
  server.clock.at += 61_000;
  const second = (await ask(phone)).body['testCode'];
  if (first !== second) assert.equal((await enter(phone, first)).body['code'], 'code.wrong');
  assert.equal((await enter(phone, second)).status, 200);
  assert.equal((await enter(phone, second)).body['code'], 'code.expired');
  server.clock.at += 61_000;
  const third = (await ask(phone)).body['testCode'];
  for (let i = 0; i < 5; i++) assert.equal((await enter(phone, wrong(third))).body['code'], 'code.wrong');
  assert.equal((await enter(phone, third)).body['code'], 'code.expired', 'five wrong tries used it up');
  server.clock.at += 61_000;
  const fourth = (await ask(phone)).body['testCode'];
  server.clock.at += 5 * 60_000;
  assert.equal((await enter(phone, fourth)).body['code'], 'code.expired');
});

test('of many tries at once no more than five count, and one right code opens one session (X6)', async () => {
  const phone = '13900000004';
  const code = (await ask(phone)).body['testCode'];
  const tries = await Promise.all(Array.from({ length: 20 }, async () => await enter(phone, wrong(code))));
  assert.equal(tries.filter((one) => one.body['code'] === 'code.wrong').length, 5);
  server.clock.at += 61_000;
  const fresh = (await ask(phone)).body['testCode'];
  const entries = await Promise.all(Array.from({ length: 100 }, async () => await enter(phone, fresh)));
  assert.equal(entries.filter((one) => one.status === 200).length, 1);
});

test('one code a minute for a number, five an hour, ten a day, from however many addresses; and not without end for an address (A1)', async () => {
  const phone = '13900000005';
  let asks = 0;
  const from = async () => await ask(phone, { address: `198.51.100.${(asks += 1)}` });
  const refusal = async () => {
    const told = await from();
    assert.deepEqual([told.status, told.body['code']], [429, 'rate.limited']);
    return Number(told.headers.get('retry-after'));
  };
  const atOnce = await Promise.all(Array.from({ length: 20 }, from));
  assert.equal(atOnce.filter((told) => told.status === 201).length, 1, 'of twenty at once one is sent');
  const began = server.clock.at;
  for (let i = 1; i < 5; i++) {
    server.clock.at += 60_000;
    assert.equal((await from()).status, 201);
  }
  server.clock.at += 60_000;
  assert.equal(await refusal(), 55 * 60);
  server.clock.at = began + 3_600_000;
  for (let i = 0; i < 5; i++) {
    assert.equal((await from()).status, 201);
    server.clock.at += 60_000;
  }
  server.clock.at = began + 2 * 3_600_000 + 600_000;
  assert.equal(await refusal(), 22 * 3_600 - 600);
  server.clock.at = began + 24 * 3_600_000;
  assert.equal((await from()).status, 201);
  const told = [];
  for (let i = 0; i < 60; i++) told.push((await ask(`137000000${String(i).padStart(2, '0')}`, { address: '203.0.113.9' })).status);
  assert.ok(told.includes(429) && told[0] === 201, told.join());
});

test('who is signed in in one shop is a guest in another, and no member of staff anywhere', async () => {
  const { cookie } = await server.shopper(slug, '13900000006');
  assert.equal((await server.call('GET', `/shop/${other.slug}/me`, { cookie })).status, 401);
  assert.equal((await server.call('GET', '/people', { cookie })).status, 401);
  assert.equal((await server.call('GET', `/shop/${slug}/me`, { key })).status, 403);
  assert.equal((await server.call('GET', '/shop/nowhere/me', { cookie })).status, 404);
});

test('signing out ends the session, and so does erasing the person', async () => {
  const leaving = await server.shopper(slug, '13900000007');
  assert.equal((await leaving.call('POST', '/sign-out', { body: {} })).status, 204);
  assert.equal((await leaving.call('GET', '/me')).status, 401);
  const erased = await server.shopper(slug, '13900000008');
  assert.equal((await server.call('POST', `/people/${erased.id}/erase`, { key, body: {} })).status, 200);
  assert.equal((await erased.call('GET', '/me')).status, 401);
});

test('a live brand without a sender sends nothing to the world, and shows codes on its own machine only', async () => {
  const made = await server.app.localFetch('/api/v1/brands', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ slug: 'live', name: 'Live' }),
  });
  assert.equal(made.status, 201);
  const path = '/shop/live/sign-in/codes';
  const far = await server.call('POST', path, { body: { phone: '13900000009' }, address: '203.0.113.7', host: 'shop.example' });
  assert.deepEqual([far.status, far.body['code']], [409, 'sender.missing']);
  const near = await server.call('POST', path, { body: { phone: '13900000009' } });
  assert.equal(near.status, 201, near.text);
  assert.match(String(near.body['testCode']), /^\d{6}$/);
});

test('WeChat tells who somebody is, the same person every time, and only in the browser that asked', async () => {
  const site = async (path: string, cookie = ''): Promise<Response> =>
    await server.app.fetch(
      new Request(`http://127.0.0.1:7700${path}`, { headers: { host: '127.0.0.1:7700', cookie }, redirect: 'manual' }),
      {
        address: '127.0.0.1',
      },
    );
  const enterAs = async (player: string) => {
    const left = await site(`/api/v1/shop/${slug}/sign-in/wechat?to=${encodeURIComponent(`/s/${slug}/card`)}`);
    assert.equal(left.status, 302);
    const [stateCookie = ''] = (left.headers.getSetCookie()[0] ?? '').split(';');
    const page = await site(left.headers.get('location') ?? '');
    const html = await page.text();
    const link = new RegExp(`href="([^"]+code=sim-${player}[^"]+)"`).exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    return { stranger: await site(link), back: await site(link, stateCookie) };
  };
  const { stranger, back } = await enterAs('ming');
  assert.equal(stranger.headers.get('location'), `/s/${slug}/sign-in?failed=wechat`, 'a link with somebody’s code signs nobody else in');
  assert.ok(!stranger.headers.getSetCookie().some((cookie) => cookie.startsWith('zihuan_shop=')));
  assert.deepEqual([back.status, back.headers.get('location')], [302, `/s/${slug}/card`]);
  const cookieOfReply = (reply: Response): string => (reply.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
  const ming = cookieOfReply(back);
  const me = await server.call('GET', `/shop/${slug}/me`, { cookie: ming });
  assert.deepEqual([me.status, me.body['phone']], [200, null]);
  const again = cookieOfReply((await enterAs('ming')).back);
  assert.equal((await server.call('GET', `/shop/${slug}/me`, { cookie: again })).body['id'], me.body['id']);
  const outside = await site(`/api/v1/shop/${slug}/sign-in/wechat?to=${encodeURIComponent('//evil.example/')}`);
  assert.ok(!decodeURIComponent(outside.headers.get('location') ?? '').includes('evil'));
});

test('who came through WeChat and proves a known number is that person from then on; two proved numbers stay two people', async () => {
  const old = (await server.call('POST', '/people', { key, body: { externalId: 'regular', name: 'Regular', phone: '13900000031' } })).body[
    'id'
  ];
  const left = await server.call('GET', `/shop/${slug}/sign-in/wechat`);
  const state = cookieFrom(left);
  const code = `code=sim-fang&state=${encodeURIComponent(state.slice(state.indexOf('=') + 1))}`;
  const cookie = cookieFrom(await server.call('GET', `/shop/${slug}/sign-in/wechat/return?${code}`, { cookie: state }));
  const prove = async (phone: string) => {
    server.clock.at += 61_000;
    const sent = (await ask(phone)).body['testCode'];
    return await server.call('POST', `/shop/${slug}/me/phone`, { cookie, body: { phone, code: sent } });
  };
  const joined = await prove('13900000031');
  assert.deepEqual([joined.status, joined.body['id'], joined.body['name']], [200, old, 'Regular']);
  assert.equal((await server.call('GET', `/shop/${slug}/me`, { cookie })).body['id'], old, 'and stays signed in');
  await server.shopper(slug, '13900000032');
  assert.equal((await prove('13900000032')).body['code'], 'identity.proved');
});

test('a live brand’s accounts for messages are kept without their secrets in sight, one of a kind, and a sandbox has none', async () => {
  const live = { 'content-type': 'application/json', 'zihuan-brand': 'live' };
  const at = async (method: string, path: string, body?: unknown) =>
    await server.app.localFetch(`/api/v1${path}`, { method, headers: live, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const sms = { kind: 'aliyunSms', accessKeyId: 'id-1', accessKeySecret: 'very-secret', signName: '茶事', templateCode: 'SMS_1' };
  const made = await at('POST', '/channel-accounts', sms);
  assert.equal(made.status, 201);
  const { id } = (await made.json()) as { id: string };
  const list = await (await at('GET', '/channel-accounts')).text();
  assert.ok(list.includes('SMS_1') && !list.includes('very-secret'));
  const stored = await server.db.ownerTx((sql) => sql.text<{ secrets: string }>('SELECT secrets FROM channels.account'));
  assert.ok(stored.length === 1 && !stored[0]?.secrets.includes('very-secret'));
  assert.equal((await at('POST', '/channel-accounts', sms)).status, 409);
  assert.equal((await at('POST', '/channel-accounts', { kind: 'wechatLogin', appId: 'wx1' })).status, 422);
  assert.equal((await at('DELETE', `/channel-accounts/${id}`)).status, 204);
  assert.equal((await at('DELETE', `/channel-accounts/${id}`)).status, 404);
  const inSandbox = await server.call('POST', '/channel-accounts', { key, body: sms });
  assert.deepEqual([inSandbox.status, inSandbox.body['code']], [409, 'channelAccount.notInSandbox']);
});

test('inside WeChat its own payment opens for whoever it knows with the app that takes the money; whoever it does not know is told what to do, and loses nothing by it', async () => {
  const at = async (method: string, path: string, body?: unknown) => {
    const headers = { 'content-type': 'application/json', 'zihuan-brand': 'live' };
    const told = await server.app.localFetch(`/api/v1${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await told.text();
    assert.ok(told.ok, text);
    return (text === '' ? {} : JSON.parse(text)) as { id: string };
  };
  const tea = await at('POST', '/products', {
    externalId: 'taste',
    name: '三泡',
    price: { amount: '1990', currency: 'CNY' },
    kind: 'virtual',
  });
  const keys = { privateKey: keyPair.privateKey, platformKey: keyPair.publicKey, apiV3Key: 'k'.repeat(32) };
  const till = { provider: 'wechat', merchantId: '1900000001', appId: 'wx-shop', serial: 'S', platformSerial: 'PUB', ...keys };
  await at('POST', '/payment-accounts', till);
  const login = async (appId: string) => await at('POST', '/channel-accounts', { kind: 'wechatLogin', appId, appSecret: 'secret' });

  const inWechat = { 'user-agent': 'Mozilla/5.0 (iPhone) Mobile MicroMessenger/8.0.50(0x18003231) NetType/WIFI' };
  const shop = async (cookie: string, method: string, path: string, how: object = {}) =>
    await server.call(method, `/shop/live${path}`, { cookie, ...how });
  const throughWechat = async (openid: string, { cookie = '', mine = '' } = {}) => {
    const to = encodeURIComponent('/s/live/orders');
    const left = await server.call('GET', `/shop/live/sign-in/wechat?to=${to}${mine}`);
    const state = cookieFrom(left);
    const query = new URLSearchParams({ code: openid, state: state.slice(state.indexOf('=') + 1) });
    return await shop(`${state}; ${cookie}`, 'GET', `/sign-in/wechat/return?${query.toString()}`);
  };
  const order = async (cookie: string): Promise<string> =>
    String((await shop(cookie, 'POST', '/orders', { body: { lines: [{ product: tea.id, quantity: 1 }] } })).body['id']);
  const pay = async (cookie: string, id: string, headers: object = inWechat) => {
    const told = await shop(cookie, 'POST', `/orders/${id}/pay`, { body: {}, headers });
    return { told, code: told.body['code'] ?? told.as<{ pay: { kind: string } | null }>().pay?.kind, ...prepared.at(-1) };
  };

  // Known by telephone only, while the shop signs in with another app than the one that takes the money.
  const { cookie, id } = await server.shopper('live', '13900000041');
  const first = await order(cookie);
  const { told, code } = await pay(cookie, first);
  assert.deepEqual([told.status, code, told.body['facts']], [409, 'paymentIntent.wechatUnknown', { canSignIn: false }]);
  assert.deepEqual(prepared, [], 'nothing was prepared for it');
  const other = await login('wx-other');
  assert.equal((await throughWechat('o-other', { cookie, mine: '&mine=1' })).headers.get('location'), '/s/live/orders');
  assert.equal((await pay(cookie, first)).code, 'paymentIntent.wechatUnknown', 'who they are with another app says nothing');
  await at('DELETE', `/channel-accounts/${other.id}`);
  await login('wx-shop');
  assert.deepEqual((await pay(cookie, first)).told.body['facts'], { canSignIn: true });

  // Through WeChat and back they are who they were, with their order, and WeChat's own payment opens.
  const back = await throughWechat('o-41', { cookie, mine: '&mine=1' });
  assert.deepEqual([back.headers.get('location'), back.headers.getSetCookie().length], ['/s/live/orders', 1], 'no other session begins');
  assert.equal((await shop(cookie, 'GET', '/me')).body['id'], id);
  const paid = await pay(cookie, first);
  assert.deepEqual([paid.code, paid.path, paid.payer], ['wechatJsapi', '/v3/pay/transactions/jsapi', 'o-41']);
  const { parameters } = paid.told.as<{ pay: { parameters: Record<string, string> } }>().pay;
  assert.deepEqual([parameters['appId'], parameters['package']], ['wx-shop', 'prepay_id=wx-1']);
  assert.equal((await pay(cookie, first)).told.body['id'], paid.told.body['id'], 'asked twice it is one attempt');
  assert.equal((await pay(cookie, first, {})).code, 'redirect', 'in any other browser it opens a page of its own');

  // Whoever signs in through WeChat is known at once. Another's telephone number and WeChat do not become one person by it.
  const fresh = cookieFrom(await throughWechat('o-42'));
  assert.deepEqual((await pay(fresh, await order(fresh))).payer, 'o-42');
  const taken = await throughWechat('o-42', { cookie, mine: '&mine=1' });
  assert.equal(taken.headers.get('location'), '/s/live/orders?failed=wechat');
  const merged = await server.shopper('live', '13900000042');
  assert.equal((await throughWechat('o-42', { cookie: merged.cookie, mine: '&mine=1' })).headers.get('location'), '/s/live/orders');
  assert.equal((await shop(fresh, 'GET', '/me')).body['id'], (await merged.call('GET', '/me')).body['id'], 'two records of one are one');
});
