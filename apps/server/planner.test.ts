import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { levers, presetOf } from '../../rooms/planner/index.ts';
import { readPdf } from '../../flows/print-design/pdf-reader.fixture.ts';
import { requestOf, testServer, type Told } from './server.fixture.ts';

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
  assert.deepEqual(await faults('/planner/branching', { seeds: 100, k: 1, cycleDays: 7, horizonDays: 60, addressable: 99 }), [
    '/addressable',
  ]);
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

test('a template fills the map in the language of whoever asks; scenarios stand beside it; written out, taken in and written out it is the same', async () => {
  const made = (await owner('POST', '/planner/designs?lang=en', { name: 'Pets', template: 'pet-food' })).as<Design>();
  assert.deepEqual([made.cellsFilled, made.document.months], [24, 24]);
  const zh = (await owner('POST', '/planner/designs?lang=zh-CN', { name: '宠物', template: 'pet-food' })).as<Design>();
  assert.match(JSON.stringify(zh.document), /\p{Script=Han}/u);
  assert.doesNotMatch(JSON.stringify(made.document), /\p{Script=Han}/u);
  const scenarios = `/planner/designs/${made.id}/scenarios`;
  const one = await owner('POST', scenarios, {
    name: 'Slow start',
    params: { ad: 1000, s: { P: 0.2 } },
    adsOffAfter: 12,
    start: { A: { F: 12.5, M: 3 }, R: { C1: 1 / 3 } },
  });
  assert.equal(one.status, 201, one.text);
  assert.equal((await owner('POST', scenarios, { name: 'Slow start' })).body['code'], 'scenario.exists');
  assert.equal((await owner('POST', scenarios, { name: 'Odd', params: { h: 2 } })).status, 422);
  const id = String(one.body['id']);
  const slow = await owner('PATCH', `/planner/scenarios/${id}`, { name: 'Slow', months: 36 });
  assert.deepEqual([slow.body['months'], slow.body['start']], [36, { A: { F: 12.5, M: 3 }, R: { C1: 1 / 3 } }]);
  const document = {
    matrix: { '1.0': { text: 'b' }, '0.0': { text: 'a' } },
    params: { s: { P: 0.31, C1: 0.01 }, h: 0.07 },
    canvas: { value: '“tea” é 茶' },
  };
  assert.equal((await owner('PATCH', `/planner/designs/${made.id}`, { version: 1, document })).status, 200);
  const first = await owner('GET', `/planner/designs/${made.id}/export`);
  const taken = await server.call('POST', '/planner/designs/import', { key: other.keys.owner, body: JSON.parse(first.text) as object });
  assert.equal(taken.status, 201, taken.text);
  const again = await server.call('GET', `/planner/designs/${String(taken.body['id'])}/export`, { key: other.keys.owner });
  assert.equal(again.text, first.text);
  assert.match(first.text, /"format": "zihuan-design",\n {2}"formatVersion": 1/);
  assert.equal(taken.body['scenarios'], 1);
  const file = JSON.parse(first.text) as { scenarios: object[]; document: object };
  const refused = await owner('POST', '/planner/designs/import', { ...file, formatVersion: 2, document: { cells: { 'fan.shoe': {} } } });
  assert.deepEqual(
    refused.as<{ errors: { pointer: string }[] }>().errors.map((fault) => fault.pointer),
    ['/formatVersion', '/document/cells/fan.shoe'],
  );
  // What is lived by goes along as it was adopted, until one of the scenarios says the same; the other house reads the same numbers.
  const today = new Date().toISOString().slice(0, 7);
  const adopted = await owner('POST', `/planner/designs/${made.id}/adopt`, { from: today });
  assert.equal(adopted.status, 201, adopted.text);
  type Carried = { scenarios: { name: string; params: { h: number; cpf: number }; start: { A: object } }[] };
  const exported = async () => await owner('GET', `/planner/designs/${made.id}/export?lang=en`);
  const lived = await exported();
  const [, as] = (JSON.parse(lived.text) as Carried).scenarios;
  assert.match(as?.name ?? '', /^Lived by from [A-Z][a-z]{2} \d{4}$/);
  assert.deepEqual([as?.params.h, as?.params.cpf, Object.keys(as?.start.A ?? {}).length], [0.07, presetOf('pet-food').cpf, 5]);
  const there = await server.call('POST', '/planner/designs/import', { key: other.keys.owner, body: JSON.parse(lived.text) as object });
  const back = await server.call('GET', `/planner/designs/${String(there.body['id'])}/export?lang=en`, { key: other.keys.owner });
  assert.equal(back.text, lived.text);
  assert.equal((await owner('POST', scenarios, { ...as, name: 'Just that' })).status, 201);
  assert.deepEqual(
    (JSON.parse((await exported()).text) as Carried).scenarios.map((each) => each.name),
    ['Slow', 'Just that'],
  );
  const doubled = await owner('POST', '/planner/designs/import', { ...file, scenarios: [...file.scenarios, ...file.scenarios] });
  assert.deepEqual([doubled.status, doubled.body['code']], [409, 'scenario.exists']);
  assert.equal((await owner('DELETE', `/planner/scenarios/${id}`)).status, 204);
  assert.equal((await owner('GET', scenarios)).as<{ data: [] }>().data.length, 1);
});

