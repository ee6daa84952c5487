import assert from 'node:assert/strict';
import { test } from 'node:test';
import { preview } from './read-rows.ts';
import { pieces, readAll, readOrders } from './testing.ts';

test('headers are known in Chinese and English, whatever their case, blanks and width', async () => {
  for (const header of [
    'order,person,at,amount',
    '订单编号 ,客户,付款时间,金额（元）',
    'Order ID,Customer_ID,Paid At,TOTAL',
    '\uFEFF"订单号","会员","下单时间","实付金额"',
    'ｏｒｄｅｒ,ＰＥＲＳＯＮ,at,amount',
  ]) {
    const { recognition, rows } = await readOrders(`${header}\n1,a,2024-01-01,5\n`);
    assert.deepEqual(Object.values(recognition.mapping).sort(), [0, 1, 2, 3], header);
    assert.equal(rows[0]?.amount, 500n);
  }
});

test('delimiters are found out', async () => {
  for (const mark of [',', ';', '\t', '|']) {
    const { recognition, rows } = await readOrders(
      ['order', 'at', 'amount', 'product name'].join(mark) + '\n' + ['1', '2024-01-01', '5', '"a,b;c|d"'].join(mark) + '\n',
    );
    assert.equal(recognition.delimiter, mark);
    assert.equal(rows[0]?.productName, 'a,b;c|d');
  }
});

test('--map names a column by header or number and overrides what was recognised', async () => {
  const text = 'order,at,amount,Other Total,wer\n1,2024-01-01,5,7,x\n';
  const { rows, recognition } = await readOrders(text, { map: { amount: ' other total ', person: 5 } });
  assert.deepEqual([rows[0]?.amount, rows[0]?.person], [700n, 'x']);
  assert.deepEqual(recognition.unmapped, [2]);
  assert.equal((await readOrders(text, { map: { person: '5' } })).rows[0]?.person, 'x');
  await assert.rejects(readOrders(text, { map: { person: 'nobody' } }), { code: 'import.unknownColumn' });
  await assert.rejects(readOrders(text, { map: { person: 6 } }), { code: 'import.unknownColumn' });
  await assert.rejects(readOrders(text, { map: { person: 0 } }), { code: 'import.unknownColumn' });
  await assert.rejects(readOrders(text, { map: { perso: 1 } }), { code: 'import.unknownField' });
});

test('a file without a header is read by numbers', async () => {
  const { rows, recognition } = await readOrders('1,2024-01-01,5\n2,2024-01-02,6\n', {
    noHeader: true,
    map: { order: 1, at: '2', amount: 3 },
  });
  assert.deepEqual(
    rows.map(({ row, amount }) => [row, amount]),
    [
      [1, 500n],
      [2, 600n],
    ],
  );
  assert.deepEqual(recognition.headers, ['1', '2', '3']);
});

test('lines before the header are passed over', async () => {
  const { rows, recognition } = await readOrders('交易明细\n账户:[x]\n\n订单号,付款时间,金额\n1,2024-01-01,5\n');
  assert.deepEqual(
    rows.map(({ row }) => row),
    [5],
  );
  assert.deepEqual(recognition.problems, [{ code: 'header.late', facts: { row: 4 } }]);
});

test('nothing recognisable is refused before the first row', async () => {
  await assert.rejects(readOrders('a,b,c\n1,2,3\n'), { code: 'import.unrecognised' });
  await assert.rejects(readOrders('hello world'), { code: 'import.unrecognised' });
  await assert.rejects(readOrders('order,amount\n1,5\n'), (error: { facts: { missing: string[] } }) => error.facts.missing.join() === 'at');
  await assert.rejects(readOrders(''), { code: 'import.empty' });
  await assert.rejects(readOrders('\n\n \n'), { code: 'import.empty' });
  await assert.rejects(readOrders('x', { profile: 'none' }), { code: 'import.unknownProfile' });
  await assert.rejects(readOrders('x', { profile: 'shopify-products' }), { code: 'import.profileKind' });
  await assert.rejects(readOrders('order,at,amount\n', { timeZone: 'Nowhere' }), {
    code: 'timeZone.unknown',
  });
  await assert.rejects(readOrders('order,at,amount\n', { unpaidWhen: 'status' }), {
    code: 'import.unpaidWhen',
  });
});

