import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importOrders } from './ids.fixture.ts';
import { testServer, type Told } from './server.fixture.ts';

const server = await testServer();
const brand = await server.brand('becoming');
const owner = async (method: string, path: string, body?: unknown): Promise<Told> =>
  await server.call(method, path, body === undefined ? { key: brand.keys.owner } : { key: brand.keys.owner, body });
const ask = async <T>(path: string): Promise<T> => {
  const told = await owner('GET', path);
  assert.equal(told.status, 200, `${path}: ${told.text}`);
  return told.as<T>();
};

interface Proposal {
  key: string;
  kind: string;
  name: string;
  state: string;
  why: { text: string };
  made: { id: string; screen: string } | null;
  exists: { id: string; name: string } | null;
  problems: { code: string; detail: string }[];
  isSuggested: boolean;
}
interface Made {
  data: { key: string; id: string; isNew: boolean; screen: string }[];
  refused: { key: string; code: string }[];
}

const map = { 'customer.product': { offer: 'Family case', targetRatePpm: 120_000, maxDays: 25 } };
const made = await owner('POST', '/planner/designs', { name: 'Food', template: 'food', document: { cells: map, months: 24 } });
assert.equal(made.status, 201, made.text);
const design = String(made.body['id']);
const proposals = async (): Promise<Proposal[]> => (await ask<{ data: Proposal[] }>(`/planner/designs/${design}/proposals`)).data;
const proposal = async (key: string): Promise<Proposal> => {
  const found = (await proposals()).find((one) => one.key === key);
  assert.ok(found, key);
  return found;
};
const make = async (...keys: string[]): Promise<Made> => {
  const told = await owner('POST', `/planner/designs/${design}/proposals`, { keys });
  assert.equal(told.status, 201, told.text);
  return told.as<Made>();
};

const THINGS = [
  'product:fan',
  'product:entry',
  'product:core',
  'product:premium',
  'product:companion',
  'card:membership',
  'tier:two',
  'tier:three',
  'commissionPlan:referral',
  'ceremony:entry',
  'script:fan.group.1',
  'task:fan.team',
];

test('everything a design proposes is made as a draft that nobody meets, and each says where it is reviewed', async () => {
  const before = await proposals();
  assert.ok(before.every((one) => one.state === 'new' && one.made === null && one.why.text !== ''));
  const script = before.find((one) => one.kind === 'script')?.key ?? '';
  const keys = [...THINGS.filter((key) => !key.startsWith('script:')), script];
  const { data, refused } = await make(...keys);
  assert.deepEqual([refused, data.length, data.every((one) => one.isNew && one.screen !== '')], [[], keys.length, true]);
  for (const one of await proposals()) {
    if (!keys.includes(one.key)) assert.equal(one.state, 'new', one.key);
    else assert.equal(one.state, one.kind === 'task' ? 'live' : 'draft', one.key);
  }
  // The shop shows none of it, and nobody is paid, lifted or welcomed otherwise than before.
  const shelf = (await server.call('GET', `/shop/${brand.slug}/front`)).text;
  assert.doesNotMatch(shelf, /prd_/);
  const tiers = (await ask<{ data: { isDraft: boolean }[] }>('/tiers')).data;
  assert.deepEqual(
    tiers.map((one) => one.isDraft),
    [true, true],
  );
  const cards = (await ask<{ data: { isOnSale: boolean }[] }>('/cards')).data;
  assert.deepEqual(
    cards.map((one) => one.isOnSale),
    [false],
  );
  const plans = (await ask<{ data: { state: string }[] }>('/commission-plans')).data;
  assert.deepEqual(
    plans.map((one) => one.state),
    ['draft'],
  );
  const ceremony = await ask<{ version: number; draft: { steps: { step: string }[] } }>('/ceremony');
  assert.equal(ceremony.version, 0);
  assert.ok(ceremony.draft.steps.some((one) => one.step === 'pledge'));
  const [words] = (await ask<{ data: { state: string; library: string }[] }>('/planner/scripts')).data;
  assert.deepEqual([words?.state, words?.library], ['draft', `food/${script.slice('script:'.length)}`], 'in the words of the trade');
  const [task] = (await ask<{ data: { place: string; owner: { kind: string; name: string } }[] }>(`/planner/tasks?design=${design}`)).data;
  assert.deepEqual(
    [task?.place, task?.owner.kind],
    ['fan.team', 'name'],
    'whom the map names does it, until somebody of the staff takes it',
  );
});

