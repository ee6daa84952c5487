import { statementsOf } from '../db/index.ts';
import type { Grammar } from './grammar.ts';
import { isMoney, type Finding, type Registry } from './finding.ts';
import { contentFindings, isFloat, parseOne } from './statements.ts';
import { all, list, locationOf, names, open, openAs, tableName, text, type Fields } from './tree.ts';

/** A migration file; `path` is only repeated in findings. */
export interface Migration {
  readonly path: string;
  readonly text: string;
}

/** A finding in a file; `line` is from 1. */
export interface PlacedFinding {
  readonly path: string;
  readonly line: number;
  readonly rule: string;
  readonly message: string;
}

/** What the migrations read so far have made of one table. */
interface Table {
  readonly at: Place;
  hasPrimaryKey: boolean;
  hasRowSecurity: boolean;
  hasWall: boolean;
}

interface Place {
  readonly path: string;
  readonly line: number;
}

type Say = (rule: string, fields: Fields | null, message: string) => void;

/**
 * Checks the schema that the migrations build, in the order given (their numbers), against DATABASE.md.
 * Tables are judged at the end: a wall or a key may come in a later statement.
 */
export function lintMigrations(grammar: Grammar, migrations: readonly Migration[], registry: Registry): PlacedFinding[] {
  const schema = new Map<string, Table>();
  const findings: PlacedFinding[] = [];
  for (const migration of migrations) {
    let from = 0;
    for (const sql of statementsOf(migration.text)) {
      from = Math.max(migration.text.indexOf(sql, from), 0);
      const line = migration.text.slice(0, from).split('\n').length;
      const placed = ({ rule, message, offset }: Finding): void =>
        void findings.push({ path: migration.path, line: line + linesBefore(sql, offset), rule, message });
      const parsed = parseOne(grammar, sql);
      if ('message' in parsed) {
        placed(parsed);
      } else {
        for (const finding of contentFindings(parsed.statement, registry)) placed(finding);
        const say: Say = (rule, fields, message) => placed({ rule, message, offset: locationOf(fields) });
        define(parsed.statement, { registry, schema, say, place: { path: migration.path, line } });
      }
      from += sql.length;
    }
  }
  return [...findings, ...tableFindings(schema, registry)];
}

/** How many line breaks stand before a byte of the text. */
export function linesBefore(sql: string, offset: number): number {
  return Buffer.from(sql).subarray(0, offset).toString().split('\n').length - 1;
}

interface Context {
  readonly registry: Registry;
  readonly schema: Map<string, Table>;
  readonly say: Say;
  readonly place: Place;
}

function define(statement: unknown, context: Context): void {
  const node = open(statement);
  if (!node) return;
  const { kind, fields } = node;
  const { say } = context;
  switch (kind) {
    case 'CreateStmt':
      return createTable(fields, context);
    case 'CreateTableAsStmt':
      if (text(openAs('RangeVar', openAs('IntoClause', fields['into'])?.['rel']), 'relpersistence') !== 't')
        say('26', null, 'a table made from a query has no key; CREATE TABLE with a primary key, then INSERT … SELECT');
      return;
    case 'AlterTableStmt':
      return alterTable(fields, context);
    case 'IndexStmt':
      return index(fields, context);
    case 'CreatePolicyStmt':
      return policy(fields, context);
    case 'ViewStmt':
      if (all('RangeVar', fields['query']).some((table) => context.registry[tableName(table)] === 'tenant'))
        say('9', openAs('RangeVar', fields['view']), 'a view hides the tenant filter from this check; write the query where it is asked');
      return;
    case 'CreateDomainStmt':
      return say('28', fields, 'domains are missing in other databases; use a named CHECK');
    case 'CreateExtensionStmt':
      if (['ltree', 'btree_gist'].includes(text(fields, 'extname')))
        say('28', fields, `${text(fields, 'extname')} is missing in other databases; use parent and ancestor columns with btree indexes`);
      return;
    case 'DropStmt':
      for (const object of list(fields, 'objects')) context.schema.delete(names(list(openAs('List', object), 'items')).join('.'));
      return;
    default:
      return;
  }
}

