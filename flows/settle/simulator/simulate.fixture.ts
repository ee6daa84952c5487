import assert from 'node:assert/strict';
import type { Ctx } from '../../../kit/ctx.ts';
import { DomainError } from '../../../kit/errors/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import type { TestTenant } from '../../../kit/testing/index.ts';
import { createProduct } from '../../../rooms/catalog/index.ts';
import { balancesOf, brokenSeal } from '../../../rooms/ledger/index.ts';
import { findOrder, orderReply } from '../../../rooms/orders/index.ts';
import {
  approveWithdrawal,
  commissionsOfOrders,
  createPlan,
  newPlan,
  publishPlan,
  requestWithdrawal,
  returnWithdrawal,
  settleWithdrawal,
} from '../../../rooms/partners/index.ts';
import { bindReferral, createPerson, findPeople } from '../../../rooms/relations/index.ts';
import { releaseDueNow } from '../release-due.ts';
import { settle, settleOne, type MoneyCommand, type Outcome } from '../index.ts';
import { ticking } from '../ticking.fixture.ts';
import { enactLife, openLife, tellLife } from './life.fixture.ts';
import { compareLife, readsOfLife } from './life-compared.fixture.ts';
import { PIECES } from './life-steps.fixture.ts';
import { Model } from './model.fixture.ts';
import type { ModelOrder, ModelPlan } from './orders.fixture.ts';
import { valueOf } from './points.fixture.ts';
import { Random } from './random.fixture.ts';
import { isMoney, nextStep, text, type MoneyStep, type Step } from './steps.fixture.ts';

const START = Date.UTC(2026, 0, 5, 3);

/**
 * Lives through `steps` seeded events of a brand: people, introductions, plans, orders, payments, receipts, refunds, cards, points, gifts,
 * time; repeats, events out of order, and crashes in the middle of a transaction. After each step what the product says is compared with the model.
 * @returns the history as text: the same seed gives the same bytes
 * @throws when the two differ, with the seed and the step
 */
export async function simulate(brand: TestTenant, seed: number, steps: number): Promise<string> {
  const random = new Random(seed);
  const model = new Model(START, PIECES);
  const history: string[] = [];
  await brand.write((ctx) => createProduct(ctx, { externalId: 'thing', name: 'Thing' }), new Date(model.now));
  await brand.write(openLife, new Date(model.now));
  let waiting: Step | null = null;
  const names = new Map<string, string>();
  const nameOf: Names = (ref) => names.get(ref) ?? `ext:${ref}`;
  // All there is grows with the steps: a long life looks back over it as often as a short one.
  const wholeEvery = Math.max(12, Math.floor(steps / 12));
  let wholeAt = wholeEvery;
  for (let i = 0; i < steps; i++) {
    // Some events come one by one, some are settled together in one batch.
    const wanted = random.chance(0.35) ? 2 + random.below(9) : 1;
    const batch: { step: Step; said: string }[] = [];
    const step: Step = waiting ?? nextStep(random, model, i);
    waiting = null;
    const line = `${i} ${text(step)}`;
    try {
      if (random.chance(0.06))
        history.push(`${line} crash ${await crash(brand, model, step, { statement: 1 + random.below(25), nameOf })}`);
      model.gifts.begin();
      batch.push({ step, said: tell(model, step) });
      while (isMoney(step) && batch.length < wanted && i + 1 < steps) {
        const next = nextStep(random, model, i + 1);
        // Of two events in one batch neither was answered first: whether an order made in it knows a payment made in it is open.
        // A later instalment has no name before its batch is written.
        const isNameless = isMoney(next) && next.do !== 'place' && 'ref' in next && next.ref.includes('#') && !names.has(next.ref);
        if (!isMoney(next) || isNameless || (next.do === 'place' && batch.some((each) => each.step.do !== 'place'))) {
          waiting = next;
          break;
        }
        i += 1;
        batch.push({ step: next, said: tell(model, next) });
      }
      const done = await perform(
        brand,
        model,
        batch.map((each) => each.step),
        nameOf,
      );
      await learn(brand, batch, names);
      history.push(...batch.map((each) => `${text(each.step)} -> ${each.said}`));
      assert.deepEqual(
        done,
        batch.map((each) => each.said),
        'what it answers',
      );
      await compare(
        brand,
        model,
        batch.map((each) => each.step),
        { isWhole: i >= wholeAt || i === steps - 1, nameOf },
      );
      if (i >= wholeAt) wholeAt += wholeEvery;
    } catch (error) {
      throw new Error(`seed ${seed}, step ${line} (${batch.length} together): ${(error as Error).message}`, { cause: error });
    }
  }
  return history.join('\n');
}

