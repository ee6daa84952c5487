import type { z } from 'zod';
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
