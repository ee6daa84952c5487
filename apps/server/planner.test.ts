import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { presetOf } from '../../rooms/planner/index.ts';
import { testServer, type Told } from './server.fixture.ts';

const server = await testServer();
const brand = await server.brand('plan');
const other = await server.brand('plan-other');
const owner = (method: string, path: string, body?: unknown): Promise<Told> =>
  server.call(method, path, body === undefined ? { key: brand.keys.owner } : { key: brand.keys.owner, body });

interface Design {
  id: string;
  name: string;
  version: number;
  cellsFilled: number;
  document: { cells?: Record<string, object>; params?: object; months?: number };
}

test('a design begins from a template, keeps what it is given, shows its holes, and goes when it is taken away', async () => {
  const made = await owner('POST', '/planner/designs', { name: '小雨茶铺', template: 'milk-tea' });
  assert.equal(made.status, 201, made.text);
  const { id } = made.as<Design>();
  const document = {
    canvas: { audience: '下班顺路的年轻人' },
    cells: { 'fan.product': { offer: '第一杯 9.9', targetRatePpm: 150_000, maxDays: 14 }, 'member.team': { owner: '店长' } },
    params: { cpf: 4, s: { M: 0.05 } },
    months: 36,
  };
  const saved = await owner('PATCH', `/planner/designs/${id}`, { version: 1, document });
  assert.equal(saved.status, 200, saved.text);
  assert.deepEqual([saved.as<Design>().version, saved.as<Design>().cellsFilled], [2, 1]);
  assert.deepEqual((await owner('GET', `/planner/designs/${id}`)).as<Design>().document, document);
  const list = (await owner('GET', '/planner/designs')).as<{ data: Design[] }>().data;
  assert.deepEqual([list.length, list[0]?.name, list[0]?.document], [1, '小雨茶铺', undefined]);
  assert.equal((await owner('DELETE', `/planner/designs/${id}`)).status, 204);
  assert.equal((await owner('GET', `/planner/designs/${id}`)).body['code'], 'design.notFound');
  assert.deepEqual((await owner('GET', '/planner/designs')).body['data'], []);
});

test('who saves over a design somebody else saved meanwhile is refused, and what stands there stays', async () => {
  const { id } = (await owner('POST', '/planner/designs', { name: 'Together', template: 'food' })).as<Design>();
  const save = (text: string) => owner('PATCH', `/planner/designs/${id}`, { version: 1, document: { canvas: { value: text } } });
  const [one, two] = await Promise.all([save('one'), save('two')]);
  assert.deepEqual([one.status, two.status].toSorted(), [200, 409]);
  const refused = one.status === 409 ? one : two;
  assert.deepEqual([refused.body['code'], refused.as<{ facts: object }>().facts], ['design.changed', { version: 2 }]);
  const stands = (await owner('GET', `/planner/designs/${id}`)).as<Design>();
  assert.deepEqual([stands.version, stands.document], [2, { canvas: { value: one.status === 200 ? 'one' : 'two' } }]);
});

test('a document is refused with the place of what it cannot hold', async () => {
  const faults = async (document: unknown): Promise<string[]> => {
    const told = await owner('POST', '/planner/designs', { name: 'Odd', template: 'food', document });
    assert.equal(told.status, 422, told.text);
    return told.as<{ errors: { pointer: string }[] }>().errors.map((fault) => fault.pointer);
  };
  assert.deepEqual(await faults({ cells: { 'fan.shoe': {} } }), ['/document/cells/fan.shoe']);
  assert.deepEqual(await faults({ params: { h: 1.5, ad: -1, s: { M: 2 } } }), [
    '/document/params/ad',
    '/document/params/h',
    '/document/params/s/M',
  ]);
  assert.deepEqual(await faults({ canvas: { value: 'x'.repeat(2001) } }), ['/document/canvas/value']);
  assert.deepEqual(await faults({ months: 0 }), ['/document/months']);
  assert.deepEqual(await faults({ steps: { 11: {} } }), ['/document/steps/11']);
});

test('a design of one brand is nowhere in another', async () => {
  const { id } = (await owner('POST', '/planner/designs', { name: 'Mine', template: 'food' })).as<Design>();
  const foreign = await server.call('GET', `/planner/designs/${id}`, { key: other.keys.owner });
  assert.deepEqual([foreign.status, foreign.body['code']], [404, 'design.notFound']);
  assert.deepEqual((await server.call('GET', '/planner/designs', { key: other.keys.owner })).body['data'], []);
});

const near = (value: unknown, printed: number, unit = 1): void =>
  assert.ok(Math.abs(Number(value) - printed) <= Math.max(Math.abs(printed) / 1000, unit / 2), `${String(value)} is not ${printed}`);

interface Simulated {
  months: { sales: Record<string, number>; profit: number; stocks: Record<string, Record<string, number>> }[];
  summary: Record<string, number | null> & { selfSufficiency: Record<string, number | null> };
  notes: { code: string; detail: string }[];
}

