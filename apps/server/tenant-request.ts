import type { Ctx } from '../../kit/ctx.ts';
import type { Sql } from '../../kit/db/index.ts';
import { assert, assertNever, DomainError } from '../../kit/errors/index.ts';
import {
  assertKey,
  claimKey,
  firstAnswer,
  isShopRoute,
  rememberAfterwards,
  rememberAnswer,
  type Answer,
  type Route,
} from '../../kit/http/index.ts';
import type { Uuid } from '../../kit/ids/index.ts';
import { allBrands, brandBySlug, brandsOfAccount, openTenantCtx } from '../../rooms/identity/index.ts';
import { assertOwnSite, bodyOf, readInput, type Arrival } from './arrival.ts';
import type { House } from './house.ts';
import { again, keyUseOf, once } from './repeats.ts';
import { answerOf, responseOf } from './replies.ts';
import { serveAtCounter } from './together.ts';
import { admit, refuse, type Visit } from './visit.ts';

/**
 * Serves a route inside a brand. The order of checks: who (401), whether they may (403), the id in the path (404),
 * query and body (422), the rules (409).
 */
export async function serveInBrand(house: House, route: Route, arrival: Arrival): Promise<Response> {
  if (arrival.caller.kind === 'nobody') throw new DomainError('auth.required');
  assertOwnSite(route, arrival);
  const tenantId = await brandOf(house, arrival);
  const body = await bodyOf(route, arrival.request);
  const visit: Visit = {
    house,
    route,
    arrival,
    tenantId,
    body,
    keyUse: keyUseOf(route, arrival, tenantId, body),
  };
  if (route.tx === 'read' || route.tx === 'batch') return await serve(visit);
  try {
    return await serve(visit);
  } finally {
    // What staff change is seen at once. What comes by the hundred a second, orders and payments, is seen in its time.
    if (!isShopRoute(route)) house.shelf.drop(tenantId);
  }
}

async function serve(visit: Visit): Promise<Response> {
  const { house, route } = visit;
  switch (route.tx) {
    case 'read':
      return await inBrand(visit, 'read', async (ctx) => {
        const input = await inputOf(visit, ctx);
        return sendable(visit, await route.handle(ctx, input));
      });
    case 'write':
      return await once(house, visit.keyUse, async () => await write(visit));
    case 'batch':
      return await once(house, visit.keyUse, async () => await inCompany(visit));
    case 'none':
      return await once(house, visit.keyUse, async () => await withoutTransaction(visit));
    default:
      return assertNever(route.tx);
  }
}

/** Opens a transaction in the brand and asks first whether the caller may. */
async function inBrand<T>(visit: Visit, how: 'read' | 'write', work: (ctx: Ctx) => Promise<T>): Promise<T> {
  const { house, arrival } = visit;
  const options = { how, recordedAt: arrival.recordedAt, requestId: arrival.requestId, log: house.log };
  return await openTenantCtx(house.db, visit.tenantId, arrival.caller, options, async (ctx) => {
    admit(visit, ctx);
    return await work(ctx);
  });
}

/** The brand a request is about: a key's own, else the one it names, else the only one. */
async function brandOf({ db }: House, { caller, request }: Arrival): Promise<Uuid> {
  const slug = request.headers.get('zihuan-brand');
  if ('tenantId' in caller) return caller.tenantId;
  if (slug !== null) {
    const found = await brandBySlug(db, slug);
    if (!found) throw new DomainError('brand.notFound');
    return found.tenantId;
  }
  const [only, ...others] =
    caller.kind === 'account' ? await brandsOfAccount(db, caller.accountId) : await allBrands(db, { after: '', limit: 2 });
  if (!only) throw new DomainError('brand.notFound');
  if (others.length > 0) throw new DomainError('brand.notChosen');
  return only.tenantId;
}

/** One transaction: the effect, its answer under the key, both or neither. */
async function write(visit: Visit): Promise<Response> {
  const { route, keyUse } = visit;
  let isClaimed = false;
  try {
    return await inBrand(visit, 'write', async (ctx) => {
      isClaimed = false;
      if ('refusal' in visit.body) throw visit.body.refusal;
      if (keyUse) assertKey(keyUse.key);
      const first = keyUse ? await claimKey(ctx.sql, keyUse) : null;
      if (first) return again(first);
      isClaimed = keyUse !== null;
      const reply = await route.handle(ctx, await inputOf(visit, ctx));
      if (reply instanceof Response && !keyUse) return reply;
      const answer = reply instanceof Response ? await asAnswer(reply) : answerOf(visit.house, route, reply);
      if (keyUse) await rememberAnswer(ctx.sql, keyUse, answer, route.isSecret);
      return responseOf(answer);
    });
  } catch (error) {
    return await refuse(visit, error, isClaimed);
  }
}