test('a header without rows is a file of no rows', async () => {
  const { rows, rejects } = await readOrders('order,at,amount\n');
  assert.deepEqual([rows, rejects], [[], []]);
});

test('a file is guessed to be what it most looks like', async () => {
  const guess = async (text: string) =>
    (await preview(pieces(text), { as: 'orders', currency: 'CNY', timeZone: 'UTC' })).recognition.kinds[0]?.kind;
  assert.equal(await guess('订单号,客户,付款时间,金额\n'), 'orders');
  assert.equal(await guess('客户,姓名,手机号\n'), 'people');
  assert.equal(await guess('推荐人,被推荐人,时间\n'), 'referrals');
  assert.equal(await guess('sku,name,price,stock\n'), 'products');
});

test('a preview shows what is understood, or the bare cells while something is missing', async () => {
  const options = { as: 'orders', currency: 'CNY', timeZone: 'UTC' } as const;
  const lines = Array.from({ length: 1500 }, (_, i) => `${i},2024-01-01,${i % 100 === 0 ? 'x' : i}`).join('\n');
  const whole = await preview(pieces(`order,at,amount\n${lines}\n`), options);
  assert.equal(whole.rows.length, 10);
  assert.deepEqual(whole.rows[1]?.cells, ['1', '2024-01-01', '1']);
  assert.equal(whole.rows[1]?.value?.amount, 100n);
  assert.equal(whole.rows[0]?.reject?.reason, 'amount.notANumber');
  assert.deepEqual([whole.rowsLooked, whole.rejects.length], [1000, 10]);
  const partial = await preview(pieces('order,when,amount\n1,2024-01-01,5\n'), options);
  assert.deepEqual(partial.recognition.missing, ['at']);
  assert.deepEqual(partial.rows, [{ row: 2, cells: ['1', '2024-01-01', '5'], value: null, reject: null }]);
});

test('a Shopify order has its total on the first row and its lines on all', async () => {
  const header =
    'Name,Email,Financial Status,Paid at,Currency,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Phone,Refunded Amount,Source';
  const text = [
    header,
    '#1001,a@b.cn,partially_refunded,2024-05-01 10:02:47 -0400,CNY,30.00,2024-05-01 10:02:40 -0400,1,Tea,10.00,T1,,5.00,web',
    '#1001,a@b.cn,,,,,2024-05-01 10:02:40 -0400,2,Cup,10.00,,,,',
    '#1002,,pending,,CNY,9.00,2024-05-02 08:00:00 +0000,1,Tea,9.00,T1,+8613800000000,,pos',
  ].join('\n');
  const { recognition, rows, rejects } = await readOrders(text);
  assert.equal(recognition.profile, 'shopify-orders');
  assert.deepEqual(rejects, []);
  assert.deepEqual(
    rows.map(({ order, person, at, amount, refunded, isUnpaid, isContinuation, product, quantity }) => [
      order,
      person,
      at,
      amount,
      refunded,
      isUnpaid,
      isContinuation,
      product,
      quantity,
    ]),
    [
      ['#1001', 'a@b.cn', Date.UTC(2024, 4, 1, 14, 2, 47), 3000n, 500n, false, false, 'T1', '1'],
      ['#1001', 'a@b.cn', null, 0n, 0n, false, true, 'Cup', '2'],
      ['#1002', '+8613800000000', Date.UTC(2024, 4, 2, 8), 900n, 0n, true, false, 'T1', '1'],
    ],
  );
});

test('a Shopify customer is keyed as the orders export keys them', async () => {
  const text =
    "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Phone,Total Spent,Total Orders\n'77,San,Zhang,a@b.cn,yes,,10,1\n78,,Li,,no,+8613800000000,0,0\n";
  const { recognition, rows } = await readAll(pieces(text), { as: 'people' });
  assert.equal(recognition.profile, 'shopify-customers');
  assert.deepEqual(
    rows.map(({ person, name, phone }) => [person, name, phone]),
    [
      ['a@b.cn', 'San Zhang', null],
      ['+8613800000000', 'Li', '+8613800000000'],
    ],
  );
});