test('a plan is simulated over HTTP to the figures of the specification, and says what has to be said', async () => {
  const { months, summary } = (await owner('POST', '/planner/simulate', { preset: 'food', months: 24 })).as<Simulated>();
  near(summary['cac'], 27.6, 0.1);
  near(summary['ltv'], 112);
  near(summary['r0'], 0.073, 0.001);
  near(months[11]?.sales['total'], 187_993);
  near(months[23]?.sales['total'], 314_525);
  near(months[11]?.profit, 2_890);
  near(summary['profitTotal'], 31_985);
  near(summary.selfSufficiency['year2'], 0.596, 0.001);
  assert.deepEqual([summary['paybackMonth'], summary.selfSufficiency['year3']], [24, null]);
  assert.deepEqual(Object.keys(months[0]?.stocks['R'] ?? {}), ['F', 'C1', 'C2', 'M', 'P']);
  const codes = async (body: object): Promise<string[]> =>
    (await owner('POST', '/planner/simulate', { months: 24, ...body })).as<Simulated>().notes.map((note) => note.code);
  assert.deepEqual(await codes({ preset: 'milk-tea' }), []);
  assert.deepEqual(await codes({ params: { s: { M: 1 }, n: 50 } }), ['explodes', 'assumedMarket']);
  assert.deepEqual(await codes({ params: { s: { M: 1 }, n: 50, addressable: 5000 } }), ['explodes', 'neverPaysBack']);
  assert.deepEqual(await codes({ params: { m: 0 } }), ['noMargin', 'neverPaysBack']);
  assert.deepEqual(await codes({ params: { h: 0 } }), ['nobodyBuys', 'neverPaysBack', 'nothingSold']);
  const off = (
    await owner('POST', '/planner/simulate', { preset: 'food', months: 24, adsOffAfter: 0, start: { A: { M: 100 } } })
  ).as<Simulated>();
  assert.ok((off.months[0]?.sales['repeat'] ?? 0) > 0 && off.months[0]?.sales['adFirst'] === 0);
});

test('what cannot be is refused by name: rates, flows, months, parameters nobody knows', async () => {
  const faults = async (path: string, body: unknown): Promise<string[]> => {
    const told = await owner('POST', path, body);
    assert.equal(told.status, 422, `${path} ${JSON.stringify(body)}: ${told.text}`);
    return told.as<{ errors: { pointer: string }[] }>().errors.map((fault) => fault.pointer);
  };
  const run = (params: unknown) => faults('/planner/simulate', { preset: 'food', months: 24, params });
  assert.deepEqual(await run({ h: 1.2, gF: -0.1, ad: -5, cpf: 0 }), ['/params/ad', '/params/cpf', '/params/h', '/params/gF']);
  assert.deepEqual(await run({ s: { M: 'NaN' }, churn: 1 }), ['/params/s/M', '/params/churn']);
  for (const months of [0, 1000, 1.5, null]) assert.deepEqual(await faults('/planner/simulate', { preset: 'food', months }), ['/months']);
  assert.deepEqual(await faults('/planner/simulate', { preset: 'fruit', months: 1 }), ['/preset']);
  assert.deepEqual(await faults('/planner/simulate', { months: 1, start: { A: { F: -1 } } }), ['/start/A/F']);
  assert.deepEqual(await faults('/planner/branching', { seeds: 0, k: -1, cycleDays: 0, horizonDays: 60 }), ['/seeds', '/k', '/cycleDays']);
  assert.deepEqual(await faults('/planner/diagnose', { answers: { A1: 5, Z9: 1 } }), ['/answers/A1', '/answers/Z9']);
  assert.deepEqual(await faults('/planner/month-card', { price: -1, days: 0, costPerVisit: 5 }), ['/price', '/days']);
  assert.deepEqual(await faults('/planner/reward', { incrementalShare: 2, lifetimeMargin: 100 }), ['/incrementalShare']);
  assert.deepEqual(await faults('/planner/sensitivity', { costs: { fame: 3 } }), ['/costs/fame']);
});

