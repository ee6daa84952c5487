import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pieces, readAll, readOrders } from './testing.ts';

const reasons = (read: { rejects: { row: number; column: string | null; reason: string }[] }) =>
  read.rejects.map(({ row, column, reason }) => [row, column, reason]);

test('an amount stands as charged, signed, whatever the sign of the quantity', async () => {
  const { rows, rejects } = await readOrders(
    'order,at,quantity,unitPrice,amount\n1,2024-01-01,-2,0,\n2,2024-01-01,-2,1.255,\n3,2024-01-01,2,9,-5\n4,2024-01-01,,,7\n',
  );
  assert.deepEqual(rejects, []);
  assert.deepEqual(
    rows.map(({ amount }) => amount),
    [0n, -251n, -500n, 700n],
  );
});

test('paid takes the place of amount, and refunded is kept beside it', async () => {
  const { rows } = await readOrders('order,at,amount,paid,refunded\n1,2024-01-01,10,8,3\n2,2024-01-01,10,,\n');
  assert.deepEqual(
    rows.map(({ amount, refunded }) => [amount, refunded]),
    [
      [800n, 300n],
      [1000n, 0n],
    ],
  );
});

test('a row that fits --unpaid-when needs no date', async () => {
  const { rows, rejects } = await readOrders('order,at,amount,status\n1,,5,pending\n2,,5,done\n3,2024-01-01,5,done\n', {
    unpaidWhen: ' Status =^pend',
  });
  assert.deepEqual(
    rows.map(({ order, isUnpaid, at }) => [order, isUnpaid, at === null]),
    [
      ['1', true, true],
      ['3', false, false],
    ],
  );
  assert.deepEqual(reasons({ rejects }), [[3, 'at', 'at.missing']]);
});

test('the first wrong cell of a row is named', async () => {
  const read = await readOrders(
    [
      'order,person,at,amount,refunded,quantity,currency',
      '1,a,2024-02-30,5,,,',
      '2,a,1969-12-31,5,,,',
      '3,a,3/4/2024,5,,,',
      '4,a,soon,5,,,',
      '5,a,2024-01-01,1e3,,,',
      '6,a,2024-01-01,100000000000.01,,,',
      '7,a,2024-01-01,,,,',
      '8,a,2024-01-01,5,-1,,',
      '9,a,2024-01-01,5,,two,',
      '10,a,2024-01-01,5,,,USD',
      '11,1.2E+17,2024-01-01,5,,,',
      `12,${'x'.repeat(256)},2024-01-01,5,,,`,
      '13,a,2024-01-01,5,,,CNY,extra',
      '14,a,2024-01-01,USD 5,,,',
      '15,a,2024-01-01,5,,,RMB',
    ].join('\n'),
  );
  assert.deepEqual(reasons(read), [
    [2, 'at', 'date.notExisting'],
    [3, 'at', 'date.outOfRange'],
    [4, 'at', 'date.ambiguous'],
    [5, 'at', 'date.unreadable'],
    [6, 'amount', 'amount.notANumber'],
    [7, 'amount', 'amount.tooLarge'],
    [8, 'amount', 'amount.missing'],
    [9, 'refunded', 'refunded.negative'],
    [10, 'quantity', 'quantity.notANumber'],
    [11, 'currency', 'currency.other'],
    [12, 'person', 'id.mangled'],
    [13, 'person', 'text.tooLong'],
    [14, '8', 'row.tooManyCells'],
    [15, 'amount', 'currency.other'],
  ]);
  assert.deepEqual(
    read.rows.map(({ order, currency }) => [order, currency]),
    [['15', 'CNY']],
  );
});

test('texts that stand for nothing are nothing', async () => {
  const { rows } = await readOrders('order,person,at,amount,category,product\nNULL,NA,2024-01-01,5,--,\\N\n');
  assert.deepEqual([rows[0]?.order, rows[0]?.person, rows[0]?.category, rows[0]?.product], [null, null, null, null]);
});

test('equal content has one key wherever it stands, other content another', async () => {
  const { rows } = await readOrders('person,at,amount,note\na,2024-01-01,5,x\nb,2024-01-01,5,y\na , 2024-01-01,5,z\na,2024-01-01,5.0,x\n');
  const other = await readOrders('note,amount,at,person\nq,5,2024-01-01,a\n');
  const [first, second, third, fourth] = rows.map(({ contentKey }) => contentKey);
  assert.match(first ?? '', /^[0-9a-f]{32}$/);
  assert.equal(third, first);
  assert.equal(other.rows[0]?.contentKey, first);
  assert.equal(new Set([first, second, fourth]).size, 3);
});

