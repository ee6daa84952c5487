import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Card, PrivilegeJson, PrivilegeMatrixJson } from '../../rooms/membership/api.ts';
import type { ShopOrder } from '../../rooms/orders/api.ts';
import type { ShopFront, ShopProductDetail, ShopQuote } from '../../rooms/pricing/api.ts';
import { handCard } from './member.fixture.ts';
import { at, home, shopDesk, yuan } from './shop-desk.fixture.ts';
import { testServer, type Shopper } from './server.fixture.ts';

const server = await testServer();
const { slug, keys } = await server.brand('tea');
const { staff, ok, refused, make, buy } = shopDesk(server, { slug, key: keys.owner });

const cup = await make({ externalId: 'cup', name: '盖碗', ladderRole: 'core', price: yuan(60), stock: 40 });
const song = await make({
  externalId: 'song',
  name: '采茶歌',
  ladderRole: 'core',
  kind: 'virtual',
  price: yuan(9.9),
  delivery: { kind: 'text', text: '唱吧' },
});
const purseCard = await make({ externalId: 'purse', name: '储值卡', ladderRole: 'membership', kind: 'service', price: yuan(100) });
await staff('POST', '/cards', { product: purseCard, kind: 'balance', term: { unit: 'year' }, bonus: yuan(20) });
await staff('PATCH', '/points-rules', { isOn: true });
await staff('PATCH', '/order-settings', { shipping: yuan(12), freeShippingFrom: yuan(150) });
const lin = await server.shopper(slug, '13800000001');

