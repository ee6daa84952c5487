import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { sharedData } from '../kit/testing/index.ts';
import { figuresLoop, figuresPrediction, periodOf } from '../rooms/analytics/index.ts';
import { counts, openImportBench, type ImportBrand } from './import.fixture.ts';

const bench = await openImportBench();
after(async () => await bench.close());

async function salesOf(brand: ImportBrand): Promise<{ sales: string; orders: number; buyers: number }> {
  return await brand.read(async (ctx) => {
    const loop = await figuresLoop(ctx, periodOf({}));
    return { sales: loop.sales.amount, orders: loop.orders, buyers: loop.buyers };
  });
}

test('online-retail by the contract: 13,903 orders of which 1,408 are zero-amount, 5,849 returns, to the cent', async (t) => {
  const path = sharedData('online-retail', 'online_retail_2010-12_2011-08.csv.gz');
  if (!path) return t.diagnostic('the data set is not here: nothing was proved');
  const brand = await bench.brand({ currency: 'GBP', timeZone: 'Europe/London' });
  const run = await brand.import({ path }, { as: 'orders' });
  assert.deepEqual(counts(run), {
    rows: 320_705,
    accepted: 320_705,
    skipped: 0,
    rejected: 0,
    orders: 13_903,
    returns: 5_849,
    people: 3_360,
    sales: '576193138',
  });
  const zero = await brand.read(
    (ctx) => ctx.sql.one<{ n: number }>`
    SELECT count(*)::int AS n FROM orders.customer_order AS o WHERE o.tenant_id = ${ctx.tenantId} AND o.charged_amount = 0`,
  );
  assert.equal(zero.n, 1_408);
  assert.equal((await salesOf(brand)).sales, '576193138');
  // Nobody of these shops is seen to leave for good: that is said, and what is foreseen does without it.
  const { status, reason, method, backTest } = await brand.read((ctx) => figuresPrediction(ctx, { calibrationEnd: '2011-06-30' }));
  assert.deepEqual([status, reason, method], ['degenerate', 'nobodyLeaves', 'nbd']);
  assert.ok(Math.abs((backTest.predicted ?? 0) / backTest.actual - 1) < 0.1, `${backTest.predicted} ${backTest.actual}`);
});

test('cdnow by the contract, and again: nothing new', async (t) => {
  const path = sharedData('cdnow-sample', 'CDNOW_sample.txt');
  if (!path) return t.diagnostic('the data set is not here: nothing was proved');
  const brand = await bench.brand({ currency: 'USD', timeZone: 'America/New_York' });
  const options = { as: 'orders', profile: 'cdnow' } as const;
  const once = counts(await brand.import({ path }, options));
  assert.deepEqual(once, {
    rows: 6_919,
    accepted: 6_919,
    skipped: 0,
    rejected: 0,
    orders: 6_919,
    returns: 0,
    people: 2_357,
    sales: '24409194',
  });
  const again = counts(await brand.import({ path }, options));
  assert.deepEqual(again, { rows: 6_919, accepted: 0, skipped: 6_919, rejected: 0, orders: 0, returns: 0, people: 0, sales: '0' });
  assert.deepEqual(await salesOf(brand), { sales: '24409194', orders: 6_919, buyers: 2_357 });
  await brand.read(async (ctx) => {
    const { bgNbd, gammaGamma, backTest, ...rest } = await figuresPrediction(ctx, { calibrationEnd: '1997-09-30' });
    // The published parameters and the back-test, to the last digit that is printed.
    const printed = (value: number | null | undefined, digits: number): string => (value ?? Number.NaN).toFixed(digits);
    assert.deepEqual(
      [bgNbd?.r, bgNbd?.alpha, bgNbd?.a, bgNbd?.b].map((value) => printed(value, 3)),
      ['0.243', '4.414', '0.793', '2.426'],
    );
    assert.equal(printed(bgNbd?.logLikelihood, 1), '-9582.4');
    assert.deepEqual(
      [gammaGamma?.p, gammaGamma?.q, gammaGamma?.gamma].map((value) => printed(value, 2)),
      ['6.25', '3.74', '15.44'],
    );
    assert.deepEqual(
      [rest.status, rest.reason, rest.customers, rest.repeaters, rest.dataFrom, rest.dataTo],
      ['ok', null, 2_357, 946, '1997-01-01', '1998-06-30'],
    );
    assert.deepEqual([printed(backTest.predicted, 1), backTest.actual, backTest.weeks.length], ['1653.4', 1_882, 39]);
    const sumOf = (key: 'predicted' | 'actual'): number => backTest.weeks.reduce((sum, week) => sum + week[key], 0);
    assert.deepEqual([printed(sumOf('predicted'), 1), sumOf('actual')], ['1653.4', 1_882], 'the weeks add up to the whole');
    assert.ok(backTest.weeks.every((week) => week.low <= week.predicted && week.predicted <= week.high));
    // Too little to go by is said with the numbers.
    const early = await figuresPrediction(ctx, { calibrationEnd: '1997-03-31' });
    assert.deepEqual(
      [early.status, early.reason, early.method, early.days, early.asks.days],
      ['tooLittleData', 'tooShort', 'pooled', 89, 182],
    );
    const never = await figuresPrediction(ctx, { calibrationEnd: '1990-01-01' });
    assert.deepEqual([never.status, never.reason, never.customers, never.backTest.predicted], ['tooLittleData', 'nobody', 0, null]);
  });
});