test('a diagnosis keeps what was answered then, by the owner and by the data, with where each figure stands', async () => {
  interface Evidence {
    data: { question: string; score: number; said: { text: string }; screen: string; figure: { value: number } | null }[];
    silent: { question: string; said: { code: string } }[];
  }
  const look = async () => (await owner('GET', '/planner/evidence?lang=en')).as<Evidence>();
  const empty = await look();
  assert.deepEqual(
    empty.data.filter((one) => one.question === 'B1' || one.question === 'C2'),
    [],
  );
  assert.equal(empty.silent.find((one) => one.question === 'B1')?.said.code, 'trade.none');
  assert.equal(empty.data.find((one) => one.question === 'D2')?.score, 0);
  const cny = (amount: string) => ({ amount, currency: 'CNY' });
  assert.equal(
    (await owner('POST', '/products', { externalId: 'cup', name: 'Cup', ladderRole: 'entry', price: cny('990'), cost: cny('400') })).status,
    201,
  );
  const person = String(
    (await owner('POST', '/people', { externalId: 'b-1', name: 'Mei', source: { kind: 'owned', name: 'door' } })).body['id'],
  );
  for (const externalId of ['o-1', 'o-2']) {
    const order = await owner('POST', '/orders', { externalId, person, lines: [{ product: 'ext:cup', quantity: 1 }] });
    assert.equal((await owner('POST', `/orders/${String(order.body['id'])}/payments`, { amount: cny('990'), externalId })).status, 201);
  }
  const now = await look();
  const of = (question: string) => now.data.find((one) => one.question === question);
  assert.deepEqual([of('D2')?.score, of('D2')?.screen, of('B2')?.score, of('H3')?.score], [3, 'ladder', 3, 4]);
  assert.ok(Math.abs((of('B2')?.figure?.value ?? 0) - (1 - 400 / 990)) < 1e-9);
  assert.match(of('B2')?.said.text ?? '', /known of 100% of what was sold/);
  assert.equal(now.silent.find((one) => one.question === 'I1')?.said.code, 'pack.lab');
  assert.equal(now.silent.find((one) => one.question === 'B1')?.said.code, 'trade.short');
  const taken = await owner('POST', '/planner/diagnoses', { answers: { A1: 4, D2: 1 }, preset: 'milk-tea', note: 'first' });
  assert.equal(taken.status, 201, taken.text);
  const whole = taken.as<{ id: string; answers: Record<string, number>; evidence: { question: string }[]; result: { total: number } }>();
  assert.deepEqual([whole.answers['A1'], whole.answers['D2'], whole.answers['B2']], [4, 1, 3]);
  assert.ok(whole.evidence.some((one) => one.question === 'B2') && !whole.evidence.some((one) => one.question === 'D2'));
  assert.equal((await owner('POST', '/products', { externalId: 'box', name: 'Box', ladderRole: 'core', price: cny('9900') })).status, 201);
  assert.deepEqual((await owner('GET', `/planner/diagnoses/${whole.id}`)).body['answers'], whole.answers);
  const list = (await owner('GET', '/planner/diagnoses')).as<{ data: { id: string; total: number; note: string }[] }>().data;
  assert.deepEqual([list.length, list[0]?.total, list[0]?.note], [1, whole.result.total, 'first']);

  const gap = await owner('POST', '/planner/tasks', {
    about: 'gap',
    diagnosis: whole.id,
    place: 'D2',
    title: 'One first-order set',
    owner: { person },
    due: '2020-01-01',
  });
  assert.equal(gap.status, 201, gap.text);
  assert.deepEqual([gap.body['isLate'], gap.as<{ owner: object }>().owner], [true, { kind: 'person', id: person, name: 'Mei' }]);
  for (const odd of [
    { about: 'gap', place: 'D2' },
    { about: 'cell', place: 'fan.shoe' },
    { about: 'step', place: '11' },
  ]) {
    assert.equal((await owner('POST', '/planner/tasks', { ...odd, title: 'x' })).status, 422, JSON.stringify(odd));
  }
  const foreign = await server.call('POST', '/people', { key: other.keys.owner, body: { externalId: 'theirs' } });
  const theirs = await owner('PATCH', `/planner/tasks/${String(gap.body['id'])}`, { owner: { person: foreign.body['id'] } });
  assert.deepEqual([theirs.status, theirs.as<{ errors: { pointer: string }[] }>().errors[0]?.pointer], [404, '/owner/person']);
  const exported = await owner('GET', `/people/${person}/export`);
  assert.match(exported.text, /One first-order set/);
  assert.equal((await owner('POST', `/people/${person}/erase`, {})).status, 200);
  const done = await owner('PATCH', `/planner/tasks/${String(gap.body['id'])}`, { state: 'done' });
  assert.deepEqual([done.body['owner'], done.body['isLate'], done.body['state']], [null, false, 'done']);
  assert.equal((await owner('GET', `/planner/tasks?diagnosis=${whole.id}&state=open`)).as<{ data: [] }>().data.length, 0);
});

