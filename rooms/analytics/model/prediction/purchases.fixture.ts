import { readFileSync } from 'node:fs';
import type { TestContext } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { randomOf } from '../../../../kit/random/index.ts';
import { sharedData } from '../../../../kit/testing/index.ts';
import type { BgNbd } from './bg-nbd.ts';
import { purchasesUntil, type PurchaseEvents } from './purchase-days.ts';
import type { Purchases } from './purchases.ts';

export const WEEK = 7;
export const cdnow: BgNbd = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
export const spending = { p: 6.25, q: 3.74, gamma: 15.44 };

function published(t: TestContext, ...path: string[]): Buffer | null {
  const file = sharedData(...path);
  if (file) return readFileSync(file);
  t.diagnostic(`absent, nothing checked: ../shared/data/${path.join('/')}`);
  return null;
}

export function eventsOf(rows: [person: number, day: number, value: number][]): PurchaseEvents {
  rows.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  return {
    people: Int32Array.from(rows, (row) => row[0]),
    days: Int32Array.from(rows, (row) => row[1]),
    values: Float64Array.from(rows, (row) => row[2]),
  };
}

/** A line of CSV; only lines with a quote need care. */
function cellsOf(line: string): string[] {
  return line.includes('"') ? [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map((match) => match[1] ?? '') : line.split(',');
}

export function dayOf(text: string): number {
  return Date.parse(`${text}T00:00:00Z`) / 86_400_000;
}

/** The purchases of the CDNOW sample; null, and said, where it is not there. */
export function cdnowEvents(t: TestContext): PurchaseEvents | null {
  const file = published(t, 'cdnow-sample', 'CDNOW_sample.txt');
  return (
    file &&
    eventsOf(
      file
        .toString('utf8')
        .trim()
        .split(/\r?\n/)
        .map((line) => {
          // The second number is the person's place in the sample, by which the published tables stand.
          const [, id = '', day = '', , value] = line.trim().split(/\s+/);
          return [Number(id), dayOf(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`), Number(value)];
        }),
    )
  );
}

/** What named people bought of Online Retail; null, and said, where it is not there. */
export function onlineRetailEvents(t: TestContext): PurchaseEvents | null {
  const file = published(t, 'online-retail', 'online_retail_2010-12_2011-08.csv.gz');
  if (!file) return null;
  const rows: [number, number, number][] = [];
  for (const line of gunzipSync(file).toString('utf8').trim().split(/\r?\n/).slice(1)) {
    const cells = cellsOf(line);
    const [quantity, price, person] = [Number(cells[3]), Number(cells[5]), cells[6]];
    if (person && quantity > 0 && price > 0) rows.push([Number(person), dayOf((cells[4] as string).slice(0, 10)), quantity * price]);
  }
  return eventsOf(rows);
}

/** People who live by the model: first purchase on a day of the first half year, watched for `days`. */
export function live(model: BgNbd, count: number, days: number, seed: number): { events: PurchaseEvents; purchases: Purchases } {
  const random = randomOf(seed);
  const rows: [number, number, number][] = [];
  for (let person = 0; person < count; person++) {
    const first = Math.floor(random.uniform() * 180);
    const rate = random.gamma(model.r) / model.alpha / WEEK;
    const leaves = random.beta(model.a, model.b);
    const mean = (spending.p * spending.gamma) / random.gamma(spending.q);
    const spend = (): number => (mean * random.gamma(spending.p)) / spending.p;
    rows.push([person, first, spend()]);
    for (let at = first; ;) {
      at += -Math.log(random.uniform()) / rate;
      if (!(at < days)) break;
      rows.push([person, Math.floor(at), spend()]);
      if (random.uniform() < leaves) break;
    }
  }
  const events = eventsOf(rows);
  return { events, purchases: purchasesUntil(events, days).purchases };
}
