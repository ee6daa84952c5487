import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ShopOrder, ShopPayment } from '../../rooms/orders/api.ts';
import type { ShopFront, ShopProductDetail, ShopQuote } from '../../rooms/pricing/api.ts';
import { at, home, shopDesk, yuan } from './shop-desk.fixture.ts';
import { testServer, type Shopper } from './server.fixture.ts';

const server = await testServer();
const { slug, keys } = await server.brand('tea');
const { staff, ok, refused, make, buy } = shopDesk(server, { slug, key: keys.owner });
const album = await make({
  externalId: 'album',
  name: '茶园相册',
  ladderRole: 'fan',
  kind: 'virtual',
  price: yuan(0),
  delivery: { kind: 'codes' },
});
const tea = await make({ externalId: 'tea', name: '明前茶', ladderRole: 'entry', price: yuan(100), stock: 5, cost: yuan(23.45) });
const cup = await make({ externalId: 'cup', name: '盖碗', ladderRole: 'core', price: yuan(60), stock: 40 });
const song = await make({
  externalId: 'song',
  name: '采茶歌',
  ladderRole: 'core',
  kind: 'virtual',
  price: yuan(9.9),
  delivery: { kind: 'text', text: '唱吧' },
});
const set = await make({
  externalId: 'set',
  name: '茶与碗',
  price: yuan(150),
  parts: [
    { product: tea, quantity: 1 },
    { product: cup, quantity: 2 },
  ],
});
await staff('POST', '/price-rules', { name: '朋友价', kind: 'referral', product: tea, price: yuan(80) });
await staff('POST', '/coupons', { code: 'SPRING', off: yuan(10) });
await staff('POST', `/products/${album}/codes`, { codes: ['one', 'two'] });
await staff('PATCH', '/order-settings', {
  shipping: yuan(12),
  freeShippingFrom: yuan(150),
  adviser: { name: '小周', text: '加我领茶谱', url: 'https://work.weixin.qq.com/kfid/x' },
});

const lin = await server.shopper(slug, '13800000001');
await ok(lin, 'PATCH', '/me', { name: '林小雨' });
const friend = await server.shopper(slug, '13800000002');
await staff('PATCH', `/people/${friend.id}`, { name: '陈一' });
await staff('POST', '/referrals', { person: friend.id, referrer: lin.id });

test('the front shows the ladder at the price of whoever looks, why, and what is truly left', async () => {
  const guest = (await server.call('GET', `/shop/${slug}/front`)).as<ShopFront>();
  assert.deepEqual([guest.brand.slug, guest.brand.isSandbox, guest.visitor], [slug, true, null]);
  assert.deepEqual(
    guest.sections.map((section) => section.ladderRole),
    ['fan', 'entry', 'core', null],
  );
  const open = guest.sections.flatMap((section) => section.products);
  assert.deepEqual([at(open, tea).price, at(open, tea).listPrice, at(open, tea).reason, at(open, tea).left], [yuan(100), null, null, 5]);
  assert.equal(at(open, set).left, 5);
  const front = await ok<ShopFront>(friend, 'GET', '/front');
  assert.deepEqual([front.visitor?.id, front.visitor?.introducedBy], [friend.id, '林小雨']);
  const mine = at(
    front.sections.flatMap((section) => section.products),
    tea,
  );
  assert.deepEqual(
    [mine.price, mine.listPrice, mine.reason?.kind, mine.reason?.friendOf, mine.reason?.off],
    [yuan(80), yuan(100), 'referral', '林小雨', yuan(20)],
  );
  const detail = await ok<ShopProductDetail>(lin, 'GET', `/products/${tea}`);
  assert.deepEqual([detail.price, detail.prices.find((price) => price.kind === 'referral')?.why], [yuan(100), 'noReferrer']);
  assert.ok(!JSON.stringify(detail).includes('2345'), 'what it costs the brand is told');
});

