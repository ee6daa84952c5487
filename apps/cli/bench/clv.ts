import type { DuckDBConnection } from '@duckdb/node-api';
import { randomOf } from '../../../kit/random/index.ts';
import { fitPurchases, predictPurchases, type Purchases } from '../../../rooms/analytics/index.ts';
import { readCold, type LivedOrders } from './clv-read.ts';
import { median, timed, type BenchOptions, type BenchResult, type Round } from './harness.ts';

const WEEK = 7;
const DAYS = 1095;
const BEGIN = Date.UTC(2023, 0, 1);
const HORIZON_WEEKS = 39;
const DAY_MICROS = 86_400_000_000n;
/** Buying and spending as in the published example, often enough for five orders a person in three years. */
const TRUTH = { r: 0.9, alpha: 12.5, a: 0.5, b: 5, p: 6.25, q: 3.74, gamma: 1544 };

/**
 * Goal 10 of the performance page: BG/NBD and Gamma-Gamma fitted, and every person predicted, for a million people, against one scan of
 * their orders for R, F and M by DuckDB on two threads. Ours starts from the histories the brand holds in memory; what it takes to have them
 * there, read from the database by a process that holds nothing, is told beside it for a tenth of the people (or `--read` so many), and no ratio
 * counts it: DuckDB's table is in memory as well.
 */
export async function benchClv(dataDir: string, options: BenchOptions): Promise<BenchResult> {
  const people = options.n ?? 1_000_000;
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const duck = await instance.connect();
  try {
    const readers = Math.min(people, Math.max(1, Math.round(Number(options.extra['read'] ?? people / 10))));
    const { purchases, orders, lived } = await live(duck, people, readers, options.say);
    const scan = await duck.prepare(`
      SELECT 1 + (last > 438)::INT + (last > 657)::INT + (last > 876)::INT + (last > 1040)::INT AS r,
             1 + (n > 1)::INT + (n > 2)::INT + (n > 5)::INT + (n > 9)::INT AS f,
             1 + (net > 4000)::INT + (net > 9000)::INT + (net > 18000)::INT + (net > 40000)::INT AS m, count(*) AS people, sum(net) AS sales
        FROM (SELECT person, count(*) AS n, sum(net) AS net, date_diff('day', TIMESTAMP '2023-01-01', max("at")) AS last FROM orders GROUP BY person)
       GROUP BY 1, 2, 3`);
    const rounds: Round[] = [];
    const fits: number[] = [];
    let model = fitPurchases(purchases, WEEK);
    let told = predictPurchases(model, purchases, HORIZON_WEEKS);
    let expected = 0;
    let scanned = 0;
    for (let i = -1; i < options.rounds; i++) {
      let rows: Record<string, unknown>[] = [];
      const reference = await timed(async () => {
        rows = (await (await scan.runAndReadAll()).getRowObjects()) as Record<string, unknown>[];
      });
      const fit = await timed(async () => void (model = fitPurchases(purchases, WEEK)));
      const predict = await timed(async () => void (told = predictPurchases(model, purchases, HORIZON_WEEKS)));
      // What came of it is looked at beside the clock, like the rows of the scan.
      const { orders: each, values } = told;
      expected = (each ?? new Float64Array()).reduce((sum, one, who) => sum + one * (values[who] as number), 0);
      scanned = rows.reduce((sum, row) => sum + Number(row['people']), 0);
      if (i < 0) continue;
      fits.push(fit);
      rounds.push({ reference, candidate: fit + predict, ratio: (fit + predict) / reference });
      options.say(`scan ${Math.round(reference)} ms, fit ${Math.round(fit)} ms, predict ${Math.round(predict)} ms`);
    }
    const cold = await readCold(dataDir, lived, { begin: BEGIN, lastDay: DAYS, say: options.say });
    const { bgNbd, gammaGamma } = model;
    const isNear = (value: number | undefined, truth: number): boolean => value !== undefined && Math.abs(value / truth - 1) < 0.1;
    return {
      name: 'clv',
      mode: null,
      reads: 'milliseconds of one RFM scan of all orders by DuckDB, and of fitting and predicting everybody',
      goal: '≤ 1',
      rounds,
      ratio: median(rounds.map((round) => round.ratio)),
      invariants: {
        'everybody was scanned': scanned === people,
        'the fit has a peak': model.status === 'ok' && gammaGamma?.isConverged === true,
        'people who live by the model are found again':
          isNear(bgNbd?.r, TRUTH.r) && isNear(bgNbd?.alpha, TRUTH.alpha) && isNear(gammaGamma?.q, TRUTH.q),
        'what is expected is a number': expected > 0 && Number.isFinite(expected),
        'what is read is what was lived': cold.people === readers && cold.orders === lived.person.length,
      },
      notes: {
        people,
        orders,
        'fit: ms': Math.round(median(fits)),
        'not in the ratio: from the database to arrays, cold': `${Math.round(cold.ms)} ms for ${cold.orders} orders of ${cold.people} people`,
        'at that rate for everybody: ms': Math.round((cold.ms * orders) / cold.orders),
        'longest stall of other requests while reading: ms': Math.round(cold.stallMs),
        'r, α, a, b': [bgNbd?.r, bgNbd?.alpha, bgNbd?.a, bgNbd?.b].map((each) => each?.toFixed(4)).join(', '),
        'p, q, γ': [gammaGamma?.p, gammaGamma?.q, gammaGamma?.gamma].map((each) => each?.toFixed(3)).join(', '),
        evaluations: bgNbd?.evaluations ?? 0,
      },
    };
  } finally {
    duck.closeSync();
  }
}

