import assert from 'node:assert/strict';
import type { Ctx } from '../../kit/ctx.ts';
import type { Db } from '../../kit/db/index.ts';
import { makeTestTenant, type TestTenant } from '../../kit/testing/index.ts';
import { balancesOf } from '../../rooms/ledger/index.ts';
import { createProduct } from '../../rooms/catalog/index.ts';
import { findOrder, orderReply } from '../../rooms/orders/index.ts';
import { commissionsOfOrders, createPlan, newPlan, publishPlan } from '../../rooms/partners/index.ts';
import { bindReferral, createPerson, findPeople } from '../../rooms/relations/index.ts';
import { diagnose } from '../doctor/index.ts';
import { replayBrands } from '../doctor/replay.ts';
import { settle, type MoneyCommand, type Outcome } from './index.ts';

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 5, 3);

/** The instant of a day of the story. */
export const day = (nth: number): number => START + nth * DAY;

/** A small brand whose money is looked at from outside. */
export interface Counter {
  readonly brand: TestTenant;
  /** what became of commands told together on a day: `done`, `repeat` or the code of the refusal */
  tell(nth: number, ...commands: readonly MoneyCommand[]): Promise<string[]>;
  /** payments in full and in part, told by hand */
  pay(nth: number, order: string, amount: bigint, name?: string): Promise<string[]>;
  /** `line amount reversed state` of an order's commissions */
  earned(order: string): Promise<string[]>;
  /** pending, available, receivable of whoever introduced the buyer */
  purse(): Promise<bigint[]>;
  reply(order: string): Promise<Awaited<ReturnType<typeof orderReply>>>;
  /** sums of the brand's accounts, debit − credit, those that are not nothing */
  accounts(): Promise<Record<string, string>>;
  /** figures: orders and sales of every day with their origin */
  days(): Promise<string[]>;
  /** the buyer: stage, purchases, net */
  buyer(): Promise<string>;
  /** nothing is wrong with the brand, and lived again from its facts it comes to the same */
  sound(): Promise<void>;
}

/** `b` buys, introduced by `r`, whom the plan pays 10 % and 2.00 for each piece of `fixed`; 7 days of hold. */
export async function counterOf(db: Db, { stock, policy }: { stock?: number; policy?: 'CN' } = {}): Promise<Counter> {
  const brand = await makeTestTenant(db, policy === undefined ? {} : { policy });
  await brand.write(async (ctx) => {
    const [buyer, referrer] = [await createPerson(ctx, { externalId: 'b' }), await createPerson(ctx, { externalId: 'r' })];
    await bindReferral(ctx, { person: buyer.personId, referrer: referrer.personId });
    for (const externalId of ['thing', 'other', 'fixed', 'virtual'])
      await createProduct(ctx, {
        externalId,
        name: externalId,
        ...(externalId === 'thing' ? { ladderRole: 'entry' as const, cost: { amount: '100', currency: ctx.tenant.currency } } : {}),
        ...(externalId === 'virtual' ? { kind: 'virtual' as const } : {}),
        ...(stock === undefined || externalId === 'virtual' ? {} : { stock }),
      });
    const plan = newPlan.parse({
      name: 'Ten',
      levels: [{ depth: 1, ratePpm: 100_000 }],
      overrides: [{ when: { product: 'ext:fixed' }, depth: 1, fixed: { amount: '200', currency: ctx.tenant.currency } }],
      payees: { stages: ['prospect', 'fan', 'customer', 'repeat', 'member', 'partner'], onIneligible: 'brand' },
      hold: { days: policy === 'CN' ? 15 : 7, from: 'receipt' },
    });
    await publishPlan(ctx, (await createPlan(ctx, plan)).planId, null);
  }, new Date(START));
  const idOf = async (ctx: Ctx, name: string) => (await findPeople(ctx, [name])).get(name)?.personId ?? assert.fail(name);
  const tell: Counter['tell'] = async (nth, ...commands) =>
    (await brand.write((ctx) => settle(ctx, commands), new Date(day(nth)))).map(wordOf);
  return {
    brand,
    tell,
    pay: (nth, order, amount, name = `${order} ${nth} ${amount}`) =>
      tell(nth, { kind: 'recordPayment', order, amount, provider: 'manual', externalId: name, at: null }),
    earned: (order) =>
      brand.read(async (ctx) =>
        (await commissionsOfOrders(ctx, [await findOrder(ctx, order)])).map(
          (row) => `${row.line} ${row.amount} ${row.reversed} ${row.state}`,
        ),
      ),
    purse: () =>
      brand.read(async (ctx) => {
        const id = await idOf(ctx, 'r');
        const { pending, available, receivable } = (await balancesOf(ctx, [id])).get(id) ?? assert.fail('no balances');
        return [pending, available, receivable];
      }),
    reply: (order) => brand.read((ctx) => orderReply(ctx, order), new Date(day(0))),
    accounts: () =>
      brand.read(async (ctx) => {
        const rows = await ctx.sql<{ account: string; amount: bigint }>`
          SELECT entry.account, sum(entry.amount)::bigint AS amount FROM ledger.entry AS entry
           WHERE entry.tenant_id = ${ctx.tenantId} AND entry.person_id IS NULL GROUP BY entry.account ORDER BY entry.account`;
        return Object.fromEntries(rows.filter((row) => row.amount !== 0n).map((row) => [row.account, row.amount.toString()]));
      }),
    days: () =>
      brand.read(async (ctx) => {
        const rows = await ctx.sql<{ said: string }>`
          SELECT concat_ws(' ', cell.day, cell.origin, cell.orders, cell.sales) AS said FROM analytics.day AS cell
           WHERE cell.tenant_id = ${ctx.tenantId} ORDER BY cell.day, cell.origin`;
        return rows.map((row) => row.said);
      }),
    buyer: () =>
      brand.read(async (ctx) => {
        const { said } = await ctx.sql.one<{ said: string }>`
          SELECT concat_ws(' ', state.stage, state.orders, state.net_amount) AS said
            FROM analytics.person AS state WHERE state.tenant_id = ${ctx.tenantId} AND state.person_id = ${await idOf(ctx, 'b')}`;
        return said;
      }),
    sound: async () => {
      const { findings } = await diagnose(db, brand.tenant.slug);
      assert.deepEqual(
        findings.filter((finding) => !finding.ok && finding.tenant !== null).map(({ id, rows }) => ({ id, rows })),
        [],
      );
      const [replayed] = (await replayBrands(db, brand.tenant.slug)).brands;
      assert.deepEqual(replayed?.differences, []);
    },
  };
}

function wordOf(outcome: Outcome): string {
  if (outcome.kind === 'refused') return outcome.error.code;
  return 'isRepeat' in outcome && outcome.isRepeat ? 'repeat' : 'done';
}
