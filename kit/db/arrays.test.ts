import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newId } from '../ids/index.ts';
import { openTestDb, type TestDb } from '../testing/index.ts';
import { booleans, instants, int4s, int8s, texts, uuids } from './arrays.ts';

let test_db: TestDb;
before(async () => {
  test_db = await openTestDb();
});
after(async () => {
  await test_db.close();
});

const same = <T>(value: T): T => value;

test('arrays arrive as the values that were sent, nothing included', async () => {
  const ids = [newId(), null, 'ffffffffffffffffffffffffffffff00'];
  const amounts = [0n, -1n, 9_223_372_036_854_775_807n, -9_223_372_036_854_775_808n, null, 2 ** 53 - 1, -(2 ** 53 - 1), -4_294_967_296];
  const words = ['', 'NULL', null, 'a"b\\c,{}', '唇'.repeat(40), `${'a'.repeat(31)}é`, '👋', 'x'.repeat(5000)];
  const times = [0, null, -1, Date.UTC(1969, 11, 31, 23, 59, 59, 999), Date.UTC(2026, 10, 1, 8, 0, 0, 123), Date.UTC(9999, 11, 31)];
  const row = await test_db.db.platformTx(
    (sql) =>
      sql.one<Record<string, unknown>>`
      SELECT ${int4s([0, -1, null, 2_147_483_647], same)}::int[] AS ints, ${int8s(amounts, same)}::bigint[]::text[] AS amounts,
             ${uuids(ids, same)}::uuid[]::text[] AS ids, ${texts(words, same)}::text[] AS words,
             ${booleans([true, null, false], same)}::boolean[] AS flags, ${instants(times, same)}::timestamptz[] AS times`,
  );
  assert.deepEqual(row['ints'], [0, -1, null, 2_147_483_647]);
  assert.deepEqual(
    row['amounts'],
    amounts.map((amount) => (amount === null ? null : String(amount))),
  );
  assert.deepEqual(row['ids'], [ids[0], null, 'ffffffff-ffff-ffff-ffff-ffffffffff00']);
  assert.deepEqual(row['words'], words);
  assert.deepEqual(row['flags'], [true, null, false]);
  assert.deepEqual(
    (row['times'] as (Date | null)[]).map((time) => time?.getTime() ?? null),
    times,
  );
});

test('an empty array has no element', async () => {
  const row = await test_db.db.platformTx(
    (sql) =>
      sql.one<{ ints: number[]; words: string[] }>`
      SELECT ${int4s([], same)}::int[] AS ints, ${texts([], same)}::text[] AS words`,
  );
  assert.deepEqual(row, { ints: [], words: [] });
});

test('an array refuses what its type cannot hold', () => {
  assert.throws(() => uuids(['per_01'], same), RangeError);
  assert.throws(() => uuids([`${newId()}0`], same), RangeError);
  assert.throws(() => uuids([''], same), RangeError);
  assert.throws(() => int8s([0.5], same), RangeError);
  assert.throws(() => int8s([2 ** 60], same), RangeError);
  assert.throws(() => int8s([2n ** 63n], same), RangeError);
  assert.throws(() => int4s([2 ** 31], same), RangeError);
  assert.throws(() => instants([Number.NaN], same), RangeError);
});
