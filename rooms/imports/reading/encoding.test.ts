import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import type { ReadOptions } from './model.ts';
import { pieces, readAll } from './testing.ts';

const TEXT = '订单号,客户,付款时间,金额,商品名称\n1,张三,2024-01-02,12.50,麻辣小龙虾\n2,李四,2024-01-03,8,白饭/小碗\n';
const read = (bytes: Uint8Array, options: Partial<ReadOptions> = {}, size = 1 << 16) =>
  readAll(pieces(bytes, size), { ...options, as: 'orders' });

test('every encoding gives the same rows, whether it says what it is or not', async () => {
  const encoded = {
    utf8: Buffer.from(TEXT),
    utf8Bom: iconv.encode(TEXT, 'utf8', { addBOM: true }),
    gb18030: iconv.encode(TEXT, 'gb18030'),
    utf16le: iconv.encode(TEXT, 'utf-16le'),
    utf16leBom: iconv.encode(TEXT, 'utf-16le', { addBOM: true }),
    utf16be: iconv.encode(TEXT, 'utf-16be'),
    utf16beBom: iconv.encode(TEXT, 'utf-16be', { addBOM: true }),
  };
  for (const [name, bytes] of Object.entries(encoded)) {
    for (const body of [bytes, gzipSync(bytes)]) {
      const { recognition, rows, rejects } = await read(body);
      assert.equal(recognition.encoding, name.replace('Bom', ''));
      assert.deepEqual(rejects, []);
      assert.deepEqual(
        rows.map(({ person, amount, productName }) => [person, amount, productName]),
        [
          ['张三', 1250n, '麻辣小龙虾'],
          ['李四', 800n, '白饭/小碗'],
        ],
        name,
      );
    }
  }
});

test('an encoding that was asked for is used', async () => {
  const { rows } = await read(iconv.encode(TEXT, 'gb18030'), { encoding: 'gb18030' });
  assert.equal(rows[0]?.person, '张三');
  await assert.rejects(read(iconv.encode(TEXT, 'gb18030'), { encoding: 'utf8' }), {
    code: 'import.encoding',
  });
  await assert.rejects(read(Buffer.from('name,phone\nabcdefgh,1234\n'), { encoding: 'utf16' }), {
    code: 'import.encoding',
  });
});

test('GB18030 that only begins after many lines of ASCII is found out', async () => {
  const ascii = 'order,person,at,amount,product name\n' + '1,p,2024-01-02,1,plain\n'.repeat(20_000);
  const { rows, rejects } = await read(Buffer.concat([Buffer.from(ascii), iconv.encode('2,张三,2024-01-02,1,饭\n', 'gb18030')]));
  assert.deepEqual(rejects, []);
  assert.equal(rows.at(-1)?.person, '张三');
});

test('characters cut in two by the pieces of a stream are put together', async () => {
  for (const encoding of ['utf8', 'gb18030', 'utf-16le']) {
    const { rows } = await read(iconv.encode(TEXT.repeat(1), encoding), {}, 1);
    assert.equal(rows[0]?.productName, '麻辣小龙虾');
  }
});

test('a broken character rejects the row whose identity it damages, and no other', async () => {
  const bytes = Buffer.concat([
    Buffer.from(TEXT + '3,'),
    Buffer.from([0xe5, 0xbc]),
    Buffer.from(',2024-01-04,1,x\n4,王五,2024-01-04,1,x\n'),
  ]);
  const { rows, rejects } = await read(bytes);
  assert.deepEqual(
    rows.map(({ order }) => order),
    ['1', '2', '4'],
  );
  assert.deepEqual(
    rejects.map(({ row, column, reason }) => [row, column, reason]),
    [[4, '客户', 'cell.undecodable']],
  );
});