test('a free good is taken once, at once, and is no order; nobody orders it', async () => {
  const taken = await ok<{ id: string; delivered: { codes: string[] } }>(friend, 'POST', `/products/${album}/claim`);
  assert.deepEqual(taken.delivered.codes, ['one']);
  const again = await friend.call('POST', `/products/${album}/claim`);
  assert.deepEqual([again.status, again.body['id']], [200, taken.id]);
  await refused(lin, `/products/${tea}/claim`, undefined, 409, 'giving.notFree');
  await refused(lin, '/orders', { lines: [{ product: album, quantity: 1 }] }, 409, 'giving.notOrdered');
  assert.equal((await ok<{ data: unknown[] }>(friend, 'GET', '/givings')).data.length, 1);
  assert.deepEqual((await ok<{ data: unknown[] }>(friend, 'GET', '/orders')).data, []);
  assert.deepEqual((await ok<{ stage: string }>(friend, 'GET', '/me')).stage, 'prospect');
});

test('a cart costs what its quote said, coupon, shipping and all; a total that moved buys nothing', async () => {
  const cart = { lines: [{ product: tea, quantity: 1 }], coupon: 'spring' };
  const quote = await ok<ShopQuote>(friend, 'POST', '/quote', cart);
  assert.deepEqual(
    [quote.goods, quote.coupon?.off, quote.shipping, quote.total, quote.needsAddress],
    [yuan(80), yuan(10), yuan(12), yuan(82), true],
  );
  assert.equal((await ok<ShopQuote>(friend, 'POST', '/quote', { lines: [{ product: set, quantity: 1 }] })).shipping.amount, '0');
  const nonsense = await ok<ShopQuote>(friend, 'POST', '/quote', { ...cart, coupon: 'NONE' });
  assert.deepEqual([nonsense.coupon?.isTaken, nonsense.coupon?.why, nonsense.total], [false, 'coupon.notFound', yuan(92)]);
  const guest = (await server.call('POST', `/shop/${slug}/quote`, { body: { lines: cart.lines } })).as<ShopQuote>();
  assert.deepEqual([guest.total, guest.lines[0]?.left], [yuan(112), 5]);
  const short = await refused(friend, '/quote', { lines: [{ product: tea, quantity: 6 }] }, 409, 'stock.short');
  assert.equal((short['errors'] as { pointer: string }[])[0]?.pointer, '/lines/0/quantity');
  await refused(friend, '/orders', cart, 422, 'address.missing');
  const kept = await friend.call('POST', '/addresses', { body: home, headers: { 'idempotency-key': 'address' } });
  const address = kept.as<{ id: string }>();
  await refused(friend, '/orders', { ...cart, address: address.id, expect: yuan(81) }, 409, 'order.totalMoved');
  assert.equal((await ok<ShopProductDetail>(friend, 'GET', `/products/${tea}`)).left, 5);
  const placed = await friend.call('POST', '/orders', {
    body: { ...cart, address: address.id, expect: quote.total, note: '请放门口' },
    headers: { 'idempotency-key': 'with-address' },
  });
  assert.equal(placed.status, 201, placed.text);
  const order = placed.as<ShopOrder>();
  assert.deepEqual(
    [order.state, order.total, order.discount, order.due, order.deliverTo?.street, order.note],
    ['unpaid', quote.total, yuan(10), quote.total, home.street, '请放门口'],
  );
  assert.ok(order.keptUntil);
  const packed = await staff<{ address: { region: string }; note: string }>('GET', `/orders/${order.id}/destination`);
  assert.deepEqual([packed.address.region, packed.note], [home.region, '请放门口']);
  assert.deepEqual(order.can, { pay: true, cancel: true, confirmReceipt: false, askRefund: [], review: [] });
  const gone = await ok<ShopOrder>(friend, 'POST', `/orders/${order.id}/cancel`);
  assert.deepEqual([gone.state, gone.can.pay], ['cancelled', false]);
});

test('points pay for a part of a cart as the quote said, and too many are left out with the reason', async () => {
  await staff('PATCH', '/points-rules', {
    isOn: true,
    worth: { points: 100, amount: yuan(1) },
    earn: { points: 1, per: yuan(1) },
    mostPpm: 500_000,
  });
  await staff('POST', `/people/${lin.id}/points/adjustments`, { points: 500, reason: '补发' });
  const cart = { lines: [{ product: song, quantity: 1 }], points: 300 };
  const quote = await ok<ShopQuote>(lin, 'POST', '/quote', cart);
  assert.deepEqual([quote.points, quote.total], [{ used: 300, off: yuan(3), why: null }, yuan(6.9)]);
  const over = await ok<ShopQuote>(lin, 'POST', '/quote', { ...cart, points: 5000, coupon: 'NONE' });
  assert.deepEqual(
    [over.points?.used, over.points?.why?.startsWith('points.'), over.coupon?.why, over.total],
    [0, true, 'coupon.notFound', yuan(9.9)],
  );
  const order = await ok<ShopOrder>(lin, 'POST', '/orders', { ...cart, expect: quote.total });
  assert.deepEqual([order.total, order.discount], [yuan(6.9), yuan(3)]);
  await ok(lin, 'POST', `/orders/${order.id}/cancel`);
});

