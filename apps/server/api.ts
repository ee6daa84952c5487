import { Hono } from 'hono';
import { DomainError } from '../../kit/errors/index.ts';
import { cookieOf, isLocalRequest, isShopRoute, languageOf, type AnyRoute, type Caller, type Route } from '../../kit/http/index.ts';
import { newId, publicId } from '../../kit/ids/index.ts';
import { brandBySlug, callerOf, visitorByToken } from '../../rooms/identity/index.ts';
import type { Arrival } from './arrival.ts';
import type { Connection, House } from './house.ts';
import { SHOP_COOKIE } from '../../flows/shop/cookie.ts';
import { SESSION_COOKIE, serveOnPlatform } from './platform-request.ts';
import { refusedWith } from './replies.ts';
import { isPlain } from './shelf.ts';
import { serveInBrand } from './tenant-request.ts';

export const BASE = '/api/v1';

type Env = { Bindings: Connection };

/** The API as a router: every route of the house, and the same refusals everywhere. */
export function apiOf(house: House): Hono<Env> {
  const hono = new Hono<Env>();
  for (const route of bySpecificity(house.routes)) {
    hono.on(route.method.toUpperCase(), routerPath(route), async (c) => await serve(house, route, c.req.raw, c.req.param(), c.env));
  }
  for (const [path, methods] of methodsByPath(house.routes)) {
    hono.all(path, (c) => {
      const response = refuse(house, c.req.raw, new DomainError('method.notAllowed', { method: c.req.method }));
      response.headers.set('allow', methods);
      return response;
    });
  }
  hono.all(`${BASE}/*`, (c) => refuse(house, c.req.raw, new DomainError('route.notFound')));
  return hono;
}

/** Literal addresses before those with an id in the same place: the router takes the first that fits. */
function bySpecificity(routes: readonly AnyRoute[]): AnyRoute[] {
  const rank = (route: AnyRoute): string =>
    route.path
      .split('/')
      .map((part) => (part.startsWith('{') ? '1' : '0'))
      .join('');
  return routes.toSorted((a, b) => (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0));
}

function routerPath(route: AnyRoute): string {
  return BASE + route.path.replaceAll(/\{(\w+)\}/g, ':$1');
}

function methodsByPath(routes: readonly AnyRoute[]): Map<string, string> {
  const paths = new Map<string, string>();
  for (const route of bySpecificity(routes)) {
    const path = routerPath(route);
    paths.set(path, [paths.get(path), route.method.toUpperCase()].filter(Boolean).join(', '));
  }
  return paths;
}

async function serve(
  house: House,
  route: AnyRoute,
  request: Request,
  params: Record<string, string>,
  connection: Connection,
): Promise<Response> {
  const language = languageOf(request);
  const requestId = publicId('request', newId());
  try {
    const recordedAt = house.now();
    const isLocal = isLocalRequest(request, connection.address);
    const isVisit = isShopRoute(route) && request.headers.get('authorization') === null;
    const caller = isVisit
      ? await visitorIs(house, request, { slug: params['brand'] ?? '', address: connection.address, recordedAt })
      : await whoIs(house, request, { connection, isLocal, recordedAt });
    const arrival: Arrival = {
      request,
      url: new URL(request.url),
      params,
      caller,
      address: connection.address,
      isLocal,
      requestId,
      language,
      recordedAt,
    };
    const response =
      route.scope === 'platform'
        ? await serveOnPlatform(house, route, arrival)
        : route.isAlikeForGuests
          ? await shelved(house, route, arrival)
          : await house.files.keep(arrival.url, await serveInBrand(house, route, arrival));
    return stamped(response, requestId);
  } catch (error) {
    return stamped(refusedWith(house, error, { language, requestId, route: route.id }).response, requestId);
  }
}

/** What a guest is told goes on the shelf for the next. */
async function shelved(house: House, route: Route, arrival: Arrival): Promise<Response> {
  const { caller, url, language } = arrival;
  if (caller.kind !== 'guest' || !isPlain(url.search)) return await serveInBrand(house, route, arrival);
  const place = house.shelf.reserve(caller.tenantId, url, language);
  const response = await serveInBrand(house, route, arrival);
  if (response.status !== 200) {
    place.clear();
    return response;
  }
  const bytes = new Uint8Array(await response.arrayBuffer());
  place.keep(bytes, response.headers.get('content-type') ?? '');
  return new Response(bytes, response);
}

async function whoIs(
  house: House,
  request: Request,
  { connection, isLocal, recordedAt }: { connection: Connection; isLocal: boolean; recordedAt: Date },
): Promise<Caller> {
  const authorization = request.headers.get('authorization');
  if (connection.isCommandLine && authorization === null) return { kind: 'cli' };
  const sessionToken = cookieOf(request, SESSION_COOKIE);
  return await callerOf(house.db, { authorization, sessionToken, isLocal, now: recordedAt });
}

/** Who visits a shop; staff and keys have no part in it. @throws `brand.notFound` */
async function visitorIs(
  house: House,
  request: Request,
  { slug, address, recordedAt }: { slug: string; address: string; recordedAt: Date },
): Promise<Caller> {
  const brand = await brandBySlug(house.db, slug);
  if (!brand) throw new DomainError('brand.notFound');
  return await visitorByToken(house.db, { tenantId: brand.tenantId, token: cookieOf(request, SHOP_COOKIE), address, now: recordedAt });
}

function refuse(house: House, request: Request, error: DomainError): Response {
  const requestId = publicId('request', newId());
  const { response } = refusedWith(house, error, { language: languageOf(request), requestId, route: 'none' });
  return stamped(response, requestId);
}

function stamped(response: Response, requestId: string): Response {
  response.headers.set('zihuan-request-id', requestId);
  if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'no-store');
  return response;
}
