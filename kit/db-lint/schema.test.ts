import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Registry } from './finding.ts';
import { loadGrammar } from './grammar.ts';
import { lintMigrations } from './schema.ts';

const grammar = await loadGrammar();
const LOT: Registry = { 'points.lot': 'tenant' };
const WALL = `ALTER TABLE points.lot ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON points.lot USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
`;
const GOOD = `CREATE TABLE points.lot (
  tenant_id uuid NOT NULL,
  lot_id uuid NOT NULL,
  net_amount bigint NOT NULL CHECK (net_amount >= 0),
  CONSTRAINT lot_pkey PRIMARY KEY (tenant_id, lot_id)
);
${WALL}`;

/** What the lint says about one migration, as `line rule message`. */
function said(text: string, registry: Registry = LOT): string[] {
  return lintMigrations(grammar, [{ path: '0001.sql', text }], registry).map(({ line, rule, message }) => `${line} ${rule} ${message}`);
}

function refuses(name: string, text: string, expected: RegExp, registry?: Registry): void {
  test(name, () => {
    const found = said(text, registry);
    assert.equal(found.length, 1, `expected one finding, got ${JSON.stringify(found)}`);
    assert.match(found[0] ?? '', expected);
  });
}

/** The good table with one line of it exchanged. */
function with_(line: string): string {
  return GOOD.replace('net_amount bigint NOT NULL CHECK (net_amount >= 0),', line);
}

const TWO: Registry = { ...LOT, 'points.plan': 'reference', 'points.timer': 'local', 'points.use': 'tenant' };
const OTHERS = `CREATE TABLE points.plan (plan_id uuid PRIMARY KEY);
CREATE TABLE points.timer (timer_id uuid PRIMARY KEY, lot_id uuid, plan_id uuid);
${GOOD.replaceAll('points.lot', 'points.use').replaceAll('lot_pkey', 'use_pkey')}`;

test('a good table passes', () => assert.deepEqual(said(GOOD), []));
test('foreign keys from tenant to tenant, tenant to reference and local to reference pass', () => {
  const keys = `ALTER TABLE points.use ADD CONSTRAINT use_lot FOREIGN KEY (tenant_id, lot_id) REFERENCES points.lot (tenant_id, lot_id) ON DELETE CASCADE;
ALTER TABLE points.use ADD CONSTRAINT use_plan FOREIGN KEY (lot_id) REFERENCES points.plan (plan_id);
ALTER TABLE points.timer ADD CONSTRAINT timer_plan FOREIGN KEY (plan_id) REFERENCES points.plan (plan_id);
`;
  assert.deepEqual(said(GOOD + OTHERS + keys, TWO), []);
});
test('a directory table may be unique over all tenants', () => {
  assert.deepEqual(
    said('CREATE TABLE identity.phone (phone text PRIMARY KEY, tenant_id uuid NOT NULL UNIQUE);\n', {
      'identity.phone': 'reference',
    }),
    [],
  );
});
test('temporary tables are free', () => assert.deepEqual(said(`${GOOD}CREATE TEMP TABLE staging (line text);\n`), []));

