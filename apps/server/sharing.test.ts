import assert from 'node:assert/strict';
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import jsQR from 'jsqr';
import { openLinkDesk } from '../../flows/share/link-desk.ts';
import { cardTags } from '../../flows/share/share-card.ts';
import { newId, parseId } from '../../kit/ids/index.ts';
import { createApp } from './app.ts';
import { hostile } from './hostile.fixture.ts';
import { requestOf, testServer, told, type Shopper, type Told } from './server.fixture.ts';

const server = await testServer();
const { slug, keys } = await server.brand('teahouse');
const other = await server.brand('elsewhere');
const key = keys.owner;
const DAY = 86_400_000;

let phones = 0;
const nextPhone = (): string => `1390000${String(++phones).padStart(4, '0')}`;

interface Link {
  code: string;
  path: string;
  clicks: number;
  product: { id: string; name: string } | null;
}
interface Introducer {
  introducedBy: { name: string; since: string | null } | null;
  customerOf: { name: string; until: string | null } | null;
}

/** Somebody who shares, by the name friends see. */
async function sharer(name: string): Promise<{ shopper: Shopper; link: Link }> {
  const shopper = await server.shopper(slug, nextPhone());
  assert.equal((await shopper.call('PATCH', '/me', { body: { name } })).status, 200);
  const made = await shopper.call('POST', '/me/links', { body: {} });
  assert.equal(made.status, 201, made.text);
  return { shopper, link: made.as<Link>() };
}

