import { DomainError } from '../../../kit/errors/index.ts';
import { showable } from './copied.ts';
import { FIELDS, headerKey, mapByHeader, missingFields, plainHeader } from './fields.ts';
import { MAX_COLUMNS } from './limits.ts';
import type { FileFormat, ImportKind, RawRecord, ReadOptions, Recognition, TextEncoding } from './model.ts';
import { PROFILES, type Profile } from './profiles.ts';

const KINDS: readonly ImportKind[] = ['orders', 'people', 'referrals', 'products'];
/** Records looked through for the header: some exports begin with lines about themselves. */
const HEADER_WITHIN = 30;

/** One field's columns, ready for reading rows. Columns count from 0. */
export interface FieldPlan {
  readonly columns: readonly number[];
  readonly how: 'first' | 'joined';
}

/** What a recognition means for reading rows. */
export interface Plan {
  readonly recognition: Recognition;
  readonly fields: Readonly<Record<string, FieldPlan>>;
  /** The column that tells unpaid rows, and how: its cell is empty, or fits a pattern. */
  readonly unpaid: { readonly column: number; readonly pattern: string | null } | null;
  readonly continuesWithout: string | null;
  /** Place of the first record with rows among those given. */
  readonly firstRow: number;
}

export interface RecognisedForm {
  readonly format: FileFormat;
  readonly encoding: TextEncoding;
  readonly delimiter: string | null;
  /** Headers that do not stand in a record (keys of JSON lines). */
  readonly headers: readonly string[] | null;
}

/** A profile by its name. @throws DomainError `import.unknownProfile`, `import.profileKind` */
export function profileOf(options: ReadOptions): Profile | null {
  if (options.profile === undefined) return null;
  const profile = PROFILES.find(({ id }) => id === options.profile);
  if (profile === undefined) {
    throw new DomainError('import.unknownProfile', {
      profile: options.profile,
      profiles: PROFILES.map(({ id }) => id),
    });
  }
  if (profile.kind !== options.as) throw new DomainError('import.profileKind', { profile: profile.id, kind: profile.kind, as: options.as });
  return profile;
}

/**
 * Understands a file's header from its first records: which export it is, which column is which field, what it could be read as.
 * @throws DomainError `import.tooManyColumns`, `import.unknownColumn`, `import.unknownField`, `import.unpaidWhen`
 */
export function recognise(records: readonly RawRecord[], form: RecognisedForm, options: ReadOptions): Plan {
  const forced = profileOf(options);
  const hasHeader = form.headers === null && !(options.noHeader ?? forced?.noHeader ?? false);
  const at = hasHeader ? headerPlace(records, options.as) : -1;
  const headers = headersOf(records, form, at);
  const fault = records[Math.max(at, 0)]?.fault?.reason;
  if (headers.length > MAX_COLUMNS || fault === 'row.tooManyCells' || fault === 'row.tooLarge') {
    throw new DomainError('import.tooManyColumns', { limit: MAX_COLUMNS });
  }
  const keys = hasHeader || form.headers !== null ? headers.map(headerKey) : [];
  const profile = forced ?? recognisedProfile(keys, options.as);
  const fields = profile === null ? fieldsByHeader(options.as, keys) : profileFields(profile, keys, headers.length);
  applyMap(fields, options, headers);
  const missing = missingFields(options.as, (field) => fields[field] !== undefined);
  const used = new Set(Object.values(fields).flatMap(({ columns }) => columns));
  const plan = unpaidRule(options, profile, headers, keys, fields);
  if (plan !== null) used.add(plan.column);
  const recognition: Recognition = {
    ...form,
    headers,
    hasHeader: hasHeader || form.headers !== null,
    kinds: guesses(keys),
    profile: profile?.id ?? null,
    mapping: Object.fromEntries(Object.entries(fields).map(([field, { columns }]) => [field, columns[0] ?? 0])),
    more: Object.fromEntries(
      Object.entries(fields).flatMap(([field, { columns }]) => (columns.length > 1 ? [[field, columns.slice(1)]] : [])),
    ),
    unmapped: headers.map((_, column) => column).filter((column) => !used.has(column)),
    missing,
    problems: problemsOf(keys, missing, records[at]?.row ?? null),
  };
  return {
    recognition,
    fields,
    unpaid: plan,
    continuesWithout: profile?.continuesWithout ?? null,
    firstRow: at + 1,
  };
}

/** The first record, unless it is not recognised and a wider one soon after it is: an export that begins with lines about itself. */
function headerPlace(records: readonly RawRecord[], kind: ImportKind): number {
  const isHeader = (record: RawRecord | undefined) => {
    if (record === undefined || record.fault !== null) return false;
    const keys = record.cells.map(headerKey);
    if (recognisedProfile(keys, kind) !== null) return true;
    const mapping = mapByHeader(kind, keys);
    return missingFields(kind, (field) => mapping[field] !== undefined).length === 0;
  };
  if (isHeader(records[0])) return 0;
  const width = (record: RawRecord) => record.cells.filter((cell) => cell.trim() !== '').length;
  const firstWidth = records[0] === undefined ? 0 : width(records[0]);
  const found = records.slice(0, HEADER_WITHIN).findIndex((record) => width(record) > firstWidth && isHeader(record));
  return Math.max(found, 0);
}

