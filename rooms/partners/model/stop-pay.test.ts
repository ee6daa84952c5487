import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stopOn } from './stop-pay.ts';

const law = { from: '2026-12-01', fromDepth: 2, reason: { 'zh-CN': '监管要求', en: 'the regulator said so' } };
const row = (depth: number) => ({ orderId: 'o', line: 1, role: 'indirect', depth, payeeId: 'p' });

test('a pack stops pay from its day on, at its depth and deeper (P8)', () => {
  assert.equal(stopOn('2026-11-30', law, null), null);
  const stop = stopOn('2026-12-01', law, null);
  assert.deepEqual(
    [1, 2, 3].map((depth) => stop?.affects(row(depth))),
    [false, true, true],
  );
  assert.deepEqual(stop?.facts, { by: 'policy', fromDepth: 2, reason: law.reason });
});

test('the brand stops pay at once, and where both do the nearer depth counts', () => {
  assert.equal(stopOn('2026-11-30', null, null), null);
  const own = { fromDepth: 1, reason: 'a letter came' };
  assert.deepEqual(stopOn('2026-11-30', law, own)?.facts, { by: 'brand', fromDepth: 1, reason: 'a letter came' });
  assert.deepEqual(stopOn('2026-12-01', law, own)?.affects(row(1)), true);
  assert.deepEqual(stopOn('2026-12-01', law, { fromDepth: 3, reason: 'x' })?.facts['by'], 'policy');
});
