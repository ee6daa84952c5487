import assert from 'node:assert/strict';
import { test } from 'node:test';
import ceremoniesEn from '../content/ceremonies.en.json' with { type: 'json' };
import knowledgeEn from '../content/knowledge.en.json' with { type: 'json' };
import knowledgeZh from '../content/knowledge.zh-CN.json' with { type: 'json' };
import ceremoniesZh from '../content/ceremonies.zh-CN.json' with { type: 'json' };
import numbers from '../content/ladders.json' with { type: 'json' };
import laddersEn from '../content/ladders.en.json' with { type: 'json' };
import laddersZh from '../content/ladders.zh-CN.json' with { type: 'json' };
import map from '../content/treasure-map.json' with { type: 'json' };
import mapEn from '../content/treasure-map.en.json' with { type: 'json' };
import mapZh from '../content/treasure-map.zh-CN.json' with { type: 'json' };
import privilegesEn from '../content/privileges.en.json' with { type: 'json' };
import privilegesZh from '../content/privileges.zh-CN.json' with { type: 'json' };
import scenesEn from '../content/scenes.en.json' with { type: 'json' };
import scenesZh from '../content/scenes.zh-CN.json' with { type: 'json' };
import stepsEn from '../content/steps.en.json' with { type: 'json' };
import stepsZh from '../content/steps.zh-CN.json' with { type: 'json' };
import steps from '../content/steps.json' with { type: 'json' };
import { presetIds, presetOf } from './presets.ts';
import { holesOf, ladderOf, mapCells, sceneFor, teamFor, templateOf, withTemplate } from './template.ts';
import { claimsIn } from './claims.ts';

const LONGEST = 2000;

function keysOf(value: unknown, path = ''): string[] {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, each]) => keysOf(each, `${path}/${key}`))
    : [path];
}

test('ladders, ceremonies, scenes, privileges, steps and the treasure map say the same things in both languages', () => {
  for (const [zh, en] of [
    [laddersZh, laddersEn],
    [ceremoniesZh, ceremoniesEn],
    [scenesZh, scenesEn],
    [privilegesZh, privilegesEn],
    [stepsZh, stepsEn],
    [mapZh, mapEn],
  ]) {
    assert.deepEqual(keysOf(zh).toSorted(), keysOf(en).toSorted());
    assert.doesNotMatch(JSON.stringify(en), /\p{Script=Han}/u);
    assert.doesNotMatch(JSON.stringify(zh), /\p{Script=Han}[,;?!]/u, 'Chinese is set with its own marks');
  }
  assert.deepEqual(
    Object.keys(stepsEn.steps),
    steps.steps.map(({ id }) => String(id)),
  );
});

test('a template of every category fills all 24 cells and the canvas in both languages, within what a design may hold', () => {
  for (const words of [laddersZh, laddersEn]) {
    for (const category of presetIds) {
      const { canvas, cells } = templateOf(category, words);
      assert.deepEqual(holesOf(cells), [], category);
      assert.deepEqual(Object.keys(cells), mapCells);
      for (const text of [...Object.values(canvas), ...Object.values(cells).map(({ offer }) => offer ?? '')])
        assert.ok(text.length > 0 && text.length <= LONGEST && !text.includes('{{'), `${category}: ${text}`);
      const dated = Object.entries(cells).filter(([, { maxDays, targetRatePpm }]) => maxDays !== undefined || targetRatePpm !== undefined);
      assert.ok(
        dated.every(([, { targetRatePpm = 0 }]) => targetRatePpm >= 0 && targetRatePpm <= 1_000_000),
        category,
      );
    }
  }
});

test('the food template carries the days of its source and the rates of its preset', () => {
  const { cells } = templateOf('food', laddersEn);
  assert.deepEqual(
    [cells['fan.product'].maxDays, cells['customer.product'].maxDays, cells['repeat.product'].maxDays, cells['fan.product'].targetRatePpm],
    [7, 25, 60, 80_000],
  );
  assert.equal(cells['fan.product'].offer, 'Sampler of six flavours · ¥29–49');
  assert.deepEqual(
    ladderOf('food', laddersEn).map(({ rung }) => rung),
    ['fan', 'entry', 'core', 'membership', 'premium', 'companion'],
  );
});

