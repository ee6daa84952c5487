import assert from 'node:assert/strict';
import test from 'node:test';
import { isLive, keepChoices, keptChoices, outcomeOf, progressOf, readOptions } from './options.ts';

test('what nobody chose is left to recognition', () => {
  assert.deepEqual(readOptions('upl_1', 'orders', { encoding: 'auto', map: {} }), {
    upload: 'upl_1',
    as: 'orders',
    onConflict: 'update',
  });
});

test('an unpaid rule without a pattern means an empty cell', () => {
  assert.equal(readOptions('u', 'orders', { unpaidColumn: '付款时间' }).unpaidWhen, '付款时间=^$');
  assert.equal(readOptions('u', 'orders', { unpaidColumn: '3', unpaidPattern: '^0|2$' }).unpaidWhen, '3=^0|2$');
});

test('choices survive a reload, per file and kind', () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  keepChoices('u', 'orders', { map: { at: 2 } }, storage);
  assert.deepEqual(keptChoices('u', 'orders', storage), { map: { at: 2 } });
  assert.deepEqual(keptChoices('u', 'people', storage), {});
});

const run = (state: string, result: Partial<{ rows: number; accepted: number; skipped: number; rejected: number }>) => ({
  state,
  sizeBytes: 200,
  bytesDone: 50,
  result: { rows: 0, accepted: 0, skipped: 0, rejected: 0, ...result },
});

test('progress is by bytes, and a done run is whole', () => {
  assert.equal(progressOf(run('running', {})), 0.25);
  assert.equal(progressOf({ ...run('running', {}), sizeBytes: 0 }), 0);
  assert.equal(progressOf(run('done', {})), 1);
});

test('a file brought a second time says nothing new', () => {
  assert.equal(outcomeOf(run('done', { rows: 3, skipped: 2, rejected: 1 })), 'nothingNew');
  assert.equal(outcomeOf(run('done', { rows: 3, accepted: 1, skipped: 2 })), 'brought');
  assert.equal(outcomeOf(run('done', { rows: 1, rejected: 1 })), 'allRefused');
  assert.equal(outcomeOf(run('done', {})), 'empty');
});

test('a stopped run is not live', () => {
  assert.deepEqual(['waiting', 'running', 'stopping', 'stopped', 'done', 'failed'].map(isLive), [true, true, true, false, false, false]);
});
