import assert from 'node:assert/strict';
import { test } from 'node:test';
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

const made = await owner('POST', '/planner/designs', { name: 'Food', template: 'food' });
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
  assert.equal((await ask<{ data: { state: string }[] }>('/planner/scripts')).data[0]?.state, 'draft');
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
  const staff = await server.call('GET', '/planner/scripts?stage=fan&scene=direct&state=live', { key: brand.keys.staff });
  assert.deepEqual(
    staff.as<{ data: { id: string }[] }>().data.map((one) => one.id),
    [id],
    'who talks to people reads them',
  );
});
