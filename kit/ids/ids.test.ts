import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { idMs, isUuid, newId, newPublicId, parseId, publicId, type IdKind } from './index.ts';

test('ids made one after another sort in that order, however fast they are made', () => {
  const ids = Array.from({ length: 20_000 }, () => newId());
  assert.deepEqual([...ids].sort(), ids);
  assert.equal(new Set(ids).size, ids.length);
  assert.ok(ids.every(isUuid));
});

test('an id that is made in its public form is one like any other, in the same order', () => {
  const kinds: IdKind[] = ['request', 'touch', 'request'];
  let before = newId();
  for (let i = 0; i < 20_000; i++) {
    const kind = kinds[i % 3] as IdKind;
    const id = parseId(kind, newPublicId(kind));
    assert.ok(id !== null && isUuid(id) && /^.{14}7.{4}[89ab]/.test(id), String(id));
    assert.ok(before < id && id < (before = newId()), `${before} ${id}`);
  }
  const random = new Set(Array.from({ length: 1_000 }, () => newPublicId('request').slice(-12)));
  assert.equal(random.size, 1_000);
});

test('an id is never older than its floor', () => {
  const floor = Date.now() + 3_600_000;
  assert.ok(idMs(newId(floor)) >= floor);
});

test('the public form goes there and back and keeps the order', () => {
  fc.assert(
    fc.property(fc.uuid({ version: 7 }), fc.uuid({ version: 7 }), (a, b) => {
      assert.equal(parseId('person', publicId('person', a)), a);
      assert.equal(publicId('order', a) < publicId('order', b), a < b);
    }),
  );
});

test('an id of another kind, too long, or with letters outside the alphabet is no id', () => {
  const id = publicId('person', newId());
  assert.equal(parseId('order', id), null);
  assert.equal(parseId('person', `${id}0`), null);
  assert.equal(parseId('person', `${id.slice(0, -1)}u`), null);
  assert.equal(parseId('person', 'per_zzzzzzzzzzzzzzzzzzzzzzzzzz'), null);
});
