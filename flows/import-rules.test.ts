import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { figuresLoop, goodsByMonth, periodOf, rebuildHistory } from '../rooms/analytics/index.ts';
import { rejectsPath } from '../rooms/imports/index.ts';
import { lockLane } from '../kit/db/lane.ts';
import { parseId } from '../kit/ids/index.ts';
import { parseDay } from '../kit/time/index.ts';
import { counts, openImportBench, type ImportBrand } from './import.fixture.ts';

const bench = await openImportBench();
after(async () => await bench.close());

async function loopOf(brand: ImportBrand) {
  return await brand.read((ctx) => figuresLoop(ctx, periodOf({})));
}

test('lines that do not add up to the stated total are reported; the total stays', async () => {
  const brand = await bench.brand();
  await brand.import({ text: 'order,person,at,amount\n1,p,2026-01-01,100\n2,q,2026-01-02,50\n' }, { as: 'orders' });
  const run = await brand.import(
    { text: 'order,at,product,amount\n1,2026-01-01,tea,60\n1,2026-01-01,cake,30\n2,2026-01-02,tea,50\n' },
    { as: 'orders' },
  );
  assert.deepEqual(run.result.differences, {
    count: 1,
    first: [{ order: '1', total: { amount: '10000', currency: 'CNY' }, lines: { amount: '9000', currency: 'CNY' } }],
  });
  assert.deepEqual([run.result.sales.amount, (await loopOf(brand)).sales.amount], ['0', '15000']);
});

test('order ids follow the first rows of the file', async () => {
  const brand = await bench.brand();
  const rows = Array.from({ length: 40 }, (_, i) => `${i % 13},2026-01-${String(28 - (i % 20)).padStart(2, '0')},1`);
  await brand.import({ text: `order,at,amount\n${rows.join('\n')}\n` }, { as: 'orders' }, { portionRows: 7 });
  const orders = await brand.read(
    (ctx) => ctx.sql<{ external_id: string }>`
    SELECT o.external_id FROM orders.customer_order AS o WHERE o.tenant_id = ${ctx.tenantId} ORDER BY o.order_id`,
  );
  assert.deepEqual(
    orders.map((order) => order.external_id),
    Array.from({ length: 13 }, (_, i) => String(i)),
  );
});

test('a row that names nobody leaves the order anonymous until a later row of the file names somebody', async () => {
  const brand = await bench.brand();
  await brand.import(
    { text: 'order,person,at,amount\n1,,2026-01-01,100\n2,,2026-01-02,5\n1,p,2026-01-03,1\n' },
    { as: 'orders' },
    { portionRows: 1 },
  );
  const loop = await loopOf(brand);
  assert.deepEqual([loop.byOrigin.direct.sales.amount, loop.byOrigin.anonymous.sales.amount, loop.buyers], ['10100', '500', 1]);
});

test('a referrer in an orders file counts from the order on, the earliest first, whatever the order of rows', async () => {
  const brand = await bench.brand();
  const text = 'order,person,at,amount,referrer\n1,p,2026-03-01,100,late\n2,p,2026-01-01,100,early\n3,q,2026-02-01,7,q\n';
  const run = await brand.import({ text }, { as: 'orders' }, { portionRows: 1 });
  assert.deepEqual([run.result.people, run.result.referrals, run.result.rejected], [3, 1, 0]);
  const loop = await loopOf(brand);
  assert.deepEqual([loop.byOrigin.referred.orders, loop.byOrigin.repeat.orders, loop.byOrigin.direct.orders], [1, 1, 1]);
  const names = await brand.read(
    (ctx) => ctx.sql<{ external_id: string }>`
    SELECT person.external_id FROM relations.person AS person WHERE person.tenant_id = ${ctx.tenantId} ORDER BY person.external_id`,
  );
  assert.deepEqual(
    names.map((person) => person.external_id),
    ['early', 'p', 'q'],
  );
});

test('a people file makes people, fills what is empty, and skips what is known', async () => {
  const brand = await bench.brand();
  await brand.import({ text: 'order,person,at,amount\n1,p1,2026-01-01,100\n' }, { as: 'orders' });
  const text = 'person,name,phone,consentAt,source\np1,Ann,13800000001,,\np2,Bo,13800000002,2026-01-05,paid:ads\np3,Cy,13800000001,,\n';
  const first = await brand.import({ text }, { as: 'people' });
  assert.deepEqual([first.result.accepted, first.result.rejected, first.result.people], [2, 1, 1]);
  assert.deepEqual(first.result.rejectReasons, { 'identity.taken': 1 });
  const again = await brand.import({ text }, { as: 'people' });
  assert.deepEqual([again.result.accepted, again.result.skipped, again.result.people], [0, 2, 0]);
  const stages = await brand.read(
    (ctx) => ctx.sql<{ external_id: string; stage: string }>`
    SELECT person.external_id, person.stage FROM relations.person AS person WHERE person.tenant_id = ${ctx.tenantId} ORDER BY person.external_id`,
  );
  assert.deepEqual(
    stages.map((person) => [person.external_id, person.stage]),
    [
      ['p1', 'customer'],
      ['p2', 'fan'],
    ],
  );
});