test('the letters of the other ceremonies are made and sent to nobody, and what the brand wrote in the place of one stays', async () => {
  type Letters = { data: { occasion: string; text: string | null; openedAt: string | null }[] };
  const mine = { occasion: 'farewell', title: 'Bye', text: 'Our own words', isOpen: false };
  assert.equal((await owner('PATCH', '/ceremony/letters', mine)).status, 200);
  const { refused } = await make('ceremony:upgrade', 'ceremony:farewell');
  const { data } = await ask<Letters>('/ceremony/letters');
  const one = (occasion: string) => data.find((each) => each.occasion === occasion);
  assert.deepEqual([refused, data.every((each) => each.openedAt === null)], [[], true]);
  assert.deepEqual([one('farewell')?.text, one('anniversary')?.text], ['Our own words', null]);
  assert.ok((one('upgrade')?.text ?? '').length > 20);
  assert.equal((await owner('PATCH', '/ceremony/letters', { ...mine, occasion: 'nothing' })).status, 422);
});

test('a second click, many at once and a click after a crash make nothing twice', async () => {
  const keys = THINGS.filter((key) => !key.startsWith('script:'));
  const again = await make(...keys);
  assert.deepEqual([again.data.every((one) => !one.isNew), again.refused], [true, []]);
  const fresh = (await proposals()).filter((one) => one.kind === 'script' && one.state === 'new').slice(0, 3);
  const atOnce = await Promise.all(Array.from({ length: 4 }, () => make(...fresh.map((one) => one.key))));
  for (const { key } of fresh) {
    const told = atOnce.map(({ data }) => data.find((one) => one.key === key));
    assert.deepEqual([told.filter((one) => one?.isNew).length, new Set(told.map((one) => one?.id)).size], [1, 1], key);
  }
  // Something was made and the server died before it had said so: what stands is found again by what it is called outside.
  const product = (await proposal('product:fan')).made?.id;
  await server.db.ownerTx((sql) => sql.exec`DELETE FROM planner.made AS made WHERE made.key = 'product:fan'`);
  const found = await make('product:fan');
  assert.equal(found.data[0]?.id, product);
  assert.deepEqual(
    (await make('product:nothing')).refused.map((one) => one.code),
    ['proposal.notFound'],
  );
});

test('what was made is known however much a brand has made since', async () => {
  await server.db.ownerTx(async (sql) => {
    const copies = (table: string, ids: string, where: string) =>
      sql.text(`INSERT INTO ${table} SELECT (jsonb_populate_record(one, jsonb_build_object(${ids}))).* FROM ${table} AS one, generate_series(1, 201) AS nth
                 WHERE ${where}`);
    const later = (kind: string) => `('ffffffff-ffff-4fff-8${kind}' || lpad(nth::text, 12, '0'))`;
    await copies('catalog.product', `'product_id', ${later('000-')}, 'external_id', 'copy-' || nth`, `one.external_id LIKE '%.membership'`);
    await copies('membership.design', `'design_id', ${later('001-')}, 'product_id', ${later('000-')}`, 'true');
    await copies(
      'partners.plan',
      `'plan_id', ${later('002-')}, 'external_id', 'copy-' || nth, 'name', 'Copy ' || nth`,
      `one.external_id LIKE '%.commission'`,
    );
  });
  for (const key of ['card:membership', 'commissionPlan:referral']) {
    const { state, made: thing } = await proposal(key);
    assert.deepEqual([state, (await make(key)).data.map((one) => [one.id, one.isNew])], ['draft', [[thing?.id, false]]], key);
  }
  assert.ok((await proposal('card:membership')).exists, 'and the others are seen');
});

test('what goes live, what was written since and what was thrown away is told, and what the brand has already', async () => {
  const { made: entry } = await proposal('product:entry');
  await owner('PATCH', `/products/${entry?.id}`, { isArchived: false });
  assert.equal((await proposal('product:entry')).state, 'live');
  const { made: core } = await proposal('product:core');
  await owner('PATCH', `/products/${core?.id}`, { price: { amount: '1', currency: 'CNY' } });
  assert.equal((await proposal('product:core')).state, 'changed');
  await owner('DELETE', '/ceremony/draft');
  assert.equal((await proposal('ceremony:entry')).state, 'gone');
  assert.equal((await make('ceremony:entry')).data[0]?.isNew, true, 'what was thrown away can be made again');
  const { made: tier } = await proposal('tier:two');
  await owner('PATCH', `/tiers/${tier?.id}`, { isDraft: false });
  assert.equal((await proposal('tier:two')).state, 'live');
  await owner('POST', '/products', {
    externalId: 'own',
    name: 'Own premium',
    ladderRole: 'premium',
    price: { amount: '9', currency: 'CNY' },
  });
  assert.equal((await proposal('product:premium')).exists?.name, 'Own premium');
});

