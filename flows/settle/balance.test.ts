import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomOf } from '../../kit/random/index.ts';
import { diagnose } from '../doctor/index.ts';
import { db, refusal, shop } from './cards.fixture.ts';
import type { MoneyCommand } from './index.ts';
import { placing } from './settle.fixture.ts';

/** What an order of cups asks for; `balance` of it from cards. */
function cups(order: string, quantity: bigint, balance: bigint | 'most' | null, over: { shipping?: bigint } = {}): MoneyCommand {
  const placed = placing(order, 'amy', [0n], over.shipping ?? 0n);
  const lines = placed.lines.map((line) => ({ ...line, product: 'ext:cup', quantity, unitPrice: null }));
  return { ...placed, lines, ...(balance === null ? {} : { balance }) };
}

test('a balance pays for orders: the bonus is a discount, the rest is money that goes back to the card first, and never more than is there', async () => {
  const { brand, run, buy, card, owed, due, isSound } = await shop();
  await buy('2026-01-01T02:00:00Z', 'o1', 'balance');
  const day = '2026-01-02T02:00:00Z';
  const order = async (ref: string) =>
    await brand.read(async (ctx) => {
      const row = await ctx.sql.one<{ order_id: string; charged: bigint; tendered: bigint; is_paid: boolean; is_off: boolean }>`
        SELECT o.order_id, o.charged_amount AS charged, o.tendered_amount AS tendered, o.paid_at IS NOT NULL AS is_paid, o.cancelled_at IS NOT NULL AS is_off
          FROM orders.customer_order AS o WHERE o.tenant_id = ${ctx.tenantId} AND o.external_id = ${ref}`;
      return { charged: row.charged, tendered: row.tendered, isPaid: row.is_paid, isOff: row.is_off };
    });
  const left = async () => (await card(day)).units.left;
  // 6 cups of 10.00 from 120.00 of which 20.00 is bonus: 10.00 of it is a discount, 50.00 was paid in.
  await run(day, cups('a', 6n, 6000n));
  assert.deepEqual(
    [await order('a'), await owed(), await left()],
    [{ charged: 5000n, tendered: 5000n, isPaid: true, isOff: false }, 5000n, '6000'],
  );
  // Told again it is the same order; two devices that both saw 60.00 cannot both have it.
  await run(day, cups('a', 6n, 6000n));
  const both = await Promise.all([refusal(run(day, cups('b', 5n, 5000n))), refusal(run(day, cups('c', 5n, 5000n)))]);
  assert.deepEqual(both.toSorted(), ['balance.short', 'done']);
  assert.equal(await left(), '1000');
  await isSound();
  // Half of what it paid goes back: to the card, with its part of the bonus.
  const half = {
    kind: 'giveRefund',
    order: 'ext:a',
    externalId: 'r1',
    lines: [{ line: 1, amount: 2500n }],
    shipping: 0n,
    cause: 'refund',
  } as const;
  await run(day, half);
  assert.deepEqual([await left(), await owed()], ['4000', 3333n]);
  // A part from the card and the rest by hand, shipping among it: what goes back goes to the card first, then by hand.
  await run(day, cups('d', 9n, 'most', { shipping: 500n }));
  assert.deepEqual([await left(), await owed()], ['0', 0n]);
  const open = await order('d');
  assert.deepEqual(open, { charged: 8833n, tendered: 3333n, isPaid: false, isOff: false });
  const money = { kind: 'recordPayment', order: 'ext:d', amount: 5500n, provider: 'manual', externalId: 'p-d', at: null } as const;
  await run(day, money);
  const refund = {
    kind: 'giveRefund',
    order: 'ext:d',
    externalId: 'r2',
    lines: [{ line: 1, amount: 5000n }],
    shipping: 0n,
    cause: 'refund',
  } as const;
  // A bank takes back what it brought, and no more.
  assert.equal(
    await refusal(run(day, { ...refund, externalId: 'bank', lines: [{ line: 1, amount: 5501n }], cause: 'chargeback' })),
    'refund.tooMuch',
  );
  await run(day, { ...refund, externalId: 'bank', lines: [{ line: 1, amount: 1000n }], cause: 'chargeback' });
  assert.equal(await owed(), 0n);
  await run(day, { kind: 'winChargeback', refund: 'ext:bank' });
  await run(day, refund);
  assert.deepEqual([await left(), await owed()], ['4000', 3333n]);
  await isSound();
  // Not paid in half an hour, or called off: the card has it again.
  await run(day, cups('e', 9n, 'most'));
  assert.deepEqual([await left(), (await order('e')).isPaid], ['0', false]);
  await due('2026-01-02T02:30:00Z');
  assert.deepEqual([await left(), (await order('e')).isOff], ['4000', true]);
  await run('2026-01-02T03:00:00Z', cups('f', 9n, 'most'));
  await run('2026-01-02T03:00:00Z', { kind: 'cancelOrder', order: 'ext:f', reason: null });
  assert.deepEqual([await left(), await owed()], ['4000', 3333n]);
  // A card is no way to buy a card.
  const [line] = placing('g', 'amy', [0n]).lines;
  assert.ok(line);
  const again = { ...placing('g', 'amy', [0n]), lines: [{ ...line, product: 'ext:month', unitPrice: null }], balance: 100n };
  assert.equal(await refusal(run('2026-01-02T03:00:00Z', again)), 'balance.notForCards');
  await isSound();
  // Somebody writes into the table what no verb did: the doctor sees it.
  await brand.write(async (ctx) => {
    await ctx.sql
      .exec`UPDATE membership.card_spend AS spend SET units_back = 1 WHERE spend.tenant_id = ${ctx.tenantId} AND spend.units_back = 0`;
  });
  const { findings } = await diagnose(db, brand.tenant.slug);
  assert.ok(findings.some((finding) => !finding.ok && finding.id === 'I10.spends'));
});

