import { seeded } from '../../kit/random/index.ts';
import { dayText, type EpochDay } from '../../kit/time/index.ts';
import content from './content.json' with { type: 'json' };

/** Files of the sample brand, as CSV text with headers; wall-clock times in Asia/Shanghai. */
export interface SampleFiles {
  products: string;
  people: string;
  referrals: string;
  orders: string;
}

/** Somebody the brand meets on a day it lives through with the product. */
export interface Newcomer {
  readonly id: string;
  readonly name: string;
  readonly source: { readonly kind: string; readonly name: string } | null;
  readonly referrer: string | null;
  readonly consents: boolean;
}

/** What one of them, or one who was known, buys. */
export interface LiveOrder {
  readonly id: string;
  readonly person: string;
  /** `refunded` in minor units of the line, given back the same day */
  readonly lines: readonly { readonly product: string; readonly quantity: number; readonly refunded: number }[];
  /** after this one they take the year card */
  readonly joins: boolean;
}

export interface LiveDay {
  readonly day: EpochDay;
  readonly met: readonly Newcomer[];
  readonly orders: readonly LiveOrder[];
}

export interface Sample {
  /** what the brand brings along: its past until the first live day */
  readonly files: SampleFiles;
  /** its last weeks, to be lived through by the product's own commands */
  readonly live: readonly LiveDay[];
  /** what else was sold on the live days, as the till wrote it down */
  readonly till: string;
  /** who had introduced most people before the live days, most first: the first partners */
  readonly partners: readonly string[];
  /** who will come most often: a cup a day is for them */
  readonly regulars: readonly string[];
}

const DAYS = 548;
/** Long enough for commissions to be released and for members to be seen coming back. */
export const LIVE_DAYS = 42;

const PARTNERS = 40;
const REGULARS = 10;
/** Somebody who came back as often as this is offered the year card, and one of so many takes it. */
const KNOWN_ORDERS = 4;
const TAKES_YEAR = 0.06;

interface Sold {
  readonly id: string;
  readonly day: number;
  readonly minute: number;
  readonly shopper: Shopper | null;
  readonly text: string[];
  readonly lines: { product: string; quantity: number; refunded: number }[];
}

interface Shopper {
  id: string;
  name: string;
  source: { kind: string; name: string } | null;
  metOn: number;
  referrer: Shopper | null;
  /** mean days between orders while active */
  gapDays: number;
  /** chance to be lost after an order */
  leaves: number;
  /** chance that an order brings a friend */
  brings: number;
  consents: boolean;
}

/**
 * A milk-tea and snacks brand over 18 months: arrivals that grow and follow the seasons, people who come back with a
 * rhythm of their own or not at all, friends who bring friends, walk-in sales without a name, refunds and returns.
 * Most of it is its past, as files; the last weeks are lived through. Pure: the same seed and last day give the same bytes.
 * @param end the day after the last day of trade
 */
