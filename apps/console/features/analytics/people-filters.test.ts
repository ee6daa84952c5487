import assert from 'node:assert/strict';
import test from 'node:test';
import { rfmOf, segmentFilter, toggled, toQuery, viewOf } from './people-filters.ts';

test('an address becomes filters, and what the list does not know is left out', () => {
  assert.deepEqual(viewOf({ stage: 'repeat', sort: 'own', order: 'asc', x: '1', search: ' ' }), {
    filters: { stage: 'repeat' },
    sort: 'own',
    order: 'asc',
  });
  assert.deepEqual(viewOf({ sort: 'colour' }), { filters: {}, sort: 'newest', order: 'desc' });
});

test('a segment does not hold another segment', () => {
  assert.deepEqual(segmentFilter({ stage: 'fan', segment: 'seg_1' }), { stage: 'fan' });
});

test('choosing a stage twice takes it away', () => {
  assert.equal(toggled('fan', 'repeat'), 'fan,repeat');
  assert.equal(toggled('fan,repeat', 'fan'), 'repeat');
  assert.equal(toggled('fan', 'fan'), undefined);
});

test('an RFM filter names buckets per axis, a star means all', () => {
  assert.deepEqual(rfmOf('r5f*m45'), { r: [5], f: [1, 2, 3, 4, 5], m: [4, 5] });
  assert.equal(rfmOf('r9f1m1'), null);
});

test('a query carries numbers as numbers and leaves out what the API does not know', () => {
  const view = viewOf({
    minOrders: '2',
    maxOrders: 'many',
    sourceKind: 'alien',
    referred: 'yes',
    stage: 'fan',
  });
  assert.deepEqual(toQuery(view), {
    stage: 'fan',
    referred: 'yes',
    minOrders: 2,
    sort: 'newest',
    order: 'desc',
  });
});