test('keys do not meet among a hundred thousand like rows', async () => {
  const lines = Array.from({ length: 100_000 }, (_, i) => `p${i % 1000},2024-01-01,${Math.floor(i / 1000)}`);
  const { rows } = await readOrders(`person,at,amount\n${lines.join('\n')}\n`);
  assert.equal(new Set(rows.map(({ contentKey }) => contentKey)).size, 100_000);
});

test('a source is a kind with a name, or an owned source of that name', async () => {
  const { rows } = await readOrders(
    'at,amount,source\n2024-01-01,1,paid:抖音\n2024-01-01,1,Offline\n2024-01-01,1,公众号\n2024-01-01,1,referral：a\n',
  );
  assert.deepEqual(
    rows.map(({ source }) => source),
    [
      { kind: 'paid', name: '抖音' },
      { kind: 'offline', name: null },
      { kind: 'owned', name: '公众号' },
      { kind: 'referral', name: 'a' },
    ],
  );
});

test('a person is who the file says, else a phone, else an e-mail', async () => {
  const { rows, rejects } = await readAll(
    pieces(
      '客户编号,姓名,手机号,邮箱,同意时间,来源\nc1,张三,13800000000,,2024-01-01,pond:群\n,李四,13900000000,,,\n,,,a@b.cn,,\n,无,,,,\n',
    ),
    { as: 'people' },
  );
  assert.deepEqual(
    rows.map(({ person, name }) => [person, name]),
    [
      ['c1', '张三'],
      ['13900000000', '李四'],
      ['a@b.cn', null],
    ],
  );
  assert.equal(rows[0]?.consentAt, Date.UTC(2023, 11, 31, 16));
  assert.deepEqual(reasons({ rejects }), [[5, '客户编号', 'person.missing']]);
});

test('a referral names two people and perhaps a time', async () => {
  const { rows, rejects } = await readAll(pieces('person,referrer,at\nb,a,1700000000\nc,,\n,a,\nd,a,\n'), {
    as: 'referrals',
  });
  assert.deepEqual(
    rows.map(({ person, referrer, at }) => [person, referrer, at]),
    [
      ['b', 'a', 1_700_000_000_000],
      ['d', 'a', null],
    ],
  );
  assert.deepEqual(reasons({ rejects }), [
    [3, 'referrer', 'referrer.missing'],
    [4, 'person', 'person.missing'],
  ]);
});

test('a product has its money in minor units and a whole stock', async () => {
  const { rows, rejects } = await readAll(
    pieces(
      '商品编号,商品名称,价格,成本价,库存,产品阶梯\np1,茶,¥1,299.50,600,3.0,core\n'.replace('¥1,299.50', '"¥1,299.50"') +
        'p2,茶,-1,,,\np3,茶,1,,many,\np4,茶,1,,-2,\n',
    ),
    { as: 'products' },
  );
  assert.deepEqual(
    rows.map(({ product, price, cost, stock, ladderRole }) => [product, price, cost, stock, ladderRole]),
    [
      ['p1', 129_950n, 60_000n, 3, 'core'],
      ['p4', 100n, null, -2, null],
    ],
  );
  assert.deepEqual(reasons({ rejects }), [
    [3, '价格', 'price.negative'],
    [4, '库存', 'stock.notANumber'],
  ]);
});

test('JSON lines are read by key, their numbers to the last digit', async () => {
  const lines = [
    '{"order":12345678901234567890,"at":"2024-01-01","amount":0.1,"note":{"a":[1]}}',
    '{"amount":5,"order":"x","at":1700000000}',
    '{broken',
    '',
    '[1]',
    '{"order":"y","at":null,"amount":5}',
    '{"order":"z","at":"2024-01-01","amount":"a\\u0000b"}',
  ];
  const read = await readOrders(lines.join('\n'));
  assert.equal(read.recognition.format, 'jsonl');
  assert.deepEqual(
    read.rows.map(({ row, order, amount }) => [row, order, amount]),
    [
      [1, '12345678901234567890', 10n],
      [2, 'x', 500n],
    ],
  );
  assert.deepEqual(reasons(read), [
    [3, null, 'json.malformed'],
    [5, null, 'json.malformed'],
    [6, 'at', 'at.missing'],
    [7, 'amount', 'cell.nul'],
  ]);
});
