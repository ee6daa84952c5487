import { assert } from '../../../kit/errors/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { decimalText } from '../../../kit/money/index.ts';
import type { OrderRow, Source } from '../reading/model.ts';
import type {
  AttachedReturn,
  Conflict,
  KnownLine,
  KnownOrder,
  OrdersPlan,
  OrdersWorld,
  PaidFact,
  PlannedLine,
  PlannedOrder,
  PlannedPerson,
  PlannedProduct,
  PlannedReferral,
  PlannedReturn,
  PlanReject,
  RowCount,
  StandingReturn,
} from './order-facts.ts';

/**
 * Decides what one portion of an orders file does to what is known, row by row in file order (CONTRACT §3, §7).
 * A file cut into portions anywhere gives the same orders, returns and counts as the file in one piece.
 * @param rows  rows whose cells are sound
 * @param world all that is known of the orders, people and equal rows these rows name
 */
export function planOrders(rows: readonly OrderRow[], world: OrdersWorld): OrdersPlan {
  const plan = new Planner(world);
  for (const row of rows) plan.take(row);
  return plan.finish();
}

interface Draft {
  readonly known: KnownOrder | null;
  readonly orderId: Uuid;
  readonly externalId: string;
  readonly before: { person: PlannedPerson | null; fact: PaidFact | null };
  readonly isOurs: boolean;
  person: PlannedPerson | null;
  placedAt: number;
  paidAt: number | null;
  charged: bigint;
  refunded: bigint;
  totalFrom: 'lines' | 'total';
  scene: string | null;
  channel: string | null;
  status: string | null;
  lastLine: number;
  updatable: KnownLine[] | null;
  isChanged: boolean;
  isDetailed: boolean;
}

interface PersonDraft {
  readonly personId: Uuid;
  readonly externalId: string | null;
  readonly isNew: boolean;
  source: Source | null;
}

class Planner {
  readonly #world: OrdersWorld;
  readonly #orders = new Map<string, Draft>();
  /** Drafts in the order of their first rows. */
  readonly #touched: Draft[] = [];
  readonly #people = new Map<string, PersonDraft>();
  readonly #peopleById = new Map<Uuid, PersonDraft>();
  readonly #standing = new Map<string, StandingReturn[]>();
  /** Returns of this very portion that name an order nobody has sold under yet. */
  readonly #fresh = new Map<Uuid, { orderId: Uuid | null }>();
  readonly #counts = new Map<string, RowCount>();
  readonly #seen = new Map<string, number>();
  readonly #newPeople: PersonDraft[] = [];
  readonly #sourced: PlannedPerson[] = [];
  readonly #lines: PlannedLine[] = [];
  readonly #returns: PlannedReturn[] = [];
  readonly #attached: AttachedReturn[] = [];
  readonly #referrals: PlannedReferral[] = [];
  readonly #rejects: PlanReject[] = [];
  readonly #conflicts: Conflict[] = [];
  #accepted = 0;
  #skipped = 0;
  /** Returns that name no order: what they take from sales. */
  #unnamed = 0n;

  constructor(world: OrdersWorld) {
    this.#world = world;
    for (const standing of world.standingReturns) this.#stand(standing);
  }

  take(row: OrderRow): void {
    const count = this.#countOf(row.contentKey);
    if (count && count.seen < count.others) {
      count.seen += 1;
      this.#seen.set(row.contentKey, (this.#seen.get(row.contentKey) ?? 0) + 1);
      this.#skipped += 1;
      // Its own run may have been killed before it came to judge introductions; told twice, one stands.
      this.#introduce(row, row.order === null ? null : (this.#orders.get(row.order) ?? this.#world.orders.get(row.order) ?? null));
      return;
    }
    if (row.currency !== null && row.currency !== this.#world.currency) {
      return this.#reject(row, 'currency', row.currency, 'currency.other');
    }
    const live = row.order === null ? undefined : this.#world.orders.get(row.order);
    if (live?.isLive) return this.#keep(row, live);
    if (row.amount < 0n && !row.isContinuation) return this.#takeReturn(row);
    if (row.order === null) return this.#takeSingle(row);
    const draft = this.#draftOf(row.order);
    if (!draft) this.#takeFirst(row, row.order);
    else if (draft.isOurs) this.#join(row, draft);
    else if (row.product !== null && draft.totalFrom === 'total' && !draft.known?.hasForeignLines) this.#detail(row, draft);
    else this.#meetForeign(row, draft);
  }