function createTable(fields: Fields, context: Context): void {
  const target = openAs('RangeVar', fields['relation']);
  const table = tableName(target);
  const { registry, schema, say, place } = context;
  if (text(target, 'relpersistence') === 't') return;
  if (registry[table] === undefined)
    say('3', target, `${table} is not in the registry; add it to kit/db/tables.ts as tenant, reference or local`);
  schema.set(table, {
    at: place,
    hasPrimaryKey: fields['partbound'] !== undefined,
    hasRowSecurity: false,
    hasWall: false,
  });

  const elements = list(fields, 'tableElts');
  for (const element of elements) {
    const node = open(element);
    if (node?.kind === 'ColumnDef') column(table, node.fields, context);
    if (node?.kind === 'Constraint') constraint(table, node.fields, { ...context, isSeparate: false });
  }
  if (registry[table] === 'tenant' && !elements.some(isTenantColumn))
    say('1', target, `${table} is a tenant table; give it tenant_id uuid NOT NULL`);
}

function isTenantColumn(element: unknown): boolean {
  const node = open(element);
  if (node?.kind !== 'ColumnDef' || text(node.fields, 'colname') !== 'tenant_id') return false;
  const isUuid = names(list(openAs('TypeName', node.fields['typeName']), 'names')).at(-1) === 'uuid';
  return (
    isUuid &&
    list(node.fields, 'constraints').some((one) =>
      ['CONSTR_NOTNULL', 'CONSTR_PRIMARY'].includes(text(openAs('Constraint', one), 'contype')),
    )
  );
}

function column(table: string, fields: Fields, context: Context): void {
  const { registry, say } = context;
  const name = text(fields, 'colname');
  const type = openAs('TypeName', fields['typeName']);
  const typeName = names(list(type, 'names')).at(-1) ?? '';
  const isTenant = registry[table] === 'tenant';
  if (/^(small|big)?serial[248]?$/.test(typeName) && isTenant)
    say('7', fields, `${table}.${name} is ${typeName}; make ids in the application (kit/ids), order numbers from a counter row`);
  if (/(range|^ltree|^lquery)$/.test(typeName))
    say('28', fields, `${table}.${name} is ${typeName}, which other databases lack; use plain columns with btree indexes`);
  if (isFloat(type) && isMoney(name)) say('29', fields, `${table}.${name} is money as a float; use bigint minor units`);
  for (const wrapped of list(fields, 'constraints')) {
    const one = openAs('Constraint', wrapped);
    if (!one) continue;
    const contype = text(one, 'contype');
    if (contype === 'CONSTR_IDENTITY' && isTenant)
      say('7', one, `${table}.${name} is an identity column; make ids in the application (kit/ids)`);
    if (contype === 'CONSTR_DEFAULT') columnDefault(table, name, one, isTenant, say);
    if (['CONSTR_PRIMARY', 'CONSTR_UNIQUE', 'CONSTR_FOREIGN'].includes(contype))
      constraint(
        table,
        { ...one, keys: [{ String: { sval: name } }], fk_attrs: [{ String: { sval: name } }] },
        { ...context, isSeparate: false },
      );
  }
}

function columnDefault(table: string, name: string, fields: Fields, isTenant: boolean, say: Say): void {
  if (!isTenant) return;
  const calls = all('FuncCall', fields['raw_expr']).map((call) => names(list(call, 'funcname')).at(-1) ?? '');
  if (calls.includes('nextval')) say('7', fields, `${table}.${name} draws from a sequence; make ids in the application (kit/ids)`);
}

interface ConstraintContext extends Context {
  /** stands in an ALTER TABLE … ADD CONSTRAINT of its own */
  readonly isSeparate: boolean;
}

function constraint(table: string, fields: Fields, context: ConstraintContext): void {
  const { registry, schema, say } = context;
  switch (text(fields, 'contype')) {
    case 'CONSTR_PRIMARY': {
      const known = schema.get(table);
      if (known) known.hasPrimaryKey = true;
      return key(table, 'the primary key', names(list(fields, 'keys')), fields, registry, say);
    }
    case 'CONSTR_UNIQUE':
      return key(table, `UNIQUE ${text(fields, 'conname')}`.trim(), names(list(fields, 'keys')), fields, registry, say);
    case 'CONSTR_EXCLUSION':
      return say('28', fields, 'exclusion constraints are missing in other databases; use a unique key, or lock a row and check');
    case 'CONSTR_FOREIGN':
      return foreignKey(table, fields, context);
    default:
      return;
  }
}

