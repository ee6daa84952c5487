import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ApiProblem, createClient, eachOf, endpoints as ofStaff, type ClientOptions } from '../../sdk/index.ts';
import { shopEndpoints } from '../../sdk/shop.ts';
import { testServer } from '../server/server.fixture.ts';
import { zihuanInTurn } from './zihuan.fixture.ts';

const server = await testServer();
const { keys } = await server.brand('sdk');
const endpoints = { ...ofStaff, shop: shopEndpoints };

function client(over: ClientOptions = {}): ReturnType<typeof createClient> {
  const direct: typeof fetch = async (input, init) => await server.app.fetch(new Request(input, init), { address: '127.0.0.1' });
  return createClient({
    baseUrl: 'http://127.0.0.1:7700',
    key: keys.owner,
    fetch: direct,
    language: 'en',
    ...over,
  });
}

test('every route of the server has one method, and every method a route', () => {
  const methods = Object.entries(endpoints).flatMap(([group, list]) =>
    Object.entries(list).map(([name, one]) => ({
      name: `${group}.${name}`,
      address: `${one.method} ${one.path}`,
    })),
  );
  const routes = server.app.routes.map((route) => `${route.method.toUpperCase()} ${route.path}`);
  assert.deepEqual(methods.map((one) => one.address).toSorted(), routes.toSorted());
});

test('a method is called by the id its route has', () => {
  for (const route of server.app.routes) {
    const [group = '', name = ''] = route.id.split('.');
    const list: Record<string, { path: string }> | undefined = endpoints[group as keyof typeof endpoints];
    assert.equal(list?.[name]?.path, route.path, route.id);
  }
});

test('what is made comes back typed, by id and by external id', async () => {
  const api = client();
  const made = await api.people.create({ externalId: 'a/b c', name: 'Ada', source: { kind: 'owned' } });
  assert.deepEqual(await api.people.get(made.id), made);
  assert.deepEqual(await api.people.get('ext:a/b c'), made);
  const renamed = await api.people.update(made.id, { name: 'Ada L.' });
  assert.equal(renamed.name, 'Ada L.');
});

test('a refusal is thrown with its problem document in the caller’s language', async () => {
  await assert.rejects(client().people.get('per_nobody'), (error) => {
    assert.ok(error instanceof ApiProblem);
    assert.deepEqual([error.status, error.code, error.problem.title], [404, 'person.notFound', 'No such person']);
    return true;
  });
  await assert.rejects(client({ language: () => 'zh-CN' }).people.get('per_nobody'), {
    message: '没有这个人，或编号不对。',
  });
});

test('all rows of a list come one after another, whatever the size of its pages', async () => {
  const api = client();
  for (const role of ['staff', 'operator', 'readonly'] as const) await api.keys.create({ role, name: 'paged' });
  const names: string[] = [];
  for await (const key of eachOf(api.keys.list, { limit: 2 })) names.push(key.name);
  assert.equal(names.length, 7);
});

test('an answer lost on the way is asked for again and the effect stays one', async () => {
  let losses = 1;
  const lossy: typeof fetch = async (input, init) => {
    const response = await server.app.fetch(new Request(input, init), { address: '127.0.0.1' });
    return losses-- > 0 ? new Response('{}', { status: 503, headers: { 'retry-after': '0' } }) : response;
  };
  const made = await client({ fetch: lossy }).people.create({ name: 'Once' });
  const { next, ...page } = await client().audit.list({ limit: 1 });
  assert.ok(page.data.length === 1 && next !== null);
  const rows = await server.db.ownerTx(
    async (sql) => await sql.text<{ person_id: string }>(`SELECT person_id FROM relations.person WHERE name = 'Once'`),
  );
  assert.equal(rows.length, 1);
  assert.match(made.id, /^per_/);
});

test('a server that is not Zihuan is still told apart from success', async () => {
  const proxy: typeof fetch = async () => new Response('<h1>Bad gateway</h1>', { status: 502, statusText: 'Bad Gateway' });
  await assert.rejects(client({ fetch: proxy }).brand.get(), { code: 'http.failed', status: 502 });
});

test('a file goes up as a stream and keeps its name', async () => {
  const bytes = new TextEncoder().encode('person,referrer\nb,a\n');
  const stream = new Blob([bytes]).stream();
  const upload = await client().uploads.create(stream, { fileName: '推荐 关系.csv' });
  assert.deepEqual([upload.fileName, upload.sizeBytes], ['推荐 关系.csv', bytes.byteLength]);
});

test('zihuan plan says what POST /planner/… answers, to the digit, and refuses what that refuses, by name', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'zihuan-plan-'));
  const file = join(folder, 'card.json');
  const card = { price: 99, days: 30, costPerVisit: 5, addOn: { share: 0.35, amount: 12, margin: 0.6 }, before: { visits: 4, margin: 10 } };
  writeFileSync(file, JSON.stringify({ ...card, price: 1 }));
  const asks: [string, string, object][] = [
    ['simulate', '--preset food --months 24 --ads-off-after 6', { preset: 'food', months: 24, adsOffAfter: 6 }],
    ['sensitivity', '--preset milk-tea --set h=0.1 --set s.M=0.05', { preset: 'milk-tea', params: { h: 0.1, s: { M: 0.05 } } }],
    [
      'branching',
      '--seeds 100 --k 1.2 --cycle-days 7 --horizon-days 60 --addressable 5000 --dispersion 0.2',
      { seeds: 100, k: 1.2, cycleDays: 7, horizonDays: 60, addressable: 5000, dispersion: 0.2 },
    ],
    ['month-card', `--body ${file} --price 99`, card],
    ['reward', '--incremental-share 0.25 --lifetime-margin=-3 --reward 20', { incrementalShare: 0.25, lifetimeMargin: -3, reward: 20 }],
    ['diagnose', '--answer A1=4 --answer I1=3 --set m=0', { answers: { A1: 4, I1: 3 }, params: { m: 0 } }],
  ];
  const refused: [string, number, RegExp][] = [
    ['simulate --set h=1.5 --set __proto__=1', 1, /\/params\/h[\s\S]*\/params\/__proto__[\s\S]*|\/params\/__proto__[\s\S]*\/params\/h/],
    ['branching --seeds 100 --k 1 --cycle-days 7 --horizon-days 60 --addressable 99', 1, /\/addressable/],
    ['simulate --months many', 2, /--months is a number, not "many"/],
    [`simulate --body ${file}.gone`, 1, /no such file/],
    ['foretell', 2, /what is asked is one of simulate/],
  ];
  const ended = await zihuanInTurn([
    ...asks.map(([what, args]) => ['plan', what, ...args.split(' '), '--json']),
    ...refused.map(([args]) => ['plan', ...args.split(' ')]),
  ]);
  for (const [nth, [what, , body]] of asks.entries()) {
    const answer = await server.call('POST', `/planner/${what}?lang=en`, { key: keys.owner, body });
    const { code, err, out } = ended[nth] ?? assert.fail();
    assert.deepEqual([code, err, answer.status], [0, '', 200], what);
    assert.deepEqual(JSON.parse(out), answer.body, what);
  }
  for (const [nth, [args, wanted, why]] of refused.entries()) {
    const { code, err, out } = ended[asks.length + nth] ?? assert.fail();
    assert.deepEqual([code, out], [wanted, ''], args);
    assert.match(err, why);
  }
  rmSync(folder, { recursive: true });
});
