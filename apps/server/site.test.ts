import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { brotliCompressSync } from 'node:zlib';
import { createApp } from './app.ts';
import { requestOf, testServer, told, type Call, type Told } from './server.fixture.ts';

const server = await testServer();
await server.brand('teahouse');
const webDir = await mkdtemp(join(tmpdir(), 'zihuan-web-'));
after(async () => await rm(webDir, { recursive: true, force: true }));
const SCRIPT = 'export const x = 1;';
await mkdir(join(webDir, 'console/assets'), { recursive: true });
await mkdir(join(webDir, 'shop/assets'), { recursive: true });
await writeFile(join(webDir, 'secret.txt'), 'not for you');
await writeFile(join(webDir, 'console/index.html'), '<!doctype html><html lang="zh-CN"><body>console</body></html>');
await writeFile(join(webDir, 'console/mark.svg'), '<svg/>');
await writeFile(join(webDir, 'console/assets/main-Ab12Cd34.js'), SCRIPT);
await writeFile(join(webDir, 'console/assets/main-Ab12Cd34.js.br'), brotliCompressSync(SCRIPT));
await writeFile(join(webDir, 'shop/index.html'), '<!doctype html><html lang="zh-CN"><head><title></title></head><body>shop</body></html>');
await mkdir(join(webDir, 'shop/.vite'), { recursive: true });
await writeFile(
  join(webDir, 'shop/.vite/manifest.json'),
  JSON.stringify({
    'index.html': {
      file: 'assets/index-1.js',
      imports: ['_a.js'],
      css: ['assets/index-1.css'],
      dynamicImports: ['pages/front.tsx'],
    },
    '_a.js': { file: 'assets/a-1.js' },
    'pages/front.tsx': { file: 'assets/front-1.js', imports: ['_a.js', '_b.js'] },
    '_b.js': { file: 'assets/b-1.js' },
    'features/desk/desk-page.tsx': { file: 'assets/desk-1.js', imports: ['_a.js'], dynamicImports: ['qr'] },
    qr: { file: 'assets/qr-1.js' },
    'words/desk.en.json': { file: 'assets/desk.en-1.js' },
    '../../ui/words/shop.en.json': { file: 'assets/shop.en-1.js' },
    'words/card.en.json': { file: 'assets/card.en-1.js' },
    'features/desk/worker.ts': { file: 'assets/counter-1.js' },
  }),
);
await writeFile(join(webDir, 'shop/assets/counter-1.js'), 'work();');
const app = createApp({ db: server.db, dataDir: webDir, webDir });
const bare = createApp({ db: server.db, dataDir: webDir, webDir: join(webDir, 'nothing') });

async function open(path: string, call: Call = {}, from = app): Promise<Told> {
  return await told(await from.fetch(requestOf('GET', path, { ...call, isSite: true }), { address: '127.0.0.1' }));
}

test('any address without a file is a page of the console, in the reader’s language', async () => {
  const page = await open('/people/per_1?lang=en');
  assert.deepEqual([page.status, page.text], [200, '<!doctype html><html lang="en"><body>console</body></html>']);
  const policy = page.headers.get('content-security-policy') ?? '';
  assert.match(policy, /script-src 'self';/);
  assert.doesNotMatch(policy, /script-src[^;]*unsafe/);
  assert.match(policy, /frame-ancestors 'none'/);
});

test('a page is asked for again each time and comes only when it changed', async () => {
  const page = await open('/');
  assert.equal(page.headers.get('cache-control'), 'no-cache');
  const again = await open('/', { headers: { 'if-none-match': page.headers.get('etag') ?? '' } });
  assert.deepEqual([again.status, again.text], [304, '']);
  const english = await open('/', {
    headers: { 'if-none-match': page.headers.get('etag') ?? '', 'accept-language': 'en' },
  });
  assert.equal(english.status, 200);
});

test('built files are kept for good and come packed to whoever takes that', async () => {
  const plain = await open('/assets/main-Ab12Cd34.js');
  assert.equal(plain.headers.get('cache-control'), 'public, max-age=31536000, immutable');
  assert.match(plain.headers.get('content-type') ?? '', /^text\/javascript/);
  assert.equal(plain.text, SCRIPT);
  const response = await app.fetch(
    requestOf('GET', '/assets/main-Ab12Cd34.js', {
      isSite: true,
      headers: { 'accept-encoding': 'gzip, br' },
    }),
  );
  assert.equal(response.headers.get('content-encoding'), 'br');
  assert.deepEqual(Buffer.from(await response.arrayBuffer()), brotliCompressSync(SCRIPT));
  assert.equal((await open('/mark.svg')).headers.get('cache-control'), 'no-cache');
});

