import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { languageFrom, type Language } from '../../kit/http/index.ts';
import { newPublicId, type Uuid } from '../../kit/ids/index.ts';
import { SHOP_COOKIE } from '../../flows/shop/cookie.ts';
import { REPLY_HEADERS } from './security.ts';

/**
 * Answers every guest is given alike, kept ready as bytes. Whoever is signed in, asks with a key or asks for more than a language is never
 * answered from here. What staff change through this process shows at once; what an order, a provider, the clock or another process changes shows after
 * `FRESH_MS`, and after `FRESH_MS + RENEWING_MS` whatever happens: every process of several keeps to these by itself.
 */
export interface Shelf {
  /**
   * Answers a request before anything is made of it, or lets it wait for whoever has been sent on to make the same answer: of many who ask at
   * once, one does the work.
   * @param goOn serves the request the long way, when what it waited for did not come
   * @returns whether it did, or will
   */
  answer(request: IncomingMessage, response: ServerResponse, goOn: () => void): boolean;
  /** Opens a place for an answer that is about to be made: what it is made from is read after this. */
  reserve(tenantId: Uuid, url: URL, language: Language): Place;
  /** Staff changed something in a brand. */
  drop(tenantId: Uuid): void;
}

/** A place on the shelf. */
export interface Place {
  /** Keeps the bytes, unless the brand was changed since the place was opened: nobody knows which side of it they are of. */
  keep(bytes: Uint8Array, contentType: string): void;
  /** There is nothing (any more) to be kept here. */
  clear(): void;
}

interface Ready {
  readonly tenantId: Uuid;
  /** how many changes of the brand it knows of */
  readonly change: number;
  readonly madeAt: number;
  /** the bytes, each as one sign: headers and body go out as one text, where bytes would be sent beside it */
  readonly body: string;
  readonly etag: string;
  /** names and values in turn, as they are sent with the bytes, and without them to whoever has them */
  readonly headers: readonly string[];
  readonly unchanged: readonly string[];
}

/** A request that was sent on to make an answer, and those that wait for it. */
interface Maker {
  waiting: { readonly serve: (ready: Ready) => void; readonly goOn: () => void }[];
}

interface Slot {
  ready: Ready | null;
  maker: Maker | null;
}

const FRESH_MS = 1_000;
/** While one request makes an answer anew, the others still get the old one. */
const RENEWING_MS = 1_000;
const MOST = 5_000;
const MOST_WAITING = 1_000;
const LARGEST = 262_144;
const SHOPS = '/api/v1/shop/';

