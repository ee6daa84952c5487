import { csvLine } from '../../kit/csv/index.ts';
import { maskedName } from '../../rooms/relations/index.ts';
import type { PersonDocument } from '../export-person.ts';
import { sectionName, SECTIONS, type Section } from './sections.ts';
import en from './words.en.json' with { type: 'json' };
import zh from './words.zh-CN.json' with { type: 'json' };

/**
 * What a brand holds about somebody as they may take it with them: everything of their own, of other people nothing but a masked name
 * (rules.md B12): not who stands above or below, not what a friend bought or for how much.
 */
export function ownDocument(document: PersonDocument): Record<string, unknown> {
  const own = new Set([document.person.id, ...document.mergedRecords.map((record) => record.id)]);
  const { referrer, directs, downline } = document.relations;
  const told = {
    ...document,
    relations: { wasIntroduced: referrer !== null, directs, downline },
    earnings: document.earnings.map(({ order: _order, base: _base, ...earning }) => earning),
    cases: document.cases.map(({ kind, state, outcome, held, openedAt, closedAt }) => ({ kind, state, outcome, held, openedAt, closedAt })),
  };
  return withoutOthers(told, own) as Record<string, unknown>;
}

function withoutOthers(value: unknown, own: ReadonlySet<string>): unknown {
  if (isSomebody(value)) return own.has(value) ? value : null;
  if (Array.isArray(value)) return value.map((each) => withoutOthers(each, own));
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'object' || value === null) return value;
  const record = value as Record<string, unknown>;
  if (isSomebody(record['id']) && !own.has(record['id'])) {
    const { name } = record;
    return { name: maskedName(typeof name === 'string' ? name : null) };
  }
  return Object.fromEntries(Object.entries(record).map(([key, inner]) => [key, withoutOthers(inner, own)]));
}

const isSomebody = (value: unknown): value is string => typeof value === 'string' && value.startsWith('per_');

const MARK = '\u{FEFF}';

/** The same for a spreadsheet: one line per fact, each with the part it belongs to in words, the entry of that part, and what it says. */
export function ownTable(document: Record<string, unknown>, language: 'zh-CN' | 'en'): string {
  const { part, entry, field, value } = language === 'en' ? en : zh;
  const lines = Object.keys(SECTIONS).flatMap((key) => {
    const section = document[key];
    const entries = Array.isArray(section) ? section : [section];
    const name = sectionName(key as Section, language);
    return entries.flatMap((each, i) => factsOf(each, '').map((fact) => csvLine([name, i + 1, fact.path, fact.value])));
  });
  return `${MARK}${csvLine([part, entry, field, value])}${lines.join('')}`;
}

function factsOf(value: unknown, path: string): { path: string; value: string }[] {
  if (value === null || value === undefined || value === '') return [];
  if (typeof value !== 'object') return [{ path, value: String(value) }];
  return Object.entries(value).flatMap(([key, inner]) => factsOf(inner, path === '' ? key : `${path}.${key}`));
}
