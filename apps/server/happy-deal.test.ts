import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId, parseId } from '../../kit/ids/index.ts';
import { testServer, type Told } from './server.fixture.ts';

const server = await testServer();
const DAY = 86_400_000;

test('whoever opens a link sees who sent it, the friend’s price and the gifts; the gifts come with signing in and with the first order, and whoever sent it is thanked', async () => {
  const yuan = (amount: number) => ({ amount: String(amount), currency: 'CNY' });
  const brand = await server.brand('gifts');
  const owner = { key: brand.keys.owner };
  const tell = async (method: string, path: string, body: unknown, key = brand.keys.owner): Promise<Told> =>
    await server.call(method, path, { key, body });
  const shop = async (method: string, path: string, how: { cookie?: string; body?: unknown } = {}): Promise<Told> =>
    await server.call(method, `/shop/${brand.slug}${path}`, how);
  const made: Record<string, string> = {};
  for (const [name, price, cost] of [
    ['tea', 9_800, 3_000],
    ['cup', 2_000, 400],
    ['bag', 1_500, 500],
    ['box', 3_800, 800],
  ] as const) {
    const told = await tell('POST', '/products', { externalId: name, name, kind: 'virtual', price: yuan(price), cost: yuan(cost) });
    made[name] = String(told.body['id']);
  }
  await tell('POST', '/price-rules', { name: 'Friends', kind: 'referral', product: 'ext:tea', price: yuan(7_800) });
  await tell('POST', '/payment-accounts', { provider: 'test' });
  // Nothing is given before the brand says so, and what it says is whole.
  assert.equal((await server.call('GET', '/happy-deal', owner)).body['isOn'], false);
  const refused = async (body: unknown): Promise<unknown> => (await tell('PATCH', '/happy-deal', body)).body['code'];
  await tell('POST', '/products', { externalId: 'nobody-knows', name: 'Nobody knows' });
  assert.equal(await refused({ before: { product: 'ext:nobody-knows' } }), 'gift.costUnknown');
  assert.equal(await refused({ before: { product: 'ext:none' } }), 'product.notFound');
  const deal = { isOn: true, before: { product: 'ext:cup' }, after: { product: 'ext:bag' }, onReferral: { product: 'ext:box', most: 1 } };
  const tried = await server.call('PATCH', '/happy-deal?dryRun=true', { ...owner, body: deal });
  const cost = tried.as<{ cost: { amount: string }; worst: { left: { amount: string } } }>();
  // Of a cup at 20.00 its cost is 4.00 and the gifts are 17.00: it would lose 1.00, which only trials may.
  assert.deepEqual([cost.cost.amount, cost.worst.left.amount], ['1700', '-100']);
  assert.equal((await server.call('GET', '/happy-deal', owner)).body['version'], 0);
  assert.equal((await tell('PATCH', '/happy-deal', deal, brand.keys.staff)).status, 403);
  assert.equal((await tell('PATCH', '/happy-deal', deal)).status, 200);

  const everybody = ['prospect', 'fan', 'customer', 'repeat', 'member', 'partner'];
  const plan = await tell('POST', '/commission-plans', {
    name: 'Ten',
    levels: [{ depth: 1, ratePpm: 100_000 }],
    payees: { stages: everybody, onIneligible: 'brand' },
    hold: { days: 15, from: 'receipt' },
  });
  assert.equal((await tell('POST', `/commission-plans/${String(plan.body['id'])}/publish`, {})).status, 200);

  const sender = await server.shopper(brand.slug, '13711110001');
  await sender.call('PATCH', '/me', { body: { name: 'Lin' } });
  const { path } = (await sender.call('POST', '/me/links', { body: {} })).as<{ path: string }>();
  const opened = await server.call('GET', path, { isSite: true });
  const touch = new URL(opened.headers.get('location') ?? '', 'http://x').searchParams.get('touch') ?? '';
  interface Own {
    state: string;
    gift: { product: { name: string } };
  }
  interface ShopDeal {
    hasFriendPrice: boolean;
    gifts: { onReferral: { isSoldOut: boolean } | null };
    friend: { introducedBy: string; isFirst: boolean; before: Own | null; after: Own | null } | null;
    earned: { friend: string; state: string; product: { name: string } }[];
  }
  const seen = (told: Told): unknown[] => {
    const { friend, hasFriendPrice } = told.as<ShopDeal>();
    return [friend?.introducedBy, friend?.isFirst, friend?.before?.state, friend?.after?.state, hasFriendPrice];
  };
  assert.deepEqual(seen(await shop('GET', `/happy-deal?touch=${touch}`)), ['Lin', true, 'offered', 'offered', true]);
  assert.equal((await shop('GET', '/happy-deal')).as<ShopDeal>().friend, null);
  // While the introductions of whoever sent it rest, nothing would come of it: nothing is promised.
  const [{ tenant_id: tenantId } = { tenant_id: '' }] = await server.db.ownerTx((sql) =>
    sql.text<{ tenant_id: string }>(`SELECT t.tenant_id FROM identity.tenant AS t WHERE t.slug = '${brand.slug}'`),
  );
  const pauseId = newId();
  await server.db.tenantTx(
    tenantId,
    (sql) => sql.exec`
      INSERT INTO relations.bind_pause (tenant_id, pause_id, person_id, from_at, recorded_at)
      VALUES (${tenantId}, ${pauseId}, ${parseId('person', sender.id) ?? ''}, ${new Date()}, ${new Date()})`,
  );
  assert.equal((await shop('GET', `/happy-deal?touch=${touch}`)).as<ShopDeal>().friend, null);
  await server.db.ownerTx((sql) => sql.text('DELETE FROM relations.bind_pause AS pause WHERE pause.pause_id = $1', [pauseId]));

  const asked = await shop('POST', '/sign-in/codes', { body: { phone: '13711110002' } });
  const signedIn = await shop('POST', '/sign-in', { body: { phone: '13711110002', code: asked.body['testCode'], touch } });
  const cookie = (signedIn.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
  assert.deepEqual(seen(await shop('GET', '/happy-deal', { cookie })), ['Lin', true, 'given', 'offered', true]);
  const given = async (): Promise<string[]> =>
    (await shop('GET', '/givings', { cookie }))
      .as<{ data: { occasion: string; product: { name: string } }[] }>()
      .data.map((one) => `${one.occasion} ${one.product.name}`);
  assert.deepEqual(await given(), ['giftBefore cup']);
  // Taken once: told again it is the same, and whoever came by themselves has none to take.
  assert.equal((await shop('POST', '/happy-deal/gift', { cookie, body: {} })).status, 200);
  assert.deepEqual(await given(), ['giftBefore cup']);
  assert.equal((await sender.call('POST', '/happy-deal/gift', { body: {} })).body['code'], 'happyDeal.nothingBefore');

  const order = await shop('POST', '/orders', { cookie, body: { lines: [{ product: made['tea'], quantity: 1 }] } });
  assert.equal(order.as<{ total: { amount: string } }>().total.amount, '7800');
  const payment = await shop('POST', `/orders/${String(order.body['id'])}/pay`, { cookie, body: {} });
  await shop('POST', `/payments/${String(payment.body['id'])}/test`, { cookie, body: { do: 'pay' } });
  assert.deepEqual(await given(), ['giftAfter bag', 'giftBefore cup']);
  const thanked = (await sender.call('GET', '/happy-deal')).as<ShopDeal>();
  assert.deepEqual(
    [thanked.earned.map((one) => [one.product.name, one.state]), thanked.gifts.onReferral?.isSoldOut],
    [[['box', 'waiting']], true],
  );
  // The hold of a virtual good runs from its delivery: the clock of the brand is moved beyond it.
  const now = new Date(server.clock.at + 40 * DAY).toISOString();
  assert.equal((await tell('POST', '/sandbox/clock', { now })).status, 200);
  assert.deepEqual(
    (await sender.call('GET', '/happy-deal')).as<ShopDeal>().earned.map((one) => one.state),
    ['given'],
  );
  assert.equal((await shop('GET', '/happy-deal', { cookie })).as<ShopDeal>().friend?.isFirst, false);
  const promised = (await server.call('GET', '/gift-promises?state=given', owner)).as<{ data: { id: string; kind: string }[] }>().data;
  assert.deepEqual(
    promised.map((one) => one.kind),
    ['onReferral', 'after', 'before'],
  );
  assert.equal((await tell('POST', `/gift-promises/${promised[0]?.id ?? ''}/give`, {})).body['code'], 'giftPromise.over');
  const copy = await server.call('GET', `/people/${sender.id}/export`, owner);
  assert.equal(copy.as<{ shownName: string }>().shownName, 'Lin');
  assert.equal(copy.as<{ links: unknown[]; promisedGifts: { kind: string }[] }>().links.length, 1);
  assert.deepEqual(
    copy.as<{ promisedGifts: { kind: string }[] }>().promisedGifts.map((one) => one.kind),
    ['onReferral'],
  );
});
