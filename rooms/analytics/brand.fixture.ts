import type { Ctx } from '../../kit/ctx.ts';
import { plainArray } from '../../kit/db/index.ts';
import { lockLane } from '../../kit/db/lane.ts';
import { newId, type Uuid } from '../../kit/ids/index.ts';
import { prepareHistory } from './commands/derive-history.ts';
import type { FactChange, PersonChange } from './model/change.ts';
import type { OrderFact, PersonFacts, ReturnFact } from './model/history.ts';

/** A brand for tests: writes people, orders and returns as the rooms below do, with their history. */
export interface TestPerson {
  readonly personId: Uuid;
  readonly node: number;
  readonly externalId: string;
  facts: PersonFacts;
}

export interface NewPerson {
  readonly externalId: string;
  readonly facts?: Partial<PersonFacts>;
  readonly referrer?: TestPerson;
  readonly name?: string;
}

export interface NewOrder extends OrderFact {
  /** null = anonymous */
  readonly person: TestPerson | null;
}

export interface NewReturn extends ReturnFact {
  readonly person: TestPerson | null;
}

/** Takes new people in, with what is known of them. */
export async function addPeople(ctx: Ctx, people: readonly NewPerson[]): Promise<TestPerson[]> {
  const lane = await lockLane(ctx);
  const first = lane.takeNodes(people.length);
  const made = people.map((person, i): TestPerson => ({
    personId: newId(),
    node: first + i,
    externalId: person.externalId,
    facts: {
      seenAt: null,
      consentAt: null,
      createdAt: ctx.now.getTime(),
      referral: person.referrer ? { knownAt: null } : null,
      sourceKind: null,
      ...person.facts,
    },
  }));
  const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
  const paid = newId();
  await ctx.sql.exec`
    INSERT INTO relations.source (tenant_id, source_id, kind, name, created_at)
    VALUES (${ctx.tenantId}, ${paid}, 'paid', 'ads', ${ctx.now}) ON CONFLICT DO NOTHING`;
  const source = await ctx.sql.one<{ source_id: Uuid }>`
    SELECT source.source_id FROM relations.source AS source WHERE source.tenant_id = ${ctx.tenantId} AND source.kind = 'paid'`;
  await ctx.sql.exec`
    INSERT INTO relations.person (tenant_id, person_id, node, external_id, name, name_key, source_id, seen_at, consent_at, stage, stage_since, a1_node, created_at)
    SELECT ${ctx.tenantId}, fresh.person_id, fresh.node, fresh.external_id, fresh.name, lower(fresh.name),
           CASE WHEN fresh.is_paid THEN ${source.source_id}::uuid END, fresh.seen_at, fresh.consent_at, 'prospect', ${ctx.now}, fresh.a1_node, ${ctx.now}
      FROM unnest(${plainArray(made.map((person) => person.personId))}::uuid[], ${plainArray(made.map((person) => person.node))}::int[],
                  ${made.map((person) => person.externalId)}::text[], ${people.map((person) => person.name ?? null)}::text[],
                  ${made.map((person) => person.facts.sourceKind === 'paid')}::boolean[],
                  ${plainArray(made.map((person) => iso(person.facts.seenAt)))}::timestamptz[],
                  ${plainArray(made.map((person) => iso(person.facts.consentAt)))}::timestamptz[],
                  ${plainArray(people.map((person) => person.referrer?.node ?? null))}::int[])
           AS fresh (person_id, node, external_id, name, is_paid, seen_at, consent_at, a1_node)`;
  await bind(
    ctx,
    people.flatMap((person, i) => (person.referrer ? [{ person: made[i] as TestPerson, referrer: person.referrer }] : [])),
  );
  await derive(ctx, lane, {
    people: made.map((person) => ({
      personId: person.personId,
      node: person.node,
      before: null,
      after: person.facts,
      orders: [],
      returns: [],
    })),
  });
  return made;
}

/** Introduces people who had no referrer yet. */
export async function addReferrals(
  ctx: Ctx,
  referrals: readonly { person: TestPerson; referrer: TestPerson; knownAt: number | null }[],
): Promise<void> {
  const lane = await lockLane(ctx);
  const changes = referrals.map(({ person, knownAt }) => {
    const before = person.facts;
    person.facts = { ...before, referral: { knownAt } };
    return {
      personId: person.personId,
      node: person.node,
      before,
      after: person.facts,
      orders: [],
      returns: [],
    };
  });
  await bind(ctx, referrals);
  await ctx.sql.exec`
    UPDATE relations.person AS person SET a1_node = fresh.a1_node
      FROM unnest(${plainArray(referrals.map((row) => row.person.node))}::int[], ${plainArray(referrals.map((row) => row.referrer.node))}::int[]) AS fresh (node, a1_node)
     WHERE person.tenant_id = ${ctx.tenantId} AND person.node = fresh.node`;
  await derive(ctx, lane, { people: changes });
}

async function bind(ctx: Ctx, referrals: readonly { person: TestPerson; referrer: TestPerson; knownAt?: number | null }[]): Promise<void> {
  if (referrals.length === 0) return;
  await ctx.sql.exec`
    INSERT INTO relations.referral (tenant_id, referral_id, subject_id, object_id, from_at, cause, recorded_at)
    SELECT ${ctx.tenantId}, fresh.referral_id, fresh.subject_id, fresh.object_id, fresh.from_at, 'test', ${ctx.now}
      FROM unnest(${plainArray(referrals.map(() => newId()))}::uuid[], ${plainArray(referrals.map((row) => row.person.personId))}::uuid[],
                  ${plainArray(referrals.map((row) => row.referrer.personId))}::uuid[],
                  ${plainArray(referrals.map((row) => (row.knownAt === undefined || row.knownAt === null ? null : new Date(row.knownAt).toISOString())))}::timestamptz[])
           AS fresh (referral_id, subject_id, object_id, from_at)`;
}

