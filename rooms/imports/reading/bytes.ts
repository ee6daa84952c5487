import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { DomainError } from '../../../kit/errors/index.ts';
import { CHUNK_BYTES, MAX_SPOOL_BYTES } from './limits.ts';

/** A file on disk by its path, or bytes as they arrive. */
export type ByteSource = string | AsyncIterable<Uint8Array>;

/** Bytes of the file (as stored) taken so far: what a progress bar shows. */
export interface Progress {
  bytesRead: number;
}

/** A file opened and unpacked: either text to be streamed, or a zip archive lying on disk. */
export type OpenBytes =
  | {
      kind: 'text';
      chunks: AsyncGenerator<Buffer>;
      head: Buffer;
      progress: Progress;
      totalBytes: number | null;
    }
  | { kind: 'zip'; path: string; progress: Progress; totalBytes: number; dispose(): Promise<void> };

/**
 * Opens a source, unpacks gzip (known by its first bytes, whatever the name) and tells text from a zip archive.
 * @throws DomainError `import.notFound`, `import.empty`, `import.unreadable` (another kind of file), `import.truncated`
 */
export async function openBytes(source: ByteSource): Promise<OpenBytes> {
  const totalBytes = typeof source === 'string' ? await sizeOf(source) : null;
  const progress: Progress = { bytesRead: 0 };
  const stored = counted(typeof source === 'string' ? createReadStream(source, { highWaterMark: CHUNK_BYTES }) : source, progress);
  let chunks = evenChunks(stored);
  let head = await firstChunk(chunks);
  let isPacked = false;
  if (head[0] === 0x1f && head[1] === 0x8b) {
    isPacked = true;
    chunks = evenChunks(gunzipped(withHead(head, chunks)));
    head = await firstChunk(chunks);
  }
  const other = otherKind(head);
  if (other !== null) {
    await chunks.return(undefined);
    throw new DomainError('import.unreadable', { looksLike: other });
  }
  if (!isZip(head)) return { kind: 'text', chunks: withHead(head, chunks), head, progress, totalBytes };
  if (typeof source === 'string' && !isPacked) {
    await chunks.return(undefined);
    progress.bytesRead = 0;
    return { kind: 'zip', path: source, progress, totalBytes: totalBytes ?? 0, dispose: async () => {} };
  }
  return spool(withHead(head, chunks), progress);
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => null);
  if (found === null) throw new DomainError('import.notFound', { path });
  if (!found.isFile()) throw new DomainError('import.unreadable', { looksLike: 'folder' });
  return found.size;
}

async function* counted(source: AsyncIterable<Uint8Array>, progress: Progress): AsyncGenerator<Buffer> {
  for await (const chunk of source) {
    progress.bytesRead += chunk.length;
    yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  }
}

/** Joins crumbs and cuts lumps, so that the work per chunk stays in proportion to its size. */
async function* evenChunks(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let crumbs: Buffer[] = [];
  let size = 0;
  for await (const chunk of source) {
    if (chunk.length >= CHUNK_BYTES / 2 && size === 0) {
      for (let at = 0; at < chunk.length; at += CHUNK_BYTES) yield chunk.subarray(at, at + CHUNK_BYTES);
      continue;
    }
    crumbs.push(chunk);
    size += chunk.length;
    if (size < CHUNK_BYTES / 2) continue;
    const joined = Buffer.concat(crumbs);
    for (let at = 0; at < joined.length; at += CHUNK_BYTES) yield joined.subarray(at, at + CHUNK_BYTES);
    crumbs = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(crumbs);
}

async function firstChunk(chunks: AsyncGenerator<Buffer>): Promise<Buffer> {
  const first = await chunks.next();
  if (first.done || first.value.length === 0) throw new DomainError('import.empty');
  return first.value;
}

async function* withHead(head: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield head;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}

async function* gunzipped(packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  const from = Readable.from(packed, { objectMode: false, highWaterMark: CHUNK_BYTES });
  // The error surfaces where the unpacked bytes are read.
  pipeline(from, gunzip, () => {});
  try {
    for await (const chunk of gunzip) yield chunk as Buffer;
  } catch (error) {
    if (error instanceof DomainError) throw error;
    const isCut = (error as NodeJS.ErrnoException).code === 'Z_BUF_ERROR';
    throw new DomainError(isCut ? 'import.truncated' : 'import.unreadable', { looksLike: 'gzip' });
  } finally {
    from.destroy();
  }
}

function isZip(head: Buffer): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5 || head[2] === 7);
}

const OTHER_KINDS: readonly { name: string; magic: readonly number[] }[] = [
  { name: 'xls', magic: [0xd0, 0xcf, 0x11, 0xe0] },
  { name: 'pdf', magic: [0x25, 0x50, 0x44, 0x46] },
  { name: 'png', magic: [0x89, 0x50, 0x4e, 0x47] },
  { name: 'jpeg', magic: [0xff, 0xd8, 0xff] },
  { name: 'gif', magic: [0x47, 0x49, 0x46, 0x38] },
  { name: 'rar', magic: [0x52, 0x61, 0x72, 0x21] },
  { name: '7z', magic: [0x37, 0x7a, 0xbc, 0xaf] },
  { name: 'xz', magic: [0xfd, 0x37, 0x7a, 0x58] },
  { name: 'zstd', magic: [0x28, 0xb5, 0x2f, 0xfd] },
  { name: 'bzip2', magic: [0x42, 0x5a, 0x68] },
  { name: 'gzip', magic: [0x1f, 0x8b] },
  { name: 'parquet', magic: [0x50, 0x41, 0x52, 0x31] },
  { name: 'sqlite', magic: [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65] },
  { name: 'elf', magic: [0x7f, 0x45, 0x4c, 0x46] },
];

function otherKind(head: Buffer): string | null {
  for (const { name, magic } of OTHER_KINDS) {
    if (magic.every((byte, i) => head[i] === byte)) return name;
  }
  const text = head.subarray(0, 512).toString('latin1').trimStart().toLowerCase();
  if (/^(<!doctype|<html|<\?xml|<table|<svg)/.test(text)) return 'html';
  if (text.startsWith('{\\rtf')) return 'rtf';
  return null;
}

async function spool(chunks: AsyncGenerator<Buffer>, progress: Progress): Promise<OpenBytes> {
  const folder = await mkdtemp(join(tmpdir(), 'zihuan-import-'));
  const dispose = () => rm(folder, { recursive: true, force: true });
  try {
    const path = join(folder, 'file');
    const file = await open(path, 'wx', 0o600);
    let size = 0;
    try {
      for await (const chunk of chunks) {
        size += chunk.length;
        if (size > MAX_SPOOL_BYTES) throw new DomainError('import.tooLarge', { limitBytes: MAX_SPOOL_BYTES });
        await file.write(chunk);
      }
    } finally {
      await file.close();
    }
    progress.bytesRead = 0;
    return { kind: 'zip', path, progress, totalBytes: size, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}
