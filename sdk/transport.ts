import type { Problem } from '../kit/http/shapes.ts';

export interface ClientOptions {
  /** Where the server is, without `/api/v1`; '' = the origin of the page. */
  baseUrl?: string;
  /** `zk_…`; without it the session cookie of the browser speaks. */
  key?: string;
  fetch?: typeof fetch;
  /** Slug of the brand a console session acts in (keys know theirs). */
  brand?: string | (() => string | null | undefined);
  language?: 'zh-CN' | 'en' | (() => 'zh-CN' | 'en' | null | undefined);
}

export interface CallOptions {
  signal?: AbortSignal;
  /** Told again with the same key, a write has its effect once; made up when absent. */
  idempotencyKey?: string;
  /** Ask what would be written, and why not for what missed. */
  dryRun?: boolean;
}

export type UploadBody = Blob | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;
export interface UploadOptions extends CallOptions {
  fileName: string;
}

/** One page of a list; `next` is the cursor of the page after, null at the end. */
export interface Page<Row> {
  data: Row[];
  next: string | null;
}

/** A refusal: the server's problem document (RFC 9457). `message` is its sentence in the caller's language. */
export class ApiProblem extends Error {
  readonly problem: Problem;
  readonly status: number;
  readonly code: string;
  /** Seconds after which another try may succeed, null when it would not help. */
  readonly retryAfter: number | null;
  constructor(problem: Problem, retryAfter: number | null = null) {
    super(problem.detail || problem.title);
    this.name = 'ApiProblem';
    this.problem = problem;
    this.status = problem.status;
    this.code = problem.code;
    this.retryAfter = retryAfter;
  }
}

interface Request {
  query?: Record<string, unknown>;
  body?: unknown;
  bytes?: UploadBody;
  options: CallOptions & { fileName?: string };
}

export interface Transport {
  /** The reply as it came, when it is a success. @throws ApiProblem */
  send(method: string, path: string, request: Request): Promise<Response>;
  /** The reply's JSON; null when it has no body. @throws ApiProblem */
  json(method: string, path: string, request: Request): Promise<unknown>;
}

const TRIES = 3;
const LONGEST_WAIT_SECONDS = 5;

export function transportOf(client: ClientOptions): Transport {
  const base = `${(client.baseUrl ?? '').replace(/\/$/, '')}/api/v1`;
  const doFetch = client.fetch ?? ((input, init) => fetch(input, init));

  async function send(method: string, path: string, request: Request): Promise<Response> {
    const url = base + path + searchOf(request, valueOf(client.language));
    const headers = headersOf(client, method, request);
    const isStream = request.bytes instanceof ReadableStream;
    const init: RequestInit & { duplex?: 'half' } = { method, headers, credentials: 'same-origin' };
    if (request.options.signal) init.signal = request.options.signal;
    if (request.bytes !== undefined) init.body = request.bytes as NonNullable<RequestInit['body']>;
    else if (request.body !== undefined) init.body = JSON.stringify(request.body);
    if (isStream) init.duplex = 'half';
    for (let tryNumber = 1; ; tryNumber++) {
      const response = await doFetch(url, init);
      if (response.ok) return response;
      const retryAfter = secondsOf(response.headers.get('retry-after'));
      const mayPass = response.status === 503 || (response.status === 409 && retryAfter !== null);
      if (!mayPass || isStream || tryNumber === TRIES || (retryAfter ?? 1) > LONGEST_WAIT_SECONDS) {
        throw new ApiProblem(await problemOf(response), retryAfter);
      }
      await response.body?.cancel();
      await pause((retryAfter ?? 1) * 1000, request.options.signal);
    }
  }

  return {
    send,
    async json(method, path, request) {
      const response = await send(method, path, request);
      const text = await response.text();
      return text === '' ? null : JSON.parse(text);
    },
  };
}

function valueOf<T>(setting: T | (() => T | null | undefined) | undefined): T | null {
  return (typeof setting === 'function' ? (setting as () => T | null | undefined)() : setting) ?? null;
}

function searchOf(request: Request, language: string | null): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(request.query ?? {})) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  }
  if (request.options.dryRun) search.set('dryRun', 'true');
  if (language) search.set('lang', language);
  const text = search.toString();
  return text ? `?${text}` : '';
}

function headersOf(client: ClientOptions, method: string, request: Request): Headers {
  const headers = new Headers({ accept: 'application/json' });
  if (client.key) headers.set('authorization', `Bearer ${client.key}`);
  const brand = valueOf(client.brand);
  if (brand) headers.set('zihuan-brand', brand);
  if (method !== 'GET') headers.set('idempotency-key', request.options.idempotencyKey ?? randomKey());
  if (request.bytes !== undefined) {
    headers.set('content-type', 'application/octet-stream');
    headers.set('zihuan-file-name', encodeURIComponent(request.options.fileName ?? 'file'));
  } else if (request.body !== undefined) {
    headers.set('content-type', 'application/json');
  }
  return headers;
}

// crypto.randomUUID exists on secure origins only; a console on plain http in a shop's network is none.
function randomKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function secondsOf(header: string | null): number | null {
  return header !== null && /^\d+$/.test(header) ? Number(header) : null;
}

async function problemOf(response: Response): Promise<Problem> {
  const text = await response.text();
  try {
    const problem = JSON.parse(text) as Problem;
    if (typeof problem.code === 'string') return problem;
  } catch {
    // A proxy answered, not Zihuan: its words are of no use, its status is.
  }
  const title = response.statusText || `HTTP ${response.status}`;
  return {
    type: 'about:blank',
    title,
    status: response.status,
    code: 'http.failed',
    detail: title,
    requestId: '',
  };
}

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    });
  });
}
