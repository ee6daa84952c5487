import assert from 'node:assert/strict';
import test from 'node:test';
import { defaultPreset, knownDays, periodFrom, periodOf } from './period.ts';

const living = { firstDay: '2025-05-03', lastDay: '2026-11-22' };
const old = { firstDay: '2010-12-01', lastDay: '2011-12-09' };

test('the month of a selling brand runs from its first day to today', () => {
  assert.deepEqual(periodOf('month', '2026-11-22', living), { from: '2026-11-01', to: '2026-11-23' });
  assert.equal(defaultPreset('2026-11-22', '2026-11-20'), 'month');
});

test('orders that end in the past are shown up to their own end, twelve months by default', () => {
  assert.equal(defaultPreset('2026-11-22', old.lastDay), '12m');
  assert.deepEqual(periodOf('12m', '2026-11-22', old), { from: '2011-01-01', to: '2011-12-10' });
  assert.deepEqual(periodOf('30d', '2026-11-22', old), { from: '2011-11-10', to: '2011-12-10' });
});

test('all time runs from the first day to the day after the last', () => {
  assert.deepEqual(periodOf('all', '2026-11-22', old), { from: '2010-12-01', to: '2011-12-10' });
});

test('an address with days wins over a preset, and nonsense falls back', () => {
  assert.deepEqual(periodFrom({ from: '2026-01-01', to: '2026-02-01', period: 'all' }, '2026-11-22', living), {
    preset: null,
    period: { from: '2026-01-01', to: '2026-02-01' },
  });
  assert.equal(periodFrom({ from: '2026-03-01', to: '2026-02-01' }, '2026-11-22', living).preset, 'month');
  assert.equal(periodFrom({ period: 'soon' }, '2026-11-22', living).preset, 'month');
});

test('the last day with data is the one that ends where the data ends', () => {
  const utc = (instant: string) => instant.slice(0, 10);
  assert.deepEqual(knownDays({ dataFrom: '2010-12-01T00:00:00.000Z', dataTo: '2011-09-01T00:00:00.000Z' }, utc), {
    firstDay: '2010-12-01',
    lastDay: '2011-08-31',
  });
  assert.deepEqual(knownDays(undefined, utc), { firstDay: null, lastDay: null });
});