/** Takes paid orders and returns in. */
export async function addSales(ctx: Ctx, orders: readonly NewOrder[], returns: readonly NewReturn[] = []): Promise<void> {
  const lane = await lockLane(ctx);
  const changes = new Map<number, { person: TestPerson; orders: FactChange<OrderFact>[]; returns: FactChange<ReturnFact>[] }>();
  const of = (person: TestPerson) => {
    let change = changes.get(person.node);
    if (!change) changes.set(person.node, (change = { person, orders: [], returns: [] }));
    return change;
  };
  for (const order of orders) if (order.person) of(order.person).orders.push({ before: null, after: order });
  for (const item of returns) if (item.person) of(item.person).returns.push({ before: null, after: item });
  await derive(
    ctx,
    lane,
    {
      people: [...changes.values()].map(({ person, ...facts }) => ({
        personId: person.personId,
        node: person.node,
        before: person.facts,
        after: person.facts,
        ...facts,
      })),
      anonymousOrders: orders.filter((order) => !order.person).map((after) => ({ before: null, after })),
      anonymousReturns: returns.filter((item) => !item.person).map((after) => ({ before: null, after })),
    },
    async (originOf) => {
      await insertOrders(ctx, orders, originOf);
      await insertReturns(ctx, returns);
    },
  );
}

/** Changes what remains of an order. */
export async function refund(ctx: Ctx, order: NewOrder, after: { net: bigint; isRefunded: boolean }): Promise<NewOrder> {
  const lane = await lockLane(ctx);
  const changed = { ...order, ...after };
  await ctx.sql.exec`
    UPDATE orders.customer_order AS customer_order
       SET refunded_amount = customer_order.charged_amount - ${after.net}::bigint, net_amount = ${after.net}::bigint, is_refunded = ${after.isRefunded}
     WHERE customer_order.tenant_id = ${ctx.tenantId} AND customer_order.order_id = ${order.orderId}`;
  const { person } = order;
  const change = { before: order, after: changed };
  await derive(
    ctx,
    lane,
    person
      ? {
          people: [
            {
              personId: person.personId,
              node: person.node,
              before: person.facts,
              after: person.facts,
              orders: [change],
              returns: [],
            },
          ],
        }
      : { people: [], anonymousOrders: [change] },
  );
  return changed;
}

async function derive(
  ctx: Ctx,
  lane: Awaited<ReturnType<typeof lockLane>>,
  changes: {
    people: PersonChange[];
    anonymousOrders?: FactChange<OrderFact>[];
    anonymousReturns?: FactChange<ReturnFact>[];
  },
  write: (originOf: (orderId: Uuid) => string) => Promise<void> = async () => undefined,
): Promise<void> {
  const plan = await prepareHistory(ctx, lane, changes);
  await write((orderId) => plan.originOf(orderId));
  await plan.write();
  await lane.save();
}

export async function insertOrders(ctx: Ctx, orders: readonly NewOrder[], originOf: (orderId: Uuid) => string): Promise<void> {
  if (orders.length === 0) return;
  await ctx.sql.exec`
    INSERT INTO orders.customer_order (tenant_id, order_id, external_id, person_id, placed_at, paid_at, charged_amount, refunded_amount, net_amount,
                                       currency, is_refunded, origin, total_from, created_at)
    SELECT ${ctx.tenantId}, fresh.order_id, fresh.order_id::text, fresh.person_id, fresh.paid_at, fresh.paid_at, fresh.net, 0, fresh.net,
           ${ctx.tenant.currency}, fresh.is_refunded, fresh.origin, 'lines', ${ctx.now}
      FROM unnest(${plainArray(orders.map((order) => order.orderId))}::uuid[], ${plainArray(orders.map((order) => order.person?.personId ?? null))}::uuid[],
                  ${plainArray(orders.map((order) => new Date(order.paidAt).toISOString()))}::timestamptz[],
                  ${plainArray(orders.map((order) => order.net))}::bigint[], ${orders.map((order) => order.isRefunded)}::boolean[],
                  ${plainArray(orders.map((order) => originOf(order.orderId)))}::text[])
           AS fresh (order_id, person_id, paid_at, net, is_refunded, origin)`;
  await ctx.sql.exec`
    INSERT INTO orders.line (tenant_id, order_id, line, quantity, amount, refunded_amount, is_total, row_hash)
    SELECT ${ctx.tenantId}, fresh.order_id, 1, 1, fresh.net, 0, false, fresh.order_id
      FROM unnest(${plainArray(orders.map((order) => order.orderId))}::uuid[], ${plainArray(orders.map((order) => order.net))}::bigint[]) AS fresh (order_id, net)`;
}

async function insertReturns(ctx: Ctx, returns: readonly NewReturn[]): Promise<void> {
  if (returns.length === 0) return;
  await ctx.sql.exec`
    INSERT INTO orders.sales_return (tenant_id, return_id, person_id, at, amount, currency, row_hash, row_nth, created_at)
    SELECT ${ctx.tenantId}, fresh.return_id, fresh.person_id, fresh.at, fresh.amount, ${ctx.tenant.currency}, fresh.return_id, 1, ${ctx.now}
      FROM unnest(${plainArray(returns.map((item) => item.returnId))}::uuid[], ${plainArray(returns.map((item) => item.person?.personId ?? null))}::uuid[],
                  ${plainArray(returns.map((item) => new Date(item.at).toISOString()))}::timestamptz[],
                  ${plainArray(returns.map((item) => item.amount))}::bigint[]) AS fresh (return_id, person_id, at, amount)`;
}
