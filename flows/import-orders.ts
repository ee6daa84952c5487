import type { Ctx } from '../kit/ctx.ts';
import type { Lane } from '../kit/db/lane.ts';
import { assert } from '../kit/errors/index.ts';
import { emit } from '../kit/events/index.ts';
import { newId, publicId, type Uuid } from '../kit/ids/index.ts';
import { addGoods, GoodsCells, moveGoods, prepareHistory, type HistoryChanges, type HistoryPlan } from '../rooms/analytics/index.ts';
import { ensureProducts } from '../rooms/catalog/index.ts';
import {
  noteSeen,
  ordersWorld,
  planOrders,
  putReferralsInOrder,
  type OrderRow,
  type OrdersPlan,
  type PaidFact,
  type PlannedOrder,
  type PlannedPerson,
  type PlannedProduct,
} from '../rooms/imports/index.ts';
import {
  attachReturns,
  insertLines,
  insertOrders,
  insertReturns,
  updateLines,
  updateOrders,
  type OrderRecord,
} from '../rooms/orders/index.ts';
import { addPeople, findPeople, loadPeople, type KnownPerson, type PersonFacts } from '../rooms/relations/index.ts';
import { columnOf, eventSizes, type PortionOutcome, type RunSetting } from './import-portion.ts';

const PRODUCTS_REMEMBERED = 50_000;

/**
 * Takes a portion of an orders file in: looks up what its rows name, plans, and writes people, orders, lines, returns and
 * everything derived from them with one statement per table.
 */
export async function importOrders(ctx: Ctx, lane: Lane, rows: readonly OrderRow[], setting: RunSetting): Promise<PortionOutcome> {
  const names = [...new Set(rows.flatMap((row) => (row.person === null ? [] : [row.person])))];
  const [stored, known] = await Promise.all([ordersWorld(ctx, rows, setting), findPeople(ctx, names)]);
  let lastId: Uuid | null = null;
  const plan = planOrders(rows, {
    ...stored,
    people: knownPeople(known),
    newId: () => (lastId = newId(lane.lastIdMs + 1)),
    now: ctx.now.getTime(),
    currency: ctx.tenant.currency,
    onConflict: setting.onConflict,
  });
  const people = new PeopleOfPortion(known);
  const made = await people.write(ctx, lane, plan);
  const [history, products] = await Promise.all([
    prepareHistory(ctx, lane, await changesOf(ctx, plan, people)),
    productsOf(ctx, plan, setting.products),
  ]);
  const before = knownOrders(plan);
  await moveGoods(ctx, before, -1);
  // All are sent at once, in the order of their keys: what PostgreSQL has not come to yet is being put together meanwhile.
  await Promise.all([
    writePlan(ctx, plan, { history, people, products: setting.products, runId: setting.runId }),
    history.write(),
    addGoods(ctx, newGoods(ctx, plan, setting.products)),
    noteSeen(ctx, setting.runId, plan.seen),
    keepReferrals(ctx, setting.runId, plan),
    announce(ctx, setting.runId, plan),
  ]);
  await moveGoods(ctx, before, 1);
  return {
    accepted: plan.accepted,
    skipped: plan.skipped,
    rejects: plan.rejects.map(({ row, field, value, reason }) => ({
      row,
      column: field === null ? null : columnOf(setting.recognition, field),
      value,
      reason,
    })),
    orders: plan.orders.reduce((count, order) => count + (order.isNew ? 1 : 0), 0),
    returns: plan.returns.length,
    people: made,
    products,
    referrals: 0,
    sales: plan.sales,
    conflicts: plan.conflicts,
    detailed: plan.detailed,
    lastId,
  };
}

function knownPeople(known: ReadonlyMap<string, KnownPerson>): Map<string, { personId: Uuid; hasSource: boolean }> {
  return new Map([...known].map(([name, person]) => [name, { personId: person.personId, hasSource: person.sourceId !== null }]));
}

interface Placed {
  readonly personId: Uuid;
  readonly node: number;
  readonly before: PersonFacts | null;
  readonly after: PersonFacts;
}

/** The people of a portion: those known, those it makes, and what has changed about them. */
class PeopleOfPortion {
  readonly #byId = new Map<Uuid, Placed>();
  readonly #changed = new Set<Uuid>();
  readonly #made = new Map<Uuid, Uuid>();

  constructor(known: ReadonlyMap<string, KnownPerson>) {
    for (const person of known.values()) this.know(person);
  }

  know(person: KnownPerson): void {
    this.#byId.set(person.personId, { personId: person.personId, node: person.node, before: person.facts, after: person.facts });
  }

