import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayText, parseDay } from '../../../kit/time/index.ts';
import { lastDayFor } from './privacy-days.ts';

test('fifteen working days leave out Saturdays and Sundays; days of other countries are counted as they come', async () => {
  const friday = parseDay('2026-11-20');
  const after = (rule: { days: number; countsWorkingDays: boolean }): string => dayText(lastDayFor(friday, rule));
  assert.equal(after({ days: 15, countsWorkingDays: true }), '2026-12-11');
  assert.equal(after({ days: 1, countsWorkingDays: true }), '2026-11-23');
  assert.equal(after({ days: 30, countsWorkingDays: false }), '2026-12-20');
});
