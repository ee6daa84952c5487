import { getRequestListener } from '@hono/node-server';
import { createServer, type Server } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { connect, migrate } from '../../kit/db/index.ts';
import { isLoopbackHost } from '../../kit/http/index.ts';
import { log } from '../../kit/log/index.ts';
import { defaultDataDir, openDatabase } from '../../kit/pg/index.ts';
import { openRelay } from '../../kit/webhooks/index.ts';
import { resumeImports } from '../../flows/import-start.ts';
import { resumeSamples } from '../../flows/sample-brand/open-sample.ts';
import { anyPassword } from '../../rooms/identity/index.ts';
import { createApp, type App } from './app.ts';
import { pauseWork } from './imports.ts';
import { startTimers } from './timers.ts';

export interface ServeOptions {
  /** A port that must be free; without it 7700 or the next free one. */
  port?: number;
  /** 127.0.0.1 unless given. */
  host?: string;
  /** Folder of the embedded database and of uploads; the user's data folder unless given. */
  dataDir?: string;
}

/** A running server. */
export interface Serving {
  readonly url: string;
  /** Stops taking requests, lets those that run finish, gives the database back. */
  close(): Promise<void>;
}

const DEFAULT_PORT = 7700;
const PORTS_TRIED = 100;
const FINISH_MS = 10_000;
/** How long the database may take to come back before the server gives up (CONTRACT §7: 20 s). */
const REVIVE_MS = 18_000;
const REVIVE_PAUSE_MS = 200;

/** Starts everything and prints `ready http://HOST:PORT` on stdout once it answers. */
export async function serve(options: ServeOptions = {}): Promise<Serving> {
  const host = options.host ?? '127.0.0.1';
  const database = await openDatabase({
    ...(options.dataDir === undefined ? {} : { dataDir: options.dataDir }),
    onExit: () => void revive(),
  });
  async function revive(): Promise<void> {
    log.warn('the database ended by itself; starting it again');
    const deadline = Date.now() + REVIVE_MS;
    for (;;) {
      try {
        return await database.ensureRunning();
      } catch (error) {
        // It may have been ended again while it was starting.
        if (Date.now() < deadline) {
          await setTimeout(REVIVE_PAUSE_MS);
          continue;
        }
        process.stderr.write(`The database does not start any more: ${(error as Error).message}\n`);
        process.exit(1);
      }
    }
  }
  const db = connect({ ownerUrl: database.ownerUrl, appUrl: database.appUrl });
  try {
    await migrate(db);
    const dataDir = database.dataDir ?? options.dataDir ?? defaultDataDir();
    const app = createApp({ db, dataDir });
    const server = serverOf(app);
    const port = await listen(server, host, options.port);
    const name = host.includes(':') ? `[${host}]` : host;
    const url = `http://${name}:${port}`;
    const timers = startTimers(db);
    const relay = openRelay(db, { mayReachLoopback: isLoopbackHost(name) });
    relay.start();
    if (!isLoopbackHost(name) && !(await anyPassword(db))) await app.showSetupLink(url);
    await resumeImports({ db, dataDir });
    await resumeSamples({ db, dataDir, local: app.localFetch });
    process.stdout.write(`ready ${url}\n`);
    return {
      url,
      async close() {
        await finish(server);
        await app.idle();
        await pauseWork();
        await timers.stop();
        await relay.stop();
        await db.close();
        await database.close();
      },
    };
  } catch (error) {
    await db.close();
    await database.close();
    throw error;
  }
}

/** Serves until SIGTERM or SIGINT, then ends the process: 0 after an orderly end. */
export async function serveUntilSignal(options: ServeOptions = {}): Promise<never> {
  const serving = await serve(options);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, resolve);
  });
  await serving.close();
  process.exit(0);
}

/** The product as a server of Node that does not listen yet. */
export function serverOf(app: App): Server {
  const listener = getRequestListener(async (request, env) => {
    const { socket } = (env as { incoming: { socket: { remoteAddress?: string } } }).incoming;
    return await app.fetch(request, { address: socket.remoteAddress ?? '' });
  });
  // A large file on a slow line takes its time; a silent client does not hold a place for ever.
  const patience = { requestTimeout: 3_600_000, headersTimeout: 20_000, keepAliveTimeout: 10_000 };
  return createServer(patience, (request, response) => {
    const goOn = (): void => void listener(request, response);
    if (!app.answerAtOnce(request, response, goOn)) goOn();
  });
}

/** @returns the port it listens on. @throws when a port that was asked for is taken */
async function listen(server: Server, host: string, port: number | undefined): Promise<number> {
  const first = port ?? DEFAULT_PORT;
  for (let candidate = first; ; candidate++) {
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(candidate, host, () => {
          server.off('error', reject);
          resolve();
        });
      });
      const address = server.address();
      return typeof address === 'object' && address ? address.port : candidate;
    } catch (error) {
      const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (!isTaken || port !== undefined || candidate - first >= PORTS_TRIED) throw error;
    }
  }
}

async function finish(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const hurry = globalThis.setTimeout(() => server.closeAllConnections(), FINISH_MS);
  await closed;
  clearTimeout(hurry);
}
