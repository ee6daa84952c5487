import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayText, parseDay } from '../../kit/time/index.ts';
import { generateSample } from './generate.ts';

const END = parseDay('2026-11-22');

function rowsOf(text: string): string[][] {
  return text
    .trim()
    .split('\n')
    .slice(1)
    .map((row) => row.split(','));
}

test('the same seed and day give the same bytes, another seed gives others', () => {
  assert.deepEqual(generateSample(1, END), generateSample(1, END));
  assert.notEqual(generateSample(1, END).files.orders, generateSample(2, END).files.orders);
});

test('every introduced person was met after the one who introduced them', () => {
  const { files } = generateSample(7, END);
  const metAt = new Map(rowsOf(files.people).map(([id, , , at]) => [id, at ?? '']));
  const referrals = rowsOf(files.referrals);
  assert.ok(referrals.length > 300);
  for (const [person, referrer, at] of referrals) {
    assert.ok((metAt.get(referrer) ?? '9') < (at ?? ''), `${referrer} met before ${person}`);
  }
});

test('the loop is alive: about three thousand people, walk-ins, refunds, returns, and nothing after the last day', () => {
  const { files, live, till } = generateSample(7, END);
  const [past, counter] = [rowsOf(files.orders), rowsOf(till)];
  const met = live.flatMap((day) => day.met);
  assert.ok(Math.abs(rowsOf(files.people).length + met.length - 3000) < 300);
  assert.ok(
    past.some((row) => row[1] === ''),
    'walk-ins',
  );
  assert.ok(
    past.some((row) => Number(row[9]) > 0),
    'refunds',
  );
  assert.ok(
    past.some((row) => Number(row[8]) < 0),
    'returns',
  );
  assert.ok([...past, ...counter].every((row) => (row[2] ?? '') < '2026-11-22'));
  assert.equal(live.at(-1)?.day, END - 1);
});

test('what is lived begins where the past ends: nobody buys there before they are met, and no order stands in both', () => {
  const { files, live, till, partners, regulars } = generateSample(7, END);
  const from = dayText(live[0]?.day ?? 0);
  const past = rowsOf(files.orders);
  assert.ok(past.every((row) => (row[2] ?? '') < from));
  const counted = new Set(rowsOf(till).map(([id]) => id));
  assert.ok(rowsOf(till).every((row) => (row[2] ?? '') >= from));
  const known = new Set(rowsOf(files.people).map(([id]) => id));
  const orders = new Set(past.map(([id]) => id));
  for (const day of live) {
    for (const { id, referrer } of day.met) {
      assert.ok(referrer === null || known.has(referrer), `${id} is brought by somebody who is there`);
      known.add(id);
    }
    for (const { id, person } of day.orders) {
      assert.ok(known.has(person), `${person} was met before they buy`);
      assert.ok(!orders.has(id) && !counted.has(id));
    }
  }
  assert.ok([...partners, ...regulars].every((id) => known.has(id)));
});
