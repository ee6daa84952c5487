import type { Ctx } from '../../../kit/ctx.ts';
import { parseId, type Uuid } from '../../../kit/ids/index.ts';
import { skuNotFound } from '../errors.ts';

/**
 * The variant behind `sku_…` or `ext:<externalId>`, and its product.
 * @throws DomainError `sku.notFound`
 */
export async function findSku(ctx: Ctx, ref: string, pointer?: string): Promise<{ skuId: Uuid; productId: Uuid }> {
  const skuId = ref.startsWith('ext:') ? null : parseId('sku', ref);
  const externalId = ref.startsWith('ext:') && !ref.includes('\0') ? ref.slice(4) : null;
  const row =
    skuId === null && externalId === null
      ? null
      : await ctx.sql.maybe<{ sku_id: Uuid; product_id: Uuid }>`
          SELECT sku.sku_id, sku.product_id
            FROM catalog.sku AS sku
           WHERE sku.tenant_id = ${ctx.tenantId} AND (sku.sku_id = ${skuId}::uuid OR sku.external_id = ${externalId}::text)`;
  if (!row) throw skuNotFound(pointer);
  return { skuId: row.sku_id, productId: row.product_id };
}
