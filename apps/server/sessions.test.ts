import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Session, StaffMember } from '../../rooms/identity/api.ts';
import { cookieFrom, testServer, type Told } from './server.fixture.ts';

const server = await testServer();
const { call } = server;
const owner = { name: '林掌柜', email: 'Lin@example.com', password: 'seven blue herons' };
const outside = { address: '203.0.113.9', host: 'zihuan.example.com' };

async function open(): Promise<string> {
  const told = await call('GET', '/session');
  assert.equal(told.body['isOpen'], true);
  return cookieFrom(told);
}

async function signIn(over: { email?: string; password?: string } = {}, from = {}): Promise<Told> {
  const body = { email: owner.email, password: owner.password, ...over };
  return await call('POST', '/session', { body, ...from });
}

let cookie = '';

test('while nobody has a password the console of this machine is open as owner, by a strict cookie', async () => {
  await server.brand('first');
  const told = await call('GET', '/session');
  assert.match(told.headers.getSetCookie()[0] ?? '', /^zihuan_session=[\w-]{43}; Max-Age=1209600; Path=\/; HttpOnly; SameSite=Strict$/);
  assert.equal((await call('GET', '/brand', { cookie: cookieFrom(told), brand: 'first' })).status, 200);
});

test('the open console is closed to other machines, other host names, proxies and pages of other sites', async () => {
  for (const from of [
    outside,
    { address: '127.0.0.1', host: 'rebound.example.com' },
    { address: '203.0.113.9', host: '127.0.0.1:7700' },
    { headers: { 'x-forwarded-for': '203.0.113.9' } },
    { headers: { 'sec-fetch-site': 'cross-site' } },
  ]) {
    const told = await call('GET', '/session', from);
    assert.equal(told.body['signedIn'], false, JSON.stringify(from));
    assert.deepEqual(told.headers.getSetCookie(), []);
  }
  const stolen = await open();
  assert.equal((await call('GET', '/brand', { ...outside, cookie: stolen, brand: 'first' })).status, 401);
});

test('a one-time link is shown to whoever runs the server, not to whoever asks', async () => {
  server.shown.length = 0;
  server.clock.at += 120_000;
  const told = await call('GET', '/session', outside);
  assert.equal(told.body['needsSetup'], true);
  assert.equal(server.shown.length, 1);
  assert.match(server.shown[0] ?? '', /http:\/\/zihuan\.example\.com\/set-up\?token=[\w-]{43}$/);
  assert.doesNotMatch(told.text, /token/);
});

test('who opens the link becomes owner of every brand, and nobody acts without signing in any more', async () => {
  const openCookie = await open();
  const token = /token=([\w-]+)/.exec(server.shown[0] ?? '')?.[1] ?? '';
  const body = { token, ...owner };
  const told = await call('POST', '/session/set-up', { ...outside, body });
  assert.equal(told.status, 201, told.text);
  cookie = cookieFrom(told);
  assert.deepEqual(
    told.as<Session>().brands.map((brand) => [brand.slug, brand.role]),
    [['first', 'owner']],
  );
  assert.equal((await call('GET', '/brand', { cookie: openCookie, brand: 'first' })).status, 401);
  assert.equal((await call('GET', '/session')).body['isOpen'], false);
  assert.equal((await call('POST', '/session/set-up', { ...outside, body })).body['code'], 'setup.linkInvalid');
});

test('an unknown address and a wrong password get the same answer', async () => {
  const wrong = await signIn({ password: 'not it at all' });
  const unknown = await signIn({ email: 'nobody@example.com' });
  assert.equal(wrong.status, 401);
  assert.deepEqual({ ...wrong.body, requestId: '' }, { ...unknown.body, requestId: '' });
});

test('signing in always begins a fresh session, and the one before is worth nothing', async () => {
  const told = await signIn({ email: 'LIN@EXAMPLE.COM '.trim() }, { cookie });
  assert.equal(told.status, 201, told.text);
  const fresh = cookieFrom(told);
  assert.notEqual(fresh, cookie);
  assert.equal((await call('GET', '/brand', { cookie })).status, 401);
  cookie = fresh;
  assert.equal((await call('GET', '/brand', { cookie })).status, 200);
});

test('a cookie somebody planted before signing in is not taken over', async () => {
  const planted = 'zihuan_session=planted-planted-planted-planted-planted-plan';
  const told = await signIn({}, { cookie: planted });
  assert.notEqual(cookieFrom(told), planted);
  assert.equal((await call('GET', '/brand', { cookie: planted })).status, 401);
});

test('a write that leans on the cookie must come from our own pages', async () => {
  const body = { name: 'Renamed' };
  for (const headers of [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example.com' },
    { origin: 'null' },
  ]) {
    const told = await call('PATCH', '/brand', { cookie, body, headers });
    assert.equal(told.status, 403, JSON.stringify(headers));
    assert.equal(told.body['code'], 'request.crossSite');
  }
  const own = { 'sec-fetch-site': 'same-origin', origin: 'http://127.0.0.1:7700' };
  assert.equal((await call('PATCH', '/brand', { cookie, body, headers: own })).status, 200);
});

