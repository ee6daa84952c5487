import { createCanvas } from '@napi-rs/canvas';
import assert from 'node:assert/strict';
import { isShopRoute, type AnyRoute } from '../../kit/http/index.ts';
import { newId, publicId, type IdKind } from '../../kit/ids/index.ts';
import { openRelay } from '../../kit/webhooks/index.ts';
import type { TestServer } from './server.fixture.ts';

const KINDS: Record<string, IdKind> = {
  people: 'person',
  posters: 'shareLink',
  products: 'product',
  skus: 'sku',
  pictures: 'picture',
  'price-rules': 'priceRule',
  coupons: 'coupon',
  cards: 'cardDesign',
  'member-cards': 'memberCard',
  orders: 'order',
  claims: 'claim',
  addresses: 'address',
  payments: 'paymentIntent',
  reviews: 'review',
  'refund-requests': 'refundRequest',
  'gift-promises': 'giftPromise',
  refunds: 'refund',
  segments: 'segment',
  withdrawals: 'withdrawal',
  cases: 'moneyCase',
  'attribution-changes': 'attributionChange',
  imports: 'run',
  staff: 'staff',
  keys: 'apiKey',
  'payment-accounts': 'paymentAccount',
  'channel-accounts': 'channelAccount',
  'payment-intents': 'paymentIntent',
  'provider-events': 'providerEvent',
  'commission-plans': 'plan',
  partners: 'partner',
  'partner-levels': 'partnerLevel',
  'partner-applications': 'partnerApplication',
  lessons: 'lesson',
  materials: 'material',
  leads: 'lead',
  'team-notices': 'teamNotice',
  'team-tasks': 'teamTask',
  'webhook-endpoints': 'endpoint',
  'webhook-deliveries': 'delivery',
  outlets: 'outlet',
  inbox: 'inboxNotice',
  tiers: 'tier',
  privileges: 'privilege',
  designs: 'design',
  diagnoses: 'diagnosis',
  scenarios: 'scenario',
  tasks: 'task',
  scripts: 'script',
  'script-uses': 'scriptUse',
  spend: 'spend',
};

/** What kind of id a route carries in its path: the part before it says. */
export function idKindOf(route: AnyRoute): IdKind {
  const [, before = ''] = /\/([^/]+)\/\{id\}/.exec(route.path) ?? [];
  const kind = KINDS[before];
  assert(kind || !takesId(route), `${route.path}: what is an id below /${before}?`);
  return kind ?? 'person';
}

export function takesId(route: AnyRoute): boolean {
  return route.path.includes('{id}');
}

/** @param slug the brand, for the routes of its shop */
export function pathWith(route: AnyRoute, id: string, slug = 'nobody'): string {
  return route.path.replace('{brand}', slug).replaceAll(/\{\w+\}/g, encodeURIComponent(id));
}

/** Somebody who may use a route, if anybody may: an owner, in the shop whoever is signed in there. */
export function callerOf(route: AnyRoute, brand: { keys: { owner: string }; cookie: string }): { key: string } | { cookie: string } {
  return isShopRoute(route) ? { cookie: brand.cookie } : { key: brand.keys.owner };
}

/** One id of every kind a brand has. */
export type Ids = Partial<Record<IdKind, string>>;

const ORDERS =
  'order,person,at,amount,product\r\no-1,p-1,2026-01-05 10:00:00,128.00,tea\r\no-2,p-1,2026-02-05 10:00:00,64.00,tea\r\no-3,p-2,2026-02-06 10:00:00,32.00,cup\r\n';

const PICTURE = createCanvas(40, 30).encode('png');