test('calibration weighs what was seen against the assumption, and says where there is nothing to weigh', async () => {
  interface Calibration {
    days: number;
    customers: number;
    notes: { code: string }[];
    data: {
      lever: string;
      prior: number;
      posterior: number;
      measured: number;
      own: { n: number; mean?: number } | null;
      said: { text: string };
    }[];
    params: Record<string, number>;
    start: Record<'A' | 'R', Record<string, number>>;
  }
  const none = (await server.call('GET', '/planner/calibration?preset=milk-tea', { key: other.keys.owner })).as<Calibration>();
  assert.deepEqual([none.notes.map((note) => note.code), none.params, none.data.length], [['cal.none'], {}, levers.length]);
  assert.ok(none.data.every((one) => one.own === null && one.posterior === one.prior && one.said.text !== ''));
  const own = (await owner('GET', '/planner/calibration?preset=food&lang=en')).as<Calibration>();
  const of = (lever: string) => own.data.find((one) => one.lever === lever) ?? assert.fail(lever);
  assert.deepEqual(
    own.notes.map((note) => note.code),
    ['cal.oneDay', 'cal.oneCustomer'],
  );
  // One first order of 9.90 beside an assumption of 39 that weighs as much as fifty.
  assert.ok(Math.abs(of('a1').posterior - (39 * 50 + 9.9) / 51) < 1e-9);
  assert.deepEqual([of('a1').own?.n, of('a1').own?.mean, of('h').own, of('gF').own], [1, 9.9, null, null]);
  assert.ok(Math.abs((own.start.A['C2'] ?? 0) + (own.start.R['C2'] ?? 0) - 1) < 1e-9);
  const again = await owner('POST', '/planner/simulate', { preset: 'food', months: 12, params: own.params, start: own.start });
  assert.equal(again.status, 200, again.text);
});

test('what may be given for a friend rests on assumptions until there is history, and takes what the happy deal gives off', async () => {
  interface Room {
    preset: string;
    incrementalShare: { value: number; measured: number };
    lifetimeMargin: { value: number; measured: number; of: number };
    gifts: number;
    bears: number;
    maxReward: number;
    goods: number;
  }
  const room = async (key: string) => (await server.call('GET', '/planner/reward-room', { key })).as<Room>();
  const fresh = await server.brand('room');
  const key = fresh.keys.owner;
  const none = await room(key);
  // A friend's lifetime is everybody's, less what the friend's price takes off the first order.
  const lifeOf = async (preset: 'food' | 'milk-tea', params: { m?: number }) => {
    const told = await owner('POST', '/planner/simulate', { preset, params, months: 1 });
    const { m, a1, d } = { ...presetOf(preset), ...params };
    return told.as<{ summary: { ltv: number } }>().summary.ltv - m * a1 * d;
  };
  const near = (value: number, by: number) => assert.ok(Math.abs(value - by) < 1e-9, `${value} is not ${by}`);
  assert.deepEqual([none.preset, none.lifetimeMargin.measured, none.gifts], ['food', 0, 0]);
  near(none.lifetimeMargin.value, await lifeOf('food', {}));
  near(none.maxReward, (none.lifetimeMargin.value / 3) * 0.3);
  await server.call('POST', '/planner/designs', { key, body: { name: 'Cups', template: 'milk-tea', document: { params: { m: 0.5 } } } });
  const design = await room(key);
  assert.equal(design.preset, 'milk-tea');
  near(design.lifetimeMargin.value, await lifeOf('milk-tea', { m: 0.5 }));
  const cup = { externalId: 'cup', name: 'Cup', price: { amount: '900', currency: 'CNY' }, cost: { amount: '250', currency: 'CNY' } };
  await server.call('POST', '/products', { key, body: cup });
  const deal = { isOn: true, onReferral: { product: 'ext:cup', quantity: 1, cost: { amount: '250', currency: 'CNY' } } };
  const set = await server.call('PATCH', '/happy-deal', { key, body: deal });
  assert.equal(set.status, 200, set.text);
  const given = await room(key);
  assert.deepEqual([given.gifts, given.bears, given.maxReward], [2.5, design.bears, design.bears - 2.5]);
  // The brand that traded: its own orders move the margin, and it is said how much of it was measured.
  const own = await room(brand.keys.owner);
  assert.ok(own.lifetimeMargin.measured > 0 && own.incrementalShare.measured === 0);
  assert.equal((await server.call('GET', '/planner/reward-room', { key: fresh.keys.staff })).status, 403);
});

