import type { z } from 'zod';
import { DomainError } from '../errors/index.ts';
import { escaped, faultsOf } from './faults.ts';
import type { Language } from './language.ts';
import { InputError } from './problem.ts';

/** Largest JSON body, bytes. */
export const LARGEST_BODY = 1024 * 1024;
const DEEPEST = 64;
const MOST_FAULTS = 50;

/**
 * The bytes of a request's body.
 * @throws `body.tooLarge`
 */
export async function readBytes(request: Request, limit = LARGEST_BODY): Promise<Uint8Array> {
  const told = request.headers.get('content-length');
  if (Number(told ?? 0) > limit) throw new DomainError('body.tooLarge', { limit });
  // Who tells the length beforehand is held to it by HTTP itself: no need to count what comes.
  if (told !== null) return new Uint8Array(await request.arrayBuffer());
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body) {
    size += chunk.byteLength;
    if (size > limit) throw new DomainError('body.tooLarge', { limit });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

/**
 * The JSON value of a body; `{}` when it is empty.
 * @throws `body.wrongType` unless it says it is JSON, InputError when it is not
 */
export function parseJson(bytes: Uint8Array, contentType: string | null): unknown {
  if (bytes.byteLength === 0) return {};
  const mediaType = (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (mediaType !== 'application/json' && !mediaType.endsWith('+json')) {
    throw new DomainError('body.wrongType', { expected: 'application/json' });
  }
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new InputError([{ pointer: '', code: 'json.invalid', detail: 'JSON' }]);
  }
  assertStorable(value);
  return value;
}

/**
 * Text that PostgreSQL cannot keep (NUL, half a surrogate pair) and towers of brackets are malformed wherever they stand.
 * @throws InputError
 */
export function assertStorable(root: unknown): void {
  const waiting: { value: unknown; pointer: string; depth: number }[] = [{ value: root, pointer: '', depth: 0 }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { value, pointer, depth } = next;
    if (depth > DEEPEST) throw new InputError([{ pointer: '', code: 'json.tooDeep', detail: String(DEEPEST) }]);
    if (typeof value === 'string') {
      if (!isStorable(value)) throw new InputError([{ pointer, code: 'text.invalid', detail: 'U+0000, U+D800–DFFF' }]);
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) {
        if (!isStorable(key)) throw new InputError([{ pointer, code: 'text.invalid', detail: 'U+0000, U+D800–DFFF' }]);
        waiting.push({ value: inner, pointer: `${pointer}/${escaped(key)}`, depth: depth + 1 });
      }
    }
  }
}

function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

/** The parameters of an address, each once; `lang` is everybody's, and an empty value is no value. */
export function queryOf(url: URL): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, value] of url.searchParams) {
    if (name === 'lang' || value === '') continue;
    if (Object.hasOwn(values, name)) throw new InputError([{ pointer: `/${escaped(name)}`, code: 'parameter.repeated', detail: '> 1' }]);
    values[name] = value;
  }
  assertStorable(values);
  return values;
}

/**
 * A value in the shape it should have.
 * @throws InputError with every fault, told in the caller's language
 */
export function shaped(shape: z.ZodType, value: unknown, language: Language): unknown {
  const result = shape.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  throw new InputError(result.error.issues.slice(0, MOST_FAULTS).flatMap((issue) => faultsOf(issue, language)));
}
