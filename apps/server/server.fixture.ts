import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import type { Role } from '../../kit/ctx.ts';
import type { Db } from '../../kit/db/index.ts';
import { openTestDb, type TestDb } from '../../kit/testing/index.ts';
import { createApp, type App } from './app.ts';

/** A reply, read. */
export interface Told {
  readonly status: number;
  readonly headers: Headers;
  // Tests look into replies freely; the shapes themselves are checked by the server in tests.
  readonly body: Record<string, never> & { [key: string]: never };
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
  /** Host header; loopback unless given. */
  host?: string;
}

/** The whole server on a database of its own, told requests without a network between. */
export interface TestServer {
  readonly db: Db;
  readonly app: App;
  /** Lines shown to whoever runs the server. */
  readonly shown: string[];
  /** The machine's clock; tests move it. */
  readonly clock: { at: number };
  call(method: string, path: string, call?: Call): Promise<Told>;
  /** A sandbox brand and a key of every role. */
  brand(slug: string): Promise<{ slug: string; keys: Record<Role, string> }>;
}

/** Opens a server before the tests of a file and closes it after them. */
export function testServer(): TestServer {
  let opened: TestDb | null = null;
  let app: App | null = null;
  const shown: string[] = [];
  const clock = { at: Date.now() };
  before(async () => {
    opened = await openTestDb();
    app = createApp({
      db: opened.db,
      isCheckingReplies: true,
      now: () => new Date(clock.at),
      tell: (line) => void shown.push(line),
    });
  });
  after(async () => {
    await opened?.close();
  });
  const server: TestServer = {
    get db() {
      assert(opened);
      return opened.db;
    },
    get app() {
      assert(app);
      return app;
    },
    shown,
    clock,
    call: async (method, path, call = {}) =>
      await read(
        await server.app.fetch(requestOf(method, path, call), { address: call.address ?? '127.0.0.1' }),
      ),
    async brand(slug) {
      const made = await local(server.app, 'POST', '/api/v1/brands', {
        slug,
        name: slug,
        sandbox: true,
        policy: 'LAB',
      });
      assert.equal(made.status, 201, await made.clone().text());
      const keys = {} as Record<Role, string>;
      for (const role of ['owner', 'operator', 'staff', 'readonly'] as const) {
        const reply = await local(server.app, 'POST', '/api/v1/keys', { role, name: role }, slug);
        assert.equal(reply.status, 201, await reply.clone().text());
        keys[role] = ((await reply.json()) as { key: string }).key;
      }
      return { slug, keys };
    },
  };
  return server;
}

async function local(
  app: App,
  method: string,
  path: string,
  body: unknown,
  brand?: string,
): Promise<Response> {
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    ...(brand ? { 'zihuan-brand': brand } : {}),
  };
  return await app.localFetch(path, { method, headers, body: JSON.stringify(body) });
}

function requestOf(method: string, path: string, call: Call): Request {
  const host = call.host ?? '127.0.0.1:7700';
  const headers = new Headers({ host, ...call.headers });
  if (call.key) headers.set('authorization', `Bearer ${call.key}`);
  if (call.cookie) headers.set('cookie', call.cookie);
  if (call.brand) headers.set('zihuan-brand', call.brand);
  const body = call.raw ?? (call.body === undefined ? null : JSON.stringify(call.body));
  if (body !== null && !headers.has('content-type')) headers.set('content-type', 'application/json');
  return new Request(
    `http://${host}${path.startsWith('/api') || path.startsWith('//') ? path : `/api/v1${path}`}`,
    { method, headers, body },
  );
}

async function read(response: Response): Promise<Told> {
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: (isJson ? JSON.parse(text) : {}) as Told['body'],
  };
}

/** The session cookie a reply sets, as the next request sends it. */
export function cookieFrom(told: Told): string {
  const [cookie] = told.headers.getSetCookie();
  assert(cookie, 'no cookie was set');
  return cookie.split(';')[0] ?? '';
}