  /** Makes the new people and gives the others their first source. @returns how many were made */
  async write(ctx: Ctx, lane: Lane, plan: OrdersPlan): Promise<number> {
    const entries = [...plan.newPeople, ...plan.sourced];
    if (entries.length === 0) return 0;
    const added = await addPeople(
      ctx,
      lane,
      entries.map((person) => ({
        externalId: person.externalId,
        source: person.source && { kind: person.source.kind, name: person.source.name ?? '' },
      })),
    );
    plan.newPeople.forEach((person, i) => {
      const made = added.rows[i]?.person;
      assert(made, 'a person named by a new id is made');
      this.#made.set(person.personId, made.personId);
    });
    for (const change of added.changes) {
      this.#byId.set(change.personId, change);
      this.#changed.add(change.personId);
    }
    return added.made;
  }

  /** The id a planned person has by now; null for nobody. */
  idOf(person: PlannedPerson | null): Uuid | null {
    return person === null ? null : (this.#made.get(person.personId) ?? person.personId);
  }

  get(personId: Uuid): Placed | null {
    return this.#byId.get(personId) ?? null;
  }

  get changed(): ReadonlySet<Uuid> {
    return this.#changed;
  }
}

type OrderChange = NonNullable<HistoryChanges['anonymousOrders']>[number];
type ReturnChange = NonNullable<HistoryChanges['anonymousReturns']>[number];

/** What the plan changes in the histories of people, and in what belongs to nobody. */
async function changesOf(ctx: Ctx, plan: OrdersPlan, people: PeopleOfPortion): Promise<HistoryChanges> {
  const orders = new Groups<OrderChange>();
  const returns = new Groups<ReturnChange>();
  for (const order of plan.orders) {
    const [from, to] = [people.idOf(order.before.person), people.idOf(order.person)];
    const [before, after] = [factOf(order, order.before.fact), factOf(order, order.fact)];
    if (from !== to) {
      if (before) orders.add(from, { before, after: null });
      if (after) orders.add(to, { before: null, after });
    } else if (!isSame(order.before.fact, order.fact)) orders.add(to, { before, after });
  }
  for (const { returnId, orderId, person, at, amount } of plan.returns) {
    if (orderId === null) returns.add(people.idOf(person), { before: null, after: { returnId, at, amount } });
  }
  for (const { returnId, personId, at, amount } of plan.attached) {
    returns.add(personId, { before: { returnId, at, amount }, after: null });
  }
  const ids = [...new Set([...people.changed, ...orders.people, ...returns.people])];
  // What an order holds may become known and its sum stay: nobody's history is another then, but what was bought is.
  const others = plan.buyers.flatMap((buyer) => people.idOf(buyer) ?? []);
  await loadMissing(ctx, [...new Set([...ids, ...others])], people);
  return {
    people: ids.map((personId) => {
      const person = people.get(personId);
      assert(person, 'whoever an order names is known');
      return { ...person, orders: orders.of(personId), returns: returns.of(personId) };
    }),
    anonymousOrders: orders.of(null),
    anonymousReturns: returns.of(null),
    movedNodes: [...new Set(others).difference(new Set(ids))].flatMap((id) => people.get(id)?.node ?? []),
  };
}

/** People whom no row of the portion names, but whose order or return one of its rows changes. */
async function loadMissing(ctx: Ctx, ids: readonly Uuid[], people: PeopleOfPortion): Promise<void> {
  const missing = ids.filter((personId) => people.get(personId) === null);
  if (missing.length === 0) return;
  for (const person of (await loadPeople(ctx, missing)).values()) people.know(person);
}

/** Changes by person; null gathers what belongs to nobody. */
class Groups<Change> {
  readonly #byPerson = new Map<Uuid | null, Change[]>();
  add(personId: Uuid | null, change: Change): void {
    const known = this.#byPerson.get(personId);
    if (known) known.push(change);
    else this.#byPerson.set(personId, [change]);
  }
  of(personId: Uuid | null): Change[] {
    return this.#byPerson.get(personId) ?? [];
  }
  get people(): Uuid[] {
    return [...this.#byPerson.keys()].filter((personId) => personId !== null);
  }
}

function factOf(order: PlannedOrder, fact: PaidFact | null): { orderId: Uuid; paidAt: number; net: bigint; isRefunded: boolean } | null {
  return fact && { orderId: order.orderId, paidAt: fact.paidAt, net: fact.net, isRefunded: fact.isRefunded };
}

function isSame(a: PaidFact | null, b: PaidFact | null): boolean {
  if (a === null || b === null) return a === b;
  return a.paidAt === b.paidAt && a.net === b.net && a.isRefunded === b.isRefunded;
}

/** Makes the products of the planned lines and remembers their ids. @returns how many were made */
async function productsOf(ctx: Ctx, plan: OrdersPlan, remembered: Map<string, Uuid>): Promise<number> {
  const unknown = new Map<string, PlannedProduct>();
  for (const { product } of [...plan.lines, ...plan.returns]) {
    if (product && !remembered.has(product.product) && !unknown.has(product.product)) unknown.set(product.product, product);
  }
  if (unknown.size === 0) return 0;
  if (remembered.size + unknown.size > PRODUCTS_REMEMBERED) {
    remembered.clear();
    for (const { product } of [...plan.lines, ...plan.returns]) if (product) unknown.set(product.product, product);
  }
  const { ids, made } = await ensureProducts(
    ctx,
    [...unknown.values()].map(({ product, name, category }) => ({ externalId: product, name, category })),
  );
  for (const [product, id] of ids) remembered.set(product, id);
  return made;
}

/** Orders that were there before and of which the plan changes something. */
function knownOrders(plan: OrdersPlan): Uuid[] {
  const fresh = new Set(plan.orders.flatMap((order) => (order.isNew ? [order.orderId] : [])));
  const touched = new Set([...plan.orders, ...plan.lines].map((one) => one.orderId));
  return [...touched.difference(fresh)];
}

/** The goods of the plan's new orders. */
function newGoods(ctx: Ctx, plan: OrdersPlan, products: ReadonlyMap<string, Uuid>): GoodsCells {
  const cells = new GoodsCells();
  const paid = new Map(
    plan.orders.flatMap((order) => (order.isNew && order.fact ? [[order.orderId, ctx.zone.dayOf(order.fact.paidAt)] as const] : [])),
  );
  for (const { orderId, product, amount, refunded, quantity, isTotal } of plan.lines) {
    const day = paid.get(orderId);
    if (day === undefined || isTotal) continue;
    cells.add(day, { productId: product && (products.get(product.product) ?? null), amount, refunded, quantity, isLaterPart: false }, 1);
  }
  return cells;
}

async function writePlan(
  ctx: Ctx,
  plan: OrdersPlan,
  by: { history: HistoryPlan; people: PeopleOfPortion; products: ReadonlyMap<string, Uuid>; runId: Uuid },
): Promise<void> {
  const { history, people, products, runId } = by;
  const productId = (product: PlannedProduct | null): Uuid | null => (product ? (products.get(product.product) ?? null) : null);
  const records: OrderRecord[] = [];
  const updates: OrderRecord[] = [];
  for (const order of plan.orders) {
    const isCounted =
      order.fact !== null && (order.isNew || !isSame(order.before.fact, order.fact) || order.before.person !== order.person);
    const record: OrderRecord = {
      orderId: order.orderId,
      externalId: order.externalId,
      personId: people.idOf(order.person),
      placedAtMs: order.placedAt,
      paidAtMs: order.paidAt,
      charged: order.charged,
      refunded: order.refunded,
      isRefunded: order.isRefunded,
      origin: isCounted ? history.originOf(order.orderId) : null,
      totalFrom: order.totalFrom,
      scene: order.scene,
      channel: order.channel,
      status: order.status,
    };
    (order.isNew ? records : updates).push(record);
  }
  const lines = plan.lines.map((line) => ({ ...line, productId: productId(line.product) }));
  await Promise.all([
    insertOrders(ctx, records, runId),
    updateOrders(ctx, updates),
    insertLines(
      ctx,
      lines.filter((line) => !line.isUpdate),
      runId,
    ),
    updateLines(
      ctx,
      lines.filter((line) => line.isUpdate),
      runId,
    ),
    insertReturns(
      ctx,
      plan.returns.map((item) => ({ ...item, personId: people.idOf(item.person), productId: productId(item.product), atMs: item.at })),
      runId,
    ),
    attachReturns(ctx, plan.attached),
  ]);
}

async function keepReferrals(ctx: Ctx, runId: Uuid, plan: OrdersPlan): Promise<void> {
  await putReferralsInOrder(
    ctx,
    runId,
    plan.referrals.map(({ row, person, referrer, at }) => ({ at, place: row, person, referrer })),
  );
}

async function announce(ctx: Ctx, runId: Uuid, plan: OrdersPlan): Promise<void> {
  const run = publicId('run', runId);
  await Promise.all(eventSizes(plan.accepted).map((rows) => emit(ctx, { kind: 'orders.imported', version: 1, payload: { run, rows } })));
}
