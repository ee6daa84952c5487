import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { pauseWork } from './imports.ts';
import type { Role } from '../../kit/ctx.ts';
import type { Db } from '../../kit/db/index.ts';
import { openTestDb } from '../../kit/testing/index.ts';
import { createApp, type App, type AppOptions } from './app.ts';

/** A reply, read. */
export interface Told {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
  /** The body as the caller knows it to be; the server checks replies against their shapes in tests. */
  as<T>(): T;
  readonly text: string;
}

export interface Call {
  key?: string;
  cookie?: string;
  brand?: string;
  body?: unknown;
  raw?: string | Uint8Array<ArrayBuffer>;
  headers?: Record<string, string>;
  /** Network address of the caller; loopback unless given. */
  address?: string;
  /** The path stands below `/`, not below `/api/v1`. */
  isSite?: boolean;
  /** Host header; loopback unless given. */
  host?: string;
}

/** The whole server on a database of its own, told requests without a network between. */
export interface TestServer {
  readonly db: Db;
  readonly app: App;
  /** Folder of the server, for a second one beside it. */
  readonly dataDir: string;
  /** Lines shown to whoever runs the server. */
  readonly shown: string[];
  /** The machine's clock; tests move it. */
  readonly clock: { at: number };
  call(method: string, path: string, call?: Call): Promise<Told>;
  /** A sandbox brand and a key of every role. */
  brand(slug: string): Promise<{ slug: string; keys: Record<Role, string> }>;
  /** Somebody signed in in the shop of a sandbox brand, by telephone. */
  shopper(slug: string, phone?: string, touch?: string): Promise<Shopper>;
}

export interface Shopper {
  readonly cookie: string;
  readonly id: string;
  readonly isNew: boolean;
  /** Asks the shop of their brand: `path` stands below `/shop/<slug>`. */
  call(method: string, path: string, call?: Call): Promise<Told>;
}

/** Opens a server for the tests of a file and closes it after them. @param how `ask`: answers for machines outside */
export async function testServer(how: Pick<AppOptions, 'ask'> = {}): Promise<TestServer> {
  const opened = await openTestDb();
  const dataDir = await mkdtemp(join(tmpdir(), 'zihuan-test-'));
  after(async () => {
    await pauseWork();
    await opened.close();
    await rm(dataDir, { recursive: true, force: true });
  });
  const shown: string[] = [];
  const clock = { at: Date.now() };
  const { db } = opened;
  const now = (): Date => new Date(clock.at);
  const app = createApp({ ...how, db, dataDir, isCheckingReplies: true, now, tell: (line) => void shown.push(line) });
  const call: TestServer['call'] = async (method, path, how = {}) =>
    await told(await app.fetch(requestOf(method, path, how), { address: how.address ?? '127.0.0.1' }));
  return {
    db,
    app,
    dataDir,
    shown,
    clock,
    call,
    async shopper(slug, phone = '13800000001', touch) {
      const asked = await call('POST', `/shop/${slug}/sign-in/codes`, { body: { phone } });
      assert.equal(asked.status, 201, asked.text);
      const body = { phone, code: asked.body['testCode'], ...(touch === undefined ? {} : { touch }) };
      const signedIn = await call('POST', `/shop/${slug}/sign-in`, { body });
      assert.equal(signedIn.status, 200, signedIn.text);
      const cookie = cookieFrom(signedIn);
      return {
        cookie,
        id: String(signedIn.body['id']),
        isNew: signedIn.body['isNew'] === true,
        call: async (method, path, how = {}) => await call(method, `/shop/${slug}${path}`, { cookie, ...how }),
      };
    },
    async brand(slug) {
      const made = await local(app, 'POST', '/api/v1/brands', {
        slug,
        name: slug,
        sandbox: true,
        policy: 'LAB',
      });
      assert.equal(made.status, 201, await made.clone().text());
      const keys = {} as Record<Role, string>;
      for (const role of ['owner', 'operator', 'staff', 'readonly'] as const) {
        const reply = await local(app, 'POST', '/api/v1/keys', { role, name: role }, slug);
        assert.equal(reply.status, 201, await reply.clone().text());
        keys[role] = ((await reply.json()) as { key: string }).key;
      }
      return { slug, keys };
    },
  };
}

async function local(app: App, method: string, path: string, body: unknown, brand?: string): Promise<Response> {
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    ...(brand ? { 'zihuan-brand': brand } : {}),
  };
  return await app.localFetch(path, { method, headers, body: JSON.stringify(body) });
}

/** A request as it comes in over the network. */
export function requestOf(method: string, path: string, call: Call): Request {
  const host = call.host ?? '127.0.0.1:7700';
  const headers = new Headers({ host, ...call.headers });
  if (call.key) headers.set('authorization', `Bearer ${call.key}`);
  if (call.cookie) headers.set('cookie', call.cookie);
  if (call.brand) headers.set('zihuan-brand', call.brand);
  const body = call.raw ?? (call.body === undefined ? null : JSON.stringify(call.body));
  if (body !== null && !headers.has('content-type')) headers.set('content-type', 'application/json');
  return new Request(`http://${host}${call.isSite || path.startsWith('/api/') ? path : `/api/v1${path}`}`, {
    method,
    headers,
    body,
  });
}

/** A response, read. */
export async function told(response: Response): Promise<Told> {
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  const body = (isJson ? JSON.parse(text) : {}) as Told['body'];
  return { status: response.status, headers: response.headers, text, body, as: <T>() => body as T };
}

/** The session cookie a reply sets, as the next request sends it. */
export function cookieFrom(told: Told): string {
  const [cookie] = told.headers.getSetCookie();
  assert(cookie, 'no cookie was set');
  return cookie.split(';')[0] ?? '';
}