test('money on a card pays as the quote said: the bonus off the total, the rest at once, and what is left another way', async () => {
  const card = await make({ externalId: 'purse', name: '储值卡', ladderRole: 'membership', kind: 'service', price: yuan(100) });
  await staff('POST', '/cards', { product: card, kind: 'balance', term: { unit: 'year' }, bonus: yuan(20) });
  const member = await server.shopper(slug, '13800000031');
  // What it is and what comes back of it is read before it is paid (P17).
  const termsOf = async (id: string) => (await ok<ShopProductDetail>(member, 'GET', `/products/${id}`)).card;
  const year = { unit: 'year', count: 1 };
  assert.deepEqual(await termsOf(card), { kind: 'balance', term: year, item: null, units: 0, per: 'term', bonus: yuan(20), refundDays: 7 });
  assert.equal(await termsOf(tea), null);
  await buy(member, card);
  const wallet = async () => (await ok<{ cards: { money: unknown }[] }>(member, 'GET', '/me/card')).cards[0]?.money;
  assert.deepEqual(await wallet(), yuan(120));
  const lines = [{ product: song, quantity: 20 }];
  const { balance, total, due } = await ok<ShopQuote>(member, 'POST', '/quote', { lines });
  assert.deepEqual([balance, total, due], [{ has: yuan(120), used: yuan(0), bonus: yuan(0), why: null }, yuan(198), yuan(198)]);
  const on = await ok<ShopQuote>(member, 'POST', '/quote', { lines, balance: true });
  assert.deepEqual([on.balance?.used, on.balance?.bonus, on.total, on.due], [yuan(120), yuan(20), yuan(178), yuan(78)]);
  // Two devices saw the same 120.00: the second is told, and has not ordered at another price than it was shown.
  const body = { lines, balance: on.balance?.used, expect: on.total };
  const order = await ok<ShopOrder>(member, 'POST', '/orders', body);
  assert.deepEqual(
    [order.state, order.paid, order.due, order.balance],
    ['unpaid', yuan(100), yuan(78), { used: yuan(120), bonus: yuan(20), back: yuan(0) }],
  );
  await refused(member, '/orders', body, 409, 'balance.short');
  assert.deepEqual(await wallet(), yuan(0));
  const payment = await ok<ShopPayment>(member, 'POST', `/orders/${order.id}/pay`, {});
  assert.deepEqual(payment.amount, yuan(78));
  await ok(member, 'POST', `/payments/${payment.id}/test`, { do: 'pay' });
  const paid = await ok<ShopOrder>(member, 'GET', `/orders/${order.id}`);
  assert.deepEqual(
    paid.payments.map((one) => [one.provider, one.amount]),
    [
      ['balance', yuan(100)],
      ['test', yuan(78)],
    ],
  );
  // Half goes back: the card first.
  await staff('POST', `/orders/${order.id}/refunds`, { externalId: 'purse-back', lines: [{ line: 1, amount: yuan(50) }] });
  assert.deepEqual([await wallet(), (await ok<ShopOrder>(member, 'GET', `/orders/${order.id}`)).balance?.back], [yuan(60), yuan(60)]);
  // All of it from the card is paid at once; nobody else sees or uses it, and no card is bought with it.
  const small = [{ product: song, quantity: 1 }];
  const whole = await ok<ShopOrder>(member, 'POST', '/orders', { lines: small, balance: yuan(9.9) });
  assert.deepEqual([whole.state === 'unpaid', whole.due], [false, yuan(0)]);
  assert.equal((await ok<ShopQuote>(lin, 'POST', '/quote', { lines: small, balance: true })).balance, null);
  await refused(lin, '/orders', { lines: small, balance: yuan(1) }, 409, 'balance.short');
  const again = await ok<ShopQuote>(member, 'POST', '/quote', { lines: [{ product: card, quantity: 1 }], balance: true });
  assert.deepEqual([again.balance?.used, again.balance?.why], [yuan(0), 'balance.notForCards']);
  await staff('POST', `/orders`, {
    externalId: 'purse-api',
    person: member.id,
    lines: [{ product: song, quantity: 1 }],
    balance: yuan(9.9),
  });
  const told = await server.call('POST', '/orders/ext:purse-api/payments', {
    key: keys.owner,
    body: { amount: yuan(1), provider: 'balance' },
  });
  assert.equal(told.status, 422);
});

