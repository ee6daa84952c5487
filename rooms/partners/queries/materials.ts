import { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { assert } from '../../../kit/errors/index.ts';
import { decodeCursor, pageOf } from '../../../kit/http/cursor.ts';
import { parseId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { productNames } from '../../catalog/index.ts';
import type { Material } from '../api.ts';
import { materialNotFound } from '../portal-errors.ts';

/** partners.material */
export interface MaterialRow {
  material_id: Uuid;
  position: number;
  title: string;
  body: string;
  product_id: Uuid | null;
  is_published: boolean;
  changed_at: Date;
}

async function materialsWhere(
  ctx: Ctx,
  {
    materialId = null,
    after = null,
    isPublished = null,
    limit,
  }: {
    materialId?: Uuid | null;
    after?: readonly [position: number, id: Uuid] | null;
    isPublished?: boolean | null;
    limit: number;
  },
): Promise<MaterialRow[]> {
  const [position, id] = after ?? [null, null];
  return await ctx.sql.anew<MaterialRow>`
    SELECT material.material_id, material.position, material.title, material.body, material.product_id, material.is_published, material.changed_at
      FROM partners.material AS material
     WHERE material.tenant_id = ${ctx.tenantId}
       AND (${materialId}::uuid IS NULL OR material.material_id = ${materialId})
       AND (${isPublished}::boolean IS NULL OR material.is_published = ${isPublished})
       AND (${position}::int IS NULL OR (material.position, material.material_id) > (${position}::int, ${id}::uuid))
     ORDER BY material.position, material.material_id
     LIMIT ${limit}`;
}

/** @throws `material.notFound` */
export async function findMaterial(ctx: Ctx, id: string): Promise<MaterialRow> {
  const materialId = parseId('material', id);
  const [row] = materialId === null ? [] : await materialsWhere(ctx, { materialId, limit: 1 });
  if (!row) throw materialNotFound();
  return row;
}

/** What there is to share, in its order, pages by key. */
export async function listMaterials(
  ctx: Ctx,
  page: { limit: number; cursor?: string | undefined },
): Promise<{ data: Material[]; next: string | null }> {
  const after = decodeCursor(page.cursor, z.tuple([z.int32(), z.uuid()])) ?? null;
  const rows = await materialsWhere(ctx, { after, limit: page.limit + 1 });
  const { shown, next } = pageOf(rows, page.limit, (row) => [row.position, row.material_id]);
  return {
    data: await replies(ctx, shown),
    next,
  };
}

const SHELF = 200;

/** What partners may share. */
export async function publishedMaterials(ctx: Ctx): Promise<Material[]> {
  return await replies(ctx, await materialsWhere(ctx, { isPublished: true, limit: SHELF }));
}

export async function materialReply(ctx: Ctx, materialId: Uuid): Promise<Material> {
  const [reply] = await replies(ctx, await materialsWhere(ctx, { materialId, limit: 1 }));
  assert(reply, 'the material is there');
  return reply;
}

async function replies(ctx: Ctx, rows: readonly MaterialRow[]): Promise<Material[]> {
  const products = await productNames(
    ctx,
    rows.flatMap((row) => row.product_id ?? []),
  );
  return rows.map((row) => ({
    id: publicId('material', row.material_id),
    externalId: null,
    position: row.position,
    title: row.title,
    body: row.body,
    product: row.product_id === null ? null : (products.get(row.product_id) ?? null),
    isPublished: row.is_published,
    changedAt: row.changed_at.toISOString(),
  }));
}