function tell(model: Model, step: Step): string {
  switch (step.do) {
    case 'person':
      model.parent.set(step.name, null);
      return 'done';
    case 'bind':
      return model.bind(step.person, step.referrer);
    case 'plan':
      model.plan = step.plan;
      return 'done';
    case 'place':
      return model.place(step.ref, step.buyer, step.lines, step);
    case 'pay':
      return model.pay(step.ref, step.id, step.amount);
    case 'receive':
      return model.receive(step.ref, step.lines);
    case 'exchange':
      return model.exchange(step.ref, step.id, step);
    case 'refund':
      return model.refund(step.ref, step.id, step);
    case 'withdraw':
      return model.withdraw(step.id, step.person, step.amount);
    case 'approve':
    case 'settle':
    case 'fail':
    case 'reject':
      return model.endWithdrawal(step.id, step.do);
    case 'advance':
      model.advance(step.to);
      return 'done';
    default:
      return tellLife(model, step);
  }
}

/** The same on the product, at the model's time (which `advance` has moved already): one step, or money steps in one batch. */
async function perform(brand: TestTenant, model: Model, steps: readonly Step[], nameOf: Names): Promise<string[]> {
  const [first] = steps;
  try {
    return await brand.write(async (ctx) => {
      if (steps.length === 1 && first) return [await enact(ctx, first, nameOf)];
      return (
        await settle(
          ctx,
          steps.filter(isMoney).map((step) => commandOf(step, nameOf)),
        )
      ).map(wordOf);
    }, new Date(model.now));
  } catch (error) {
    if (error instanceof DomainError) return [error.code];
    throw error;
  }
}

/** How the product is told of an order: later instalments have only the ids it gave them. */
type Names = (ref: string) => string;

async function learn(brand: TestTenant, batch: readonly { step: Step; said: string }[], names: Map<string, string>): Promise<void> {
  for (const { step, said } of batch) {
    if (step.do !== 'place' || step.cuts.length === 0 || said !== 'done') continue;
    const { agreement } = await brand.read((ctx) => orderReply(ctx, `ext:${step.ref}`));
    for (const part of agreement?.instalments ?? []) if (part.number > 1) names.set(`${step.ref}#${part.number}`, part.order);
  }
}

function wordOf(outcome: Outcome): string {
  if (outcome.kind === 'refused') return outcome.error.code;
  return 'isRepeat' in outcome && outcome.isRepeat ? 'repeat' : 'done';
}

async function enact(ctx: Ctx, step: Step, nameOf: Names): Promise<string> {
  switch (step.do) {
    case 'person':
      await createPerson(ctx, { externalId: step.name });
      return 'done';
    case 'bind':
      return await bind(ctx, step.person, step.referrer);
    case 'plan':
      await publish(ctx, step.plan);
      return 'done';
    case 'advance':
      await releaseDueNow(ctx);
      return 'done';
    case 'withdraw':
      await requestWithdrawal(ctx, {
        personId: await idOf(ctx, step.person),
        amount: step.amount,
        externalId: step.id,
        askedIn: 'console',
      });
      return 'done';
    case 'approve':
      await approveWithdrawal({ ...ctx, actor: { ...ctx.actor, id: 'another' } }, `ext:${step.id}`, { invoice: null });
      return 'done';
    case 'settle':
      await settleWithdrawal(ctx, `ext:${step.id}`);
      return 'done';
    case 'fail':
    case 'reject':
      await returnWithdrawal(ctx, `ext:${step.id}`, { verb: step.do, reason: 'simulated' });
      return 'done';
    default:
      return isMoney(step) ? wordOf(await settleOne(ctx, commandOf(step, nameOf))) : await enactLife(ctx, step, nameOf);
  }
}

async function idOf(ctx: Ctx, name: string): Promise<Uuid> {
  return (await findPeople(ctx, [name])).get(name)?.personId ?? assert.fail(name);
}

async function bind(ctx: Ctx, person: string, referrer: string): Promise<string> {
  const known = await findPeople(ctx, [person, referrer]);
  const [subject, object] = [known.get(person), known.get(referrer)];
  assert(subject && object);
  const had = subject.a1Node !== null;
  await bindReferral(ctx, { person: subject.personId, referrer: object.personId });
  return had ? 'repeat' : 'done';
}

async function publish(ctx: Ctx, plan: ModelPlan): Promise<void> {
  const { planId } = await createPlan(
    ctx,
    newPlan.parse({
      name: plan.name,
      levels: plan.rates.map((ratePpm, i) => ({ depth: i + 1, ratePpm })),
      payees: { stages: plan.stages, onIneligible: 'brand' },
      capPpm: plan.capPpm,
      hold: { days: plan.holdDays, from: 'receipt' },
    }),
  );
  await publishPlan(ctx, planId, null);
}

