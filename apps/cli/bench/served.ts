import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Ctx } from '../../../kit/ctx.ts';
import type { Db } from '../../../kit/db/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { beginPersonSession } from '../../../rooms/identity/index.ts';
import { createApp } from '../../server/app.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** A process that answers over the network. */
export interface Serving {
  readonly pid: number;
  readonly url: string;
  stop(): Promise<void>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
}

/** `zihuan serve` on the database of the benchmark: a process of its own, started as anybody starts it. */
export async function startProduct(db: Db, dataDir: string): Promise<Serving> {
  return await started([join(ROOT, 'bin/zihuan.mjs'), 'serve', '--port', '0', '--data', dataDir], {
    DATABASE_URL: db.ownerUrl,
    DATABASE_APP_URL: db.appUrl,
  });
}

/** A script of the benchmark that says `ready <url>` once it answers. */
export async function started(args: readonly string[], environment: Readonly<Record<string, string>>): Promise<Serving> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...environment } });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    await ended;
  };
  const url = await readyLine(child);
  return { pid: child.pid ?? 0, url, stop: async () => await end('SIGTERM'), kill: async () => await end('SIGKILL') };
}

async function readyLine(child: ChildProcess): Promise<string> {
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  return await new Promise<string>((resolve, reject) => {
    lines.on('line', (line) => {
      const url = /^ready (http:\/\/\S+)$/.exec(line)?.[1];
      if (url) resolve(url);
    });
    child.once('exit', (code) => reject(new Error(`a server ended with ${code} before it was ready`)));
  });
}

/** Asks the API of a database in this process, as its owner would on the command line. */
export async function asked<T>(db: Db, dataDir: string, path: string, body: unknown): Promise<T> {
  const response = await createApp({ db, dataDir }).localFetch(`/api/v1${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'zihuan-brand': 'bench' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
  return (await response.json()) as T;
}

/** A key of an operator. */
export async function keyOf(db: Db, dataDir: string): Promise<string> {
  return (await asked<{ key: string }>(db, dataDir, '/keys', { role: 'operator', name: 'bench' })).key;
}

/** The shop's cookies of people who are signed in, one each. */
export async function cookiesOf(ctx: Ctx, personIds: readonly Uuid[]): Promise<string[]> {
  const cookies: string[] = [];
  for (const personId of personIds) cookies.push(`zihuan_shop=${await beginPersonSession(ctx, personId)}`);
  return cookies;
}
