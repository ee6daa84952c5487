import { readFileSync } from 'node:fs';
import type { Db } from '../../../kit/db/index.ts';

/** As a database stands that has run for a while: looked at by the planner, written to disk. */
export async function settled(databases: readonly Db[]): Promise<void> {
  for (const db of databases) await db.ownerSession((sql) => sql.text('ANALYZE'));
  await databases[0]?.ownerSession((sql) => sql.text('CHECKPOINT'));
}

/** What must hold of a database after so many orders were placed and paid in it. */
export async function invariantsOf(db: Db, orders: number): Promise<Record<string, boolean>> {
  const [row] = await db.ownerSession((sql) =>
    sql.text<{ sum: string; unbalanced: number; orders: number; paid: number }>(
      `SELECT (SELECT coalesce(sum(amount), 0)::text FROM ledger.entry) AS sum,
              (SELECT count(*)::int FROM (SELECT 1 FROM ledger.entry GROUP BY tenant_id, txn HAVING sum(amount) <> 0) AS wrong) AS unbalanced,
              (SELECT count(*)::int FROM orders.customer_order) AS orders,
              (SELECT count(*)::int FROM orders.customer_order WHERE paid_at IS NOT NULL) AS paid`,
    ),
  );
  return {
    'the ledger sums to 0': row?.sum === '0',
    'no transaction is unbalanced': row?.unbalanced === 0,
    'every order is there and paid': row?.orders === orders && row.paid === orders,
  };
}

export function rate(count: number, ms: number): number {
  return Math.round(count / (ms / 1_000));
}

export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN;
}

/** The quantile of one step of many. */
export function quantileOf<Step extends string>(waits: readonly Readonly<Record<Step, number>>[], step: Step, q: number): number {
  return quantile(
    waits.map((each) => each[step]),
    q,
  );
}

export function load(): string {
  return readFileSync('/proc/loadavg', 'utf8').split(' ')[0] ?? '';
}
