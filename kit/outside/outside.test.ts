import assert from 'node:assert/strict';
import type { lookup } from 'node:dns';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { askOutside, isAskable, isPublicAddress, openLookup, OutsideError } from './index.ts';

async function listen(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  after(() => server.closeAllConnections());
  after(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const isClosed = (error: unknown): boolean => error instanceof OutsideError && error.kind === 'closed';

const CLOSED = [
  '127.0.0.1',
  '127.9.9.9',
  '0.0.0.0',
  '10.0.0.1',
  '100.64.0.1',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:169.254.169.254',
  '::ffff:8.8.8.8',
  '::127.0.0.1',
  '64:ff9b::7f00:1',
  'fe80::1',
  'fe80::1%eth0',
  'fc00::1',
  'fd12:3456::1',
  'ff02::1',
  '2001::1',
  '2001:db8::1',
  '2002:7f00:1::',
];

test('addresses of machines inside are closed, however they are written', () => {
  for (const address of CLOSED) assert.equal(isPublicAddress(address), false, address);
  for (const address of ['8.8.8.8', '172.32.0.1', '100.128.0.1', '223.5.5.5', '2606:4700::1111', '2400:3200::1']) {
    assert.equal(isPublicAddress(address), true, address);
  }
});

test('an address is refused by its text when it leads inside, is no https, or holds a password', () => {
  const refused = [
    'http://example.com/x',
    'ftp://example.com/',
    'file:///etc/passwd',
    'https://user:secret@example.com/',
    'https://localhost/',
    'https://intranet/',
    'https://127.0.0.1/',
    'https://127.1/',
    'https://2130706433/',
    'https://0x7f.0.0.1/',
    'https://0177.0.0.1/',
    'https://[::1]/',
    'https://[::ffff:7f00:1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://169.254.169.254/latest/meta-data/',
    'https://①②⑦.⓪.⓪.①/',
  ];
  for (const text of refused) assert.equal(isAskable(new URL(text), false), false, text);
  for (const text of ['https://example.com/', 'https://example.com:8443/x?y', 'https://8.8.8.8/']) {
    assert.equal(isAskable(new URL(text), false), true, text);
  }
});

test('only loopback opens to a sandbox beside the server, not the rest of the network inside', () => {
  for (const text of ['http://127.0.0.1:8080/', 'http://localhost:8080/', 'http://[::1]:8080/', 'https://example.com/']) {
    assert.equal(isAskable(new URL(text), true), true, text);
  }
  for (const text of ['http://10.0.0.1/', 'https://192.168.1.1/', 'http://[::ffff:127.0.0.1]/', 'http://example.com/']) {
    assert.equal(isAskable(new URL(text), true), false, text);
  }
});

/** A resolver that answers what it is told. */
function resolving(...addresses: string[]): typeof lookup {
  const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  const resolver = (_name: string, _options: object, tell: (error: null, found: object) => void): void => tell(null, found);
  // Of the many forms of the real one only this is ever called here, which no type can say.
  return resolver as unknown as typeof lookup;
}

async function lookedUp(resolver: typeof lookup, mayReachLoopback = false): Promise<unknown> {
  return await new Promise((resolve) =>
    openLookup(mayReachLoopback, resolver)('name.example', { all: true }, (error, found) => resolve(error ?? found)),
  );
}

test('a name is judged by every address it leads to at the moment of connecting', async () => {
  for (const address of CLOSED) assert.ok(isClosed(await lookedUp(resolving(address))), address);
  assert.ok(isClosed(await lookedUp(resolving('8.8.8.8', '127.0.0.1'))), 'one inside closes the name');
  assert.deepEqual(await lookedUp(resolving('8.8.8.8')), [{ address: '8.8.8.8', family: 4 }]);
  assert.deepEqual(await lookedUp(resolving('127.0.0.1'), true), [{ address: '127.0.0.1', family: 4 }]);
  assert.ok(isClosed(await lookedUp(resolving('10.0.0.1'), true)));
});

test('nothing inside is reached unless it is allowed', async () => {
  let calls = 0;
  const url = await listen((_, response) => {
    calls += 1;
    response.end('in');
  });
  await assert.rejects(askOutside(url, { method: 'GET' }), isClosed);
  assert.equal(calls, 0);
  assert.equal((await askOutside(url, { method: 'GET', mayReachLoopback: true })).text, 'in');
});

test('a redirect is an answer, not a way on', async () => {
  let reached = 0;
  const inside = await listen((_, response) => {
    reached += 1;
    response.end();
  });
  const url = await listen((_, response) => void response.writeHead(302, { location: inside }).end());
  const answer = await askOutside(url, { method: 'POST', body: '{}', mayReachLoopback: true });
  assert.deepEqual([answer.status, reached], [302, 0]);
});

test('whoever is silent, gone or endless is given up', async () => {
  const silent = await listen(() => undefined);
  await assert.rejects(askOutside(silent, { method: 'GET', timeoutMs: 30, mayReachLoopback: true }), { kind: 'timeout' });
  const endless = await listen((_, response) => void response.end('x'.repeat(1_100_000)));
  await assert.rejects(askOutside(endless, { method: 'GET', mayReachLoopback: true }), { kind: 'tooLarge' });
  await assert.rejects(askOutside('http://127.0.0.1:1/', { method: 'GET', mayReachLoopback: true }), { kind: 'unreachable' });
});
