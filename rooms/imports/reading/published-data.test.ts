import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { ImportKind, ReadOptions } from './model.ts';
import { readAll, sharedData } from './testing.ts';

/** Figures of the published data sets, as their SOURCE.md gives them or as counted from the files by other means. */
async function read<Kind extends ImportKind>(t: TestContext, name: string, options: Partial<ReadOptions> & { readonly as: Kind }) {
  const path = sharedData(t, name);
  return path === null ? null : readAll(path, options);
}
const sum = (units: bigint[]) => units.reduce((total, unit) => total + unit, 0n);

test('online-retail: every line, its amount rounded by itself, cancellations negative', async (t) => {
  const found = await read(t, 'online-retail/online_retail_2010-12_2011-08.csv.gz', {
    as: 'orders',
    currency: 'GBP',
    timeZone: 'Europe/London',
  });
  if (found === null) return;
  const { rows, rejects, recognition } = found;
  assert.equal(recognition.profile, 'online-retail');
  assert.deepEqual([rows.length, rejects.length], [320_705, 0]);
  assert.equal(sum(rows.map(({ amount }) => amount)), 576_193_138n);
  assert.equal(rows.filter(({ amount }) => amount < 0n).length, 5_849);
  assert.equal(rows.filter(({ order }) => order?.startsWith('C')).length, 5_847);
  assert.equal(rows.filter(({ person }) => person === null).length, 88_652);
  assert.equal(new Set(rows.map(({ order }) => order)).size, 16_459);
  assert.equal(new Set(rows.map(({ person }) => person)).size, 3_360 + 1);
});

test('cdnow: columns aligned by blanks, without a header, days in the zone', async (t) => {
  const found = await read(t, 'cdnow-sample/CDNOW_sample.txt', {
    as: 'orders',
    profile: 'cdnow',
    currency: 'USD',
    timeZone: 'America/New_York',
  });
  if (found === null) return;
  const { rows, rejects } = found;
  assert.deepEqual([rows.length, rejects.length], [6_919, 0]);
  // SOURCE.md prints 244,091.90; adding up the file's fifth column gives four cents more.
  assert.equal(sum(rows.map(({ amount }) => amount)), 24_409_194n);
  assert.equal(new Set(rows.map(({ person }) => person)).size, 2_357);
  assert.equal(rows[0]?.at, Date.UTC(1997, 0, 1, 5));
});

test('tmall: charged, given back, never paid', async (t) => {
  const found = await read(t, 'tmall-orders/tmall_orders_before_2020-02-20.csv', { as: 'orders' });
  if (found === null) return;
  const { rows, rejects, recognition } = found;
  assert.equal(recognition.profile, 'tmall-orders');
  assert.deepEqual([rows.length, rejects.length], [4_718, 0]);
  assert.equal(sum(rows.map(({ amount }) => amount)), 42_615_232n);
  assert.equal(sum(rows.map(({ refunded }) => refunded)), 12_065_773n);
  assert.equal(rows.filter(({ isUnpaid, at }) => isUnpaid && at === null).length, 636);
  assert.equal(rows.filter(({ isUnpaid }) => isUnpaid).length, 636);
  assert.equal(rows.filter(({ refunded }) => refunded > 0n).length, 1_259);
});

