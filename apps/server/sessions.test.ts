import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cookieFrom, testServer } from './server.fixture.ts';

const server = testServer();

test('on this machine the console is open as owner while nobody has a password', async () => {
  await server.brand('open-brand');
  const told = await server.call('GET', '/session');
  assert.equal(told.status, 200);
  assert.equal(told.body['isOpen'], true);
  const cookie = cookieFrom(told);
  const [attributes] = told.headers.getSetCookie();
  assert.match(attributes ?? '', /HttpOnly; SameSite=Strict/);
  const brand = await server.call('GET', '/brand', { cookie, brand: 'open-brand' });
  assert.equal(brand.status, 200);
});
