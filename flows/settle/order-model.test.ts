import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fc from 'fast-check';
import type { Ctx } from '../../kit/ctx.ts';
import { openImportBench } from '../import.fixture.ts';
import { settle, type MoneyCommand } from './index.ts';
import { placing, shopOf } from './settle.fixture.ts';

const bench = await openImportBench();
after(bench.close);

const PRICES: readonly bigint[] = [999n, 500n, 0n];
const SHIPPING = 77n;
const TOTAL = 999n + 500n + SHIPPING;

/** What an order is, told in forty lines and without the product's code. */
interface Model {
  tendered: bigint;
  back: [bigint, bigint, bigint];
  backShipping: bigint;
  isCancelled: boolean;
  isShipped: boolean;
  isReceived: boolean;
  claimed: Set<number>;
  lost: { line: number; amount: bigint; isWon: boolean }[];
}

type Step =
  | { kind: 'pay'; amount: bigint }
  | { kind: 'back'; line: 1 | 2 | 3; amount: bigint; cause: 'refund' | 'chargeback' }
  | { kind: 'backShipping'; amount: bigint }
  | { kind: 'cancel' }
  | { kind: 'ship' }
  | { kind: 'receive' }
  | { kind: 'claim'; line: 1 | 2 | 3 }
  | { kind: 'win' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('pay' as const), amount: fc.constantFrom(1n, 500n, 800n, TOTAL, TOTAL, TOTAL, TOTAL) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('back' as const),
      line: fc.constantFrom(1 as const, 2 as const, 3 as const),
      amount: fc.bigInt(1n, 700n),
      cause: fc.constantFrom('refund' as const, 'chargeback' as const),
    }),
  },
  fc.record({ kind: fc.constant('backShipping' as const), amount: fc.bigInt(1n, 60n) }),
  fc.record({ kind: fc.constant('cancel' as const) }),
  fc.record({ kind: fc.constant('ship' as const) }),
  fc.record({ kind: fc.constant('receive' as const) }),
  fc.record({ kind: fc.constant('claim' as const), line: fc.constantFrom(1 as const, 2 as const, 3 as const) }),
  fc.record({ kind: fc.constant('win' as const) }),
);

/** Does a step in the model. @returns whether it is allowed */
function does(model: Model, it: Step): boolean {
  const isPaid = model.tendered === TOTAL && !model.isCancelled;
  switch (it.kind) {
    case 'pay':
      if (model.isCancelled || model.tendered + it.amount > TOTAL) return false;
      model.tendered += it.amount;
      return true;
    case 'back': {
      const at = it.line - 1;
      if (!isPaid || (model.back[at] ?? 0n) + it.amount > (PRICES[at] ?? 0n)) return false;
      model.back[at] = (model.back[at] ?? 0n) + it.amount;
      if (it.cause === 'chargeback') model.lost.push({ line: it.line, amount: it.amount, isWon: false });
      return true;
    }
    case 'backShipping':
      if (!isPaid || model.backShipping + it.amount > SHIPPING) return false;
      model.backShipping += it.amount;
      return true;
    case 'cancel':
      if (isPaid) return false;
      model.isCancelled = true;
      return true;
    case 'ship':
    case 'receive':
      if (isPaid) model[it.kind === 'ship' ? 'isShipped' : 'isReceived'] = true;
      return isPaid;
    case 'claim': {
      const price = PRICES[it.line - 1] ?? 0n;
      if (!isPaid || model.claimed.has(it.line) || (price > 0n && model.back[it.line - 1] === price)) return false;
      model.claimed.add(it.line);
      return true;
    }
    case 'win': {
      const first = model.lost[0];
      if (!first) return false;
      if (!first.isWon) model.back[first.line - 1] = (model.back[first.line - 1] ?? 0n) - first.amount;
      first.isWon = true;
      return true;
    }
  }
}

function commandOf(it: Step, order: string, nth: number, firstLost: number): MoneyCommand {
  const back = { kind: 'giveRefund' as const, order: `ext:${order}`, externalId: `${order}-${nth}` };
  switch (it.kind) {
    case 'pay':
      return {
        kind: 'recordPayment',
        order: `ext:${order}`,
        amount: it.amount,
        provider: 'manual',
        externalId: `${order}-${nth}`,
        at: null,
      };
    case 'back':
      return { ...back, lines: [{ line: it.line, amount: it.amount }], shipping: 0n, cause: it.cause };
    case 'backShipping':
      return { ...back, lines: [], shipping: it.amount, cause: 'refund' };
    case 'cancel':
      return { kind: 'cancelOrder', order: `ext:${order}`, reason: null };
    case 'ship':
      return { kind: 'shipLines', order: `ext:${order}`, lines: null, carrier: null, number: null };
    case 'receive':
      return { kind: 'confirmReceipt', order: `ext:${order}`, at: null, lines: null };
    case 'claim':
      return { kind: 'openClaim', order: `ext:${order}`, lines: [it.line], reason: null };
    case 'win':
      return { kind: 'winChargeback', refund: `ext:${order}-${firstLost}` };
  }
}