export function generateSample(seed: number, end: EpochDay): Sample {
  const random = seeded(seed);
  const first = end - DAYS;
  const shoppers: Shopper[] = [];
  const orders: Sold[] = [];
  // What each day has still to happen: visits planned by earlier days.
  const visits: Shopper[][] = Array.from({ length: DAYS }, () => []);
  const friends: Shopper[][] = Array.from({ length: DAYS }, () => []);
  let orderNumber = 0;

  function plan(list: Shopper[][], day: number, shopper: Shopper): void {
    list[day]?.push(shopper);
  }

  function meet(day: number, referrer: Shopper | null): Shopper {
    const id = `c${String(shoppers.length + 1).padStart(5, '0')}`;
    const isLoyal = random() < (referrer ? 0.46 : 0.27);
    const source = referrer ? null : pick(random, content.sources, (each) => each.weight);
    const shopper: Shopper = {
      id,
      name: nameOf(random),
      source: source ? { kind: source.kind, name: source.name } : null,
      metOn: day,
      referrer,
      gapDays: isLoyal ? 6 + random() * 16 : 18 + random() * 45,
      leaves: source?.kind === 'paid' ? 0.62 : isLoyal ? 0.05 : 0.42,
      brings: isLoyal ? 0.055 + random() * 0.03 : 0.012,
      consents: random() < 0.7,
    };
    shoppers.push(shopper);
    // One in six looks around and never buys.
    if (random() > 0.16) plan(visits, day + (random() < 0.6 ? 0 : Math.floor(random() * 9)), shopper);
    return shopper;
  }

  function buy(day: number, shopper: Shopper | null, isFirst: boolean): void {
    orderNumber += 1;
    const minute = 600 + Math.floor(random() * 690);
    const at = `${dayText(first + day)} ${clock(minute)}:${String(Math.floor(random() * 60)).padStart(2, '0')}`;
    const sold: Sold = { id: `TQ${String(orderNumber).padStart(6, '0')}`, day, minute, shopper, text: [], lines: [] };
    orders.push(sold);
    const lines = 1 + (random() < 0.34 ? 1 : 0) + (random() < 0.1 ? 1 : 0);
    const isRefunded = shopper !== null && random() < 0.024;
    for (let line = 0; line < lines; line++) {
      const product =
        isFirst && line === 0 && random() < 0.25
          ? content.products[14]!
          : pick(random, content.products, (each) => weightOf(each, first + day));
      const quantity = random() < 0.82 ? 1 : 2;
      const amount = product.price * quantity;
      const refunded = isRefunded && line === 0 ? (random() < 0.6 ? amount : Math.floor(amount / 2)) : 0;
      sold.lines.push({ product: product.id, quantity, refunded });
      const row = [
        sold.id,
        shopper?.id ?? '',
        at,
        product.id,
        product.name,
        product.category,
        quantity,
        yuan(product.price),
        yuan(amount),
        yuan(refunded),
        shopper ? 'silent' : 'offline_sale',
      ];
      sold.text.push(row.join(','));
    }
    if (shopper && random() < 0.004) {
      const back = [
        `TH${String(orderNumber).padStart(6, '0')}`,
        shopper.id,
        at,
        'snk-02',
        '手工雪花酥',
        '零食',
        1,
        '-36.00',
        '-36.00',
        '0.00',
        'silent',
      ];
      orders.push({ id: `TH${sold.id.slice(2)}`, day, minute: minute + 1, shopper, text: [back.join(',')], lines: [] });
    }
  }

  for (let day = 0; day < DAYS; day++) {
    const busy = season(first + day);
    const arrivals = poisson(random, (3.1 + (day / DAYS) * 1.7) * busy);
    for (let i = 0; i < arrivals; i++) meet(day, null);
    for (const referrer of friends[day] ?? []) meet(day, referrer);
    for (const shopper of visits[day] ?? []) {
      buy(day, shopper, day - shopper.metOn < 10);
      if (random() < shopper.brings * 1.5) plan(friends, day + 1 + Math.floor(random() * 12), shopper);
      if (random() > shopper.leaves) plan(visits, day + 1 + Math.floor(exponential(random, shopper.gapDays / busy)), shopper);
    }
    const walkIns = poisson(random, (1.2 + (day / DAYS) * 1.6) * busy);
    for (let i = 0; i < walkIns; i++) buy(day, null, false);
  }

  orders.sort((a, b) => a.day - b.day || a.minute - b.minute);
  const liveFrom = DAYS - LIVE_DAYS;
  const known = shoppers.filter((each) => each.metOn < liveFrom);
  const { days, partners, regulars } = liveDays(orders, shoppers, liveFrom, first, random);
  const lived = new Set(days.flatMap((day) => day.orders.map((each) => each.id)));
  const isPast = (each: Sold): boolean => each.day < liveFrom;
  const ordersFile = (some: readonly Sold[]): string =>
    csv(
      'order,person,at,product,productName,category,quantity,unitPrice,amount,refunded,scene',
      some.flatMap((each) => each.text),
    );
  return {
    files: {
      products: csv(
        'product,name,category,ladderRole,price,cost',
        content.products.map((each) => [each.id, each.name, each.category, each.role, yuan(each.price), yuan(each.cost)].join(',')),
      ),
      people: csv(
        'person,name,source,at,consentAt',
        known.map((each) =>
          [each.id, each.name, sourceText(each), stamp(first + each.metOn), each.consents ? stamp(first + each.metOn) : ''].join(','),
        ),
      ),
      referrals: csv(
        'person,referrer,at',
        known.filter((each) => each.referrer).map((each) => [each.id, each.referrer!.id, stamp(first + each.metOn)].join(',')),
      ),
      orders: ordersFile(orders.filter(isPast)),
    },
    live: days,
    till: ordersFile(orders.filter((each) => !isPast(each) && !lived.has(each.id))),
    partners,
    regulars,
  };
}

interface Lived {
  readonly days: LiveDay[];
  readonly partners: string[];
  readonly regulars: string[];
}

/**
 * The last weeks: everybody who arrives, and what is bought by those whose way there the product shows: friends of partners, members, regulars.
 * What others buy stands in the till's file.
 */
