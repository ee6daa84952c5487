// What a browser must fetch before the first useful thing stands on the screen, from the build's manifest: the entry, the first
// page with everything it imports statically, and the larger of the two languages. The console's first thing is Home's figure, the
// shop's its shelf. `node tools/web-size.mjs [--json]`; exits 1 when one is over its budget.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const dist = join(dirname(fileURLToPath(import.meta.url)), '../dist');

/** Each app: the budget in bytes, packed; the chunks of its first page; and its words by language. */
const apps = {
  console: { budget: 350_000, chunks: ['index.html'], words: [['words/zh-cn.ts'], ['words/en.ts']] },
  shop: {
    budget: 130_000,
    chunks: ['index.html', 'pages/front.tsx'],
    words: ['zh-CN', 'en'].map((language) => [`words/shop.${language}.json`, `../../ui/words/shop.${language}.json`]),
  },
};

/** Every script of an entry and of what it imports statically. */
export function scriptsOf(manifest, name, found = new Set()) {
  const chunk = manifest[name];
  if (!chunk) throw new Error(`the build has no ${name}`);
  if (found.has(chunk.file)) return found;
  found.add(chunk.file);
  for (const next of chunk.imports ?? []) scriptsOf(manifest, next, found);
  return found;
}

/** The scripts an app fetches first, in bytes packed, and whether that is within its budget. */
export function firstLoad(app, folder = join(dist, app)) {
  const { budget, chunks, words } = apps[app];
  const manifest = JSON.parse(readFileSync(join(folder, '.vite/manifest.json'), 'utf8'));
  const size = (file) => gzipSync(readFileSync(join(folder, file)), { level: 9 }).length;
  const base = new Set(chunks.flatMap((name) => [...scriptsOf(manifest, name)]));
  const scripts = Object.fromEntries([...base].map((file) => [file, size(file)]));
  const sum = (sizes) => sizes.reduce((total, bytes) => total + bytes, 0);
  const largestWords = Math.max(...words.map((names) => sum(names.map((name) => size(fileOf(manifest, name))))));
  return { scripts, words: largestWords, total: sum(Object.values(scripts)) + largestWords, budget };
}

function fileOf(manifest, name) {
  const file = manifest[name]?.file;
  if (!file) throw new Error(`the build has no ${name}`);
  return file;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const found = Object.fromEntries(Object.keys(apps).map((app) => [app, firstLoad(app)]));
  if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify(found)}\n`);
  else for (const [app, load] of Object.entries(found)) print(app, load);
  if (Object.values(found).some((load) => load.total > load.budget)) process.exit(1);
}

function print(app, { scripts, words, total, budget }) {
  const line = (bytes, what) => process.stdout.write(`${(bytes / 1000).toFixed(1).padStart(8)} kB  ${what}\n`);
  for (const [file, bytes] of Object.entries(scripts)) line(bytes, `${app}/${file}`);
  line(words, 'words of one language');
  line(total, `before the first thing of the ${app}; the budget is ${budget / 1000} kB`);
}
