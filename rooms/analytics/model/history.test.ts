import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { zoneOf } from '../../../kit/time/index.ts';
import { Cells, monthStart } from './cells.ts';
import { foldChange, wayOf, type PersonChange, type StoredHistory } from './change.ts';
import {
  byTime,
  fold,
  originOf,
  type FoldInto,
  type HistoryState,
  type OrderFact,
  type PersonFacts,
  type ReturnFact,
  type StageStep,
  type Standing,
} from './history.ts';
import { naiveFigures, cellFigures, type World } from './naive.fixture.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2024, 0, 30);
const zone = zoneOf('Asia/Shanghai');
const cut = {
  cutOn: zone.dayOf(START) + 60,
  r: [5, 10, 20, 40],
  f: [1, 2, 3, 4],
  m: [100n, 200n, 400n, 800n],
};

function into(): FoldInto {
  return { cells: new Cells(), zone, cut };
}

const id = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const instant = fc.integer({ min: 0, max: 160 }).map((slot) => START + slot * 9 * HOUR);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 2 });
const facts: fc.Arbitrary<PersonFacts> = fc.record({
  seenAt: maybe(instant),
  consentAt: maybe(instant),
  createdAt: instant,
  referral: maybe(fc.record({ knownAt: maybe(instant) })),
  sourceKind: fc.constantFrom('paid', 'owned', null),
});
const orderOf = (n: number) =>
  fc.record({
    orderId: fc.constant(id(n)),
    paidAt: instant,
    net: fc.bigInt({ min: -50n, max: 1000n }),
    isRefunded: fc.boolean(),
  });
const returnOf = (n: number) => fc.record({ returnId: fc.constant(id(500 + n)), at: instant, amount: fc.bigInt({ min: 1n, max: 300n }) });
const standing: fc.Arbitrary<Standing> = fc
  .record({
    kind: fc.constantFrom('partner' as const, 'member' as const),
    from: fc.integer({ min: 0, max: 160 }),
    length: maybe(fc.integer({ min: 0, max: 60 })),
  })
  .map(({ kind, from, length }) => ({
    kind,
    from: START + from * 9 * HOUR,
    to: length === null ? null : START + (from + length) * 9 * HOUR,
  }));
const seven = [0, 1, 2, 3, 4, 5, 6];
const history = fc.record({
  facts,
  orders: fc.subarray(seven).chain((ns) => fc.tuple(...ns.map(orderOf))) as fc.Arbitrary<OrderFact[]>,
  returns: fc.subarray([0, 1, 2]).chain((ns) => fc.tuple(...ns.map(returnOf))) as fc.Arbitrary<ReturnFact[]>,
  standings: fc.array(standing, { maxLength: 3 }),
});

/** Cells as plain rows, cells at zero left out: what two equal sets of rollups have in common. */
function rowsOf(cells: Cells): unknown {
  const text = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? `${value}n` : value);
  const isZero = (value: unknown): boolean =>
    typeof value === 'object' && value !== null ? Object.values(value).every(isZero) : value === 0 || value === 0n;
  const maps = {
    days: cells.days,
    people: cells.people,
    visits: cells.visits,
    cohorts: cells.cohorts,
    transitions: cells.transitions,
    stages: cells.stages,
    rfm: cells.rfm,
  };
  return Object.fromEntries(
    Object.entries(maps).map(([name, map]) => [
      name,
      [...(map as Map<unknown, unknown>)]
        .filter(([, value]) => !isZero(value))
        .map((entry) => JSON.stringify(entry, text))
        .sort(),
    ]),
  );
}

function whole(
  all: { facts: PersonFacts; orders: readonly OrderFact[]; returns: readonly ReturnFact[]; standings?: readonly Standing[] },
  target: FoldInto,
) {
  return fold(
    null,
    {
      orders: [...all.orders].sort(byTime),
      returns: all.returns,
      seenAt: all.facts.seenAt,
      consentAt: all.facts.consentAt,
      standings: all.standings ?? [],
    },
    all.facts,
    1,
    target,
  );
}

