import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import type { LintProduct } from '../model/lint.ts';
import type { Plan } from '../model/plan.ts';

/**
 * What a plan is judged by: every product on sale whose price or cost says something (each variant with its own), and those the
 * plan names, archived ones too. Bundles are sold as their parts, so they are not among them.
 */
export async function lintProducts(ctx: Ctx, plan: Plan | null): Promise<LintProduct[]> {
  const named = plainArray(plan?.overrides.flatMap(({ when }) => when.productId ?? []) ?? []);
  const rows = await ctx.sql.anew<{
    product_id: Uuid;
    category: string | null;
    ladder_role: string | null;
    price: bigint | null;
    cost: bigint | null;
    is_archived: boolean;
  }>`
    SELECT product.product_id, product.category, product.ladder_role, coalesce(sku.price_amount, product.price_amount) AS price,
           coalesce(sku.cost_amount, product.cost_amount) AS cost, product.archived_at IS NOT NULL AS is_archived
      FROM catalog.product AS product
      LEFT JOIN catalog.sku AS sku ON sku.tenant_id = ${ctx.tenantId} AND sku.product_id = product.product_id
     WHERE product.tenant_id = ${ctx.tenantId} AND NOT product.is_bundle
       AND (product.archived_at IS NULL AND coalesce(sku.price_amount, product.price_amount) > 0 OR product.product_id = ANY(${named}::uuid[]))
     ORDER BY product.product_id, price, cost`;
  return rows.map((row) => ({
    productId: row.product_id,
    category: row.category,
    ladderRole: row.ladder_role,
    price: row.price,
    cost: row.is_archived ? null : row.cost,
  }));
}
