import assert from 'node:assert/strict';
import { test } from 'node:test';
import { releaseCalendar } from './calendar.ts';

const at = new Date('2026-05-01T06:07:08.900Z');
const day = { on: '2026-05-20', commissions: 2, amount: 'CNY 1,234.50' };

test('a release is a whole day in a calendar, its text escaped', () => {
  const text = releaseCalendar([day], { owner: 'per_1', brand: 'Tea; and, more\nsweets', language: 'en', at });
  assert.ok(text.startsWith('BEGIN:VCALENDAR\r\nVERSION:2.0\r\n'));
  assert.ok(text.includes('\r\nX-WR-CALNAME:Tea\\; and\\, more\\nsweets Releases\r\n'));
  assert.ok(text.includes('\r\nDTSTAMP:20260501T060708Z\r\nDTSTART;VALUE=DATE:20260520\r\n'));
  assert.ok(text.includes('\r\nSUMMARY:CNY 1\\,234.50 released (2 commissions)\r\n'));
  assert.ok(text.endsWith('END:VEVENT\r\nEND:VCALENDAR\r\n'));
});

test('no line is longer than 75 octets and none is cut inside a letter', () => {
  const brand = '很长的品牌名称'.repeat(20);
  const text = releaseCalendar([], { owner: 'per_1', brand, language: 'zh-CN', at });
  for (const line of text.split('\r\n')) assert.ok(Buffer.byteLength(line) <= 75, line);
  assert.ok(text.replaceAll('\r\n ', '').includes(brand));
});

test('a day keeps its name when its amount changes, and people do not share days', () => {
  const uid = (owner: string, amount: string): string | undefined =>
    /UID:(\S+)/.exec(releaseCalendar([{ ...day, amount }], { owner, brand: 'Tea', language: 'en', at }))?.[1];
  assert.equal(uid('per_1', 'CNY 1'), uid('per_1', 'CNY 2'));
  assert.notEqual(uid('per_1', 'CNY 1'), uid('per_2', 'CNY 1'));
});
