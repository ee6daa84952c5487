import { monthOf, type EpochDay, type Zone } from '../../../kit/time/index.ts';
import { pairOf, saleKeyOf, transitionOf, type Cells } from './cells.ts';
import { byTime, type OrderFact, type PersonFacts, type ReturnFact, type Standing } from './history.ts';

/** A small brand as plain facts, and the figures computed twice: from the definitions, and from the cells. For tests. */
export interface World {
  readonly people: readonly {
    facts: PersonFacts;
    orders: readonly OrderFact[];
    returns: readonly ReturnFact[];
    standings?: readonly Standing[];
  }[];
  readonly anonymous: readonly OrderFact[];
  readonly anonymousReturns?: readonly ReturnFact[];
  readonly from: number | null;
  readonly days: number | null;
}

export interface PlainFigures {
  byOrigin: Record<string, string>;
  returns: bigint;
  buyers: number;
  lifetime: { customers: number; orders: number; sales: bigint; gapMs: bigint; oneTimeBuyers: number };
  cohorts: Record<string, string>;
  transitions: Record<string, number>;
  stages: Record<string, number>;
  rfmPeople: number;
}

/** CONTRACT §4 word by word, over lists. @param grain transitions of the months the period touches, or of its days */
export function naiveFigures(
  world: World,
  zone: Zone,
  from: EpochDay | null,
  to: EpochDay | null,
  grain: 'months' | 'days' = 'months',
): PlainFigures {
  const isIn = (at: number): boolean => (from === null || zone.dayOf(at) >= from) && (to === null || zone.dayOf(at) < to);
  const isBefore = (at: number): boolean => to === null || zone.dayOf(at) < to;
  const origins = new Map<string, { orders: number; sales: bigint }>();
  const cohorts = new Map<string, { people: Set<number>; orders: number; sales: bigint }>();
  const figures: PlainFigures = {
    byOrigin: {},
    returns: 0n,
    buyers: 0,
    lifetime: { customers: 0, orders: 0, sales: 0n, gapMs: 0n, oneTimeBuyers: 0 },
    cohorts: {},
    transitions: {},
    stages: {},
    rfmPeople: 0,
  };
  const sell = (origin: string, order: OrderFact): void => {
    if (!isIn(order.paidAt)) return;
    const cell = origins.get(origin) ?? { orders: 0, sales: 0n };
    origins.set(origin, { orders: cell.orders + 1, sales: cell.sales + order.net });
  };
  for (const order of world.anonymous) sell('anonymous', order);
  for (const item of world.anonymousReturns ?? []) if (isIn(item.at)) figures.returns += item.amount;
  world.people.forEach(({ facts, orders, returns, standings = [] }, number) => {
    const sorted = [...orders].sort(byTime);
    sorted.forEach((order, i) => {
      const isReferred = facts.referral !== null && (facts.referral.knownAt === null || facts.referral.knownAt <= order.paidAt);
      sell(i > 0 ? 'repeat' : isReferred ? 'referred' : facts.sourceKind === 'paid' ? 'paid' : 'direct', order);
      const cohort = monthOf(zone.dayOf(sorted[0]?.paidAt ?? 0));
      const key = `${cohort}>${monthOf(zone.dayOf(order.paidAt))}`;
      const cell = cohorts.get(key) ?? { people: new Set(), orders: 0, sales: 0n };
      cohorts.set(key, {
        people: cell.people.add(number),
        orders: cell.orders + 1,
        sales: cell.sales + order.net,
      });
    });
    if (sorted.some((order) => isIn(order.paidAt))) figures.buyers += 1;
    for (const item of returns) if (isIn(item.at)) figures.returns += item.amount;
    const past = sorted.filter((order) => isBefore(order.paidAt));
    const [first, last] = [past[0], past.at(-1)];
    if (first && last) {
      figures.lifetime.customers += 1;
      figures.lifetime.orders += past.length;
      figures.lifetime.sales += past.reduce((sum, order) => sum + order.net, 0n);
      for (const item of returns) if (isBefore(item.at)) figures.lifetime.sales -= item.amount;
      figures.lifetime.gapMs += BigInt(last.paidAt - first.paidAt);
      if (past.length === 1) figures.lifetime.oneTimeBuyers += 1;
    }
    if (sorted.length > 0) figures.rfmPeople += 1;
    const history = stagesOf(facts, sorted, standings);
    history.forEach((row, i) => {
      const before = history[i - 1];
      const key = `${before?.to ?? 'none'}>${row.to}:${before ? Math.floor((row.at - before.at) / 86_400_000) : -1}`;
      if (grain === 'days' ? isIn(row.at) : inMonths(from, to, row.at, zone))
        figures.transitions[key] = (figures.transitions[key] ?? 0) + 1;
    });
    const now = history.at(-1)?.to ?? '';
    figures.stages[now] = (figures.stages[now] ?? 0) + 1;
  });
  for (const [name, cell] of origins) figures.byOrigin[name] = `${cell.orders}/${cell.sales}`;
  for (const [key, cell] of cohorts) figures.cohorts[key] = `${cell.people.size}/${cell.orders}/${cell.sales}`;
  return figures;
}

