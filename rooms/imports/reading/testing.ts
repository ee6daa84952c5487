import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { TestContext } from 'node:test';
import type { ByteSource } from './bytes.ts';
import type { ImportKind, ReadOptions, Recognition, Reject, RowOf } from './model.ts';
import { readRows } from './read-rows.ts';

/**
 * Path of a published data set lying beside the repository (`../shared/data`). Where it is absent the test says so and answers null: it
 * then proves nothing, and does not pretend to.
 */
export function sharedData(t: TestContext, name: string): string | null {
  const path = resolve(import.meta.dirname, '../../../../shared/data', name);
  if (existsSync(path)) return path;
  t.diagnostic(`absent, nothing checked: ../shared/data/${name}`);
  return null;
}

/** Bytes as a source that arrives in pieces of a given size. */
export async function* pieces(content: string | Uint8Array, size = 1 << 16): AsyncGenerator<Uint8Array> {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

export interface ReadAll<Kind extends ImportKind> {
  recognition: Recognition;
  rows: RowOf[Kind][];
  rejects: Reject[];
}

/** Reads a whole small file. Money is CNY and the zone Asia/Shanghai unless said otherwise. */
export async function readAll<Kind extends ImportKind>(
  source: ByteSource,
  options: Partial<ReadOptions> & { readonly as: Kind },
): Promise<ReadAll<Kind>> {
  const reading = await readRows(source, { currency: 'CNY', timeZone: 'Asia/Shanghai', ...options });
  const all: ReadAll<Kind> = { recognition: reading.recognition, rows: [], rejects: [] };
  for await (const { rows, rejects } of reading.batches) {
    for (const row of rows) all.rows.push(row);
    for (const reject of rejects) all.rejects.push(reject);
  }
  return all;
}

/** Orders from CSV text. */
export function readOrders(text: string, options: Partial<ReadOptions> = {}): Promise<ReadAll<'orders'>> {
  return readAll(pieces(text), { ...options, as: 'orders' });
}
