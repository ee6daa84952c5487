import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';

/** Who answers now for those of these people whose record was merged into another; the others are not in it. */
export async function absorbedAmong(ctx: Ctx, personIds: readonly Uuid[]): Promise<Map<Uuid, Uuid>> {
  if (personIds.length === 0) return new Map();
  const rows = await ctx.sql.anew<{ person_id: Uuid; merged_into: Uuid }>`
    SELECT person.person_id, person.merged_into
      FROM relations.person AS person
     WHERE person.tenant_id = ${ctx.tenantId} AND person.person_id = ANY(${plainArray(personIds)}::uuid[]) AND person.merged_into IS NOT NULL`;
  return new Map(rows.map((row) => [row.person_id, row.merged_into]));
}

/** What a batch is told of a brand before it looks closer. */
export interface HoldsAtAll {
  readonly merged: boolean;
  readonly cases: boolean;
  readonly traces: boolean;
  readonly netPct: number;
  readonly stopPay: { readonly fromDepth: number; readonly reason: string } | null;
}

/**
 * Whether the brand has records merged into others, open cases that hold what is earned, and people who left traces: most batches need
 * not look further. And what the brand decided that every batch obeys: how much of what is earned may pay a debt (per cent), and from
 * which depth on pay is stopped (null = nowhere).
 */
export async function holdsAtAll(ctx: Ctx): Promise<HoldsAtAll> {
  const {
    net_pct: netPct,
    stop_depth: stopDepth,
    stop_reason: stopReason,
    ...there
  } = await ctx.sql.one<{
    merged: boolean;
    cases: boolean;
    traces: boolean;
    net_pct: number | null;
    stop_depth: number | null;
    stop_reason: string | null;
  }>`
    SELECT EXISTS (SELECT 1 FROM relations.person AS person WHERE person.tenant_id = ${ctx.tenantId} AND person.merged_into IS NOT NULL) AS merged,
           EXISTS (SELECT 1 FROM partners.money_case AS money_case
                    WHERE money_case.tenant_id = ${ctx.tenantId} AND money_case.state = 'open') AS cases,
           EXISTS (SELECT 1 FROM relations.fingerprint AS fingerprint WHERE fingerprint.tenant_id = ${ctx.tenantId}) AS traces,
           setting.max_net_pct AS net_pct, setting.stop_pay_depth AS stop_depth, setting.stop_pay_reason AS stop_reason
      FROM (SELECT 1 AS one) AS brand
      LEFT JOIN partners.payout_setting AS setting ON setting.tenant_id = ${ctx.tenantId}`;
  return { ...there, netPct: netPct ?? 100, stopPay: stopDepth === null ? null : { fromDepth: stopDepth, reason: stopReason ?? '' } };
}

/** A person's id and those of the records merged into theirs: what was earned under any of them is theirs. */
export async function recordsOf(ctx: Ctx, personId: Uuid): Promise<Uuid[]> {
  const rows = await ctx.sql<{ person_id: Uuid }>`
    SELECT person.person_id
      FROM relations.person AS person
     WHERE person.tenant_id = ${ctx.tenantId} AND (person.person_id = ${personId} OR person.merged_into = ${personId})
     ORDER BY person.person_id`;
  return rows.map((row) => row.person_id);
}
