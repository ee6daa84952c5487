import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { openTestDb } from '../../kit/testing/index.ts';
import { productReply } from '../../rooms/catalog/index.ts';
import { worthTheSame } from '../../rooms/orders/index.ts';
import { registerFlows } from '../index.ts';
import { counterOf, type Counter } from './after-sale.fixture.ts';
import type { MoneyCommand } from './index.ts';
import { placing } from './settle.fixture.ts';

registerFlows();
const { db, close } = await openTestDb();
after(close);

type Exchange = Extract<MoneyCommand, { kind: 'exchangeGoods' }>;

const exchange = (
  order: string,
  line: number,
  product: string,
  more: Partial<Exchange> & { unitPrice?: bigint; quantity?: bigint } = {},
): Exchange => {
  const { unitPrice = null, quantity = 1n, ...rest } = more;
  return {
    kind: 'exchangeGoods',
    order,
    externalId: null,
    line,
    amount: null,
    with: { product: `ext:${product}`, sku: null, quantity, unitPrice },
    payment: null,
    restock: 0n,
    ...rest,
  };
};
const received = (order: string): MoneyCommand => ({ kind: 'confirmReceipt', order, at: null, lines: null });
const release: MoneyCommand = { kind: 'releaseDue', limit: 100 };

async function bought(counter: Counter, name: string, prices: readonly bigint[]): Promise<void> {
  await counter.tell(0, placing(name, 'b', prices));
  await counter.pay(
    0,
    `ext:${name}`,
    prices.reduce((sum, price) => sum + price, 0n),
    name,
  );
}

async function stockOf(counter: Counter, product: string): Promise<number[]> {
  const { stock } = await counter.brand.read((ctx) => productReply(ctx, `ext:${product}`));
  return stock ? [stock.free, stock.reserved, stock.sold, stock.total] : [];
}

test('goods exchanged for others of the same worth move no money and make no purchase: the commission begins anew at their receipt', async () => {
  const counter = await counterOf(db);
  await bought(counter, 'o', [10_000n, 500n]);
  await counter.tell(0, received('ext:o'));
  await counter.tell(7, release);
  assert.deepEqual(await counter.purse(), [0n, 1_050n, 0n]);
  const told = exchange('ext:o', 1, 'other', { externalId: 'x' });
  assert.deepEqual(await counter.tell(8, told, told), ['done', 'repeat']);
  assert.deepEqual(await counter.earned('ext:o'), ['1 1000 1000 reversed', '2 50 0 confirmed', '3 1000 0 pending']);
  assert.deepEqual(await counter.purse(), [1_000n, 50n, 0n]);
  assert.equal(await counter.buyer(), 'customer 1 10500');
  assert.deepEqual(await counter.days(), ['2026-01-05 referred 1 10500']);
  assert.deepEqual(await counter.accounts(), {
    'commission:expense': '1050',
    'provider:manual': '10500',
    sales: '-20500',
    'sales:refunds': '10000',
  });
  const order = await counter.reply('ext:o');
  assert.deepEqual(
    [order.state, order.net.amount, order.lines.map((line) => [line.product?.externalId, line.refunded.amount])],
    [
      'paid',
      '10500',
      [
        ['thing', '10000'],
        ['thing', '0'],
        ['other', '0'],
      ],
    ],
  );
  await counter.tell(10, received('ext:o'));
  await counter.tell(16, release);
  assert.deepEqual(await counter.purse(), [1_000n, 50n, 0n]);
  await counter.tell(17, release);
  assert.deepEqual(await counter.purse(), [0n, 1_050n, 0n]);
  await counter.sound();
});

test('cheaper goods give the difference back the way it came, dearer ones are paid for in the same step', async () => {
  const counter = await counterOf(db);
  await bought(counter, 'o', [1_000n]);
  assert.deepEqual(await counter.tell(1, exchange('ext:o', 1, 'other', { unitPrice: 700n })), ['done']);
  assert.equal(await counter.buyer(), 'customer 1 700');
  assert.deepEqual(await counter.tell(2, exchange('ext:o', 2, 'thing', { unitPrice: 900n })), ['exchange.due']);
  const payment = { provider: 'manual', externalId: 'more' };
  assert.deepEqual(await counter.tell(2, exchange('ext:o', 2, 'thing', { unitPrice: 700n, payment })), ['payment.tooMuch']);
  const again = exchange('ext:o', 3, 'other', { unitPrice: 950n, payment, externalId: 'y' });
  const dearer = exchange('ext:o', 2, 'thing', { unitPrice: 900n, payment, externalId: 'x' });
  assert.deepEqual(await counter.tell(2, dearer, dearer, again), ['done', 'repeat', 'payment.exists']);
  assert.equal(await counter.buyer(), 'customer 1 900');
  assert.deepEqual(await counter.earned('ext:o'), ['1 100 100 reversed', '2 70 70 reversed', '3 90 0 pending']);
  assert.equal((await counter.accounts())['provider:manual'], '900');
  const back: MoneyCommand = {
    kind: 'giveRefund',
    order: 'ext:o',
    externalId: null,
    lines: [{ line: 3, amount: 900n }],
    shipping: 0n,
    cause: 'refund',
  };
  assert.deepEqual(await counter.tell(3, back), ['done'], 'what is left goes back to the payments it came from');
  assert.equal((await counter.accounts())['provider:manual'], undefined);
  assert.equal(await counter.buyer(), 'prospect 1 0');
  await counter.sound();
});