function key(table: string, what: string, columns: readonly string[], fields: Fields, registry: Registry, say: Say): void {
  if (registry[table] !== 'tenant' || columns.length === 0 || columns[0] === 'tenant_id') return;
  if (columns.includes('tenant_id')) say('1', fields, `${what} of ${table} is (${columns.join(', ')}); put tenant_id first`);
  else
    say('2', fields, `${what} of ${table} is unique over all tenants; put tenant_id first, or keep global uniqueness in a directory table`);
}

function foreignKey(table: string, fields: Fields, { registry, say, isSeparate }: ConstraintContext): void {
  const target = tableName(openAs('RangeVar', fields['pktable']));
  const [own, other] = [registry[table], registry[target]];
  if (!isSeparate)
    say(
      '4',
      fields,
      `the foreign key from ${table} to ${target} stands inside the table; add it with ALTER TABLE … ADD CONSTRAINT after all tables exist`,
    );
  if (text(fields, 'conname') === '')
    say('4', fields, `the foreign key from ${table} to ${target} has no name; write ADD CONSTRAINT name FOREIGN KEY …`);
  const isAllowed =
    (own === 'tenant' && (other === 'tenant' || other === 'reference')) ||
    (own === 'reference' && other === 'reference') ||
    (own === 'local' && other !== 'tenant');
  if (own && other && !isAllowed)
    say('3', fields, `a ${own} table may not refer to a ${other} table: drop the foreign key and check in code (${table} → ${target})`);
  if (own === 'tenant' && other === 'tenant') {
    const referred = names(list(fields, 'pk_attrs'));
    const isLed = names(list(fields, 'fk_attrs'))[0] === 'tenant_id' && (referred.length === 0 || referred[0] === 'tenant_id');
    if (!isLed) say('1', fields, `the foreign key from ${table} to ${target} does not begin with tenant_id on both sides; put it first`);
  }
  const actions = [text(fields, 'fk_del_action'), text(fields, 'fk_upd_action')];
  if (actions.some((action) => action === 'n' || action === 'd'))
    say('5', fields, `SET NULL and SET DEFAULT are refused with tenant_id in the key; null ${table} in code`);
}

function alterTable(fields: Fields, context: Context): void {
  const table = tableName(openAs('RangeVar', fields['relation']));
  const known = context.schema.get(table);
  for (const wrapped of list(fields, 'cmds')) {
    const command = openAs('AlterTableCmd', wrapped);
    const definition = open(command?.['def']);
    switch (text(command, 'subtype')) {
      case 'AT_AddConstraint':
        if (definition) constraint(table, definition.fields, { ...context, isSeparate: true });
        break;
      case 'AT_AddColumn':
        if (definition) addColumn(table, definition.fields, context);
        break;
      case 'AT_EnableRowSecurity':
        if (known) known.hasRowSecurity = true;
        break;
      case 'AT_DisableRowSecurity':
        if (known) known.hasRowSecurity = false;
        break;
      case 'AT_ForceRowSecurity':
        context.say('23/T1', null, `row level security of ${table} is FORCED; only ENABLE it: the owner role runs migrations and backups`);
        break;
    }
  }
}

function addColumn(table: string, fields: Fields, context: Context): void {
  column(table, fields, context);
  const inline = list(fields, 'constraints').map((one) => text(openAs('Constraint', one), 'contype'));
  if (inline.some((contype) => contype === 'CONSTR_CHECK' || contype === 'CONSTR_UNIQUE')) {
    context.say('25', fields, `ADD COLUMN with an inline CHECK or UNIQUE is refused on ${table}; add the column, then a named constraint`);
  }
}

