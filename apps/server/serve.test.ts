import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

const dataDir = mkdtempSync(join(tmpdir(), 'zihuan-serve-'));
const server = new URL('serve.ts', import.meta.url).href;
const running = new Set<ChildProcess>();
after(async () => {
  for (const child of running) child.kill('SIGKILL');
  await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
});

interface Started {
  child: ChildProcess;
  url: string;
  /** What it wrote to stderr so far. */
  err(): string;
}

/** Starts a server as a process of its own and waits for its `ready` line. */
async function start(options: object): Promise<Started> {
  const program = `const { serveUntilSignal } = await import(${JSON.stringify(server)}); await serveUntilSignal(${JSON.stringify(options)});`;
  const { DATABASE_URL: _, ...env } = process.env;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let [out, err] = ['', ''];
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  for await (const chunk of child.stdout) {
    out += String(chunk);
    if (out.includes('\n')) break;
  }
  const [, url] = /^ready (http:\S+)\n/.exec(out) ?? [];
  assert.ok(url, `no ready line: ${out} ${err}`);
  return { child, url, err: () => err };
}

async function stopped(child: ChildProcess): Promise<[number | null, string | null]> {
  const [code, signal] = child.exitCode === null ? ((await once(child, 'exit')) as [number | null, string | null]) : [child.exitCode, null];
  running.delete(child);
  return [code, signal];
}

/** A program that is told of events; `first` is the kind of the first one. */
async function listener(): Promise<{ url: string; first: Promise<string> }> {
  let tell: (kind: string) => void = () => undefined;
  const first = new Promise<string>((resolve) => (tell = resolve));
  const program = createHttpServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      response.end();
      tell((JSON.parse(body) as { type: string }).type);
    });
  }).listen(0, '127.0.0.1');
  await once(program, 'listening');
  after(() => program.close());
  return { url: `http://127.0.0.1:${(program.address() as { port: number }).port}/`, first };
}

