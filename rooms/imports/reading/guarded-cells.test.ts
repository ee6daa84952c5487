import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { csvCell, csvLine, unguarded } from '../../../kit/csv/index.ts';
import { DelimitedSplitter } from './delimited.ts';
import { readOrders } from './testing.ts';

test('nothing a spreadsheet runs stands at the beginning of a cell', () => {
  const attacks = [
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    '＝1+1',
    '＋1',
    '－1',
    '＠A',
    ' =1',
    '\u3000=1',
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://x","y")',
    '﹢1',
    "'=1",
  ];
  for (const attack of attacks) {
    const cell = csvCell(attack);
    assert.match(cell, /^"?'/, JSON.stringify(attack));
    const shown = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
    assert.equal(unguarded(shown), attack);
  }
});

test('plain text and numbers are left as they are', () => {
  assert.equal(csvCell('张三'), '张三');
  assert.equal(csvCell(-12), '-12');
  assert.equal(csvCell(-1200n), '-1200');
  assert.equal(csvCell(null), '');
  assert.equal(csvCell("O'Neil"), '"O\'Neil"');
  assert.equal(csvLine(['a,b', 'c"d', 'e;f']), '"a,b","c""d","e;f"\r\n');
});

test('a phone number with +86 comes back from our own export', async () => {
  const file = csvLine(['person', 'at', 'amount']) + csvLine(['+8613800000000', '2024-01-01', 5]);
  const { rows } = await readOrders(file);
  assert.equal(rows[0]?.person, '+8613800000000');
});

test('any text survives being written and read', () => {
  const text = fc.string({ unit: fc.constantFrom(...'=+-@\t\r\n,;"\' ＝＋a1 '), maxLength: 12 });
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), (cells) => {
      const splitter = new DelimitedSplitter(',');
      const [record] = [...splitter.push(Buffer.from(`x,${cells.map(csvCell).join(',')}\r\n`)), ...splitter.end()].flat();
      assert.deepEqual(record?.cells.slice(1).map(unguarded), cells);
    }),
    { numRuns: 2000 },
  );
});
