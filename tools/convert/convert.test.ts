import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pieces, readAll, sharedData } from '../../rooms/imports/reading/testing.ts';
import * as bitcoin from './bitcoin-otc.mjs';
import * as nyjazz from './nyjazz.mjs';
import * as weibo from './weibo.mjs';

/** A conversion's output read by the import it is made for. */
async function read(lines: AsyncIterable<string>) {
  const text: string[] = [];
  for await (const line of lines) text.push(line);
  return readAll(pieces(`${text.join('\n')}\n`), { as: 'referrals', timeZone: 'UTC' });
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
  assert.deepEqual([rows.length, rejects.length], [244, 0]);
  assert.deepEqual(perDepth(rows).slice(1), [38, 49, 39, 31, 27, 23, 13, 9, 8, 6, 1]);
});

test('every repost names the user it was reposted from, in UTC+8', async (t) => {
  const folder = sharedData(t, 'weibo-cascades');
  if (folder === null) return;
  const { rows, rejects } = await read(weibo.referrals(folder));
  assert.deepEqual([rows.length, rejects.length], [169_548, 0]);
  assert.equal(rows.filter(({ at }) => at === null).length, 11);
  assert.equal(new Set(rows.flatMap(({ person, referrer }) => [person, referrer])).size, 159_751);
  assert.deepEqual(
    [rows[0]?.person, rows[0]?.referrer, rows[0]?.at],
    ['1', '234', Date.UTC(2011, 2, 16, 14, 44, 58)],
  );
  assert.equal(rows.filter(({ person, referrer }) => person === referrer).length, 997);
});

test('only ratings that vouch for somebody are referrals', async (t) => {
  const folder = sharedData(t, 'bitcoin-otc-trust');
  if (folder === null) return;
  const { rows, rejects } = await read(bitcoin.referrals(folder));
  assert.deepEqual([rows.length, rejects.length], [32_029, 0]);
  assert.deepEqual([rows[0]?.person, rows[0]?.referrer, rows[0]?.at], ['2', '6', 1_289_241_912_000]);
});
