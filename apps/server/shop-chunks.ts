import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { escaped } from '../../flows/share/share-card.ts';

/** What one script of a build is made of, as Vite's manifest says it. */
export interface Chunk {
  readonly file: string;
  readonly css?: readonly string[];
  readonly assets?: readonly string[];
  readonly imports?: readonly string[];
  readonly dynamicImports?: readonly string[];
}

export type Chunks = Readonly<Record<string, Chunk>>;

/** The scripts of the built shop by their source; null when it is not built. */
export async function chunksOf(shop: string): Promise<Chunks | null> {
  const manifest = await readFile(join(shop, '.vite', 'manifest.json'), 'utf8').catch(() => null);
  return manifest === null ? null : (JSON.parse(manifest) as Chunks);
}

/** Sources and whatever they import statically, each once. */
export function withImports(chunks: Chunks, names: readonly string[]): Chunk[] {
  const met = new Map<string, Chunk>();
  const add = (name: string): void => {
    const chunk = chunks[name];
    if (!chunk || met.has(name)) return;
    met.set(name, chunk);
    for (const next of chunk.imports ?? []) add(next);
  };
  for (const name of names) add(name);
  return [...met.values()];
}

// The pages a visitor comes to first, and what each asks the server as soon as it runs.
const FIRST: readonly (readonly [path: RegExp, page: string, asks: readonly string[]])[] = [
  [/^\/s\/([^/]+)\/?$/, 'pages/front.tsx', ['/shop/$1/front']],
  [/^\/s\/([^/]+)\/products\/([^/]+)$/, 'pages/product.tsx', ['/shop/$1/front', '/shop/$1/products/$2']],
];

/**
 * Tags that let a browser fetch the script of a first page, its words and what it asks the server beside the shop's own script, not after
 * it: on a slow line each would otherwise wait for the one before. They stand behind the shop's own, which is the largest and begins first.
 */
export function preloadTags(chunks: Chunks, path: string, language: string): string[] {
  const first = FIRST.find(([pattern]) => pattern.test(path));
  if (first === undefined) return [];
  const [pattern, page, asks] = first;
  const own = new Set(withImports(chunks, ['index.html']).map((chunk) => chunk.file));
  const words = [`words/shop.${language}.json`, `../../ui/words/shop.${language}.json`];
  const scripts = withImports(chunks, [page, ...words]).filter((chunk) => !own.has(chunk.file));
  return [
    // Asked for in the very words of the SDK, else it would be asked for twice.
    ...asks.map(
      (ask) => `<link rel="preload" as="fetch" crossorigin href="/api/v1${escaped(path.replace(pattern, ask))}?lang=${language}" />`,
    ),
    ...scripts.map((chunk) => `<link rel="modulepreload" href="/shop-assets/${chunk.file}" />`),
  ];
}