test('law: however orders are paid from cards, given back and called off, what is owed for a card is its part that is neither used nor out', async () => {
  const { brand, run, buy, card, cards, refund, take, due, isSound } = await shop();
  await buy('2026-01-01T02:00:00Z', 'o1', 'balance');
  await buy('2026-01-01T02:00:00Z', 'o2', 'balance', { quantity: 2n });
  const seed = Math.trunc(Number(process.env['ZIHUAN_SEED'] ?? Date.now() % 1_000_000));
  const random = randomOf(seed);
  const pick = (most: number): number => Math.floor(random.uniform() * most);
  for (let turn = 0; turn < 30; turn++) {
    const when = new Date(Date.UTC(2026, 0, 2) + turn * 600_000).toISOString();
    const name = `x${turn}`;
    const known = `ext:x${pick(turn + 1)}`;
    const what = pick(8);
    const work =
      what < 3
        ? run(when, cups(name, BigInt(1 + pick(7)), what === 0 ? 'most' : BigInt(1 + pick(4000)), { shipping: BigInt(pick(3) * 300) }))
        : what === 3
          ? run(when, { kind: 'cancelOrder', order: known, reason: null })
          : what < 6
            ? run(when, {
                kind: 'giveRefund',
                order: known,
                externalId: null,
                lines: [{ line: 1, amount: BigInt(1 + pick(3000)) }],
                shipping: 0n,
                cause: 'refund',
              })
            : what === 6
              ? run(when, {
                  kind: 'giveRefund',
                  order: 'ext:o2',
                  externalId: null,
                  lines: [{ line: 1, amount: BigInt(1 + pick(900)) }],
                  shipping: 0n,
                  cause: 'refund',
                })
              : take(when, await card(when), BigInt(1 + pick(700)));
    const code = await refusal(work);
    assert.ok(
      [
        'done',
        'balance.short',
        'order.notFound',
        'order.unpaid',
        'order.paid',
        'order.cancelled',
        'refund.tooMuch',
        'memberCard.usedUp',
        'memberCard.notActive',
      ].includes(code ?? ''),
      `seed ${seed} turn ${turn}: ${code}`,
    );
  }
  await due('2026-01-03T00:00:00Z');
  // Whoever gives a card back keeps what it paid for; what comes back of that is handed over.
  const [first] = await cards('2026-01-03T00:00:00Z');
  if (first?.refund && first.refund.amount.amount !== '0') await refund('2026-01-03T00:00:00Z', first);
  for (let turn = 0; turn < 30; turn++) {
    const lines = [{ line: 1, amount: 100n }];
    await refusal(
      run('2026-01-03T01:00:00Z', { kind: 'giveRefund', order: `ext:x${turn}`, externalId: null, lines, shipping: 0n, cause: 'refund' }),
    );
  }
  await due('2026-01-03T02:00:00Z');
  const left = await brand.read(
    async (ctx) =>
      await ctx.sql<{ left: bigint }>`
    SELECT card.unit_count - card.used - card.spent AS left FROM membership.card AS card WHERE card.tenant_id = ${ctx.tenantId}`,
  );
  assert.ok(
    left.every((row) => row.left >= 0n),
    `seed ${seed}`,
  );
  await isSound().catch((error: unknown) => {
    throw new Error(`seed ${seed}`, { cause: error });
  });
});
