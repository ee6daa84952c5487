import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { DomainError } from '../../kit/errors/index.ts';
import { openTestDb } from '../../kit/testing/index.ts';
import { parseDay } from '../../kit/time/index.ts';
import { figuresLadder, followLadder, goodsByMonth } from '../../rooms/analytics/index.ts';
import { findProduct, updateProduct } from '../../rooms/catalog/index.ts';
import { listOrders, listOverdue, priceLines, splitInstalments } from '../../rooms/orders/index.ts';
import { registerFlows } from '../index.ts';
import { counterOf, day, type Counter } from './after-sale.fixture.ts';
import type { MoneyCommand } from './index.ts';
import { placing } from './settle.fixture.ts';

registerFlows();
const { db, close } = await openTestDb();
after(close);

const agreement = (
  name: string,
  prices: readonly bigint[],
  parts: readonly (readonly [due: number, amount: bigint])[],
  shipping = 0n,
): Extract<MoneyCommand, { kind: 'placeOrder' }> => ({
  ...placing(name, 'b', prices, shipping),
  instalments: parts.map(([due, amount]) => ({ dueAt: day(due), amount })),
});
const received = (order: string): MoneyCommand => ({ kind: 'confirmReceipt', order, at: null, lines: null });

/** The orders of an agreement by their numbers. */
async function ordersOf(counter: Counter, name: string): Promise<string[]> {
  const { agreement: whole } = await counter.reply(`ext:${name}`);
  return whole?.instalments.map((part) => part.order) ?? [];
}

test('each instalment is an order of its own, paid and commissioned by itself; only the first is a purchase, and later ones have its origin', async () => {
  const counter = await counterOf(db);
  assert.deepEqual(
    await counter.tell(
      0,
      agreement(
        'o',
        [9_000n, 1_000n],
        [
          [0, 3_000n],
          [30, 3_000n],
          [60, 4_300n],
        ],
        300n,
      ),
    ),
    ['done'],
  );
  const [first = '', second = '', third = ''] = await ordersOf(counter, 'o');
  assert.equal((await counter.reply('ext:o')).id, first);
  assert.deepEqual(
    (await counter.reply(first)).lines.map((line) => [line.base.amount, line.deferred.amount]),
    [
      ['2621', '6379'],
      ['291', '709'],
    ],
  );
  await counter.pay(0, first, 3_000n);
  assert.equal(await counter.buyer(), 'customer 1 3000');
  assert.deepEqual(await counter.earned(first), ['1 262 0 pending', '2 29 0 pending']);
  assert.deepEqual(await counter.earned(second), []);
  await counter.pay(31, second, 3_000n);
  await counter.pay(60, third, 4_300n);
  assert.equal(await counter.buyer(), 'customer 1 10300');
  assert.deepEqual(await counter.days(), ['2026-01-05 referred 1 3000', '2026-02-05 referred 0 3000', '2026-03-06 referred 0 4300']);
  assert.equal(
    (await counter.purse()).reduce((sum, part) => sum + part, 0n),
    262n + 29n + 262n + 29n + 375n + 41n,
  );
  assert.deepEqual(await counter.accounts(), {
    'commission:expense': '998',
    'provider:manual': '10300',
    sales: '-10000',
    shipping: '-300',
  });
  const shipping = {
    kind: 'giveRefund' as const,
    order: third,
    externalId: 'postage',
    lines: [],
    shipping: 125n,
    cause: 'refund' as const,
  };
  assert.deepEqual(await counter.tell(61, shipping), ['done']);
  await counter.brand.write((ctx) => followLadder(ctx));
  const { steps } = await counter.brand.read((ctx) => figuresLadder(ctx, { from: null, to: null }));
  const entry = steps.find((step) => step.ladderRole === 'entry');
  assert.deepEqual([entry?.first.buyers, entry?.first.sales.amount], [1, '10000'], 'on the ladder it is one purchase of the whole');
  await counter.sound();
});

