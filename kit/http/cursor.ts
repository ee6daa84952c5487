import { z } from 'zod';
import { DomainError } from '../errors/index.ts';

/**
 * The place in a list after which the next page begins: the key of the last row, opaque to callers.
 * A cursor holds values, no rights: whoever sends one still sees only rows of their own brand.
 */
export function encodeCursor(key: readonly (string | number | bigint | boolean | null)[]): string {
  const plain = key.map((value) => (typeof value === 'bigint' ? `${value}` : value));
  return Buffer.from(JSON.stringify(plain)).toString('base64url');
}

/**
 * Reads a cursor back.
 * @param shape of the key, e.g. `z.tuple([z.iso.datetime(), z.uuid()])`
 * @returns null when there is none: the first page
 * @throws DomainError `cursor.invalid`
 */
export function decodeCursor<Shape extends z.ZodType>(text: string | null | undefined, shape: Shape): z.output<Shape> | null {
  if (text === undefined || text === null || text === '') return null;
  try {
    return shape.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
  } catch {
    throw new DomainError('cursor.invalid', { pointer: '/cursor' });
  }
}

/**
 * One page out of rows that were asked for with one more than it holds.
 * @param keyOf the place of a row in the list, as `decodeCursor` will read it
 * @returns the rows to show, and the cursor behind the last of them: null where the list ends
 */
export function pageOf<Row>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => Parameters<typeof encodeCursor>[0],
): { shown: Row[]; next: string | null } {
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return { shown, next: last === undefined ? null : encodeCursor(keyOf(last)) };
}

const idKey = z.tuple([z.uuid()]);

/** Where a list by id that begins with the newest goes on: with the rows before this id. @throws DomainError `cursor.invalid` */
export function beforeId(cursor: string | undefined): string {
  return decodeCursor(cursor, idKey)?.[0] ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff';
}

/** Where a list by id that begins with the oldest goes on: with the rows after this id. @throws DomainError `cursor.invalid` */
export function afterId(cursor: string | undefined): string {
  return decodeCursor(cursor, idKey)?.[0] ?? '00000000-0000-0000-0000-000000000000';
}
