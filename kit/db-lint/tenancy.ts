import { isForeignSchema, type Finding, type Registry } from './finding.ts';
import { isObject, list, locationOf, names, open, openAs, tableName, text, walk, type Fields, type Node } from './tree.ts';

/**
 * DATABASE.md rules 9 and 14: every tenant table in a statement carries `tenant_id = $n` or a literal, or is joined
 * on tenant_id with one that does; in a recursive CTE both arms have the filter of their own; rows are locked in
 * one tenant only. Follows equalities through joins, CTEs, subqueries and LATERAL; outer joins bind one way.
 * @param isEveryTenant the statement says that it reads over tenants on purpose: rule 14 still holds
 */
export function tenancyFindings(statement: unknown, registry: Registry, isEveryTenant: boolean): Finding[] {
  const findings: Finding[] = [];
  const context: Context = { registry, isEveryTenant, report: (finding) => findings.push(finding) };
  walk(statement, (node) => {
    if (!isQuery(node)) return true;
    analyse(node, { parent: null, ctes: new Map(), bound: new Set(), items: [] }, context);
    return false;
  });
  return findings;
}

interface Context {
  readonly registry: Registry;
  readonly isEveryTenant: boolean;
  readonly report: (finding: Finding) => void;
}

/** A column a query answers with, and whether it can only hold the one tenant named by a parameter. */
interface Output {
  readonly name: string;
  readonly isBound: boolean;
}

/** One thing in FROM, by the name the rest of the query calls it. */
interface Item {
  readonly alias: string;
  /** the registry's name of a table, '' for subqueries, functions and CTEs */
  readonly table: string;
  readonly isTenant: boolean;
  readonly offset: number;
  readonly columns: readonly string[];
  /** the query behind the item; a CTE has its outputs already */
  readonly query: Node | null;
  outputs: readonly Output[];
}

interface Scope {
  readonly parent: Scope | null;
  readonly ctes: ReadonlyMap<string, readonly Output[]>;
  items: readonly Item[];
  /** `alias.column` whose value is one parameter's */
  bound: ReadonlySet<string>;
}

/** "When the first is bound, so is the second." */
type Edge = readonly [from: string, to: string];

const PARAMETER = '$';
const QUERIES = new Set(['SelectStmt', 'InsertStmt', 'UpdateStmt', 'DeleteStmt']);
const QUIET: Pick<Context, 'report'> = { report: () => undefined };

function isQuery(node: Node): boolean {
  return QUERIES.has(node.kind);
}

function analyse({ kind, fields }: Node, outer: Scope, context: Context): readonly Output[] {
  const scope = { ...outer, ctes: ctesOf(fields, outer, context) };
  switch (kind) {
    case 'SelectStmt':
      return select(fields, scope, context);
    case 'InsertStmt':
      return insert(fields, scope, context);
    default:
      return change(kind, fields, scope, context);
  }
}

function ctesOf(fields: Fields, outer: Scope, context: Context): Scope['ctes'] {
  const clause = openAs('WithClause', fields['withClause']);
  const ctes = new Map(outer.ctes);
  for (const wrapped of list(clause, 'ctes')) {
    const cte = openAs('CommonTableExpr', wrapped);
    const query = open(cte?.['ctequery']);
    const name = text(cte, 'ctename');
    if (!cte || !query) continue;
    // Seen from inside, a recursive CTE binds nothing: joining on its tenant_id is what Citus refuses.
    if (clause?.['recursive'] === true) ctes.set(name, []);
    const outputs = analyse(query, { ...outer, ctes }, context);
    ctes.set(name, renamed(outputs, names(list(cte, 'aliascolnames'))));
  }
  return ctes;
}