test('a dry run counts the same and writes nothing', async (t) => {
  const path = sharedData('cdnow-sample', 'CDNOW_sample.txt');
  if (!path) return t.diagnostic('the data set is not here: nothing was proved');
  const brand = await bench.brand({ currency: 'USD' });
  const run = await brand.import({ path }, { as: 'orders', profile: 'cdnow', dryRun: true }, { portionRows: 1_000 });
  assert.deepEqual([run.state, run.result.orders, run.result.people, run.result.sales.amount], ['done', 6_919, 2_357, '24409194']);
  assert.deepEqual(await salesOf(brand), { sales: '0', orders: 0, buyers: 0 });
});

test('tmall: refunds lower the net, an order without payment time is kept unpaid', async (t) => {
  const path = sharedData('tmall-orders', 'tmall_orders_before_2020-02-20.csv');
  if (!path) return t.diagnostic('the data set is not here: nothing was proved');
  const brand = await bench.brand();
  const run = await brand.import({ path }, { as: 'orders' });
  assert.deepEqual(counts(run), {
    rows: 4_718,
    accepted: 4_718,
    skipped: 0,
    rejected: 0,
    orders: 4_718,
    returns: 0,
    people: 0,
    sales: '25160065',
  });
  assert.deepEqual(await salesOf(brand), { sales: '25160065', orders: 4_082, buyers: 0 });
});

test('restaurant: the second file adds dishes to the first one, never sales; differences are reported', async (t) => {
  const info = sharedData('restaurant-orders-cn', 'meal_order_info_gb18030.csv');
  const detail = sharedData('restaurant-orders-cn', 'meal_order_detail_utf8bom.csv');
  if (!info || !detail) return t.diagnostic('the data set is not here: nothing was proved');
  const brand = await bench.brand();
  const headers = await brand.import({ path: info }, { as: 'orders' });
  assert.equal(headers.result.sales.amount, '7095000');
  const before = await salesOf(brand);
  const lines = await brand.import({ path: detail }, { as: 'orders' }, { portionRows: 100 });
  assert.deepEqual([lines.result.sales.amount, lines.result.people], ['0', 0]);
  assert.deepEqual([lines.result.accepted, lines.result.orders, lines.result.conflicts.count], [1_555, 0, 0]);
  assert.ok(lines.result.products > 100, 'dishes became products');
  assert.equal(lines.result.differences.count, 0);
  assert.deepEqual(await salesOf(brand), before);
});