/** People who live by the model for three years: their orders to DuckDB, their histories to arrays, and the orders of the first `readers` as they were. */
async function live(
  duck: DuckDBConnection,
  people: number,
  readers: number,
  say: (line: string) => void,
): Promise<{ purchases: Purchases; orders: number; lived: LivedOrders }> {
  await duck.run('CREATE TABLE orders (person INTEGER, "at" TIMESTAMP, net BIGINT)');
  const appender = await duck.createAppender('orders');
  const random = randomOf(10);
  const purchases: Purchases = {
    repeats: new Int32Array(people),
    recencyDays: new Int32Array(people),
    ageDays: new Int32Array(people),
    values: new Float64Array(people),
  };
  const begin = BigInt(BEGIN) * 1000n;
  const lived: LivedOrders = { person: [], day: [], net: [] };
  let orders = 0;
  const order = (person: number, day: number, net: number): void => {
    appender.appendInteger(person);
    appender.appendTimestamp({ micros: begin + BigInt(day) * DAY_MICROS } as never);
    appender.appendBigInt(BigInt(Math.round(net)));
    appender.endRow();
    orders += 1;
    if (person >= readers) return;
    lived.person.push(person);
    lived.day.push(day);
    lived.net.push(Math.round(net));
  };
  for (let person = 0; person < people; person++) {
    const first = Math.floor(random.uniform() * DAYS * 0.9);
    const rate = random.gamma(TRUTH.r) / TRUTH.alpha / WEEK;
    const leaves = random.beta(TRUTH.a, TRUTH.b);
    const mean = (TRUTH.p * TRUTH.gamma) / random.gamma(TRUTH.q);
    const spend = (): number => (mean * random.gamma(TRUTH.p)) / TRUTH.p;
    let [last, repeats, value] = [first, 0, 0];
    order(person, first, spend());
    for (let at = first; ;) {
      at += -Math.log(random.uniform()) / rate;
      if (!(at < DAYS)) break;
      const day = Math.floor(at);
      const net = spend();
      order(person, day, net);
      if (day !== first) value += net;
      if (day !== last) repeats += 1;
      last = day;
      if (random.uniform() < leaves) break;
    }
    purchases.repeats[person] = repeats;
    purchases.recencyDays[person] = last - first;
    purchases.ageDays[person] = DAYS - first;
    purchases.values[person] = repeats > 0 ? value / repeats : 0;
    if (person % 250_000 === 249_999) say(`${person + 1} people, ${orders} orders`);
  }
  appender.closeSync();
  return { purchases, orders, lived };
}
