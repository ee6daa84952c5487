import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import { recordsOf } from './owners.ts';

/** When a person was a partner and of which level, oldest first: for their own copy of what the brand holds (P18). */
export async function partnerHistoryOf(ctx: Ctx, personId: Uuid): Promise<Record<string, unknown>[]> {
  const rows = await ctx.sql<{ partnership_id: Uuid; from_at: Date; to_at: Date | null; ended: string | null; levels: unknown }>`
    SELECT partnership.partnership_id, partnership.from_at, partnership.to_at, partnership.ended,
           (SELECT jsonb_agg(jsonb_build_object('level', level.level_id, 'from', level.from_at, 'to', level.to_at) ORDER BY level.from_at)
              FROM partners.level AS level
             WHERE level.tenant_id = ${ctx.tenantId} AND level.partnership_id = partnership.partnership_id) AS levels
      FROM partners.partnership AS partnership
     WHERE partnership.tenant_id = ${ctx.tenantId} AND partnership.person_id = ${personId}
     ORDER BY partnership.from_at, partnership.partnership_id`;
  return rows.map((row) => ({
    id: publicId('partner', row.partnership_id),
    from: row.from_at.toISOString(),
    to: row.to_at?.toISOString() ?? null,
    ended: row.ended,
    levels: row.levels ?? [],
  }));
}

/** Everything a person earned, also under records merged into theirs, by order: every row, whatever became of it. */
export async function earningsOf(ctx: Ctx, personId: Uuid): Promise<Record<string, unknown>[]> {
  const rows = await ctx.sql.anew<{
    order_id: Uuid;
    line: number;
    role: string;
    depth: number;
    rule: string;
    base: bigint;
    amount: bigint;
    reversed: bigint;
    state: string;
  }>`
    SELECT commission.order_id, commission.line, commission.role, commission.depth, commission.rule, commission.base, commission.amount,
           commission.reversed, commission.state
      FROM partners.commission AS commission
     WHERE commission.tenant_id = ${ctx.tenantId} AND commission.payee_id = ANY(${plainArray(await recordsOf(ctx, personId))}::uuid[])
     ORDER BY commission.order_id, commission.line, commission.depth`;
  const money = (amount: bigint) => moneyJson(amount, ctx.tenant.currency);
  return rows.map((row) => ({
    order: publicId('order', row.order_id),
    line: row.line,
    role: row.role,
    depth: row.depth,
    rule: row.rule,
    base: money(row.base),
    amount: money(row.amount),
    reversed: money(row.reversed),
    state: row.state,
  }));
}