/** @param now the machine's clock */
export function openShelf(now: () => Date): Shelf {
  const slots = new Map<string, Slot>();
  const changes = new Map<Uuid, number>();
  const changeOf = (tenantId: Uuid): number => changes.get(tenantId) ?? 0;

  function isGood({ ready }: Slot, forMs: number): boolean {
    if (ready === null || ready.change !== changeOf(ready.tenantId)) return false;
    const age = now().getTime() - ready.madeAt;
    return age >= 0 && age <= forMs;
  }

  function slotOf(key: string): Slot {
    const standing = slots.get(key);
    if (standing) return standing;
    if (slots.size >= MOST) forgetOldest(slots);
    const fresh = { ready: null, maker: null };
    slots.set(key, fresh);
    return fresh;
  }

  /** Whoever makes it is through: those who still wait see for themselves. */
  function release(key: string, slot: Slot, maker: Maker): void {
    if (slot.maker === maker) slot.maker = null;
    if (slot.ready === null && slots.get(key) === slot) slots.delete(key);
    for (const { goOn } of maker.waiting.splice(0)) goOn();
  }

  return {
    answer(request, response, goOn) {
      const { url, headers } = request;
      if (request.method !== 'GET' || url === undefined || !url.startsWith(SHOPS)) return false;
      if (headers.authorization !== undefined || headers.cookie?.includes(SHOP_COOKIE)) return false;
      const end = url.indexOf('?');
      const language = end < 0 ? languageOf(headers) : languageAsked(url.slice(end));
      if (language === null) return false;
      const key = keyOf(end < 0 ? url : url.slice(0, end), language);
      const slot = slotOf(key);
      if (slot.ready !== null && isGood(slot, slot.maker === null ? FRESH_MS : FRESH_MS + RENEWING_MS)) {
        send(slot.ready, headers['if-none-match'], response);
        return true;
      }
      if (slot.maker !== null) {
        if (slot.maker.waiting.length >= MOST_WAITING) return false;
        slot.maker.waiting.push({ serve: (ready) => send(ready, headers['if-none-match'], response), goOn });
        return true;
      }
      const maker: Maker = { waiting: [] };
      slot.maker = maker;
      response.once('close', () => release(key, slot, maker));
      return false;
    },
    reserve(tenantId, url, language) {
      const key = keyOf(url.pathname, language);
      const madeAt = now().getTime();
      const change = changeOf(tenantId);
      return {
        keep(bytes, contentType) {
          if (changeOf(tenantId) !== change || bytes.length > LARGEST) return;
          const slot = slotOf(key);
          const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
          const unchanged = ['ETag', etag, ...FIXED];
          const headers = ['Content-Type', contentType, 'Content-Length', String(bytes.length), ...unchanged];
          slot.ready = { tenantId, change, madeAt, body: Buffer.from(bytes).toString('latin1'), etag, headers, unchanged };
          // A map remembers the order of insertion: what is asked for is made anew, and stands behind what is not.
          slots.delete(key);
          slots.set(key, slot);
          const { maker, ready } = slot;
          slot.maker = null;
          for (const { serve } of maker?.waiting.splice(0) ?? []) serve(ready);
        },
        clear() {
          const slot = slots.get(key);
          if (slot) slot.ready = null;
        },
      };
    },
    drop: (tenantId) => void changes.set(tenantId, changeOf(tenantId) + 1),
  };
}

function send({ body, etag, headers, unchanged }: Ready, known: string | undefined, response: ServerResponse): void {
  const id = newPublicId('request');
  if (known !== undefined && isKnown(known, etag)) {
    response.writeHead(304, ['Zihuan-Request-Id', id, ...unchanged]);
    response.end();
    return;
  }
  response.writeHead(200, ['Zihuan-Request-Id', id, ...headers]);
  response.end(body, 'latin1');
}

// A browser keeps it for this visitor alone and asks each time whether it still holds: after signing in it does not.
const FIXED: readonly string[] = ['Cache-Control', 'private, no-cache', 'Vary', 'Cookie, Accept-Language', ...REPLY_HEADERS.flat()];

/** The language a query asks for, where it asks for nothing else: the shop's own pages do. */
function languageAsked(query: string): Language | null {
  return query === '?lang=zh-CN' ? 'zh-CN' : query === '?lang=en' ? 'en' : null;
}

/** Whether what such a query is answered with may be kept. */
export function isPlain(query: string): boolean {
  return query === '' || languageAsked(query) !== null;
}

function keyOf(path: string, language: Language): string {
  return `${language} ${path}`;
}

const known = new Map<string, Language>();
const MOST_KNOWN = 1_000;

/** Browsers of one kind all say the same; it is read once. */
function languageOf({ cookie, 'accept-language': accept }: IncomingHttpHeaders): Language {
  if (cookie?.includes('zihuan_language')) return languageFrom({ wish: null, cookie, accept });
  const told = accept ?? '';
  const before = known.get(told);
  if (before) return before;
  const language = languageFrom({ wish: null, accept });
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(told, language);
  return language;
}

function isKnown(header: string, etag: string): boolean {
  return header.split(',').some((one) => one.trim().replace(/^W\//, '') === etag);
}

function forgetOldest(slots: Map<string, Slot>): void {
  const [oldest] = slots.keys();
  if (oldest !== undefined) slots.delete(oldest);
}