test('spreading, levers, the month card, a reward and the checklist answer as the specification works them out', async () => {
  interface Spread {
    generations: { total: number }[];
    totalAtHorizon: number;
    doublingDays: number | null;
    group: { diesOut: number; seedsNeeded: number | null };
    notes: { code: string }[];
  }
  const spread = async (body: object) =>
    (await owner('POST', '/planner/branching', { seeds: 100, cycleDays: 7, horizonDays: 60, ...body })).as<Spread>();
  near((await spread({ k: 0.8 })).totalAtHorizon, 441);
  const wild = await spread({ k: 1.2, dispersion: 0.2 });
  near(wild.totalAtHorizon, 2363);
  near(wild.doublingDays, 26.6, 0.1);
  near(wild.group.diesOut, 0.942, 0.001);
  assert.deepEqual([wild.group.seedsNeeded, wild.notes.map((note) => note.code)], [51, ['explodes']]);
  const bounded = await spread({ k: 1.2, addressable: 5000, horizonDays: 70 });
  near(bounded.generations[5]?.total, 835);
  near(bounded.totalAtHorizon, 1559);
  const levers = (await owner('POST', '/planner/sensitivity', { preset: 'food' })).as<{ levers: { lever: string; gain: number }[] }>()
    .levers;
  assert.deepEqual(
    levers.slice(0, 4).map((one) => one.lever),
    ['cpf', 'm', 'h', 'p12'],
  );
  near(levers[0]?.gain, 204_000, 1000);
  const card = { price: 99, days: 30, costPerVisit: 5, addOn: { share: 0.35, amount: 12, margin: 0.6 }, before: { visits: 4, margin: 10 } };
  const use = (await owner('POST', '/planner/month-card', card)).as<{ breakEvenUse: number; uses: { contribution: number }[] }>();
  near(use.breakEvenUse, 0.79, 0.01);
  near(use.uses[0]?.contribution, 69);
  const reward = await owner('POST', '/planner/reward', { incrementalShare: 1 / 3, lifetimeMargin: 112, gifts: 8, reward: 20 });
  near(reward.body['maxReward'], 3.2, 0.1);
  near(reward.body['costPerIncremental'], 60);
  assert.equal(reward.body['isAffordable'], false);
  const told = await owner('POST', '/planner/diagnose', { answers: { A1: 4, I1: 3, D6: 1 }, facts: { marginRate: 0.6 } });
  const result = told.as<{ total: number; verdict: string; band: string; gaps: { question: string; task: string }[] }>();
  assert.deepEqual([result.verdict, result.gaps[0]?.question], ['repair', 'D6']);
  assert.match(result.gaps[0]?.task ?? '', /three days|用完/);
  const presets = await server.call('GET', '/planner/presets?lang=en', { key: brand.keys.readonly });
  assert.equal(presets.as<{ data: { id: string; params: { cpf: number } }[] }>().data[0]?.params.cpf, 9);
  assert.match(String(presets.body['note']), /not market data/);
});

test('no body of the planner ends in a fault of ours, and no answer holds a number that is none', async () => {
  const number = fc.oneof(
    fc.constantFrom(0, 1, -1, 1e-9, 1e9, 1e300, 5e-324, Number.MAX_SAFE_INTEGER),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.integer({ min: 0, max: 120 }),
  );
  const value: fc.Arbitrary<unknown> = fc.oneof({ weight: 6, arbitrary: number }, fc.constantFrom(null, '', '1', true, [], {}));
  const some = (names: readonly string[], each: fc.Arbitrary<unknown> = value) =>
    fc.dictionary(fc.constantFrom(...names), each, { maxKeys: 8 }).filter((one) => !('__proto__' in one));
  const stocks = some(['F', 'C1', 'C2', 'M', 'P']);
  const body = fc.record(
    {
      preset: fc.constantFrom('food', 'education', 'renovation', 'odd'),
      params: some(Object.keys(presetOf('food')).filter((name) => name !== 's')),
      months: fc.oneof(fc.integer({ min: 1, max: 120 }), value),
      adsOffAfter: value,
      start: some(['A', 'R'], stocks),
      seeds: value,
      k: value,
      cycleDays: value,
      horizonDays: value,
      addressable: value,
      price: value,
      days: value,
      costPerVisit: value,
      incrementalShare: value,
      lifetimeMargin: value,
      reward: value,
      answers: some(['A1', 'B1', 'I1', 'X'], fc.oneof(fc.integer({ min: 0, max: 4 }), value)),
      facts: some(['ordersPerYear', 'ltvToCac', 'odd']),
      costs: some(['cpf', 'h', 'odd']),
    },
    { requiredKeys: [] },
  );
  const own: Record<string, readonly string[]> = {
    simulate: ['preset', 'params', 'months', 'adsOffAfter', 'start'],
    sensitivity: ['preset', 'params', 'months', 'costs'],
    branching: ['seeds', 'k', 'cycleDays', 'horizonDays', 'addressable'],
    'month-card': ['price', 'days', 'costPerVisit'],
    reward: ['incrementalShare', 'lifetimeMargin', 'reward'],
    diagnose: ['answers', 'facts', 'params', 'months'],
  };
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...Object.keys(own)), body, async (what, all) => {
      const sent = Object.fromEntries(Object.entries(all).filter(([name]) => own[what]?.includes(name)));
      const told = await owner('POST', `/planner/${what}`, sent);
      assert.ok(told.status === 200 || told.status === 422, `${what}: ${told.text}`);
      seen.add(`${what} ${told.status}`);
      if (told.status === 422) assert.ok(told.as<{ errors: unknown[] }>().errors.length > 0);
    }),
    { numRuns: 400 },
  );
  assert.ok(seen.size > 8, [...seen].join());
});
