import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Registry } from './finding.ts';
import { loadGrammar } from './grammar.ts';
import { lintStatement } from './statements.ts';

const grammar = await loadGrammar();
const tables: Registry = {
  'orders.line': 'tenant',
  'orders.customer_order': 'tenant',
  'relations.referral': 'tenant',
  'kit.outbox': 'tenant',
  'catalog.country': 'reference',
  'identity.session': 'local',
};

function said(sql: string): string[] {
  return lintStatement(grammar, sql, tables).map(({ rule, message }) => `${rule} ${message}`);
}

function allows(name: string, sql: string): void {
  test(name, () => assert.deepEqual(said(sql), []));
}

function refuses(name: string, sql: string, ...expected: RegExp[]): void {
  test(name, () => {
    const found = said(sql);
    assert.equal(found.length, expected.length, `got ${JSON.stringify(found)}`);
    expected.forEach((pattern, i) => assert.match(found[i] ?? '', pattern));
  });
}

const NO_FILTER = /^9 orders\.line has no tenant filter; add line\.tenant_id = \$n/;

allows('rule 9: an own filter', 'SELECT line.amount FROM orders.line AS line WHERE line.tenant_id = $1 AND line.order_id = $2');
allows('rule 9: a bare tenant_id on one table', 'SELECT amount FROM orders.line WHERE tenant_id = $1::uuid');
allows('rule 9: a literal', "SELECT amount FROM orders.line WHERE '00000000-0000-0000-0000-000000000001' = tenant_id");
allows(
  'rule 9: a join on tenant_id with a table that has one',
  'SELECT 1 FROM orders.customer_order AS o JOIN orders.line AS l ON l.tenant_id = o.tenant_id AND l.order_id = o.order_id WHERE o.tenant_id = $1',
);
allows(
  'rule 9: a join by USING',
  'SELECT 1 FROM orders.customer_order AS o JOIN orders.line AS l USING (tenant_id, order_id) WHERE tenant_id = $1',
);
allows(
  'rule 9: a chain of joins',
  'SELECT 1 FROM orders.customer_order AS o JOIN orders.line AS l ON l.tenant_id = o.tenant_id JOIN relations.referral AS r ON (r.tenant_id, r.person_id) = (l.tenant_id, l.person_id) WHERE o.tenant_id = $1',
);
allows(
  'rule 9: an outer join binds the side that may be missing',
  'SELECT 1 FROM orders.customer_order AS o LEFT JOIN orders.line AS l ON l.tenant_id = o.tenant_id WHERE o.tenant_id = $1',
);
allows(
  'rule 9: a correlated subquery is bound by the outer row',
  'SELECT 1 FROM orders.customer_order AS o WHERE o.tenant_id = $1 AND EXISTS (SELECT 1 FROM orders.line AS l WHERE l.tenant_id = o.tenant_id)',
);
allows(
  'rule 9: LATERAL',
  'SELECT 1 FROM orders.customer_order AS o CROSS JOIN LATERAL (SELECT l.amount FROM orders.line AS l WHERE l.tenant_id = o.tenant_id LIMIT 1) AS last WHERE o.tenant_id = $1',
);
allows(
  'rule 9: a CTE hands its tenant on',
  'WITH o AS (SELECT tenant_id, order_id FROM orders.customer_order WHERE tenant_id = $1) SELECT 1 FROM o JOIN orders.line AS l ON l.tenant_id = o.tenant_id',
);
allows(
  'rule 9: a data-modifying CTE hands its tenant on',
  'WITH o AS (DELETE FROM orders.line AS l WHERE l.tenant_id = $1 RETURNING l.tenant_id, l.order_id) UPDATE orders.customer_order AS c SET note = $2 FROM o WHERE c.tenant_id = o.tenant_id AND c.order_id = o.order_id',
);
allows(
  'rule 9: rows compared with a bound subquery',
  'SELECT 1 FROM orders.line AS l WHERE (l.tenant_id, l.order_id) IN (SELECT o.tenant_id, o.order_id FROM orders.customer_order AS o WHERE o.tenant_id = $1)',
);
allows(
  'rule 9: a recursive CTE with the filter in both arms',
  `WITH RECURSIVE up AS (
  SELECT r.referrer_id, 1 AS depth FROM relations.referral AS r WHERE r.tenant_id = $1 AND r.person_id = $2
  UNION ALL
  SELECT r.referrer_id, up.depth + 1 FROM up JOIN relations.referral AS r ON r.person_id = up.referrer_id AND r.tenant_id = $1)
  SELECT referrer_id, depth FROM up`,
);
allows('rule 9: reference and local tables are free', 'SELECT 1 FROM catalog.country AS c, identity.session AS s');
allows(
  'rule 9: an insert names its tenant',
  'INSERT INTO orders.line (tenant_id, line_id) SELECT $1, id FROM unnest($2::uuid[]) AS id ON CONFLICT (tenant_id, line_id) DO UPDATE SET amount = excluded.amount',
);
allows(
  'rule 9: a job is claimed within one tenant',
  'UPDATE kit.outbox AS o SET delivered_at = $3 WHERE o.tenant_id = $1 AND o.event_id IN (SELECT w.event_id FROM kit.outbox AS w WHERE w.tenant_id = $1 FOR UPDATE SKIP LOCKED LIMIT $2)',
);
allows(
  'rule 9: what reads every tenant on purpose says why',
  '/* every tenant: the relay looks for due work */ SELECT o.tenant_id FROM kit.outbox AS o GROUP BY o.tenant_id',
);

