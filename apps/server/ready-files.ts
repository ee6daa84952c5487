import type { IncomingMessage, ServerResponse } from 'node:http';
import { newPublicId } from '../../kit/ids/index.ts';
import { REPLY_HEADERS } from './security.ts';

/**
 * Files whose address says what is in them, as ready bytes: pictures of a shop. Asked again they are answered before anything is made of
 * the request, whoever asks, without the database. An address names its brand, so nothing is shown under another one.
 */
export interface ReadyFiles {
  /** @returns whether it was answered */
  answer(request: IncomingMessage, response: ServerResponse): boolean;
  /** Keeps the reply to a question, where the reply says that it never changes. */
  keep(url: URL, response: Response): Promise<Response>;
}

interface Ready {
  readonly bytes: Uint8Array;
  readonly etag: string;
  readonly until: number;
  readonly headers: readonly string[];
  readonly unchanged: readonly string[];
}

const PLACE = /^\/api\/v1\/shop\/[\w-]+\/pictures\/[\w-]+$/;
const FOR_EVER = 'public, max-age=31536000, immutable';
const MOST_BYTES = 64 * 1024 * 1024;
/** What a brand took away is out of memory after this long. */
const KEPT_MS = 600_000;

/** @param now the machine's clock */
export function openReadyFiles(now: () => Date): ReadyFiles {
  // A map remembers the order of insertion: what was asked for last stands last.
  const files = new Map<string, Ready>();
  let size = 0;

  function drop(path: string, file: Ready): void {
    files.delete(path);
    size -= file.bytes.byteLength;
  }

  return {
    answer(request, response) {
      const { url, headers } = request;
      if (url === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) return false;
      const file = files.get(url);
      if (file === undefined) return false;
      if (file.until < now().getTime()) {
        drop(url, file);
        return false;
      }
      files.delete(url);
      files.set(url, file);
      const id = newPublicId('request');
      const isKnown = headers['if-none-match']?.split(',').some((one) => one.trim().replace(/^W\//, '') === file.etag);
      response.writeHead(isKnown ? 304 : 200, ['Zihuan-Request-Id', id, ...(isKnown ? file.unchanged : file.headers)]);
      response.end(isKnown || request.method === 'HEAD' ? undefined : file.bytes);
      return true;
    },
    async keep(url, response) {
      const { pathname, search } = url;
      const etag = response.headers.get('etag');
      if (response.status !== 200 || etag === null || response.headers.get('cache-control') !== FOR_EVER) return response;
      if (search !== '' || !PLACE.test(pathname)) return response;
      const bytes = new Uint8Array(await response.arrayBuffer());
      const before = files.get(pathname);
      if (before) drop(pathname, before);
      const unchanged = ['ETag', etag, 'Cache-Control', FOR_EVER, ...REPLY_HEADERS.flat()];
      const type = response.headers.get('content-type') ?? '';
      const headers = ['Content-Type', type, 'Content-Length', String(bytes.byteLength), ...unchanged];
      files.set(pathname, { bytes, etag, until: now().getTime() + KEPT_MS, headers, unchanged });
      size += bytes.byteLength;
      for (const [path, file] of files) {
        if (size <= MOST_BYTES) break;
        drop(path, file);
      }
      return new Response(bytes, response);
    },
  };
}
