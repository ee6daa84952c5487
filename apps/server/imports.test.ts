import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImportPreview, ImportRun, Upload } from '../../rooms/imports/api.ts';
import { testServer, type Call } from './server.fixture.ts';

const server = await testServer();
const { keys } = await server.brand('importer');
const other = await server.brand('somebody-else');

const FILE = '订单号,会员号,付款时间,金额\n1,p,2026-01-01,10\n2,q,2026-01-02,5.5\n3,q,2026-02-30,1\n';

async function upload(text: string, key = keys.operator, name = '订单 导出.csv'): Promise<Upload> {
  const told = await server.call('POST', '/uploads', {
    key,
    raw: new Uint8Array(Buffer.from(text)),
    headers: { 'content-type': 'application/octet-stream', 'zihuan-file-name': encodeURIComponent(name) },
  });
  assert.equal(told.status, 201, told.text);
  return told.as<Upload>();
}

async function post(path: string, body: unknown, call: Call = {}) {
  return await server.call('POST', path, { key: keys.operator, body, ...call });
}

async function ended(id: string): Promise<ImportRun> {
  for (;;) {
    const run = (await server.call('GET', `/imports/${id}`, { key: keys.readonly })).as<ImportRun>();
    if (['done', 'failed', 'stopped'].includes(run.state)) return run;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

test('a file is kept, looked at, taken in, and its refused rows handed back', async () => {
  const kept = await upload(FILE);
  assert.deepEqual([kept.fileName, kept.guesses[0]?.as, kept.earlierRuns], ['订单 导出.csv', 'orders', []]);

  const seen = (await post('/imports/preview', { upload: kept.id, as: 'orders' })).as<ImportPreview>();
  assert.deepEqual(seen.recognition.missing, []);
  assert.equal(seen.rows[0]?.values['amount'], '10.00');
  assert.deepEqual(
    seen.rejects.map((reject) => [reject.row, reject.column]),
    [[4, '付款时间']],
  );

  const started = await post('/imports', { upload: kept.id, as: 'orders' });
  assert.equal(started.status, 201, started.text);
  const run = await ended(started.as<ImportRun>().id);
  assert.deepEqual([run.state, run.result.orders, run.result.people, run.result.sales.amount], ['done', 2, 2, '1550']);

  const list = await server.call('GET', run.result.rejectsFile?.replace('/api/v1', '') ?? '', { key: keys.readonly });
  assert.match(list.headers.get('content-type') ?? '', /^text\/csv/);
  assert.match(list.text, /row,订单号,会员号,付款时间,金额,column,value,reason\r\n4,3,q,2026-02-30,1,付款时间,2026-02-30,/);

  const again = await upload(FILE);
  assert.deepEqual(
    again.earlierRuns.map((earlier) => [earlier.id, earlier.state]),
    [[run.id, 'done']],
  );
  const runs = (await server.call('GET', '/imports', { key: keys.readonly })).as<{ data: ImportRun[] }>();
  assert.deepEqual(
    runs.data.map((one) => one.id),
    [run.id],
  );
});

test('a corrected mapping is remembered for the next file with that header', async () => {
  const odd = 'a,b,c\n1,2026-01-01,7\n';
  const first = await upload(odd);
  const unknown = (await post('/imports/preview', { upload: first.id, as: 'orders' })).as<ImportPreview>();
  assert.deepEqual(unknown.recognition.missing.toSorted(), ['amount', 'at']);
  const map = { order: 1, at: 'b', amount: 3 };
  await ended((await post('/imports', { upload: first.id, as: 'orders', map })).as<ImportRun>().id);
  const second = await upload(`${odd}2,2026-01-02,8\n`);
  const known = (await post('/imports/preview', { upload: second.id, as: 'orders' })).as<ImportPreview>();
  assert.deepEqual([known.recognition.missing, known.recognition.mapping], [[], { order: 1, at: 2, amount: 3 }]);
});

test('a file that is not what it says is refused before a run is made', async () => {
  const { length } = (await server.call('GET', '/imports', { key: keys.readonly })).as<{ data: ImportRun[] }>().data;
  const kept = await upload('nothing,known\n1,2\n');
  const refused = await post('/imports', { upload: kept.id, as: 'orders' });
  assert.deepEqual([refused.status, refused.body['code']], [409, 'import.unrecognised']);
  const picture = await upload('\u0089PNG\r\n', keys.operator, 'a.png');
  assert.notEqual((await post('/imports', { upload: picture.id, as: 'orders' })).status, 201);
  assert.equal((await server.call('GET', '/imports', { key: keys.readonly })).as<{ data: ImportRun[] }>().data.length, length);
});

test('files and runs of another brand are not there', async () => {
  const kept = await upload(FILE);
  const run = (await post('/imports', { upload: kept.id, as: 'orders' })).as<ImportRun>();
  await ended(run.id);
  const call = { key: other.keys.owner };
  for (const told of [
    await server.call('GET', `/imports/${run.id}`, call),
    await server.call('GET', `/imports/${run.id}/rejects.csv`, call),
    await server.call('POST', `/imports/${run.id}/stop`, { ...call, body: {} }),
    await server.call('POST', `/imports/${run.id}/resume`, { ...call, body: {} }),
    await server.call('POST', '/imports', { ...call, body: { upload: kept.id, as: 'orders' } }),
    await server.call('POST', '/imports/preview', { ...call, body: { upload: kept.id, as: 'orders' } }),
  ]) {
    assert.equal(told.status, 404, told.text);
  }
});

test('a finished import neither stops nor goes on', async () => {
  const run = await ended((await post('/imports', { upload: (await upload(FILE)).id, as: 'orders' })).as<ImportRun>().id);
  assert.equal((await post(`/imports/${run.id}/stop`, {})).as<ImportRun>().state, 'done');
  const resumed = await post(`/imports/${run.id}/resume`, {});
  assert.deepEqual([resumed.status, resumed.body['code']], [409, 'run.notResumable']);
});

test('an empty upload is refused and a readonly key uploads nothing', async () => {
  const headers = { 'content-type': 'application/octet-stream', 'zihuan-file-name': 'a.csv' };
  const empty = await server.call('POST', '/uploads', { key: keys.operator, raw: new Uint8Array(), headers });
  assert.equal(empty.body['code'], 'upload.empty');
  const forbidden = await server.call('POST', '/uploads', { key: keys.readonly, raw: new Uint8Array([65]), headers });
  assert.equal(forbidden.status, 403);
});
