import type { Wrapped } from './grammar.ts';

/** The fields of one node; PostgreSQL leaves out those that are empty. */
export type Fields = Readonly<Record<string, unknown>>;

export interface Node {
  readonly kind: string;
  readonly fields: Fields;
}

// The grammar's JSON leaves out the kind where a field can hold only one.
const KIND_OF_FIELD: Readonly<Record<string, string>> = {
  relation: 'RangeVar',
  view: 'RangeVar',
  pktable: 'RangeVar',
  larg: 'SelectStmt',
  rarg: 'SelectStmt',
  typeName: 'TypeName',
  withClause: 'WithClause',
  onConflictClause: 'OnConflictClause',
};

/** Opens a wrapped node; null for plain values and for fields whose kind is left out. */
export function open(value: unknown): Node | null {
  if (!isObject(value)) return null;
  const [kind, ...others] = Object.keys(value);
  if (kind === undefined || others.length > 0 || !/^[A-Z]/.test(kind)) return null;
  const fields = value[kind];
  return isObject(fields) ? { kind, fields } : null;
}

/** Opens a node of one kind, wrapped or not; null when it is of another kind or missing. */
export function openAs(kind: string, value: unknown): Fields | null {
  const node = open(value);
  if (node) return node.kind === kind ? node.fields : null;
  return isObject(value) ? value : null;
}

export function list(fields: Fields | null, name: string): readonly unknown[] {
  const value = fields?.[name];
  return Array.isArray(value) ? value : [];
}

export function text(fields: Fields | null, name: string): string {
  const value = fields?.[name];
  return typeof value === 'string' ? value : '';
}

/** Where the node stands, in bytes from the start of the text; PostgreSQL leaves out 0. */
export function locationOf(fields: Fields | null): number {
  const value = fields?.['location'];
  return typeof value === 'number' && value > 0 ? value : 0;
}

/** The strings of a list of names: a function's name, the columns of a key. */
export function names(values: readonly unknown[]): string[] {
  return values.map((value) => text(openAs('String', value), 'sval'));
}

/** `schema.table` as written; without a schema only the name. */
export function tableName(rangeVar: Fields | null): string {
  const schema = text(rangeVar, 'schemaname');
  const name = text(rangeVar, 'relname');
  return schema ? `${schema}.${name}` : name;
}

/** Visits every node below a value, parents first; a visitor that answers false is not taken deeper. */
export function walk(value: unknown, visit: (node: Node) => boolean | void): void {
  if (Array.isArray(value)) {
    for (const item of value) walk(item, visit);
    return;
  }
  if (!isObject(value)) return;
  const node = open(value);
  if (node) {
    if (visit(node) !== false) walkFields(node.fields, visit);
  } else {
    walkFields(value, visit);
  }
}

function walkFields(fields: Fields, visit: (node: Node) => boolean | void): void {
  for (const [name, value] of Object.entries(fields)) {
    const kind = KIND_OF_FIELD[name];
    if (kind !== undefined && isObject(value) && !open(value)) {
      if (visit({ kind, fields: value }) !== false) walkFields(value, visit);
    } else {
      walk(value, visit);
    }
  }
}

/** All nodes of one kind below a value. */
export function all(kind: string, value: unknown): Fields[] {
  const found: Fields[] = [];
  walk(value, (node) => {
    if (node.kind === kind) found.push(node.fields);
  });
  return found;
}

export function isObject(value: unknown): value is Wrapped {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