function commandOf(step: MoneyStep, nameOf: Names): MoneyCommand {
  switch (step.do) {
    case 'place':
      return {
        kind: 'placeOrder',
        externalId: step.ref,
        person: `ext:${step.buyer}`,
        lines: step.lines.map(({ card = 'thing', ...line }) => ({ product: `ext:${card}`, sku: null, tax: 0n, ...line })),
        discount: step.discount,
        shipping: step.shipping,
        points: step.points,
        coupon: null,
        scene: null,
        method: null,
        channel: null,
        placedAt: null,
        ...(step.cuts.length > 0 ? { instalments: step.cuts.map((amount, i) => ({ dueAt: START + i, amount })) } : {}),
      };
    case 'exchange':
      return {
        kind: 'exchangeGoods',
        order: nameOf(step.ref),
        externalId: step.id,
        line: step.line,
        amount: step.amount,
        with: { product: 'ext:thing', sku: null, quantity: step.quantity, unitPrice: step.unitPrice },
        payment: step.isPaid ? { provider: 'manual', externalId: null } : null,
        restock: 0n,
      };
    case 'pay':
      return { kind: 'recordPayment', order: nameOf(step.ref), amount: step.amount, provider: 'manual', externalId: step.id, at: null };
    case 'receive':
      return { kind: 'confirmReceipt', order: nameOf(step.ref), at: null, lines: step.lines };
    case 'win':
      return { kind: 'winChargeback', refund: `ext:${step.id}` };
    case 'cancel':
      return { kind: 'cancelOrder', order: nameOf(step.ref), reason: null };
    case 'serve':
      return {
        kind: 'logService',
        order: nameOf(step.ref),
        externalId: step.id,
        line: step.line,
        person: `ext:${step.person}`,
        what: step.what,
        at: null,
      };
    case 'visit':
      return { kind: 'checkIn', person: `ext:${step.person}` };
    case 'adjust':
      return { kind: 'adjustPoints', person: `ext:${step.person}`, points: step.points, reason: 'simulated' };
    default:
      return {
        kind: 'giveRefund',
        order: nameOf(step.ref),
        externalId: step.id,
        lines: step.parts,
        shipping: step.shipping,
        cause: step.cause,
      };
  }
}

class Crash extends Error {}

/** Does the step and dies before the nth statement: nothing of it may remain. @returns whether it got that far */
async function crash(
  brand: TestTenant,
  model: Model,
  step: Step,
  { statement, nameOf }: { statement: number; nameOf: Names },
): Promise<string> {
  let count = 0;
  const tick = (): void => {
    count += 1;
    if (count >= statement) throw new Crash('died');
  };
  const at = step.do === 'advance' ? step.to : model.now;
  try {
    await brand.write(async (ctx) => {
      const fragile = ticking(ctx.sql, tick);
      await enact({ ...ctx, sql: fragile }, step, nameOf);
      throw new Crash('before the commit');
    }, new Date(at));
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    if (!(error instanceof Crash)) throw error;
  }
  return count >= statement ? 'within' : 'before the commit';
}

/** What the product says of whatever the step touched (everything now and then) must be what the model says. */
async function compare(
  brand: TestTenant,
  model: Model,
  steps: readonly Step[],
  { isWhole, nameOf }: { isWhole: boolean; nameOf: Names },
): Promise<void> {
  const touched = [...new Set(steps.flatMap((step) => ('ref' in step && model.orders.has(step.ref) ? [step.ref] : [])))];
  const refs = isWhole ? [...model.orders.keys()] : touched;
  const people = [...model.parent.keys()];
  await brand.read(async (ctx) => {
    const names = await namesOf(ctx);
    for (const ref of refs) assert.deepEqual(await saidOf(ctx, nameOf(ref), names), expectedOf(model, ref), ref);
    const known = await findPeople(ctx, people);
    const balances = await balancesOf(
      ctx,
      [...known.values()].map((person) => person.personId),
    );
    for (const name of people) {
      const person = known.get(name);
      assert(person, name);
      const { pending, available, receivable, points, prepaid } = balances.get(person.personId) ?? assert.fail(name);
      assert.deepEqual({ pending, available, receivable }, { ...model.purse(name) }, `balances of ${name}`);
      assert.deepEqual({ points, prepaid }, owedTo(model, name), `points and cards of ${name}`);
      assert.equal(person.stage, model.stageOf(name), `stage of ${name}`);
    }
    assert.deepEqual(await sumsOf(ctx), expectedSums(model));
    await compareLife(ctx, model);
    if (isWhole) await readsOfLife(ctx, model, known);
    if (isWhole) assert.equal(await brokenSeal(ctx), null, 'the chain of seals');
  }, new Date(model.now));
}

/** What the brand owes somebody in points and on cards. */
function owedTo(model: Model, name: string): { points: bigint; prepaid: bigint } {
  const sum = (all: readonly bigint[]) => all.reduce((total, each) => total + each, 0n);
  return {
    points: sum(model.points.lots.filter((lot) => lot.person === name).map((lot) => valueOf(lot, lot.left))),
    prepaid: sum(model.cards.all.filter((card) => card.person === name).map((card) => card.worth)),
  };
}

