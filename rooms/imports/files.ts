import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { appendFile, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { DomainError } from '../../kit/errors/index.ts';
import { newId, type Uuid } from '../../kit/ids/index.ts';
import type { Reject } from './api.ts';
import { csvLine } from '../../kit/csv/index.ts';

const GIGABYTE = 1024 ** 3;

/** The largest file taken, in bytes (`ZIHUAN_UPLOAD_LIMIT_BYTES`, 4 GiB unless set). */
export function uploadLimitBytes(): number {
  return Number(process.env['ZIHUAN_UPLOAD_LIMIT_BYTES'] ?? 4 * GIGABYTE);
}

/** What all kept files of a brand may add up to, in bytes (`ZIHUAN_UPLOAD_QUOTA_BYTES`, 20 GiB unless set). */
export function uploadQuotaBytes(): number {
  return Number(process.env['ZIHUAN_UPLOAD_QUOTA_BYTES'] ?? 20 * GIGABYTE);
}

export interface KeptFile {
  readonly storedAs: string;
  readonly sizeBytes: number;
  readonly fileHash: string;
}

/**
 * Streams a file to `uploads/` below the data folder. Half a file is never left under its final name.
 * @throws DomainError `upload.tooLarge`, `upload.empty`
 */
export async function keepFile(dataDir: string, body: AsyncIterable<Uint8Array>, limitBytes = uploadLimitBytes()): Promise<KeptFile> {
  const folder = join(dataDir, 'uploads');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const storedAs = newId();
  const part = join(folder, `${storedAs}.part`);
  const hash = createHash('sha256');
  const file = createWriteStream(part, { mode: 0o600, flush: true });
  let sizeBytes = 0;
  try {
    for await (const chunk of body) {
      sizeBytes += chunk.length;
      if (sizeBytes > limitBytes) throw new DomainError('upload.tooLarge', { limitBytes });
      hash.update(chunk);
      if (!file.write(chunk)) await drained(file);
    }
    file.end();
    await finished(file);
    if (sizeBytes === 0) throw new DomainError('upload.empty');
    await rename(part, join(folder, storedAs));
  } catch (error) {
    file.destroy();
    await rm(part, { force: true });
    throw error;
  }
  return { storedAs, sizeBytes, fileHash: hash.digest('hex') };
}

function drained(file: NodeJS.WritableStream): Promise<void> {
  return new Promise((resolve, reject) => {
    file.once('drain', () => {
      file.off('error', reject);
      resolve();
    });
    file.once('error', reject);
  });
}

export function uploadPath(dataDir: string, storedAs: string): string {
  return join(dataDir, 'uploads', storedAs);
}

export async function dropFile(dataDir: string, storedAs: string): Promise<void> {
  await rm(uploadPath(dataDir, storedAs), { force: true });
}

/** Where refusals are gathered while a run goes on: row, column, value and reason. */
export function refusalsPath(dataDir: string, runId: Uuid): string {
  return join(dataDir, 'imports', `${runId}.refusals.csv`);
}

/** Where the refused rows of a run are listed as they stand in the file, once it has ended or stopped. */
export function rejectsPath(dataDir: string, runId: Uuid): string {
  return join(dataDir, 'imports', `${runId}.rejects.csv`);
}

// The mark at the front tells spreadsheets that the text is UTF-8.
const HEADER = '\uFEFFrow,column,value,reason\r\n';

/**
 * The list of refused rows of one run, longer with every portion. What a killed run wrote beyond its last commit is cut off
 * when it goes on: `lengthBytes` is what the committed counters say.
 */
export class RejectsFile {
  readonly path: string;
  #length: number;

  private constructor(path: string, length: number) {
    this.path = path;
    this.#length = length;
  }

  static async open(dataDir: string, runId: Uuid, lengthBytes: number): Promise<RejectsFile> {
    const path = refusalsPath(dataDir, runId);
    const size = await stat(path).then(
      (found) => found.size,
      () => 0,
    );
    if (size > lengthBytes) {
      const file = await open(path, 'r+');
      await file.truncate(lengthBytes);
      await file.close();
    }
    return new RejectsFile(path, Math.min(size, lengthBytes));
  }

  get lengthBytes(): number {
    return this.#length;
  }

  /** Adds rows; on disk before the transaction that counts them commits. */
  async add(rejects: readonly Reject[]): Promise<void> {
    if (rejects.length === 0) return;
    let text = this.#length === 0 ? HEADER : '';
    for (const { row, column, value, reason } of rejects) text += csvLine([row, column, value, reason]);
    const bytes = Buffer.from(text);
    await mkdir(join(this.path, '..'), { recursive: true, mode: 0o700 });
    await appendFile(this.path, bytes, { mode: 0o600 });
    this.#length += bytes.length;
  }

  /** Cuts off what a rolled-back transaction had added. */
  async cutTo(lengthBytes: number): Promise<void> {
    if (lengthBytes === this.#length) return;
    const file = await open(this.path, 'r+');
    await file.truncate(lengthBytes);
    await file.close();
    this.#length = lengthBytes;
  }
}