test('a ladder rises: bands are ordered, and a dearer step is never cheaper than the first deal', () => {
  for (const category of presetIds) {
    const { prices } = numbers.categories[category];
    for (const [low = 0, high = 0] of Object.values(prices)) assert.ok(low >= 0 && high >= low, category);
    assert.ok((prices.fan[1] ?? 0) <= (prices.entry[0] ?? 0) && (prices.entry[1] ?? 0) <= (prices.core[0] ?? 0), category);
    assert.ok((prices.core[0] ?? 0) <= (prices.premium[0] ?? 0), category);
    const { a1, a2, fee } = presetOf(category);
    for (const [planned, [low = 0, high = 0]] of [
      [a1, prices.entry],
      [a2, prices.core],
      [fee, prices.membership],
    ] as const)
      assert.ok(planned >= low && planned <= high, `${category}: what is simulated is what is proposed`);
  }
});

test('a template fills what is empty and leaves what was written, unless all of it is asked for', () => {
  const { cells: template } = templateOf('milk-tea', laddersEn);
  const mine = { 'fan.product': { offer: 'Our own first cup', owner: '' }, 'fan.team': { owner: 'Lin' } };
  const filled = withTemplate(mine, template);
  assert.equal(filled['fan.product'].offer, 'Our own first cup');
  assert.equal(filled['fan.product'].owner, '', 'a cell with an offer is the owner’s, holes and all');
  assert.equal(filled['fan.team'].owner, 'Lin', 'a part that was written stays');
  assert.deepEqual(holesOf(filled), []);
  assert.equal(withTemplate(mine, template, true)['fan.product'].offer, template['fan.product'].offer);
  assert.equal(holesOf(mine).length, 23);
});

test('nobody looks after more than three thousand, and no role is half a person', () => {
  const team = teamFor({ F: 6001, C1: 0, C2: 2000, M: 1000, P: 1 });
  assert.deepEqual(
    team.map(({ role, heads }) => [role, heads]),
    [
      ['content', 1],
      ['adviser', 3],
      ['host', 1],
      ['partnerManager', 1],
    ],
  );
  assert.deepEqual([99, 100, 300, 10_000, 10_001].map(sceneFor), ['moments', 'group', 'direct', 'live', 'offline']);
});

test('the treasure map holds one theory, three formulas, eight systems and eleven methods, each with its words and a screen', () => {
  assert.deepEqual([map.formulas.length, map.systems.length, map.methods.length], [3, 8, 11]);
  const ids = [map.theory, ...map.formulas, ...map.systems, ...map.methods].map(({ id }) => id);
  assert.deepEqual(ids.toSorted(), Object.keys(mapEn.nodes).toSorted());
  assert.deepEqual([...new Set(map.methods.map(({ arc }) => arc))], map.arcs);
});

test('what an entry ceremony asks of the shop are steps the shop has', () => {
  const known = new Set(['pledge', 'number', 'welcome', 'kit', 'privilege', 'mentor', 'letter']);
  for (const words of [ceremoniesZh, ceremoniesEn]) {
    const asked = words.ceremonies.entry.steps.flatMap((step) => ('step' in step ? [step.step] : []));
    assert.ok(asked.length >= 6 && asked.every((step) => known.has(step)));
  }
});

test('what the systems and methods say makes no claim', () => {
  for (const words of [knowledgeZh, knowledgeEn]) assert.deepEqual(claimsIn(words), []);
});

test('every ceremony after the entry has a letter in both languages that makes no claim and asks for the same blanks', () => {
  const { entry: _, ...later } = ceremoniesZh.ceremonies;
  assert.equal(Object.keys(later).length, 5);
  for (const [id, { letter }] of Object.entries(later)) {
    const english = ceremoniesEn.ceremonies[id as keyof typeof later].letter;
    const blanks = (one: typeof letter) => [...new Set(JSON.stringify(one).match(/\{\w+\}/g))].toSorted();
    assert.ok(letter.title && letter.text.length > 20 && english.title && english.text.length > 20, id);
    assert.deepEqual(blanks(letter), blanks(english), id);
    assert.deepEqual(claimsIn([letter, english]), [], id);
  }
});
