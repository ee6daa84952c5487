import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { sharedData } from '../../../../kit/testing/index.ts';
import {
  leastTold,
  netPromoterScore,
  sampleSizePerArm,
  spendUpliftOf,
  upliftBySegment,
  upliftOf,
  upliftTogether,
  type Arm,
} from './incrementality.ts';
import { normalBelow, normalQuantile } from './special.ts';

test('12 % against 8 % of a thousand: four points, a third of them new, undecidable for a small shop', () => {
  const seen = upliftOf({ people: 1000, did: 120 }, { people: 1000, did: 80 });
  assert.ok(seen);
  assert.ok(Math.abs(seen.uplift - 0.04) < 1e-12);
  assert.equal((100 * seen.standardError).toFixed(2), '1.34');
  assert.equal((100 * (seen.incrementalShare ?? 0)).toFixed(0), '33');
  assert.equal(seen.isDecided, true);
  assert.ok(Math.abs(seen.incrementalPeople - 40) < 1e-9);
  assert.equal(sampleSizePerArm(0.08, 0.1), 3215);
  assert.equal(sampleSizePerArm(0.08, 0.08), null);
  assert.equal(upliftOf({ people: 100, did: 12 }, { people: 100, did: 8 })?.isDecided, false, 'the same rates of a hundred');
});

test('nobody in a half, nobody who did it, a treatment that harms: no number is invented', () => {
  assert.equal(upliftOf({ people: 0, did: 0 }, { people: 10, did: 1 }), null);
  const nobody = upliftOf({ people: 10, did: 0 }, { people: 10, did: 0 });
  assert.deepEqual([nobody?.incrementalShare, nobody?.shareError, nobody?.isDecided], [null, null, false]);
  const harm = upliftOf({ people: 1000, did: 50 }, { people: 1000, did: 90 });
  assert.ok(harm && harm.uplift < 0 && harm.incrementalShare === 0 && harm.incrementalPeople < 0);
  assert.equal(spendUpliftOf({ people: 1, sum: 1, sumOfSquares: 1 }, { people: 9, sum: 1, sumOfSquares: 1 }), null);
});

test('a handful of people decide nothing, and rounds with different shares left out are held together without being added up', () => {
  assert.equal(upliftOf({ people: 3, did: 3 }, { people: 2, did: 0 })?.isDecided, false);
  assert.equal(upliftOf({ people: 20, did: 8 }, { people: 2, did: 0 })?.isDecided, false);
  // Nothing was added in either round; their sums would say that the invitation did harm.
  const rounds = [
    { treated: { people: 900, did: 90 }, control: { people: 100, did: 10 } },
    { treated: { people: 500, did: 250 }, control: { people: 500, did: 250 } },
  ];
  const none = upliftTogether(rounds);
  assert.deepEqual([none?.uplift, none?.isDecided, none?.treated.people, none?.control.people], [0, false, 1400, 600]);
  // Thirty rounds of a small shop, none of which says anything alone.
  const small = { treated: { people: 18, did: 6 }, control: { people: 2, did: 0 } };
  assert.equal(upliftOf(small.treated, small.control)?.isDecided, false);
  const many = upliftTogether([
    ...Array.from({ length: 30 }, () => small),
    { treated: { people: 5, did: 5 }, control: { people: 0, did: 0 } },
  ]);
  assert.ok(many && many.isDecided && Math.abs(many.uplift - 1 / 3) < 1e-12 && Math.abs(many.incrementalPeople - 180) < 1e-9);
  assert.equal(upliftTogether([{ treated: { people: 5, did: 5 }, control: { people: 0, did: 0 } }]), null);
  // 8 % against 10 % of 3,215 each is what the sample size is made for.
  assert.equal((100 * (leastTold(0.09, 6430, 0.5) ?? 0)).toFixed(2), '2.00');
  assert.deepEqual([leastTold(0.1, 5, 0.1), leastTold(0.1, 100, 0)], [null, null]);
});

test('half promoters, a fifth detractors of 200: thirty points, give or take 5.5', () => {
  const nps = netPromoterScore({ promoters: 100, passives: 60, detractors: 40 });
  assert.deepEqual([nps?.score.toFixed(0), nps?.standardError.toFixed(1)], ['30', '5.5']);
  assert.equal(netPromoterScore({ promoters: 0, passives: 0, detractors: 0 }), null);
});

test('quantiles of the normal undo its distribution', () => {
  for (const p of [1e-9, 0.001, 0.02, 0.1, 0.5, 0.8, 0.975, 0.999])
    assert.ok(Math.abs(normalBelow(normalQuantile(p)) - p) < 1e-12 + 1e-9 * p, `${p}`);
  assert.ok(Math.abs(normalQuantile(0.975) - 1.959_963_984_540_054) < 1e-9);
});

