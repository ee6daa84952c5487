import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import steps from '../../../../../rooms/planner/content/steps.json' with { type: 'json' };
import { aliveOf } from './alive.ts';
import { nameOf, placeOf } from './places.ts';
import { mapNodes, placed, theory } from './treasure-map.ts';

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
