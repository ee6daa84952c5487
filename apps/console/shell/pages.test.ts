import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import en from './words.en.json' with { type: 'json' };
import { pages } from './pages.ts';

test('every page that needs no id is found by its name', () => {
  const router = readFileSync(join(import.meta.dirname, '../router.tsx'), 'utf8');
  const addresses = [...router.matchAll(/\bpage\(\s*'([^'$]+)'/g)].map((found) => found[1]);
  assert.ok(addresses.length > 50);
  const found = new Set(pages.map(({ to }) => to));
  assert.deepEqual(
    addresses.filter((address) => !found.has(address ?? '')),
    [],
  );
});

test('no two pages are found by the same name', () => {
  const names: Readonly<Record<string, string>> = en.search.page;
  assert.deepEqual(
    pages.filter(({ word }) => !names[word]),
    [],
  );
  assert.equal(new Set(pages.map(({ word }) => names[word])).size, pages.length);
});