test('Hillstrom: visits, orders and spend of each half as published, and what the e-mails added', (t) => {
  const path = sharedData('hillstrom-email-ab', 'hillstrom.csv.gz');
  if (!path) return t.diagnostic('absent, nothing checked: ../shared/data/hillstrom-email-ab');
  const [head = '', ...lines] = gunzipSync(readFileSync(path)).toString('utf8').trim().split(/\r?\n/);
  const cellsOf = (line: string): string[] =>
    [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map((match) => (match[1] ?? '').replaceAll('"', ''));
  const columns = cellsOf(head);
  const column = (name: string): number => columns.indexOf(name);
  interface Half {
    visits: number;
    orders: number;
    spend: number;
    squares: number;
    people: number;
  }
  const halves = new Map<string, Half>();
  const bySegment = new Map<string, { treated: Arm; control: Arm }>();
  for (const line of lines) {
    const cells = cellsOf(line);
    const name = cells[column('segment')] ?? '';
    const half = halves.get(name) ?? { visits: 0, orders: 0, spend: 0, squares: 0, people: 0 };
    const [visit, order, spend] = ['visit', 'conversion', 'spend'].map((each) => Number(cells[column(each)])) as [number, number, number];
    halves.set(name, {
      people: half.people + 1,
      visits: half.visits + visit,
      orders: half.orders + order,
      spend: half.spend + spend,
      squares: half.squares + spend ** 2,
    });
    const segment = cells[column('history_segment')] ?? '';
    const both = bySegment.get(segment) ?? { treated: { people: 0, did: 0 }, control: { people: 0, did: 0 } };
    const side = name === 'No E-Mail' ? 'control' : 'treated';
    bySegment.set(segment, { ...both, [side]: { people: both[side].people + 1, did: both[side].did + visit } });
  }
  const half = (name: string): Half => halves.get(name) as Half;
  for (const [name, people, visits, orders, spend] of [
    ['Mens E-Mail', 21_307, 3894, 267, 30_311.69],
    ['Womens E-Mail', 21_387, 3238, 189, 23_038.11],
    ['No E-Mail', 21_306, 2262, 122, 13_908.33],
  ] as const) {
    const seen = half(name);
    assert.deepEqual([seen.people, seen.visits, seen.orders, seen.spend.toFixed(2)], [people, visits, orders, spend.toFixed(2)]);
  }
  const all = [...halves.values()];
  const mean = (of: (each: Half) => number): string => (all.reduce((sum, each) => sum + of(each), 0) / 64_000).toFixed(5);
  assert.deepEqual(
    [mean((each) => each.visits), mean((each) => each.orders), mean((each) => each.spend)],
    ['0.14678', '0.00903', '1.05091'],
  );

  const none = half('No E-Mail');
  const visits = (name: string) =>
    upliftOf({ people: half(name).people, did: half(name).visits }, { people: none.people, did: none.visits });
  const mens = visits('Mens E-Mail');
  assert.ok(mens?.isDecided);
  assert.equal((100 * mens.uplift).toFixed(2), '7.66');
  assert.equal((100 * (mens.incrementalShare ?? 0)).toFixed(1), '41.9');
  // The share's error by the delta method, against drawing it from its two rates: √(c²·var t/t⁴ + var c/t²).
  assert.ok((mens.shareError as number) > 0.012 && (mens.shareError as number) < 0.017, `${mens.shareError}`);
  const womens = visits('Womens E-Mail');
  assert.ok(womens?.isDecided && womens.uplift < mens.uplift && womens.uplift > 0.04);
  const spend = (name: string) => {
    const arm = ({ people, spend: sum, squares }: Half) => ({ people, sum, sumOfSquares: squares });
    return spendUpliftOf(arm(half(name)), arm(none));
  };
  const mensSpend = spend('Mens E-Mail');
  assert.equal(mensSpend?.uplift.toFixed(2), '0.77');
  assert.ok((mensSpend?.standardError ?? 0) > 0.1 && (mensSpend?.standardError ?? 0) < 0.2);

  const segments = [...bySegment].map(([segment, both]) => ({ segment, ...both }));
  const ranked = upliftBySegment(segments);
  assert.equal(ranked?.length, 7);
  const smallest = Math.min(...ranked.map((each) => each.uplift));
  for (const each of ranked) assert.ok(each.shrunk >= smallest && each.standardError > 0);
  ranked.forEach((each, i) => assert.ok(i === 0 || each.shrunk <= (ranked[i - 1]?.shrunk ?? 0)));
  assert.equal(upliftBySegment(segments.slice(0, 1)), null, 'one segment alone has too few');
});