test('what may happen to an order, what of it remains and what its payee keeps agree with a small model, in batches of any cut', async () => {
  const RUNS = 400;
  const stories = fc.sample(fc.array(step, { minLength: 4, maxLength: 24 }), { numRuns: RUNS, seed: 20_261_122 });
  const brand = await shopOf(bench, { buyers: RUNS, holdDays: 0 });
  await brand.write((ctx) =>
    settle(
      ctx,
      stories.map((_, i) => placing(`o${i}`, `b${i}`, PRICES, SHIPPING)),
    ),
  );
  const models = stories.map((): Model => ({
    tendered: 0n,
    back: [0n, 0n, 0n],
    backShipping: 0n,
    isCancelled: false,
    isShipped: false,
    isReceived: false,
    claimed: new Set(),
    lost: [],
  }));
  const firstLost = stories.map(() => -1);
  const accepted = { yes: 0, no: 0 };
  const at = stories.map(() => 0);
  // Each turn takes one to five further steps of every story: what follows what in one batch differs from story to story.
  for (let turn = 0; at.some((done, i) => done < (stories[i]?.length ?? 0)); turn++) {
    const told: { command: MoneyCommand; isAllowed: boolean; what: string }[] = [];
    stories.forEach((story, i) => {
      const model = models[i];
      for (let many = ((turn + i) % 5) + 1; many > 0; many--) {
        const nth = at[i] ?? 0;
        const it = story[nth];
        if (!it || !model) return;
        at[i] = nth + 1;
        const isAllowed = does(model, it);
        if (isAllowed && it.kind === 'back' && it.cause === 'chargeback' && firstLost[i] === -1) firstLost[i] = nth;
        accepted[isAllowed ? 'yes' : 'no']++;
        const what = `order ${i} step ${nth} ${JSON.stringify(it, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))}`;
        told.push({ command: commandOf(it, `o${i}`, nth, firstLost[i] ?? -1), isAllowed, what });
      }
    });
    const outcomes = await brand.write((ctx) =>
      settle(
        ctx,
        told.map((one) => one.command),
      ),
    );
    outcomes.forEach((outcome, n) => {
      const one = told[n];
      assert.equal(outcome.kind !== 'refused', one?.isAllowed, `${one?.what}: ${JSON.stringify(outcome)}`);
    });
  }
  assert.ok(accepted.yes > 1_000 && accepted.no > 1_000, JSON.stringify(accepted));
  assert.deepEqual(await brand.read(endsOf), models.map(endOf).sort());
  const [books] = await brand.read(booksOf);
  const sum = (of: (model: Model) => bigint): bigint => models.reduce((total, model) => total + of(model), 0n);
  assert.deepEqual(books, {
    provider: sum((model) => (model.isCancelled ? 0n : model.tendered - refundedOf(model))),
    unapplied: -sum((model) => (model.isCancelled || model.tendered === TOTAL ? 0n : model.tendered)),
    payable: 0n,
    income: -sum((model) => (model.isCancelled || model.tendered < TOTAL ? 0n : TOTAL - refundedOf(model))),
    expense: sum(keptOf),
    all: 0n,
  });

  function endOf(model: Model, i: number): string {
    const refunded = refundedOf(model);
    return [`o${i}`, model.tendered, refunded, TOTAL - refunded, model.isCancelled, model.isShipped, model.isReceived, keptOf(model)].join(
      ' ',
    );
  }
});

function refundedOf(model: Model): bigint {
  return model.back[0] + model.back[1] + model.back[2] + model.backShipping;
}

/** 12 % of what remains of each line, rounded down; nothing before the order is paid. */
function keptOf(model: Model): bigint {
  if (model.tendered < TOTAL || model.isCancelled) return 0n;
  return PRICES.reduce((sum, price, i) => sum + ((price - (model.back[i] ?? 0n)) * 12n) / 100n, 0n);
}

async function endsOf(ctx: Ctx): Promise<string[]> {
  const rows = await ctx.sql<{ what: string }>`
    SELECT concat_ws(' ', ord.external_id, ord.tendered_amount, ord.refunded_amount, ord.net_amount, (ord.cancelled_at IS NOT NULL)::text,
                     (ord.shipped_at IS NOT NULL)::text, (ord.received_at IS NOT NULL)::text,
                     (SELECT -coalesce(sum(e.amount), 0) FROM ledger.entry AS e
                       WHERE e.tenant_id = ${ctx.tenantId} AND e.person_id = referral.object_id
                         AND e.account IN ('pending', 'available', 'receivable'))) AS what
      FROM orders.customer_order AS ord
      JOIN relations.referral AS referral
        ON referral.tenant_id = ${ctx.tenantId} AND referral.subject_id = ord.person_id AND referral.to_at IS NULL
     WHERE ord.tenant_id = ${ctx.tenantId}`;
  return rows.map((row) => row.what).sort();
}

async function booksOf(ctx: Ctx): Promise<Record<string, bigint>[]> {
  return await ctx.sql`
    SELECT coalesce(sum(e.amount) FILTER (WHERE e.account = 'provider:manual'), 0)::bigint AS provider,
           coalesce(sum(e.amount) FILTER (WHERE e.account = 'customer:unapplied'), 0)::bigint AS unapplied,
           coalesce(sum(e.amount) FILTER (WHERE e.account = 'refund:payable'), 0)::bigint AS payable,
           coalesce(sum(e.amount) FILTER (WHERE e.account IN ('sales', 'sales:refunds', 'shipping')), 0)::bigint AS income,
           coalesce(sum(e.amount) FILTER (WHERE e.account = 'commission:expense'), 0)::bigint AS expense,
           coalesce(sum(e.amount), 0)::bigint AS all
      FROM ledger.entry AS e
     WHERE e.tenant_id = ${ctx.tenantId}`;
}