refuses(
  'rule 1: a tenant table has tenant_id uuid NOT NULL',
  GOOD.replace('tenant_id uuid NOT NULL', 'tenant_id uuid'),
  /^1 1 points\.lot is a tenant table; give it tenant_id uuid NOT NULL/,
);
refuses(
  'rule 1: the primary key begins with tenant_id',
  GOOD.replace('(tenant_id, lot_id)', '(lot_id, tenant_id)'),
  /^5 1 the primary key .*put tenant_id first/,
);
refuses(
  'rule 1: an index begins with tenant_id',
  `${GOOD}\nCREATE INDEX lot_amount ON points.lot (net_amount);\n`,
  /^10 1 index lot_amount .*put it first/,
);
refuses(
  'rule 1: a foreign key begins with tenant_id',
  `${GOOD}${OTHERS}ALTER TABLE points.use ADD CONSTRAINT u FOREIGN KEY (lot_id) REFERENCES points.lot (lot_id);\n`,
  / 1 the foreign key .*put it first/,
  TWO,
);
refuses(
  'rule 2: global uniqueness stays out of tenant tables',
  with_('phone text UNIQUE,'),
  /^4 2 UNIQUE of points\.lot is unique over all tenants; .*directory table/,
);
refuses(
  'rule 2: a unique index is a unique key',
  `${GOOD}CREATE UNIQUE INDEX lot_net ON points.lot (net_amount);\n`,
  / 2 unique index lot_net/,
);
refuses(
  'rule 2: a primary key on the column is a key too',
  GOOD.replace('lot_id uuid NOT NULL', 'lot_id uuid PRIMARY KEY').replace('PRIMARY KEY (tenant_id, lot_id)', 'CHECK (true)'),
  /^3 2 the primary key of points\.lot/,
);
refuses(
  'rule 3: every table is in the registry',
  `${GOOD}CREATE TABLE points.extra (a uuid PRIMARY KEY);\n`,
  / 3 points\.extra is not in the registry; add it to kit\/db\/tables\.ts/,
);
refuses('rule 3: every entry of the registry is a table', GOOD, /^1 3 points\.gone is in the registry but no migration creates it/, {
  ...LOT,
  'points.gone': 'tenant',
});
refuses(
  'rule 3: a local table does not refer to a tenant table',
  `${GOOD}${OTHERS}ALTER TABLE points.timer ADD CONSTRAINT t FOREIGN KEY (lot_id) REFERENCES points.lot (lot_id);\n`,
  / 3 a local table may not refer to a tenant table/,
  TWO,
);
refuses(
  'rule 3: a reference table does not refer to a tenant table',
  `${GOOD}${OTHERS}ALTER TABLE points.plan ADD CONSTRAINT t FOREIGN KEY (plan_id) REFERENCES points.lot (lot_id);\n`,
  / 3 a reference table may not refer to a tenant table/,
  TWO,
);
refuses(
  'rule 4: no foreign key inside a table',
  `${OTHERS}${with_('plan_id uuid CONSTRAINT lot_plan REFERENCES points.plan (plan_id),')}`,
  / 4 the foreign key from points\.lot to points\.plan stands inside the table/,
  TWO,
);
refuses(
  'rule 4: a foreign key has a name',
  `${GOOD}${OTHERS}ALTER TABLE points.use ADD FOREIGN KEY (tenant_id, lot_id) REFERENCES points.lot;\n`,
  / 4 .* has no name; write ADD CONSTRAINT/,
  TWO,
);
for (const action of ['SET NULL', 'SET DEFAULT']) {
  refuses(
    `rule 5: ON DELETE ${action} is refused`,
    `${GOOD}${OTHERS}ALTER TABLE points.use ADD CONSTRAINT u FOREIGN KEY (tenant_id, lot_id) REFERENCES points.lot ON DELETE ${action};\n`,
    / 5 SET NULL and SET DEFAULT are refused/,
    TWO,
  );
}
refuses('rule 7: no serial ids', with_('number bigserial,'), /^4 7 points\.lot\.number is bigserial; make ids in the application/);
refuses(
  'rule 7: no identity columns',
  with_('number bigint GENERATED ALWAYS AS IDENTITY,'),
  /^4 7 points\.lot\.number is an identity column/,
);
refuses('rule 7: no sequences', with_("number bigint DEFAULT nextval('s'),"), /^4 7 points\.lot\.number draws from a sequence/);
refuses(
  'rule 8: no triggers',
  `${GOOD}CREATE TRIGGER t AFTER INSERT ON points.lot FOR EACH ROW EXECUTE FUNCTION f();\n`,
  / 8 triggers and rules are refused/,
);
refuses(
  'rule 9: no view over tenants',
  `${GOOD}CREATE VIEW points.open AS SELECT lot_id FROM points.lot;\n`,
  / 9 a view hides the tenant filter/,
);
for (const clock of ['now()', 'clock_timestamp()', 'CURRENT_TIMESTAMP', 'current_date']) {
  refuses(
    `rule 11: a column does not default to ${clock}`,
    with_(`created_at timestamptz NOT NULL DEFAULT ${clock},`),
    /^4 11 .*pass the time from ctx\.now/,
  );
}
refuses(
  'rule 23: a tenant table has row level security',
  GOOD.replace(/ALTER TABLE .*;\n/, ''),
  /^1 23\/T1 points\.lot is a tenant table without row level security; ALTER TABLE/,
);
refuses(
  'rule 23: a tenant table has a wall',
  GOOD.replace(/CREATE POLICY .*;\n/, ''),
  /^1 23\/T1 points\.lot has no tenant wall; CREATE POLICY/,
);
refuses(
  'rule 23: row level security is not forced',
  `${GOOD}ALTER TABLE points.lot FORCE ROW LEVEL SECURITY;\n`,
  / 23\/T1 row level security of points\.lot is FORCED/,
);
test('rule 23: a wall without nullif fails after first use', () => {
  const found = said(GOOD.replace("nullif(current_setting('app.tenant', true), '')::uuid", "current_setting('app.tenant', true)::uuid"));
  assert.match(found.join('\n'), /9 23\/T1|23\/T1 policy tenant_wall of points\.lot must read tenant_id = nullif/);
  assert.match(found.join('\n'), /points\.lot has no tenant wall/);
});
test('rule 23: a restrictive policy narrows the wall and makes none', () => {
  const narrow = `CREATE POLICY narrow ON points.lot AS RESTRICTIVE FOR DELETE USING (id IS NULL);\n`;
  assert.deepEqual(said(`${GOOD}${narrow}`), said(GOOD));
  assert.match(said(`${GOOD.replace(/CREATE POLICY .*;\n/, '')}${narrow}`).join('\n'), /points\.lot has no tenant wall/);
});
refuses(
  'rule 23: a second policy does not open the wall',
  `${GOOD}CREATE POLICY door ON points.lot USING (true);\n`,
  / 23\/T1 policy door of points\.lot must read/,
);
test('rule 23: a role with a job of its own has its own policy', () =>
  assert.deepEqual(said(`${GOOD}CREATE POLICY relay ON points.lot TO zihuan_relay USING (true);\n`), []));
