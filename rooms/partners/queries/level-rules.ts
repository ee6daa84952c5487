import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { MoneyJson } from '../../../kit/http/shapes.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import type { LevelRule } from '../api.ts';
import type { LevelAsk, RankedLevel } from '../model/level-rules.ts';

/** A level with what it asks for and what people call it. */
export interface LabelledLevel extends RankedLevel {
  readonly label: string;
}

/** The levels of the brand by rank, with what each asks for. */
export async function rankedLevels(ctx: Ctx): Promise<LabelledLevel[]> {
  const rows = await ctx.sql<{
    level_id: string;
    label: string;
    rank: number;
    measure: LevelAsk['measure'] | null;
    window_days: number | null;
    reach_at_least: bigint | null;
    keep_at_least: bigint | null;
    grace_days: number | null;
  }>`
    SELECT partner_level.level_id, partner_level.label, partner_level.rank, level_rule.measure, level_rule.window_days, level_rule.reach_at_least,
           level_rule.keep_at_least, level_rule.grace_days
      FROM partners.partner_level AS partner_level
      LEFT JOIN partners.level_rule AS level_rule
             ON level_rule.tenant_id = ${ctx.tenantId} AND level_rule.level_id = partner_level.level_id
     WHERE partner_level.tenant_id = ${ctx.tenantId} AND partner_level.retired_at IS NULL
     ORDER BY partner_level.rank, partner_level.level_id`;
  return rows.map(({ level_id: levelId, label, rank, ...row }) => ({
    levelId,
    label,
    rank,
    ask:
      row.measure === null
        ? null
        : {
            measure: row.measure,
            windowDays: row.window_days ?? 1,
            reach: row.reach_at_least ?? 0n,
            keep: row.keep_at_least ?? 0n,
            graceDays: row.grace_days ?? 0,
          },
  }));
}

/** A number of sales as money, of services as a count. */
export function measuredJson(ctx: Ctx, measure: LevelAsk['measure'], amount: bigint): MoneyJson | number {
  return measure === 'sales' ? moneyJson(amount, ctx.tenant.currency) : Number(amount);
}

/** What a level asks for as it was told; null = given by hand alone. */
export function ruleJson(ctx: Ctx, ask: LevelAsk | null): LevelRule | null {
  if (ask === null) return null;
  const { windowDays, graceDays } = ask;
  return ask.measure === 'sales'
    ? {
        measure: 'sales',
        windowDays,
        graceDays,
        reach: moneyJson(ask.reach, ctx.tenant.currency),
        keep: moneyJson(ask.keep, ctx.tenant.currency),
      }
    : { measure: 'services', windowDays, graceDays, reach: Number(ask.reach), keep: Number(ask.keep) };
}

/**
 * What these people sold or did themselves in the last days of the brand: the kept net of orders on which they stand next to the buyer, or
 * the services they logged in time. What was earned under a merged record is its survivor's; an order of one's own counts for nothing.
 * @returns by person; who has nothing is left out
 */
export async function measuredOf(
  ctx: Ctx,
  personIds: readonly Uuid[],
  { measure, windowDays }: Pick<LevelAsk, 'measure' | 'windowDays'>,
): Promise<Map<Uuid, bigint>> {
  if (personIds.length === 0) return new Map();
  const from = new Date(ctx.zone.startOf(ctx.today + 1 - windowDays));
  const ids = plainArray(personIds);
  const rows =
    measure === 'services'
      ? await ctx.sql.anew<{ person_id: Uuid; had: bigint }>`
          SELECT coalesce(person.merged_into, person.person_id) AS person_id, count(*)::bigint AS had
            FROM relations.person AS person
            JOIN partners.service_act AS service_act
                 ON service_act.tenant_id = ${ctx.tenantId} AND service_act.person_id = person.person_id AND service_act.at >= ${from}
                AND service_act.at <= ${ctx.now} AND NOT service_act.is_late
           WHERE person.tenant_id = ${ctx.tenantId} AND coalesce(person.merged_into, person.person_id) = ANY(${ids}::uuid[])
           GROUP BY 1`
      : await ctx.sql.anew<{ person_id: Uuid; had: bigint }>`
          SELECT own.person_id, sum(sold.net_amount)::bigint AS had
            FROM (SELECT DISTINCT coalesce(person.merged_into, person.person_id) AS person_id, commission.order_id
                    FROM relations.person AS person
                    JOIN partners.commission AS commission
                         ON commission.tenant_id = ${ctx.tenantId} AND commission.payee_id = person.person_id AND commission.role = 'direct'
                        AND commission.depth = 1
                   WHERE person.tenant_id = ${ctx.tenantId} AND coalesce(person.merged_into, person.person_id) = ANY(${ids}::uuid[])) AS own
            JOIN orders.customer_order AS sold
                 ON sold.tenant_id = ${ctx.tenantId} AND sold.order_id = own.order_id AND sold.paid_at >= ${from} AND sold.paid_at <= ${ctx.now}
                AND sold.person_id IS DISTINCT FROM own.person_id
           GROUP BY own.person_id`;
  return new Map(rows.map((row) => [row.person_id, row.had]));
}

/** What people have of what levels ask for: asked once per measure and window. */
export async function hoardsOf(
  ctx: Ctx,
  personIds: readonly Uuid[],
  levels: readonly RankedLevel[],
): Promise<(personId: Uuid, ask: LevelAsk) => bigint> {
  const byAsk = new Map<string, Map<Uuid, bigint>>();
  for (const { ask } of levels) {
    if (ask && !byAsk.has(keyOf(ask))) byAsk.set(keyOf(ask), await measuredOf(ctx, personIds, ask));
  }
  return (personId, ask) => byAsk.get(keyOf(ask))?.get(personId) ?? 0n;
}

const keyOf = ({ measure, windowDays }: LevelAsk): string => `${measure} ${windowDays}`;