function liveDays(orders: readonly Sold[], shoppers: readonly Shopper[], from: number, first: EpochDay, random: () => number): Lived {
  const partners = bringersOf(shoppers.filter((each) => each.metOn < from)).slice(0, PARTNERS);
  const coming = orders.filter((each) => each.shopper !== null && each.lines.length > 0);
  const regulars = mostVisits(coming.filter((each) => each.day >= from)).slice(0, REGULARS);
  const before = new Map<Shopper, number>();
  const seen = new Set(regulars);
  const days = Array.from({ length: DAYS - from }, (_, i) => ({
    day: first + from + i,
    met: shoppers
      .filter((each) => each.metOn === from + i)
      .map(({ id, name, source, referrer, consents }): Newcomer => ({ id, name, source, referrer: referrer?.id ?? null, consents })),
    orders: [] as LiveOrder[],
  }));
  for (const { id, day, shopper, lines } of coming) {
    if (shopper === null) continue;
    const count = before.get(shopper) ?? 0;
    before.set(shopper, count + 1);
    if (day < from) continue;
    const joins = !seen.has(shopper.id) && count >= KNOWN_ORDERS && random() < TAKES_YEAR;
    if (joins) seen.add(shopper.id);
    const isFriend = shopper.referrer !== null && partners.includes(shopper.referrer.id);
    if (seen.has(shopper.id) || isFriend) days[day - from]?.orders.push({ id, person: shopper.id, lines, joins });
  }
  return { days, partners, regulars };
}

function mostVisits(orders: readonly Sold[]): string[] {
  return mostFirst(orders.flatMap(({ shopper }) => (shopper && shopper.metOn < DAYS - LIVE_DAYS ? [shopper.id] : [])));
}

function bringersOf(shoppers: readonly Shopper[]): string[] {
  return mostFirst(shoppers.flatMap(({ referrer }) => (referrer ? [referrer.id] : [])));
}

function mostFirst(ids: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  return [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([id]) => id);
}

function sourceText({ source }: Shopper): string {
  return source ? `${source.kind}:${source.name}` : 'referral:老带新';
}

function csv(header: string, rows: string[]): string {
  return `${header}\n${rows.join('\n')}\n`;
}

// People are met when the shop opens, an hour before the first sale of the day.
function stamp(day: EpochDay): string {
  return `${dayText(day)} 09:00:00`;
}

function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

function yuan(fen: number): string {
  return (fen / 100).toFixed(2);
}

function nameOf(random: () => number): string {
  const surname = content.surnames[Math.floor(random() * content.surnames.length)] ?? '林';
  return surname + (content.given[Math.floor(random() * content.given.length)] ?? '小雨');
}

/** Busy summers and weekends, a quiet fortnight of Spring Festival, a peak of gifts before it. */
function season(day: EpochDay): number {
  const date = new Date(day * 86_400_000);
  const weekday = date.getUTCDay();
  const yearDay = (Date.UTC(2001, date.getUTCMonth(), date.getUTCDate()) - Date.UTC(2001, 0, 1)) / 86_400_000;
  const summer = 1 + 0.35 * Math.cos(((yearDay - 200) / 365) * 2 * Math.PI);
  const isFestival = yearDay >= 35 && yearDay < 49;
  return summer * (weekday === 0 || weekday === 6 ? 1.35 : 0.9) * (isFestival ? 0.45 : 1);
}

function weightOf(product: { role: string; price: number; summer: number }, day: EpochDay): number {
  if (product.role === 'fan') return 0;
  const date = new Date(day * 86_400_000);
  const isSummer = date.getUTCMonth() >= 4 && date.getUTCMonth() <= 8;
  const isBeforeFestival = date.getUTCMonth() === 0;
  const base = product.role === 'entry' ? 12 : product.role === 'companion' ? 5 : product.role === 'core' ? 1.6 : 0.25;
  const gift = isBeforeFestival && (product.role === 'core' || product.role === 'premium') ? 4 : 1;
  return base * gift * (isSummer ? product.summer : 1);
}

function pick<T>(random: () => number, items: readonly T[], weightFor: (item: T) => number): T {
  const total = items.reduce((sum, item) => sum + weightFor(item), 0);
  let left = random() * total;
  for (const item of items) {
    left -= weightFor(item);
    if (left < 0) return item;
  }
  return items[0]!;
}

function exponential(random: () => number, mean: number): number {
  return -Math.log(1 - random()) * mean;
}

function poisson(random: () => number, mean: number): number {
  const limit = Math.exp(-mean);
  let product = random();
  let count = 0;
  while (product > limit) {
    product *= random();
    count += 1;
  }
  return count;
}