test('two clicks and two tabs pay once; a payment that comes after all goes back', async () => {
  const order = await buy(lin, cup, { isPaid: false });
  const [one, two] = await Promise.all([
    ok<ShopPayment>(lin, 'POST', `/orders/${order.id}/pay`, {}),
    ok<ShopPayment>(lin, 'POST', `/orders/${order.id}/pay`, {}),
  ]);
  assert.equal(one.id, two.id);
  assert.equal((await ok<ShopPayment>(lin, 'GET', `/payments/${one.id}`)).pay?.['kind'], 'test');
  await ok(lin, 'POST', `/payments/${one.id}/test`, { do: 'pay' });
  const paid = await ok<ShopOrder>(lin, 'GET', `/orders/${order.id}`);
  assert.deepEqual([paid.state, paid.due, paid.payments.length, paid.adviser?.name], ['paid', yuan(0), 1, '小周']);
  await refused(lin, `/orders/${order.id}/pay`, {}, 409, 'paymentIntent.nothingDue');

  const left = await buy(lin, cup, { isPaid: false });
  const late = await ok<ShopPayment>(lin, 'POST', `/orders/${left.id}/pay`, {});
  await ok(lin, 'POST', `/orders/${left.id}/cancel`);
  await ok(lin, 'POST', `/payments/${late.id}/test`, { do: 'pay' });
  const after = await ok<ShopOrder>(lin, 'GET', `/orders/${left.id}`);
  assert.deepEqual([after.state, after.paid], ['cancelled', yuan(0)]);
  const books = await staff<{ balanced: boolean; accounts: { account: string; balance: { amount: string } }[] }>(
    'GET',
    '/ledger/trial-balance',
  );
  const unapplied = books.accounts.find((account) => account.account === 'customer:unapplied');
  assert.deepEqual([books.balanced, unapplied?.balance.amount ?? '0'], [true, '0']);
});

test('an order told twice under one key is one order, also when the first answer was lost', async () => {
  const body = { lines: [{ product: song, quantity: 1 }] };
  const headers = { 'idempotency-key': 'cart-1' };
  const [first, second] = [await lin.call('POST', '/orders', { body, headers }), await lin.call('POST', '/orders', { body, headers })];
  assert.deepEqual([first.status, second.status, second.body['id']], [201, 201, first.body['id']]);
  const other = await lin.call('POST', '/orders', { body: { lines: [{ product: song, quantity: 2 }] }, headers });
  assert.equal(other.status, 422);
});

