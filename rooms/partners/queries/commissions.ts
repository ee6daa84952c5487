import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { assert } from '../../../kit/errors/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import type { CommissionRole, CommissionSnapshot } from '../model/plan.ts';
import { unpackSnapshot, type PackedSnapshot } from '../model/snapshot-text.ts';
import type { CommissionRow } from '../schema.ts';
import { plansById } from './plans.ts';
import { actsOfOrders } from './service-acts.ts';

interface StoredCommission {
  order_id: Uuid;
  line: number;
  role: CommissionRole;
  depth: number;
  payee_id: Uuid;
  rule: string;
  base: bigint;
  rate_ppm: number | null;
  share_num: string;
  share_den: string;
  amount: bigint;
  reversed: bigint;
  state: CommissionRow['state'];
  due_at: Date | null;
  confirmed_at: Date | null;
  case_id: Uuid | null;
}

/** Every commission of these orders: by order, line, then nearest first. */
export async function commissionsOfOrders(ctx: Ctx, orderIds: readonly Uuid[]): Promise<CommissionRow[]> {
  if (orderIds.length === 0) return [];
  if (orderIds.length === 1) return await commissionsOfOrder(ctx, orderIds[0] as Uuid);
  const rows = await ctx.sql.anew<StoredCommission>`
    SELECT commission.order_id, commission.line, commission.role, commission.depth, commission.payee_id, commission.rule, commission.base,
           commission.rate_ppm, commission.share_num, commission.share_den, commission.amount, commission.reversed, commission.state,
           commission.due_at, commission.confirmed_at, commission.case_id
      FROM partners.commission AS commission
     WHERE commission.tenant_id = ${ctx.tenantId} AND commission.order_id = ANY(${plainArray(orderIds)}::uuid[])
     ORDER BY commission.order_id, commission.line, commission.depth, commission.role, commission.payee_id`;
  return rows.map(commissionFrom);
}

// One order is read far more often than many: its plan is kept.
async function commissionsOfOrder(ctx: Ctx, orderId: Uuid): Promise<CommissionRow[]> {
  const rows = await ctx.sql<StoredCommission>`
    SELECT commission.order_id, commission.line, commission.role, commission.depth, commission.payee_id, commission.rule, commission.base,
           commission.rate_ppm, commission.share_num, commission.share_den, commission.amount, commission.reversed, commission.state,
           commission.due_at, commission.confirmed_at, commission.case_id
      FROM partners.commission AS commission
     WHERE commission.tenant_id = ${ctx.tenantId} AND commission.order_id = ${orderId}
     ORDER BY commission.line, commission.depth, commission.role, commission.payee_id`;
  return rows.map(commissionFrom);
}

/** Pending commissions whose hold is over, the longest overdue first. */
export async function dueCommissions(ctx: Ctx, now: Date, limit: number): Promise<CommissionRow[]> {
  const rows = await ctx.sql<StoredCommission>`
    SELECT commission.order_id, commission.line, commission.role, commission.depth, commission.payee_id, commission.rule, commission.base,
           commission.rate_ppm, commission.share_num, commission.share_den, commission.amount, commission.reversed, commission.state,
           commission.due_at, commission.confirmed_at, commission.case_id
      FROM partners.commission AS commission
     WHERE commission.tenant_id = ${ctx.tenantId} AND commission.state = 'pending' AND commission.due_at IS NOT NULL AND commission.due_at <= ${now}
     ORDER BY commission.due_at
     LIMIT ${limit}`;
  return rows.map(commissionFrom);
}

/** Whether anything is due by the brand's clock. */
export async function hasDueCommissions(ctx: Ctx): Promise<boolean> {
  const row = await ctx.sql.maybe`
    SELECT 1 AS one
      FROM partners.commission AS commission
     WHERE commission.tenant_id = ${ctx.tenantId} AND commission.state = 'pending' AND commission.due_at IS NOT NULL AND commission.due_at <= ${ctx.now}
     LIMIT 1`;
  return row !== null;
}

function commissionFrom(row: StoredCommission): CommissionRow {
  return {
    orderId: row.order_id,
    line: row.line,
    role: row.role,
    depth: row.depth,
    payeeId: row.payee_id,
    rule: row.rule,
    base: row.base,
    ratePpm: row.rate_ppm,
    share: { num: BigInt(row.share_num), den: BigInt(row.share_den) },
    amount: row.amount,
    reversed: row.reversed,
    state: row.state,
    dueAt: row.due_at?.getTime() ?? null,
    confirmedAt: row.confirmed_at?.getTime() ?? null,
    caseId: row.case_id,
  };
}

/** What these orders fixed when they were created; an order that came while no plan was in force has nothing. */
export async function snapshotsOfOrders(ctx: Ctx, orderIds: readonly Uuid[]): Promise<Map<Uuid, CommissionSnapshot>> {
  if (orderIds.length === 0) return new Map();
  const rows = await packedSnapshots(ctx, orderIds);
  const plans = await plansById(
    ctx,
    rows.map((row) => row.plan_id),
  );
  const paysService = rows.filter((row) => plans.get(row.plan_id)?.roles.some((role) => role.role === 'service'));
  const acts = await actsOfOrders(
    ctx,
    paysService.map((row) => row.order_id),
  );
  const actsOf = Map.groupBy(acts, (act) => act.orderId);
  return new Map(
    rows.map((row) => {
      const plan = plans.get(row.plan_id);
      assert(plan, 'the plan of a snapshot is there');
      const served = actsOf.get(row.order_id)?.map(({ line, person, isLate }) => ({ line, person, isLate }));
      return [row.order_id, { plan, ...unpackSnapshot(row), ...(served ? { served } : {}) }];
    }),
  );
}

interface StoredSnapshot extends PackedSnapshot {
  order_id: Uuid;
  plan_id: Uuid;
}

async function packedSnapshots(ctx: Ctx, orderIds: readonly Uuid[]): Promise<StoredSnapshot[]> {
  const [only, ...others] = orderIds;
  if (only !== undefined && others.length === 0) {
    return await ctx.sql<StoredSnapshot>`
      SELECT snapshot.order_id, snapshot.plan_id, snapshot.limits, snapshot.buyer, snapshot.chain, snapshot.team, snapshot.lines
        FROM partners.snapshot AS snapshot
       WHERE snapshot.tenant_id = ${ctx.tenantId} AND snapshot.order_id = ${only}`;
  }
  return await ctx.sql.anew<StoredSnapshot>`
    SELECT snapshot.order_id, snapshot.plan_id, snapshot.limits, snapshot.buyer, snapshot.chain, snapshot.team, snapshot.lines
      FROM partners.snapshot AS snapshot
     WHERE snapshot.tenant_id = ${ctx.tenantId} AND snapshot.order_id = ANY(${plainArray(orderIds)}::uuid[])`;
}
