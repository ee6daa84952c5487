import { DomainError } from '../../kit/errors/index.ts';
import { cookieOf, isCrossSiteRequest, type Platform, type PlatformRoute } from '../../kit/http/index.ts';
import { assertOwnSite, bodyOf, readInput, type Arrival } from './arrival.ts';
import type { House } from './house.ts';
import { keyUseOf, NO_TENANT, repeatable } from './repeats.ts';
import { answerOf } from './replies.ts';

export const SESSION_COOKIE = 'zihuan_session';

/** Serves a route outside every brand: sessions, the list of brands. */
export async function serveOnPlatform(house: House, route: PlatformRoute, arrival: Arrival): Promise<Response> {
  if (route.access === 'known' && arrival.caller.kind === 'nobody') throw new DomainError('auth.required');
  assertOwnSite(route, arrival);
  const body = await bodyOf(route, arrival.request);
  const cookies: string[] = [];
  const platform = platformOf(house, arrival, cookies);
  await route.permit?.(platform);
  const input = readInput(route, arrival, body);
  // A sign-in answers with a cookie, which is never kept; whoever is known repeats by their key.
  const keyUse = route.access === 'known' && route.tag !== 'Session' ? keyUseOf(route, arrival, NO_TENANT, body) : null;
  const response = await repeatable(house, keyUse, async () => {
    // Each handler is typed by the shapes that were just applied; here they are all the same.
    const typed = { query: input.query as never, body: input.body as never };
    return answerOf(house, route, await route.handle(platform, typed));
  });
  for (const cookie of cookies) response.headers.append('set-cookie', cookie);
  return response;
}

function platformOf(house: House, arrival: Arrival, cookies: string[]): Platform {
  const { request, url } = arrival;
  const attributes = `Path=/; HttpOnly; SameSite=Strict${url.protocol === 'https:' ? '; Secure' : ''}`;
  const set = (value: string, seconds: number): void =>
    void cookies.splice(0, 1, `${SESSION_COOKIE}=${value}; Max-Age=${seconds}; ${attributes}`);
  return {
    db: house.db,
    caller: arrival.caller,
    now: arrival.recordedAt,
    requestId: arrival.requestId,
    log: house.log,
    isLocal: arrival.isLocal,
    isCrossSite: isCrossSiteRequest(request),
    origin: url.origin,
    address: arrival.address,
    signIns: house.signIns,
    session: { token: cookieOf(request, SESSION_COOKIE), set, clear: () => set('', 0) },
    showSetupLink: () => house.showSetupLink(url.origin),
  };
}