function select(fields: Fields, outer: Scope, context: Context): readonly Output[] {
  if (text(fields, 'op') !== 'SETOP_NONE' && fields['larg'] !== undefined) {
    const arm = (side: string): readonly Output[] =>
      analyse({ kind: 'SelectStmt', fields: openAs('SelectStmt', fields[side]) ?? {} }, outer, context);
    const [left, right] = [arm('larg'), arm('rarg')];
    return left.map((output, i) => ({
      name: output.name,
      isBound: output.isBound && right[i]?.isBound === true,
    }));
  }
  const rows = list(fields, 'valuesLists');
  if (rows.length > 0) {
    subqueries(rows, outer, context);
    return valuesOutputs(rows);
  }
  const scope = from(list(fields, 'fromClause'), fields['whereClause'], [], outer, context);
  reportUnbound(scope, context, list(fields, 'lockingClause').length > 0);
  const { whereClause: _, fromClause: __, withClause: ___, ...rest } = fields;
  subqueries(rest, scope, context);
  return outputsOf(list(fields, 'targetList'), scope);
}

function change(kind: string, fields: Fields, outer: Scope, context: Context): readonly Output[] {
  const others = list(fields, kind === 'UpdateStmt' ? 'fromClause' : 'usingClause');
  const scope = from([{ RangeVar: fields['relation'] }, ...others], fields['whereClause'], [], outer, context);
  reportUnbound(scope, context, false);
  subqueries([fields['targetList'], fields['returningClause']], scope, context);
  return outputsOf(returned(fields), scope);
}

function insert(fields: Fields, outer: Scope, context: Context): readonly Output[] {
  const target = openAs('RangeVar', fields['relation']);
  const table = tableName(target);
  const columns = list(fields, 'cols').map((column) => text(openAs('ResTarget', column), 'name'));
  if (context.registry[table] === 'tenant' && !columns.includes('tenant_id')) {
    context.report({
      rule: '9',
      offset: locationOf(target),
      message: `INSERT INTO ${table} does not name tenant_id among its columns; name the columns, tenant_id first`,
    });
  }
  const source = open(fields['selectStmt']);
  const outputs = source ? analyse(source, outer, context) : [];
  const isBound = outputs[columns.indexOf('tenant_id')]?.isBound === true;
  const inserted: Scope = {
    ...outer,
    items: [
      {
        alias: aliasOf(target) || text(target, 'relname'),
        table: '',
        isTenant: false,
        offset: 0,
        columns: [],
        query: null,
        outputs: [],
      },
    ],
    bound: new Set(isBound ? [`${aliasOf(target) || text(target, 'relname')}.tenant_id`] : []),
  };
  subqueries([fields['onConflictClause'], fields['returningClause']], inserted, context);
  return outputsOf(returned(fields), inserted);
}

function returned(fields: Fields): readonly unknown[] {
  return list(openAs('ReturningClause', fields['returningClause']), 'exprs');
}

/** Reads a FROM list and its conditions into a scope that knows which columns are bound. */
function from(list_: readonly unknown[], where: unknown, more: readonly Edge[], outer: Scope, context: Context): Scope {
  const items = list_.flatMap((item) => itemsOf(item, outer, context));
  const scope: Scope = { parent: outer, ctes: outer.ctes, items, bound: new Set() };
  const quiet = { ...context, ...QUIET };
  // A LATERAL query may be bound by its neighbours and bind others in turn; two rounds settle what people write.
  for (let round = 0; round < 2; round++) {
    for (const item of items) if (item.query) item.outputs = renamed(analyse(item.query, scope, quiet), item.columns);
    const edges = [
      ...more,
      ...list_.flatMap((item) => joinEdges(item, scope)),
      ...conjuncts(where).flatMap((condition) => edgesOf(condition, scope, quiet)),
    ];
    scope.bound = reached([...edges, ...items.flatMap(outputEdges)]);
  }
  for (const item of items) if (item.query) analyse(item.query, scope, context);
  subqueries([where, ...list_.flatMap(joinConditions), ...list_.filter((item) => open(item)?.kind === 'RangeFunction')], scope, context);
  return scope;
}

