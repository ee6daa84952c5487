import assert from 'node:assert/strict';
import { test } from 'node:test';
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
