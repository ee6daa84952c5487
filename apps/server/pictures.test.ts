import { createCanvas } from '@napi-rs/canvas';
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request as ask } from 'node:http';
import type { AddressInfo } from 'node:net';
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { sweepPictures } from '../../rooms/catalog/index.ts';
import { createApp } from './app.ts';
import { diagnose } from './doctor.ts';
import { serverOf } from './serve.ts';
import { requestOf, testServer, told, type Told } from './server.fixture.ts';

const server = await testServer();
const brand = await server.brand('teahouse');
const other = await server.brand('elsewhere');
const key = brand.keys.owner;
const listening = serverOf(server.app).listen(0, '127.0.0.1');
await once(listening, 'listening');
const { port } = listening.address() as AddressInfo;
after(() => listening.close());

interface Shown {
  id: string;
  hash: string;
  width: number;
  height: number;
  alt: { 'zh-CN': string; en: string };
}

let made = 0;
async function product(of = brand): Promise<string> {
  const body = { externalId: `tea-${++made}`, name: `Tea ${made}`, ladderRole: 'entry', price: { amount: '1500', currency: 'CNY' } };
  const reply = await server.call('POST', '/products', { key: of.keys.owner, body });
  assert.equal(reply.status, 201, reply.text);
  return String(reply.body['id']);
}

/** A picture nobody sent before. */
async function drawn(type: 'jpeg' | 'png' | 'webp' = 'jpeg', [width, height]: [number, number] = [1200, 900]): Promise<Buffer> {
  const canvas = createCanvas(width, height);
  const pen = canvas.getContext('2d');
  pen.fillStyle = `hsl(${(++made * 47) % 360} 60% 50%)`;
  pen.fillRect(0, 0, width, height);
  pen.fillStyle = '#ffffff';
  pen.fillRect(made * 7, made * 5, 90, 60);
  return type === 'png' ? await canvas.encode('png') : type === 'webp' ? await canvas.encode('webp') : await canvas.encode('jpeg');
}

const send = async (to: string, bytes: Uint8Array, headers: Record<string, string> = {}, by = key): Promise<Told> =>
  await server.call('POST', `/products/${to}/pictures`, {
    key: by,
    raw: new Uint8Array(bytes),
    headers: { 'content-type': 'application/octet-stream', ...headers },
  });
const picturesIn = (reply: Told): Shown[] => reply.as<{ data: Shown[] }>().data;
const picturesOf = async (id: string): Promise<Shown[]> =>
  (await server.call('GET', `/products/${id}`, { key })).as<{ pictures: Shown[] }>().pictures;
const refusal = ({ status, body }: Told): unknown[] => [status, body['code']];

test('a picture comes in by the console, is drawn in three sizes and shown in the shop, on shelf, page, cart and order', async () => {
  const id = await product();
  const [first, second] = [await send(id, await drawn('jpeg')), await send(id, await drawn('png', [600, 800]))];
  assert.equal(first.status, 201, first.text);
  const [one, two] = picturesIn(second);
  assert.ok(one && two);
  assert.deepEqual([one.width, one.height, two.width, two.height], [1200, 900, 600, 800]);
  const shown = { hash: one.hash, width: 1200, height: 900 };
  const told = { alt: { 'zh-CN': '一杯茶', en: 'A cup of tea' } };
  assert.equal((await server.call('PATCH', `/pictures/${one.id}`, { key, body: told })).status, 200);
  assert.equal((await server.call('PATCH', `/pictures/${one.id}`, { key, body: { alt: { en: '' } } })).status, 200);
  const page = await server.call('GET', `/shop/teahouse/products/${id}?lang=en`);
  assert.deepEqual(page.body['pictures'], [
    { ...shown, alt: '一杯茶' },
    { hash: two.hash, width: 600, height: 800, alt: '' },
  ]);
  const front = (await server.call('GET', '/shop/teahouse/front')).as<{ sections: { products: { id: string; picture: unknown }[] }[] }>();
  const shelf = front.sections.flatMap(({ products }) => products);
  assert.deepEqual(shelf.find((good) => good.id === id)?.picture, shown);
  const shopper = await server.shopper('teahouse');
  const lines = [{ product: id, quantity: 1 }];
  const address = { name: 'Lin', phone: '13800000000', region: 'Shanghai', street: '1 Road' };
  const home = String((await shopper.call('POST', '/addresses', { body: address })).body['id']);
  const placed = await shopper.call('POST', '/orders', { body: { lines, address: home } });
  for (const reply of [
    await server.call('POST', '/shop/teahouse/quote', { body: { lines } }),
    await shopper.call('POST', '/quote', { body: { lines } }),
    placed,
  ]) {
    assert.deepEqual(reply.as<{ lines: { product: { picture: unknown } }[] }>().lines[0]?.product.picture, shown, reply.text);
  }
  const orders = (await shopper.call('GET', '/orders')).as<{ data: { products: { product: { picture: unknown } }[] }[] }>();
  assert.deepEqual(orders.data[0]?.products[0]?.product.picture, shown);
  const list = (await server.call('GET', '/products', { key })).as<{ data: { id: string; picture: unknown }[] }>();
  assert.deepEqual(list.data.find((row) => row.id === id)?.picture, shown);
});