test('refused rows stand in a file with column, value and reason; formulas in it are harmless', async () => {
  const brand = await bench.brand();
  const run = await brand.import({ text: 'order,at,amount\n1,2026-02-30,1\n2,2026-01-01,=1+1\n3,2026-01-01,3\n' }, { as: 'orders' });
  assert.deepEqual(
    [run.result.rejected, run.result.accepted, run.result.rejects.map((reject) => [reject.row, reject.column])],
    [
      2,
      1,
      [
        [2, 'at'],
        [3, 'amount'],
      ],
    ],
  );
  const text = readFileSync(rejectsPath(brand.host.dataDir, parseId('run', run.id) ?? ''), 'utf8');
  const lines = text.trim().split('\r\n');
  assert.deepEqual(lines, [
    'row,order,at,amount,column,value,reason',
    '2,1,2026-02-30,1,at,2026-02-30,date.notExisting',
    `3,2,2026-01-01,"'=1+1",amount,"'=1+1",amount.notANumber`,
  ]);
});

test('rows of a file in another currency than the brand are rejected one by one', async () => {
  const brand = await bench.brand();
  const run = await brand.import({ text: 'order,at,amount\n1,2026-01-01,1\n' }, { as: 'orders', currency: 'USD' });
  assert.deepEqual(run.result.rejectReasons, { 'currency.other': 1 });
});

test('a header without rows is an import of nothing', async () => {
  const brand = await bench.brand();
  const run = await brand.import({ text: 'order,at,amount\n' }, { as: 'orders' });
  assert.deepEqual([run.state, run.result.rows], ['done', 0]);
});

test('a stop takes effect behind the rows it is at, and going on ends like an undisturbed import', async () => {
  const brand = await bench.brand();
  const other = await bench.brand();
  const rows = Array.from({ length: 60 }, (_, i) => `${i % 25},p${i % 7},2026-01-${String((i % 28) + 1).padStart(2, '0')},${i},r${i % 3}`);
  const text = `order,person,at,amount,referrer\n${rows.join('\n')}\n`;
  const runId = await brand.enter({ text }, { as: 'orders' });
  const stopped = new AbortController();
  stopped.abort('pause');
  let run = await brand.state(runId);
  let legs = 0;
  while (run.state !== 'done' && legs++ < 100) run = await brand.work(runId, { portionRows: 9, signal: stopped.signal });
  assert.ok(legs > 5, 'it was stopped behind each portion');
  const whole = await other.import({ text }, { as: 'orders' });
  assert.deepEqual(counts(run), counts(whole));
  const [a, b] = [await loopOf(brand), await loopOf(other)];
  assert.deepEqual(a, b);
});

test('poison in cells costs the row it stands in and nothing else', async () => {
  const brand = await bench.brand();
  const text = [
    'order,person,at,amount,product',
    'nul,p\0q,2026-01-01,1,x',
    'huge,p,2026-01-01,99999999999999999999,x',
    'zero,p,0000-00-00,1,x',
    'late,p,9999-12-31,1,x',
    'word,p,2026-01-01,1e3,x',
    `long,${'p'.repeat(5000)},2026-01-01,1,x`,
    `=cmd|' /C calc'!A0,p,2026-01-01,1,x`,
    'robert\'); DROP TABLE orders.line;--,"{a,""b"",NULL}",2026-01-01,2,\\',
    'good,p,2026-01-01,3,x',
    '',
  ].join('\n');
  const run = await brand.import({ text }, { as: 'orders' }, { portionRows: 2 });
  assert.equal(run.state, 'done', JSON.stringify(run.failure));
  assert.deepEqual([run.result.rows, run.result.accepted, run.result.rejected], [9, 3, 6]);
  const names = await brand.read(
    (ctx) => ctx.sql<{ external_id: string }>`
    SELECT person.external_id FROM relations.person AS person WHERE person.tenant_id = ${ctx.tenantId} ORDER BY person.node`,
  );
  assert.deepEqual(
    names.map((person) => person.external_id),
    ['p', '{a,"b",NULL}'],
  );
});

