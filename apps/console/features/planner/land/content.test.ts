import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import diagnosis from '../../../../../rooms/planner/content/diagnosis.json' with { type: 'json' };
import en from '../../../../../rooms/planner/content/knowledge.en.json' with { type: 'json' };
import content from '../../../../../rooms/planner/content/knowledge.json' with { type: 'json' };
import zh from '../../../../../rooms/planner/content/knowledge.zh-CN.json' with { type: 'json' };
import steps from '../../../../../rooms/planner/content/steps.json' with { type: 'json' };
import { aliveOf } from './alive.ts';
import { knowledgeOf, pointScore, points, readingOf } from './knowledge.ts';
import { nameOf, placeOf } from './places.ts';
import { mapNodes, placed, theory } from './treasure-map.ts';

const questionIds = diagnosis.sections.flatMap(({ questions }) => questions.map(({ id }) => id));

const root = join(import.meta.dirname, '../../../../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** Where the ten steps, their evidence and the map lead. */
const leads: readonly (readonly [screen: string, about: string])[] = [
  ...steps.steps.flatMap(({ id, screens }) => screens.map((screen) => [screen, String(id)] as const)),
  ...mapNodes.map(({ id, screen }) => [screen, id] as const),
  ...[...read('rooms/planner/model/exit-tests.ts').matchAll(/screen: '([^']*)'/g)].map(([, screen = '']) => [screen, ''] as const),
];

test('every step, every piece of its evidence and every node of the map leads to a page there is, known by a name', () => {
  const pages = [...read('apps/console/router.tsx').matchAll(/\bpage\(\s*'([^']+)'/g)].map(([, path = '']) => path);
  assert.ok(pages.length > 50 && leads.length > 60, 'the search itself works');
  const isThere = (place: string) => place === '' || pages.some((page) => new RegExp(`^${page.replaceAll('$id', '[^/]+')}$`).test(place));
  for (const [screen, about] of leads) {
    for (const design of [null, 'dsn_1']) {
      const place = placeOf(screen, about, design).replace(/\?.*/, '');
      assert.ok(isThere(place), `${about} leads to ${place}`);
    }
    assert.notEqual(nameOf(screen), nameOf('nowhere'), `${screen} has a name`);
  }
});

test('every node stands once on the picture, and something tells whether it is alive', () => {
  const ids = [theory, ...placed.map(({ node }) => node)].map(({ id }) => id);
  assert.deepEqual(ids.toSorted(), mapNodes.map(({ id }) => id).toSorted());
  assert.equal(new Set(placed.map(({ x, y }) => `${x} ${y}`)).size, placed.length);
  const known = aliveOf({});
  for (const { id, probe } of mapNodes) assert.ok(probe in known, id);
  assert.ok(
    Object.values(known).every((one) => one === null),
    'what was not told is not claimed',
  );
});

test('a node is alive by what the brand has, and not yet where the answer is none', () => {
  const money = { amount: '0', currency: 'CNY' };
  const cell = (orders: number) => ({ orders, sales: money });
  const loop = {
    sales: money,
    gross: money,
    returns: money,
    orders: 3,
    buyers: 2,
    loopRate: '0.333333',
    byOrigin: { repeat: cell(1), referred: cell(0), direct: cell(2), paid: cell(0), anonymous: cell(0) },
  };
  const stages = [
    { stage: 'fan' as const, people: 0 },
    { stage: 'member' as const, people: 4 },
    { stage: 'partner' as const, people: 0 },
  ];
  const alive = aliveOf({ loop, funnel: { stages, transitions: [] }, roadmap: null, reviews: 0, tills: 1 });
  const told = ['orders', 'loopRate', 'referred', 'fans', 'repeats', 'members', 'partners', 'intent', 'reviews', 'till', 'plans'];
  assert.deepEqual(
    told.map((probe) => alive[probe]),
    [true, true, false, false, true, true, false, false, false, true, null],
  );
});

test('every system and method says what it is for, what it asks, how it is measured and what to do, in both languages', () => {
  const told = mapNodes.filter(({ kind }) => kind === 'systems' || kind === 'methods');
  assert.equal(told.length, 8 + 11);
  assert.equal(
    Object.keys({ ...content.systems, ...content.methods }).length,
    told.length,
    'nothing is told of a place that is not on the map',
  );
  for (const words of [zh, en]) {
    for (const { id, kind } of told) {
      const known = knowledgeOf(id);
      assert.ok(known, id);
      const said = (kind === 'systems' ? words.systems : words.methods) as Record<string, Record<string, string | string[]>>;
      const { goal, mechanism, guard, artefacts = [], tasks = [] } = said[id] ?? {};
      assert.ok(kind === 'systems' ? goal : mechanism && guard, id);
      assert.deepEqual([artefacts.length, tasks.length], [known.artefacts, known.tasks.length], id);
      for (const title of tasks) assert.ok(title.length <= 200, `${id}: a task is one line`);
      for (const step of known.tasks)
        assert.ok(
          steps.steps.some((one) => one.id === step),
          id,
        );
      for (const metric of known.metrics) assert.ok(metric in words.metrics && metric in content.metrics, `${id}: ${metric}`);
      for (const question of known.questions) assert.ok(questionIds.includes(question), `${id}: ${question}`);
    }
  }
  const asked = new Set(Object.values(content.systems).flatMap(({ questions }) => questions));
  assert.deepEqual([...asked].toSorted(), [...questionIds].toSorted(), 'every question of the checklist belongs to a system');
});

test('the six fan points share the questions of the checklist among them, each once, and are scored over what was answered', () => {
  assert.equal(points.length, 6);
  assert.deepEqual(points.flatMap(([, questions]) => questions).toSorted(), [...questionIds].toSorted());
  for (const [id] of points) for (const words of [zh, en]) assert.ok(words.points[id].name && words.points[id].says, id);
  assert.deepEqual(pointScore(['A1', 'A2', 'B1'], { A1: 4, A2: 1 }), { score: 5 / 8, answered: 2 });
  assert.deepEqual(pointScore(['A1'], {}), { score: null, answered: 0 });
});

test('a metric is read where the brand has a figure, says why where it has none, and claims nothing that was not told', () => {
  const funnel = {
    stages: [{ stage: 'fan' as const, people: 7 }],
    transitions: [{ from: 'fan' as const, to: 'customer' as const, count: 3, medianDays: 6, p90Days: 20 }],
  };
  const said = { code: 'reach', facts: {}, text: 'so many' };
  const evidence = {
    asOf: '',
    data: [{ question: 'E1', score: 2, figure: { kind: 'share' as const, value: 0.4 }, said, screen: 'people' }],
    silent: [{ question: 'F4', said: { ...said, text: 'nothing ended yet' } }],
    facts: {},
  };
  const told = { funnel, evidence };
  const read = ['fans', 'members', 'firstDeal', 'joining', 'reach', 'renewal', 'teamScore', 'loopRate'].map((metric) =>
    readingOf(metric, told),
  );
  assert.deepEqual(read, [
    { kind: 'count', value: 7, text: null },
    { kind: 'count', value: 0, text: null },
    { kind: 'days', value: 6, text: null },
    { kind: 'silent', text: null },
    { kind: 'share', value: 0.4, text: 'so many' },
    { kind: 'silent', text: 'nothing ended yet' },
    { kind: 'own' },
    null,
  ]);
  for (const metric of Object.keys(content.metrics))
    assert.ok(readingOf(metric, {}) === null || readingOf(metric, {})?.kind === 'own', metric);
});
