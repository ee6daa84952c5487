import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { newId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { amountOf } from '../../../kit/money/index.ts';
import { findProduct } from '../../catalog/index.ts';
import { audit } from '../../identity/index.ts';
import { findTier } from '../../membership/index.ts';
import type { createPriceRule as createShape, updatePriceRule as updateShape } from '../api.ts';
import { isOver, periodEmpty, ruleExists, ruleNotFound } from '../errors.ts';

type CreatePriceRule = z.output<typeof createShape>;
type UpdatePriceRule = z.output<typeof updateShape>;

/**
 * Makes a price rule. A repeat under the same external id with the same content answers with the rule that is there.
 * @throws DomainError `priceRule.exists`, `priceRule.periodInvalid`, `product.notFound`, `tier.notFound`, `currency.other`
 */
export async function createPriceRule(ctx: Ctx, input: CreatePriceRule): Promise<{ ruleId: Uuid }> {
  const productId = input.product === undefined ? null : await findProduct(ctx, input.product, '/product');
  const price = amountOf(ctx.tenant.currency, input.price, '/price');
  assertPeriod(input.startsAt ?? null, input.endsAt ?? null);
  if (input.tier !== undefined) await findTier(ctx, input.tier, '/tier');
  const ruleId = newId();
  const made = await ctx.sql.exec`
    INSERT INTO pricing.rule (tenant_id, rule_id, external_id, name, kind, product_id, category, ladder_role, price_amount, off_ppm,
                              min_quantity, stages, tier, starts_at, ends_at, created_at, updated_at)
    VALUES (${ctx.tenantId}, ${ruleId}, ${input.externalId ?? null}, ${input.name}, ${input.kind}, ${productId}, ${input.category ?? null},
            ${input.ladderRole ?? null}, ${price}, ${input.offPpm ?? null}, ${input.minQuantity ?? 1}, ${input.stages ?? null}::text[],
            ${input.tier ?? null}, ${input.startsAt ?? null}::timestamptz, ${input.endsAt ?? null}::timestamptz, ${ctx.now}, ${ctx.now})
        ON CONFLICT (tenant_id, external_id) DO NOTHING`;
  if (made === 0) return await repeatOf(ctx, input, { productId, price });
  await audit(ctx, {
    action: 'priceRule.created',
    subjectKind: 'priceRule',
    subjectId: publicId('priceRule', ruleId),
    facts: { kind: input.kind, ...(price === null ? { offPpm: input.offPpm } : { price: String(price) }) },
  });
  return { ruleId };
}

async function repeatOf(ctx: Ctx, input: CreatePriceRule, by: { productId: Uuid | null; price: bigint | null }): Promise<{ ruleId: Uuid }> {
  const same = await ctx.sql.one<{ rule_id: Uuid; is_same: boolean }>`
    SELECT rule.rule_id,
           (rule.name, rule.kind, rule.product_id, rule.category, rule.ladder_role, rule.price_amount, rule.off_ppm, rule.min_quantity,
            rule.stages, rule.tier, rule.starts_at, rule.ends_at)
           IS NOT DISTINCT FROM
           (${input.name}::text, ${input.kind}::text, ${by.productId}::uuid, ${input.category ?? null}::text, ${input.ladderRole ?? null}::text,
            ${by.price}::bigint, ${input.offPpm ?? null}::int, ${input.minQuantity ?? 1}::int, ${input.stages ?? null}::text[],
            ${input.tier ?? null}::text, ${input.startsAt ?? null}::timestamptz, ${input.endsAt ?? null}::timestamptz) AS is_same
      FROM pricing.rule AS rule
     WHERE rule.tenant_id = ${ctx.tenantId} AND rule.external_id = ${input.externalId ?? null}`;
  if (!same.is_same) throw ruleExists(input.externalId ?? '', same.rule_id);
  return { ruleId: same.rule_id };
}

/**
 * Changes a rule for orders made from now on. null takes a limit of time away; what is left out stays.
 * @throws DomainError `priceRule.notFound`, `priceRule.over`, `priceRule.periodInvalid`, `currency.other`
 */
export async function updatePriceRule(ctx: Ctx, ruleId: Uuid, input: UpdatePriceRule): Promise<void> {
  const before = await lockRule(ctx, ruleId);
  if (before.ended_at !== null) throw isOver('priceRule');
  const price = amountOf(ctx.tenant.currency, input.price, '/price');
  const startsAt = input.startsAt === undefined ? (before.starts_at?.toISOString() ?? null) : input.startsAt;
  const endsAt = input.endsAt === undefined ? (before.ends_at?.toISOString() ?? null) : input.endsAt;
  assertPeriod(startsAt, endsAt);
  const isRepriced = price !== null || input.offPpm !== undefined;
  await ctx.sql.exec`
    UPDATE pricing.rule AS rule
       SET name = ${input.name ?? before.name},
           price_amount = CASE WHEN ${isRepriced}::boolean THEN ${price}::bigint ELSE rule.price_amount END,
           off_ppm = CASE WHEN ${isRepriced}::boolean THEN ${input.offPpm ?? null}::int ELSE rule.off_ppm END,
           min_quantity = coalesce(${input.minQuantity ?? null}::int, rule.min_quantity),
           stages = CASE WHEN rule.kind = 'stage' THEN coalesce(${input.stages ?? null}::text[], rule.stages) END,
           starts_at = ${startsAt}::timestamptz, ends_at = ${endsAt}::timestamptz, updated_at = ${ctx.now}
     WHERE rule.tenant_id = ${ctx.tenantId} AND rule.rule_id = ${ruleId}`;
  await audit(ctx, {
    action: 'priceRule.updated',
    subjectKind: 'priceRule',
    subjectId: publicId('priceRule', ruleId),
    facts: { fields: Object.keys(input) },
  });
}

/**
 * Ends a rule now: it is kept for the orders it priced. Ending it again changes nothing.
 * @throws DomainError `priceRule.notFound`
 */
export async function endPriceRule(ctx: Ctx, ruleId: Uuid): Promise<void> {
  const before = await lockRule(ctx, ruleId);
  if (before.ended_at !== null) return;
  await ctx.sql.exec`
    UPDATE pricing.rule AS rule
       SET ended_at = ${ctx.now}, updated_at = ${ctx.now}
     WHERE rule.tenant_id = ${ctx.tenantId} AND rule.rule_id = ${ruleId}`;
  await audit(ctx, { action: 'priceRule.ended', subjectKind: 'priceRule', subjectId: publicId('priceRule', ruleId) });
}

interface Locked {
  name: string;
  starts_at: Date | null;
  ends_at: Date | null;
  ended_at: Date | null;
}

async function lockRule(ctx: Ctx, ruleId: Uuid): Promise<Locked> {
  const row = await ctx.sql.maybe<Locked>`
    SELECT rule.name, rule.starts_at, rule.ends_at, rule.ended_at
      FROM pricing.rule AS rule
     WHERE rule.tenant_id = ${ctx.tenantId} AND rule.rule_id = ${ruleId}
       FOR UPDATE`;
  if (!row) throw ruleNotFound();
  return row;
}

/** @throws DomainError `priceRule.periodInvalid` */
export function assertPeriod(startsAt: string | null, endsAt: string | null): void {
  if (startsAt !== null && endsAt !== null && Date.parse(endsAt) <= Date.parse(startsAt)) throw periodEmpty();
}