test('what was bought is handed over when it is paid, arrives, and is reviewed once by whoever kept it', async () => {
  const bought = await buy(friend, song);
  assert.deepEqual([bought.lines[0]?.delivered?.text, bought.can.review, bought.can.confirmReceipt], ['唱吧', [1], false]);
  const review = await ok<{ id: string; by: string }>(friend, 'POST', `/orders/${bought.id}/reviews`, { line: 1, stars: 4, text: '好听' });
  assert.equal(review.by, '陈**');
  await refused(friend, `/orders/${bought.id}/reviews`, { line: 1, stars: 1 }, 409, 'review.exists');
  const goods = await buy(friend, cup);
  await refused(friend, `/orders/${goods.id}/reviews`, { line: 1, stars: 5 }, 409, 'review.notKept');
  await refused(friend, `/orders/${goods.id}/confirm-receipt`, undefined, 409, 'order.notShipped');
  await staff('POST', `/orders/${goods.id}/shipments`, { carrier: '顺丰', number: 'SF1' });
  const sent = await ok<ShopOrder>(friend, 'GET', `/orders/${goods.id}`);
  assert.deepEqual([sent.state, sent.shipments[0]?.number, sent.can.confirmReceipt], ['shipped', 'SF1', true]);
  assert.ok(sent.lines[0]?.receivedByItselfAt);
  assert.equal((await ok<ShopOrder>(friend, 'POST', `/orders/${goods.id}/confirm-receipt`)).state, 'received');
  assert.equal((await ok<ShopOrder>(friend, 'POST', `/orders/${goods.id}/confirm-receipt`)).state, 'received');

  assert.equal((await server.call('DELETE', `/reviews/${review.id}`, { key: keys.owner })).status, 404);
  await staff('POST', `/reviews/${review.id}/answer`, { text: '谢谢' });
  await staff('POST', `/reviews/${review.id}/hide`, { because: '广告法第九条' });
  const shown = (await server.call('GET', `/shop/${slug}/products/${song}/reviews`)).as<{ data: Record<string, unknown>[] }>().data[0];
  assert.deepEqual([shown?.['text'], shown?.['hiddenBecause'], shown?.['answer'], shown?.['stars']], [null, '广告法第九条', '谢谢', 4]);
  const detail = await ok<ShopProductDetail>(lin, 'GET', `/products/${song}`);
  assert.deepEqual([detail.stars.average, detail.starCounts], ['4.000000', [0, 0, 0, 1, 0]]);
});

test('a request for a refund stops the hold, pays nothing back until it is accepted, and is answered once', async () => {
  const order = await buy(lin, cup);
  await refused(friend, `/orders/${order.id}/refund-requests`, { lines: [{ line: 1 }], reason: '碎了' }, 404, 'order.notFound');
  await refused(
    lin,
    `/orders/${order.id}/refund-requests`,
    { lines: [{ line: 1, amount: yuan(61) }], reason: '碎了' },
    409,
    'refund.tooMuch',
  );
  const request = await ok<{ id: string }>(lin, 'POST', `/orders/${order.id}/refund-requests`, {
    lines: [{ line: 1, amount: yuan(20) }],
    reason: '碎了',
  });
  await refused(lin, `/orders/${order.id}/refund-requests`, { lines: [{ line: 1 }], reason: '碎了' }, 409, 'claim.open');
  const claims = await staff<{ data: { closedAt: string | null }[] }>('GET', `/orders/${order.id}/claims`);
  assert.deepEqual(
    claims.data.map((claim) => claim.closedAt),
    [null],
  );
  const waiting = await ok<ShopOrder>(lin, 'GET', `/orders/${order.id}`);
  assert.deepEqual([waiting.requests[0]?.state, waiting.refunded, waiting.can.askRefund], ['open', yuan(0), []]);
  const desk = await staff<{ data: { id: string; amount: unknown }[] }>('GET', '/refund-requests?state=open');
  assert.deepEqual(
    desk.data.map((one) => [one.id, one.amount]),
    [[request.id, yuan(20)]],
  );
  await staff('POST', `/refund-requests/${request.id}/accept`, { answer: '抱歉' });
  const given = await ok<ShopOrder>(lin, 'GET', `/orders/${order.id}`);
  assert.deepEqual([given.requests[0]?.state, given.refunded, given.can.askRefund[0]?.most], ['accepted', yuan(20), yuan(40)]);
  const twice = await server.call('POST', `/refund-requests/${request.id}/decline`, { key: keys.owner, body: { answer: '不' } });
  assert.deepEqual([twice.status, twice.body['code']], [409, 'refundRequest.ended']);
  const second = await ok<{ id: string }>(lin, 'POST', `/orders/${order.id}/refund-requests`, {
    lines: [{ line: 1 }],
    reason: '还是不要了',
  });
  await staff('POST', `/refund-requests/${second.id}/decline`, { answer: '已经用过' });
  const after = await ok<ShopOrder>(lin, 'GET', `/orders/${order.id}`);
  assert.deepEqual([after.requests[1]?.answer, after.refunded, after.can.askRefund.length], ['已经用过', yuan(20), 1]);
});