test('a later instalment waits for the first, whatever the order in which they are told, and never counts from before it', async () => {
  const counter = await counterOf(db);
  await counter.tell(
    0,
    agreement(
      'o',
      [1_000n],
      [
        [0, 400n],
        [10, 600n],
      ],
    ),
  );
  const [first = '', second = ''] = await ordersOf(counter, 'o');
  const early: MoneyCommand = { kind: 'recordPayment', order: second, amount: 600n, provider: 'manual', externalId: 'early', at: day(1) };
  assert.deepEqual(await counter.tell(3, early), ['instalment.firstOpen']);
  const paid: MoneyCommand = { kind: 'recordPayment', order: first, amount: 400n, provider: 'manual', externalId: 'first', at: null };
  assert.deepEqual(await counter.tell(3, early, paid, early, early), ['instalment.firstOpen', 'done', 'done', 'repeat']);
  assert.equal((await counter.reply(second)).paidAt, (await counter.reply(first)).paidAt);
  assert.deepEqual(await counter.days(), ['2026-01-08 referred 1 1000']);
  await counter.sound();
});

test('the hold of a later instalment begins when the goods are received, but never before it was paid', async () => {
  const counter = await counterOf(db);
  await counter.tell(
    0,
    agreement(
      'o',
      [10_000n],
      [
        [0, 4_000n],
        [20, 3_000n],
        [40, 3_000n],
      ],
    ),
  );
  const [first = '', second = '', third = ''] = await ordersOf(counter, 'o');
  await counter.pay(0, first, 4_000n);
  await counter.pay(1, second, 3_000n);
  await counter.tell(2, received(first));
  await counter.tell(8, { kind: 'releaseDue', limit: 100 });
  assert.deepEqual(await counter.purse(), [700n, 0n, 0n]);
  await counter.tell(9, { kind: 'releaseDue', limit: 100 });
  assert.deepEqual(await counter.purse(), [0n, 700n, 0n], 'both that were paid were received on day 2');
  await counter.pay(40, third, 3_000n);
  await counter.tell(46, { kind: 'releaseDue', limit: 100 });
  assert.deepEqual(await counter.purse(), [300n, 700n, 0n]);
  await counter.tell(47, { kind: 'releaseDue', limit: 100 });
  assert.deepEqual(await counter.purse(), [0n, 1_000n, 0n]);
  assert.deepEqual(await counter.tell(48, received(third)), ['repeat']);
  await counter.sound();
});

test('default stops delivery and nothing else; whoever ends the agreement gets back what was paid in part, and keeps what is paid', async () => {
  const counter = await counterOf(db);
  await counter.tell(
    0,
    agreement(
      'o',
      [10_000n],
      [
        [0, 2_000n],
        [10, 4_000n],
        [20, 4_000n],
      ],
    ),
  );
  const [first = '', second = '', third = ''] = await ordersOf(counter, 'o');
  await counter.pay(0, first, 2_000n);
  await counter.pay(9, second, 1_000n);
  const ship: MoneyCommand = { kind: 'shipLines', order: first, lines: null, carrier: null, number: null };
  assert.deepEqual(await counter.tell(11, ship), ['instalment.overdue']);
  const late = await counter.brand.read((ctx) => listOverdue(ctx, { limit: 10 }), new Date(day(11)));
  assert.deepEqual(
    late.data.map((order) => [order.id, order.instalment?.number]),
    [[second, 2]],
  );
  await counter.pay(11, second, 3_000n);
  assert.deepEqual(await counter.tell(12, ship, ship), ['done', 'repeat']);
  await counter.pay(19, third, 500n);
  assert.deepEqual(await counter.tell(25, ship), ['repeat'], 'what is on its way is on its way');
  const cancel: MoneyCommand = { kind: 'cancelOrder', order: third, reason: 'cannot pay' };
  assert.deepEqual(await counter.tell(26, { ...cancel, order: first }, cancel, cancel), ['order.paid', 'done', 'repeat']);
  assert.deepEqual(await counter.earned(second), ['1 400 0 pending']);
  assert.equal((await counter.accounts())['provider:manual'], '6000');
  assert.deepEqual((await counter.reply(first)).agreement?.next, null);
  assert.equal(await counter.buyer(), 'customer 1 6000');
  await counter.sound();
});