test('it says it is ready, brings its database back when that dies, and ends in order', async () => {
  const { child, url, err } = await start({ dataDir, port: 0 });
  const opened = await fetch(`${url}/api/v1/session`);
  const cookie = opened.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const made = await fetch(`${url}/api/v1/brands`, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json' },
    body: JSON.stringify({ slug: 'lasting', name: 'Lasting', sandbox: true }),
  });
  assert.equal(made.status, 201, await made.clone().text());
  const outside = await listener();
  const post = async (path: string, body: object): Promise<Response> =>
    await fetch(`${url}/api/v1${path}`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  assert.equal((await post('/webhook-endpoints', { url: outside.url, kinds: ['person.created'] })).status, 201);
  process.kill(Number(readFileSync(join(dataDir, 'pg/postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL');
  for (;;) {
    const told = await fetch(`${url}/api/v1/brands`, { headers: { cookie } }).catch((error: Error) =>
      assert.fail(`${error.message}: ${err()}`),
    );
    const text = await told.text();
    if (told.status === 200) {
      assert.match(text, /"slug":"lasting"/);
      break;
    }
    assert.equal(told.status, 503, text);
    assert.equal(told.headers.get('retry-after'), '1');
  }
  // Backends outlive their postmaster by a moment: an answer now does not mean that the outage is over, or has begun.
  for (;;) {
    const told = await post('/people', { externalId: 'after' });
    if (told.status === 201) break;
    assert.equal(told.status, 503);
    assert.equal(told.headers.get('retry-after'), '1');
  }
  assert.equal(await outside.first, 'person.created', 'events go out again by themselves');
  child.kill('SIGTERM');
  assert.deepEqual(await stopped(child), [0, null]);
});

type Ask = (method: string, path: string, body?: object) => Promise<Response>;

/** Asks as whoever sits at the machine. */
async function ownerOf(url: string): Promise<Ask> {
  const cookie = (await fetch(`${url}/api/v1/session`)).headers.getSetCookie()[0]?.split(';')[0] ?? '';
  return async (method, path, body) => {
    const told = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { cookie, 'content-type': 'application/json', 'zihuan-brand': 'lasting' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    assert.ok(told.ok, `${method} ${path}: ${await told.clone().text()}`);
    return told;
  };
}

/** Asks the shop of the trial brand as a browser does. */
async function inShop(url: string, method: string, path: string, { cookie = '', body }: { cookie?: string; body?: object } = {}) {
  const told = await fetch(`${url}/api/v1/shop/lasting${path}`, {
    method,
    headers: { 'content-type': 'application/json', cookie },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  assert.ok(told.ok, `${method} ${path}: ${await told.clone().text()}`);
  return told;
}

/** Signs somebody in. @returns the cookie of their session */
async function signIn(url: string, phone: string): Promise<string> {
  const asked = (await (await inShop(url, 'POST', '/sign-in/codes', { body: { phone } })).json()) as { testCode: string };
  const signedIn = await inShop(url, 'POST', '/sign-in', { body: { phone, code: asked.testCode } });
  return (signedIn.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
}

test('after kill -9 the next start recovers by itself, what was there is there; a click is never lost or counted twice, and of a design that was becoming real the rest is made, nothing twice', async () => {
  const first = await start({ dataDir, port: 0 });
  const sharer = await signIn(first.url, '13800000099');
  const link = (await (await inShop(first.url, 'POST', '/me/links', { cookie: sharer, body: {} })).json()) as { path: string };
  // A friend opens it twenty times over, each time as a browser that was never here.
  const open = async (times: number): Promise<void> => {
    const told = await Promise.all(Array.from({ length: times }, () => fetch(`${first.url}${link.path}`, { redirect: 'manual' })));
    assert.ok(told.every((one) => one.status === 302));
  };
  const clicks = async (at: string): Promise<number> => {
    const told = (await (await inShop(at, 'GET', '/me/shares', { cookie: sharer })).json()) as { links: { clicks: number }[] };
    return told.links[0]?.clicks ?? 0;
  };
  await open(20);
  while ((await clicks(first.url)) < 20);
  // Those that were answered and are not written yet may be lost with the machine; they are never more than what came.
  await open(5);
  // The machine dies while a design becomes real: some of it was made, nobody was told.
  const before = await ownerOf(first.url);
  const design = (await (await before('POST', '/planner/designs', { name: 'Tea', template: 'milk-tea' })).json()) as { id: string };
  const path = `/planner/designs/${design.id}/proposals`;
  const proposals = async (ask: Ask) =>
    ((await (await ask('GET', path)).json()) as { data: { key: string; state: string; isSuggested: boolean }[] }).data;
  const keys = (await proposals(before)).filter((one) => one.isSuggested).map((one) => one.key);
  const click = assert.rejects(before('POST', path, { keys }));
  for (let made = 0; made < 5;) made = (await proposals(before)).filter((one) => one.state !== 'new').length;
  first.child.kill('SIGKILL');
  await stopped(first.child);
  await click;
  const { child, url } = await start({ dataDir, port: 0 });
  const left = await clicks(url);
  assert.ok(left >= 20 && left <= 25, `${left} clicks`);
  const after = await ownerOf(url);
  assert.match(await (await after('GET', '/brands')).text(), /"slug":"lasting"/);
  const stands = (await proposals(after)).filter((one) => one.state !== 'new').length;
  assert.ok(stands >= 5 && stands < keys.length, `${stands} of ${keys.length} were made`);
  interface Made {
    data: { key: string; id: string; isNew: boolean }[];
    refused: unknown[];
  }
  const again = (await (await after('POST', path, { keys })).json()) as Made;
  assert.deepEqual([again.refused, again.data.filter((one) => !one.isNew).length, again.data.length], [[], stands, keys.length]);
  assert.equal(new Set(again.data.map((one) => one.id)).size, keys.length, 'each thing once');
  const count = async (what: string) => ((await (await after('GET', what)).json()) as { data: object[] }).data.length;
  const wanted = (kind: string) => keys.filter((key) => key.startsWith(`${kind}:`)).length;
  assert.deepEqual(
    [await count('/planner/scripts?limit=200'), await count('/planner/tasks?limit=200'), await count('/tiers'), await count('/cards')],
    [wanted('script'), wanted('task'), wanted('tier'), wanted('card')],
    'and nothing beside them',
  );
  child.kill('SIGINT');
  assert.deepEqual(await stopped(child), [0, null]);
});

test('a port that was asked for and is taken is an error', async () => {
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const { port } = holder.address() as { port: number };
  await assert.rejects(start({ dataDir, port }), /EADDRINUSE/);
  holder.close();
});
