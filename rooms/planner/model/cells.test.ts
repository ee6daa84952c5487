import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bandOf, isMethodOf, isScene, mechanismOf, monthsAtRisk, monthsRead, orderScenes, stateOf, type CellFigure } from './cells.ts';
import { templateOf, type growthStages, type LadderWords, type SceneId } from './template.ts';
import { presetIds } from './presets.ts';
import en from '../content/ladders.en.json' with { type: 'json' };
import zh from '../content/ladders.zh-CN.json' with { type: 'json' };
import { scriptScenes } from './scripts.ts';

const rate = (value: number, more: Partial<CellFigure> = {}): CellFigure => ({
  kind: 'rate',
  value,
  goal: 0.1,
  isLessBetter: false,
  of: 300,
  ...more,
});

test('a cell is judged by its own figure: a fifth from the goal is on it, few people and few expected say nothing, and what is not recorded has no state', () => {
  assert.deepEqual(
    [0.08, 0.0799, 0.2].map((value) => stateOf(rate(value))),
    ['onTarget', 'below', 'onTarget'],
  );
  assert.deepEqual(
    [0.125, 0.126, 0].map((value) => stateOf(rate(value, { isLessBetter: true }))),
    ['onTarget', 'below', 'onTarget'],
  );
  assert.deepEqual([stateOf(rate(0, { of: 29, goal: 0.5 })), stateOf(rate(0, { of: 30, goal: 0.5 }))], ['tooFew', 'below']);
  assert.deepEqual([stateOf(rate(0, { of: 49 })), stateOf(rate(0, { of: 50 }))], ['tooFew', 'below'], 'five are expected');
  assert.deepEqual([stateOf(rate(0, { goal: null })), stateOf(null)], ['noTarget', 'unknown']);
});

test('every method a template writes is read as the mechanism it names, in both languages', () => {
  const expected = { prospect: 'virus', fan: 'happyDeal', repeat: 'privilege', member: 'store', partner: 'referral' } as const;
  for (const words of [en, zh] as LadderWords[]) {
    for (const category of presetIds) {
      const { cells } = templateOf(category, words);
      const of = (stage: (typeof growthStages)[number]) => mechanismOf(stage, cells[`${stage}.method`].offer ?? '');
      for (const [stage, mechanism] of Object.entries(expected)) assert.equal(of(stage as 'fan'), mechanism, `${category} ${stage}`);
      assert.equal(of('customer'), category === 'milk-tea' ? 'queue' : 'progress', category);
    }
  }
});

test('an order is closed by the method of a cell when it says its name, and not when it says nothing or another', () => {
  assert.ok(isMethodOf(' Happy Deal ', 'happyDeal', ''));
  assert.ok(isMethodOf('愉快成交', 'happyDeal', ''));
  assert.ok(isMethodOf('tasting night', 'progress', 'Tasting night on Thursdays'));
  assert.ok(!isMethodOf('', 'queue', 'anything') && !isMethodOf('queue', 'happyDeal', 'at cost') && !isMethodOf('a', 'queue', 'a queue'));
});

test('every scene of the map has words orders say and a band of prices that joins the one before', () => {
  const all = scriptScenes.flatMap((scene) => (isScene(scene) ? [...orderScenes(scene)] : []));
  assert.equal(all.length, new Set(all).size, 'no word of an order means two scenes');
  const bands = scriptScenes.map((scene: SceneId) => bandOf(scene));
  assert.deepEqual(
    bands.slice(1).map((band) => band?.from),
    bands.slice(0, -1).map((band) => band?.upTo),
  );
  assert.deepEqual([orderScenes('market stall'), bandOf('market stall')], [['market stall'], null]);
});

test('months at risk add up over time, shrink with what leaves, and without loss are the months themselves', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 60, noNaN: true }),
      fc.double({ min: 0, max: 60, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (one, more, loss) => {
        const whole = monthsAtRisk(0, one + more, loss);
        assert.ok(Math.abs(whole - monthsAtRisk(0, one, loss) - monthsAtRisk(one, one + more, loss)) < 1e-7);
        assert.ok(whole <= one + more + 1e-7 && whole >= 0);
        assert.equal(monthsAtRisk(0, one, 0), one);
      },
    ),
  );
  // A person who stays with 82 in a hundred: ∫ 0.82^t over a month.
  assert.ok(Math.abs(monthsAtRisk(0, 1, 0.18) - 0.18 / -Math.log(0.82)) < 1e-12);
});

test('a plan is read over its last year, over fewer months where those hold enough buyers, and never over none', () => {
  const of = (length: number, buyers: number) => monthsRead(Array.from({ length }, () => buyers));
  assert.deepEqual([of(3, 10), of(30, 10), of(30, 10_000), of(30, 10_001), of(5, 1e9), of(0, 0)], [3, 12, 5, 4, 1, 1]);
});