test('folding on from a stored state gives what folding the whole history gives, wherever it is split', () => {
  fc.assert(
    fc.property(history, instant, (all, splitAt) => {
      const early = (at: number | null): number | null => (at !== null && at <= splitAt ? at : null);
      const late = (at: number | null): number | null => (at !== null && at > splitAt ? at : null);
      const orders = [...all.orders].sort(byTime);
      const first = orders.filter((order) => order.paidAt <= splitAt);
      // A standing that changes is folded from nothing, so those of a state lie behind it.
      const standings = all.standings.filter(({ from, to }) => Math.max(from, to ?? 0) <= splitAt);
      // Returns before the first order need their days again, so they come with it.
      const returns = first.length > 0 ? all.returns : [];
      const target = into();
      const head = fold(
        null,
        { orders: first, returns, seenAt: early(all.facts.seenAt), consentAt: early(all.facts.consentAt), standings },
        all.facts,
        1,
        target,
      );
      if (head.state.lastEventAt === null) return;
      const tail = fold(
        head.state,
        {
          orders: orders.slice(first.length),
          returns: all.returns.slice(returns.length),
          seenAt: late(all.facts.seenAt),
          consentAt: late(all.facts.consentAt),
          standings: [],
        },
        all.facts,
        1,
        target,
      );
      const reference = into();
      const expected = whole({ ...all, standings }, reference);
      assert.deepEqual(tail.state, expected.state);
      assert.deepEqual([...head.steps, ...tail.steps], expected.steps);
      assert.deepEqual([...head.origins, ...tail.origins], expected.origins);
      assert.deepEqual(rowsOf(target.cells), rowsOf(reference.cells));
    }),
    { numRuns: 500 },
  );
});

test('a later instalment adds its sales on its own day with the origin of its purchase, and nothing else changes', () => {
  const laterPart = fc.record({ of: fc.nat(6), slots: fc.nat(90), net: fc.bigInt({ min: 0n, max: 500n }) });
  fc.assert(
    fc.property(history, fc.array(laterPart, { minLength: 1, maxLength: 4 }), (all, wanted) => {
      const parts = wanted.flatMap(({ of, slots, net }, i): OrderFact[] => {
        const first = all.orders[of % Math.max(1, all.orders.length)];
        const follows = first && { orderId: first.orderId, origin: null };
        return first && follows ? [{ orderId: id(900 + i), paidAt: first.paidAt + slots * HOUR, net, isRefunded: false, follows }] : [];
      });
      const [without, target] = [into(), into()];
      const plain = whole(all, without);
      const orders = [...all.orders, ...parts].sort(byTime);
      const full = whole({ ...all, orders }, target);
      const added = parts.reduce((sum, part) => sum + part.net, 0n);
      const ends = parts.map((part) => part.paidAt);
      const last = ends.length === 0 ? plain.state.lastEventAt : Math.max(plain.state.lastEventAt ?? 0, ...ends);
      assert.deepEqual(full.state, { ...plain.state, net: plain.state.net + added, lastEventAt: last });
      assert.deepEqual(full.steps, plain.steps);
      const originOfFirst = new Map(orders.map((order, i) => [order.orderId, full.origins[i]]));
      // What is different between the two sets of cells is exactly the sales of the parts.
      for (const part of parts) {
        const origin = originOfFirst.get(part.follows?.orderId ?? '');
        assert.equal(originOfFirst.get(part.orderId), origin);
        const day = zone.dayOf(part.paidAt);
        without.cells.addSale(day, origin ?? 'direct', 0, part.net);
        without.cells.peopleOn(day).sales += part.net;
        const month = (at: number): number => monthStart(zone.dayOf(at));
        without.cells.addCohort(month(plain.state.firstPaidAt ?? 0), month(part.paidAt), 0, 0, part.net);
      }
      const { rfm: _, ...rest } = rowsOf(target.cells) as Record<string, unknown>;
      const { rfm: __, ...expected } = rowsOf(without.cells) as Record<string, unknown>;
      assert.deepEqual(rest, expected);
      // One after the other, as they are paid: each is told where its purchase came from.
      const stepwise = into();
      let state: HistoryState | null = null;
      const seen = { seenAt: all.facts.seenAt, consentAt: all.facts.consentAt };
      if (all.standings.length > 0 || seen.seenAt !== null || seen.consentAt !== null || all.returns.length > 0) return;
      if (new Set(orders.map((order) => order.paidAt)).size < orders.length) return;
      for (const order of orders) {
        const told = order.follows
          ? { ...order, follows: { ...order.follows, origin: originOfFirst.get(order.follows.orderId) ?? null } }
          : order;
        const events = { orders: [told], returns: [], seenAt: null, consentAt: null, standings: [] };
        state = fold(state, events, all.facts, 1, stepwise).state;
      }
      if (state) assert.deepEqual([state, rowsOf(stepwise.cells)], [full.state, rowsOf(target.cells)]);
    }),
    { numRuns: 800 },
  );
});