test('restaurant: headers in GB18030, lines in UTF-8, NA for nothing', async (t) => {
  const found = await read(t, 'restaurant-orders-cn/meal_order_info_gb18030.csv', { as: 'orders' });
  if (found !== null) {
    const { rows, rejects, recognition } = found;
    assert.deepEqual([recognition.profile, recognition.encoding], ['restaurant-orders', 'gb18030']);
    assert.deepEqual([rows.length, rejects.length], [162, 0]);
    assert.equal(rows.filter(({ isUnpaid }) => isUnpaid).length, 3);
    assert.equal(sum(rows.filter(({ isUnpaid }) => !isUnpaid).map(({ amount }) => amount)), 7_095_000n);
    assert.equal(new Set(rows.map(({ person }) => person)).size, 154);
  }
  const lines = await read(t, 'restaurant-orders-cn/meal_order_detail_utf8bom.csv', { as: 'orders' });
  if (lines === null) return;
  assert.equal(lines.recognition.profile, 'restaurant-lines');
  assert.deepEqual([lines.rows.length, lines.rejects.length], [1_555, 0]);
  assert.equal(sum(lines.rows.map(({ amount }) => amount)), 7_277_500n);
  assert.equal(lines.rows[0]?.productName, '西瓜胡萝卜沙拉');
  assert.equal(lines.rows[0]?.category, null);
});

test('shopify catalogues: one product per handle, HTML and line breaks inside cells', async (t) => {
  for (const [name, count, handles] of [
    ['apparel', 104, 25],
    ['jewelry', 30, 19],
    ['snowdevil', 636, 278],
  ] as const) {
    const found = await read(t, `shopify-products/${name}.csv`, { as: 'products' });
    if (found === null) continue;
    assert.equal(found.recognition.profile, 'shopify-products');
    assert.deepEqual([found.rows.length, found.rejects.length], [count, 0]);
    assert.equal(new Set(found.rows.map(({ product }) => product)).size, handles);
    assert.equal(found.rows.filter((row) => row.name !== null).length, handles);
    assert.ok(found.rows.filter((row) => row.name !== null).every(({ price }) => price !== null));
  }
});

test('the header of a Shopify orders export is recognised, and a file without rows has none', async (t) => {
  const found = await read(t, 'shopify-products/orders_export_header_only.csv', { as: 'orders' });
  if (found === null) return;
  assert.equal(found.recognition.profile, 'shopify-orders');
  assert.deepEqual([found.rows, found.rejects], [[], []]);
});

test('woocommerce catalogues: variations of their own, parents without a price', async (t) => {
  const sample = await read(t, 'woocommerce-products/sample_products.csv', { as: 'products' });
  if (sample !== null) {
    assert.equal(sample.recognition.profile, 'woocommerce-products');
    assert.deepEqual([sample.rows.length, sample.rejects.length], [24, 0]);
    assert.equal(new Set(sample.rows.map(({ product }) => product)).size, 24);
    assert.equal(sample.rows.filter(({ price }) => price === null).length, 3);
    assert.equal(sample.rows.find(({ product }) => product === 'cc-beanie')?.price, 2_000n);
  }
  const importer = await read(t, 'woocommerce-products/importer_test_sample.csv', { as: 'products' });
  if (importer === null) return;
  assert.deepEqual([importer.rows.length, importer.rejects.length], [7, 0]);
  assert.equal(importer.rows.filter(({ product }) => product === 'WOOIDEA').length, 3);
});

test('hillstrom and complete-journey are read by naming columns', async (t) => {
  const journey = await read(t, 'complete-journey/transactions_2017H1.csv.gz', {
    as: 'orders',
    currency: 'USD',
    timeZone: 'UTC',
  });
  if (journey !== null) {
    // One of the 37,186 lines says 4.440892e-16, which is no plain decimal.
    assert.deepEqual([journey.rows.length, journey.rejects.map(({ value }) => value)], [37_185, ['4.440892e-16']]);
    assert.equal(sum(journey.rows.map(({ amount }) => amount)), 11_388_988n);
    assert.equal(new Set(journey.rows.map(({ person }) => person)).size, 2_212);
    assert.equal(new Set(journey.rows.map(({ order }) => order)).size, 23_430);
  }
  const mail = await read(t, 'hillstrom-email-ab/hillstrom.csv.gz', {
    as: 'people',
    map: { person: 'zip_code' },
  });
  if (mail === null) return;
  assert.deepEqual([mail.rows.length, mail.rejects.length], [64_000, 0]);
});
