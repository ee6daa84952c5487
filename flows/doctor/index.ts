import type { Db, Sql } from '../../kit/db/index.ts';
import { DomainError } from '../../kit/errors/index.ts';
import { brokenSeal } from '../../rooms/ledger/index.ts';
import { checks, platformChecks, workingTables, type Check } from './checks.ts';

/** What a check found: no rows = it holds. At most 20 offending rows are shown, `count` counts all. */
export interface Finding {
  id: string;
  title: { 'zh-CN': string; en: string };
  tenant: string | null;
  ok: boolean;
  count: number;
  rows: Record<string, unknown>[];
}

export interface Diagnosis {
  ok: boolean;
  brands: number;
  findings: Finding[];
}

const SHOWN = 20;

/**
 * Checks every invariant that can be checked from the data, on one snapshot per brand, by the owner role.
 * @param slug one brand only; unknown → DomainError `brand.notFound`
 */
export async function diagnose(db: Db, slug?: string): Promise<Diagnosis> {
  const findings: Finding[] = [];
  const brands = await db.ownerTx((sql) =>
    sql.text<{ tenant_id: string; slug: string; time_zone: string }>(
      'SELECT t.tenant_id, t.slug, t.time_zone FROM identity.tenant AS t WHERE $1::text IS NULL OR t.slug = $1 ORDER BY t.slug',
      [slug ?? null],
    ),
  );
  if (slug && brands.length === 0) throw new DomainError('brand.notFound', { slug });
  await db.ownerTx(async (sql) => {
    for (const check of platformChecks) findings.push(await run(sql, check, null, []));
  });
  for (const brand of brands) {
    await db.ownerTx(async (sql) => {
      await sql.text('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
      await prepare(sql, brand);
      await sql.text('SET TRANSACTION READ ONLY');
      for (const check of checks) findings.push(await run(sql, check, brand.slug, [brand.tenant_id, brand.time_zone]));
      findings.push(await chain(sql, brand));
    });
  }
  return { ok: findings.every((finding) => finding.ok), brands: brands.length, findings };
}

/** Working tables of this session, gone with its transaction; nothing of the brand is written. */
async function prepare(sql: Sql, brand: { tenant_id: string; time_zone: string }): Promise<void> {
  // Sorts and groups of whole brands stay in memory: a connection holds one or two of them at a time.
  await sql.text("SET LOCAL work_mem = '128MB'");
  for (const statement of workingTables) await sql.text(statement, usedIn(statement, [brand.tenant_id, brand.time_zone]));
}

// Parameters a statement does not name would have no type.
function usedIn(statement: string, values: readonly string[]): string[] {
  return values.filter((_, i) => statement.includes(`$${i + 1}`));
}

/** The book as it was sealed (I3): computed anew, link by link. */
async function chain(sql: Sql, brand: { tenant_id: string; slug: string }): Promise<Finding> {
  const seal = await brokenSeal({ sql, tenantId: brand.tenant_id });
  return {
    id: 'I3.chain',
    title: { 'zh-CN': '账本封印链完整', en: 'The chain of seals over the book holds' },
    tenant: brand.slug,
    ok: seal === null,
    count: seal === null ? 0 : 1,
    rows: seal === null ? [] : [{ seal: seal.toString() }],
  };
}

async function run(sql: Sql, check: Check, tenant: string | null, values: string[]): Promise<Finding> {
  const rows = await sql.text<Record<string, unknown> & { violations: bigint }>(
    `SELECT violation.*, count(*) OVER () AS violations FROM (${check.sql}) AS violation LIMIT ${SHOWN}`,
    usedIn(check.sql, values),
  );
  const count = Number(rows[0]?.violations ?? 0n);
  return {
    id: check.id,
    title: check.title,
    tenant,
    ok: count === 0,
    count,
    rows: rows.map(({ violations: _, ...row }) =>
      JSON.parse(JSON.stringify(row, (__, value: unknown) => (typeof value === 'bigint' ? value.toString() : value))),
    ),
  };
}