/** Puts a little of everything into a brand, through the API. */
export async function fillBrand(server: TestServer, brand: { slug: string; keys: { owner: string } }): Promise<Ids> {
  const key = brand.keys.owner;
  const make = async (path: string, body: unknown): Promise<string> => {
    const told = await server.call('POST', path, { key, body });
    assert.equal(told.status, 201, `${path}: ${told.text}`);
    return told.as<{ id: string }>().id;
  };
  const has = (id: string): boolean => server.app.routes.some((route) => route.id === id);
  const person = await make('/people', { externalId: 'founder', name: 'Founder' });
  const phone = '13700000099';
  const friend = await make('/people', { externalId: 'friend', name: 'Friend', phone });
  await make('/referrals', { person: friend, referrer: person });
  const staff = await make('/staff', { name: 'Mei', email: 'mei@example.com', role: 'staff' });
  const apiKey = await make('/keys', { role: 'readonly' });
  const ids: Ids = { person, staff, apiKey, ...(await importOrders(server, key, ORDERS)) };
  ids.paymentAccount = await make('/payment-accounts', { provider: 'test' });
  const tea = await make('/products', { externalId: 'sold-tea', name: 'Tea', price: { amount: '1000', currency: 'CNY' } });
  const sold = await make('/orders', { person, lines: [{ product: tea, quantity: 1 }] });
  const drawn = await server.call('POST', `/products/${tea}/pictures`, { key, raw: new Uint8Array(await PICTURE) });
  ids.picture = drawn.as<{ data: { id: string }[] }>().data[0]?.id ?? assert.fail(drawn.text);
  ids.paymentIntent = await make(`/orders/${sold}/payment-intents`, { provider: 'test' });
  await server.call('POST', `/payment-intents/${ids.paymentIntent}/test`, { key, body: { do: 'pay' } });
  ids.providerEvent = (await server.call('GET', '/provider-events', { key })).as<{ data: { id: string }[] }>().data[0]?.id ?? '';
  ids.endpoint = await make('/webhook-endpoints', { url: 'http://127.0.0.1:9/events' });
  await make('/people', { externalId: 'told', name: 'Told' });
  const relay = openRelay(server.db, { mayReachLoopback: false });
  await relay.drain();
  ids.delivery = (await server.call('GET', '/webhook-deliveries', { key })).as<{ data: { id: string }[] }>().data[0]?.id ?? '';
  ids.outlet = await make('/outlets', { name: 'Old town' });
  ids.tier = await make('/tiers', { name: 'Gold', reach: 1_000, keep: 500 });
  ids.privilege = await make('/privileges', { name: 'Tasting', kind: 'access', cells: [{ tier: ids.tier }] });
  ids.design = await make('/planner/designs', { name: 'Tea house', template: 'milk-tea' });
  ids.diagnosis = await make('/planner/diagnoses', { answers: {} });
  ids.scenario = await make(`/planner/designs/${ids.design}/scenarios`, { name: 'Slow' });
  ids.task = await make('/planner/tasks', { about: 'design', design: ids.design, title: 'Ask the team' });
  ids.script = await make('/planner/scripts', { stage: 'fan', scene: 'direct', document: { goal: 'Hello', opener: 'Hello' } });
  await server.call('PATCH', `/planner/scripts/${ids.script}`, { key, body: { state: 'live' } });
  ids.scriptUse = await make(`/planner/scripts/${ids.script}/uses`, { person });
  const spent = {
    entries: [
      { source: { kind: 'paid', name: 'Douyin' }, from: '2026-01-01', to: '2026-01-31', amount: { amount: '100', currency: 'CNY' } },
    ],
  };
  ids.spend = (await server.call('POST', '/spend', { key, body: spent })).as<{ data: { id: string }[] }>().data[0]?.id ?? '';
  ids.partnerLevel = await make('/partner-levels', { label: 'Gold' });
  ids.partner = await make('/partners', { person, level: ids.partnerLevel });
  // Sandbox brands have no accounts for messages.
  const channel = newId();
  ids.channelAccount = publicId('channelAccount', channel);
  await server.db.ownerTx(
    async (sql) =>
      await sql.text(
        `INSERT INTO channels.account (tenant_id, account_id, kind, settings, secrets, created_by, created_at)
         SELECT directory.tenant_id, $2, 'wechatLogin', '{}', 'v1:', 'test', now() FROM identity.tenant_directory AS directory WHERE directory.slug = $1`,
        [brand.slug, channel],
      ),
  );
  ids.partnerApplication = await make(`/people/${friend}/partner-invitation`, {});
  const friendly = await server.shopper(brand.slug, phone);
  const inbox = await friendly.call('GET', '/me/inbox');
  ids.shareLink = (await friendly.call('POST', '/me/links', { body: {} })).as<{ id: string }>().id;
  ids.inboxNotice = inbox.as<{ data: { id: string }[] }>().data[0]?.id ?? '';
  ids.lesson = await make('/lessons', { title: 'Welcome', body: 'What we sell.', isPublished: true });
  ids.material = await make('/materials', { title: 'Tea', body: 'A cup a day.', isPublished: true });
  ids.lead = await make('/leads', { person: friend, partner: person });
  ids.teamNotice = await make('/team-notices', { title: 'Tea day', body: 'On Sunday.', to: { kind: 'all' } });
  ids.teamTask = await make('/team-tasks', { title: 'Taste it', to: { kind: 'all' }, measure: 'done', dueOn: '2999-12-31' });
  ids.plan = await make('/commission-plans', { name: 'Ten per cent', levels: [{ depth: 1, ratePpm: 100_000 }] });
  if (has('products.create')) ids.product = await make('/products', { externalId: 'tea-set', name: 'Tea set' });
  if (has('products.addSku')) ids.sku = await make(`/products/${ids.product}/skus`, { externalId: 'tea-set-red', name: 'Red', stock: 3 });
  if (has('priceRules.create')) ids.priceRule = await make('/price-rules', { name: 'Friends', kind: 'referral', offPpm: 100_000 });
  if (has('coupons.create')) ids.coupon = await make('/coupons', { code: 'SPRING', offPpm: 50_000 });
  if (has('orders.place')) {
    const order = await make('/orders', {
      person,
      lines: [{ product: 'ext:tea-set', quantity: 1, unitPrice: { amount: '100', currency: 'CNY' } }],
    });
    await make(`/orders/${order}/payments`, { amount: { amount: '100', currency: 'CNY' } });
    ids.claim = await make(`/orders/${order}/claims`, { lines: [1] });
    ids.refund = await make(`/orders/${order}/refunds`, {
      cause: 'chargeback',
      lines: [{ line: 1, amount: { amount: '10', currency: 'CNY' } }],
    });
  }
  if (has('memberCards.get')) {
    await make('/products', {
      externalId: 'tea-card',
      name: 'Tea card',
      ladderRole: 'membership',
      price: { amount: '0', currency: 'CNY' },
    });
    ids.cardDesign = await make('/cards', { product: 'ext:tea-card', kind: 'pass', term: { unit: 'month' } });
    await make('/orders', { person, lines: [{ product: 'ext:tea-card', quantity: 1 }] });
    const mine = await server.call('GET', `/member-cards?person=${person}`, { key });
    ids.memberCard = mine.as<{ data: { id: string }[] }>().data[0]?.id ?? assert.fail('a card that cost nothing is paid at once');
  }
  if (has('withdrawals.get')) {
    await server.call('POST', `/commission-plans/${ids.plan}/publish`, { key, body: {} });
    const price = { amount: '10000', currency: 'CNY' };
    const gift = { isOn: true, after: { product: 'ext:tea-set', cost: { amount: '1', currency: 'CNY' } } };
    await server.call('PATCH', '/happy-deal', { key, body: gift });
    const earning = await make('/orders', { person: friend, lines: [{ product: 'ext:tea-set', quantity: 1, unitPrice: price }] });
    const promised = await server.call('GET', '/gift-promises', { key });
    ids.giftPromise = promised.as<{ data: { id: string }[] }>().data[0]?.id ?? assert.fail('a friend’s first order brings a gift');
    await make(`/orders/${earning}/payments`, { amount: price });
    await server.call('POST', `/orders/${earning}/receipt`, { key, body: {} });
    ids.withdrawal = await make(`/people/${person}/withdrawals`, { amount: { amount: '400', currency: 'CNY' } });
    await server.call('PATCH', `/people/${person}/payee`, { key, body: { kind: 'business' } });
    await server.call('POST', `/withdrawals/${ids.withdrawal}/invoice`, {
      key,
      raw: new TextEncoder().encode('%PDF-1.7'),
      headers: { 'content-type': 'application/octet-stream' },
    });
    ids.moneyCase = await make('/cases', { person, reason: 'a look at it' });
    // What the friend bought is worth a second look before they go to somebody else.
    await server.call('PATCH', '/payout-settings', { key, body: { reassignFourEyesAbove: { amount: '1', currency: 'CNY' } } });
    const moved = await server.call('POST', `/people/${friend}/attribution`, { key, body: { to: null, reason: 'moved away' } });
    ids.attributionChange = moved.as<{ waiting: { id: string } }>().waiting.id;
  }
  Object.assign(ids, await fillShop(server, brand.slug, make));
  if (has('orders.list')) ids.order = (await server.call('GET', '/orders', { key })).as<{ data: { id: string }[] }>().data[0]?.id ?? '';
  if (has('segments.create')) ids.segment = await make('/segments', { name: 'Repeaters', filter: { stage: 'repeat' } });
  return ids;
}

