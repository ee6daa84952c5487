import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { escaped } from '../../flows/share/share-card.ts';
import type { Language } from '../../kit/http/index.ts';
import { chunksOf, withImports, type Chunks } from './shop-chunks.ts';

const TITLE = { 'zh-CN': '核销台', en: 'Counter' } as const satisfies Record<Language, string>;
const ACCENT = '#1b1b1f';
const PAPER = '#ffffff';

/** Of which brand a counter is. */
export interface CounterBrand {
  readonly slug: string;
  readonly name: string;
  readonly accent: string | null;
}

/** The address of a brand's counter, which is all that its worker ever looks after. */
function counterPath(slug: string): string {
  return `/s/${encodeURIComponent(slug)}/desk`;
}

/** What makes a phone offer to keep the counter as an app. */
export function counterManifest(brand: CounterBrand, language: Language): Response {
  const path = counterPath(brand.slug);
  const body = {
    id: path,
    name: `${TITLE[language]} · ${brand.name}`,
    short_name: TITLE[language],
    lang: language,
    start_url: path,
    scope: path,
    display: 'standalone',
    background_color: PAPER,
    theme_color: brand.accent ?? ACCENT,
    icons: [{ src: `${path}/icon.svg`, sizes: 'any', type: 'image/svg+xml', purpose: 'any' }],
  };
  return new Response(JSON.stringify(body), {
    headers: { 'content-type': 'application/manifest+json', 'cache-control': 'no-cache', vary: 'accept-language, cookie' },
  });
}

/** The first letter of the brand on its own colour. */
export function counterIcon(brand: CounterBrand): Response {
  const [letter = ''] = brand.name.trim();
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512"><rect width="512" height="512" rx="112" fill="${escaped(brand.accent ?? ACCENT)}"/><text x="256" y="266" font-family="PingFang SC,Noto Sans SC,Segoe UI,sans-serif" font-size="280" font-weight="600" text-anchor="middle" dominant-baseline="central" fill="#fff">${escaped(letter)}</text></svg>`;
  return new Response(svg, { headers: { 'content-type': 'image/svg+xml', 'cache-control': 'no-cache' } });
}

/** The tags of the counter's page that name both. */
export function counterTags(brand: CounterBrand): string {
  const path = counterPath(brand.slug);
  return [
    `<link rel="manifest" href="${escaped(path)}/app.webmanifest" />`,
    `<link rel="apple-touch-icon" href="${escaped(path)}/icon.svg" />`,
    `<meta name="theme-color" content="${escaped(brand.accent ?? ACCENT)}" />`,
  ].join('\n    ');
}

const WORKER = 'features/desk/worker.ts';
const PAGE = 'features/desk/desk-page.tsx';

/**
 * The worker of a counter, told which files its page is made of: the shop's first script, the counter with the reader of codes, and their
 * words in every language. null when the shop is not built.
 */
export async function counterWorker(shop: string, slug: string): Promise<Response | null> {
  const chunks = await chunksOf(shop);
  if (chunks === null) return null;
  const script = chunks[WORKER] && (await readFile(join(shop, chunks[WORKER].file), 'utf8').catch(() => null));
  if (!script) return null;
  const files = JSON.stringify(filesOfCounter(chunks).map((file) => `/shop-assets/${file}`));
  return new Response(`globalThis.counterFiles = ${files};\n${script}`, {
    headers: {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'no-cache',
      // Its own address lies below the page it looks after.
      'service-worker-allowed': counterPath(slug),
    },
  });
}

function filesOfCounter(chunks: Chunks): string[] {
  const words = Object.keys(chunks).filter((name) => /^(words\/desk|\.\.\/\.\.\/ui\/words\/shop)\.[\w-]+\.json$/.test(name));
  const parts = withImports(chunks, ['index.html', PAGE, ...words, ...(chunks[PAGE]?.dynamicImports ?? [])]);
  return [...new Set(parts.flatMap((chunk) => [chunk.file, ...(chunk.css ?? []), ...(chunk.assets ?? [])]))].sort();
}