/** A telephone: it keeps its cookies. */
class Telephone {
  device: string | null = null;
  async open(path: string, headers: Record<string, string> = {}): Promise<Told> {
    const cookie = this.device === null ? {} : { cookie: `zihuan_device=${this.device}` };
    const told = await server.call('GET', path, { isSite: true, headers: { ...cookie, ...headers } });
    const [, device] = /^zihuan_device=([\w-]{22});/.exec(told.headers.getSetCookie()[0] ?? '') ?? [];
    if (device !== undefined) this.device = device;
    return told;
  }
  /** Opens a link. @returns the token in the address it leads to */
  async follow(link: Pick<Link, 'path'>): Promise<string> {
    const told = await this.open(link.path);
    assert.equal(told.status, 302, told.text);
    return new URL(told.headers.get('location') ?? '', 'http://x').searchParams.get('touch') ?? '';
  }
  /** Signs in; without a token only the device says by whose link they came. */
  async signIn(phone: string, touch?: string): Promise<Shopper> {
    const cookie = { cookie: `zihuan_device=${this.device}` };
    const asked = await server.call('POST', `/shop/${slug}/sign-in/codes`, { body: { phone } });
    const body = { phone, code: asked.body['testCode'], ...(touch === undefined ? {} : { touch }) };
    const told = await server.call('POST', `/shop/${slug}/sign-in`, { body, headers: cookie });
    assert.equal(told.status, 200, told.text);
    const session = (told.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
    return {
      cookie: session,
      id: String(told.body['id']),
      isNew: told.body['isNew'] === true,
      call: async (method, path, how = {}) => await server.call(method, `/shop/${slug}${path}`, { cookie: session, ...how }),
    };
  }
}

const webDir = await mkdtemp(join(tmpdir(), 'zihuan-share-'));
after(async () => await rm(webDir, { recursive: true, force: true }));
await mkdir(join(webDir, 'shop'));
await copyFile(new URL('../shop/index.html', import.meta.url), join(webDir, 'shop/index.html'));
const site = createApp({ db: server.db, dataDir: server.dataDir, webDir, now: () => new Date(server.clock.at) });

/** A page of the shop, as it is before any script runs. */
async function open(path: string): Promise<Told> {
  return await told(await site.fetch(requestOf('GET', path, { isSite: true }), { address: '127.0.0.1' }));
}

const introducerOf = async (shopper: Shopper): Promise<Introducer> => (await shopper.call('GET', '/introducer')).as<Introducer>();
const named = async (shopper: Shopper): Promise<string | null> => (await introducerOf(shopper)).introducedBy?.name ?? null;

async function dials(relations: object): Promise<void> {
  const plan = {
    name: 'dials',
    levels: [{ depth: 1, ratePpm: 100_000 }],
    relations,
    payees: { stages: ['partner'], onIneligible: 'brand' },
    hold: { days: 0, from: 'receipt' },
  };
  const made = await server.call('POST', '/commission-plans', { key, body: plan });
  assert.equal(made.status, 201, made.text);
  const told = await server.call('POST', `/commission-plans/${String(made.body['id'])}/publish`, { key, body: {} });
  assert.equal(told.status, 200, told.text);
}

test('a link is short, one per person and thing, and leads to the shop and to nothing else', async () => {
  const { shopper, link } = await sharer('林小雨');
  assert.match(link.path, /^\/r\/[2-9a-hjkmnp-z]{10}$/);
  assert.equal((await shopper.call('POST', '/me/links', { body: {} })).as<Link>().code, link.code);
  const tea = await server.call('POST', '/products', {
    key,
    body: { externalId: 'tea', name: '高山乌龙', ladderRole: 'entry', price: { amount: '12800', currency: 'CNY' } },
  });
  assert.equal(tea.status, 201, tea.text);
  const product = String(tea.body['id']);
  const many = await Promise.all(Array.from({ length: 8 }, async () => await shopper.call('POST', '/me/links', { body: { product } })));
  const codes = new Set(many.map((told) => told.as<Link>().code));
  assert.deepEqual([codes.size, many[0]?.as<Link>().product?.name], [1, '高山乌龙']);
  assert.ok(!codes.has(link.code));
  const phone = new Telephone();
  const told = await phone.open(`/r/${[...codes][0]}`);
  assert.match(told.headers.get('location') ?? '', new RegExp(`^/s/teahouse/products/${product}\\?touch=[\\w-]{22}$`));
  assert.match(told.headers.getSetCookie()[0] ?? '', /; Path=\/; HttpOnly; SameSite=Lax$/);
  assert.equal(told.headers.get('cache-control'), 'no-store');
  for (const wrong of ['/r/2222222222', '/r/..%2f..%2fetc', `/r/${link.code}x`, `/r/${link.code.toUpperCase()}`, '/r/%00']) {
    assert.equal((await phone.open(wrong)).status, 404, wrong);
  }
  const shown = await server.call('GET', `/people/${shopper.id}/links`, { key: keys.staff });
  assert.deepEqual(
    shown.as<{ data: Link[] }>().data.map((one) => [one.path, one.product?.name ?? null]),
    [
      [link.path, null],
      [`/r/${[...codes][0]}`, '高山乌龙'],
    ],
    'the brand sees what somebody shares',
  );
  const foreign = await server.call('POST', `/shop/${other.slug}/me/links`, { cookie: shopper.cookie, body: {} });
  assert.equal(foreign.status, 401);
  const unknown = await shopper.call('POST', '/me/links', { body: { product: 'prd_00000000000000000000000000' } });
  assert.deepEqual([unknown.status, unknown.body['code']], [404, 'product.notFound']);
});

test('whoever comes by a link was introduced by its owner, with the token or by the device alone, and sees the name they chose', async () => {
  const { link } = await sharer('小雨的茶');
  const byToken = new Telephone();
  const token = await byToken.follow(link);
  byToken.device = null;
  assert.equal(await named(await byToken.signIn(nextPhone(), token)), '小雨的茶');
  const byDevice = new Telephone();
  await byDevice.follow(link);
  const before = await server.call('GET', `/shop/${slug}/introducer`, { headers: { cookie: `zihuan_device=${byDevice.device}` } });
  assert.equal(before.status, 200, before.text);
  assert.equal(before.as<Introducer>().introducedBy?.name, '小雨的茶');
  const friend = await byDevice.signIn(nextPhone());
  const seen = await introducerOf(friend);
  assert.deepEqual([seen.introducedBy?.name, seen.customerOf?.name, seen.customerOf?.until], ['小雨的茶', '小雨的茶', null]);
  assert.equal(await named(await new Telephone().signIn(nextPhone(), token)), null, 'a token is good once');
});

test('a link opened twice is one friend and two clicks; machines that look ahead are no clicks', async () => {
  const { shopper, link } = await sharer('Twice');
  const phone = new Telephone();
  await phone.follow(link);
  const token = await phone.follow(link);
  for (const headers of [{ 'user-agent': 'facebookexternalhit/1.1' }, { 'user-agent': 'WhatsApp/2.23' }, { 'sec-purpose': 'prefetch' }]) {
    const told = await phone.open(link.path, headers as Record<string, string>);
    assert.deepEqual(
      [told.status, told.headers.get('location'), told.headers.getSetCookie().length],
      [302, `/s/teahouse?by=${link.code}`, 0],
    );
  }
  assert.equal(await named(await phone.signIn(nextPhone(), token)), 'Twice');
  const shares = (await shopper.call('GET', '/me/shares')).as<{ links: Link[]; friends: { count: number; data: { name: string }[] } }>();
  assert.deepEqual([shares.links[0]?.clicks, shares.friends.count], [2, 1]);
});

test('of two people’s links the first introduces and the last earns; without dials one is both (B1)', async () => {
  const [a, b] = [await sharer('Anna'), await sharer('Bo')];
  const first = new Telephone();
  await first.follow(a.link);
  server.clock.at += 1000;
  await first.follow(b.link);
  const free = await introducerOf(await first.signIn(nextPhone()));
  assert.deepEqual([free.introducedBy?.name, free.customerOf?.name], ['Anna', 'Anna']);

  await dials({ bindOn: 'register', touchTtlDays: 30, validityDays: 10 });
  const second = new Telephone();
  await second.follow(a.link);
  server.clock.at += 1000;
  await second.follow(b.link);
  const bound = await introducerOf(await second.signIn(nextPhone()));
  assert.deepEqual([bound.introducedBy?.name, bound.customerOf?.name], ['Anna', 'Bo']);
  assert.equal(Math.round((Date.parse(bound.customerOf?.until ?? '') - server.clock.at) / DAY), 10);

  await dials({ bindOn: 'firstOrder', touchTtlDays: 30 });
  const third = new Telephone();
  await third.follow(a.link);
  server.clock.at += 1000;
  await third.follow(b.link);
  const buyer = await third.signIn(nextPhone());
  assert.deepEqual([(await introducerOf(buyer)).introducedBy?.name, (await introducerOf(buyer)).customerOf], ['Anna', null]);
  await server.call('POST', '/orders', {
    key,
    body: { person: buyer.id, lines: [{ product: 'ext:tea', quantity: 1, unitPrice: { amount: '100', currency: 'CNY' } }] },
  });
  assert.equal((await introducerOf(buyer)).customerOf?.name, 'Bo');
});

test('for whoever is signed in already a friend’s link is the click that binds: for as long as the dials say, once, and nobody new is named who introduced them', async () => {
  const [a, b] = [await sharer('Ana'), await sharer('Ben')];
  const known = await new Telephone().signIn(nextPhone());
  const phone = new Telephone();
  const arrive = async (touch: string, who: Shopper | null = known) => {
    const told = await server.call('POST', `/shop/${slug}/arrivals`, { body: { touch }, ...(who ? { cookie: who.cookie } : {}) });
    assert.equal(told.status, 200, told.text);
    return told.as<Introducer>();
  };
  await dials({ bindOn: 'register', touchTtlDays: 30, validityDays: 10 });
  assert.equal((await arrive(await phone.follow(a.link))).customerOf, null, 'a click binds nobody where it is not asked for');
  await dials({ bindOn: 'click', touchTtlDays: 30, validityDays: 10, protectionDays: 5, snatch: true });
  server.clock.at += 1000;
  const token = await phone.follow(b.link);
  const [guest, bound] = [await arrive(token, null), await arrive(token)];
  assert.deepEqual([guest.customerOf, bound.introducedBy, bound.customerOf?.name], [null, null, 'Ben']);
  assert.equal(Math.round((Date.parse(bound.customerOf?.until ?? '') - server.clock.at) / DAY), 10);
  server.clock.at += 1000;
  assert.deepEqual((await arrive(token)).customerOf, bound.customerOf, 'told twice, it changes nothing');
  assert.equal((await arrive(await phone.follow(a.link))).customerOf?.name, 'Ben', 'protected for five days');
  server.clock.at += 6 * DAY;
  assert.equal((await arrive(await phone.follow(a.link))).customerOf?.name, 'Ana');
  await dials({ bindOn: 'firstOrder', touchTtlDays: 30 });
});

test('own links, links out of date, of somebody erased and of another brand bring nobody', async () => {
  const { shopper, link } = await sharer('Own');
  const own = new Telephone();
  await own.follow(link);
  const back = await shopper.call('POST', '/arrivals', { body: { touch: await own.follow(link) } });
  assert.deepEqual([back.status, back.as<Introducer>().introducedBy], [200, null]);

  const late = new Telephone();
  const token = await late.follow(link);
  await server.app.idle();
  await server.call('POST', '/sandbox/clock', { key, body: { now: new Date(server.clock.at + 31 * DAY).toISOString() } });
  assert.equal(await named(await late.signIn(nextPhone(), token)), null);

  const gone = new Telephone();
  const left = await gone.follow(link);
  const erased = await server.call('POST', `/people/${shopper.id}/erase`, { key, body: {} });
  assert.ok(erased.status < 300, erased.text);
  assert.equal(await named(await gone.signIn(nextPhone(), left)), null);
  server.clock.at += 61_000;
  const plain = await new Telephone().open(link.path);
  assert.deepEqual([plain.status, plain.headers.get('location')], [302, '/s/teahouse']);

  const abroad = new Telephone();
  const { link: ours } = await sharer('Ours');
  const carried = await abroad.follow(ours);
  const elsewhere = await server.shopper(other.slug, '13811110000', carried);
  assert.equal((await elsewhere.call('GET', '/introducer')).as<Introducer>().introducedBy, null);
});

test('whoever has bought before is no newcomer: a friend’s link introduces them to nobody', async () => {
  const { link } = await sharer('Late');
  const phone = nextPhone();
  const known = await server.call('POST', '/people', { key, body: { externalId: 'regular', phone } });
  const order = await server.call('POST', '/orders', {
    key,
    body: { person: known.body['id'], lines: [{ product: 'ext:tea', quantity: 1, unitPrice: { amount: '100', currency: 'CNY' } }] },
  });
  await server.call('POST', `/orders/${String(order.body['id'])}/payments`, {
    key,
    body: { amount: { amount: '100', currency: 'CNY' }, provider: 'manual', externalId: 'p-1' },
  });
  const came = new Telephone();
  await came.follow(link);
  assert.equal(await named(await came.signIn(phone)), null);
  const met = nextPhone();
  await server.call('POST', '/people', { key, body: { externalId: 'met', phone: met } });
  const first = new Telephone();
  await first.follow(link);
  assert.equal(await named(await first.signIn(met)), 'Late', 'an imported prospect who never bought is new');
});

test('those who share see masked names, stages and counts of their friends, and nothing of whom those brought', async () => {
  const { shopper, link } = await sharer('Host');
  const phone = new Telephone();
  await phone.follow(link);
  const friend = await phone.signIn(nextPhone());
  await friend.call('PATCH', '/me', { body: { name: '王大明' } });
  const onward = (await friend.call('POST', '/me/links', { body: {} })).as<Link>();
  const deep = new Telephone();
  await deep.follow(onward);
  const grandchild = await deep.signIn(nextPhone());
  await grandchild.call('PATCH', '/me', { body: { name: '隐形人' } });
  const told = await shopper.call('GET', '/me/shares');
  const { friends } = told.as<{ friends: { count: number; deeper: number; byStage: Record<string, number>; data: object[] } }>();
  assert.deepEqual([friends.count, friends.deeper, friends.byStage['prospect']], [1, 1, 1]);
  assert.deepEqual(
    friends.data.map((row) => Object.entries(row).filter(([field]) => field !== 'since')),
    [
      [
        ['name', '王**'],
        ['stage', 'prospect'],
      ],
    ],
  );
  assert.doesNotMatch(told.text, /大明|隐形人|per_|139/);
});

test('the poster of a link shows what a friend pays and scans to the link; of no link there is none', async () => {
  const { shopper } = await sharer('海报');
  const rule = { name: '好友价', kind: 'referral', product: 'ext:tea', price: { amount: '10800', currency: 'CNY' } };
  assert.equal((await server.call('POST', '/price-rules', { key, body: rule })).status, 201);
  const link = (await shopper.call('POST', '/me/links', { body: { product: 'ext:tea' } })).as<Link>();
  const poster = await server.app.fetch(new Request(`http://tea.example.com/api/v1/shop/${slug}/posters/${link.code}.png`));
  assert.deepEqual([poster.status, poster.headers.get('content-type')], [200, 'image/png']);
  const image = await loadImage(Buffer.from(await poster.arrayBuffer()));
  const pen = createCanvas(image.width, image.height).getContext('2d');
  pen.drawImage(image, 0, 0);
  const { data } = pen.getImageData(0, 0, image.width, image.height);
  assert.equal(jsQR.default(data, image.width, image.height)?.data, `http://tea.example.com/r/${link.code}`);
  const etag = poster.headers.get('etag') ?? '';
  const same = await server.call('GET', `/shop/${slug}/posters/${link.code}`, {
    host: 'tea.example.com',
    headers: { 'if-none-match': etag },
  });
  assert.equal(same.status, 304);
  for (const [brand, code] of [
    [slug, '2222222222'],
    [slug, 'lnk_x'],
    [other.slug, link.code],
  ]) {
    const told = await server.call('GET', `/shop/${brand}/posters/${code}`);
    assert.deepEqual([told.status, told.body['code']], [404, 'link.notFound']);
  }
  // The poster of the whole shop shows what a friend can buy at once, and nothing else.
  const whole = (await shopper.call('POST', '/me/links', { body: {} })).as<Link>();
  const says = async () => (await server.call('GET', `/shop/${slug}/posters/${whole.code}`)).headers.get('etag');
  const add = async (externalId: string, more: object) => {
    const body = { externalId, name: externalId, ladderRole: 'core', price: { amount: '6000', currency: 'CNY' }, ...more };
    assert.equal((await server.call('POST', '/products', { key, body })).status, 201);
  };
  const first = await says();
  await add('free', { price: { amount: '0', currency: 'CNY' } });
  await add('gone', { stock: 0 });
  await add('soon', { earlyUntil: new Date(server.clock.at + 90 * DAY).toISOString() });
  assert.equal(await says(), first);
  await add('cup', {});
  const second = await says();
  assert.notEqual(second, first);
  const cheaper = { ...rule, product: 'ext:cup', price: { amount: '4500', currency: 'CNY' } };
  assert.equal((await server.call('POST', '/price-rules', { key, body: cheaper })).status, 201);
  assert.notEqual(await says(), second, 'what a friend pays is on it');
});

test('a preview of a shared page tells the thing, the friend’s price, whose link it is and that it is a promotion', async () => {
  const { shopper } = await sharer('小雨');
  const link = (await shopper.call('POST', '/me/links', { body: { product: 'ext:tea' } })).as<Link>();
  const led = await new Telephone().open(link.path, { 'user-agent': 'facebookexternalhit/1.1' });
  const page = await open(led.headers.get('location') ?? '');
  const tag = (name: string): string | undefined => new RegExp(`(?:name|property)="${name}" content="([^"]*)"`).exec(page.text)?.[1];
  assert.match(page.text, /<html lang="zh-CN"/);
  assert.equal(tag('og:title'), '高山乌龙 · teahouse');
  assert.match(tag('og:description') ?? '', /^小雨 推荐给你 · 好友首单价 ¥108\.00 · 推广/);
  assert.match(tag('og:image') ?? '', new RegExp(`^http://127\\.0\\.0\\.1:7700/api/v1/shop/teahouse/posters/${link.code}\\.png`));
  const english = await open(`${led.headers.get('location')}&lang=en`);
  assert.match(english.text, /<html lang="en"[\s\S]*content="小雨 recommends this to you · For friends, on the first order ¥108\.00/);
  const plain = await open(`/s/${slug}/products/${link.product?.id}`);
  assert.match(plain.text, /og:description" content="价格 ¥128\.00"/);
  assert.doesNotMatch(plain.text, /og:image/);
  assert.match((await open(`/s/${slug}?by=nonsense`)).text, /og:title" content="teahouse"/);
});

test('nothing somebody calls themselves or a thing becomes markup in a preview (X3)', async () => {
  const { shopper, link } = await sharer('x');
  const clean = await open(`/s/${slug}?by=${link.code}`);
  const shape = (html: string): string => html.replaceAll(/content="[^"]*"|<title>[^<]*</g, '');
  for (const name of hostile().filter((_, at) => at % 10 === 0)) {
    assert.equal((await shopper.call('PATCH', '/me', { body: { name: name.slice(0, 40) } })).status, 200, name);
    const { text } = await open(`/s/${slug}?by=${link.code}`);
    assert.equal(shape(text), shape(clean.text), name);
  }
  const [first = ''] = hostile();
  for (const payload of hostile()) {
    const card = { title: payload, description: payload, image: null };
    const tags = cardTags(card, { origin: 'http://x', language: 'en', address: '/' });
    assert.equal(
      shape(tags),
      shape(cardTags({ ...card, title: first, description: first }, { origin: 'http://x', language: 'en', address: '/' })),
      payload,
    );
    assert.doesNotMatch(tags.replaceAll('<meta ', '').replaceAll(' />', ''), /[<>`]/, payload);
  }
  assert.ok(hostile().length >= 400);
});

test('a click is in the database within a second of its answer and after the end of the server, however many come at once', async () => {
  const { link } = await sharer('Many');
  const desk = openLinkDesk(server.db, () => new Date(server.clock.at));
  assert.equal(desk.open(link.code, { cookie: undefined, isCounted: true }), null);
  assert.equal(await desk.look(link.code), true);
  const seen = new Set(Array.from({ length: 12_000 }, () => desk.open(link.code, { cookie: undefined, isCounted: true })?.location));
  assert.equal(seen.size, 12_000);
  await desk.close();
  const [row] = await server.db.ownerTx((sql) =>
    sql.text<{ clicks: bigint; touches: number }>(
      `SELECT link.clicks, (SELECT sum(length(page.places) / 2)::int FROM relations.touch_page AS page WHERE link.link_id = ANY(page.link_ids)) AS touches
         FROM relations.share_link AS link WHERE link.code = $1`,
      [link.code],
    ),
  );
  assert.deepEqual([row?.clicks, row?.touches], [12_000n, 12_000]);
});

test('whoever opens a link and never comes back is a place on a page; whoever comes back is taken off it, once', async () => {
  const { link } = await sharer('Page');
  const id = parseId('shareLink', (link as Link & { id: string }).id);
  const kept = async (): Promise<{ rows: number; places: number[] }> =>
    await server.db.ownerTx(async (sql) => {
      const touches = await sql.text('SELECT 1 FROM relations.touch AS touch WHERE touch.link_id = $1', [id]);
      const pages = await sql.text<{ places: Buffer }>(
        'SELECT page.places FROM relations.touch_page AS page WHERE $1 = ANY(page.link_ids)',
        [id],
      );
      return {
        rows: touches.length,
        places: pages.flatMap(({ places }) => Array.from({ length: places.length / 2 }, (_, i) => places.readUInt16BE(i * 2))),
      };
    });
  const phone = new Telephone();
  const [passer, friend] = [await new Telephone().follow(link), await phone.follow(link)];
  assert.notEqual(passer, friend);
  // Whoever looks who sent them is nobody yet; what they opened stays where it is.
  const seen = await server.call('GET', `/shop/${slug}/introducer?touch=${friend}`);
  assert.equal(seen.as<Introducer>().introducedBy?.name, 'Page');
  assert.deepEqual(await kept(), { rows: 0, places: [0, 0] });
  const signedIn = await new Telephone().signIn(nextPhone(), friend);
  assert.equal(await named(signedIn), 'Page');
  assert.deepEqual(await kept(), { rows: 1, places: [0, 0xffff] });
  // The same touch does not introduce a second one, by its token or by its device.
  const second = await phone.signIn(nextPhone(), friend);
  assert.equal(await named(second), null);
  assert.deepEqual(await kept(), { rows: 1, places: [0, 0xffff] });
  // A token with a letter changed is nobody's, nor is it anybody's in another brand.
  const changed = Array.from(passer, (letter, i) => passer.slice(0, i) + (letter === 'A' ? 'B' : 'A') + passer.slice(i + 1));
  for (const other of changed) {
    const told = await server.call('GET', `/shop/${slug}/introducer?touch=${other}`);
    assert.equal(told.as<Introducer>().introducedBy, null, other);
  }
  assert.equal((await server.call('GET', `/shop/elsewhere/introducer?touch=${passer}`)).as<Introducer>().introducedBy, null);
  assert.equal((await server.call('GET', `/shop/${slug}/introducer?touch=${passer}`)).as<Introducer>().introducedBy?.name, 'Page');
});

test('a friend thanks whoever brought them with one tap, once; who rests is introduced by nobody new, and both may know', async () => {
  const host = await server.shopper(slug, nextPhone());
  const link = (await host.call('POST', '/me/links', { body: {} })).as<{ path: string }>();
  const friend = await comeBy(link);
  const stranger = await server.shopper(slug, nextPhone());
  assert.equal((await stranger.call('POST', '/introducer/thanks', { body: {} })).body['code'], 'introducer.none');
  interface By {
    introducedBy: { canThank: boolean; thankedAt: string | null; isPaused: boolean } | null;
  }
  const by = async (who: typeof friend): Promise<By['introducedBy']> => (await who.call('GET', '/introducer')).as<By>().introducedBy;
  assert.deepEqual([(await by(friend))?.canThank, (await by(friend))?.thankedAt], [true, null]);
  for (let i = 0; i < 2; i += 1) assert.equal((await friend.call('POST', '/introducer/thanks', { body: {} })).status, 200);
  assert.equal((await by(friend))?.canThank, false);
  const inbox = (await host.call('GET', '/me/inbox')).as<{ data: { kind: string }[] }>().data;
  assert.deepEqual(
    inbox.map((notice) => notice.kind).filter((kind) => kind === 'thanks.received'),
    ['thanks.received'],
  );
  assert.equal((await host.call('GET', '/me/shares')).body['thanks'], 1);
  // A brake on the host: whoever comes by the link is nobody's, is told so, and buys like everybody.
  const [{ tenant_id: tenantId } = { tenant_id: '' }] = await server.db.ownerTx((sql) =>
    sql.text<{ tenant_id: string }>(`SELECT t.tenant_id FROM identity.tenant AS t WHERE t.slug = '${slug}'`),
  );
  const hostId = parseId('person', host.id) ?? '';
  await server.db.tenantTx(
    tenantId,
    (sql) => sql.exec`
      INSERT INTO relations.bind_pause (tenant_id, pause_id, person_id, from_at, recorded_at)
      VALUES (${tenantId}, ${newId()}, ${hostId}, ${new Date()}, ${new Date()})`,
  );
  assert.notEqual((await host.call('GET', '/me/shares')).body['pausedSince'], null);
  const telephone = new Telephone();
  const token = await telephone.follow(link);
  const late = await telephone.signIn(nextPhone(), token);
  const told = (await late.call('GET', `/introducer?touch=${token}`)).as<By>().introducedBy;
  assert.deepEqual([told?.isPaused, told?.canThank], [true, false]);
  assert.equal((await by(friend))?.isPaused, false);
  assert.equal((await host.call('GET', '/me/shares')).as<{ friends: { count: number } }>().friends.count, 1);
  const bonds = await server.call('GET', `/people/${late.id}/relations`, { key });
  assert.equal(bonds.body['referrer'], null);
});

/** Somebody new on a telephone of their own, by this link. */
async function comeBy(link: Pick<Link, 'path'>): Promise<Shopper> {
  const telephone = new Telephone();
  return await telephone.signIn(nextPhone(), await telephone.follow(link));
}
