import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { makeTestTenant, openTestDb } from '../testing/index.ts';
import { readByKeys } from './bulk.ts';
import { connect } from './index.ts';

const t = await openTestDb();
const one = connect({ ownerUrl: t.db.ownerUrl, appUrl: t.db.appUrl, max: 1 });
after(async () => {
  await one.close();
  await t.close();
});

test('a connection that works by keys chooses its indexes again while tables grow, and never reads one whole', async () => {
  const brand = await makeTestTenant(one);
  const plans: string[] = [];
  for (let i = 0; i < 40; i++) {
    await brand.write(async (ctx) => {
      const { sql } = ctx;
      await readByKeys(ctx);
      if (i === 0) {
        // Wide rows: while there are few, the planner thinks every index finds the one row it looks for.
        const wide = Array.from({ length: 24 }, (_, nth) => `c${nth} text`).join(', ');
        await sql.text(`CREATE TEMP TABLE thing (tenant_id uuid NOT NULL, id int NOT NULL, name text NOT NULL, ${wide})`);
        await sql.text('ALTER TABLE thing ALTER COLUMN tenant_id SET STATISTICS 0');
        await sql.text('ALTER TABLE thing ADD CONSTRAINT thing_pkey PRIMARY KEY (tenant_id, id)');
        await sql.text('ALTER TABLE thing ADD CONSTRAINT thing_name UNIQUE (tenant_id, name)');
        await sql.text('SET plan_cache_mode = force_generic_plan');
        await sql.text('PREPARE by_id (uuid, int) AS SELECT thing.name FROM thing WHERE thing.tenant_id = $1 AND thing.id = $2');
      }
      const lines = await sql.text<{ 'QUERY PLAN': string }>(`EXPLAIN EXECUTE by_id ('${ctx.tenantId}', 1)`);
      plans.push(lines.map((line) => line['QUERY PLAN']).join('\n'));
      await sql.text(`INSERT INTO thing SELECT '${ctx.tenantId}', n, n::text FROM generate_series(${i * 200}, ${i * 200 + 199}) AS n`);
    });
  }
  assert.match(plans.at(-1) ?? '', /Index Scan using thing_pkey/);
  assert.ok(!plans.some((plan) => plan.includes('Seq Scan')));
  assert.match(plans[0] ?? '', /thing_name/, 'while it was empty the other index looked as good');
});