test('rule 24: one statement per round trip', () => {
  const found = said(GOOD.replace("'')::uuid);\n", "'')::uuid); DROP TABLE points.lot;\n"));
  assert.match(found[0] ?? '', /^8 24 holds 2 statements; send one per round trip/);
});
refuses(
  'rule 25: ADD COLUMN has no inline CHECK',
  `${GOOD}ALTER TABLE points.lot ADD COLUMN a int CHECK (a > 0);\n`,
  / 25 ADD COLUMN with an inline CHECK or UNIQUE/,
);
refuses(
  'rule 26: every table has a primary key',
  GOOD.replace('CONSTRAINT lot_pkey PRIMARY KEY (tenant_id, lot_id)', 'CHECK (true)'),
  /^1 26 points\.lot has no primary key/,
);
refuses(
  'rule 26: a table made from a query has no key',
  `${GOOD}CREATE TABLE points.copy AS SELECT 1 AS a;\n`,
  / 26 a table made from a query has no key/,
);
refuses('rule 28: no ltree', with_('path ltree,'), /^4 28 points\.lot\.path is ltree/);
refuses('rule 28: no ranges', with_('during tstzrange,'), /^4 28 points\.lot\.during is tstzrange/);
refuses('rule 28: no domains', `${GOOD}CREATE DOMAIN points.fen AS bigint;\n`, / 28 domains are missing/);
refuses('rule 28: no GiST', `${GOOD}CREATE INDEX lot_g ON points.lot USING gist (tenant_id);\n`, / 28 lot_g is a gist index/);
refuses('rule 28: no exclusion', with_('EXCLUDE USING btree (tenant_id WITH =),'), /^4 28 exclusion constraints are missing/);
refuses('rule 28: no ltree extension', `${GOOD}CREATE EXTENSION ltree;\n`, / 28 ltree is missing in other databases/);
for (const type of ['double precision', 'real', 'float']) {
  refuses(`rule 29: money is not ${type}`, with_(`price ${type},`), /^4 29 points\.lot\.price is money as a float/);
}
refuses(
  'a syntax error is told with its line',
  `${GOOD}\n\nCREATE TABEL x ();\n`,
  /^11 syntax PostgreSQL refuses it: syntax error at or near "TABEL"/,
);
refuses(
  'a backfill in a migration keeps to the rules of statements',
  `${GOOD}UPDATE points.lot SET lot_id = gen_random_uuid();\n`,
  / 10 UPDATE … SET calls gen_random_uuid\(\)/,
);
test('a walled table may be dropped again', () =>
  assert.deepEqual(said(`${GOOD.replaceAll('points.lot', 'points.old')}DROP TABLE points.old;\n`, {}), [
    '1 3 points.old is not in the registry; add it to kit/db/tables.ts as tenant, reference or local',
  ]));
