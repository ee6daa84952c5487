import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { WhenReader } from './when.ts';

const shanghai = new WhenReader('Asia/Shanghai', null);
const at = (text: string) => {
  const ms = shanghai.read(text);
  return typeof ms === 'number' ? new Date(ms).toISOString() : ms;
};

test('every form names the same instant', () => {
  const noon = '2024-02-29T04:05:06.000Z';
  const forms = [
    '2024-02-29 12:05:06',
    '2024/2/29 12:05:06',
    '2024.02.29 12:05:06',
    '2024-02-29T12:05:06',
    '2024-02-29T04:05:06Z',
    '2024-02-29T12:05:06+08:00',
    '2024-02-28 23:05:06 -0500',
    '2024年2月29日 12:05:06',
    '2024年2月29日 12时5分6秒',
    '20240229120506',
    '20240229 12:05:06',
    '２０２４－０２－２９ １２：０５：０６',
    '2024-02-29 12:05:06.000',
    '2024-02-29 12:05:06 PM',
    '1709179506',
    '1709179506000',
    '2/29/2024 12:05:06',
    '29/2/2024 12:05:06',
    '29.02.2024 12:05:06',
    '2024-02-29 04:05:06 UTC',
  ];
  for (const form of forms) assert.equal(at(form), noon, form);
});

test('a day alone is its midnight in the zone', () => {
  for (const form of ['2016-08-01', '2016/8/1', '20160801', '2016年8月1日', '8/8/2016'].slice(0, 4))
    assert.equal(at(form), '2016-07-31T16:00:00.000Z', form);
  assert.equal(at('2016/8/1 11:05'), '2016-08-01T03:05:00.000Z');
  assert.equal(at('1/1/2020 1:30 pm'), '2020-01-01T05:30:00.000Z');
});

test('days that do not exist are refused', () => {
  for (const text of [
    '2023-02-29',
    '2024-13-01',
    '2024-00-10',
    '2024-04-31',
    '20230229',
    '2024-01-01 24:00:00',
    '2024-01-01 12:60',
    '20241301120000',
    '1900-02-29',
  ]) {
    assert.equal(at(text), 'notExisting', text);
  }
});

test('days before 1970 and after 2099 are refused', () => {
  for (const text of ['0001-01-01', '1969-12-31', '2100-01-01', '9999-12-31', '4102444800', '9999999999999'])
    assert.equal(at(text), 'outOfRange', text);
  assert.equal(at('0000-00-00'), 'notExisting');
  assert.equal(at('1970-01-01'), '1969-12-31T16:00:00.000Z');
  assert.equal(at('2099-12-31 23:59:59'), '2099-12-31T15:59:59.000Z');
});

test('day and month are not guessed', () => {
  assert.equal(at('3/4/2020'), 'ambiguous');
  assert.equal(at('5/5/2020'), '2020-05-04T16:00:00.000Z');
  const utc = (order: 'mdy' | 'dmy') => new WhenReader('UTC', order);
  assert.equal(utc('mdy').read('3/4/2020'), Date.UTC(2020, 2, 4));
  assert.equal(utc('dmy').read('3/4/2020'), Date.UTC(2020, 3, 3));
  assert.equal(utc('mdy').read('13/4/2020'), 'notExisting');
});

test('what is no date is refused', () => {
  for (const text of [
    'yesterday',
    '2020',
    '2020-01',
    '12:30',
    '1/2/20',
    '2020-01/02',
    '20200101x',
    '2020-01-01 noon',
    '2020-01-01T',
    '43831',
    '2020-01-01 12:30 +99:00',
    '1'.repeat(60),
    '123456789012',
    '-1577836800',
  ]) {
    assert.equal(at(text), 'unreadable', text);
  }
});

test('an unknown time zone is refused', () => {
  assert.throws(() => new WhenReader('Mars/Olympus', null), { code: 'timeZone.unknown' });
});

test('wall-clock time is what Temporal makes of it, gaps and folds included', () => {
  const zones = [
    'Asia/Shanghai',
    'America/New_York',
    'Australia/Lord_Howe',
    'Africa/Casablanca',
    'Pacific/Apia',
    'America/Sao_Paulo',
    'UTC',
    'Asia/Kathmandu',
  ];
  const readers = new Map(zones.map((zone) => [zone, new WhenReader(zone, null)]));
  const clock = fc.record({
    zone: fc.constantFrom(...zones),
    day: fc.integer({ min: 0, max: 47_480 }),
    minute: fc.integer({ min: 0, max: 1439 }),
  });
  fc.assert(
    fc.property(clock, ({ zone, day, minute }) => {
      const plain = Temporal.Instant.fromEpochMilliseconds(day * 86_400_000 + minute * 60_000)
        .toZonedDateTimeISO('UTC')
        .toPlainDateTime();
      assert.equal(readers.get(zone)?.read(plain.toString()), plain.toZonedDateTime(zone).epochMilliseconds);
    }),
    { numRuns: 2000 },
  );
  const eastern = new WhenReader('America/New_York', null);
  assert.equal(eastern.read('2024-03-10 02:30'), Date.UTC(2024, 2, 10, 7, 30));
  assert.equal(eastern.read('2024-11-03 01:30'), Date.UTC(2024, 10, 3, 5, 30));
});
