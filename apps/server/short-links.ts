import type { IncomingMessage, ServerResponse } from 'node:http';
import { Hono } from 'hono';
import type { LinkDesk } from '../../flows/share/link-desk.ts';
import { createLimiter } from '../../kit/http/index.ts';
import type { Connection } from './house.ts';
import { messagePage } from './message-page.ts';

const PLACE = '/r/';
/** Those who fetch a page to show a picture of it, or ahead of somebody who may never come: they are led there and not counted. */
const AHEAD = /bot\b|bot\/|crawl|spider|preview|facebookexternalhit|whatsapp\/|slurp|embedly|headlesschrome\/prefetch/i;

const FIXED = [
  'Cache-Control',
  'no-store',
  'Content-Length',
  '0',
  'Content-Security-Policy',
  "default-src 'none'; frame-ancestors 'none'",
  'Referrer-Policy',
  'no-referrer',
  'X-Content-Type-Options',
  'nosniff',
] as const;

/**
 * Answers a short link before anything else looks at the request, when it is known in memory.
 * @returns false where it is not: the request goes on to the router
 */
export function answerShortLink(desk: LinkDesk, request: IncomingMessage, response: ServerResponse): boolean {
  const { url, headers } = request;
  if (request.method !== 'GET' || url === undefined || !url.startsWith(PLACE)) return false;
  const end = url.indexOf('?');
  const code = end < 0 ? url.slice(PLACE.length) : url.slice(PLACE.length, end);
  const redirect = desk.open(code, { cookie: headers.cookie, isCounted: isCounted(headers['user-agent'], headers['sec-purpose']) });
  if (!redirect) return false;
  const own = redirect.cookie === null ? [] : ['Set-Cookie', redirect.cookie];
  response.writeHead(302, ['Location', redirect.location, ...own, ...FIXED]);
  response.end();
  return true;
}

// What is not in memory is asked of the database, and not as often as somebody likes who tries codes.
const lookUps = createLimiter({ size: 120, perSecond: 20 });

/** Short links that no memory answered: looked up once, and in memory from then on. */
export function shortLinks(desk: LinkDesk, now: () => Date): Hono<{ Bindings: Connection }> {
  const hono = new Hono<{ Bindings: Connection }>();
  hono.get(`${PLACE}:code`, async (c) => {
    const request = c.req.raw;
    const code = c.req.param('code');
    const visit = {
      cookie: request.headers.get('cookie') ?? undefined,
      isCounted: request.method === 'GET' && isCounted(request.headers.get('user-agent'), request.headers.get('sec-purpose')),
    };
    let redirect = desk.open(code, visit);
    if (!redirect) {
      if (isTooOften(c.env.address, now())) return new Response('429', { status: 429, headers: { 'retry-after': '1' } });
      if (await desk.look(code)) redirect = desk.open(code, visit);
    }
    if (!redirect) return messagePage(request, 404);
    const headers = new Headers({ location: redirect.location, 'cache-control': 'no-store' });
    if (redirect.cookie !== null) headers.set('set-cookie', redirect.cookie);
    return new Response(null, { status: 302, headers });
  });
  return hono;
}

function isTooOften(address: string, at: Date): boolean {
  try {
    lookUps.take(address, at.getTime());
    return false;
  } catch {
    return true;
  }
}

function isCounted(agent: string | null | undefined, purpose: string | string[] | null | undefined): boolean {
  return purpose == null && !AHEAD.test(agent ?? '');
}