test('the feed tells of purchases that happened and were kept, names masked, and of nothing else', async () => {
  const feed = async () => (await server.call('GET', `/shop/${slug}/feed`)).as<{ data: { by: string; product: { id: string } }[] }>().data;
  const stranger = await server.shopper(slug, '13800000009');
  const before = await feed();
  const order = await buy(stranger, cup);
  assert.equal((await feed()).length, before.length + 1);
  assert.ok(before.every((one) => !/[小雨一]/.test(one.by)));
  assert.ok(before.every((one) => one.product.id !== album));
  await staff('POST', `/orders/${order.id}/refunds`, { lines: [{ line: 1, amount: yuan(60) }] });
  assert.deepEqual(await feed(), before);
});

test('five pieces and fifty buyers: five orders, and what is called off is there for the next', async () => {
  const last = await make({ externalId: 'last', name: '最后五饼', price: yuan(10), stock: 5 });
  const buyers: Shopper[] = [];
  for (let i = 0; i < 10; i++) buyers.push(await server.shopper(slug, `1390000${String(i).padStart(4, '0')}`));
  const addresses = await Promise.all(buyers.map(async (one) => (await ok<{ id: string }>(one, 'POST', '/addresses', home)).id));
  const tries = await Promise.all(
    Array.from({ length: 50 }, async (_, i) => {
      const buyer = buyers[i % 10];
      assert.ok(buyer);
      return await buyer.call('POST', '/orders', { body: { lines: [{ product: last, quantity: 1 }], address: addresses[i % 10] } });
    }),
  );
  const won = tries.filter((told) => told.status === 201);
  assert.deepEqual(
    [won.length, new Set(tries.filter((told) => told.status !== 201).map((told) => told.body['code']))],
    [5, new Set(['stock.short'])],
  );
  const [first] = won;
  assert.ok(first);
  const owner = buyers[tries.indexOf(first) % 10];
  assert.ok(owner);
  await ok(owner, 'POST', `/orders/${String(first.body['id'])}/cancel`);
  const next = buyers[(tries.indexOf(first) + 1) % 10];
  assert.ok(next);
  assert.equal((await buy(next, last, { isPaid: false })).state, 'unpaid');
});

test('twenty orders at once with one coupon take it off one of them; called off, it is theirs again, once (A2)', async () => {
  await staff('POST', '/coupons', { code: 'FARM', off: yuan(5), isOnce: true });
  const farmer = await server.shopper(slug, '13800000077');
  const order = async () => await farmer.call('POST', '/orders', { body: { lines: [{ product: song, quantity: 1 }], coupon: 'FARM' } });
  const tries = await Promise.all(Array.from({ length: 20 }, order));
  const cheaper = (all: typeof tries) => all.map((told) => told.as<Partial<ShopOrder>>()).filter((one) => one.total?.amount === '490');
  const won = cheaper(tries);
  assert.equal(won.length, 1);
  await ok(farmer, 'POST', `/orders/${won[0]?.id ?? ''}/cancel`);
  assert.equal(cheaper(await Promise.all(Array.from({ length: 5 }, order))).length, 1);
});

test('nobody sees or touches what is somebody else’s, and a guest is asked to sign in', async () => {
  const order = await buy(friend, song);
  const payment = await ok<ShopPayment>(friend, 'POST', `/orders/${(await buy(friend, song, { isPaid: false })).id}/pay`, {});
  const address = (await ok<{ data: { id: string }[] }>(friend, 'GET', '/addresses')).data[0]?.id ?? '';
  const calls: [string, string, unknown?][] = [
    ['GET', `/orders/${order.id}`],
    ['POST', `/orders/${order.id}/pay`, {}],
    ['POST', `/orders/${order.id}/cancel`],
    ['POST', `/orders/${order.id}/confirm-receipt`],
    ['POST', `/orders/${order.id}/reviews`, { line: 1, stars: 1 }],
    ['POST', `/orders/${order.id}/refund-requests`, { lines: [{ line: 1 }], reason: 'mine' }],
    ['GET', `/payments/${payment.id}`],
    ['POST', `/payments/${payment.id}/test`, { do: 'pay' }],
    ['PATCH', `/addresses/${address}`, { name: 'mine' }],
    ['DELETE', `/addresses/${address}`],
    ['POST', '/orders', { lines: [{ product: cup, quantity: 1 }], address }],
  ];
  for (const [method, path, body] of calls) {
    const call = body === undefined ? {} : { body };
    assert.equal((await lin.call(method, path, call)).status, 404, `${method} ${path}`);
    assert.equal((await server.call(method, `/shop/${slug}${path}`, call)).status, 401, `${method} ${path}`);
  }
  assert.equal((await ok<ShopOrder>(friend, 'GET', `/orders/${order.id}`)).state, 'received');
});

