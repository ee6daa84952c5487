import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addMonths, dayText, monthOf, parseDay, wholeDays, zoneOf } from './index.ts';

test('the day of an instant is that of the zone, on both sides of daylight saving', () => {
  const berlin = zoneOf('Europe/Berlin');
  assert.equal(dayText(berlin.dayOf(Date.parse('2026-03-28T23:30:00Z'))), '2026-03-29');
  assert.equal(dayText(berlin.dayOf(Date.parse('2026-03-29T21:59:00Z'))), '2026-03-29');
  assert.equal(dayText(berlin.dayOf(Date.parse('2026-03-29T22:00:00Z'))), '2026-03-30');
  assert.equal(dayText(zoneOf('Asia/Shanghai').dayOf(Date.parse('2026-01-01T16:00:00Z'))), '2026-01-02');
});

test('days agree with the calendar of the standard library at any instant', () => {
  for (const id of ['Asia/Shanghai', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu']) {
    const zone = zoneOf(id);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_102_444_799_999 }), (ms) => {
        const expected = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(id).toPlainDate().toString();
        assert.equal(dayText(zone.dayOf(ms)), expected);
      }),
    );
  }
});

test('a day starts at its first instant', () => {
  const day = parseDay('2026-07-01');
  assert.equal(new Date(zoneOf('Asia/Shanghai').startOf(day)).toISOString(), '2026-06-30T16:00:00.000Z');
});

test('days that do not exist are refused', () => {
  for (const text of ['2026-02-30', '2026-13-01', '26-01-01', '', '2026-1-1']) {
    assert.throws(() => parseDay(text), { code: 'date.invalid' });
  }
});

test('months step over years, and part days do not count', () => {
  assert.equal(dayText(addMonths(parseDay('2026-11-22'), 3)), '2027-02-01');
  assert.equal(dayText(monthOf(parseDay('2026-11-22'))), '2026-11-01');
  assert.equal(wholeDays(0, 86_400_000 * 2 - 1), 1);
  assert.equal(wholeDays(10, 0), 0);
});

test('an unknown zone is refused by name', () => {
  assert.throws(() => zoneOf('Mars/Olympus'), { code: 'timeZone.unknown' });
});