/** The same from the rollup cells, by the sums the queries do. */
export function cellFigures(cells: Cells, from: EpochDay | null, to: EpochDay | null): PlainFigures {
  const isIn = (day: EpochDay): boolean => (from === null || day >= from) && (to === null || day < to);
  const isBefore = (day: EpochDay): boolean => to === null || day < to;
  const figures: PlainFigures = {
    byOrigin: {},
    returns: 0n,
    buyers: 0,
    lifetime: { customers: 0, orders: 0, sales: 0n, gapMs: 0n, oneTimeBuyers: 0 },
    cohorts: {},
    transitions: {},
    stages: {},
    rfmPeople: 0,
  };
  const origins = new Map<string, { orders: number; sales: bigint }>();
  for (const [key, cell] of cells.days) {
    const { day, origin } = saleKeyOf(key);
    if (!isIn(day) || cell.orders === 0) continue;
    const sum = origins.get(origin) ?? { orders: 0, sales: 0n };
    origins.set(origin, { orders: sum.orders + cell.orders, sales: sum.sales + cell.sales });
  }
  for (const [name, cell] of origins) figures.byOrigin[name] = `${cell.orders}/${cell.sales}`;
  for (const [day, cell] of cells.people) {
    if (isIn(day)) {
      figures.returns += cell.returns;
      figures.buyers += cell.customers;
    }
    if (!isBefore(day)) continue;
    figures.lifetime.customers += cell.customers;
    figures.lifetime.orders += cell.orders;
    figures.lifetime.sales += cell.sales - cell.customerReturns;
    figures.lifetime.gapMs += cell.gapMs;
    figures.lifetime.oneTimeBuyers += cell.customers - cell.repeaters;
  }
  if (from !== null) {
    for (const [key, people] of cells.visits) {
      const [prev, day] = pairOf(key);
      if (isIn(day) && prev < from) figures.buyers += people;
    }
  }
  for (const [key, cell] of cells.cohorts) {
    const [cohort, month] = pairOf(key);
    if (cell.orders !== 0) figures.cohorts[`${cohort}>${month}`] = `${cell.people}/${cell.orders}/${cell.sales}`;
  }
  for (const [key, people] of cells.transitions) {
    const { month, from: left, to: reached, days } = transitionOf(key);
    if (people === 0 || !isWhole(from, to, month)) continue;
    const name = `${left ?? 'none'}>${reached}:${days}`;
    figures.transitions[name] = (figures.transitions[name] ?? 0) + people;
  }
  for (const [stage, people] of cells.stages) if (people !== 0) figures.stages[stage] = people;
  for (const [, cell] of cells.rfm) figures.rfmPeople += cell.people;
  return figures;
}

// Transition cells hold whole months: compare those the period overlaps.
function isWhole(from: EpochDay | null, to: EpochDay | null, month: EpochDay): boolean {
  return (from === null || month >= monthOf(from)) && (to === null || month <= monthOf(to));
}

function inMonths(from: EpochDay | null, to: EpochDay | null, at: number, zone: Zone): boolean {
  return isWhole(from, to, monthOf(zone.dayOf(at)));
}

function stagesOf(facts: PersonFacts, orders: readonly OrderFact[], standings: readonly Standing[]): { to: string; at: number }[] {
  const turns = standings.flatMap((standing) => [standing.from, standing.to]);
  const instants = [...new Set([facts.seenAt, facts.consentAt, ...orders.map((order) => order.paidAt), ...turns])]
    .filter((at) => at !== null)
    .sort((a, b) => a - b);
  const rows: { to: string; at: number }[] = [];
  for (const at of instants) {
    const kept = orders.filter((order) => order.paidAt <= at && !order.isRefunded).length;
    const standing = ['partner', 'member'].find((kind) =>
      standings.some((one) => one.kind === kind && one.from <= at && (one.to === null || at < one.to)),
    );
    const to =
      standing ?? (kept >= 2 ? 'repeat' : kept === 1 ? 'customer' : facts.consentAt !== null && facts.consentAt <= at ? 'fan' : 'prospect');
    if (rows.at(-1)?.to !== to) rows.push({ to, at });
  }
  return rows.length > 0 ? rows : [{ to: 'prospect', at: facts.createdAt }];
}