test('a person takes their data along, and erased leaves stars and sales but no word, no address', async () => {
  const copy = await staff<Record<string, unknown[]>>('GET', `/people/${friend.id}/export`);
  assert.ok(copy['addresses']?.length && copy['reviews']?.length && copy['givings']?.length);
  assert.ok(JSON.stringify(copy['orders']).includes(home.street));
  await staff('POST', `/people/${friend.id}/erase`, {});
  const shown = (await server.call('GET', `/reviews`, { key: keys.owner })).as<{ data: { text: string; by: string; stars: number }[] }>()
    .data;
  assert.deepEqual(
    shown.map((one) => [one.text, one.by, one.stars]),
    [['', '**', 4]],
  );
  const [left] = await server.db.ownerSession(
    async (sql) =>
      await sql.text<{ addresses: number; destinations: number; orders: number; answers: number }>(
        `SELECT (SELECT count(*)::int FROM orders.address JOIN relations.person USING (tenant_id, person_id) WHERE erased_at IS NOT NULL) AS addresses,
                (SELECT count(*)::int FROM orders.destination JOIN orders.customer_order USING (tenant_id, order_id)
                   JOIN relations.person USING (tenant_id, person_id) WHERE erased_at IS NOT NULL) AS destinations,
                (SELECT count(*)::int FROM orders.customer_order JOIN relations.person USING (tenant_id, person_id)
                  WHERE erased_at IS NOT NULL AND paid_at IS NOT NULL) AS orders,
                (SELECT count(*)::int FROM kit.idempotency WHERE strpos(response, $1) > 0) AS answers`,
        [home.street],
      ),
  );
  assert.deepEqual([left?.addresses, left?.destinations, left?.answers], [0, 0, 0]);
  assert.ok((left?.orders ?? 0) > 0);
});

test('five orders wait to be paid at most, ten from one device, however many ask at once; paying or calling one off makes room, and so does half an hour', async () => {
  const people = await Promise.all(['13800000071', '13800000072', '13800000073'].map((phone) => server.shopper(slug, phone)));
  const [one, two, three] = people as [Shopper, Shopper, Shopper];
  const body = { lines: [{ product: song, quantity: 1 }] };
  const ask = async (shopper: Shopper, times: number) => {
    const told = await Promise.all(Array.from({ length: times }, async () => await shopper.call('POST', '/orders', { body })));
    const made = told.flatMap((each) => (each.status === 201 ? [each.as<ShopOrder>()] : []));
    return {
      made,
      codes: [...new Set(told.flatMap((each) => (each.status === 201 ? [] : [`${each.status} ${String(each.body['code'])}`])))],
    };
  };
  const first = await ask(one, 12);
  assert.deepEqual([first.made.length, first.codes], [5, ['409 order.unpaidTooMany']]);
  const told = await refused(one, '/orders', body, 409, 'order.unpaidTooMany');
  assert.ok(String(told['detail']).includes('5') && told['hint'], JSON.stringify(told));
  // Nobody is hindered by what strangers leave unpaid.
  assert.equal((await ask(three, 1)).made.length, 1);
  await ok(one, 'POST', `/orders/${first.made[0]?.id ?? ''}/cancel`);
  const payment = await ok<ShopPayment>(one, 'POST', `/orders/${first.made[1]?.id ?? ''}/pay`, {});
  await ok(one, 'POST', `/payments/${payment.id}/test`, { do: 'pay' });
  assert.equal((await ask(one, 4)).made.length, 2);
  for (const { id } of people) await staff('POST', '/touches', { object: lin.id, person: id, device: 'the family tablet' });
  assert.deepEqual(await ask(two, 5).then(({ made, codes }) => [made.length, codes]), [4, ['409 order.unpaidOnDevice']]);
  await refused(three, '/orders', body, 409, 'order.unpaidOnDevice');
  await staff('POST', '/sandbox/clock', { now: new Date(Date.now() + 31 * 60_000).toISOString() });
  assert.equal((await ask(three, 5)).made.length, 5);
});
