import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DelimitedSplitter } from './delimited.ts';
import type { RawRecord } from './model.ts';

function split(text: string | Buffer, delimiter = ',', size = 1 << 20): RawRecord[] {
  const splitter = new DelimitedSplitter(delimiter);
  const bytes = Buffer.from(text);
  const records: RawRecord[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    for (const portion of splitter.push(bytes.subarray(at, at + size))) records.push(...portion);
  }
  return [...records, ...[...splitter.end()].flat()];
}
const cellsOf = (text: string, delimiter = ',') => split(text, delimiter).map(({ cells }) => cells);

test('LF, CRLF and CR may be mixed, and lines are counted through all of them', () => {
  const records = split('a,b\r\n1,2\n3,4\r5,6\n\n7,8');
  assert.deepEqual(
    records.map(({ row, cells }) => [row, ...cells]),
    [
      [1, 'a', 'b'],
      [2, '1', '2'],
      [3, '3', '4'],
      [4, '5', '6'],
      [6, '7', '8'],
    ],
  );
});

test('a record is numbered by the line it begins on', () => {
  const records = split('h,i\n"a\nb\r\nc",1\nx,"y\n\nz"\nlast,2\n');
  assert.deepEqual(
    records.map(({ row }) => row),
    [1, 2, 5, 8],
  );
  assert.deepEqual(records[1]?.cells, ['a\nb\r\nc', '1']);
});

test('quotes are read as they are met in the wild', () => {
  assert.deepEqual(cellsOf('"a,b","c""d",e\n'), [['a,b', 'c"d', 'e']]);
  assert.deepEqual(cellsOf('5" pipe,b\n'), [['5" pipe', 'b']]);
  assert.deepEqual(cellsOf('a, "b,c"\n'), [['a', 'b,c']]);
  assert.deepEqual(cellsOf('"a"bc,d\n'), [['abc', 'd']]);
  assert.deepEqual(cellsOf('"",""\n"x",\n'), [['x', '']]);
  assert.deepEqual(cellsOf('=""12"",x\n'), [['=""12""', 'x']]);
});

test('other delimiters and space-aligned columns', () => {
  assert.deepEqual(cellsOf('a;b;"c;d"\n', ';'), [['a', 'b', 'c;d']]);
  assert.deepEqual(cellsOf('a\tb\n', '\t'), [['a', 'b']]);
  assert.deepEqual(cellsOf(' 00004 0001  19970101   2   29.33\r\n', ' '), [['00004', '0001', '19970101', '2', '29.33']]);
});

test('blank lines and lines of delimiters alone are no records', () => {
  assert.deepEqual(cellsOf('a,b\n\n  \n,\n,,,\r\n1,2\n'), [
    ['a', 'b'],
    ['1', '2'],
  ]);
});

test('a quote that never closes costs one row', () => {
  const records = split('a,b\n1,"open\n2,x\n3,y\n');
  assert.deepEqual(
    records.map(({ row, fault }) => [row, fault?.reason ?? null]),
    [
      [1, null],
      [2, 'quote.unclosed'],
      [3, null],
      [4, null],
    ],
  );
  const big = split(`a,b\n1,"open\n${'2,x\n'.repeat(900_000)}`, ',', 1 << 17);
  assert.equal(big.length, 900_002);
  assert.equal(big.filter(({ fault }) => fault !== null).length, 1);
});

test('a NUL rejects its own row and names the cell', () => {
  const records = split('a,b\n1,x\0y\n2,z\n"3","\0"\n');
  assert.deepEqual(
    records.map(({ fault }) => fault && [fault.reason, fault.column]),
    [null, ['cell.nul', 1], null, ['cell.nul', 1]],
  );
});

test('a cell beyond 1 MB and a line beyond 4 MB are rejected without stopping', () => {
  const long = 'x'.repeat(1_100_000);
  const records = split(`a,b\n1,${long}\n2,"${long}"\n3,${'y'.repeat(9_000_000)}\n4,ok\n`, ',', 1 << 17);
  assert.deepEqual(
    records.map(({ row, fault }) => [row, fault?.reason ?? null]),
    [
      [1, null],
      [2, 'cell.tooLarge'],
      [3, 'cell.tooLarge'],
      [4, 'row.tooLarge'],
      [5, null],
    ],
  );
});

test('a line of a million cells is rejected', () => {
  const [, wide, last] = split(`a,b\n${'1,'.repeat(1_000_000)}\n3,4\n`, ',', 1 << 17);
  assert.equal(wide?.fault?.reason, 'row.tooManyCells');
  assert.deepEqual(last?.cells, ['3', '4']);
});

test('where the bytes are cut makes no difference, and what was written is what is read', () => {
  const cell = fc.string({ unit: fc.constantFrom(...'ab,"\r\n 中é1'), maxLength: 8 });
  fc.assert(
    fc.property(
      fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 40 }),
      fc.constantFrom('\n', '\r\n', '\r'),
      (rows, size, end) => {
        const text = rows
          .map((cells) => ['k', ...cells].map((c) => (/[,"\r\n]|^ | $/.test(c) ? `"${c.replaceAll('"', '""')}"` : c)).join(','))
          .join(end);
        const whole = split(text);
        assert.deepEqual(
          whole.map(({ cells }) => cells),
          rows.map((cells) => ['k', ...cells]),
        );
        assert.deepEqual(split(text, ',', size), whole);
      },
    ),
    { numRuns: 1500 },
  );
});
