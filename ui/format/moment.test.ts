import assert from 'node:assert/strict';
import test from 'node:test';
import { momentOf } from './moment.ts';

test('a day begins when it begins in the zone of the brand, and its last moment is the next day’s first', () => {
  assert.equal(momentOf('2026-01-15', 'Asia/Shanghai'), '2026-01-14T16:00:00.000Z');
  assert.equal(momentOf('2026-01-15', 'Asia/Shanghai', true), '2026-01-15T16:00:00.000Z');
  assert.equal(momentOf('2026-03-29', 'Europe/Berlin'), '2026-03-28T23:00:00.000Z');
  assert.equal(momentOf('2026-03-29', 'Europe/Berlin', true), '2026-03-29T22:00:00.000Z');
  assert.equal(momentOf('', 'Asia/Shanghai'), null);
});
