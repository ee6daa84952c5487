import type { Ctx } from '../../../kit/ctx.ts';
import { monthNumber } from '../../../kit/time/index.ts';
import type { SharingName } from '../model/parameters.ts';

/** Who passed the brand on in one month. */
export interface Shares {
  /** by the stage people were in when it began: how many shared, and how many they asked, each squared and added up as well */
  readonly stages: Readonly<Record<SharingName, Shared>>;
  /** all who were asked, also by people of other stages, and of them who were introduced */
  readonly asked: number;
  readonly brought: number;
}

interface Shared {
  readonly people: number;
  readonly asked: number;
  readonly squares: number;
}

const STAGES: readonly (readonly [SharingName, string])[] = [
  ['C1', 'customer'],
  ['C2', 'repeat'],
  ['M', 'member'],
  ['P', 'partner'],
];

/**
 * Who shared in the month that begins on a day: one of their links was opened, or they introduced somebody. Somebody was asked as often as
 * links were opened, or as somebody was introduced where that is more. Null before anything was ever shared.
 */
export async function countShares(ctx: Ctx, { from, to }: { from: number; to: number }): Promise<Shares | null> {
  const month = monthNumber(from);
  const [start, end] = [new Date(ctx.zone.startOf(from)), new Date(ctx.zone.startOf(to))];
  const { ever } = await ctx.sql.one<{ ever: boolean }>`
    SELECT EXISTS (SELECT 1 FROM relations.share_link AS link WHERE link.tenant_id = ${ctx.tenantId} AND link.clicks > 0)
        OR EXISTS (SELECT 1 FROM relations.referral AS referral WHERE referral.tenant_id = ${ctx.tenantId} AND referral.from_at IS NOT NULL) AS ever`;
  if (!ever) return null;
  const rows = await ctx.sql.anew<{ stage: string | null; people: number; asked: number; squares: number; brought: number }>`
    SELECT sharer.stage, count(*)::int AS people, sum(sharer.asked)::float8 AS asked, sum(sharer.asked * sharer.asked)::float8 AS squares,
           sum(sharer.brought)::float8 AS brought
      FROM (SELECT shared.person_id, greatest(sum(shared.opened), sum(shared.brought))::float8 AS asked, sum(shared.brought)::float8 AS brought,
                   (SELECT step.to_stage
                      FROM relations.stage_change AS step
                     WHERE step.tenant_id = ${ctx.tenantId} AND step.person_id = shared.person_id AND step.at < ${start}
                     ORDER BY step.seq DESC
                     LIMIT 1) AS stage
              FROM (SELECT coalesce(owner.merged_into, owner.person_id) AS person_id, 0 AS brought,
                           CASE WHEN link.month_no = ${month} THEN link.month_clicks ELSE link.before_clicks END AS opened
                      FROM relations.share_link AS link
                      JOIN relations.person AS owner ON owner.tenant_id = ${ctx.tenantId} AND owner.person_id = link.person_id
                     WHERE link.tenant_id = ${ctx.tenantId}
                       AND (link.month_no = ${month} OR (link.month_no = ${month + 1} AND link.before_clicks > 0))
                     UNION ALL
                    SELECT coalesce(owner.merged_into, owner.person_id) AS person_id, 1 AS brought, 0 AS opened
                      FROM relations.referral AS referral
                      JOIN relations.person AS owner ON owner.tenant_id = ${ctx.tenantId} AND owner.person_id = referral.object_id
                     WHERE referral.tenant_id = ${ctx.tenantId} AND referral.from_at >= ${start} AND referral.from_at < ${end}
                       AND referral.to_at IS NULL) AS shared
             GROUP BY shared.person_id) AS sharer
     GROUP BY sharer.stage`;
  const sum = (of: 'asked' | 'brought'): number => rows.reduce((all, row) => all + row[of], 0);
  const of = (stage: string): Shared => rows.find((row) => row.stage === stage) ?? { people: 0, asked: 0, squares: 0 };
  const stages = Object.fromEntries(STAGES.map(([name, stage]) => [name, of(stage)])) as Shares['stages'];
  return { stages, asked: sum('asked'), brought: sum('brought') };
}