function index(fields: Fields, { registry, say }: Context): void {
  const target = openAs('RangeVar', fields['relation']);
  const table = tableName(target);
  const method = text(fields, 'accessMethod') || 'btree';
  if (method === 'gist' || method === 'spgist')
    say('28', target, `${text(fields, 'idxname')} is a ${method} index, which other databases lack; use btree`);
  const columns = list(fields, 'indexParams').map((one) => text(openAs('IndexElem', one), 'name'));
  if (fields['unique'] === true) key(table, `unique index ${text(fields, 'idxname')}`, columns, target ?? fields, registry, say);
  else if (registry[table] === 'tenant' && method === 'btree' && columns[0] !== 'tenant_id')
    say('1', target, `index ${text(fields, 'idxname')} of ${table} does not begin with tenant_id; put it first`);
}

const WALL = 'tenant_id = nullif(current_setting(app.tenant, t), )::uuid';

function policy(fields: Fields, { registry, schema, say }: Context): void {
  const target = openAs('RangeVar', fields['table']);
  const table = tableName(target);
  if (registry[table] !== 'tenant') return;
  // A role with a job of its own (the outbox relay) may have its own policy; the runtime role may not.
  const isForOthers = list(fields, 'roles').every((role) => !['', 'zihuan_app'].includes(text(openAs('RoleSpec', role), 'rolename')));
  // A restrictive policy can only narrow what the wall lets through.
  if (isForOthers || fields['permissive'] !== true) return;
  const conditions = [fields['qual'], fields['with_check']].filter((condition) => condition !== undefined);
  if (conditions.length > 0 && conditions.every((condition) => spelled(condition) === WALL)) {
    const known = schema.get(table);
    if (known && text(fields, 'cmd_name') === 'all' && fields['qual'] !== undefined) known.hasWall = true;
  } else {
    say(
      '23/T1',
      target,
      `policy ${text(fields, 'policy_name')} of ${table} must read tenant_id = nullif(current_setting('app.tenant', true), '')::uuid`,
    );
  }
}

/** An expression in one spelling, for the few forms a wall is made of; '?' for anything else. */
function spelled(value: unknown): string {
  const node = open(value);
  if (!node) return '?';
  const { kind, fields } = node;
  if (kind === 'ColumnRef') return names(list(fields, 'fields')).at(-1) ?? '?';
  if (kind === 'TypeCast')
    return `${spelled(fields['arg'])}::${names(list(openAs('TypeName', fields['typeName']), 'names')).at(-1) ?? '?'}`;
  if (kind === 'FuncCall') return `${names(list(fields, 'funcname')).at(-1) ?? '?'}(${list(fields, 'args').map(spelled).join(', ')})`;
  if (kind === 'A_Const') return fields['boolval'] ? 't' : text(openAs('String', fields['sval']), 'sval');
  if (kind !== 'A_Expr') return '?';
  const [left, right] = [spelled(fields['lexpr']), spelled(fields['rexpr'])];
  return text(fields, 'kind') === 'AEXPR_NULLIF' ? `nullif(${left}, ${right})` : `${left} ${names(list(fields, 'name')).join()} ${right}`;
}

function tableFindings(schema: ReadonlyMap<string, Table>, registry: Registry): PlacedFinding[] {
  const made = [...schema].flatMap(([table, { at, hasPrimaryKey, hasRowSecurity, hasWall }]) => {
    const say = (rule: string, message: string): PlacedFinding => ({ ...at, rule, message });
    const isTenant = registry[table] === 'tenant';
    return [
      ...(hasPrimaryKey ? [] : [say('26', `${table} has no primary key; give it one`)]),
      ...(isTenant && !hasRowSecurity
        ? [say('23/T1', `${table} is a tenant table without row level security; ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`)]
        : []),
      ...(isTenant && !hasWall
        ? [
            say(
              '23/T1',
              `${table} has no tenant wall; CREATE POLICY … USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid)`,
            ),
          ]
        : []),
    ];
  });
  const unmade = Object.keys(registry)
    .filter((table) => !schema.has(table))
    .map((table) => ({
      path: 'kit/db/tables.ts',
      line: 1,
      rule: '3',
      message: `${table} is in the registry but no migration creates it; remove it or write the migration`,
    }));
  return [...made, ...unmade];
}