test('a picture is sent once, kept for ever by whoever has it, and answered again without the database; no other brand shows it', async () => {
  const id = await product();
  const [{ hash } = assert.fail('no picture')] = picturesIn(await send(id, await drawn('webp')));
  const at = `http://127.0.0.1:${port}/api/v1/shop/teahouse/pictures/${hash}`;
  const look = async (url: string, headers: Record<string, string> = {}): Promise<Response> => await fetch(url, { headers });
  const headers = ['content-type', 'cache-control', 'etag', 'x-content-type-options', 'content-security-policy'];
  const long = await look(`${at}-480`);
  const bytes = Buffer.from(await long.arrayBuffer());
  assert.deepEqual(
    headers.map((name) => long.headers.get(name)),
    ['image/webp', 'public, max-age=31536000, immutable', `"${hash}-480"`, 'nosniff', "default-src 'none'; frame-ancestors 'none'"],
  );
  const client = server.db.tenantTx;
  let asked = 0;
  server.db.tenantTx = async (...args) => {
    asked += 1;
    return await client(...args);
  };
  const short = await look(`${at}-480`, { cookie: 'zihuan_shop=somebody' });
  assert.deepEqual(Buffer.from(await short.arrayBuffer()), bytes);
  assert.deepEqual(
    headers.map((name) => short.headers.get(name)),
    headers.map((name) => long.headers.get(name)),
  );
  const again = await look(`${at}-480`, { 'if-none-match': `"x", W/"${hash}-480"` });
  assert.deepEqual([again.status, await again.text(), asked], [304, '', 0]);
  server.db.tenantTx = client;
  const preview = await look(`${at}-share`);
  assert.deepEqual([preview.headers.get('content-type'), Buffer.from(await preview.arrayBuffer()).readUInt16BE(0)], ['image/jpeg', 0xffd8]);
  const small = Buffer.from(await (await look(`${at}-240`)).arrayBuffer());
  assert.ok(small.length < bytes.length);
  for (const url of [
    `${at}-480`.replace('teahouse', 'elsewhere'),
    `${at}-481`,
    `${at}`,
    `${at.slice(0, -1)}-480`,
    `${at}-480`.replace('teahouse', 'nowhere'),
  ]) {
    assert.equal((await look(url)).status, 404, url);
  }
});

test('a thing with a picture is shown by it wherever it is passed on: in the preview of its page, and on the poster of its link', async () => {
  const id = await product();
  const webDir = join(server.dataDir, 'web');
  await mkdir(join(webDir, 'shop'), { recursive: true });
  await copyFile(new URL('../shop/index.html', import.meta.url), join(webDir, 'shop/index.html'));
  const site = createApp({ db: server.db, dataDir: server.dataDir, webDir });
  const page = async (): Promise<string> =>
    (await told(await site.fetch(requestOf('GET', `/s/teahouse/products/${id}`, { isSite: true }), { address: '127.0.0.1' }))).text;
  const shopper = await server.shopper('teahouse', '13800000022');
  const { code } = (await shopper.call('POST', '/me/links', { body: { product: id } })).as<{ code: string }>();
  const poster = async (): Promise<string | null> => {
    const reply = await server.call('GET', `/shop/teahouse/posters/${code}.png`);
    return reply.status === 200 ? reply.headers.get('etag') : null;
  };
  const before = await poster();
  assert.doesNotMatch(await page(), /og:image/);
  const [{ hash } = assert.fail('no picture')] = picturesIn(await send(id, await drawn('png', [300, 200])));
  assert.match(await page(), new RegExp(`og:image" content="http://127\\.0\\.0\\.1:7700/api/v1/shop/teahouse/pictures/${hash}-share"`));
  assert.match(await page(), /og:image:width" content="300"[\s\S]*og:image:height" content="200"/);
  assert.notEqual(await poster(), before);
  assert.ok(before);
});

