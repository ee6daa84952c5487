import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { test, type TestContext } from 'node:test';
import { readRows, type ReferralRow } from '../../rooms/imports/index.ts';
import * as bitcoin from './bitcoin-otc.mjs';
import * as nyjazz from './nyjazz.mjs';
import * as weibo from './weibo.mjs';

/** Where a published data set lies beside the repository; null, and said so, where it is absent: then nothing is proven. */
function sharedData(t: TestContext, name: string): string | null {
  const path = resolve(import.meta.dirname, '../../../shared/data', name);
  if (existsSync(path)) return path;
  t.diagnostic(`absent, nothing checked: ../shared/data/${name}`);
  return null;
}

/** A conversion's output read by the import it is made for. */
async function read(lines: AsyncIterable<string>): Promise<{ rows: ReferralRow[]; rejects: number }> {
  async function* bytes() {
    for await (const line of lines) yield Buffer.from(`${line}\n`);
  }
  const reading = await readRows(bytes(), { as: 'referrals', currency: 'CNY', timeZone: 'UTC' });
  const found = { rows: [] as ReferralRow[], rejects: 0 };
  for await (const { rows, rejects } of reading.batches) {
    found.rows.push(...rows);
    found.rejects += rejects.length;
  }
  return found;
}

/** Persons per depth below those nobody referred, each person's first referrer counting. */
function perDepth(rows: readonly { person: string; referrer: string }[]): number[] {
  const referrer = new Map<string, string>();
  for (const row of rows) if (!referrer.has(row.person)) referrer.set(row.person, row.referrer);
  const counts: number[] = [];
  for (const person of new Set(rows.flatMap((row) => [row.person, row.referrer]))) {
    let depth = 0;
    for (let up = referrer.get(person); up !== undefined; up = referrer.get(up)) depth++;
    counts[depth] = (counts[depth] ?? 0) + 1;
  }
  return counts;
}

test('the jazz study is a forest of 244 recruits, eleven deep', async (t) => {
  const folder = sharedData(t, 'rds-nyjazz');
  if (folder === null) return;
  const { rows, rejects } = await read(nyjazz.referrals(folder));
  assert.deepEqual([rows.length, rejects], [244, 0]);
  assert.deepEqual(perDepth(rows).slice(1), [38, 49, 39, 31, 27, 23, 13, 9, 8, 6, 1]);
});

test('every repost names the user it was reposted from, in UTC+8', async (t) => {
  const folder = sharedData(t, 'weibo-cascades');
  if (folder === null) return;
  const { rows, rejects } = await read(weibo.referrals(folder));
  assert.deepEqual([rows.length, rejects], [169_548, 0]);
  assert.equal(rows.filter(({ at }) => at === null).length, 11);
  assert.equal(new Set(rows.flatMap(({ person, referrer }) => [person, referrer])).size, 159_751);
  assert.deepEqual([rows[0]?.person, rows[0]?.referrer, rows[0]?.at], ['1', '234', Date.UTC(2011, 2, 16, 14, 44, 58)]);
  assert.equal(rows.filter(({ person, referrer }) => person === referrer).length, 997);
});

test('only ratings that vouch for somebody are referrals', async (t) => {
  const folder = sharedData(t, 'bitcoin-otc-trust');
  if (folder === null) return;
  const { rows, rejects } = await read(bitcoin.referrals(folder));
  assert.deepEqual([rows.length, rejects], [32_029, 0]);
  assert.deepEqual([rows[0]?.person, rows[0]?.referrer, rows[0]?.at], ['2', '6', 1_289_241_912_000]);
});