test('the roadmap reads the exit tests of the ten steps from what is there, and leaves to the owner what it cannot see', async () => {
  const { id } = (await owner('POST', '/planner/designs', { name: 'Road', template: 'food' })).as<Design>();
  interface Road {
    met: number;
    data: {
      step: number;
      met: boolean;
      now: { value: number } | null;
      isLate: boolean;
      evidence: { met: boolean | null; said: { text: string } }[];
    }[];
  }
  const road = async () => (await owner('GET', `/planner/designs/${id}/roadmap?lang=en`)).as<Road>();
  const before = await road();
  const step = (of: Road, number: number) => of.data[number - 1] ?? assert.fail(String(number));
  assert.equal(before.data.length, 10);
  assert.deepEqual([step(before, 4).now?.value, step(before, 4).evidence.map((one) => one.met)], [1, [true, false]]);
  assert.deepEqual(
    [step(before, 1).evidence.map((one) => one.met), step(before, 9).met, step(before, 10).met],
    [[true, false], false, false],
  );
  const { document } = (await owner('GET', `/planner/designs/${id}`)).as<Design>();
  const cells = { 'fan.product': {} };
  const steps = { 4: { due: '2020-01-01', owner: 'Mei' } };
  assert.equal((await owner('PATCH', `/planner/designs/${id}`, { version: 1, document: { ...document, cells, steps } })).status, 200);
  const after = await road();
  assert.deepEqual([step(after, 4).now?.value, step(after, 4).met, step(after, 4).isLate], [0, false, true]);
  assert.match(step(after, 4).evidence[0]?.said.text ?? '', /0 of 24 cells/);
});

test('a design on paper is a PDF over HTTP, named, in the reader’s language, for nobody else; what is written is text and nothing that runs', async () => {
  const evil = '<script>alert(1)</script> \\) Tj /JS (app.alert(1)) javascript:alert(1) ${1} {{constructor}} \u202e%PDF-1.7 endstream';
  const document = { canvas: { value: evil }, cells: { 'fan.product': { offer: evil } }, steps: { 1: { owner: evil.slice(0, 190) } } };
  const { id } = (await owner('POST', '/planner/designs', { name: `<b>${evil.slice(0, 60)}`, template: 'food', document })).as<Design>();
  const read = async (how: { key: string }, language = 'en') => {
    const { app } = server;
    return await app.fetch(requestOf('GET', `/planner/designs/${id}/pdf?lang=${language}`, how), { address: '127.0.0.1' });
  };
  for (const [language, word] of [
    ['en', 'Growthmap'],
    ['zh-CN', '成长地图'],
  ] as const) {
    const told = await read({ key: brand.keys.readonly }, language);
    assert.deepEqual(
      ['content-type', 'content-disposition', 'x-content-type-options'].map((name) => told.headers.get(name)),
      ['application/pdf', `attachment; filename="${id}.pdf"`, 'nosniff'],
    );
    const bytes = new Uint8Array(await told.arrayBuffer());
    const map = readPdf(bytes)[0]?.text.replaceAll(/\s/g, '') ?? '';
    assert.ok(map.includes(word) && map.includes('<script>alert(1)</script>'), map);
    // Neither what is drawn nor a title can leave the place of a text.
    const structure = Buffer.from(bytes)
      .toString('latin1')
      .replaceAll(/stream\r?\n[\s\S]*?\r?\nendstream/g, '')
      .replaceAll(/\((?:\\[\s\S]|[^\\()])*\)/g, '');
    assert.doesNotMatch(structure, /\/(?:JS|JavaScript|AA|OpenAction|Launch|URI|EmbeddedFile)\b/);
  }
  assert.equal((await read({ key: other.keys.owner })).status, 404);
  assert.equal((await read({ key: brand.keys.staff })).status, 403);
});