  finish(): OrdersPlan {
    const orders = this.#touched.filter((draft) => draft.isChanged).map(plannedOf);
    let sales = -this.#unnamed;
    for (const order of orders) sales += (order.fact?.net ?? 0n) - (order.before.fact?.net ?? 0n);
    return {
      newPeople: this.#newPeople,
      sourced: this.#sourced,
      orders,
      lines: this.#lines,
      returns: this.#returns,
      attached: this.#attached,
      referrals: this.#referrals,
      rejects: this.#rejects,
      conflicts: this.#conflicts,
      seen: this.#seen,
      accepted: this.#accepted,
      skipped: this.#skipped,
      detailed: this.#touched.filter((draft) => draft.isDetailed).length,
      buyers: this.#touched.flatMap((draft) => ((draft.isChanged || draft.isDetailed) && draft.person) || []),
      sales,
    };
  }

  /** A row without an order id is an order of its own, keyed by content and position. */
  #takeSingle(row: OrderRow): void {
    const nth = this.#nextNth(row.contentKey);
    this.#open(row, `~${row.contentKey}.${nth}`);
  }

  /** The first row of an order id nobody has seen. */
  #takeFirst(row: OrderRow, order: string): void {
    if (row.isContinuation) return this.#reject(row, 'order', order, 'order.firstRowMissing');
    const standing = this.#standing.get(order) ?? [];
    const person = standing.find((item) => item.personId !== null)?.personId ?? null;
    if (!this.#fits(row, person)) return this.#reject(row, 'person', row.person, 'person.other');
    const draft = this.#open(row, order);
    if (!draft.person && person) draft.person = this.#personById(person);
    for (const item of standing) this.#attach(item, draft);
    this.#standing.delete(order);
  }

  #open(row: OrderRow, externalId: string): Draft {
    const isPaid = !row.isUnpaid;
    assert(!isPaid || row.at !== null, 'a paid row has a date');
    const draft: Draft = {
      known: null,
      orderId: this.#world.newId(),
      externalId,
      before: { person: null, fact: null },
      isOurs: true,
      person: this.#personOf(row),
      placedAt: row.at ?? this.#world.now,
      paidAt: isPaid ? row.at : null,
      charged: row.amount,
      refunded: row.refunded,
      totalFrom: row.product === null ? 'total' : 'lines',
      scene: row.scene,
      channel: row.channel,
      status: row.status,
      lastLine: 0,
      updatable: null,
      isChanged: true,
      isDetailed: false,
    };
    this.#touched.push(draft);
    this.#orders.set(externalId, draft);
    this.#line(row, draft, row.product === null);
    this.#accept(row, draft);
    return draft;
  }

  /** A further row of an order of this file. */
  #join(row: OrderRow, draft: Draft): void {
    if (!this.#fits(row, draft.person?.personId ?? null)) return this.#reject(row, 'person', row.person, 'person.other');
    draft.person ??= this.#personOf(row);
    this.#nameSource(row, draft.person);
    if (!row.isContinuation) {
      draft.charged += row.amount;
      if (row.isUnpaid) draft.paidAt = null;
      else if (draft.paidAt !== null && row.at !== null && row.at < draft.paidAt) draft.paidAt = row.at;
      if (row.at !== null && row.at < draft.placedAt) draft.placedAt = row.at;
      if (row.product !== null) draft.totalFrom = 'lines';
    }
    draft.refunded += row.refunded;
    draft.scene ??= row.scene;
    draft.channel ??= row.channel;
    draft.status ??= row.status;
    draft.isChanged = true;
    this.#line(row, draft, row.product === null);
    this.#accept(row, draft);
  }

  /** A row with a product of an order that another file stated the total of: a line, no sales. */
  #detail(row: OrderRow, draft: Draft): void {
    if (!this.#fits(row, draft.person?.personId ?? null)) return this.#reject(row, 'person', row.person, 'person.other');
    if (!draft.person && row.person !== null) {
      draft.person = this.#personOf(row);
      draft.isChanged = true;
    }
    this.#nameSource(row, draft.person);
    draft.isDetailed = true;
    this.#line(row, draft, false);
    this.#accept(row, draft);
  }

  /** Another content for an order another file brought: the first stays, unless newer exports may update it. */
  #meetForeign(row: OrderRow, draft: Draft): void {
    if (this.#world.onConflict === 'update' && this.#update(row, draft)) return;
    this.#keep(row, draft);
  }

  /** What is there stays as it is. */
  #keep(row: OrderRow, known: Pick<KnownOrder, 'externalId' | 'charged' | 'refunded'>): void {
    this.#skipped += 1;
    this.#conflicts.push({
      row: row.row,
      order: known.externalId,
      was: this.#statedText(known.charged, known.refunded),
      is: this.#statedText(row.amount, row.refunded),
    });
  }

  #statedText(charged: bigint, refunded: bigint): string {
    const { currency } = this.#world;
    return refunded === 0n ? decimalText(charged, currency) : `${decimalText(charged, currency)} − ${decimalText(refunded, currency)}`;
  }

  /** Later refunds, payments and states of the line with the same product; never back to less than is known. */
  #update(row: OrderRow, draft: Draft): boolean {
    if (row.isContinuation || !this.#fits(row, draft.person?.personId ?? null)) return false;
    draft.updatable ??= this.#untouchedLines(draft);
    const at = draft.updatable.findIndex((line) => line.product === row.product);
    const line = draft.updatable[at];
    if (!line || row.refunded < line.refunded || row.amount < line.amount) return false;
    if (row.isUnpaid && draft.paidAt !== null) return false;
    draft.updatable.splice(at, 1);
    draft.person ??= this.#personOf(row);
    draft.charged += row.amount - line.amount;
    draft.refunded += row.refunded - line.refunded;
    if (!row.isUnpaid && draft.paidAt === null) draft.paidAt = row.at;
    draft.status = row.status ?? draft.status;
    draft.isChanged = true;
    this.#lines.push({
      orderId: draft.orderId,
      line: line.line,
      product: productOf(row),
      quantity: row.quantity,
      amount: row.amount,
      refunded: row.refunded,
      isTotal: row.product === null,
      contentKey: row.contentKey,
      isUpdate: true,
    });
    this.#accept(row, draft);
    return true;
  }

  /** Lines of other files that no row of this run has proved unchanged. */
  #untouchedLines(draft: Draft): KnownLine[] {
    const met = new Map<string, number>();
    return (draft.known?.foreignLines ?? []).filter((line) => {
      const times = met.get(line.contentKey) ?? 0;
      met.set(line.contentKey, times + 1);
      return times >= (this.#countOf(line.contentKey)?.seen ?? 0);
    });
  }

  #takeReturn(row: OrderRow): void {
    if (row.at === null) return this.#reject(row, 'at', null, 'at.missing');
    const draft = row.order === null ? null : this.#draftOf(row.order);
    if (draft && !this.#fits(row, draft.person?.personId ?? null)) {
      return this.#reject(row, 'person', row.person, 'person.other');
    }
    const person = this.#personOf(row);
    const amount = row.refunded - row.amount;
    const planned = {
      returnId: this.#world.newId(),
      externalId: row.order,
      orderId: draft?.orderId ?? null,
      person,
      product: productOf(row),
      at: row.at,
      amount,
      contentKey: row.contentKey,
      nth: this.#nextNth(row.contentKey),
    };
    this.#returns.push(planned);
    this.#accepted += 1;
    if (draft) {
      draft.person ??= person;
      draft.refunded += amount;
      draft.isChanged = true;
      return;
    }
    this.#unnamed += amount;
    if (row.order !== null) {
      this.#fresh.set(planned.returnId, planned);
      this.#stand({ returnId: planned.returnId, externalId: row.order, personId: person?.personId ?? null, at: row.at, amount });
    }
  }

  #stand(standing: StandingReturn): void {
    const known = this.#standing.get(standing.externalId);
    if (known) known.push(standing);
    else this.#standing.set(standing.externalId, [standing]);
  }

  /** A standing return finds its order: it leaves its own day and lowers the order's net. */
  #attach(standing: StandingReturn, draft: Draft): void {
    draft.refunded += standing.amount;
    this.#unnamed -= standing.amount;
    const fresh = this.#fresh.get(standing.returnId);
    if (fresh) fresh.orderId = draft.orderId;
    else this.#attached.push({ ...standing, orderId: draft.orderId });
  }

  #line(row: OrderRow, draft: Draft, isTotal: boolean): void {
    draft.lastLine += 1;
    this.#lines.push({
      orderId: draft.orderId,
      line: draft.lastLine,
      product: productOf(row),
      quantity: row.quantity,
      amount: row.amount,
      refunded: row.refunded,
      isTotal,
      contentKey: row.contentKey,
      isUpdate: false,
    });
  }

  #accept(row: OrderRow, draft: Draft): void {
    this.#accepted += 1;
    this.#introduce(row, draft);
  }

  #introduce(row: OrderRow, order: { readonly placedAt: number } | null): void {
    if (row.referrer === null || row.person === null || row.amount < 0n) return;
    this.#referrals.push({ row: row.row, person: row.person, referrer: row.referrer, at: row.at ?? order?.placedAt ?? null });
  }

  #reject(row: OrderRow, field: keyof OrderRow, value: string | null, reason: string): void {
    this.#rejects.push({ row: row.row, field, value, reason });
  }

  #draftOf(externalId: string): Draft | null {
    const draft = this.#orders.get(externalId);
    if (draft) return draft;
    const known = this.#world.orders.get(externalId);
    if (!known) return null;
    const person = known.personId === null ? null : this.#personById(known.personId);
    const opened: Draft = {
      known,
      orderId: known.orderId,
      externalId,
      before: { person, fact: factOf(known.paidAt, known.charged, known.refunded) },
      isOurs: known.isOurs,
      person,
      placedAt: known.placedAt,
      paidAt: known.paidAt,
      charged: known.charged,
      refunded: known.refunded,
      totalFrom: known.totalFrom,
      scene: known.scene,
      channel: known.channel,
      status: known.status,
      lastLine: known.lastLine,
      updatable: null,
      isChanged: false,
      isDetailed: false,
    };
    this.#orders.set(externalId, opened);
    this.#touched.push(opened);
    return opened;
  }

  #fits(row: OrderRow, personId: Uuid | null): boolean {
    if (row.person === null || personId === null) return true;
    return this.#knownPersonId(row.person) === personId;
  }

  #knownPersonId(externalId: string): Uuid | null {
    return this.#people.get(externalId)?.personId ?? this.#world.people.get(externalId)?.personId ?? null;
  }

  /** The person a row names, made when nobody has met them; their first source stays. */
  #personOf(row: OrderRow): PersonDraft | null {
    if (row.person === null) return null;
    let person = this.#people.get(row.person);
    if (!person) {
      const known = this.#world.people.get(row.person);
      person = known ? this.#personById(known.personId) : this.#makePerson(row.person);
      this.#people.set(row.person, person);
    }
    this.#nameSource(row, person);
    return person;
  }

  #makePerson(externalId: string): PersonDraft {
    // A stand-in until the record is made: nobody else's id begins so.
    const person: PersonDraft = { personId: `new:${externalId}`, externalId, isNew: true, source: null };
    this.#newPeople.push(person);
    this.#peopleById.set(person.personId, person);
    return person;
  }

  #personById(personId: Uuid): PersonDraft {
    let person = this.#peopleById.get(personId);
    if (!person) {
      person = { personId, externalId: null, isNew: false, source: null };
      this.#peopleById.set(personId, person);
    }
    return person;
  }

  #nameSource(row: OrderRow, person: PersonDraft | null): void {
    if (!person || !row.source || row.person === null || person.source) return;
    if (!person.isNew && (this.#world.people.get(row.person)?.hasSource ?? true)) return;
    person.source = row.source;
    if (!person.isNew) this.#sourced.push({ ...person, externalId: row.person });
  }

  #countOf(contentKey: string): RowCount | null {
    const count = this.#counts.get(contentKey);
    if (count) return count;
    const known = this.#world.counts.get(contentKey);
    if (!known) return null;
    const own = { ...known };
    this.#counts.set(contentKey, own);
    return own;
  }

  /** The position of a new row among all equal rows, from 1. */
  #nextNth(contentKey: string): number {
    let count = this.#countOf(contentKey);
    if (!count) {
      count = { others: 0, total: 0, seen: 0 };
      this.#counts.set(contentKey, count);
    }
    count.total += 1;
    return count.total;
  }
}

function productOf(row: OrderRow): PlannedProduct | null {
  return row.product === null ? null : { product: row.product, name: row.productName, category: row.category };
}

function plannedOf(draft: Draft): PlannedOrder {
  const fact = factOf(draft.paidAt, draft.charged, draft.refunded);
  return {
    orderId: draft.orderId,
    externalId: draft.externalId,
    isNew: draft.known === null,
    person: draft.person,
    placedAt: draft.placedAt,
    paidAt: draft.paidAt,
    charged: draft.charged,
    refunded: draft.refunded,
    isRefunded: isRefunded(draft.charged, draft.refunded),
    totalFrom: draft.totalFrom,
    scene: draft.scene,
    channel: draft.channel,
    status: draft.status,
    before: draft.before,
    fact,
  };
}

function factOf(paidAt: number | null, charged: bigint, refunded: bigint): PaidFact | null {
  return paidAt === null ? null : { paidAt, net: charged - refunded, isRefunded: isRefunded(charged, refunded) };
}

/** Nothing of the order remains; an order of 0 is never refunded in full. */
function isRefunded(charged: bigint, refunded: bigint): boolean {
  return charged > 0n && refunded >= charged;
}
