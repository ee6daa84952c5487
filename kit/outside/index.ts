import { lookup } from 'node:dns';
import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isLoopbackAddress, isPublicAddress } from './addresses.ts';

export { isLoopbackAddress, isPublicAddress };

/** What a machine outside answered. */
export interface OutsideAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface OutsideCall {
  readonly method: 'GET' | 'POST';
  readonly headers?: Record<string, string>;
  readonly body?: string;
  /** From the first byte to the last. */
  readonly timeoutMs?: number;
  /** Sandbox brands of a server that is itself on loopback may call programs beside it. */
  readonly mayReachLoopback?: boolean;
}

/**
 * Why nothing usable came back: the address is not one of the public internet (`closed`), nobody answered (`unreachable`),
 * not in time (`timeout`), too much (`tooLarge`). After all but `closed` the other side may have done what was asked.
 */
export class OutsideError extends Error {
  readonly kind: 'closed' | 'unreachable' | 'timeout' | 'tooLarge';
  constructor(kind: OutsideError['kind'], why: string) {
    super(why);
    this.name = 'OutsideError';
    this.kind = kind;
  }
}

const TIMEOUT_MS = 10_000;
const LARGEST_ANSWER = 1024 * 1024;

/** Whether an address may be asked at all, as far as its text tells: http(s), no password in it, no closed literal. */
export function isAskable(url: URL, mayReachLoopback: boolean): boolean {
  if (url.username !== '' || url.password !== '') return false;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isHere = mayReachLoopback && (host === 'localhost' || isLoopbackAddress(host));
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isHere)) return false;
  return isIP(host) === 0 ? isHere || /\.[^.]+\.?$/.test(host) : isHere || isPublicAddress(host);
}

/**
 * One call to a machine outside; never inside a transaction. Redirects are not followed: their status is the answer.
 * The address a name stands for is judged when the connection is made, so a name that changes its mind reaches nothing inside.
 * @throws OutsideError
 */
export async function askOutside(address: string, call: OutsideCall): Promise<OutsideAnswer> {
  const url = URL.parse(address);
  const mayReachLoopback = call.mayReachLoopback ?? false;
  if (url === null || !isAskable(url, mayReachLoopback)) throw new OutsideError('closed', 'this address is not asked');
  const signal = AbortSignal.timeout(call.timeoutMs ?? TIMEOUT_MS);
  const options: RequestOptions = {
    method: call.method,
    headers: {
      'user-agent': 'Zihuan',
      ...call.headers,
      ...(call.body === undefined ? {} : { 'content-length': Buffer.byteLength(call.body) }),
    },
    // A connection of its own: none that another brand was allowed to open.
    agent: false,
    lookup: openLookup(mayReachLoopback),
    signal,
  };
  try {
    return await new Promise<OutsideAnswer>((resolve, reject) => {
      const ask = url.protocol === 'https:' ? httpsRequest : httpRequest;
      const request = ask(url, options, (response) => void read(response).then(resolve, reject));
      request.on('error', reject);
      request.end(call.body);
    });
  } catch (error) {
    if (error instanceof OutsideError) throw error;
    if (signal.aborted) throw new OutsideError('timeout', 'no answer in time');
    throw new OutsideError('unreachable', (error as NodeJS.ErrnoException).code ?? 'no connection');
  }
}

async function read(response: IncomingMessage): Promise<OutsideAnswer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    size += (chunk as Buffer).length;
    if (size > LARGEST_ANSWER) throw new OutsideError('tooLarge', `more than ${LARGEST_ANSWER} bytes`);
    chunks.push(chunk as Buffer);
  }
  return { status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(chunks).toString('utf8') };
}

/** A look-up that tells only addresses that may be reached; one closed address among several closes the name. */
export function openLookup(mayReachLoopback: boolean, resolve: typeof lookup = lookup): LookupFunction {
  return (name, options, tell) => {
    resolve(name, { ...options, all: true }, (error, found) => {
      if (error) return tell(error, '', 0);
      const closed = found.some(({ address }) => !isPublicAddress(address) && !(mayReachLoopback && isLoopbackAddress(address)));
      const [first] = found;
      if (closed || !first) return tell(new OutsideError('closed', 'this name leads to an address that is not asked'), '', 0);
      if (options.all) tell(null, found);
      else tell(null, first.address, first.family);
    });
  };
}
