import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { ReadOptions } from './model.ts';
import { readRows } from './read-rows.ts';
import { pieces, readAll, readOrders } from './testing.ts';

/** reliability.md X1: what a poisoned file may do is be refused, or lose its bad rows; never fill the memory. */
const OPTIONS: ReadOptions & { as: 'orders' } = { as: 'orders', currency: 'CNY', timeZone: 'Asia/Shanghai' };
const HEADER = 'order,person,at,amount\n';

test('every poisoned cell costs its own row and no other', async () => {
  const { rows, rejects } = await readOrders(
    [
      'order,person,at,amount',
      '1,a,2024-01-01,5',
      '2,a\0b,2024-01-01,5',
      '3,a,0000-00-00,5',
      '4,a,9999-12-31,5',
      '5,a,2024-01-01,-5',
      '6,a,2024-01-01,=1+1',
      '7,=cmd|x,2024-01-01,5',
      '8,a,2024-01-01,NaN',
      '9,a,2024-01-01,0x1F',
      '1,a,2024-01-01,5',
      '11,__proto__,2024-01-01,9007199254740993',
      '12,constructor,2024-01-01,５',
    ].join('\r\n'),
  );
  assert.deepEqual(
    rows.map(({ order, amount }) => [order, amount]),
    [
      ['1', 500n],
      ['5', -500n],
      ['7', 500n],
      ['1', 500n],
      ['12', 500n],
    ],
  );
  assert.deepEqual(
    rejects.map(({ row, reason }) => [row, reason]),
    [
      [3, 'cell.nul'],
      [4, 'date.notExisting'],
      [5, 'date.outOfRange'],
      [7, 'amount.notANumber'],
      [9, 'amount.notANumber'],
      [10, 'amount.notANumber'],
      [12, 'amount.tooLarge'],
    ],
  );
});

test('what is shown of a poisoned cell can be stored', async () => {
  const { rejects, recognition } = await readOrders('order,at,amount,n\0te\n1\0,2024-01-01,5,\n2,2024-01-01,"' + '😀'.repeat(150) + '",\n');
  assert.deepEqual(recognition.headers, ['order', 'at', 'amount', 'n\u2400te']);
  assert.equal(rejects[0]?.value, '1\u2400');
  assert.equal(rejects[1]?.value, '😀'.repeat(100));
  const lone = await readOrders('{"order":"a","at":"2024-01-01","amount":"\\ud800"}');
  assert.equal(lone.rejects[0]?.value, '\uFFFD');
});

test('a file that is no table is refused', async () => {
  const noise = randomBytes(300_000);
  const refused: [string, Uint8Array][] = [
    ['import.empty', Buffer.alloc(0)],
    ['import.empty', gzipSync('')],
    ['import.unreadable', Buffer.alloc(100_000)],
    ['import.unreadable', gzipSync(Buffer.alloc(3_000_000))],
    ['import.unreadable', Buffer.concat([Buffer.from([0x01, 0x02]), noise])],
    ['import.unreadable', Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), noise])],
    ['import.unreadable', Buffer.from('%PDF-1.7\n1 0 obj\n')],
    ['import.unreadable', Buffer.from('<!DOCTYPE html><html><body><table>')],
    ['import.unreadable', gzipSync(gzipSync(HEADER))],
    ['import.unrecognised', Buffer.from('{"a":1}\n{"a":2}\n')],
    ['import.unrecognised', Buffer.from('[{"order":1}]')],
  ];
  for (const [code, bytes] of refused) {
    await assert.rejects(readAll(pieces(bytes), { as: 'orders' }), { code });
  }
  await assert.rejects(readAll('/nowhere/at/all.csv', { as: 'orders' }), { code: 'import.notFound' });
  await assert.rejects(readAll(tmpdir(), { as: 'orders' }), { code: 'import.unreadable' });
});

test('a gzip file cut short says so after the rows it has', async () => {
  const packed = gzipSync(HEADER + Array.from({ length: 50_000 }, (_, i) => `${i},a,2024-01-01,${i}`).join('\n'));
  await assert.rejects(readAll(pieces(packed.subarray(0, packed.length - 20_000)), { as: 'orders' }), {
    code: 'import.truncated',
  });
});

test('a header of a million columns refuses the file, a row of a million cells only itself', async () => {
  await assert.rejects(readOrders(`order,at,amount${',x'.repeat(1_000_000)}\n`), {
    code: 'import.tooManyColumns',
  });
  await assert.rejects(readOrders(`order,at,amount${',x'.repeat(2_500_000)}\n`), {
    code: 'import.tooManyColumns',
  });
  const { rows, rejects } = await readOrders(`order,at,amount\n1,2024-01-01,5${',x'.repeat(1_000_000)}\n2,2024-01-01,5\n`);
  assert.deepEqual([rows.length, rejects.length], [1, 1]);
});

test('stopping half-way closes the file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'zihuan-test-'));
  try {
    const path = join(folder, 'orders.csv');
    await writeFile(path, HEADER + '1,a,2024-01-01,5\n'.repeat(200_000));
    const reading = await readRows(path, OPTIONS);
    assert.equal(reading.totalBytes, HEADER.length + 17 * 200_000);
    for await (const { bytesRead } of reading.batches) {
      assert.ok(bytesRead < 2_000_000);
      break;
    }
    await (await readRows(path, OPTIONS)).close();
  } finally {
    await rm(folder, { recursive: true });
  }
});
