import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { beforeId, pageOf } from '../../../kit/http/cursor.ts';
import { parseId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { decimal6, moneyJson } from '../../../kit/money/index.ts';
import { productNames } from '../../catalog/index.ts';
import type { PlanCheck, PlanReply } from '../api.ts';
import { planNotFound } from '../errors.ts';
import type { Acknowledgement } from '../model/limits.ts';
import type { Finding, LintReport } from '../model/lint.ts';
import { planFrom, type PlanDocument } from '../model/plan-document.ts';
import type { Plan, PlanCaps } from '../model/plan.ts';
import { findingText, type Language, type Names } from '../model/sentences.ts';
import { levelsNamedBy } from '../model/worst-case.ts';
import { knownLevels } from './levels.ts';

export interface PlanRow {
  plan_id: Uuid;
  external_id: string | null;
  name: string;
  version: number;
  state: 'draft' | 'active' | 'retired';
  document: PlanDocument;
  created_at: Date;
  published_at: Date | null;
  retired_at: Date | null;
  acknowledgement: Acknowledgement | null;
}

/** The plan behind `pln_…` or `ext:<externalId>`. @throws DomainError `plan.notFound` */
export async function findPlan(ctx: Ctx, id: string): Promise<PlanRow> {
  const planId = await planIdOf(ctx, id);
  const row =
    planId === null
      ? null
      : await ctx.sql.maybe<PlanRow>`
          SELECT plan.plan_id, plan.external_id, plan.name, plan.version, plan.state, plan.document, plan.created_at, plan.published_at,
                 plan.retired_at, plan.acknowledgement
            FROM partners.plan AS plan
           WHERE plan.tenant_id = ${ctx.tenantId} AND plan.plan_id = ${planId}`;
  if (!row) throw planNotFound();
  return row;
}

async function planIdOf(ctx: Ctx, id: string): Promise<Uuid | null> {
  if (!id.startsWith('ext:')) return parseId('plan', id);
  if (id.includes('\0')) return null;
  const row = await ctx.sql.maybe<{ plan_id: Uuid }>`
    SELECT plan.plan_id FROM partners.plan AS plan WHERE plan.tenant_id = ${ctx.tenantId} AND plan.external_id = ${id.slice(4)}`;
  return row?.plan_id ?? null;
}

/** Plans, newest first, pages by key. */
export async function listPlans(
  ctx: Ctx,
  page: { limit: number; cursor?: string | undefined; state?: PlanRow['state'] | undefined },
): Promise<{ data: PlanReply[]; next: string | null }> {
  const before = beforeId(page.cursor);
  const rows = await ctx.sql<PlanRow>`
    SELECT plan.plan_id, plan.external_id, plan.name, plan.version, plan.state, plan.document, plan.created_at, plan.published_at,
           plan.retired_at, plan.acknowledgement
      FROM partners.plan AS plan
     WHERE plan.tenant_id = ${ctx.tenantId} AND plan.plan_id < ${before} AND (${page.state ?? null}::text IS NULL OR plan.state = ${page.state ?? null})
     ORDER BY plan.plan_id DESC
     LIMIT ${page.limit + 1}`;
  const { shown, next } = pageOf(rows, page.limit, (row) => [row.plan_id]);
  return {
    data: shown.map((row) => planJson(row, ctx.tenant.currency)),
    next,
  };
}

/** Plans by id, however many the brand has. */
export async function plansById(ctx: Ctx, ids: readonly Uuid[]): Promise<PlanReply[]> {
  if (ids.length === 0) return [];
  const rows = await ctx.sql<PlanRow>`
    SELECT plan.plan_id, plan.external_id, plan.name, plan.version, plan.state, plan.document, plan.created_at, plan.published_at,
           plan.retired_at, plan.acknowledgement
      FROM partners.plan AS plan
     WHERE plan.tenant_id = ${ctx.tenantId} AND plan.plan_id = ANY(${plainArray(ids)}::uuid[])`;
  return rows.map((row) => planJson(row, ctx.tenant.currency));
}

export function planOfRow(row: PlanRow): Plan {
  return planFrom(row.plan_id, row.name, row.document);
}

/** A plan as it is told, in the form in which it was given. */
export function planJson(row: PlanRow, currency: string): PlanReply {
  const plan = planOfRow(row);
  return {
    id: publicId('plan', row.plan_id),
    externalId: row.external_id,
    name: row.name,
    version: row.version,
    state: row.state,
    levels: [...plan.levels],
    roles: plan.roles.map((role) => ({ ...role, rates: [...role.rates] })),
    relations: plan.relations,
    overrides: plan.overrides.map(({ when, depth, pay }) => ({
      when: {
        ...(when.productId === null ? {} : { product: publicId('product', when.productId) }),
        ...(when.category === null ? {} : { category: when.category }),
        ...(when.ladderRole === null ? {} : { ladderRole: when.ladderRole as 'core' }),
        ...(when.partnerLevel === null ? {} : { partnerLevel: when.partnerLevel }),
      },
      depth,
      ...(pay.kind === 'rate' ? { ratePpm: pay.ratePpm } : { fixed: moneyJson(pay.perPiece, currency) }),
    })),
    payees: { stages: [...plan.payees.stages], onIneligible: plan.payees.onIneligible },
    capPpm: plan.capPpm,
    hold: { days: plan.hold.days, from: 'receipt' },
    caps: capsJson(plan.caps, currency),
    selfBuy: plan.selfBuy,
    triggers: [...plan.triggers],
    createdAt: row.created_at.toISOString(),
    publishedAt: row.published_at?.toISOString() ?? null,
    retiredAt: row.retired_at?.toISOString() ?? null,
    acknowledgement: row.acknowledgement,
  };
}

function capsJson(caps: PlanCaps, currency: string): PlanReply['caps'] {
  const limit = (amount: bigint | null) => (amount === null ? null : moneyJson(amount, currency));
  return {
    personDay: limit(caps.personDay),
    personMonth: limit(caps.personMonth),
    pairDay: limit(caps.pairDay),
    pairMonth: limit(caps.pairMonth),
  };
}

/** The names that sentences about a plan need; a product that is gone has none. */
export async function namesFor(ctx: Ctx, plan: Plan, productIds: readonly (Uuid | null)[] = []): Promise<Names> {
  const ids = [...productIds, ...plan.overrides.map(({ when }) => when.productId)].filter((id) => id !== null);
  const [products, levels] = await Promise.all([productNames(ctx, ids), knownLevels(ctx, levelsNamedBy(plan))]);
  return { currency: ctx.tenant.currency, products, levels };
}

/** What was found, told in one language: one entry per rule, its sentences one after the other. */
export function findingsJson(
  findings: readonly Finding[],
  names: Names,
  language: Language,
): { code: string; pointer: string; detail: string }[] {
  return [...Map.groupBy(findings, (finding) => finding.code)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, ofRule]) => ({
      code,
      pointer: ofRule[0]?.pointer ?? '',
      detail: ofRule.map((finding) => findingText(finding, names, language)).join(language === 'en' ? ' ' : ''),
    }));
}

