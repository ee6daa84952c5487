import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { Hono } from 'hono';
import { languageOf } from '../../kit/http/index.ts';
import { cardTags, escaped, shareCard } from '../../flows/share/share-card.ts';
import { newId } from '../../kit/ids/index.ts';
import { brandBySlug, openTenantCtx, type BrandEntry } from '../../rooms/identity/index.ts';
import { counterIcon, counterManifest, counterTags, counterWorker, type CounterBrand } from './counter-app.ts';
import type { Connection, House } from './house.ts';
import { messagePage } from './message-page.ts';
import { chunksOf, preloadTags } from './shop-chunks.ts';

// In a clone this file is a source and the apps are built into `dist` beside `apps`; in a package it lies in
// `dist/server/apps/server` itself.
const DIST = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '../../dist' : '../../..', import.meta.url));

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
};

/** The web apps: the console at `/`, a brand's shop at `/s/<slug>`. */
export function siteOf(house: House, webDir = DIST): Hono<{ Bindings: Connection }> {
  const hono = new Hono<{ Bindings: Connection }>();
  const shop = join(webDir, 'shop');
  const consoleDir = join(webDir, 'console');
  hono.get(
    '/shop-assets/*',
    async (c) => (await fileOf(shop, c.req.path.slice('/shop-assets'.length), c.req.raw)) ?? messagePage(c.req.raw, 404),
  );
  const shopPage = async (request: Request, slug: string): Promise<Response> => {
    const brand = await brandBySlug(house.db, slug);
    if (!brand) return messagePage(request, 404);
    const head = await shopHead(house, brand, { request, shop });
    return (await pageOf(join(shop, 'index.html'), request, head)) ?? messagePage(request, 404);
  };
  // The counter as an app of its own: what installs it, and what lets it open without a network.
  const counter =
    (answer: (brand: CounterBrand, request: Request) => Response | Promise<Response | null>) => async (request: Request, slug: string) => {
      const brand = await brandBySlug(house.db, slug);
      return (brand && (await answer(await wearing(house, brand), request))) ?? messagePage(request, 404);
    };
  const manifest = counter((brand, request) => counterManifest(brand, languageOf(request)));
  const icon = counter(counterIcon);
  const worker = counter(async (brand) => await counterWorker(shop, brand.slug));
  hono.get('/s/:slug/desk/app.webmanifest', async (c) => await manifest(c.req.raw, c.req.param('slug')));
  hono.get('/s/:slug/desk/icon.svg', async (c) => await icon(c.req.raw, c.req.param('slug')));
  hono.get('/s/:slug/desk/worker.js', async (c) => await worker(c.req.raw, c.req.param('slug')));
  hono.get('/s/:slug', async (c) => await shopPage(c.req.raw, c.req.param('slug')));
  hono.get('/s/:slug/*', async (c) => await shopPage(c.req.raw, c.req.param('slug')));
  hono.get('/api/*', (c) => messagePage(c.req.raw, 404));
  hono.get('*', async (c) => {
    const file = await fileOf(consoleDir, c.req.path, c.req.raw);
    if (file) return file;
    // A missing file is missing; any other address is a page of the console.
    // Only files have such endings; `ext:a.b` in an address of the console is a person.
    if (extname(c.req.path) in TYPES) return messagePage(c.req.raw, 404);
    return (await pageOf(join(consoleDir, 'index.html'), c.req.raw)) ?? messagePage(c.req.raw, 503);
  });
  return hono;
}

/** How a brand's counter looks as an app. */
async function wearing(house: House, { slug, name, tenantId }: BrandEntry): Promise<CounterBrand> {
  const options = { how: 'read', recordedAt: house.now(), requestId: newId(), log: house.log } as const;
  const guest = { kind: 'guest', tenantId, address: '' } as const;
  return await openTenantCtx(house.db, tenantId, guest, options, async ({ tenant }) => ({ slug, name, accent: tenant.accent }));
}