refuses('rule 9: no filter', 'SELECT line.amount FROM orders.line WHERE line.order_id = $1', NO_FILTER);
refuses('rule 9: a filter in OR is none', 'SELECT 1 FROM orders.line WHERE line.tenant_id = $1 OR line.order_id = $2', NO_FILTER);
refuses('rule 9: a list of tenants is none', 'SELECT 1 FROM orders.line WHERE line.tenant_id = ANY($1)', NO_FILTER);
refuses(
  'rule 9: the session variable is not a filter',
  "SELECT 1 FROM orders.line WHERE line.tenant_id = current_setting('app.tenant')::uuid",
  NO_FILTER,
);
refuses(
  'rule 9: a join on something else',
  'SELECT 1 FROM orders.customer_order AS o JOIN orders.line AS l ON l.order_id = o.order_id WHERE o.tenant_id = $1',
  /^9 orders\.line AS l has no tenant filter/,
);
refuses(
  'rule 9: an outer join does not bind the side that stays',
  'SELECT 1 FROM orders.customer_order AS o LEFT JOIN orders.line AS l ON l.tenant_id = o.tenant_id AND l.tenant_id = $1',
  /^9 orders\.customer_order AS o has no tenant filter/,
);
refuses(
  'rule 9: a full join binds neither',
  'SELECT 1 FROM orders.customer_order AS o FULL JOIN orders.line AS l ON l.tenant_id = $1 AND o.tenant_id = $1',
  /AS o has no/,
  /AS l has no/,
);
refuses('rule 9: UPDATE', 'UPDATE orders.line SET amount = $1 WHERE order_id = $2', NO_FILTER);
refuses(
  'rule 9: the FROM of an UPDATE',
  'UPDATE orders.line AS l SET amount = $1 FROM orders.customer_order AS o WHERE l.tenant_id = $2 AND o.order_id = l.order_id',
  /^9 orders\.customer_order AS o has no/,
);
refuses('rule 9: DELETE', 'DELETE FROM orders.line WHERE order_id = $1', NO_FILTER);
refuses(
  'rule 9: DELETE … USING',
  'DELETE FROM orders.line AS l USING orders.customer_order AS o WHERE l.tenant_id = $1 AND o.order_id = l.order_id',
  /^9 orders\.customer_order AS o has no/,
);
refuses(
  'rule 9: INSERT … SELECT',
  'INSERT INTO orders.line (tenant_id, line_id) SELECT o.tenant_id, o.order_id FROM orders.customer_order AS o',
  /^9 orders\.customer_order AS o has no/,
);
refuses('rule 9: INSERT names tenant_id', 'INSERT INTO orders.line VALUES ($1, $2)', /^9 INSERT INTO orders\.line does not name tenant_id/);
refuses(
  'rule 9: a subquery has its own filter',
  'SELECT 1 FROM orders.customer_order AS o WHERE o.tenant_id = $1 AND o.order_id IN (SELECT l.order_id FROM orders.line AS l)',
  /^9 orders\.line AS l has no/,
);
refuses('rule 9: a subquery in the answer', 'SELECT (SELECT max(l.amount) FROM orders.line AS l) AS top', /^9 orders\.line AS l has no/);
refuses(
  'rule 9: a subquery in RETURNING and in an arm of UNION',
  'SELECT $1 AS a UNION ALL SELECT l.amount FROM orders.line AS l',
  /^9 orders\.line AS l has no/,
);
refuses(
  'rule 9: a CTE that hands nothing on',
  'WITH o AS (SELECT order_id, person_id AS tenant_id FROM orders.customer_order WHERE tenant_id = $1) SELECT 1 FROM o JOIN orders.line AS l ON l.tenant_id = o.tenant_id',
  /^9 orders\.line AS l has no/,
);
refuses(
  'rule 9: a recursive arm that only joins',
  `WITH RECURSIVE up AS (
  SELECT r.tenant_id, r.referrer_id FROM relations.referral AS r WHERE r.tenant_id = $1
  UNION ALL
  SELECT r.tenant_id, r.referrer_id FROM up JOIN relations.referral AS r ON r.tenant_id = up.tenant_id AND r.person_id = up.referrer_id)
  SELECT referrer_id FROM up`,
  /^9 relations\.referral AS r has no tenant filter.*in both arms/,
);
refuses(
  'rule 9: a write may not span tenants, whatever it says',
  '/* every tenant: tidying up old rows */ DELETE FROM orders.line WHERE amount = $1',
  NO_FILTER,
);
refuses('rule 9: a reason is needed', '/* every tenant: */ SELECT 1 FROM orders.line', NO_FILTER);
refuses('rule 9: tables are written with their schema', 'SELECT 1 FROM line WHERE tenant_id = $1', /^9 line is written without its schema/);
refuses('rule 3: an unknown table', 'SELECT 1 FROM orders.parcel WHERE tenant_id = $1', /^3 orders\.parcel is not in the registry/);
refuses('rule 6: tenant_id never changes', 'UPDATE orders.line SET tenant_id = $2 WHERE tenant_id = $1', /^6 tenant_id never changes/);
for (const name of ['random()', 'gen_random_uuid()', 'uuidv7()', "nextval('s')"]) {
  refuses(
    `rule 10: ${name} in UPDATE`,
    `UPDATE orders.line SET amount = ${name} WHERE tenant_id = $1`,
    /^10 UPDATE … SET calls .* pass the value as a parameter/,
  );
  refuses(
    `rule 10: ${name} in DO UPDATE`,
    `INSERT INTO orders.line (tenant_id, line_id) VALUES ($1, $2) ON CONFLICT (tenant_id, line_id) DO UPDATE SET amount = ${name}`,
    /^10 ON CONFLICT DO UPDATE calls/,
  );
}
refuses(
  'rule 10 and 11: clock_timestamp() in UPDATE',
  'UPDATE orders.line SET at = clock_timestamp() WHERE tenant_id = $1',
  /^10 /,
  /^11 /,
);
for (const clock of ['now()', 'CURRENT_TIMESTAMP', 'current_date', 'statement_timestamp()', 'localtimestamp']) {
  refuses(
    `rule 11: ${clock} beside a tenant table`,
    `SELECT 1 FROM orders.line WHERE tenant_id = $1 AND at < ${clock}`,
    /^11 .* pass the time from ctx\.now/,
  );
}
allows('rule 11: a local table may use the clock', 'DELETE FROM identity.session WHERE expires_at < now()');
refuses(
  'rule 12: no subquery in VALUES',
  'INSERT INTO orders.line (tenant_id, line_id) VALUES ($1, (SELECT $2::uuid))',
  /^12 a subquery in VALUES .* use INSERT … SELECT/,
);
refuses(
  'rule 13: no MERGE',
  'MERGE INTO orders.line AS l USING (VALUES ($1::uuid)) AS v (id) ON l.tenant_id = $2 AND l.line_id = v.id WHEN MATCHED THEN DO NOTHING',
  /^13 MERGE fails .* ON CONFLICT/,
);
refuses(
  'rule 14: rows are locked in one tenant',
  '/* every tenant: looking for due work */ SELECT o.event_id FROM kit.outbox AS o FOR UPDATE SKIP LOCKED',
  /^14 FOR UPDATE\/SHARE reads kit\.outbox AS o over tenants/,
);
refuses('rule 18: no advisory locks', 'SELECT pg_advisory_xact_lock(1)', /^18 an advisory lock holds on one node only/);
refuses('rule 23: the tenant is set for the transaction only', "SET app.tenant = 'x'", /^23 app\.tenant outlives/);
refuses('rule 23: set_config does not reach the workers', "SELECT set_config('app.tenant', $1, true)", /^23 set_config/);
allows('rule 23: SET LOCAL', "SET LOCAL app.tenant = '00000000-0000-0000-0000-000000000001'");
refuses('rule 24: one statement per round trip', 'SELECT 1; SELECT 2', /^24 holds 2 statements/);
refuses(
  'rule 27: no ROLLUP over tenants',
  '/* every tenant: platform totals for billing */ SELECT l.day, sum(l.quantity) FROM orders.line AS l GROUP BY ROLLUP (l.day)',
  /^27 ROLLUP, CUBE and GROUPING SETS/,
);
refuses(
  'rule 29: money is not divided in SQL',
  'SELECT sum(l.net_amount) / count(*) FROM orders.line AS l WHERE l.tenant_id = $1',
  /^29 money is divided in SQL/,
);
refuses(
  'rule 29: money does not become a float',
  'SELECT l.price::float8 FROM orders.line AS l WHERE l.tenant_id = $1',
  /^29 money becomes a float/,
);
allows('rule 29: counts may be divided', 'SELECT sum(l.weight) / 2 FROM orders.line AS l WHERE l.tenant_id = $1');
refuses('a syntax error is told', 'SELECT FROM WHERE', /^syntax PostgreSQL refuses it/);

test('a finding stands at the table it is about', () => {
  const sql = '-- 漏斗\nSELECT 1\n  FROM orders.line';
  assert.equal(lintStatement(grammar, sql, tables)[0]?.offset, Buffer.byteLength('-- 漏斗\nSELECT 1\n  FROM '));
});