/**
 * Together with what comes meanwhile. Alone go rehearsals, and what cannot be asked at all: malformed requests, of which the order of
 * refusals is then told.
 */
async function inCompany(visit: Visit): Promise<Response> {
  const { route, arrival, body, keyUse } = visit;
  assert(route.together, 'a route that is served together says how');
  if (arrival.url.searchParams.get('dryRun') === 'true') return await write(visit);
  let input;
  try {
    if (keyUse) assertKey(keyUse.key);
    input = readInput(route, arrival, body);
  } catch {
    return await write(visit);
  }
  return await serveAtCounter(visit, route.together, typed(arrival, input, closed));
}

/** The handler opens its own transactions; what is remembered, is remembered afterwards. */
async function withoutTransaction(visit: Visit): Promise<Response> {
  const { house, route, keyUse } = visit;
  let isOurs = false;
  try {
    const opened = await inBrand(visit, 'read', async (ctx) => {
      if (keyUse) assertKey(keyUse.key);
      const first = keyUse ? await firstAnswer(ctx.sql, keyUse) : null;
      if (first) return again(first);
      isOurs = true;
      return { ctx: { ...ctx, sql: closedSql }, input: await inputOf(visit, ctx) };
    });
    if (opened instanceof Response) return opened;
    const reply = await route.handle(opened.ctx, opened.input);
    if (reply instanceof Response) return reply;
    const answer = answerOf(house, route, reply);
    if (keyUse) await house.db.tenantTx(visit.tenantId, (sql) => rememberAfterwards(sql, keyUse, answer));
    return responseOf(answer);
  } catch (error) {
    return await refuse(visit, error, isOurs);
  }
}

// No connection stands behind it, so the cast cannot be checked: every use says what to do instead.
const closedSql: Sql = new Proxy((() => undefined) as unknown as Sql, {
  get: () => closed(),
  apply: () => closed(),
});

function closed(): never {
  throw new Error('impossible: this route opens its transactions through input.run');
}

type HandlerInput = Parameters<Route['handle']>[1];

/**
 * The input of the handler. When it is malformed, an id in the path that is not there is told first.
 * @throws InputError or the 404 of the id
 */
async function inputOf(visit: Visit, ctx: Ctx): Promise<HandlerInput> {
  const { route, arrival, body } = visit;
  const run = async <T>(how: 'read' | 'write', work: (inner: Ctx) => Promise<T>): Promise<T> => await inBrand(visit, how, work);
  try {
    return typed(arrival, readInput(route, arrival, body), run);
  } catch (error) {
    await find(visit, ctx);
    throw error;
  }
}

// Each handler is typed by the shapes that were just applied; here they are all the same.
function typed(arrival: Arrival, { query, body }: { query: unknown; body: unknown }, run: HandlerInput['run']): HandlerInput {
  const { params, request, language, address, isLocal } = arrival;
  return { params, query: query as never, body: body as never, request, language, from: { address, isLocal }, run };
}

/** Asks for the id in the path: as the route says, else through the route that reads the same thing. */
async function find({ house, route, arrival }: Visit, ctx: Ctx): Promise<void> {
  if (route.find) return void (await route.find(ctx, arrival.params));
  const path = /^.*?\{id\}/.exec(route.path)?.[0];
  const reader = house.routes.find((other) => other.method === 'get' && other.path === path);
  if (reader?.scope !== 'tenant' || reader.query !== null || reader.tx !== 'read') return;
  const { params, request, language, address, isLocal } = arrival;
  const run = async (): Promise<never> => closed();
  await reader.handle(ctx, {
    params,
    query: undefined as never,
    body: undefined as never,
    request,
    language,
    from: { address, isLocal },
    run,
  });
}

async function asAnswer(reply: Response): Promise<Answer> {
  return {
    status: reply.status,
    body: await reply.text(),
    contentType: reply.headers.get('content-type') ?? '',
  };
}

function sendable({ house, route }: Visit, reply: unknown): Response {
  return reply instanceof Response ? reply : responseOf(answerOf(house, route, reply));
}