test('what is hostile is refused by name, and nothing of it is kept', async () => {
  const id = await product();
  const good = await drawn('png', [300, 200]);
  const huge = Buffer.from(good);
  huge.writeUInt32BE(30_000, 16);
  huge.writeUInt32BE(30_000, 20);
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(2)</script></svg>');
  const named = { 'zihuan-file-name': 'tea.png' };
  for (const [bytes, expected] of [
    [svg, [422, 'picture.invalid']],
    [Buffer.alloc(0), [422, 'picture.invalid']],
    [huge, [422, 'picture.tooLarge']],
    [good.subarray(0, good.length - 30), [422, 'picture.broken']],
    [Buffer.concat([good, Buffer.alloc(10 * 1024 * 1024)]), [413, 'picture.tooHeavy']],
    [Buffer.concat([Buffer.from('GIF89a'), good]), [422, 'picture.invalid']],
  ] as const) {
    assert.deepEqual(refusal(await send(id, bytes, named)), expected);
  }
  assert.deepEqual(await picturesOf(id), []);
  // A picture with a page and a program behind it is a picture, and only that is kept.
  const both = await send(id, Buffer.concat([good, Buffer.from('<html><script>alert(1)</script>PK\x03\x04')]), named);
  assert.equal(both.status, 201, both.text);
  const rows = await server.db.ownerTx((sql) =>
    sql.text<{ small: Buffer; medium: Buffer; large: Buffer }>('SELECT f.small, f.medium, f.large FROM catalog.picture_file AS f'),
  );
  for (const file of rows.flatMap((row) => [row.small, row.medium, row.large])) assert.ok(!file.includes('script') && !file.includes('PK'));
  assert.deepEqual(refusal(await send(id, await drawn(), {}, brand.keys.staff)), [403, 'permission.denied']);
  assert.deepEqual(refusal(await send(id, await drawn(), {}, other.keys.owner)), [404, 'product.notFound']);
  assert.deepEqual(refusal(await server.call('DELETE', `/pictures/${picturesIn(both)[0]?.id}`, { key: other.keys.owner })), [
    404,
    'picture.notFound',
  ]);
});

test('the same file again, or the same request, changes nothing; a ninth picture is refused, also of two that come at once', async () => {
  const id = await product();
  const bytes = await drawn();
  const twice = await Promise.all([send(id, bytes), send(id, bytes)]);
  assert.deepEqual(twice.map((reply) => reply.status).toSorted(), [200, 201]);
  assert.equal((await send(id, bytes)).status, 200);
  const more = await drawn();
  const named = { 'idempotency-key': 'picture-2' };
  assert.deepEqual([(await send(id, more, named)).text, (await picturesOf(id)).length], [(await send(id, more, named)).text, 2]);
  for (let count = 2; count < 7; count++) assert.equal((await send(id, await drawn('png', [60, 60]))).status, 201);
  const race = await Promise.all([send(id, await drawn()), send(id, await drawn())]);
  assert.deepEqual(race.map(refusal).toSorted(), [
    [201, undefined],
    [409, 'picture.tooMany'],
  ]);
  assert.deepEqual(refusal(await send(id, await drawn())), [409, 'picture.tooMany']);
  assert.equal((await picturesOf(id)).length, 8);
});

test('who hangs up half way leaves nothing, and the next picture comes in', async () => {
  const id = await product();
  const bytes = await drawn();
  const cut = ask({
    port,
    host: '127.0.0.1',
    method: 'POST',
    path: `/api/v1/products/${id}/pictures`,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/octet-stream', 'content-length': bytes.length },
  });
  const gone = once(cut, 'error');
  cut.write(bytes.subarray(0, bytes.length >> 1), () => cut.destroy(new Error('hung up')));
  await gone;
  assert.equal((await send(id, bytes)).status, 201);
  assert.equal((await picturesOf(id)).length, 1);
});

