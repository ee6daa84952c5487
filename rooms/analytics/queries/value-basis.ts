import type { Ctx } from '../../../kit/ctx.ts';
import { int4s, texts } from '../../../kit/db/arrays.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { EpochDay } from '../../../kit/time/index.ts';
import { USUAL_DISCOUNT } from '../model/prediction/lifetime-value.ts';

/** What is left of sales where nobody said and no costs tell: the margin of the example this house begins with, food (domain.md §4). */
export const PRESET_MARGIN = 0.42;
/** Costs of less than this share of what was sold tell nothing of the rest. */
const KNOWN_SHARE = 0.5;
/** A measured margin lower than this is a wrong cost. */
const LEAST_MARGIN = -10;

/** What a brand says itself; null = not said. */
export interface SaidBasis {
  readonly margin: number | null;
  readonly preset: string | null;
  readonly discount: number;
}

/** What turns sales into value: the share of them that is left, where that was read, and what later money counts. */
export interface ValueBasis {
  readonly discount: number;
  readonly rate: number;
  /** measured: from recorded costs; said: by the brand; preset: an example, chosen or none */
  readonly from: 'measured' | 'said' | 'preset';
  readonly preset: string | null;
  /** of the sales of twelve months those whose cost is known; null where nothing was sold */
  readonly knownShare: number | null;
  /** of categories whose costs are known */
  readonly categories: Readonly<Record<string, number>>;
}

export async function saidBasis(ctx: Ctx): Promise<SaidBasis> {
  const row = await ctx.sql.maybe<{ margin_ppm: number | null; preset: string | null; discount_ppm: number }>`
    SELECT value_basis.margin_ppm, value_basis.preset, value_basis.discount_ppm
      FROM analytics.value_basis AS value_basis WHERE value_basis.tenant_id = ${ctx.tenantId}`;
  if (!row) return { margin: null, preset: null, discount: USUAL_DISCOUNT };
  return { margin: row.margin_ppm === null ? null : row.margin_ppm / 1e6, preset: row.preset, discount: row.discount_ppm / 1e6 };
}

/** By the costs of products today and what was sold in the twelve months up to the last day of data. */
export async function valueBasis(ctx: Ctx, last: EpochDay): Promise<ValueBasis> {
  const [said, rows] = await Promise.all([
    saidBasis(ctx),
    ctx.sql<{ category: string | null; net: string; known: string; cost: string }>`
      SELECT product.category, sum(goods.net)::text AS net,
             coalesce(sum(goods.counted) FILTER (WHERE product.cost_amount IS NOT NULL), 0)::text AS known,
             coalesce(sum(product.cost_amount * goods.quantity), 0)::text AS cost
        FROM analytics.goods AS goods
        LEFT JOIN catalog.product AS product ON product.tenant_id = ${ctx.tenantId} AND product.product_id = goods.product_id
       WHERE goods.tenant_id = ${ctx.tenantId} AND goods.month > date '1970-01-01' + ${last - 366}::int
         AND goods.month <= date '1970-01-01' + ${last}::int
       GROUP BY product.category`,
  ]);
  const { discount } = said;
  const all = { net: 0, known: 0, cost: 0 };
  const categories: Record<string, number> = {};
  for (const { category, ...sums } of rows) {
    const [net, known, cost] = [Number(sums.net), Number(sums.known), Number(sums.cost)];
    all.net += net;
    all.known += known;
    all.cost += cost;
    const rate = marginOf(net, known, cost);
    if (category !== null && rate !== null) categories[category] = rate;
  }
  const knownShare = all.net > 0 ? Math.max(0, Math.min(1, all.known / all.net)) : null;
  const measured = marginOf(all.net, all.known, all.cost);
  const basis = { discount, knownShare, categories };
  if (measured !== null) return { ...basis, rate: measured, from: 'measured', preset: null };
  return {
    ...basis,
    rate: said.margin ?? PRESET_MARGIN,
    from: said.margin !== null && said.preset === null ? 'said' : 'preset',
    preset: said.preset,
  };
}

function marginOf(net: number, known: number, cost: number): number | null {
  return net > 0 && known > 0 && known / net >= KNOWN_SHARE ? Math.max(LEAST_MARGIN, 1 - cost / known) : null;
}

/** People of one query. */
const PORTION = 5_000;

/**
 * What is left of these people's sales, by node: the categories they buy by the brand's margin in each; what stands in none of known cost by
 * the brand's. Whoever is as everybody is left out; nobody differs where the categories do not.
 */
export async function marginsOf(ctx: Ctx, { rate, categories }: ValueBasis, nodes: readonly number[]): Promise<Map<number, number>> {
  const found = new Map<number, number>();
  const apart = Object.entries(categories).filter(([, own]) => Math.abs(own - rate) > 1e-9);
  if (apart.length === 0) return found;
  for (let start = 0; start < nodes.length; start += PORTION) {
    const portion = nodes.slice(start, start + PORTION);
    const { text } = await ctx.sql.one<{ text: string | null }>`
      SELECT string_agg(concat_ws(',', person.node, mix.net, mix.kept), ';') AS text
        FROM relations.person AS person
       CROSS JOIN LATERAL (SELECT sum(line.amount - line.refunded_amount) AS net,
                                  sum((line.amount - line.refunded_amount) * coalesce(own.rate, ${rate}::float8)) AS kept
                             FROM orders.customer_order AS customer_order
                             JOIN orders.line AS line ON line.tenant_id = ${ctx.tenantId} AND line.order_id = customer_order.order_id
                                                     AND NOT line.is_total
                             LEFT JOIN catalog.product AS product ON product.tenant_id = ${ctx.tenantId} AND product.product_id = line.product_id
                             LEFT JOIN unnest(${texts(apart, ([category]) => category)}::text[],
                                              ${plainArray(apart.map(([, own]) => own))}::float8[]) AS own (category, rate)
                                    ON own.category = product.category
                            WHERE customer_order.tenant_id = ${ctx.tenantId} AND customer_order.person_id = person.person_id
                              AND customer_order.paid_at IS NOT NULL
                           OFFSET 0) AS mix
       WHERE person.tenant_id = ${ctx.tenantId} AND person.node = ANY(${int4s(portion, (node) => node)}::int[]) AND mix.net > 0`;
    for (const row of text === null ? [] : text.split(';')) {
      const [node, net, kept] = row.split(',').map(Number) as [number, number, number];
      const own = kept / net;
      if (Math.abs(own - rate) > 1e-9) found.set(node, Math.max(LEAST_MARGIN, Math.min(1, own)));
    }
  }
  return found;
}
