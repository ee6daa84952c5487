import { seeded } from '../../kit/random/index.ts';
import { dayText, type EpochDay } from '../../kit/time/index.ts';
import content from './content.json' with { type: 'json' };

/** The four files of the sample brand, as CSV text with headers; wall-clock times in Asia/Shanghai. */
export interface SampleFiles {
  products: string;
  people: string;
  referrals: string;
  orders: string;
}

const DAYS = 548;

interface Shopper {
  id: string;
  name: string;
  source: string;
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
 * Pure: the same seed and last day give the same bytes.
 * @param end the day after the last day of trade
 */
export function generateSample(seed: number, end: EpochDay): SampleFiles {
  const random = seeded(seed);
  const first = end - DAYS;
  const shoppers: Shopper[] = [];
  const orders: { day: number; minute: number; text: string }[] = [];
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
      source: source ? `${source.kind}:${source.name}` : 'referral:老带新',
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
      const row = [
        `TQ${String(orderNumber).padStart(6, '0')}`,
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
      orders.push({ day, minute, text: row.join(',') });
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
      orders.push({ day, minute: minute + 1, text: back.join(',') });
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
  return {
    products: csv(
      'product,name,category,ladderRole,price,cost',
      content.products.map((each) => [each.id, each.name, each.category, each.role, yuan(each.price), yuan(each.cost)].join(',')),
    ),
    people: csv(
      'person,name,source,at,consentAt',
      shoppers.map((each) =>
        [each.id, each.name, each.source, stamp(first + each.metOn), each.consents ? stamp(first + each.metOn) : ''].join(','),
      ),
    ),
    referrals: csv(
      'person,referrer,at',
      shoppers.filter((each) => each.referrer).map((each) => [each.id, each.referrer!.id, stamp(first + each.metOn)].join(',')),
    ),
    orders: csv(
      'order,person,at,product,productName,category,quantity,unitPrice,amount,refunded,scene',
      orders.map((each) => each.text),
    ),
  };
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