/** What a page of a shop says of itself to whoever shows a preview of it: brand, thing, price, and whose link it is. */
async function shopHead(
  house: House,
  brand: BrandEntry,
  { request, shop }: { request: Request; shop: string },
): Promise<(html: string) => string> {
  const { origin, pathname, searchParams } = new URL(request.url);
  const [, product = null] = /\/products\/([^/]+)$/.exec(pathname) ?? [];
  const language = languageOf(request);
  const options = { how: 'read', recordedAt: house.now(), requestId: newId(), log: house.log } as const;
  const guest = { kind: 'guest', tenantId: brand.tenantId, address: '' } as const;
  const page = { product, by: searchParams.get('by') };
  const isCounter = /^\/s\/[^/]+\/desk$/.test(pathname);
  const [card, accent] = await openTenantCtx(
    house.db,
    brand.tenantId,
    guest,
    options,
    async (ctx) => [await shareCard(ctx, page, language), ctx.tenant.accent] as const,
  );
  const counter = isCounter ? `\n    ${counterTags({ slug: brand.slug, name: brand.name, accent })}` : '';
  const early = preloadTags((await chunksOf(shop)) ?? {}, pathname, language).map((tag) => `  ${tag}\n  `);
  const tags = cardTags(card, { origin, language, address: pathname }) + counter;
  return (html) =>
    html
      .replace(/<meta name="brand" content="[^"]*"/, () => `<meta name="brand" content="${escaped(brand.name)}"`)
      .replace(/<title>[^<]*<\/title>/, () => `<title>${escaped(card.title)}</title>\n    ${tags}`)
      .replace('</head>', () => `${early.join('')}</head>`);
}

/** A page of an app in the caller's language, null when the app is not built. */
async function pageOf(path: string, request: Request, head: (html: string) => string = (html) => html): Promise<Response | null> {
  const html = await readFile(path, 'utf8').catch(() => null);
  if (html === null) return null;
  const text = head(html.replace(/<html lang="[^"]*"/, `<html lang="${languageOf(request)}"`));
  const etag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-cache',
    vary: 'accept-language, cookie',
    etag,
  };
  return isFresh(request, etag) ? new Response(null, { status: 304, headers }) : new Response(text, { headers });
}

/** A file below a folder, packed as the caller likes it where it was packed at build time; null when it is not there. */
async function fileOf(folder: string, path: string, request: Request): Promise<Response | null> {
  const name = safePath(folder, path);
  if (name === null || name.endsWith('.html')) return null;
  const found = await stat(name).catch(() => null);
  if (!found?.isFile()) return null;
  const packed = await packedOf(name, request.headers.get('accept-encoding') ?? '');
  const size = packed?.size ?? found.size;
  const etag = `"${found.mtimeMs.toString(36)}-${found.size.toString(36)}${packed ? `-${packed.encoding}` : ''}"`;
  const headers = new Headers({
    'content-type': TYPES[extname(name)] ?? 'application/octet-stream',
    // Built files carry the hash of their content in their name.
    'cache-control': /[.-][\w-]{8,}\.\w+$/.test(name) ? 'public, max-age=31536000, immutable' : 'no-cache',
    'content-length': String(size),
    vary: 'accept-encoding',
    etag,
  });
  if (packed) headers.set('content-encoding', packed.encoding);
  if (isFresh(request, etag)) {
    headers.delete('content-length');
    return new Response(null, { status: 304, headers });
  }
  if (request.method === 'HEAD') return new Response(null, { headers });
  return new Response(Readable.toWeb(createReadStream(packed?.name ?? name)) as ReadableStream<Uint8Array>, {
    headers,
  });
}

async function packedOf(name: string, accepted: string): Promise<{ name: string; encoding: string; size: number } | null> {
  for (const [encoding, ending] of [
    ['br', '.br'],
    ['gzip', '.gz'],
  ] as const) {
    if (!new RegExp(`\\b${encoding}\\b`).test(accepted)) continue;
    const found = await stat(name + ending).catch(() => null);
    if (found?.isFile()) return { name: name + ending, encoding, size: found.size };
  }
  return null;
}

/** The file a path names, null when it would leave the folder. */
function safePath(folder: string, path: string): string | null {
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return null;
  }
  if (decoded.includes('\0')) return null;
  const name = normalize(join(folder, decoded));
  return name.startsWith(folder + sep) ? name : null;
}

function isFresh(request: Request, etag: string): boolean {
  return (request.headers.get('if-none-match') ?? '').split(',').some((known) => known.trim().replace(/^W\//, '') === etag);
}
