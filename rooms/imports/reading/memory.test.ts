import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReadOptions } from './model.ts';
import { readRows } from './read-rows.ts';

const OPTIONS: ReadOptions & { as: 'orders' } = { as: 'orders', currency: 'CNY', timeZone: 'Asia/Shanghai' };
const HEADER = 'order,person,at,amount\n';

async function count(source: AsyncIterable<Uint8Array>): Promise<{ rows: number; rejects: number; largestBatch: number }> {
  const reading = await readRows(source, OPTIONS);
  const found = { rows: 0, rejects: 0, largestBatch: 0 };
  for await (const { rows, rejects } of reading.batches) {
    found.rows += rows.length;
    found.rejects += rejects.length;
    found.largestBatch = Math.max(found.largestBatch, rows.length + rejects.length);
  }
  return found;
}

async function* repeated(first: string, block: Buffer, times: number): AsyncGenerator<Uint8Array> {
  yield Buffer.from(first);
  for (let i = 0; i < times; i++) yield block;
}

/** reliability.md X1: at most 256 MB for the whole process. A file of its own, so that nothing else is in the process. */
test('memory does not grow with the file, whatever is in it', async () => {
  const plain = Buffer.from('1,a,2024-01-01,5\n'.repeat(8_000));
  const short = await count(repeated(HEADER, plain, 1));
  assert.deepEqual([short.rows, short.rejects], [8_000, 0]);
  const many = await count(repeated(HEADER, plain, 50));
  assert.equal(many.rows, 400_000);
  assert.ok(many.largestBatch <= 4_000);
  const oneLine = await count(repeated(`${HEADER}1,"`, Buffer.alloc(1 << 20, 'x'), 100));
  assert.deepEqual([oneLine.rows, oneLine.rejects], [0, 1]);
  const unclosed = await count(repeated(`${HEADER}1,"\n`, Buffer.from('a,"""\n'.repeat(20_000)), 20));
  assert.ok(unclosed.rejects > 0);
  const blank = await count(repeated(HEADER, Buffer.alloc(1 << 20, '\n'), 4));
  assert.deepEqual([blank.rows, blank.rejects], [0, 0]);
  const bad = await count(repeated(HEADER, Buffer.from(`1,a,never,${'9'.repeat(900_000)}\n`), 60));
  assert.deepEqual([bad.rows, bad.rejects], [0, 60]);
  const wide = await count(repeated(`${HEADER}1,a,2024-01-01,5`, Buffer.alloc(1 << 20, ','), 100));
  assert.deepEqual([wide.rows, wide.rejects], [0, 1]);
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  assert.ok(peakBytes < 256 * 1024 * 1024, `the process took ${Math.round(peakBytes / 1e6)} MB`);
});