function itemsOf(value: unknown, scope: Scope, context: Context): Item[] {
  const node = open(value);
  if (!node) return [];
  const { kind, fields } = node;
  if (kind === 'JoinExpr') return [...itemsOf(fields['larg'], scope, context), ...itemsOf(fields['rarg'], scope, context)];
  const columns = names(list(openAs('Alias', fields['alias']), 'colnames'));
  const empty = { table: '', isTenant: false, offset: locationOf(fields), columns, query: null, outputs: [] };
  if (kind === 'RangeSubselect') return [{ ...empty, alias: aliasOf(fields), query: open(fields['subquery']) }];
  if (kind !== 'RangeVar') return [{ ...empty, alias: aliasOf(fields) }];

  const table = tableName(fields);
  const alias = aliasOf(fields) || text(fields, 'relname');
  const cte = table.includes('.') ? undefined : scope.ctes.get(table);
  if (cte) return [{ ...empty, alias, outputs: renamed(cte, columns) }];
  reportUnknown(table, locationOf(fields), context);
  return [{ ...empty, alias, table, isTenant: context.registry[table] === 'tenant' }];
}

function reportUnknown(table: string, offset: number, { registry, report }: Context): void {
  if (registry[table] !== undefined || isForeignSchema(table)) return;
  if (table.includes('.')) {
    report({
      rule: '3',
      offset,
      message: `${table} is not in the registry; add it to kit/db/tables.ts as tenant, reference or local`,
    });
  } else if (Object.keys(registry).some((known) => known.endsWith(`.${table}`))) {
    report({
      rule: '9',
      offset,
      message: `${table} is written without its schema; write schema.${table} so that it can be checked`,
    });
  }
}

function reportUnbound(scope: Scope, { report, isEveryTenant }: Context, isLocking: boolean): void {
  for (const item of scope.items) {
    if (!item.isTenant || scope.bound.has(`${item.alias}.tenant_id`)) continue;
    const name = item.alias === item.table.split('.')[1] ? item.table : `${item.table} AS ${item.alias}`;
    if (isLocking) {
      report({
        rule: '14',
        offset: item.offset,
        message: `FOR UPDATE/SHARE reads ${name} over tenants; lock within ${item.alias}.tenant_id = $n`,
      });
    } else if (!isEveryTenant) {
      report({
        rule: '9',
        offset: item.offset,
        message: `${name} has no tenant filter; add ${item.alias}.tenant_id = $n, or join it on tenant_id with a table that has one (in a recursive CTE: in both arms)`,
      });
    }
  }
}

/** Queries inside expressions: EXISTS, IN, scalar subqueries. */
function subqueries(value: unknown, scope: Scope, context: Context): void {
  walk(value, (node) => {
    if (node.kind !== 'SubLink') return true;
    subqueries(node.fields['testexpr'], scope, context);
    const query = open(node.fields['subselect']);
    if (query) analyse(query, { parent: scope, ctes: scope.ctes, items: [], bound: new Set() }, context);
    return false;
  });
}

function conjuncts(condition: unknown): unknown[] {
  const node = open(condition);
  if (node?.kind === 'BoolExpr' && text(node.fields, 'boolop') === 'AND_EXPR') return list(node.fields, 'args').flatMap(conjuncts);
  return condition === undefined ? [] : [condition];
}

function joinConditions(value: unknown): unknown[] {
  const join = open(value);
  if (join?.kind !== 'JoinExpr') return [];
  return [...joinConditions(join.fields['larg']), ...joinConditions(join.fields['rarg']), join.fields['quals']];
}