test('what a privilege does by itself it does in the quote, in the order and in nobody else’s: sent free, bought before everybody, told by what', async () => {
  const purse = (await staff<{ data: { id: string; product: { externalId: string } }[] }>('GET', '/cards')).data;
  const [gold, month] = [await server.shopper(slug, '13800000032'), await server.shopper(slug, '13800000033')];
  await handCard(server, { slug, keys }, month);
  const all = (await staff<{ data: { id: string; product: { id: string }; grant: Card['grant'] }[] }>('GET', '/cards')).data;
  const cards = all.filter((one) => !purse.some(({ id }) => id === one.id));
  const pass = (await ok<ShopProductDetail>(gold, 'GET', `/products/${cards[0]?.product.id}`)).card;
  assert.deepEqual([pass?.item, pass?.units, pass?.per], [cards[0]?.grant?.item?.name, cards[0]?.grant?.units, cards[0]?.grant?.per]);
  const tier = (await staff<{ id: string }>('POST', '/tiers', { name: '金叶', reach: 50, keep: 0 })).id;
  await buy(gold, purseCard);
  const cells = [{ tier }, { card: cards[0]?.id }];
  const privilege = async (acts: 'freeShipping' | 'earlyAccess') =>
    (await staff<PrivilegeJson>('POST', '/privileges', { name: acts, kind: 'access', acts, cells })).id;
  const [free, early] = [await privilege('freeShipping'), await privilege('earlyAccess')];
  const told = async (method: string, path: string, body: unknown) => {
    const { status, body: said } = await server.call(method, path, { key: keys.owner, body });
    return [status, said['code']];
  };
  const twice = { name: 'Again', kind: 'price', acts: 'freeShipping', cells };
  assert.deepEqual(await told('POST', '/privileges', twice), [409, 'privilege.actsAlready']);
  assert.deepEqual(await told('PATCH', `/privileges/${free}`, { cells: [{ tier, cap: 2 }] }), [422, 'privilege.actsFreely']);
  assert.deepEqual(await told('POST', `/privileges/${free}/uses`, { person: gold.id }), [409, 'privilege.actsByItself']);

  const cart = { lines: [{ product: cup, quantity: 1 }] };
  const quote = await ok<ShopQuote>(gold, 'POST', '/quote', cart);
  const sentFree = { acts: 'freeShipping', name: '金叶', saved: yuan(12) };
  assert.deepEqual([quote.shipping, quote.acted, quote.total], [yuan(0), [sentFree], yuan(60)]);
  const byCard = await ok<ShopQuote>(month, 'POST', '/quote', cart);
  assert.deepEqual([byCard.shipping, byCard.acted], [yuan(0), [{ ...sentFree, name: 'Month card' }]]);
  const open = await ok<ShopQuote>(lin, 'POST', '/quote', cart);
  assert.deepEqual([open.shipping, open.acted, open.total], [yuan(12), [], yuan(72)]);
  const large = await ok<ShopQuote>(gold, 'POST', '/quote', { lines: [{ product: cup, quantity: 3 }] });
  assert.deepEqual([large.shipping, large.acted], [yuan(0), []], 'from 150.00 on it is free for everybody');
  const byHand = { person: gold.id, lines: cart.lines, shipping: yuan(5) };
  assert.deepEqual((await staff<ShopOrder>('POST', '/orders', byHand)).shipping, yuan(5), 'what staff agree on stands');

  const until = new Date(server.clock.at + 60_000).toISOString();
  const spring = await make({ externalId: 'spring', name: '头采', ladderRole: 'premium', price: yuan(90), earlyUntil: until });
  const pair = await make({
    externalId: 'pair',
    name: '头采与碗',
    price: yuan(140),
    parts: [spring, cup].map((product) => ({ product, quantity: 1 })),
  });
  const shown = async (who: Shopper) => (await ok<ShopProductDetail>(who, 'GET', `/products/${spring}`)).early;
  const by = ['金叶', 'Month card'];
  assert.deepEqual(
    [await shown(lin), await shown(gold)],
    [
      { until, by, isMine: false },
      { until, by, isMine: true },
    ],
  );
  const guest = (await server.call('GET', `/shop/${slug}/front`)).as<ShopFront>().sections.flatMap((section) => section.products);
  assert.deepEqual([at(guest, spring).early?.isMine, at(guest, pair).early?.until, at(guest, cup).early], [false, until, null]);
  const address = (await ok<{ id: string }>(lin, 'POST', '/addresses', home)).id;
  for (const product of [spring, pair]) {
    const lines = [
      { product: song, quantity: 1 },
      { product, quantity: 1 },
    ];
    for (const [path, body] of [
      ['/quote', { lines }],
      ['/orders', { lines, address }],
    ] as const) {
      const no = await refused(lin, path, body, 409, 'product.early');
      assert.equal((no['errors'] as { pointer: string }[])[0]?.pointer, '/lines/1/product');
    }
    const asGuest = await server.call('POST', `/shop/${slug}/quote`, { body: { lines } });
    assert.deepEqual([asGuest.status, asGuest.body['code']], [409, 'product.early']);
    assert.deepEqual(await told('POST', '/orders', { person: lin.id, lines }), [409, 'product.early']);
  }
  const order = await buy(gold, spring);
  const first = { acts: 'earlyAccess', name: '金叶', saved: yuan(0) };
  assert.deepEqual([order.acted, order.shipping, order.total], [[sentFree, first], yuan(0), yuan(90)]);
  assert.deepEqual((await staff<ShopOrder>('GET', `/orders/${order.id}`)).acted, order.acted);

  const matrix = async () => (await staff<PrivilegeMatrixJson>('GET', '/privileges')).data;
  const use = (rows: readonly PrivilegeJson[], id: string) => {
    const row = rows.find((one) => one.id === id);
    return [row?.users, row?.members, row?.cost, row?.alarm, row?.cells.find((cell) => cell.id === tier)?.uses];
  };
  const before = await matrix();
  assert.deepEqual(
    [use(before, free), use(before, early)],
    [
      [1, 2, yuan(12), null, 1],
      [1, 2, yuan(0), null, 1],
    ],
  );
  server.clock.at += 60_000;
  assert.equal(await shown(lin), null);
  assert.equal((await ok<ShopQuote>(lin, 'POST', '/quote', { lines: [{ product: spring, quantity: 1 }] })).total.amount, '10200');
  await staff('PATCH', '/order-settings', { shipping: yuan(0) });
  const after = await matrix();
  assert.deepEqual([use(after, free)[3], use(after, early)[3]], ['broken', 'empty']);
  await staff('PATCH', '/order-settings', { shipping: yuan(12) });
  for (const id of [free, early]) await staff('PATCH', `/privileges/${id}`, { ended: true });
  assert.deepEqual((await ok<ShopQuote>(gold, 'POST', '/quote', cart)).shipping, yuan(12));
});
