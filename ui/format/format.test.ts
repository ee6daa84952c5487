import assert from 'node:assert/strict';
import test from 'node:test';
import { languageOf } from './language.ts';
import { formatMoney, majorText, parseMajor, sumMoney } from './money.ts';
import { personName } from './name.ts';
import { formatBytes, formatChange, formatCount, formatDecimal, formatPoints, formatPpm, formatShare } from './number.ts';
import { addDays, addMonths, dayOf, daysBetween, formatAgo, formatDay, formatDays, formatDuration, formatMonth } from './time.ts';

const cny = (amount: string) => ({ amount, currency: 'CNY' });

test('an exact amount keeps every digit in both languages', () => {
  assert.equal(formatMoney(cny('576193138'), 'zh-CN'), '¥5,761,931.38');
  assert.equal(formatMoney(cny('576193138'), 'en'), '¥5,761,931.38');
  assert.equal(formatMoney(cny('922337203685477580'), 'en'), '¥9,223,372,036,854,775.80');
});

test('zero, negative and change amounts carry the right sign', () => {
  assert.equal(formatMoney(cny('0'), 'en'), '¥0.00');
  assert.equal(formatMoney(cny('-5'), 'zh-CN'), '−¥0.05');
  assert.equal(formatMoney(cny('1200'), 'en', { isChange: true }), '+¥12.00');
  assert.equal(formatMoney(cny('0'), 'en', { isChange: true }), '¥0.00');
});

test('a currency shows as many digits as it has', () => {
  assert.equal(formatMoney({ amount: '1200', currency: 'JPY' }, 'en'), '¥1,200');
  assert.equal(formatMoney({ amount: '1200', currency: 'KWD' }, 'en').replace(/\s/, ' '), 'KWD 1.200');
});

test('a short amount is counted in 万 in Chinese and in K and M in English', () => {
  assert.equal(formatMoney(cny('576193138'), 'zh-CN', { style: 'short' }), '¥576.2万');
  assert.equal(formatMoney(cny('576193138'), 'en', { style: 'short' }), '¥5.76M');
  assert.equal(formatMoney(cny('99950'), 'en', { style: 'short' }), '¥999.50');
});

test('minor units become major units without floating point', () => {
  assert.equal(majorText(5n, 2), '0.05');
  assert.equal(majorText(-12345678901234567n, 2), '-123456789012345.67');
  assert.equal(majorText(7n, 0), '7');
});

test('amounts of two currencies are never added', () => {
  assert.equal(sumMoney([cny('1'), cny('-3')], 'CNY').amount, '-2');
  assert.throws(() => sumMoney([{ amount: '1', currency: 'USD' }], 'CNY'), RangeError);
});

test('a typed amount is read with separators and full-width digits, and refused when it has too many digits', () => {
  assert.equal(parseMajor('1,234.5', 'CNY'), '123450');
  assert.equal(parseMajor('１２', 'CNY'), '1200');
  assert.equal(parseMajor('1.234', 'CNY'), null);
  assert.equal(parseMajor('twelve', 'CNY'), null);
});

test('numbers, shares and rates read as a person writes them', () => {
  assert.equal(formatCount(320705, 'zh-CN'), '320,705');
  assert.equal(formatDecimal('2.314159', 'en'), '2.31');
  assert.equal(formatShare('0.431999', 'zh-CN'), '43.2%');
  assert.equal(formatPpm(75000, 'en'), '7.5%');
  assert.equal(formatChange(0.125, 'en'), '+12.5%');
  assert.equal(formatChange(-0.5, 'en'), '−50%');
  assert.equal(formatPoints(0.021, 'en'), '+2.1');
  assert.equal(formatBytes(12_400_000, 'en'), '12.4 MB');
});

test('days and months are written in each language by its own habit', () => {
  assert.equal(formatDay('2026-11-22', 'zh-CN'), '2026年11月22日');
  assert.equal(formatDay('2026-11-22', 'en'), 'Nov 22, 2026');
  assert.equal(formatMonth('2026-11', 'zh-CN'), '2026年11月');
  assert.equal(formatMonth('2026-11-01', 'en', true), 'Nov');
  assert.equal(formatMonth('2026-11-01', 'zh-CN', true), '11月');
  assert.equal(formatMonth('2026-01', 'en', true), 'Jan 2026');
});

test('the day of an instant is that of the brand’s zone', () => {
  assert.equal(dayOf('2026-11-21T16:30:00Z', 'Asia/Shanghai'), '2026-11-22');
  assert.equal(dayOf('2026-11-21T16:30:00Z', 'America/New_York'), '2026-11-21');
});

test('durations and distances use the largest unit that is whole', () => {
  assert.equal(formatAgo('2026-11-19T00:00:00Z', '2026-11-22T01:00:00Z', 'zh-CN'), '3 天前');
  assert.equal(formatAgo('2026-09-19T00:00:00Z', '2026-11-22T01:00:00Z', 'en'), '2 months ago');
  assert.equal(formatDays(1, 'en'), '1 day');
  assert.equal(formatDays(12, 'zh-CN'), '12 天');
  assert.equal(formatDuration(130, 'en'), '2 min 10 sec');
  assert.equal(formatDuration(130, 'zh-CN'), '2 分钟 10 秒');
  assert.equal(formatDuration(7_200, 'en'), '2 hr');
});

test('calendar arithmetic crosses months and leap days', () => {
  assert.equal(addDays('2024-02-28', 2), '2024-03-01');
  assert.equal(addMonths('2026-01-31', -1), '2025-12-01');
  assert.equal(daysBetween('2026-03-01', '2026-04-01'), 31);
});

test('a person without a name is called by the brand’s id, then by the tail of ours', () => {
  assert.equal(personName({ id: 'per_abcdef123456', externalId: 'C-7', name: ' ' }), 'C-7');
  assert.equal(personName({ id: 'per_abcdef123456', externalId: null, name: null }), '…123456');
  assert.equal(personName({ id: 'per_a', name: 'ن\u202Eura' }), 'نura');
});

test('a browser that asks for neither language gets Chinese', () => {
  assert.equal(languageOf(['fr', 'en-GB']), 'en');
  assert.equal(languageOf(['fr']), 'zh-CN');
});