/** What the ON and USING of joins bind: an outer join's condition binds only the side that may be missing. */
function joinEdges(value: unknown, scope: Scope): Edge[] {
  const join = open(value);
  if (join?.kind !== 'JoinExpr') return [];
  const { fields } = join;
  const [left, right] = [aliasesIn(fields['larg']), aliasesIn(fields['rarg'])];
  const own = [
    ...conjuncts(fields['quals']).flatMap((condition) => edgesOf(condition, scope, null)),
    ...names(list(fields, 'usingClause')).flatMap((column) =>
      left.flatMap((l) => right.flatMap((r) => bothWays(`${l}.${column}`, `${r}.${column}`))),
    ),
  ];
  const bindable = { JOIN_INNER: [...left, ...right], JOIN_LEFT: right, JOIN_RIGHT: left }[text(fields, 'jointype')] ?? [];
  const isBindable = ([, to]: Edge): boolean => bindable.includes(to.slice(0, to.lastIndexOf('.')));
  return [...joinEdges(fields['larg'], scope), ...joinEdges(fields['rarg'], scope), ...own.filter(isBindable)];
}

function aliasesIn(value: unknown): string[] {
  const node = open(value);
  if (!node) return [];
  if (node.kind === 'JoinExpr') return [...aliasesIn(node.fields['larg']), ...aliasesIn(node.fields['rarg'])];
  return [aliasOf(node.fields) || text(node.fields, 'relname')];
}

/** What one condition binds. `context` is null where queries inside it are not followed. */
function edgesOf(condition: unknown, scope: Scope, context: Context | null): Edge[] {
  const node = open(condition);
  if (node?.kind === 'A_Expr' && text(node.fields, 'kind') === 'AEXPR_OP' && names(list(node.fields, 'name')).join() === '=') {
    return equalities(node.fields['lexpr'], node.fields['rexpr'], scope);
  }
  if (node?.kind === 'SubLink' && text(node.fields, 'subLinkType') === 'ANY_SUBLINK' && context)
    return membership(node.fields, scope, context);
  return [];
}

function equalities(left: unknown, right: unknown, scope: Scope): Edge[] {
  const [l, r] = [open(left), open(right)];
  if (l?.kind === 'RowExpr' && r?.kind === 'RowExpr') {
    const others = list(r.fields, 'args');
    return list(l.fields, 'args').flatMap((item, i) => equalities(item, others[i], scope));
  }
  return termsOf(left, scope).flatMap((a) => termsOf(right, scope).flatMap((b) => bothWays(a, b)));
}

/** `(a, b) IN (SELECT x, y …)`: what is bound inside binds what is compared with it. */
function membership(fields: Fields, scope: Scope, context: Context): Edge[] {
  const query = open(fields['subselect']);
  if (!query) return [];
  const outputs = analyse(query, { parent: scope, ctes: scope.ctes, items: [], bound: new Set() }, context);
  const test = open(fields['testexpr']);
  const compared = test?.kind === 'RowExpr' ? list(test.fields, 'args') : [fields['testexpr']];
  return compared.flatMap((item, i) => (outputs[i]?.isBound ? termsOf(item, scope).map((term): Edge => [PARAMETER, term]) : []));
}

/** A side of an equality as names of columns, or as a parameter; empty for anything computed. */
function termsOf(value: unknown, scope: Scope): string[] {
  const node = open(value);
  switch (node?.kind) {
    case 'ParamRef':
      return [PARAMETER];
    case 'A_Const':
      return node.fields['isnull'] === true ? [] : [PARAMETER];
    case 'TypeCast':
      return termsOf(node.fields['arg'], scope);
    case 'ColumnRef':
      return columnTerms(list(node.fields, 'fields'), scope);
    default:
      return [];
  }
}

