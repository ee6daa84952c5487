import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { emit } from '../events/index.ts';
import { parseId } from '../ids/index.ts';
import { keepSecretsIn } from '../secrets/index.ts';
import { makeTestTenant, openTestDb, type TestDb, type TestTenant } from '../testing/index.ts';
import {
  createEndpoint,
  isSignedBy,
  listDeliveries,
  listEndpoints,
  openRelay,
  PAUSES_SECONDS,
  removeEndpoint,
  replayDelivery,
  sweepMessages,
  wants,
  type Relay,
} from './index.ts';

let t: TestDb;
let folder: string;
before(async () => {
  t = await openTestDb();
  folder = await mkdtemp(join(tmpdir(), 'zihuan-relay-'));
  keepSecretsIn(folder);
});
after(async () => {
  await t.close();
  await rm(folder, { recursive: true, force: true });
});

interface Message {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A program that is told things: keeps what it got and answers as it is told to. */
async function listener(answer: (message: Message, nth: number) => number | 'hang' | 'cut') {
  const got: Message[] = [];
  let arrived: () => void = () => undefined;
  const first = new Promise<void>((resolve) => (arrived = resolve));
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (part: string) => (body += part));
    request.on('end', () => {
      const message = { headers: request.headers, body };
      got.push(message);
      arrived();
      const how = answer(message, got.length);
      if (how === 'cut') request.socket.destroy();
      else if (how !== 'hang') response.writeHead(how).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  after(close);
  return { got, first, close, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events` };
}

const START = new Date('2026-01-15T04:00:00Z').getTime();

/** A relay with a clock of its own. */
function relayAt(clock: { at: number }): Relay {
  return openRelay(t.db, { mayReachLoopback: true, now: () => new Date(clock.at) });
}

const all = { limit: 200 };
const near = { mayReachLoopback: true };

async function endpoint(brand: TestTenant, url: string, kinds: string[] = []) {
  return await brand.write(async (ctx) => await createEndpoint(ctx, { url, description: '', kinds }, near));
}

async function tell(brand: TestTenant, kind: string, payload: object = {}): Promise<void> {
  await brand.write(async (ctx) => await emit(ctx, { kind, version: 1, payload }));
}

async function deliveries(brand: TestTenant) {
  return (await brand.read(async (ctx) => await listDeliveries(ctx, all))).data;
}

test('an event reaches every endpoint that asked for it, signed with that endpoint’s own secret', async () => {
  const brand = await makeTestTenant(t.db);
  const [a, b] = [await listener(() => 200), await listener(() => 204)];
  const forA = await endpoint(brand, a.url);
  await endpoint(brand, b.url, ['referral.*']);
  await tell(brand, 'order.paid', { order: 'ord_1' });
  await tell(brand, 'referral.bound');
  await relayAt({ at: START }).drain();
  const typeOf = ({ body }: { body: string }): string => (JSON.parse(body) as { type: string }).type;
  // Messages of one endpoint are on their way side by side: their order is nobody's promise.
  assert.deepEqual(a.got.map(typeOf).toSorted(), ['order.paid', 'referral.bound']);
  assert.equal(b.got.length, 1);
  const first = a.got.find((one) => typeOf(one) === 'order.paid');
  assert.ok(first);
  assert.deepEqual(JSON.parse(first.body), {
    type: 'order.paid',
    version: 1,
    timestamp: '2026-01-15T04:00:00.000Z',
    data: { order: 'ord_1' },
  });
  const id = String(first.headers['webhook-id']);
  assert.ok(parseId('event', id));
  const signed = { id, timestamp: Number(first.headers['webhook-timestamp']), body: first.body };
  assert.ok(isSignedBy(forA.secret, signed, String(first.headers['webhook-signature'])));
  assert.deepEqual(
    (await deliveries(brand)).map((one) => one.state),
    ['delivered', 'delivered', 'delivered'],
  );
});

test('nothing is told of a change that was rolled back, nor of what was before the endpoint', async () => {
  const brand = await makeTestTenant(t.db);
  await tell(brand, 'order.paid');
  const { got, url } = await listener(() => 200);
  await endpoint(brand, url);
  await assert.rejects(
    brand.write(async (ctx) => {
      await emit(ctx, { kind: 'order.paid', version: 1, payload: {} });
      throw new Error('no');
    }),
  );
  await relayAt({ at: START }).drain();
  assert.equal(got.length, 0);
});

test('a message that is refused is tried eight times over more than a day and then parked; the others flow past it', async () => {
  const brand = await makeTestTenant(t.db);
  const { got, url } = await listener(({ body }) => (body.includes('poison') ? 500 : 200));
  await endpoint(brand, url);
  await tell(brand, 'order.paid', { what: 'poison' });
  for (let i = 0; i < 40; i++) await tell(brand, 'order.paid', { what: `good ${i}` });
  const clock = { at: START };
  const relay = relayAt(clock);
  await relay.drain();
  assert.equal(got.length, 41, 'all others went out in the first round');
  for (const seconds of PAUSES_SECONDS) {
    const before: number = got.length;
    clock.at += seconds * 1000 - 1;
    await relay.drain();
    assert.equal(got.length, before, 'not before its time');
    clock.at += 1;
    await relay.drain();
    assert.equal(got.length, before + 1);
  }
  assert.ok(clock.at - START >= 24 * 3_600_000);
  const poison = (await deliveries(brand)).find((one) => one.state === 'parked');
  assert.deepEqual([poison?.tries, poison?.status, poison?.nextAt], [8, 500, null]);
  clock.at += 7 * 86_400_000;
  await relay.drain();
  assert.equal(got.length, 48, 'parked is parked');
  const ids = got.filter(({ body }) => body.includes('poison')).map(({ headers }) => headers['webhook-id']);
  assert.equal(new Set(ids).size, 1, 'every try has the same id, by which the receiver knows it again');
});

test('an endpoint that hangs or cuts the line holds up no other endpoint and no other brand', async () => {
  const [one, other] = [await makeTestTenant(t.db), await makeTestTenant(t.db)];
  const hanging = await listener(() => 'hang');
  const [beside, elsewhere] = [await listener(() => 200), await listener(() => 200)];
  await endpoint(one, hanging.url);
  await endpoint(one, beside.url);
  await endpoint(other, elsewhere.url);
  await tell(one, 'order.paid');
  await tell(other, 'order.paid');
  const relay = relayAt({ at: START });
  const drained = relay.drain();
  await Promise.all([hanging.first, beside.first, elsewhere.first]);
  // Cut now, so that nobody waits for the end of its time.
  hanging.close();
  await drained;
  const states = Object.fromEntries((await deliveries(one)).map((each) => [each.state, each.fault]));
  assert.deepEqual(Object.keys(states).toSorted(), ['delivered', 'waiting']);
  assert.match(states['waiting'] ?? '', /unreachable/);
});

test('a relay killed while it sends leaves the message due again under the same id', async () => {
  const brand = await makeTestTenant(t.db);
  const { got, url } = await listener(() => 200);
  await endpoint(brand, url);
  await tell(brand, 'order.paid');
  // The receiver gets it, but what became of it is never written down: every write after the claim is lost.
  let writes = 0;
  const dying: typeof t.db = {
    ...t.db,
    tenantTx: async (tenantId, work) => {
      if (tenantId === brand.tenant.id && ++writes > 2) throw new Error('killed');
      return await t.db.tenantTx(tenantId, work);
    },
  };
  const clock = { at: START };
  await openRelay(dying, { mayReachLoopback: true, now: () => new Date(clock.at) }).drain();
  const relay = relayAt(clock);
  await relay.drain();
  assert.equal(got.length, 1, 'leased: nobody else sends it meanwhile');
  clock.at += 60_000;
  await relay.drain();
  assert.equal(got.length, 2);
  assert.equal(got[0]?.headers['webhook-id'], got[1]?.headers['webhook-id']);
  assert.equal(got[0]?.body, got[1]?.body);
  assert.deepEqual(
    (await deliveries(brand)).map((one) => [one.state, one.tries]),
    [['delivered', 2]],
  );
});

test('two relays at once send every message once', async () => {
  const brand = await makeTestTenant(t.db);
  const { got, url } = await listener(() => 200);
  await endpoint(brand, url);
  for (let i = 0; i < 60; i++) await tell(brand, 'order.paid', { i });
  const clock = { at: START };
  await Promise.all([relayAt(clock).drain(), relayAt(clock).drain(), relayAt(clock).drain()]);
  await relayAt(clock).drain();
  assert.equal(got.length, 60);
  assert.equal(new Set(got.map(({ headers }) => headers['webhook-id'])).size, 60);
});

test('a parked message is sent again when asked for, with a fresh round of tries', async () => {
  const brand = await makeTestTenant(t.db);
  let isUp = false;
  const { got, url } = await listener(() => (isUp ? 200 : 'cut'));
  await endpoint(brand, url);
  await tell(brand, 'order.paid');
  const clock = { at: START };
  const relay = relayAt(clock);
  await relay.drain();
  for (const seconds of PAUSES_SECONDS) {
    clock.at += seconds * 1000;
    await relay.drain();
  }
  const [parked] = await deliveries(brand);
  assert.equal(parked?.state, 'parked');
  const failing = await brand.read(async (ctx) => (await listEndpoints(ctx, all)).data[0]);
  assert.deepEqual([failing?.failingSince, failing?.parked], [new Date(START).toISOString(), 1]);
  isUp = true;
  await brand.write(async (ctx) => await replayDelivery(ctx, parked.id), new Date(clock.at));
  clock.at = Date.now() + 1000;
  await relay.drain();
  assert.equal(got.length, 9);
  assert.deepEqual(
    (await deliveries(brand)).map((one) => one.state),
    ['delivered'],
  );
  assert.equal((await brand.read(async (ctx) => (await listEndpoints(ctx, all)).data[0]))?.failingSince, null);
});

test('what waits for an endpoint that is removed is dropped, and cannot be replayed', async () => {
  const brand = await makeTestTenant(t.db);
  const { got, url } = await listener(() => 500);
  await endpoint(brand, url);
  await tell(brand, 'order.paid');
  const clock = { at: START };
  await relayAt(clock).drain();
  const id = (await brand.read(async (ctx) => (await listEndpoints(ctx, all)).data[0]?.id)) ?? '';
  await brand.write(async (ctx) => await removeEndpoint(ctx, id));
  clock.at += 86_400_000;
  await relayAt(clock).drain();
  assert.equal(got.length, 1);
  const [dropped] = await deliveries(brand);
  assert.equal(dropped?.state, 'dropped');
  await assert.rejects(
    brand.write(async (ctx) => await replayDelivery(ctx, dropped.id)),
    { code: 'webhookDelivery.endpointGone' },
  );
});

test('a live brand names no program beside the server, and a relay on an open host reaches none', async () => {
  const live = await makeTestTenant(t.db, { isSandbox: false, policy: 'CN' });
  const { got, url } = await listener(() => 200);
  for (const bad of [url, 'http://example.com/', 'https://169.254.169.254/', 'https://[::ffff:10.0.0.1]/', 'https://localhost/']) {
    await assert.rejects(endpoint(live, bad), { code: 'webhookUrl.invalid' }, bad);
  }
  const brand = await makeTestTenant(t.db);
  await endpoint(brand, url);
  await tell(brand, 'order.paid');
  await openRelay(t.db, { mayReachLoopback: false, now: () => new Date(START) }).drain();
  assert.equal(got.length, 0);
  assert.match((await deliveries(brand))[0]?.fault ?? '', /closed/);
});

test('the secret of an endpoint is nowhere in the clear', async () => {
  const brand = await makeTestTenant(t.db);
  const { secret } = await endpoint(brand, 'https://example.com/events');
  const rows = await t.db.ownerTx(
    async (sql) => await sql.text<{ row: string }>(`SELECT endpoint::text AS row FROM kit.webhook_endpoint AS endpoint`),
  );
  assert.ok(rows.length > 0 && rows.every(({ row }) => !row.includes(secret) && !row.includes('whsec_')));
});

test('after thirty days messages and events are forgotten', async () => {
  const brand = await makeTestTenant(t.db);
  const { url } = await listener(() => 200);
  await endpoint(brand, url);
  await tell(brand, 'order.paid');
  await relayAt({ at: Date.now() }).drain();
  const left = async (days: number): Promise<number> => {
    await t.db.tenantTx(brand.tenant.id, (sql) => sweepMessages(sql, brand.tenant.id, new Date(Date.now() + days * 86_400_000)));
    return (await deliveries(brand)).length;
  };
  assert.deepEqual([await left(29), await left(31)], [1, 0]);
});

test('kinds are asked for by name or by group', () => {
  assert.ok(wants([], 'order.paid'));
  assert.ok(wants(['order.paid'], 'order.paid'));
  assert.ok(wants(['order.*'], 'order.paid'));
  assert.equal(wants(['order.*'], 'orders.imported'), false);
  assert.equal(wants(['order.paid'], 'order.shipped'), false);
});