function headersOf(records: readonly RawRecord[], form: RecognisedForm, at: number): readonly string[] {
  if (form.headers !== null) return form.headers.map((key) => showable(key, 300));
  if (at >= 0) return trimmedRow(records[at]?.cells ?? []);
  const width = Math.max(0, ...records.slice(0, HEADER_WITHIN).map(({ cells }) => cells.length));
  return Array.from({ length: width }, (_, i) => String(i + 1));
}

/** Headers trimmed, without the empty ones that a trailing delimiter leaves. */
function trimmedRow(cells: readonly string[]): string[] {
  const headers = cells.map((cell) => showable(cell.replaceAll('\uFEFF', '').trim(), 300));
  while (headers.length > 0 && headers.at(-1) === '') headers.pop();
  return headers;
}

function recognisedProfile(keys: readonly string[], kind: ImportKind): Profile | null {
  const known = new Set(keys);
  const fits = (profile: Profile) =>
    profile.signature.length > 0 && profile.signature.every((names) => names.some((name) => known.has(headerKey(name))));
  return PROFILES.find((profile) => profile.kind === kind && fits(profile)) ?? null;
}

function fieldsByHeader(kind: ImportKind, keys: readonly string[]): Record<string, FieldPlan> {
  const mapping = mapByHeader(kind, keys);
  const fields: Record<string, FieldPlan> = {};
  for (const [field, column] of Object.entries(mapping)) fields[field] = { columns: [column], how: 'first' };
  return fields;
}

function profileFields(profile: Profile, keys: readonly string[], width: number): Record<string, FieldPlan> {
  const fields: Record<string, FieldPlan> = {};
  for (const [field, { from, how }] of Object.entries(profile.fields)) {
    const found = from
      .map((name) => (typeof name === 'number' ? name - 1 : keys.indexOf(headerKey(name))))
      .filter((column) => column >= 0 && column < width);
    const columns = how === undefined ? found.slice(0, 1) : found;
    if (columns.length > 0) fields[field] = { columns, how: how ?? 'first' };
  }
  return fields;
}

function applyMap(fields: Record<string, FieldPlan>, options: ReadOptions, headers: readonly string[]): void {
  for (const [field, column] of Object.entries(options.map ?? {})) {
    if (!FIELDS[options.as].some(({ id }) => id === field)) {
      throw new DomainError('import.unknownField', { field, fields: FIELDS[options.as].map(({ id }) => id) });
    }
    fields[field] = { columns: [columnNamed(column, headers, field)], how: 'first' };
  }
}

/** A header (as written, then as compared), else a number counted from 1. */
function columnNamed(column: string | number, headers: readonly string[], field: string): number {
  const text = String(column).trim();
  const exact = typeof column === 'number' ? -1 : headers.indexOf(text);
  const alike = exact >= 0 || typeof column === 'number' ? exact : headers.findIndex((header) => plainHeader(header) === plainHeader(text));
  if (alike >= 0) return alike;
  const number = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (number < 1 || number > headers.length)
    throw new DomainError('import.unknownColumn', { field, column: text, headers: headers.slice(0, 100) });
  return number - 1;
}

function unpaidRule(
  options: ReadOptions,
  profile: Profile | null,
  headers: readonly string[],
  keys: readonly string[],
  fields: Readonly<Record<string, FieldPlan>>,
): Plan['unpaid'] {
  if (options.as !== 'orders') return null;
  if (options.unpaidWhen !== undefined) {
    const cut = options.unpaidWhen.indexOf('=');
    if (cut < 1) throw new DomainError('import.unpaidWhen', { unpaidWhen: options.unpaidWhen });
    return {
      column: columnNamed(options.unpaidWhen.slice(0, cut), headers, 'unpaidWhen'),
      pattern: options.unpaidWhen.slice(cut + 1),
    };
  }
  const rule = profile?.unpaid;
  if (rule === undefined || Object.keys(fields).length === 0) return null;
  const column = keys.indexOf(headerKey(rule.header));
  return column < 0 ? null : { column, pattern: rule.isEmpty ? null : (rule.pattern ?? '') };
}

/** How well a header fits each kind: a known export 1; else half for having all it must, half for the share of columns understood. */
function guesses(keys: readonly string[]): Recognition['kinds'] {
  const named = keys.filter((key) => key !== '').length;
  const found = KINDS.map((kind) => {
    const profile = recognisedProfile(keys, kind);
    if (profile !== null) return { kind, confidence: 1, profile: profile.id };
    const mapping = mapByHeader(kind, keys);
    const share = named === 0 ? 0 : Object.keys(mapping).length / named;
    const isWhole = missingFields(kind, (field) => mapping[field] !== undefined).length === 0;
    return {
      kind,
      confidence: Math.round((isWhole ? 0.5 + share / 2 : share * 0.4) * 100) / 100,
      profile: null,
    };
  });
  return found.filter(({ confidence }) => confidence > 0).sort((a, b) => b.confidence - a.confidence);
}

function problemsOf(keys: readonly string[], missing: readonly string[], headerRow: number | null): Recognition['problems'] {
  const problems: { code: string; facts: Record<string, unknown> }[] = missing.map((field) => ({
    code: 'field.missing',
    facts: { field },
  }));
  const seen = new Map<string, number>();
  keys.forEach((key, column) => {
    if (key === '') return;
    const earlier = seen.get(key);
    if (earlier === undefined) seen.set(key, column);
    else problems.push({ code: 'header.twice', facts: { first: earlier, second: column } });
  });
  if (headerRow !== null && headerRow > 1) problems.push({ code: 'header.late', facts: { row: headerRow } });
  return problems.slice(0, 100);
}