test('two brands with the same ids in their files do not meet', async () => {
  const [one, other] = [await bench.brand(), await bench.brand()];
  const text = 'order,person,at,amount,product\n1,p,2026-01-01,10,x\n2,p,2026-01-02,-3,x\n';
  for (const brand of [one, other]) assert.deepEqual(counts(await brand.import({ text }, { as: 'orders' })).accepted, 2);
  assert.deepEqual(await loopOf(one), await loopOf(other));
});

test('two imports of one brand at the same time end like one after the other', async () => {
  const [together, apart] = [await bench.brand(), await bench.brand()];
  const part = (from: number): string =>
    `order,person,at,amount\n${Array.from({ length: 300 }, (_, i) => `${from + i},p${(from + i) % 40},2026-02-${String((i % 28) + 1).padStart(2, '0')},${i}`).join('\n')}\n`;
  const texts = [part(0), part(150)];
  const runs = await Promise.all(texts.map((text) => together.import({ text }, { as: 'orders' }, { portionRows: 40 })));
  for (const text of texts) await apart.import({ text }, { as: 'orders' });
  assert.equal(
    runs.reduce((sum, run) => sum + run.result.accepted, 0),
    450,
  );
  const [a, b] = [await loopOf(together), await loopOf(apart)];
  assert.deepEqual([a.orders, a.buyers], [b.orders, b.buyers]);
});

test('a return that came first is tied to its order by a later file, in the period of the order', async () => {
  const brand = await bench.brand();
  await brand.import({ text: 'order,person,at,amount\n7,p,2026-03-05,-4\n' }, { as: 'orders' });
  assert.equal((await loopOf(brand)).returns.amount, '400');
  const run = await brand.import({ text: 'order,person,at,amount\n7,p,2026-01-05,10\n' }, { as: 'orders' });
  assert.equal(run.result.sales.amount, '1000');
  const january = await brand.read((ctx) => figuresLoop(ctx, periodOf({ from: '2026-01-01', to: '2026-02-01' })));
  assert.deepEqual([january.sales.amount, (await loopOf(brand)).returns.amount], ['600', '0']);
});

test('a newer export updates refunds and payments only when asked to, and only once', async () => {
  const brand = await bench.brand();
  const header = 'order,person,at,amount,refunded,status,paidYet\n';
  const unpaidWhen = 'paidYet=^no$';
  await brand.import({ text: `${header}1,p,2026-01-01,100,0,sent,yes\n2,p,,50,0,new,no\n` }, { as: 'orders', unpaidWhen });
  const newer = `${header}1,p,2026-01-01,100,30,partly back,yes\n2,p,2026-01-03,50,0,paid,yes\n`;
  const kept = await brand.import({ text: newer }, { as: 'orders', unpaidWhen });
  assert.deepEqual([kept.result.conflicts.count, (await loopOf(brand)).sales.amount], [2, '10000']);
  const updated = await brand.import({ text: newer }, { as: 'orders', unpaidWhen, onConflict: 'update' });
  assert.deepEqual([updated.result.accepted, updated.result.orders, updated.result.sales.amount], [2, 0, '2000']);
  const again = await brand.import({ text: newer }, { as: 'orders', unpaidWhen, onConflict: 'update' });
  assert.deepEqual([again.result.skipped, again.result.sales.amount], [2, '0']);
  const loop = await loopOf(brand);
  assert.deepEqual([loop.sales.amount, loop.orders, loop.byOrigin.repeat.orders], ['12000', 2, 1]);
});

