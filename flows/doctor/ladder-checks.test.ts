import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { figuresLadder, followLadder, isLadderBehind } from '../../rooms/analytics/index.ts';
import { createProduct, findProduct, updateProduct } from '../../rooms/catalog/index.ts';
import { openImportBench, type ImportBench, type ImportBrand } from '../import.fixture.ts';
import { registerFlows } from '../index.ts';
import { diagnose } from './index.ts';

let bench: ImportBench;
let brand: ImportBrand;
before(async () => {
  bench = await openImportBench();
  registerFlows();
  brand = await bench.brand();
  await brand.write(async (ctx) => {
    await createProduct(ctx, { externalId: 'tea', name: 'Tea', ladderRole: 'entry', cost: { amount: '300', currency: 'CNY' } });
    await createProduct(ctx, { externalId: 'cake', name: 'Cake', ladderRole: 'core' });
  });
  const days = Array.from({ length: 60 }, (_, i) => {
    const day = new Date(Date.UTC(2024, 0, 1 + ((i * 37) % 700))).toISOString().slice(0, 10);
    return `${i},p${i % 7},${day},${['tea', 'cake', 'cup'][i % 3]},${1 + (i % 2)},${10 + i}`;
  });
  await brand.import({ text: `order,person,at,product,quantity,amount\n${days.join('\n')}\n` }, { as: 'orders' });
  await brand.write(async (ctx) => await followLadder(ctx));
});
after(() => bench.close());

async function broken(): Promise<string[]> {
  const { findings } = await diagnose(bench.host.db, brand.tenant.slug);
  return findings.filter((finding) => !finding.ok && finding.id.startsWith('I2.ladder')).map((finding) => finding.id);
}

async function byOwner(statement: string): Promise<void> {
  await bench.host.db.ownerTx((sql) => sql.text(statement, [brand.tenant.id]));
}

test('a ladder kept by the product has nothing to find', async () => {
  assert.equal(await brand.read(isLadderBehind), false);
  const { steps, lines, unplacedLines } = await brand.read((ctx) => figuresLadder(ctx, { from: null, to: null }));
  assert.deepEqual([lines, unplacedLines, steps.find((step) => step.ladderRole === 'entry')?.first.buyers], [60, 20, 7]);
  assert.deepEqual(await broken(), []);
});

for (const [what, change, undo, finds] of [
  [
    'a person who brought a cent more to a step',
    'UPDATE analytics.ladder_step SET sums[5] = sums[5] + 1 WHERE tenant_id = $1 AND node = 1',
    'UPDATE analytics.ladder_step SET sums[5] = sums[5] - 1 WHERE tenant_id = $1 AND node = 1',
    ['I2.ladderSteps', 'I2.ladderCells'],
  ],
  [
    'a month with a buyer too many',
    'UPDATE analytics.ladder_cell SET buyers = buyers + 1 WHERE tenant_id = $1',
    'UPDATE analytics.ladder_cell SET buyers = buyers - 1 WHERE tenant_id = $1',
    ['I2.ladderCells'],
  ],
  [
    'a next product bought by one person fewer',
    'UPDATE analytics.ladder_next SET people = people - 1 WHERE tenant_id = $1',
    'UPDATE analytics.ladder_next SET people = people + 1 WHERE tenant_id = $1',
    ['I2.ladderCells'],
  ],
  [
    'a line that became another without anybody being told',
    'UPDATE orders.line SET quantity = quantity + 1 WHERE tenant_id = $1',
    'UPDATE orders.line SET quantity = quantity - 1 WHERE tenant_id = $1',
    ['I2.ladderSteps'],
  ],
] as const) {
  test(`${what} is found`, async () => {
    await byOwner(change);
    assert.deepEqual(await broken(), finds);
    await byOwner(undo);
    assert.deepEqual(await broken(), []);
  });
}

test('what the ladder has not come to yet is no fault of it', async () => {
  const id = await brand.read(async (ctx) => await findProduct(ctx, 'ext:cake'));
  await brand.write((ctx) => updateProduct(ctx, id, { ladderRole: 'premium' }));
  await brand.import({ text: 'order,person,at,product,quantity,amount\nlate,p2,2024-03-03,tea,1,9\n' }, { as: 'orders' });
  assert.equal(await brand.read(isLadderBehind), true);
  assert.deepEqual(await broken(), []);
  await brand.write(async (ctx) => await followLadder(ctx));
  assert.deepEqual(await broken(), []);
});

test('an agreement in instalments is one purchase of the whole', async () => {
  const other = await bench.brand();
  await other.write((ctx) => createProduct(ctx, { externalId: 'tea', name: 'Tea', ladderRole: 'entry' }));
  await other.import(
    { text: 'order,person,at,product,quantity,amount\na,p,2026-01-01,tea,1,60\nb,p,2026-02-05,tea,1,40\n' },
    { as: 'orders' },
  );
  await bench.host.db.ownerTx((sql) =>
    sql.text(
      `UPDATE orders.customer_order AS o SET instalment = CASE o.external_id WHEN 'a' THEN 1 ELSE 2 END, due_at = o.paid_at,
              follows_id = (SELECT first.order_id FROM orders.customer_order AS first WHERE first.tenant_id = $1 AND first.external_id = 'a' AND o.external_id = 'b')
        WHERE o.tenant_id = $1`,
      [other.tenant.id],
    ),
  );
  await other.write(async (ctx) => await followLadder(ctx));
  const { steps, lines } = await other.read((ctx) => figuresLadder(ctx, { from: null, to: null }));
  const entry = steps.find((step) => step.ladderRole === 'entry');
  assert.deepEqual([lines, entry?.first.sales.amount, entry?.wentOn], [1, '10000', 0]);
  const { findings } = await diagnose(bench.host.db, other.tenant.slug);
  assert.deepEqual(
    findings.filter((finding) => finding.id.startsWith('I2.ladder') && !finding.ok),
    [],
  );
});

test('lines that come after the total of their order are on the ladder, though nothing was sold but them', async () => {
  const other = await bench.brand();
  await other.write((ctx) => createProduct(ctx, { externalId: 'tea', name: 'Tea', ladderRole: 'entry' }));
  const read = async () => (await other.read((ctx) => figuresLadder(ctx, { from: null, to: null }))).lines;
  await other.import({ text: 'order,person,at,amount\n1,p,2026-01-01,100\n' }, { as: 'orders' });
  await other.write(async (ctx) => await followLadder(ctx));
  assert.equal(await read(), 0);
  await other.import({ text: 'order,at,product,amount\n1,2026-01-01,tea,60\n1,2026-01-01,cake,40\n' }, { as: 'orders' });
  assert.equal(await read(), 2);
  await other.write(async (ctx) => await followLadder(ctx));
  assert.equal(await read(), 2);
});