/** A brand in memory that takes changes in as the command does. */
function brand() {
  const target = into();
  const people = new Map<
    number,
    {
      facts: PersonFacts;
      state: HistoryState;
      orders: Map<string, OrderFact>;
      returns: Map<string, ReturnFact>;
      standings: readonly Standing[];
      steps: StageStep[];
    }
  >();
  const origins = new Map<string, string>();
  return {
    target,
    people,
    origins,
    take(change: PersonChange): void {
      const known = people.get(change.node);
      const stored: StoredHistory = {
        orders: [...(known?.orders.values() ?? [])],
        returns: [...(known?.returns.values() ?? [])],
        standings: known?.standings ?? [],
      };
      const empty: StoredHistory = { orders: [], returns: [], standings: [] };
      const way = wayOf(known?.state ?? null, change);
      const outcome = foldChange(known?.state ?? null, change, way === 'again' ? stored : empty, target, (orderId, origin) =>
        origins.set(orderId, origin),
      );
      if (!change.after || !outcome.after) return void people.delete(change.node);
      const record = known ?? {
        facts: change.after,
        state: outcome.after,
        orders: new Map<string, OrderFact>(),
        returns: new Map<string, ReturnFact>(),
        standings: [],
        steps: [] as StageStep[],
      };
      record.facts = change.after;
      record.state = outcome.after;
      record.standings = change.standings?.after ?? record.standings;
      for (const { before, after } of change.orders) {
        if (before) record.orders.delete(before.orderId);
        if (after) record.orders.set(after.orderId, after);
      }
      for (const { before, after } of change.returns) {
        if (before) record.returns.delete(before.returnId);
        if (after) record.returns.set(after.returnId, after);
      }
      const { dropFrom } = outcome;
      if (dropFrom !== null) record.steps = record.steps.filter((row) => row.seq < dropFrom);
      record.steps.push(...outcome.steps);
      people.set(change.node, record);
    },
  };
}

test('any order of arrival of the same facts ends in the same cells, states, stage rows and origins', () => {
  const arrivals = history.chain((all) =>
    fc.record({
      all: fc.constant(all),
      start: facts,
      pieces: fc.shuffledSubarray(
        [...all.orders.keys(), ...all.returns.keys().map((i) => 10 + i), 20, ...all.standings.keys().map((i) => 30 + i)],
        { minLength: all.orders.length + all.returns.length + 1 + all.standings.length },
      ),
      isRefundLater: fc.boolean(),
    }),
  );
  fc.assert(
    fc.property(arrivals, ({ all, start, pieces, isRefundLater }) => {
      const shop = brand();
      const begin = { ...start, createdAt: all.facts.createdAt };
      const person = { personId: id(900), node: 0 };
      shop.take({ ...person, before: null, after: begin, orders: [], returns: [] });
      let now: PersonFacts = begin;
      let stands: Standing[] = [];
      for (const piece of pieces) {
        const change = { ...person, before: now, after: now, orders: [], returns: [] };
        const order = all.orders[piece];
        const item = all.returns[piece - 10];
        const stood = all.standings[piece - 30];
        if (stood) {
          // It begins first and ends later, as it does in life.
          const open = [...stands, { ...stood, to: null }];
          shop.take({ ...change, standings: { before: stands, after: open } });
          stands = [...stands, stood];
          if (stood.to !== null) shop.take({ ...change, standings: { before: open, after: stands } });
        } else if (order && isRefundLater) {
          const full = { ...order, net: order.net + 7n, isRefunded: false };
          shop.take({ ...change, orders: [{ before: null, after: full }] });
          shop.take({ ...change, orders: [{ before: full, after: order }] });
        } else if (order) shop.take({ ...change, orders: [{ before: null, after: order }] });
        else if (item && isRefundLater) {
          const wrong = { ...item, amount: item.amount + 1n };
          shop.take({ ...change, returns: [{ before: null, after: wrong }] });
          shop.take({ ...change, returns: [{ before: wrong, after: item }] });
        } else if (item) shop.take({ ...change, returns: [{ before: null, after: item }] });
        else {
          shop.take({ ...change, after: all.facts });
          now = all.facts;
        }
      }
      const reference = into();
      const expected = whole(all, reference);
      const record = shop.people.get(0);
      assert.deepEqual(record?.state, expected.state);
      assert.deepEqual(record?.steps, expected.steps);
      [...all.orders].sort(byTime).forEach((order, i) => assert.equal(shop.origins.get(order.orderId), expected.origins[i]));
      assert.deepEqual(rowsOf(shop.target.cells), rowsOf(reference.cells));
    }),
    { numRuns: 800 },
  );
});

test('a person who is no more leaves no trace in the cells', () => {
  fc.assert(
    fc.property(history, (all) => {
      const shop = brand();
      const person = { personId: id(900), node: 0 };
      shop.take({
        ...person,
        before: null,
        after: all.facts,
        orders: all.orders.map((after) => ({ before: null, after })),
        returns: all.returns.map((after) => ({ before: null, after })),
        standings: { before: [], after: all.standings },
      });
      shop.take({
        ...person,
        before: all.facts,
        after: null,
        orders: all.orders.map((before) => ({ before, after: null })),
        returns: all.returns.map((before) => ({ before, after: null })),
        standings: { before: all.standings, after: [] },
      });
      assert.deepEqual(rowsOf(shop.target.cells), rowsOf(new Cells()));
    }),
  );
});

