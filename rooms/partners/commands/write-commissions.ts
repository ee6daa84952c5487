import type { Ctx } from '../../../kit/ctx.ts';
import { instants, int4s, int8s, texts, uuids } from '../../../kit/db/arrays.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { assert } from '../../../kit/errors/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import type { CommissionSnapshot } from '../model/plan.ts';
import { packSnapshot } from '../model/snapshot-text.ts';
import type { CommissionRow } from '../schema.ts';

// JSON writes control characters as \u00.., so this one never stands in a document: many become one text, which the driver
// sends as it is.
const BETWEEN = '\u001e';

/** Writes what orders fixed, one row per order. For the settler, which holds the lane. */
export async function insertSnapshots(
  ctx: Ctx,
  rows: readonly { readonly orderId: Uuid; readonly snapshot: CommissionSnapshot }[],
): Promise<void> {
  if (rows.length === 0) return;
  const packed = rows.map(({ snapshot }) => packSnapshot(snapshot));
  const documents = (column: keyof (typeof packed)[number]): string => packed.map((each) => JSON.stringify(each[column])).join(BETWEEN);
  await ctx.sql.put`
    INSERT INTO partners.snapshot (tenant_id, order_id, plan_id, limits, buyer, chain, team, lines)
    SELECT ${ctx.tenantId}, fresh.order_id, fresh.plan_id, fresh.limits::jsonb, fresh.buyer::jsonb, fresh.chain::jsonb, fresh.team::jsonb,
           fresh.lines::jsonb
      FROM unnest(${uuids(rows, (row) => row.orderId)}::uuid[], ${uuids(rows, (row) => row.snapshot.plan.planId)}::uuid[],
                  string_to_array(${documents('limits')}, ${BETWEEN}), string_to_array(${documents('buyer')}, ${BETWEEN}),
                  string_to_array(${documents('chain')}, ${BETWEEN}), string_to_array(${documents('team')}, ${BETWEEN}),
                  string_to_array(${documents('lines')}, ${BETWEEN})) AS fresh (order_id, plan_id, limits, buyer, chain, team, lines)`;
}

/** Writes accrued commissions. For the settler, which holds the lane. */
export async function insertCommissions(ctx: Ctx, rows: readonly CommissionRow[]): Promise<void> {
  if (rows.length === 0) return;
  await ctx.sql.put`
    INSERT INTO partners.commission (tenant_id, order_id, payee_id, line, depth, rate_ppm, base, amount, reversed, due_at, confirmed_at, case_id,
                                     role, rule, state, share_num, share_den)
    SELECT ${ctx.tenantId}, fresh.order_id, fresh.payee_id, fresh.line, fresh.depth, fresh.rate_ppm, fresh.base, fresh.amount, fresh.reversed,
           fresh.due_at, fresh.confirmed_at,
           fresh.case_id, fresh.role, fresh.rule, fresh.state, fresh.share_num, fresh.share_den
      FROM unnest(${uuids(rows, (row) => row.orderId)}::uuid[], ${uuids(rows, (row) => row.payeeId)}::uuid[],
                  ${int4s(rows, (row) => row.line)}::int[], ${int4s(rows, (row) => row.depth)}::int[],
                  ${int4s(rows, (row) => row.ratePpm)}::int[], ${int8s(rows, (row) => row.base)}::bigint[],
                  ${int8s(rows, (row) => row.amount)}::bigint[], ${int8s(rows, (row) => row.reversed)}::bigint[],
                  ${instants(rows, (row) => row.dueAt)}::timestamptz[], ${instants(rows, (row) => row.confirmedAt)}::timestamptz[],
                  ${uuids(rows, (row) => row.caseId)}::uuid[], ${texts(rows, (row) => row.role)}::text[],
                  ${texts(rows, (row) => row.rule)}::text[], ${texts(rows, (row) => row.state)}::text[],
                  ${plainArray(rows.map((row) => row.share.num))}::numeric[], ${plainArray(rows.map((row) => row.share.den))}::numeric[])
           AS fresh (order_id, payee_id, line, depth, rate_ppm, base, amount, reversed, due_at, confirmed_at, case_id, role, rule, state,
                     share_num, share_den)`;
}

/** Writes what moves of commissions that are there: reversed, state, instants, case. For the settler, which holds the lane. */
export async function updateCommissions(ctx: Ctx, rows: readonly CommissionRow[]): Promise<void> {
  if (rows.length === 0) return;
  const orderIds = uuids(rows, (row) => row.orderId);
  // The list of orders is there for the planner: it reads those rows by key, never the whole table.
  const written = await ctx.sql.exec`
    UPDATE partners.commission AS commission
       SET reversed = fresh.reversed, state = fresh.state,
           due_at = fresh.due_at,
           confirmed_at = fresh.confirmed_at, case_id = fresh.case_id
      FROM unnest(${orderIds}::uuid[], ${int4s(rows, (row) => row.line)}::int[], ${texts(rows, (row) => row.role)}::text[],
                  ${int4s(rows, (row) => row.depth)}::int[], ${uuids(rows, (row) => row.payeeId)}::uuid[],
                  ${int8s(rows, (row) => row.reversed)}::bigint[], ${texts(rows, (row) => row.state)}::text[],
                  ${instants(rows, (row) => row.dueAt)}::timestamptz[], ${instants(rows, (row) => row.confirmedAt)}::timestamptz[],
                  ${uuids(rows, (row) => row.caseId)}::uuid[])
           AS fresh (order_id, line, role, depth, payee_id, reversed, state, due_at, confirmed_at, case_id)
     WHERE commission.tenant_id = ${ctx.tenantId} AND commission.order_id = ANY(${orderIds}::uuid[]) AND commission.order_id = fresh.order_id
       AND commission.line = fresh.line AND commission.role = fresh.role AND commission.depth = fresh.depth
       AND commission.payee_id = fresh.payee_id`;
  assert(written === rows.length, 'every commission that moves is there');
}