test('a commission plan is linted as it lies there: what breaks a rule of the policy is said before anybody publishes it', async () => {
  const strict = (
    await server.app.localFetch('/api/v1/brands', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ slug: 'strict', name: 'strict', sandbox: true, policy: 'CN' }),
    })
  ).status;
  assert.equal(strict, 201);
  const local = async (method: string, path: string, body?: unknown) =>
    await server.app.localFetch(`/api/v1${path}`, {
      method,
      headers: { 'content-type': 'application/json', 'zihuan-brand': 'strict' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const bold = (await (
    await local('POST', '/planner/designs', { name: 'Bold', template: 'food', document: { params: { c1: 0.5 } } })
  ).json()) as { id: string };
  await local('POST', `/planner/designs/${bold.id}/proposals`, { keys: ['commissionPlan:referral'] });
  const { data } = (await (await local('GET', `/planner/designs/${bold.id}/proposals`)).json()) as { data: Proposal[] };
  const plan = data.find((one) => one.kind === 'commissionPlan');
  assert.equal(plan?.state, 'draft');
  assert.ok(
    plan?.problems.some((one) => one.code === 'P5' && one.detail !== ''),
    JSON.stringify(plan),
  );
});

test('a script that promises an income, a cure or pay per head cannot be live; its words are versions, and a stale one is refused', async () => {
  const script = await owner('POST', '/planner/scripts', {
    stage: 'fan',
    scene: 'direct',
    document: { goal: 'First deal', opener: 'Join and earn up to $500 a day', offer: '7天见效,全网最低价' },
  });
  assert.equal(script.status, 201, script.text);
  const { id, warnings } = script.as<{ id: string; warnings: { pointer: string; isRefused: boolean }[] }>();
  assert.deepEqual(
    warnings.map((one) => [one.pointer, one.isRefused]),
    [
      ['/opener', true],
      ['/offer', true],
      ['/offer', false],
    ],
  );
  const live = await owner('PATCH', `/planner/scripts/${id}`, { state: 'live' });
  assert.deepEqual([live.status, live.body['code']], [409, 'script.claims']);
  const document = { goal: 'First deal', opener: 'What do you cook on weekdays, {friend}?', variables: ['friend'] };
  const second = await owner('PATCH', `/planner/scripts/${id}`, { version: 1, document, state: 'live' });
  assert.deepEqual([second.status, second.body['version'], second.body['state'], second.body['warnings']], [200, 2, 'live', []]);
  assert.equal((await owner('PATCH', `/planner/scripts/${id}`, { version: 1, document })).body['code'], 'script.changed');
  // Everything it ever said is there, with who wrote it; an older version is taken up again as the next, under the same rules.
  interface Versions {
    version: number;
    versions: { version: number; writtenBy: string; writtenAt: string; document: { opener: string } }[];
  }
  const whole = async () => await ask<Versions>(`/planner/scripts/${id}`);
  const { versions } = await whole();
  assert.deepEqual(
    versions.map((one) => [one.version, one.writtenBy, one.document.opener.slice(0, 8)]),
    [
      [2, 'owner', 'What do '],
      [1, 'owner', 'Join and'],
    ],
  );
  const old = { version: 2, document: versions[1]?.document };
  assert.equal((await owner('PATCH', `/planner/scripts/${id}`, old)).body['code'], 'script.claims');
  assert.equal((await owner('PATCH', `/planner/scripts/${id}`, { ...old, state: 'draft' })).body['version'], 3);
  await owner('PATCH', `/planner/scripts/${id}`, { version: 3, document, state: 'live' });
  assert.deepEqual(
    (await whole()).versions.map((one) => [one.version, one.document.opener.slice(0, 8)]),
    [
      [4, 'What do '],
      [3, 'Join and'],
      [2, 'What do '],
      [1, 'Join and'],
    ],
  );
  const staff = await server.call('GET', '/planner/scripts?stage=fan&scene=direct&state=live', { key: brand.keys.staff });
  assert.deepEqual(
    staff.as<{ data: { id: string }[] }>().data.map((one) => one.id),
    [id],
    'who talks to people reads them',
  );
});

interface Side {
  sales: number;
  firstOwn: number;
  repeat: number;
  buyers: number;
  profit: number | null;
}
interface Actuals {
  adoption: {
    name: string;
    from: string;
    months: number;
    scenario: string | null;
    adsOffAfter: number | null;
    params: { a1: number; cpf: number; s: object };
    start: Record<'A' | 'R', Record<string, number>>;
  } | null;
  knownUntil: string | null;
  months: { month: string; state: string; share: number; plan: Side; actual: Side | null }[];
  soFar: { plan: number; actual: number } | null;
  stages: { stage: string; waiting: number; moved: number }[];
  levers: { lever: string; plan: number; now: number; isBelow: boolean; gain: number; cost: number | null }[];
  lever: { lever: string; said: { text: string }; screen: string } | null;
  learnt: { month: string; months: { month: string; sales: number }[] } | null;
  recalibrations: { month: string; levers: unknown[] }[];
  notes: { code: string; text: string }[];
}
const actualsOf = async (query = ''): Promise<Actuals> => await ask<Actuals>(`/planner/designs/${design}/actuals${query}`);

/** Sixty who bought once in March; every tenth came back in April: fewer and smaller orders than the plan of a food brand wants. */
const lived = [
  'order,person,at,amount',
  ...Array.from({ length: 60 }, (_, i) => `a-${i},p-${i},2026-03-0${1 + (i % 9)} 10:00:00,20.00`),
  ...Array.from({ length: 6 }, (_, i) => `b-${i},p-${i * 10},2026-04-05 10:00:00,30.00`),
].join('\r\n');

test('the plan beside what happened: month by month to the cent, months nobody knows of are not nothing, and the lever to work on is named', async () => {
  assert.deepEqual((await actualsOf()).adoption, null, 'nothing is compared before anything is adopted');
  await importOrders(server, brand.keys.owner, lived);
  const early = await owner('POST', `/planner/designs/${design}/adopt`, { from: '1900-01' });
  assert.deepEqual([early.status, early.body['code']], [422, 'adoption.invalid']);
  // A scenario of this very design, with its own numbers, months and end of ads; one of another design is none.
  const dear = { name: 'Dear', params: { a1: 77, s: { M: 0.5 } }, months: 30, adsOffAfter: 6 };
  const scenario = await owner('POST', `/planner/designs/${design}/scenarios`, dear);
  const aside = await owner('POST', '/planner/designs', { name: 'Aside', template: 'food' });
  const stranger = await owner('POST', `/planner/designs/${String(aside.body['id'])}/adopt`, {
    from: '2026-03',
    scenario: scenario.body['id'],
  });
  assert.deepEqual([stranger.status, stranger.body['code']], [404, 'scenario.notFound']);
  const tried = await owner('POST', `/planner/designs/${design}/adopt`, { from: '2026-05', scenario: scenario.body['id'] });
  assert.equal(tried.status, 201, tried.text);
  const { adoption: told } = tried.as<Actuals>();
  assert.deepEqual(
    [told?.scenario, told?.months, told?.adsOffAfter, told?.params.a1, told?.params.s, told?.params.cpf],
    ['Dear', 30, 6, 77, { C1: 0.004, C2: 0.015, M: 0.5, P: 0.3 }, 9],
  );
  // Sixty came in March; of them the plan expects these to be there still when May begins.
  const left = 60 * (1 - 0.12) * (1 - 0.3);
  assert.ok(Math.abs((told?.start.A['C1'] ?? 0) - left) < 1e-9, JSON.stringify(told?.start));
  // A scenario that began with people begins with them, by where they came from.
  const crowd = { name: 'Crowd', start: { A: { F: 40 }, R: { C2: 7, M: 2 } } };
  const { id: crowded } = (await owner('POST', `/planner/designs/${design}/scenarios`, crowd)).as<{ id: string }>();
  const soon = new Date(Date.now() + 40 * 86_400_000).toISOString().slice(0, 7);
  const begun = (await owner('POST', `/planner/designs/${design}/adopt`, { from: soon, scenario: crowded })).as<Actuals>();
  const people = { F: 0, C1: 0, C2: 0, M: 0, P: 0 };
  assert.deepEqual(begun.adoption?.start, { A: { ...people, F: 40 }, R: { ...people, C2: 7, M: 2 } });
  const simulated = await owner('POST', '/planner/simulate', {
    preset: 'food',
    params: begun.adoption.params,
    months: 24,
    start: crowd.start,
  });
  const months = simulated.as<{ months: { sales: { total: number } }[] }>().months.map((one) => one.sales.total);
  assert.deepEqual(
    begun.months.map((one) => one.plan.sales),
    months,
    'what was adopted is what was simulated',
  );
  const adopted = await owner('POST', `/planner/designs/${design}/adopt`, { from: '2026-03' });
  assert.equal(adopted.status, 201, adopted.text);
  assert.deepEqual(adopted.as<Actuals>().adoption?.start, { A: people, R: people }, 'nobody was there before March');
  const seen = await actualsOf();
  assert.deepEqual(
    seen.months
      .slice(0, 3)
      .map(({ month, state, actual }) => [month, state, actual && [actual.firstOwn, actual.repeat, actual.sales, actual.buyers]]),
    [
      ['2026-03', 'whole', [1200, 0, 1200, 60]],
      ['2026-04', 'running', [0, 180, 180, 6]],
      ['2026-05', 'ahead', null],
    ],
  );
  assert.deepEqual([seen.knownUntil, seen.months.length], ['2026-04-05', 24]);
  assert.equal(seen.months[1]?.share, 5 / 30, 'five days of April are known');
  // Days are said as people read them.
  const ends = seen.notes.find((one) => one.code === 'dataEnds')?.text ?? '';
  assert.ok(/Apr 5, 2026|2026年4月5日/.test(ends) && seen.notes.some((one) => one.code === 'noCosts'), ends);
  assert.ok(seen.months.every(({ actual }) => actual === null || actual.profit === null));
  assert.ok(Math.abs((seen.soFar?.plan ?? 0) - ((seen.months[0]?.plan.sales ?? 0) + ((seen.months[1]?.plan.sales ?? 0) * 5) / 30)) < 0.01);
  const comeBack = seen.stages.find((one) => one.stage === 'customer');
  assert.deepEqual([comeBack?.moved, comeBack?.waiting], [6, 60]);
  assert.ok(!seen.levers.some((one) => one.lever === 'h'), 'who did not buy was never recorded');
  assert.ok(seen.lever && seen.levers[0]?.lever === seen.lever.lever && seen.levers[0].isBelow && seen.levers[0].gain > 0);
  assert.match(seen.lever.said.text, /\d/);
  const cheap = seen.levers.filter((one) => one.isBelow).at(-1)?.lever ?? '';
  const ranked = await actualsOf(`?costs=${cheap}:1`);
  assert.equal(ranked.levers[0]?.lever, cheap, 'what returns most for its cost comes first');
  assert.equal((await owner('GET', `/planner/designs/${design}/actuals?costs=nothing:1`)).status, 422);
});

test('what is learned is kept month by month; the plan that was adopted stays what it was', async () => {
  const taken = await owner('POST', `/planner/designs/${design}/recalibrate`, {});
  assert.equal(taken.status, 200, taken.text);
  const [first] = taken.as<Actuals>().recalibrations;
  await importOrders(server, brand.keys.owner, 'order,person,at,amount\nc-1,p-1,2026-04-20 10:00:00,30.00');
  await owner('POST', `/planner/designs/${design}/recalibrate`, {});
  const before = await actualsOf();
  assert.deepEqual([before.knownUntil, before.recalibrations.map((one) => one.month)], ['2026-04-20', ['2026-04']]);
  assert.notDeepEqual(before.recalibrations[0]?.levers, first?.levers, 'the last word of a month stays');
  // What is ahead by what was learnt stands beside the plan, from the month after the last that is known, to the plan's end.
  const ahead = before.months.filter((one) => one.month > '2026-04');
  assert.deepEqual(
    before.learnt?.months.map((one) => one.month),
    ahead.map((one) => one.month),
  );
  assert.ok(before.learnt.months.every((one, i) => Number.isFinite(one.sales) && one.sales !== ahead[i]?.plan.sales));
  const { version } = await ask<{ version: number }>(`/planner/designs/${design}`);
  await owner('PATCH', `/planner/designs/${design}`, { version, document: { params: { a1: 999 } } });
  assert.deepEqual((await actualsOf()).months, before.months, 'what is written later changes nothing about what was promised');
  // A second plan takes its place; there is one at a time.
  await owner('POST', `/planner/designs/${design}/adopt`, { from: '2026-04' });
  const next = await actualsOf();
  assert.deepEqual([next.adoption?.from, next.adoption?.params.a1, next.recalibrations, next.learnt], ['2026-04', 999, [], null]);
});