test('product exports: one product per handle, variants below it, and nothing twice', async (t) => {
  const brand = await bench.brand();
  for (const [file, products] of [
    ['apparel.csv', 25],
    ['jewelry.csv', 19],
    ['snowdevil.csv', 278],
  ] as const) {
    const path = sharedData('shopify-products', file);
    if (!path) return t.diagnostic('the data set is not here: nothing was proved');
    const run = await brand.import({ path }, { as: 'products' });
    assert.equal(run.result.products, products, file);
    assert.equal(run.result.accepted + run.result.skipped + run.result.rejected, run.result.rows);
    assert.equal((await brand.import({ path }, { as: 'products' })).result.products, 0);
  }
  const path = sharedData('woocommerce-products', 'sample_products.csv');
  if (!path) return t.diagnostic('the data set is not here: nothing was proved');
  const run = await brand.import({ path }, { as: 'products' });
  assert.equal(run.state, 'done');
  assert.ok(run.result.products > 0);
});

/** Reposts as introductions: root and parent nodes turned into users, times nobody can read left out. */
function weiboReferrals(cascades: string, edges: string): string {
  const roots = new Map(
    readFileSync(cascades, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => [line.split(',')[0], line.split(',')[1]]),
  );
  const rows = gunzipSync(readFileSync(edges))
    .toString()
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(','));
  const users = new Map(rows.map(([cascade, node, , user]) => [`${cascade} ${node}`, user]));
  const lines = rows.map(([cascade, , parent, user, at]) => {
    const referrer = parent === '0' ? roots.get(cascade) : users.get(`${cascade} ${parent}`);
    return `${user},${referrer},${/^\d{4}-/.test(at ?? '') ? at : ''}`;
  });
  return `person,referrer,at\n${lines.join('\n')}\n`;
}

test('weibo cascades as referrals: judged in the order of time, 18 levels deep', async (t) => {
  const cascades = sharedData('weibo-cascades', 'cascades.csv');
  const edges = sharedData('weibo-cascades', 'edges.csv.gz');
  if (!cascades || !edges) return t.diagnostic('the data set is not here: nothing was proved');
  const brand = await bench.brand();
  const run = await brand.import({ text: weiboReferrals(cascades, edges) }, { as: 'referrals' });
  assert.deepEqual([run.result.accepted, run.result.skipped, run.result.referrals], [159_419, 3_731, 159_419]);
  assert.deepEqual(run.result.rejectReasons, { 'referral.self': 997, 'referral.second': 5_388, 'referral.cycle': 13 });
  const deepest = await brand.read(
    (ctx) => ctx.sql.one<{ depth: number }>`
    WITH RECURSIVE level AS (
      SELECT person.node, 0 AS depth FROM relations.person AS person
       WHERE person.tenant_id = ${ctx.tenantId} AND person.a1_node IS NULL
       UNION ALL
      SELECT person.node, level.depth + 1 FROM relations.person AS person
        JOIN level ON person.a1_node = level.node
       WHERE person.tenant_id = ${ctx.tenantId}
    ) SELECT max(level.depth) AS depth FROM level`,
  );
  assert.equal(deepest.depth, 18);
});

test('bitcoin-otc as referrals: every row is judged, and no ring closes', async (t) => {
  const path = sharedData('bitcoin-otc-trust', 'soc-sign-bitcoinotc.csv.gz');
  if (!path) return t.diagnostic('the data set is not here: nothing was proved');
  const brand = await bench.brand();
  const run = await brand.import(
    { path },
    { as: 'referrals', noHeader: true, map: { referrer: 1, person: 2, at: 4 } },
    { portionRows: 4_000 },
  );
  const { accepted, skipped, rejected, rows } = run.result;
  assert.equal(rows, 35_592);
  assert.equal(accepted + skipped + rejected, rows);
  const reached = await brand.read(
    (ctx) => ctx.sql.one<{ people: number; reached: number }>`
    WITH RECURSIVE tree AS (
      SELECT person.node FROM relations.person AS person WHERE person.tenant_id = ${ctx.tenantId} AND person.a1_node IS NULL
       UNION ALL
      SELECT person.node FROM relations.person AS person JOIN tree ON person.a1_node = tree.node WHERE person.tenant_id = ${ctx.tenantId}
    ) SELECT (SELECT count(*)::int FROM relations.person AS person WHERE person.tenant_id = ${ctx.tenantId}) AS people, count(*)::int AS reached FROM tree`,
  );
  assert.equal(reached.reached, reached.people);
});