test('after ten tries a minute the next one waits', async () => {
  server.clock.at += 60_000;
  const from = { address: '198.51.100.7' };
  const answers = [];
  for (let i = 0; i < 11; i++) answers.push(await signIn({ email: `guess${i}@example.com` }, from));
  assert.deepEqual(
    answers.map((told) => told.status),
    [...Array.from({ length: 10 }, () => 401), 429],
  );
  assert.match(answers[10]?.headers.get('retry-after') ?? '', /^[1-9]$/);
  server.clock.at += 60_000;
  assert.equal((await signIn({ email: 'guess@example.com' }, from)).status, 401);
});

test('signing out everywhere ends every session of the account', async () => {
  server.clock.at += 60_000;
  const here = cookieFrom(await signIn());
  const there = cookieFrom(await signIn());
  await call('DELETE', '/session', { cookie: here });
  assert.equal((await call('GET', '/brand', { cookie: here })).status, 401);
  assert.equal((await call('GET', '/brand', { cookie: there })).status, 200);
  const told = await call('DELETE', '/session?everywhere=true', { cookie: there });
  assert.match(told.headers.getSetCookie()[0] ?? '', /Max-Age=0/);
  for (const old of [cookie, there]) assert.equal((await call('GET', '/brand', { cookie: old })).status, 401);
});

test('a session ends 24 hours after its last use, and after 14 days however much it is used', async () => {
  server.clock.at += 60_000;
  cookie = cookieFrom(await signIn());
  const hour = 3_600_000;
  const start = server.clock.at;
  for (let at = start + 20 * hour; at < start + 14 * 24 * hour; at += 20 * hour) {
    server.clock.at = at;
    assert.equal((await call('GET', '/brand', { cookie })).status, 200);
  }
  server.clock.at = start + 14 * 24 * hour + 1;
  assert.equal((await call('GET', '/brand', { cookie })).status, 401);
  cookie = cookieFrom(await signIn());
  server.clock.at += 24 * hour + 1;
  assert.equal((await call('GET', '/brand', { cookie })).status, 401);
});

test('a new password needs the current one and ends the other sessions', async () => {
  cookie = cookieFrom(await signIn());
  const other = cookieFrom(await signIn());
  const password = 'nine green herons';
  const refused = await call('PATCH', '/session/password', { cookie, body: { current: 'guess', password } });
  assert.equal(refused.body['code'], 'password.currentWrong');
  const told = await call('PATCH', '/session/password', {
    cookie,
    body: { current: owner.password, password },
  });
  assert.equal(told.status, 200, told.text);
  for (const old of [cookie, other]) assert.equal((await call('GET', '/brand', { cookie: old })).status, 401);
  cookie = cookieFrom(told);
  owner.password = password;
  assert.equal((await call('GET', '/brand', { cookie })).status, 200);
});

test('somebody invited opens the link once, and a changed role counts from the next request on', async () => {
  server.clock.at += 60_000;
  const invited = await call('POST', '/staff', {
    cookie,
    body: { name: '小美', email: 'mei@example.com', role: 'operator' },
  });
  assert.equal(invited.status, 201, invited.text);
  assert.equal(invited.body['hasSignedUp'], false);
  const token = new URL(invited.as<{ inviteUrl: string }>().inviteUrl).searchParams.get('token');
  const body = { token, name: '小美', email: 'other@example.com', password: 'four white geese' };
  assert.equal((await call('POST', '/session/set-up', { body })).body['code'], 'setup.emailDiffers');
  const joined = await call('POST', '/session/set-up', { body: { ...body, email: 'mei@example.com' } });
  assert.equal(joined.status, 201, joined.text);
  const hers = cookieFrom(joined);
  assert.equal((await call('PATCH', '/brand', { cookie: hers, body: { name: 'Hers' } })).status, 200);
  const path = `/staff/${invited.body['id']}`;
  assert.equal((await call('PATCH', path, { cookie, body: { role: 'readonly' } })).status, 200);
  assert.equal((await call('PATCH', '/brand', { cookie: hers, body: { name: 'Hers' } })).status, 403);
  assert.equal((await call('DELETE', path, { cookie })).status, 204);
  assert.equal((await call('GET', '/brand', { cookie: hers, brand: 'first' })).status, 404);
});

test('the last owner who can sign in stays', async () => {
  const staff = await call('GET', '/staff', { cookie });
  const self = staff.as<{ data: StaffMember[] }>().data.find((member) => member.isYou);
  await call('POST', '/staff', {
    cookie,
    body: { name: 'Not yet', email: 'later@example.com', role: 'owner' },
  });
  const demoted = await call('PATCH', `/staff/${self?.id}`, { cookie, body: { role: 'staff' } });
  assert.equal(demoted.body['code'], 'staff.lastOwner');
  assert.equal((await call('DELETE', `/staff/${self?.id}`, { cookie })).body['code'], 'staff.lastOwner');
});

test('a brand one has no part in reads like one that does not exist', async () => {
  await call('POST', '/staff', {
    cookie,
    body: { name: 'Guest', email: 'guest@example.com', role: 'staff' },
  });
  await server.app.localFetch('/api/v1/brands', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ slug: 'second', name: 'Second' }),
  });
  assert.equal((await call('GET', '/brand', { cookie })).body['code'], 'brand.notChosen', 'the host owns new brands of this machine');
  const unknown = await call('GET', '/brand', { cookie, brand: 'no-such-brand' });
  assert.equal(unknown.status, 404);
});
