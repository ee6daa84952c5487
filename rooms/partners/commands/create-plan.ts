import type { Ctx } from '../../../kit/ctx.ts';
import { lockLane } from '../../../kit/db/lane.ts';
import { assert } from '../../../kit/errors/index.ts';
import { newId, type Uuid } from '../../../kit/ids/index.ts';
import { amountOf, type MoneyJson } from '../../../kit/money/index.ts';
import { findProduct, productsForSale } from '../../catalog/index.ts';
import { assertNoPromise, policyPackOf } from '../../policy/index.ts';
import type { CreatePlan } from '../api.ts';
import { levelUnknown, planExists } from '../errors.ts';
import { documentOf } from '../model/plan-document.ts';
import type { Pay, Plan, PlanCaps } from '../model/plan.ts';
import { knownLevels } from '../queries/levels.ts';
import { planById } from '../queries/plans.ts';

/**
 * Writes a plan down as a draft: it pays nobody before it is published. Plans of one name are numbered; only an external id
 * makes telling a plan again a repeat.
 * @throws DomainError `product.notFound`, `partnerLevel.unknown`, `currency.other`, `claim.incomePromised`, `plan.exists` (the external id with another plan)
 */
export async function createPlan(ctx: Ctx, input: CreatePlan): Promise<{ planId: Uuid }> {
  // Under the lane: no level the plan names can go meanwhile, and the numbers of one name have no gaps.
  await lockLane(ctx);
  const plan = await planOf(ctx, input);
  if (input.externalId !== undefined) {
    const known = await ctx.sql.maybe<{ plan_id: Uuid }>`
      SELECT plan.plan_id FROM partners.plan AS plan WHERE plan.tenant_id = ${ctx.tenantId} AND plan.external_id = ${input.externalId}`;
    if (known) return { planId: await repeatOf(ctx, known.plan_id, plan, input.externalId) };
  }
  await ctx.sql.exec`
    INSERT INTO partners.plan (tenant_id, plan_id, external_id, name, version, state, document, created_at)
    SELECT ${ctx.tenantId}, ${plan.planId}::uuid, ${input.externalId ?? null}::text, ${plan.name}::text, coalesce(max(plan.version), 0) + 1, 'draft',
           ${JSON.stringify(documentOf(plan))}::jsonb, ${ctx.now}::timestamptz
      FROM partners.plan AS plan
     WHERE plan.tenant_id = ${ctx.tenantId} AND plan.name = ${plan.name}`;
  return { planId: plan.planId };
}

async function repeatOf(ctx: Ctx, knownId: Uuid, plan: Plan, externalId: string): Promise<Uuid> {
  const known = await planById(ctx, knownId);
  const content = (each: Plan): string => JSON.stringify([each.name, sorted(documentOf(each))]);
  if (content(known) !== content(plan)) throw planExists(externalId, knownId);
  return knownId;
}

/** jsonb keeps no order of keys. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

/** What was told as a plan, its products and levels known. @throws what `createPlan` throws about them */
export async function planOf(ctx: Ctx, input: CreatePlan): Promise<Plan> {
  assertNoPromise(input.name, '/name');
  const pack = policyPackOf(ctx.tenant.policy);
  assert(pack, 'every brand has a policy pack');
  const products = await productsNamedBy(ctx, input);
  await assertLevels(ctx, input);
  return {
    planId: newId(),
    name: input.name,
    levels: input.levels,
    roles: input.roles,
    overrides: input.overrides.map(({ when, depth, ratePpm, fixed }, i) => ({
      when: {
        productId: when.product === undefined ? null : (products.get(when.product) ?? null),
        category: when.category ?? null,
        ladderRole: when.ladderRole ?? null,
        partnerLevel: when.partnerLevel ?? null,
      },
      depth,
      pay: payOf(ctx, ratePpm, fixed, i),
    })),
    payees: input.payees,
    capPpm: input.capPpm ?? null,
    hold: { days: input.hold?.days ?? pack.commission.holdDays },
    caps: capsOf(ctx, input.caps),
    selfBuy: input.selfBuy,
    triggers: input.triggers,
    relations: input.relations ?? null,
  };
}

function payOf(ctx: Ctx, ratePpm: number | undefined, fixed: MoneyJson | undefined, i: number): Pay {
  const perPiece = amountOf(ctx.tenant.currency, fixed, `/overrides/${i}/fixed/currency`);
  return perPiece === null ? { kind: 'rate', ratePpm: ratePpm ?? 0 } : { kind: 'fixed', perPiece };
}

function capsOf(ctx: Ctx, caps: CreatePlan['caps']): PlanCaps {
  const limit = (name: keyof PlanCaps): bigint | null => amountOf(ctx.tenant.currency, caps[name], `/caps/${name}/currency`);
  return { personDay: limit('personDay'), personMonth: limit('personMonth'), pairDay: limit('pairDay'), pairMonth: limit('pairMonth') };
}

async function productsNamedBy(ctx: Ctx, { overrides }: CreatePlan): Promise<Map<string, Uuid>> {
  const refs = overrides.flatMap(({ when }) => when.product ?? []);
  const found = await productsForSale(ctx, refs);
  const missing = overrides.findIndex(({ when }) => when.product !== undefined && !found.has(when.product));
  if (missing >= 0) await findProduct(ctx, overrides[missing]?.when.product ?? '', `/overrides/${missing}/when/product`);
  return new Map([...found].map(([ref, product]) => [ref, product.productId]));
}

async function assertLevels(ctx: Ctx, { roles, overrides }: CreatePlan): Promise<void> {
  const named = [
    ...roles.flatMap((role, i) =>
      role.rates.map((rate, j) => ({ level: rate.partnerLevel, pointer: `/roles/${i}/rates/${j}/partnerLevel` })),
    ),
    ...overrides.flatMap(({ when }, i) =>
      when.partnerLevel === undefined ? [] : [{ level: when.partnerLevel, pointer: `/overrides/${i}/when/partnerLevel` }],
    ),
  ];
  const known = await knownLevels(
    ctx,
    named.map((each) => each.level),
  );
  const unknown = named.find((each) => !known.has(each.level));
  if (unknown) throw levelUnknown(unknown.level, unknown.pointer);
}