async function namesOf(ctx: Ctx): Promise<ReadonlyMap<Uuid, string>> {
  const rows = await ctx.sql<{ person_id: Uuid; external_id: string }>`
    SELECT person.person_id, person.external_id FROM relations.person AS person WHERE person.tenant_id = ${ctx.tenantId}`;
  return new Map(rows.map((row) => [row.person_id, row.external_id]));
}

async function saidOf(ctx: Ctx, name: string, names: ReadonlyMap<Uuid, string>): Promise<unknown> {
  const order = await orderReply(ctx, name);
  const orderId: Uuid = await findOrder(ctx, name);
  const rows = await commissionsOfOrders(ctx, [orderId]);
  return {
    total: order.total.amount,
    paid: order.paid.amount,
    refunded: order.refunded.amount,
    isPaid: order.paidAt !== null,
    isReceived: order.receivedAt !== null,
    lines: order.lines.map((line) => [line.base.amount, line.refunded.amount]),
    shares: rows.map((row) =>
      [
        row.line,
        row.depth,
        names.get(row.payeeId),
        row.amount,
        row.reversed,
        row.state === 'paid' ? 'confirmed' : row.state,
        row.dueAt === null,
      ]
        .map(String)
        .join(' '),
    ),
  };
}

function expectedOf(model: Model, ref: string): unknown {
  const order = model.orders.get(ref) ?? assert.fail(ref);
  const stateOf = (share: ModelOrder['shares'][number]): string =>
    share.reversed === share.amount ? 'reversed' : share.isConfirmed ? 'confirmed' : 'pending';
  return {
    total: order.total.toString(),
    paid: order.tendered.toString(),
    refunded: order.lines.reduce((sum, line) => sum + line.refunded, order.shippingRefunded).toString(),
    isPaid: order.paidAt !== null,
    isReceived: order.paidAt !== null && order.lines.every((line) => line.receivedAt !== null),
    lines: order.lines.map((line) => [line.base.toString(), line.refunded.toString()]),
    shares: order.shares.map((share) =>
      [share.line, share.depth, share.payee, share.amount, share.reversed, stateOf(share), share.dueAt === null].map(String).join(' '),
    ),
  };
}

interface Sums {
  all: bigint;
  sales: bigint;
  expense: bigint;
  unapplied: bigint;
  figures: bigint;
  pointsExpense: bigint;
  pointsRedeemed: bigint;
  pointsBreakage: bigint;
}

async function sumsOf(ctx: Ctx): Promise<Sums> {
  return await ctx.sql.one<Sums>`
    SELECT coalesce(sum(entry.amount), 0)::bigint AS all,
           coalesce(-sum(entry.amount) FILTER (WHERE entry.account IN ('sales', 'shipping', 'sales:refunds')), 0)::bigint AS sales,
           coalesce(sum(entry.amount) FILTER (WHERE entry.account = 'commission:expense'), 0)::bigint AS expense,
           coalesce(-sum(entry.amount) FILTER (WHERE entry.account = 'customer:unapplied'), 0)::bigint AS unapplied,
           coalesce(sum(entry.amount) FILTER (WHERE entry.account = 'points:expense'), 0)::bigint AS "pointsExpense",
           coalesce(sum(entry.amount) FILTER (WHERE entry.account = 'points:redeemed'), 0)::bigint AS "pointsRedeemed",
           coalesce(sum(entry.amount) FILTER (WHERE entry.account = 'points:breakage'), 0)::bigint AS "pointsBreakage",
           (SELECT coalesce(sum(day.sales), 0)::bigint FROM analytics.day AS day WHERE day.tenant_id = ${ctx.tenantId}) AS figures
      FROM ledger.entry AS entry
     WHERE entry.tenant_id = ${ctx.tenantId}`;
}

function expectedSums(model: Model): Sums {
  const { expense: pointsExpense, redeemed: pointsRedeemed, breakage: pointsBreakage } = model.points.sums;
  const points = { pointsExpense, pointsRedeemed, pointsBreakage };
  const sums: Sums = { all: 0n, sales: 0n, expense: 0n, unapplied: 0n, figures: 0n, ...points };
  for (const order of model.orders.values()) {
    if (order.paidAt === null) sums.unapplied += order.isCancelled ? 0n : order.tendered;
    else sums.sales += order.lines.reduce((sum, line) => sum - line.refunded, order.total - order.shippingRefunded);
    for (const share of order.shares) sums.expense += share.amount - share.reversed;
  }
  sums.figures = sums.sales;
  for (const card of model.cards.all) sums.sales -= card.worth;
  return sums;
}
