import type { z } from 'zod';
import { minorDigits } from '../../../kit/money/index.ts';
import { profile, type ImportKind, type preview as shape } from '../api.ts';
import { FIELDS, REQUIRED, type Preview } from '../reading/index.ts';

/** A preview as the API shows it: columns count from 1, values are texts a person can compare with the cells. */
export function previewReply(seen: Preview<ImportKind>, kind: ImportKind, currency: string): z.input<typeof shape> {
  const { recognition } = seen;
  const mapping = Object.fromEntries(Object.entries(recognition.mapping).map(([field, column]) => [field, column + 1]));
  return {
    recognition: {
      format: recognition.format,
      encoding: recognition.encoding,
      headers: [...recognition.headers],
      profile: profile.safeParse(recognition.profile).data ?? null,
      mapping,
      fields: FIELDS[kind].map(({ id }) => ({ id, isRequired: REQUIRED[kind].some(({ name }) => name === id), isMapped: id in mapping })),
      missing: [...recognition.missing],
    },
    rows: seen.rows.map(({ row, cells, value }) => ({ row, cells, values: value === null ? {} : valuesOf(value, currency) })),
    rowsLooked: seen.rowsLooked,
    rejects: seen.rejects.slice(0, 100),
  };
}

const INSTANTS = new Set(['at', 'consentAt']);
const HIDDEN = new Set(['row', 'contentKey']);

function valuesOf(row: object, currency: string): Record<string, string | null> {
  const entries = Object.entries(row).filter(([field]) => !HIDDEN.has(field));
  return Object.fromEntries(entries.map(([field, value]) => [field, textOf(field, value, currency)]));
}

function textOf(field: string, value: unknown, currency: string): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'bigint') return decimalOf(value, minorDigits(currency));
  if (typeof value === 'number' && INSTANTS.has(field)) return new Date(value).toISOString();
  if (typeof value === 'object') {
    const { kind, name } = value as { kind: string; name: string | null };
    return name === null ? kind : `${kind}:${name}`;
  }
  return String(value);
}

function decimalOf(units: bigint, digits: number): string {
  if (digits === 0) return units.toString();
  const text = (units < 0n ? -units : units).toString().padStart(digits + 1, '0');
  return `${units < 0n ? '-' : ''}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
