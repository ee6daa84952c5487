import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { color } from '../tokens/index.ts';
import { accentOf, contrast, rgbOf } from './accent.ts';
import { answered, intentFor, waitingIntent } from './intent.ts';
import { readKept, shelfOf } from './kept.ts';

/** A browser's storage. */
function storage(): Storage {
  const kept = new Map<string, string>();
  return {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, text) => void kept.set(name, text),
    removeItem: (name) => void kept.delete(name),
    clear: () => kept.clear(),
    key: (at) => [...kept.keys()][at] ?? null,
    get length() {
      return kept.size;
    },
  };
}

const keys = () => {
  let count = 0;
  return () => `key ${(count += 1)}`;
};

test('an act without an answer is sent again under its key, and under a new one once it was answered', () => {
  const shelf = shelfOf('tea', storage);
  const store = storage();
  const kept = shelfOf('tea', () => store);
  const newKey = keys();
  const first = intentFor(kept, 'place', { lines: [1] }, 1000, newKey);
  assert.equal(intentFor(kept, 'place', { lines: [1] }, 60_000, newKey).key, first.key);
  assert.deepEqual(waitingIntent(kept, 'place', 60_000)?.body, { lines: [1] });
  // Another page of the same phone, opened later, finds it too.
  assert.equal(
    intentFor(
      shelfOf('tea', () => store),
      'place',
      { lines: [1] },
      60_000,
      newKey,
    ).key,
    first.key,
  );
  answered(kept, 'place');
  assert.equal(waitingIntent(kept, 'place', 60_000), null);
  assert.notEqual(intentFor(kept, 'place', { lines: [1] }, 61_000, newKey).key, first.key);
  assert.equal(waitingIntent(shelf, 'place', 60_000), null);
});

test('something else that is meant has a key of its own', () => {
  const store = storage();
  const shelf = shelfOf('tea', () => store);
  const newKey = keys();
  const one = intentFor(shelf, 'place', { lines: [1] }, 0, newKey);
  assert.notEqual(intentFor(shelf, 'place', { lines: [2] }, 1, newKey).key, one.key);
  const paid = intentFor(shelf, 'pay.a', null, 2, newKey);
  assert.notEqual(intentFor(shelf, 'pay.b', null, 2, newKey).key, paid.key);
});

test('what was meant an hour ago is not sent by itself any more', () => {
  const store = storage();
  const shelf = shelfOf('tea', () => store);
  intentFor(shelf, 'place', 'cart', 0, keys());
  assert.equal(waitingIntent(shelf, 'place', 60 * 60_000 - 1)?.body, 'cart');
  assert.equal(waitingIntent(shelf, 'place', 60 * 60_000), null);
});

test('a phone that keeps nothing remembers while the page is open, and two brands never read each other', () => {
  const closed = shelfOf('tea', () => {
    throw new Error('storage is forbidden here');
  });
  closed.write('cart', '[1]');
  assert.equal(closed.read('cart'), '[1]');
  const store = storage();
  shelfOf('tea', () => store).write('cart', '[1]');
  assert.equal(shelfOf('coffee', () => store).read('cart'), null);
  store.setItem('zihuan.shop.tea.cart', 'torn{');
  assert.equal(
    readKept(
      shelfOf('tea', () => store),
      'cart',
    ),
    null,
  );
});

test('words in any brand colour can be read on every ground of the shop', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffffff }), (number) => {
      const found = accentOf(`#${number.toString(16).padStart(6, '0')}`);
      const strong = rgbOf(found.accentStrong);
      for (const ground of [color.surface, color.ground, color.sunken, found.accentWash])
        assert.ok(contrast(strong, rgbOf(ground)) >= 4.5, `${found.accentStrong} on ${ground}`);
      assert.ok(contrast(strong, rgbOf(color.inkOnFill)) >= 4.5);
    }),
  );
});