test('the cells answer every figure as the definitions do', () => {
  const world: fc.Arbitrary<World> = fc.record({
    people: fc.array(history, { maxLength: 6 }),
    anonymous: fc.array(orderOf(0), { maxLength: 3 }),
    from: maybe(fc.integer({ min: 0, max: 70 })),
    days: maybe(fc.integer({ min: 0, max: 70 })),
  });
  fc.assert(
    fc.property(world, (given) => {
      const target = into();
      for (const person of given.people) whole(person, target);
      for (const order of given.anonymous) target.cells.addSale(zone.dayOf(order.paidAt), 'anonymous', 1, order.net);
      const from = given.from === null ? null : zone.dayOf(START) + given.from;
      const to = given.days === null ? null : zone.dayOf(START) + (given.from ?? 0) + given.days;
      assert.deepEqual(cellFigures(target.cells, from, to), naiveFigures(given, zone, from, to));
    }),
    { numRuns: 500 },
  );
});

test('the first order of a person without referrer from a paid source is paid, and referred once a referrer was known by then', () => {
  assert.equal(originOf(true, 10, { referral: null, sourceKind: 'paid' }), 'paid');
  assert.equal(originOf(true, 10, { referral: { knownAt: 10 }, sourceKind: 'paid' }), 'referred');
  assert.equal(originOf(true, 10, { referral: { knownAt: 11 }, sourceKind: 'paid' }), 'paid');
  assert.equal(originOf(true, 10, { referral: { knownAt: null }, sourceKind: null }), 'referred');
  assert.equal(originOf(false, 10, { referral: { knownAt: null }, sourceKind: 'paid' }), 'repeat');
});

test('two orders at one instant are one step: the first row of the history is repeat', () => {
  const at = START;
  const orders = [1, 2].map((n) => ({ orderId: id(n), paidAt: at, net: 0n, isRefunded: false }));
  const none: PersonFacts = {
    seenAt: null,
    consentAt: null,
    createdAt: at + 5,
    referral: null,
    sourceKind: null,
  };
  const done = whole({ facts: none, orders, returns: [] }, into());
  assert.deepEqual(done.steps, [{ seq: 1, from: null, to: 'repeat', at, days: null }]);
  assert.deepEqual(done.origins, ['direct', 'repeat']);
});

test('a person without any dated event is a prospect since they were recorded', () => {
  const none: PersonFacts = {
    seenAt: null,
    consentAt: null,
    createdAt: START,
    referral: null,
    sourceKind: null,
  };
  const done = whole({ facts: none, orders: [], returns: [] }, into());
  assert.deepEqual(done.steps, [{ seq: 1, from: null, to: 'prospect', at: START, days: null }]);
  assert.equal(done.state.lastEventAt, null);
});

test('an order refunded in full keeps its place in the history but makes nobody a customer', () => {
  const order = { orderId: id(1), paidAt: START, net: 0n, isRefunded: true };
  const fan: PersonFacts = {
    seenAt: null,
    consentAt: START - 3 * 24 * HOUR,
    createdAt: START,
    referral: null,
    sourceKind: null,
  };
  const done = whole({ facts: fan, orders: [order], returns: [] }, into());
  assert.equal(done.state.stage, 'fan');
  assert.equal(done.state.orders, 1);
  const second = whole(
    {
      facts: fan,
      orders: [order, { ...order, orderId: id(2), paidAt: START + 24 * HOUR, isRefunded: false }],
      returns: [],
    },
    into(),
  );
  assert.deepEqual(second.origins, ['direct', 'repeat']);
  assert.deepEqual(
    second.steps.map((row) => [row.to, row.days]),
    [
      ['fan', null],
      ['customer', 4],
    ],
  );
});

test('a partner is one above all else, and falls back to what their orders say when the partnership ends', () => {
  const day = 24 * HOUR;
  const none: PersonFacts = { seenAt: START, consentAt: null, createdAt: START, referral: null, sourceKind: null };
  const orders = [2, 4].map((n) => ({ orderId: id(n), paidAt: START + n * day, net: 100n, isRefunded: false }));
  const standings: Standing[] = [
    { kind: 'partner', from: START + day, to: START + 5 * day },
    { kind: 'member', from: START + 3 * day, to: START + 6 * day },
  ];
  const done = whole({ facts: none, orders, returns: [], standings }, into());
  assert.deepEqual(
    done.steps.map((row) => [row.from, row.to, row.days]),
    [
      [null, 'prospect', null],
      ['prospect', 'partner', 1],
      ['partner', 'member', 4],
      ['member', 'repeat', 1],
    ],
  );
});