test('an agreement of which nothing is paid is called off whole, and its later orders are no orders to pay', async () => {
  const counter = await counterOf(db, { stock: 1 });
  await counter.tell(
    0,
    agreement(
      'o',
      [1_000n],
      [
        [0, 500n],
        [10, 500n],
      ],
    ),
  );
  const [first = '', second = ''] = await ordersOf(counter, 'o');
  assert.deepEqual(await counter.tell(0, placing('p', 'b', [1_000n])), ['stock.short'], 'its pieces are kept once');
  assert.deepEqual(await counter.tell(1, { kind: 'cancelOrder', order: first, reason: null }), ['done']);
  assert.deepEqual(await counter.pay(1, second, 500n), ['instalment.firstOpen']);
  assert.equal((await counter.reply(second)).state, 'cancelled');
  assert.deepEqual(await counter.tell(1, placing('p', 'b', [1_000n])), ['done'], 'its pieces are free');
  await counter.sound();
});

test('pay per piece is split over the instalments and comes to no more than the whole; refunds take each back by itself', async () => {
  const counter = await counterOf(db);
  const order = agreement(
    'o',
    [5_000n],
    [
      [0, 3_333n],
      [10, 3_333n],
      [20, 3_334n],
    ],
  );
  await counter.tell(0, { ...order, lines: order.lines.map((line) => ({ ...line, product: 'ext:fixed', quantity: 2n })) });
  const orders = await ordersOf(counter, 'o');
  for (const [i, each] of orders.entries()) await counter.pay(i, each, i === 2 ? 3_334n : 3_333n);
  assert.deepEqual(await Promise.all(orders.map(counter.earned)), [['1 133 0 pending'], ['1 133 0 pending'], ['1 133 0 pending']]);
  const back: MoneyCommand = {
    kind: 'giveRefund',
    order: orders[1] ?? '',
    externalId: 'back',
    lines: [{ line: 1, amount: 3_333n }],
    shipping: 0n,
    cause: 'refund',
  };
  assert.deepEqual(await counter.tell(4, back, back), ['done', 'repeat']);
  assert.equal(await counter.buyer(), 'customer 1 6667');
  assert.deepEqual(await counter.purse(), [266n, 0n, 0n]);
  await counter.tell(5, { ...back, order: orders[0] ?? '', externalId: 'back1' });
  assert.equal(await counter.buyer(), 'prospect 1 3334', 'the purchase is the first order');
  await counter.sound();
});

test('the same agreement told again is the same; other days or other parts are another; parts that do not add up or run backwards are malformed', async () => {
  const counter = await counterOf(db);
  const told = agreement(
    'o',
    [1_000n],
    [
      [0, 400n],
      [10, 600n],
    ],
  );
  assert.deepEqual(await counter.tell(0, told, told), ['done', 'repeat']);
  assert.deepEqual(
    await counter.tell(
      1,
      told,
      agreement(
        'o',
        [1_000n],
        [
          [0, 400n],
          [11, 600n],
        ],
      ),
      placing('o', 'b', [1_000n]),
    ),
    ['repeat', 'order.exists', 'order.exists'],
  );
  assert.deepEqual(
    await counter.tell(
      1,
      agreement(
        'p',
        [1_000n],
        [
          [0, 400n],
          [10, 601n],
        ],
      ),
    ),
    ['instalments.sum'],
  );
  assert.deepEqual(
    await counter.tell(
      1,
      agreement(
        'p',
        [1_000n],
        [
          [5, 400n],
          [4, 600n],
        ],
      ),
    ),
    ['instalments.unsorted'],
  );
  const { data } = await counter.brand.read((ctx) => listOrders(ctx, { limit: 10 }));
  assert.deepEqual(data.map((order) => order.instalment?.number).toSorted(), [1, 2]);
});