/** Whether a plan may be published, and the worst that could happen if it were. */
export async function checkReply(ctx: Ctx, plan: Plan, report: LintReport, language: Language): Promise<PlanCheck> {
  const { worst, worstMargin } = report;
  const names = await namesFor(ctx, plan, [worst.facts.productId, worstMargin?.productId ?? null, ...productsOf(report)]);
  const products = await productNames(
    ctx,
    [worst.facts.productId, worstMargin?.productId ?? null].filter((id) => id !== null),
  );
  const share = (exact: bigint): string => decimal6(exact, worst.base * 1_000_000n) ?? '0.000000';
  const capped = worst.exact < BigInt(report.capPpm) * worst.base ? worst.exact : BigInt(report.capPpm) * worst.base;
  const product = worstMargin && products.get(worstMargin.productId);
  const money = (amount: bigint) => moneyJson(amount, ctx.tenant.currency);
  return {
    isPublishable: report.broken.length === 0,
    broken: findingsJson(report.broken, names, language),
    warnings: findingsJson(report.warnings, names, language),
    capPpm: report.capPpm,
    deepestPaid: report.deepestPaid,
    deepestAllowed: report.limits.maxDepth,
    worstCase: {
      share: share(worst.exact),
      shareAfterCap: share(capped),
      product: products.get(worst.facts.productId ?? '') ?? null,
      category: worst.facts.category,
      ladderRole: worst.facts.ladderRole as 'core' | null,
      payouts: worst.payouts.map(({ role, depth, rule, exact }) => ({ role, depth, rule, share: share(exact) })),
    },
    worstMargin:
      worstMargin && product
        ? {
            product,
            price: money(worstMargin.price),
            cost: money(worstMargin.cost),
            payout: money(worstMargin.payout),
            left: money(worstMargin.price - worstMargin.cost - worstMargin.payout),
          }
        : null,
  };
}

/** Products that findings name. */
export function productsOf({ broken, warnings }: Pick<LintReport, 'broken' | 'warnings'>): Uuid[] {
  return [...broken, ...warnings].flatMap(({ facts }) =>
    Object.values(facts).flatMap((fact) => (fact.kind === 'place' && fact.place.productId !== null ? [fact.place.productId] : [])),
  );
}
