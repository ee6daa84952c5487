import type { TableKind } from '../db/tables.ts';

/** `schema.table` → where it lives on a sharded database; the real one is `tables` of kit/db. */
export type Registry = Readonly<Record<string, TableKind>>;

/** A statement that would fail or mislead on a sharded database. */
export interface Finding {
  /** the rule of DATABASE.md: '9', '23/T1' */
  readonly rule: string;
  /** what is wrong and what to do */
  readonly message: string;
  /** in bytes from the start of the statement's text */
  readonly offset: number;
}

/** Tables a statement may read without being in the registry: the database's own, and the migrator's. */
export function isForeignSchema(table: string): boolean {
  return /^(pg_catalog|information_schema|pg_temp|public|graphile_worker)\./.test(table);
}

/** Column names that hold money: minor units of the tenant's currency. */
export function isMoney(column: string): boolean {
  return /(^|_)(amount|price|cost|sales|gross|net|fee|spend|tax|margin|profit)$/.test(column);
}
