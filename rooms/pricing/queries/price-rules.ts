import type { Ctx } from '../../../kit/ctx.ts';
import { beforeId, pageOf } from '../../../kit/http/cursor.ts';
import { parseId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import { productNames } from '../../catalog/index.ts';
import type { PriceRuleJson } from '../api.ts';
import { ruleNotFound } from '../errors.ts';
import type { RuleKind } from '../model/price.ts';
import type { RuleRow } from '../schema.ts';

/**
 * The rule behind `prc_…` or `ext:<externalId>`.
 * @throws DomainError `priceRule.notFound`
 */
export async function findRule(ctx: Ctx, ref: string): Promise<Uuid> {
  const ruleId = ref.startsWith('ext:') ? null : parseId('priceRule', ref);
  const externalId = ref.startsWith('ext:') && !ref.includes('\0') ? ref.slice(4) : null;
  const row =
    ruleId === null && externalId === null
      ? null
      : await ctx.sql.maybe<{ rule_id: Uuid }>`
          SELECT rule.rule_id
            FROM pricing.rule AS rule
           WHERE rule.tenant_id = ${ctx.tenantId} AND (rule.rule_id = ${ruleId}::uuid OR rule.external_id = ${externalId}::text)`;
  if (!row) throw ruleNotFound();
  return row.rule_id;
}

export interface RuleFilter {
  readonly productId?: Uuid | undefined;
  readonly kind?: RuleKind | undefined;
  /** those that are over instead of those that stand or will */
  readonly over?: boolean | undefined;
}

/** Price rules, newest first, pages by key. By product: the rules that name it. */
export async function listRules(
  ctx: Ctx,
  page: RuleFilter & { limit: number; cursor?: string | undefined },
): Promise<{ data: PriceRuleJson[]; next: string | null }> {
  const before = beforeId(page.cursor);
  const rows = await ctx.sql<RuleRow>`
    SELECT rule.rule_id, rule.external_id, rule.name, rule.kind, rule.product_id, rule.category, rule.ladder_role, rule.price_amount,
           rule.off_ppm, rule.min_quantity, to_jsonb(rule.stages) AS stages, rule.tier, rule.starts_at, rule.ends_at, rule.created_at,
           rule.ended_at
      FROM pricing.rule AS rule
     WHERE rule.tenant_id = ${ctx.tenantId} AND rule.rule_id < ${before}
       AND (${page.productId ?? null}::uuid IS NULL OR rule.product_id = ${page.productId ?? null}::uuid)
       AND (${page.kind ?? null}::text IS NULL OR rule.kind = ${page.kind ?? null}::text)
       AND (rule.ended_at IS NOT NULL OR coalesce(rule.ends_at <= ${ctx.now}, false)) = ${page.over ?? false}::boolean
     ORDER BY rule.rule_id DESC
     LIMIT ${page.limit + 1}`;
  const { shown, next } = pageOf(rows, page.limit, (row) => [row.rule_id]);
  return { data: await rulesJson(ctx, shown), next };
}

/** One rule as it is answered. @throws DomainError `priceRule.notFound` */
export async function ruleReply(ctx: Ctx, ruleId: Uuid): Promise<PriceRuleJson> {
  const rows = await ctx.sql<RuleRow>`
    SELECT rule.rule_id, rule.external_id, rule.name, rule.kind, rule.product_id, rule.category, rule.ladder_role, rule.price_amount,
           rule.off_ppm, rule.min_quantity, to_jsonb(rule.stages) AS stages, rule.tier, rule.starts_at, rule.ends_at, rule.created_at,
           rule.ended_at
      FROM pricing.rule AS rule
     WHERE rule.tenant_id = ${ctx.tenantId} AND rule.rule_id = ${ruleId}`;
  const [reply] = await rulesJson(ctx, rows);
  if (!reply) throw ruleNotFound();
  return reply;
}

async function rulesJson(ctx: Ctx, rows: readonly RuleRow[]): Promise<PriceRuleJson[]> {
  const names = await productNames(
    ctx,
    rows.flatMap((row) => row.product_id ?? []),
  );
  return rows.map((row) => ({
    id: publicId('priceRule', row.rule_id),
    externalId: row.external_id,
    name: row.name,
    kind: row.kind,
    product: row.product_id === null ? null : (names.get(row.product_id) ?? null),
    category: row.category,
    ladderRole: row.ladder_role as PriceRuleJson['ladderRole'],
    price: row.price_amount === null ? null : moneyJson(row.price_amount, ctx.tenant.currency),
    offPpm: row.off_ppm,
    minQuantity: row.min_quantity,
    stages: row.stages ?? [],
    tier: row.tier,
    startsAt: row.starts_at?.toISOString() ?? null,
    endsAt: row.ends_at?.toISOString() ?? null,
    state: stateOf(row, ctx.now),
    createdAt: row.created_at.toISOString(),
  }));
}

/** Whether it is still to come, stands, or is over. */
export function stateOf(row: { starts_at: Date | null; ends_at: Date | null; ended_at: Date | null }, now: Date): PriceRuleJson['state'] {
  if (row.ended_at !== null || (row.ends_at !== null && row.ends_at <= now)) return 'over';
  return row.starts_at !== null && row.starts_at > now ? 'planned' : 'standing';
}
