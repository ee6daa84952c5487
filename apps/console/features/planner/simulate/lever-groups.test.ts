import assert from 'node:assert/strict';
import test from 'node:test';
import { boundsOf, levers, leverValue, presetIds, presetOf } from '../../../../../rooms/planner/model/index.ts';
import plan from '../../../../../rooms/planner/content/plan.en.json' with { type: 'json' };
import { groups, kindOf, roundTop, sliderEnds } from './lever-groups.ts';

test('every lever of a plan stands in one group, written in the unit its words name', () => {
  const placed = Object.values(groups).flat();
  assert.deepEqual(placed.toSorted(), levers.toSorted());
  for (const lever of levers) {
    const { unit } = plan.levers[lever];
    assert.equal(kindOf(lever), unit.startsWith('share') ? 'share' : unit.startsWith('money') ? 'amount' : 'number', lever);
  }
});

test('a slider holds the value it stands for, of every preset, and leaves room above it', () => {
  for (const preset of presetIds)
    for (const lever of levers) {
      const value = leverValue(presetOf(preset), lever);
      const bounds = boundsOf(lever);
      const { from, to } = sliderEnds(value, value, bounds);
      assert.ok(from <= value && value <= to && from < to && to <= bounds.most, `${preset} ${lever}`);
      assert.ok(to > value || value === bounds.most, `${preset} ${lever} has room`);
    }
});

test('the end of a slider is a round number not below what is asked', () => {
  assert.deepEqual([0, 0.24, 0.36, 27, 117, 150_000].map(roundTop), [1, 0.25, 0.4, 30, 150, 150_000]);
});