test('splitting loses and makes nothing: every instalment is its amount, every line its price and its tax', () => {
  const line = fc.record({ price: fc.bigInt(0n, 99_999n), quantity: fc.bigInt(1n, 5n), taxed: fc.bigInt(0n, 99n) });
  fc.assert(
    fc.property(
      fc.array(line, { minLength: 1, maxLength: 6 }),
      fc.bigInt(0n, 2_000n),
      fc.array(fc.nat(1_000), { minLength: 1, maxLength: 8 }),
      (asked, shipping, cuts) => {
        const inputs = asked.map(({ price, quantity, taxed }) => ({
          productId: null,
          skuId: null,
          quantity,
          unitPrice: price,
          discount: 0n,
          tax: (price * quantity * taxed) / 1_000n,
          isInstant: false,
          isPrepaid: false,
          price: null,
        }));
        const lines = priceLines(inputs, 0n);
        const total = lines.reduce((sum, each) => sum + each.amount, shipping);
        fc.pre(total >= BigInt(cuts.length));
        let left = total - BigInt(cuts.length);
        const amounts = cuts.map((cut, i) => {
          const part = i === cuts.length - 1 ? left : (left * BigInt(cut)) / 1_000n;
          left -= part;
          return part + 1n;
        });
        const parts = splitInstalments(
          lines,
          shipping,
          amounts.map((amount, i) => ({ dueAt: i, amount })),
        );
        parts.forEach((part, i) => {
          assert.equal(
            part.lines.reduce((sum, each) => sum + each.amount, part.shipping),
            amounts[i],
          );
          for (const each of part.lines) assert.ok(each.amount >= 0n && each.tax >= 0n && each.tax <= each.amount);
        });
        lines.forEach((whole, i) => {
          assert.equal(
            parts.reduce((sum, part) => sum + (part.lines[i]?.amount ?? 0n), 0n),
            whole.amount,
          );
          assert.equal(
            parts.reduce((sum, part) => sum + (part.lines[i]?.tax ?? 0n), 0n),
            whole.tax,
          );
        });
        assert.throws(() => splitInstalments(lines, shipping, [{ dueAt: 0, amount: total + 1n }]), DomainError);
      },
    ),
  );
});

test('goods of a month are its lines less what came back, at what their products cost today; a later part is money and no further goods', async () => {
  const counter = await counterOf(db);
  const goods = () =>
    counter.brand.read(async (ctx) =>
      (await goodsByMonth(ctx, parseDay('2026-01-01'), parseDay('2026-04-01'))).map(({ net, known, cost }) => [net, known, cost]),
    );
  await counter.tell(
    0,
    placing('o', 'b', [10_000n, 500n]),
    agreement(
      'p',
      [9_000n],
      [
        [0, 4_000n],
        [30, 5_000n],
      ],
    ),
    placing('unpaid', 'b', [700n]),
  );
  assert.deepEqual(await goods(), [], 'before anything is paid');
  const [first = '', second = ''] = await ordersOf(counter, 'p');
  await counter.pay(0, 'ext:o', 10_500n);
  await counter.pay(1, first, 4_000n);
  await counter.pay(31, second, 5_000n);
  assert.deepEqual(await goods(), [
    [14_500, 14_500, 300],
    [5_000, 5_000, 0],
  ]);
  const back = (line: number, amount: bigint, externalId: string, cause: 'refund' | 'chargeback'): MoneyCommand => ({
    kind: 'giveRefund',
    order: 'ext:o',
    externalId,
    lines: [{ line, amount }],
    shipping: 0n,
    cause,
  });
  const replacement = { product: 'ext:other', sku: null, quantity: 1n, unitPrice: null };
  await counter.tell(
    40,
    back(1, 4_000n, 'part', 'refund'),
    { kind: 'exchangeGoods', order: 'ext:o', externalId: 'x', line: 2, amount: null, with: replacement, payment: null, restock: 0n },
    back(1, 6_000n, 'bank', 'chargeback'),
  );
  assert.deepEqual((await goods())[0], [4_500, 4_000, 100], 'in the month of the order; nobody knows what the other one cost');
  await counter.tell(50, { kind: 'winChargeback', refund: 'ext:bank' });
  assert.deepEqual((await goods())[0], [10_500, 10_000, 200]);
  await counter.brand.write(async (ctx) =>
    updateProduct(ctx, await findProduct(ctx, 'ext:thing'), { cost: { amount: '250', currency: ctx.tenant.currency } }),
  );
  assert.deepEqual(await goods(), [
    [10_500, 10_000, 500],
    [5_000, 5_000, 0],
  ]);
  await counter.sound();
});
