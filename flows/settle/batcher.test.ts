import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { publicId } from '../../kit/ids/index.ts';
import { makeTestTenant, openTestDb, type TestTenant } from '../../kit/testing/index.ts';
import { createProduct } from '../../rooms/catalog/index.ts';
import { createPerson } from '../../rooms/relations/index.ts';
import { Settler } from './batcher.ts';
import type { MoneyCommand, Outcome } from './index.ts';
import { placing } from './settle.fixture.ts';

const { db, close } = await openTestDb();
after(close);
const settler = new Settler(db);

async function shop(): Promise<TestTenant> {
  const brand = await makeTestTenant(db);
  await brand.write(async (ctx) => {
    await createProduct(ctx, { externalId: 'thing', name: 'Thing' });
    await createPerson(ctx, { externalId: 'amy' });
  });
  return brand;
}

const submit = async (brand: TestTenant, command: MoneyCommand): Promise<Outcome> => await settler.submit(brand.tenant.id, command);

const paying = (order: string, amount: bigint, externalId: string | null = null): MoneyCommand => ({
  kind: 'recordPayment',
  order,
  amount,
  provider: 'manual',
  externalId,
  at: null,
});

const said = (outcome: Outcome): string => (outcome.kind === 'refused' ? outcome.error.code : outcome.kind);

async function count(brand: TestTenant, what: string): Promise<number> {
  const [row] = await db.ownerTx((sql) =>
    sql.text<{ n: number }>(`SELECT ${what}::int AS n FROM orders.customer_order WHERE tenant_id = $1`, [brand.tenant.id]),
  );
  return row?.n ?? 0;
}

test('commands that come at once share a commit, and each is told its own outcome', async () => {
  const brand = await shop();
  const names = Array.from({ length: 20 }, (_, i) => `o${i}`);
  const outcomes = await Promise.all(names.map((name) => submit(brand, placing(name, 'amy', [100n]))));
  assert.deepEqual(new Set(outcomes.map(said)), new Set(['order']));
  assert.equal(new Set(outcomes.map((outcome) => outcome.kind === 'order' && outcome.orderId)).size, 20);
  assert.deepEqual([await count(brand, 'count(*)'), await count(brand, 'count(DISTINCT xmin::text)')], [20, 1]);
});

test('an order and its payment may be told in one breath; the same payment twice is one', async () => {
  const brand = await shop();
  const told = [placing('o', 'amy', [100n]), paying('ext:o', 100n, 'p'), paying('ext:o', 100n, 'p')];
  const [, paid, again] = await Promise.all(told.map((command) => submit(brand, command)));
  assert.ok(paid?.kind === 'payment' && again?.kind === 'payment');
  assert.deepEqual([paid.isRepeat, again.isRepeat, again.paymentId === paid.paymentId], [false, true, true]);
});

test('a refused command stands beside those that are done', async () => {
  const brand = await shop();
  const told = [
    placing('o', 'amy', [100n]),
    placing('nobody', 'zoe', [100n]),
    paying('ext:o', 101n),
    paying('ext:o', 100n),
    paying('ext:o', 1n),
  ];
  const outcomes = await Promise.all(told.map((command) => submit(brand, command)));
  assert.deepEqual(outcomes.map(said), ['order', 'person.notFound', 'payment.tooMuch', 'payment', 'payment.tooMuch']);
  assert.equal(await count(brand, 'count(paid_at)'), 1);
});

test('a command that breaks the batch fails alone', async () => {
  const brand = await shop();
  // The API lets no such text through; the database has no place for it.
  const poison = { ...placing('poison', 'amy', [100n]), scene: 'a\0b' };
  const told = [placing('a', 'amy', [100n]), placing('b', 'amy', [100n]), poison, placing('c', 'amy', [100n])];
  const outcomes = await Promise.allSettled(told.map((command) => submit(brand, command)));
  assert.deepEqual(
    outcomes.map((outcome) => outcome.status),
    ['fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
  );
  assert.equal(await count(brand, 'count(*)'), 3);
});

test('brands are settled apart: the orders of one are unknown to the other', async () => {
  const [here, there] = [await shop(), await shop()];
  const [mine] = await Promise.all([submit(here, placing('o', 'amy', [100n])), submit(there, placing('o', 'amy', [100n]))]);
  assert.ok(mine?.kind === 'order');
  const [own, foreign] = await Promise.all([
    submit(here, paying(publicId('order', mine.orderId), 100n)),
    submit(there, paying(publicId('order', mine.orderId), 100n)),
  ]);
  assert.deepEqual([own, foreign].map(said), ['payment', 'order.notFound']);
});