test('goods of a month follow files that bring lines, newer amounts and payments, and made anew they are the same', async () => {
  const brand = await bench.brand();
  const header = 'order,person,at,product,quantity,amount,refunded,paidYet\n';
  const as = { as: 'orders', unpaidWhen: 'paidYet=^no$' } as const;
  const rows = () =>
    brand.read(async (ctx) =>
      (
        await ctx.sql<{ said: string }>`
          SELECT concat_ws(' ', goods.month, product.external_id, goods.net, goods.counted, goods.quantity) AS said
            FROM analytics.goods AS goods
            LEFT JOIN catalog.product AS product ON product.tenant_id = ${ctx.tenantId} AND product.product_id = goods.product_id
           WHERE goods.tenant_id = ${ctx.tenantId} ORDER BY goods.month, product.external_id`
      ).map((row) => row.said),
    );
  await brand.import(
    {
      text: `${header}1,p,2026-01-31,tea,1.5,100,0,yes\n1,p,2026-01-31,tea,0.25,10,0,yes\n1,p,2026-01-31,cup,,20,0,yes\n2,p,,tea,2,50,0,no\n`,
    },
    as,
  );
  await brand.import({ text: 'order,person,at,amount\n3,q,2026-02-10,30\n' }, { as: 'orders' });
  assert.deepEqual(await rows(), ['2026-01-01 cup 2000 0 0', '2026-01-01 tea 11000 11000 1.75']);
  await brand.import(
    { text: `${header}1,p,2026-01-31,tea,3,100,30,yes\n1,p,2026-01-31,cup,4,20,20,yes\n2,p,2026-02-01,tea,2,50,0,yes\n` },
    { ...as, onConflict: 'update' },
  );
  await brand.import({ text: 'order,person,at,product,quantity,amount\n3,q,2026-02-10,cup,6,30\n' }, { as: 'orders' });
  const after = ['2026-01-01 cup 0 0 0', '2026-01-01 tea 8000 8000 3.25', '2026-02-01 cup 3000 3000 6', '2026-02-01 tea 5000 5000 2'];
  assert.deepEqual(
    (await rows()).map((row) => row.replace(/\.00$/, '')),
    after,
  );
  assert.deepEqual(
    await brand.read(async (ctx) =>
      (await goodsByMonth(ctx, parseDay('2026-01-01'), parseDay('2026-03-01'))).map(({ net, known }) => [net, known]),
    ),
    [
      [8_000, 0],
      [8_000, 0],
    ],
    'nobody said what they cost',
  );
  const kept = await rows();
  await brand.write(async (ctx) => {
    const lane = await lockLane(ctx);
    await rebuildHistory(ctx, lane);
    await lane.save();
  });
  assert.deepEqual(await rows(), kept);
});

test('a phone alone is a prospect, and a row keyed by the phone of a known person is that person', async () => {
  const brand = await bench.brand();
  await brand.import({ text: 'person,phone\nc1,13800000001\n' }, { as: 'people' });
  const run = await brand.import({ text: 'phone,name\n13800000001,Ann\n13800000002,Bo\n' }, { as: 'people' });
  assert.deepEqual([run.result.accepted, run.result.people, run.result.rejected], [2, 1, 0]);
  const people = await brand.read(
    (ctx) => ctx.sql<{ name: string; stage: string }>`
    SELECT person.name, person.stage FROM relations.person AS person WHERE person.tenant_id = ${ctx.tenantId} ORDER BY person.node`,
  );
  assert.deepEqual(
    people.map((person) => [person.name, person.stage]),
    [
      ['Ann', 'prospect'],
      ['Bo', 'prospect'],
    ],
  );
});

test('introductions are judged in the order of time, rows without a date last; refusals are listed in the order of the file', async () => {
  const brand = await bench.brand();
  const text = 'person,referrer,at\na,b,2026-03-01\na,c,2026-02-01\nb,a,\nc,d,2026-01-01\nd,d,2026-01-05\na,c,2026-04-01\nz,x,2026-13-01\n';
  const run = await brand.import({ text }, { as: 'referrals' });
  assert.deepEqual([run.result.accepted, run.result.skipped, run.result.rejected, run.result.people], [3, 1, 3, 4]);
  const listed = readFileSync(rejectsPath(brand.host.dataDir, parseId('run', run.id) ?? ''), 'utf8')
    .trim()
    .split('\r\n');
  assert.deepEqual(
    listed.slice(1).map((line) => [line.split(',')[0], line.split(',').at(-1)]),
    [
      ['2', 'referral.second'],
      ['6', 'referral.self'],
      ['8', 'date.notExisting'],
    ],
  );
});

test('whoever looks at the figures after a big file does not wait for the planner: it knows what came', async () => {
  const brand = await bench.brand();
  const people = Array.from({ length: 4_000 }, (_, i) => `p-${i},Person ${i},p-${Math.max(0, i - 7)}`);
  await brand.import({ text: ['id,name,referrer', ...people].join('\n') }, { as: 'people' });
  const seen = await brand.read(
    (ctx) => ctx.sql<{ relname: string; rows: number }>`
      SELECT space.nspname || '.' || class.relname AS relname, class.reltuples::int AS rows
        FROM pg_class AS class
        JOIN pg_namespace AS space ON space.oid = class.relnamespace
       WHERE class.relname = 'person' AND space.nspname = ANY(ARRAY['relations', 'analytics'])`,
  );
  assert.equal(seen.length, 2);
  for (const { relname, rows } of seen) assert.ok(rows >= 2_000, `${relname}: ${rows}`);
});