test('pictures change places, go and come back; the day after what went is gone for good, and its bytes only where nobody shows them', async () => {
  const [id, twin] = [await product(), await product()];
  const file = await drawn();
  await send(twin, file);
  for (const bytes of [file, await drawn('webp'), await drawn('png')]) await send(id, bytes);
  const [a, b, c] = await picturesOf(id);
  assert.ok(a && b && c);
  const order = async (pictures: string[]): Promise<Told> =>
    await server.call('PATCH', `/products/${id}/pictures`, { key, body: { pictures } });
  assert.deepEqual(
    picturesIn(await order([c.id, a.id, b.id])).map((one) => one.id),
    [c.id, a.id, b.id],
  );
  const foreign = (await picturesOf(twin))[0]?.id ?? '';
  for (const wrong of [
    [a.id, b.id],
    [a.id, a.id, b.id],
    [a.id, b.id, foreign],
    [a.id, b.id, 'pic_x'],
  ]) {
    assert.deepEqual(refusal(await order(wrong)), [409, 'picture.otherOrder']);
  }
  const remove = async (picture: string): Promise<Told> => await server.call('DELETE', `/pictures/${picture}`, { key });
  assert.deepEqual(
    picturesIn(await remove(a.id)).map((one) => one.id),
    [c.id, b.id],
  );
  assert.equal((await remove(a.id)).status, 200);
  const back = await server.call('POST', `/pictures/${a.id}/restore`, { key, body: {} });
  assert.deepEqual(
    picturesIn(back).map((one) => one.id),
    [c.id, a.id, b.id],
  );
  for (const picture of [a, b]) await remove(picture.id);
  const status = async ({ hash }: Shown): Promise<number> => (await server.call('GET', `/shop/teahouse/pictures/${hash}-240`)).status;
  assert.deepEqual([await status(a), await status(b)], [200, 200], 'a page that was open still shows them');
  const [row] = await server.db.ownerTx((sql) =>
    sql.text<{ tenant_id: string }>("SELECT t.tenant_id FROM identity.tenant AS t WHERE t.slug = 'teahouse'"),
  );
  const sweep = async (hours: number): Promise<void> =>
    await server.db.tenantTx(row?.tenant_id ?? '', async (sql) =>
      sweepPictures(sql, row?.tenant_id ?? '', new Date(server.clock.at + hours * 3_600_000)),
    );
  await sweep(23);
  assert.deepEqual([await status(a), await status(b)], [200, 200]);
  await sweep(25);
  assert.deepEqual([await status(a), await status(b), await status(c)], [200, 404, 200], 'the twin still shows the first');
  assert.deepEqual(refusal(await server.call('POST', `/pictures/${b.id}/restore`, { key, body: {} })), [404, 'picture.notFound']);
  const { data } = (await server.call('GET', '/audit', { key })).as<{ data: { action: string }[] }>();
  assert.deepEqual(
    ['product.pictureAdded', 'product.picturesOrdered', 'product.pictureRemoved', 'product.pictureRestored'].filter(
      (action) => !data.some((entry) => entry.action === action),
    ),
    [],
  );
});

test('the doctor finds a picture that is not what is kept of it, and a product with a ninth', async () => {
  const found = async (): Promise<number> => {
    const { findings } = await diagnose(server.db, 'teahouse');
    return findings.find((finding) => finding.id === 'C1.pictures' && !finding.ok)?.count ?? 0;
  };
  const change = async (text: string): Promise<void> => void (await server.db.ownerTx((sql) => sql.text(text)));
  assert.equal(await found(), 0);
  const count = (await server.db.ownerTx((sql) => sql.text('SELECT 1 FROM catalog.picture AS p'))).length;
  await change('UPDATE catalog.picture AS p SET width = p.width + 1');
  assert.equal(await found(), count);
  await change('UPDATE catalog.picture AS p SET width = p.width - 1, removed_at = NULL');
  assert.equal(await found(), 0);
  await change(`INSERT INTO catalog.picture (tenant_id, picture_id, product_id, position, hash, sent_hash, width, height, alt, added_at)
    SELECT p.tenant_id, gen_random_uuid(), p.product_id, 9, p.hash, gen_random_uuid()::text, p.width, p.height, p.alt, p.added_at
      FROM catalog.picture AS p JOIN (SELECT one.product_id FROM catalog.picture AS one GROUP BY one.product_id HAVING count(*) = 8) AS eight
           ON eight.product_id = p.product_id WHERE p.position = 0`);
  assert.equal(await found(), 1);
});
