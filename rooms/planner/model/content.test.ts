import assert from 'node:assert/strict';
import { test } from 'node:test';
import en from '../content/plan.en.json' with { type: 'json' };
import zh from '../content/plan.zh-CN.json' with { type: 'json' };
import { levers } from './parameters.ts';
import { presetIds } from './presets.ts';
import { scenarioIds } from './scenarios.ts';

function keysOf(value: unknown, path = ''): string[] {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, each]) => keysOf(each, `${path}/${key}`))
    : [path];
}

test('every preset, lever and scenario is named in both languages, and each lever has a unit', () => {
  assert.deepEqual(keysOf(zh), keysOf(en));
  for (const words of [zh, en]) {
    assert.deepEqual(Object.keys(words.presets), presetIds);
    assert.deepEqual(Object.keys(words.scenarios), scenarioIds);
    assert.deepEqual(
      Object.keys(words.levers)
        .filter((lever) => lever !== 'addressable')
        .toSorted(),
      levers.toSorted(),
    );
    for (const [lever, { name, unit }] of Object.entries(words.levers)) assert.ok(name.length > 0 && unit in words.units, lever);
  }
});
