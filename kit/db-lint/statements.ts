import { SqlSyntaxError, type Grammar } from './grammar.ts';
import { isMoney, type Finding, type Registry } from './finding.ts';
import { tenancyFindings } from './tenancy.ts';
import { all, list, locationOf, names, open, openAs, tableName, text, walk, type Fields } from './tree.ts';

// A statement that reads over tenants on purpose says so and why: `/* every tenant: the relay looks for due work */`.
const EVERY_TENANT = /(?:--|\/\*)\s*every tenant: *[^\s*]+ +[^\s*]+/;

const VOLATILE = new Set([
  'random',
  'gen_random_uuid',
  'uuidv4',
  'uuidv7',
  'uuid_generate_v4',
  'clock_timestamp',
  'timeofday',
  'nextval',
  'setval',
  'setseed',
]);
const CLOCKS = new Set(['now', 'clock_timestamp', 'statement_timestamp', 'transaction_timestamp', 'timeofday']);

/**
 * Checks one statement as it is sent to the database.
 * @param sql the text of one round trip, with `$1…` for its parameters
 * @returns what would fail or mislead on a sharded database; empty when nothing would
 */
export function lintStatement(grammar: Grammar, sql: string, registry: Registry): Finding[] {
  const parsed = parseOne(grammar, sql);
  if ('message' in parsed) return [parsed];
  const { statement } = parsed;
  const isEveryTenant = EVERY_TENANT.test(sql) && isReading(statement);
  return [
    ...tenancyFindings(statement, registry, isEveryTenant),
    ...contentFindings(statement, registry),
    ...(isEveryTenant ? groupingFindings(statement) : []),
  ];
}

/** The one statement of a text, or the finding that it is none or several (rule 24). */
export function parseOne(grammar: Grammar, sql: string): { statement: unknown } | Finding {
  try {
    const [statement, ...others] = grammar.parse(sql);
    if (statement === undefined) return { rule: '24', offset: 0, message: 'holds no statement; send one' };
    if (others.length > 0)
      return {
        rule: '24',
        offset: 0,
        message: `holds ${others.length + 1} statements; send one per round trip`,
      };
    return { statement };
  } catch (error) {
    if (!(error instanceof SqlSyntaxError)) throw error;
    return { rule: 'syntax', offset: error.offset, message: `PostgreSQL refuses it: ${error.message}` };
  }
}

/** The rules that hold for statements of the product and of migrations alike: all but the tenant filter. */
export function contentFindings(statement: unknown, registry: Registry): Finding[] {
  const tables = all('RangeVar', statement).map(tableName);
  const touchesTenant = tables.some((table) => registry[table] === 'tenant');
  const findings: Finding[] = [];
  const say = (rule: string, fields: Fields, message: string): void => void findings.push({ rule, offset: locationOf(fields), message });

  walk(statement, ({ kind, fields }) => {
    switch (kind) {
      case 'UpdateStmt':
        assignments(list(fields, 'targetList'), isSharded(fields, registry), 'UPDATE … SET', say);
        break;
      case 'InsertStmt':
        insertion(fields, isSharded(fields, registry), say);
        break;
      case 'MergeStmt':
        say('13', openAs('RangeVar', fields['relation']) ?? fields, 'MERGE fails on a sharded database; use INSERT … ON CONFLICT');
        break;
      case 'CreateTrigStmt':
      case 'RuleStmt':
        say(
          '8',
          openAs('RangeVar', fields['relation']) ?? fields,
          'triggers and rules are refused on sharded tables; write the statement where it happens',
        );
        break;
      case 'FuncCall':
        call(fields, touchesTenant, say);
        break;
      case 'SQLValueFunction':
        if (touchesTenant) say('11', fields, 'the database has a clock of its own; pass the time from ctx.now as a parameter');
        break;
      case 'VariableSetStmt':
        if (text(fields, 'name') === 'app.tenant' && fields['is_local'] !== true)
          say('23', fields, "app.tenant outlives the transaction; use SET LOCAL app.tenant = '…'");
        break;
      case 'A_Expr':
        if (names(list(fields, 'name')).join() === '/' && hasMoney(fields))
          say('29', fields, 'money is divided in SQL, which rounds differently on other databases; divide in TypeScript (kit/money)');
        break;
      case 'TypeCast':
        if (isFloat(openAs('TypeName', fields['typeName'])) && hasMoney(fields['arg']))
          say('29', fields, 'money becomes a float; keep it bigint');
        break;
    }
  });
  return findings;
}

type Say = (rule: string, fields: Fields, message: string) => void;

/** Tenant and reference tables are written on more than one node. */
function isSharded(fields: Fields, registry: Registry): boolean {
  const kind = registry[tableName(openAs('RangeVar', fields['relation']))];
  return kind === 'tenant' || kind === 'reference';
}

function insertion(fields: Fields, isSharded: boolean, say: Say): void {
  const conflict = openAs('OnConflictClause', fields['onConflictClause']);
  assignments(list(conflict, 'targetList'), isSharded, 'ON CONFLICT DO UPDATE', say);
  const select = openAs('SelectStmt', fields['selectStmt']);
  const [subquery] = all('SubLink', list(select, 'valuesLists'));
  if (subquery && isSharded) say('12', subquery, 'a subquery in VALUES is refused on a sharded table; use INSERT … SELECT');
}

function assignments(targets: readonly unknown[], isSharded: boolean, where: string, say: Say): void {
  if (!isSharded) return;
  for (const wrapped of targets) {
    const target = openAs('ResTarget', wrapped);
    if (!target) continue;
    if (text(target, 'name') === 'tenant_id')
      say('6', target, 'tenant_id never changes; copy the rows to the other tenant and delete them here');
    for (const fields of all('FuncCall', target['val'])) {
      const name = functionName(fields);
      if (VOLATILE.has(name))
        say('10', fields, `${where} calls ${name}(), which is refused on a sharded table; pass the value as a parameter`);
    }
  }
}

function call(fields: Fields, touchesTenant: boolean, say: Say): void {
  const name = functionName(fields);
  if (touchesTenant && CLOCKS.has(name))
    say('11', fields, `${name}() differs from node to node; pass the time from ctx.now as a parameter`);
  if (/^pg_(try_)?advisory_/.test(name)) say('18', fields, 'an advisory lock holds on one node only; lock a row of the tenant instead');
  if (
    name === 'set_config' &&
    all('A_Const', fields).some((constant) => text(openAs('String', constant['sval']), 'sval') === 'app.tenant')
  ) {
    say('23', fields, "set_config does not reach the workers; use SET LOCAL app.tenant = '…'");
  }
}

function groupingFindings(statement: unknown): Finding[] {
  return all('GroupingSet', statement).map((fields) => ({
    rule: '27',
    offset: locationOf(fields),
    message: 'ROLLUP, CUBE and GROUPING SETS are refused over tenants; ask once per grouping',
  }));
}

function isReading(statement: unknown): boolean {
  const node = open(statement);
  return node?.kind === 'SelectStmt' || node?.kind === 'InsertStmt';
}

export function functionName(fields: Fields): string {
  return names(list(fields, 'funcname')).at(-1) ?? '';
}

export function isFloat(type: Fields | null): boolean {
  return /^(float4|float8|real|double precision)$/.test(names(list(type, 'names')).at(-1) ?? '');
}

function hasMoney(value: unknown): boolean {
  return all('ColumnRef', [value]).some((fields) => isMoney(names(list(fields, 'fields')).at(-1) ?? ''));
}