test('what was paid out already becomes a debt until the replacement is kept, and a chargeback takes only what is left', async () => {
  const counter = await counterOf(db);
  await bought(counter, 'o', [10_000n]);
  await counter.tell(0, received('ext:o'));
  await counter.tell(7, release);
  const lost: MoneyCommand = {
    kind: 'giveRefund',
    order: 'ext:o',
    externalId: 'lost',
    lines: [{ line: 1, amount: 4_000n }],
    shipping: 0n,
    cause: 'chargeback',
  };
  await counter.tell(8, lost);
  assert.deepEqual(await counter.tell(9, exchange('ext:o', 1, 'other', { amount: 6_001n })), ['refund.tooMuch']);
  assert.deepEqual(await counter.tell(9, exchange('ext:o', 1, 'other'), exchange('ext:o', 1, 'other')), ['done', 'exchange.nothing']);
  assert.deepEqual(await counter.tell(10, { kind: 'winChargeback', refund: 'ext:lost' }), ['done']);
  assert.deepEqual(await counter.earned('ext:o'), ['1 1000 600 confirmed', '2 600 0 pending']);
  assert.equal((await counter.accounts())['provider:manual'], '10000');
  assert.equal(await counter.buyer(), 'customer 1 10000');
  await counter.sound();
});

test('an exchange keeps the pieces it sends, and puts back what it is told can be sold again', async () => {
  const counter = await counterOf(db, { stock: 2 });
  await bought(counter, 'o', [1_000n]);
  assert.deepEqual(await counter.tell(1, exchange('ext:o', 1, 'other', { quantity: 3n })), ['stock.short']);
  assert.deepEqual(await counter.tell(1, exchange('ext:o', 1, 'other', { quantity: 2n, restock: 1n })), ['done']);
  assert.deepEqual(await stockOf(counter, 'other'), [0, 0, 2, 2]);
  assert.deepEqual(await stockOf(counter, 'thing'), [2, 0, 1, 3]);
  assert.deepEqual(
    await counter.tell(2, exchange('ext:o', 2, 'thing', { amount: 500n })),
    ['done'],
    'part of it, for the very first thing again',
  );
  assert.deepEqual(await stockOf(counter, 'thing'), [1, 0, 2, 3]);
  await counter.sound();
});

test('a virtual replacement is handed over at once, and its hold begins with it', async () => {
  const counter = await counterOf(db);
  await bought(counter, 'o', [1_000n]);
  await counter.tell(1, exchange('ext:o', 1, 'virtual'));
  assert.ok((await counter.reply('ext:o')).lines[1]?.receivedAt);
  await counter.tell(8, release);
  assert.deepEqual(await counter.purse(), [0n, 100n, 0n]);
  await counter.sound();
});

test('only what was bought and paid is exchanged, and one external id says one thing', async () => {
  const counter = await counterOf(db);
  await counter.tell(0, placing('o', 'b', [1_000n, 0n]));
  assert.deepEqual(await counter.tell(0, exchange('ext:o', 1, 'other')), ['order.unpaid']);
  await counter.pay(0, 'ext:o', 1_000n);
  assert.deepEqual(await counter.tell(1, exchange('ext:o', 3, 'other'), exchange('ext:o', 2, 'other'), exchange('ext:o', 1, 'nothing')), [
    'line.unknown',
    'exchange.nothing',
    'product.notFound',
  ]);
  const told = exchange('ext:o', 1, 'other', { externalId: 'x', amount: 400n });
  assert.deepEqual(await counter.tell(1, told, { ...told, amount: 300n }, { ...told, restock: 1n }, told), [
    'done',
    'refund.exists',
    'refund.exists',
    'repeat',
  ]);
  const order = exchange('ext:o', 1, 'fixed', { unitPrice: 600n });
  assert.deepEqual(await counter.tell(2, order), ['done']);
  assert.deepEqual(
    await counter.earned('ext:o'),
    ['1 100 100 reversed', '3 40 0 pending', '4 200 0 pending'],
    'the plan of the order pays',
  );
  await counter.sound();
});

test('so many pieces worth the same come to exactly what came back, at a whole price each', () => {
  fc.assert(
    fc.property(fc.bigInt(1n, 10n ** 12n), fc.bigInt(1n, 1_000_000n), (amount, quantity) => {
      const { unitPrice, discount } = worthTheSame(amount, quantity);
      assert.equal(unitPrice * quantity - discount, amount);
      assert.ok(discount >= 0n && discount < quantity);
    }),
  );
});