test('no path leads out of the folder', async () => {
  for (const path of [
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/..%2f..%2f..%2fsecret.txt',
    '/..%5csecret.txt',
    '/%00.js',
    '/%zz.js',
    '/assets/gone-Ab12Cd34.js',
  ]) {
    const page = await open(path);
    assert.doesNotMatch(page.text, /not for you/, path);
    assert.notEqual(page.status, 500, path);
  }
});

test('a brand’s shop opens under its slug, an unknown one is a 404 page', async () => {
  const shop = await open('/s/teahouse/products?lang=en');
  assert.equal(shop.status, 200);
  assert.match(shop.text, /^<!doctype html><html lang="en"><head><title>teahouse[^<]*<\/title>.*<\/head><body>shop<\/body><\/html>$/s);
  // What the shop looks like is in its files: no style that somebody slips into a page counts.
  assert.match(shop.headers.get('content-security-policy') ?? '', /style-src 'self';/);
  const unknown = await open('/s/no-such-shop?lang=en');
  assert.equal(unknown.status, 404);
  assert.match(unknown.text, /<html lang="en">/);
});

test('a first page of the shop names the script, the words and the answers that its own script would ask for later; no other does', async () => {
  const early = async (path: string): Promise<string[]> =>
    [...(await open(path)).text.matchAll(/<link rel="modulepreload" href="\/shop-assets\/assets\/([^"]+)"/g)].map(([, file]) => file ?? '');
  assert.deepEqual(await early('/s/teahouse?lang=en'), ['front-1.js', 'b-1.js', 'shop.en-1.js']);
  assert.deepEqual(await early('/s/teahouse/me?lang=en'), []);
  const asked = async (path: string): Promise<string[]> =>
    [...(await open(path)).text.matchAll(/<link rel="preload" as="fetch" crossorigin href="\/api\/v1([^"]+)" \/>/g)].map(
      ([, ask]) => ask ?? '',
    );
  assert.deepEqual(await asked('/s/teahouse?lang=en'), ['/shop/teahouse/front?lang=en']);
  const both = ['/shop/teahouse/front?lang=zh-CN', '/shop/teahouse/products/prd_1?lang=zh-CN'];
  assert.deepEqual(await asked('/s/teahouse/products/prd_1'), both);
  assert.deepEqual(await asked('/s/teahouse/me?lang=en'), []);
  assert.doesNotMatch((await open("/s/teahouse/products/'&quot;onload=x")).text, /'&quot;onload=x/);
});

test('an address of the console may hold a dot, a file that is not there is a 404', async () => {
  assert.equal((await open('/b/teahouse/people/ext:a.b')).status, 200);
  assert.equal((await open('/no-such-file.css')).status, 404);
});

test('without built pages the API answers and the page says what to do', async () => {
  const page = await open('/', {}, bare);
  assert.equal(page.status, 503);
  assert.match(page.text, /npm start/);
  assert.equal((await open('/healthz', {}, bare)).status, 200);
});

test('the counter of a brand installs as an app of its own and keeps what it is made of, and nothing else of the shop', async () => {
  const page = await open('/s/teahouse/desk');
  assert.equal((await open('/s/teahouse/worker.js')).headers.get('content-type'), 'text/html; charset=utf-8');
  assert.equal(page.status, 200);
  const manifest = await open('/s/teahouse/desk/app.webmanifest?lang=en');
  assert.match(manifest.headers.get('content-type') ?? '', /^application\/manifest\+json/);
  const told = manifest.as<Record<string, unknown>>();
  assert.deepEqual(
    [told['name'], told['scope'], told['start_url'], told['display']],
    ['Counter · teahouse', '/s/teahouse/desk', '/s/teahouse/desk', 'standalone'],
  );
  const icon = await open('/s/teahouse/desk/icon.svg');
  assert.deepEqual([icon.status, icon.headers.get('content-type')], [200, 'image/svg+xml']);
  const worker = await open('/s/teahouse/desk/worker.js');
  assert.equal(worker.headers.get('service-worker-allowed'), '/s/teahouse/desk');
  assert.equal(worker.headers.get('content-security-policy'), "default-src 'none'; connect-src 'self'; frame-ancestors 'none'");
  const files = ['a-1.js', 'desk-1.js', 'desk.en-1.js', 'index-1.css', 'index-1.js', 'qr-1.js', 'shop.en-1.js'];
  assert.equal(worker.text, `globalThis.counterFiles = ${JSON.stringify(files.map((file) => `/shop-assets/assets/${file}`))};\nwork();`);
  for (const path of ['/s/nobody/desk/worker.js', '/s/nobody/desk/app.webmanifest']) assert.equal((await open(path)).status, 404, path);
  assert.equal((await open('/s/teahouse/desk/worker.js', {}, bare)).status, 404);
});
