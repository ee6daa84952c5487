import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { newId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { findProduct } from '../../catalog/index.ts';
import { audit } from '../../identity/index.ts';
import { assertNoPromise } from '../../policy/index.ts';
import type { createMaterial as newShape, updateMaterial as changeShape } from '../api.ts';
import { findMaterial } from '../queries/materials.ts';

/** Writes down something for partners to share. @throws `claim.incomePromised`, `product.notFound` */
export async function createMaterial(ctx: Ctx, wish: z.output<typeof newShape>): Promise<Uuid> {
  assertNoPromise(wish.title, '/title');
  assertNoPromise(wish.body, '/body');
  const productId = wish.product == null ? null : await findProduct(ctx, wish.product, '/product');
  const materialId = newId();
  await ctx.sql.exec`
    INSERT INTO partners.material (tenant_id, material_id, position, title, body, product_id, is_published, created_at, changed_at)
    SELECT ${ctx.tenantId}, ${materialId},
           coalesce(${wish.position ?? null}::int, (SELECT coalesce(max(other.position), 0) + 1 FROM partners.material AS other WHERE other.tenant_id = ${ctx.tenantId})),
           ${wish.title}, ${wish.body}, ${productId}, ${wish.isPublished}, ${ctx.now}, ${ctx.now}`;
  await note(ctx, 'created', materialId);
  return materialId;
}

/** Changes what is given. @throws `material.notFound`, `claim.incomePromised`, `product.notFound` */
export async function updateMaterial(ctx: Ctx, id: string, change: z.output<typeof changeShape>): Promise<Uuid> {
  const row = await findMaterial(ctx, id);
  assertNoPromise(change.title, '/title');
  assertNoPromise(change.body, '/body');
  const { product } = change;
  const productId = product === undefined ? row.product_id : product === null ? null : await findProduct(ctx, product, '/product');
  await ctx.sql.exec`
    UPDATE partners.material AS material
       SET title = ${change.title ?? row.title}, body = ${change.body ?? row.body}, product_id = ${productId},
           position = ${change.position ?? row.position}, is_published = ${change.isPublished ?? row.is_published}, changed_at = ${ctx.now}
     WHERE material.tenant_id = ${ctx.tenantId} AND material.material_id = ${row.material_id}`;
  await note(ctx, 'changed', row.material_id);
  return row.material_id;
}

async function note(ctx: Ctx, what: 'created' | 'changed', materialId: Uuid): Promise<void> {
  await audit(ctx, { action: `material.${what}`, subjectKind: 'material', subjectId: publicId('material', materialId) });
}