/** What a visitor of the shop leaves behind. */
async function fillShop(server: TestServer, slug: string, make: (path: string, body: unknown) => Promise<string>): Promise<Ids> {
  const shopper = await server.shopper(slug, '13900008888');
  const own = async (path: string, body: unknown): Promise<string> => {
    const told = await shopper.call('POST', path, { body });
    assert.ok(told.status === 200 || told.status === 201, `${path}: ${told.text}`);
    return told.as<{ id: string }>().id;
  };
  const price = { amount: '500', currency: 'CNY' };
  const product = await make('/products', { externalId: 'song', name: 'Song', kind: 'virtual', price });
  const address = await own('/addresses', { name: 'Lin', phone: '13800000000', region: 'Shanghai', street: '1 Road' });
  const order = await own('/orders', { lines: [{ product, quantity: 1 }], address });
  const payment = await own(`/orders/${order}/pay`, {});
  await own(`/payments/${payment}/test`, { do: 'pay' });
  const review = await own(`/orders/${order}/reviews`, { line: 1, stars: 5 });
  const refundRequest = await own(`/orders/${order}/refund-requests`, { lines: [{ line: 1 }], reason: 'Bought twice' });
  return { address, review, refundRequest };
}

/** Takes a file of orders in. @returns its ids once it is done */
export async function importOrders(server: TestServer, key: string, text: string): Promise<{ upload: string; run: string }> {
  const sent = await server.call('POST', '/uploads', {
    key,
    raw: new TextEncoder().encode(text),
    headers: { 'content-type': 'application/octet-stream', 'zihuan-file-name': 'orders.csv' },
  });
  assert.equal(sent.status, 201, sent.text);
  const upload = String(sent.body['id']);
  const begun = await server.call('POST', '/imports', { key, body: { upload, as: 'orders' } });
  assert.equal(begun.status, 201, begun.text);
  const run = String(begun.body['id']);
  await finished(server, key, run);
  return { upload, run };
}

export async function finished(server: TestServer, key: string, run: string): Promise<void> {
  for (;;) {
    const told = await server.call('GET', `/imports/${run}`, { key });
    const { state } = told.as<{ state: string }>();
    assert.ok(!['failed', 'stopped'].includes(state), told.text);
    if (state === 'done') return;
  }
}
