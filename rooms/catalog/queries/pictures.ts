import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { DomainError } from '../../../kit/errors/index.ts';
import type { Language } from '../../../kit/http/index.ts';
import { parseId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import type { PictureSize } from '../../../kit/pictures/sizes.ts';
import type { Picture, ShopPicture, ShownPicture } from '../picture-api.ts';

/** catalog.picture. */
export interface PictureRow {
  picture_id: Uuid;
  product_id: Uuid;
  position: number;
  hash: string;
  sent_hash: string;
  width: number;
  height: number;
  alt: { 'zh-CN'?: string; en?: string };
  added_at: Date;
  removed_at: Date | null;
}

/** The pictures a product shows, in their order. */
export async function livePictures(ctx: Ctx, productId: Uuid): Promise<PictureRow[]> {
  return await ctx.sql<PictureRow>`
    SELECT picture.picture_id, picture.product_id, picture.position, picture.hash, picture.sent_hash, picture.width, picture.height,
           picture.alt, picture.added_at, picture.removed_at
      FROM catalog.picture AS picture
     WHERE picture.tenant_id = ${ctx.tenantId} AND picture.product_id = ${productId} AND picture.removed_at IS NULL
     ORDER BY picture.position, picture.picture_id`;
}

/** The same as staff are answered. */
export async function pictureReplies(ctx: Ctx, productId: Uuid): Promise<Picture[]> {
  return (await livePictures(ctx, productId)).map((row) => ({
    id: publicId('picture', row.picture_id),
    hash: row.hash,
    width: row.width,
    height: row.height,
    alt: { 'zh-CN': row.alt['zh-CN'] ?? '', en: row.alt.en ?? '' },
    addedAt: row.added_at.toISOString(),
  }));
}

/** A picture, also one that was taken away and can be put back. @throws DomainError `picture.notFound` */
export async function pictureById(ctx: Ctx, pictureId: Uuid): Promise<PictureRow> {
  const row = await ctx.sql.maybe<PictureRow>`
    SELECT picture.picture_id, picture.product_id, picture.position, picture.hash, picture.sent_hash, picture.width, picture.height,
           picture.alt, picture.added_at, picture.removed_at
      FROM catalog.picture AS picture
     WHERE picture.tenant_id = ${ctx.tenantId} AND picture.picture_id = ${pictureId}`;
  if (!row) throw pictureNotFound();
  return row;
}

/** The picture behind `pic_…`. @throws DomainError `picture.notFound` */
export async function findPicture(ctx: Ctx, id: string): Promise<PictureRow> {
  const pictureId = parseId('picture', id);
  if (pictureId === null) throw pictureNotFound();
  return await pictureById(ctx, pictureId);
}

/** The picture lists show of each product; those that have none are left out. */
export async function firstPictures(ctx: Ctx, productIds: readonly Uuid[]): Promise<Map<Uuid, ShownPicture>> {
  if (productIds.length === 0) return new Map();
  const rows = await ctx.sql<{ product_id: Uuid; hash: string; width: number; height: number }>`
    SELECT DISTINCT ON (picture.product_id) picture.product_id, picture.hash, picture.width, picture.height
      FROM catalog.picture AS picture
     WHERE picture.tenant_id = ${ctx.tenantId} AND picture.product_id = ANY(${plainArray([...new Set(productIds)])}::uuid[])
       AND picture.removed_at IS NULL
     ORDER BY picture.product_id, picture.position, picture.picture_id`;
  return new Map(rows.map(({ product_id: productId, ...shown }) => [productId, shown]));
}

/** The pictures of a product as the shop shows them; what is not told in the visitor's language is told in the other. */
export async function shopPictures(ctx: Ctx, productId: Uuid, language: Language): Promise<ShopPicture[]> {
  const other = language === 'en' ? 'zh-CN' : 'en';
  return (await livePictures(ctx, productId)).map(({ hash, width, height, alt }) => ({
    hash,
    width,
    height,
    alt: alt[language] ?? alt[other] ?? '',
  }));
}

/** The bytes of a picture in a size (WebP), as long as it is kept. @throws DomainError `picture.notFound` */
export async function pictureBytes(ctx: Ctx, hash: string, size: PictureSize): Promise<Buffer<ArrayBuffer>> {
  const file = await ctx.sql.maybe<{ bytes: Buffer<ArrayBuffer> }>`
    SELECT CASE ${size}::int WHEN 240 THEN file.small WHEN 480 THEN file.medium ELSE file.large END AS bytes
      FROM catalog.picture_file AS file
     WHERE file.tenant_id = ${ctx.tenantId} AND file.hash = ${hash}`;
  if (!file) throw pictureNotFound();
  return file.bytes;
}

function pictureNotFound(): DomainError {
  return new DomainError('picture.notFound');
}
