// What a browser must fetch before the console shows Home's first figure, from the build's manifest:
// the entry, Home with everything it imports statically, and the larger of the two languages.
// `node tools/web-size.mjs [--json]`; exits 1 when it is over the budget.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const BUDGET_BYTES = 350_000;
const dist = join(dirname(fileURLToPath(import.meta.url)), '../dist/console');

/** Every script of an entry and of what it imports statically. */
export function scriptsOf(manifest, name, found = new Set()) {
  const chunk = manifest[name];
  if (!chunk) throw new Error(`the build has no ${name}`);
  if (found.has(chunk.file)) return found;
  found.add(chunk.file);
  for (const next of chunk.imports ?? []) scriptsOf(manifest, next, found);
  return found;
}

export function firstFigure(folder = dist) {
  const manifest = JSON.parse(readFileSync(join(folder, '.vite/manifest.json'), 'utf8'));
  const size = (file) => gzipSync(readFileSync(join(folder, file)), { level: 9 }).length;
  const base = scriptsOf(manifest, 'index.html');
  const words = ['words/zh-cn.ts', 'words/en.ts'].map((name) => manifest[name]?.file).filter((file) => file !== undefined);
  const scripts = Object.fromEntries([...base].map((file) => [file, size(file)]));
  const largestWords = Math.max(0, ...words.map(size));
  const total = Object.values(scripts).reduce((sum, bytes) => sum + bytes, 0) + largestWords;
  return { scripts, words: largestWords, total, budget: BUDGET_BYTES };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const found = firstFigure();
  if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify(found)}\n`);
  else {
    for (const [file, bytes] of Object.entries(found.scripts))
      process.stdout.write(`${(bytes / 1000).toFixed(1).padStart(8)} kB  ${file}\n`);
    process.stdout.write(`${(found.words / 1000).toFixed(1).padStart(8)} kB  words of one language\n`);
    process.stdout.write(
      `${(found.total / 1000).toFixed(1).padStart(8)} kB  before the first figure; the budget is ${found.budget / 1000} kB\n`,
    );
  }
  if (found.total > found.budget) process.exit(1);
}