function columnTerms(parts: readonly unknown[], scope: Scope): string[] {
  const path = names(parts);
  const column = path.at(-1) ?? '';
  if (path.length > 1) {
    const alias = path.at(-2) ?? '';
    if (scope.items.some((item) => item.alias === alias)) return [`${alias}.${column}`];
    return isBoundOutside(alias, column, scope.parent) ? [PARAMETER] : [];
  }
  if (scope.items.length === 0) return isBoundOutside(null, column, scope.parent) ? [PARAMETER] : [];
  // A bare tenant_id among several tables is one PostgreSQL found unambiguous, or one merged by USING.
  const owners = column === 'tenant_id' ? scope.items.filter((item) => item.isTenant) : [];
  return (owners.length > 0 ? owners : scope.items).map((item) => `${item.alias}.${column}`);
}

function isBoundOutside(alias: string | null, column: string, scope: Scope | null): boolean {
  for (let at = scope; at; at = at.parent) {
    const item = at.items.find((candidate) => alias === null || candidate.alias === alias);
    if (item) return at.bound.has(`${item.alias}.${column}`);
  }
  return false;
}

function bothWays(a: string, b: string): Edge[] {
  return [
    [a, b],
    [b, a],
  ];
}

function outputEdges(item: Item): Edge[] {
  return item.outputs.filter((output) => output.isBound).map((output) => [PARAMETER, `${item.alias}.${output.name}`]);
}

function reached(edges: readonly Edge[]): ReadonlySet<string> {
  const seen = new Set([PARAMETER]);
  for (let size = 0; size !== seen.size;) {
    size = seen.size;
    for (const [start, end] of edges) if (seen.has(start)) seen.add(end);
  }
  return seen;
}

function outputsOf(targets: readonly unknown[], scope: Scope): Output[] {
  return targets.flatMap((target): Output[] => {
    const fields = openAs('ResTarget', target);
    const value = open(fields?.['val']);
    const name = text(fields, 'name');
    if (value?.kind !== 'ColumnRef') return [{ name, isBound: termsOf(fields?.['val'], scope).includes(PARAMETER) }];
    const parts = list(value.fields, 'fields');
    if (open(parts.at(-1))?.kind === 'A_Star') return starOutputs(parts, scope);
    const terms = termsOf(fields?.['val'], scope);
    return [
      {
        name: name || (names(parts).at(-1) ?? ''),
        isBound: terms.some((term) => term === PARAMETER || scope.bound.has(term)),
      },
    ];
  });
}

// Which columns stand behind a star is not in the text: what is bound keeps its name, positions are lost.
function starOutputs(parts: readonly unknown[], scope: Scope): Output[] {
  const alias = parts.length > 1 ? names(parts).at(-2) : undefined;
  return [...scope.bound].flatMap((term) => {
    const dot = term.lastIndexOf('.');
    const isMeant = dot > 0 && (alias === undefined || term.slice(0, dot) === alias);
    return isMeant ? [{ name: term.slice(dot + 1), isBound: true }] : [];
  });
}

function valuesOutputs(rows: readonly unknown[]): Output[] {
  const items = rows.map((row) => list(openAs('List', row), 'items'));
  return (items[0] ?? []).map((_, i) => ({
    name: `column${i + 1}`,
    isBound: new Set(items.map((row) => parameterText(row[i]))).size === 1 && parameterText(items[0]?.[i]) !== '',
  }));
}

/** The same text for the same parameter or literal; '' for anything else. */
function parameterText(value: unknown): string {
  const node = open(value);
  if (node?.kind === 'TypeCast') return parameterText(node.fields['arg']);
  if (node?.kind === 'ParamRef') return `$${String(node.fields['number'])}`;
  if (node?.kind !== 'A_Const' || node.fields['isnull'] === true) return '';
  return JSON.stringify({ ...node.fields, location: 0 });
}

function renamed(outputs: readonly Output[], columns: readonly string[]): readonly Output[] {
  return outputs.map((output, i) => ({ name: columns[i] ?? output.name, isBound: output.isBound }));
}

function aliasOf(fields: Fields | null): string {
  const alias = fields?.['alias'];
  return isObject(alias) ? text(openAs('Alias', alias), 'aliasname') : '';
}
