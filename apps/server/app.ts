import type { IncomingMessage, ServerResponse } from 'node:http';
import { Hono } from 'hono';
import { openLinkDesk } from '../../flows/share/link-desk.ts';
import type { Db } from '../../kit/db/index.ts';
import { createLimiter, type AnyRoute } from '../../kit/http/index.ts';
import { log } from '../../kit/log/index.ts';
import type { askOutside } from '../../kit/outside/index.ts';
import { keepSecretsIn } from '../../kit/secrets/index.ts';
import { offerSetUp } from '../../rooms/identity/index.ts';
import { apiOf, BASE } from './api.ts';
import { docsPage } from './docs-page.ts';
import type { Connection, House } from './house.ts';
import { openApiOf } from './openapi.ts';
import { PROVIDER_WEBHOOKS, providerWebhooks } from './provider-webhooks.ts';
import { allRoutes, joinRooms } from './rooms.ts';
import { secured } from './security.ts';
import { answerShortLink, shortLinks } from './short-links.ts';
import { openReadyFiles } from './ready-files.ts';
import { openShelf } from './shelf.ts';
import { siteOf } from './site.ts';
import { openCounters } from './together.ts';

export interface AppOptions {
  readonly db: Db;
  /** Folder for uploaded files. */
  readonly dataDir: string;
  /** Folder of the built web apps (`console/`, `shop/` below it); the repository's `dist` unless given. */
  readonly webDir?: string;
  /** The machine's clock; tests hand in their own. */
  readonly now?: () => Date;
  /** Fails on replies that are not of their route's shape. */
  readonly isCheckingReplies?: boolean;
  /** How machines outside are asked while somebody buys or signs in; tests answer for them. */
  readonly ask?: typeof askOutside;
  /** Where one-time links are shown; stderr unless given. */
  readonly tell?: (line: string) => void;
}

/** The product as a function from requests to responses. */
export interface App {
  /** @param connection how the request came in; without it nobody is let in as local */
  fetch(request: Request, connection?: Connection): Promise<Response>;
  /** As a command on this machine: owner of every brand, chosen by `Zihuan-Brand`. For the SDK's `fetch`. */
  localFetch(input: string | URL | Request, init?: RequestInit): Promise<Response>;
  /** Every route it answers. */
  readonly routes: readonly AnyRoute[];
  /**
   * Answers what is answered from memory, before anything is made of the request.
   * @param goOn serves it the long way after all
   * @returns whether it did, or will
   */
  answerAtOnce(request: IncomingMessage, response: ServerResponse, goOn: () => void): boolean;
  /** Resolves when nothing waits for a transaction that it shares with others. */
  idle(): Promise<void>;
  /** Shows a one-time set-up link for an installation that nobody has set up. */
  showSetupLink(origin: string): Promise<void>;
}

const NO_CONNECTION: Connection = { address: '' };
const COMMAND_LINE: Connection = { address: '127.0.0.1', isCommandLine: true };

export function createApp(options: AppOptions): App {
  joinRooms();
  keepSecretsIn(options.dataDir);
  const localFetch: App['localFetch'] = async (input, init) => {
    const base = typeof input === 'string' && input.startsWith('/') ? new URL(input, 'http://127.0.0.1') : input;
    return await fetch(new Request(base, init), COMMAND_LINE);
  };
  const house = houseOf(options, localFetch);
  const hono = new Hono<{ Bindings: Connection }>();
  const openApi = JSON.stringify(openApiOf(house.routes));
  hono.get('/healthz', async () => await health(house));
  hono.get(`${BASE}/openapi.json`, (c) => c.body(openApi, 200, { 'content-type': 'application/json; charset=utf-8' }));
  hono.get('/api/docs', (c) => docsPage(house.routes, c.req.raw));
  hono.post(PROVIDER_WEBHOOKS, providerWebhooks(house));
  hono.route('/', apiOf(house));
  hono.route('/', shortLinks(house.links, house.now));
  hono.route('/', siteOf(house, options.webDir));
  hono.onError((error, c) => {
    house.log.error({ err: error }, 'request failed outside the API');
    return c.text('500', 500);
  });
  const fetch = async (request: Request, connection = NO_CONNECTION): Promise<Response> =>
    secured(request, await hono.fetch(request, connection));
  return {
    fetch,
    routes: house.routes,
    answerAtOnce: (request, response, goOn) =>
      answerShortLink(house.links, request, response) ||
      house.files.answer(request, response) ||
      house.shelf.answer(request, response, goOn),
    idle: async () => {
      await house.counters.idle();
      await house.links.land();
    },
    showSetupLink: house.showSetupLink,
    localFetch,
  };
}

function houseOf(options: AppOptions, local: App['localFetch']): House {
  const tell = options.tell ?? ((line) => process.stderr.write(`${line}\n`));
  const now = options.now ?? (() => new Date());
  let shownUntil = 0;
  return {
    db: options.db,
    routes: allRoutes({ ...options, local }),
    log,
    now,
    isCheckingReplies: options.isCheckingReplies ?? false,
    signIns: createLimiter({ size: 10, perSecond: 10 / 60 }),
    requests: createLimiter({ size: 400, perSecond: 200 }),
    counters: openCounters(),
    links: openLinkDesk(options.db, now),
    shelf: openShelf(now),
    files: openReadyFiles(now),
    running: new Set(),
    async showSetupLink(origin) {
      const at = now();
      // One link a minute: strangers who knock must not make the one just shown stop working.
      if (at.getTime() < shownUntil) return;
      shownUntil = at.getTime() + 60_000;
      const token = await offerSetUp(options.db, at);
      if (token !== null) tell(`Set Zihuan up (one time, within an hour): ${origin}/set-up?token=${token}`);
    },
  };
}

async function health(house: House): Promise<Response> {
  try {
    await house.db.platformTx(async (sql) => await sql`SELECT 1 AS up`);
    return Response.json({ status: 'ok' });
  } catch {
    return Response.json({ status: 'databaseAway' }, { status: 503, headers: { 'retry-after': '1' } });
  }
}
