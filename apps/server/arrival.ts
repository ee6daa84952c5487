import { z } from 'zod';
import type { Caller, Language } from '../../kit/http/index.ts';
import { DomainError } from '../../kit/errors/index.ts';
import { isCrossSiteRequest, LARGEST_BODY, parseJson, queryOf, readBytes, shaped, type AnyRoute } from '../../kit/http/index.ts';

/** One request on its way to a route. */
export interface Arrival {
  readonly request: Request;
  readonly url: URL;
  readonly params: Record<string, string>;
  readonly caller: Caller;
  readonly address: string;
  readonly isLocal: boolean;
  readonly requestId: string;
  readonly language: Language;
  readonly recordedAt: Date;
}

export function isWrite(route: AnyRoute): boolean {
  return route.method !== 'get';
}

/**
 * A write that leans on a cookie must come from our own pages; a key is proof by itself.
 * @throws `request.crossSite`
 */
export function assertOwnSite(route: AnyRoute, arrival: Arrival): void {
  if (!isWrite(route) || arrival.caller.kind === 'key' || arrival.caller.kind === 'cli') return;
  if (isCrossSiteRequest(arrival.request)) throw new DomainError('request.crossSite');
}

/** The bytes of a JSON body, or what was wrong with reading them: told only after who asks and whether they may. */
export type Body = { bytes: Uint8Array } | { refusal: unknown };

export async function bodyOf(route: AnyRoute, request: Request): Promise<Body> {
  if (!isWrite(route) || !takesJson(route)) return { bytes: new Uint8Array() };
  try {
    return { bytes: await readBytes(request, LARGEST_BODY) };
  } catch (refusal) {
    return { refusal };
  }
}

export function takesJson(route: AnyRoute): boolean {
  return route.scope === 'platform' || route.bodyType === 'application/json';
}

const NOTHING = z.strictObject({});
const strictQueries = new WeakMap<z.ZodObject, z.ZodObject>();

/** Parameters outside the shape are malformed: a filter that is misspelt must not silently filter nothing. */
function strictQuery(shape: z.ZodObject): z.ZodObject {
  const known = strictQueries.get(shape);
  if (known) return known;
  const strict = shape.strict();
  strictQueries.set(shape, strict);
  return strict;
}

/**
 * Query and body of a request in the shapes of its route.
 * @throws InputError, `body.tooLarge`, `body.wrongType`
 */
export function readInput(route: AnyRoute, arrival: Arrival, body: Body): { query: unknown; body: unknown } {
  if ('refusal' in body) throw body.refusal;
  const { language } = arrival;
  const values = queryOf(arrival.url);
  const query = shaped(route.query ? strictQuery(route.query) : NOTHING, values, language);
  if (!isWrite(route) || !takesJson(route)) return { query, body: undefined };
  const value = parseJson(body.bytes, arrival.request.headers.get('content-type'));
  return { query, body: shaped(route.body ?? NOTHING, value, language) };
}
