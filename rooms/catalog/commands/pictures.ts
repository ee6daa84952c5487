import { createHash } from 'node:crypto';
import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray, type Sql } from '../../../kit/db/index.ts';
import { DomainError } from '../../../kit/errors/index.ts';
import { newId, parseId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { pictureSizes, type Rendered } from '../../../kit/pictures/index.ts';
import { audit } from '../../identity/index.ts';
import { MOST_PICTURES } from '../picture-api.ts';
import { livePictures, pictureById, type PictureRow } from '../queries/pictures.ts';

/** A picture that was drawn, and by what it is known: the file it was sent as. */
export interface DrawnPicture {
  readonly sentHash: string;
  readonly rendered: Rendered;
}

/** What a file is known by. */
export function sentHashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** @throws DomainError `picture.tooMany` */
export function assertRoom(count: number): void {
  if (count >= MOST_PICTURES) throw new DomainError('picture.tooMany', { most: MOST_PICTURES });
}

/**
 * Puts a picture behind those a product has. The same file again changes nothing.
 * @throws DomainError `picture.tooMany`
 */
export async function addPicture(ctx: Ctx, productId: Uuid, drawn: DrawnPicture): Promise<{ isNew: boolean }> {
  const there = await lockedPictures(ctx, productId);
  if (there.some((one) => one.sent_hash === drawn.sentHash)) return { isNew: false };
  assertRoom(there.length);
  const hash = await keepFile(ctx, drawn.rendered);
  const pictureId = newId();
  await ctx.sql.exec`
    INSERT INTO catalog.picture (tenant_id, picture_id, product_id, position, hash, sent_hash, width, height, alt, added_at)
    VALUES (${ctx.tenantId}, ${pictureId}, ${productId}, ${endOf(there)}, ${hash}, ${drawn.sentHash}, ${drawn.rendered.width},
            ${drawn.rendered.height}, '{}'::jsonb, ${ctx.recordedAt})`;
  await note(ctx, 'pictureAdded', productId, { picture: publicId('picture', pictureId), hash });
  return { isNew: true };
}

/**
 * Sets the order of a product's pictures; the first is the one lists show.
 * @throws DomainError `picture.otherOrder` where these are not exactly its pictures
 */
export async function orderPictures(ctx: Ctx, productId: Uuid, wanted: readonly string[]): Promise<void> {
  const there = new Set((await lockedPictures(ctx, productId)).map((one) => one.picture_id));
  const ids = wanted.flatMap((id) => parseId('picture', id) ?? []);
  if (ids.length !== wanted.length || ids.length !== there.size || new Set(ids).size !== there.size || ids.some((id) => !there.has(id))) {
    throw new DomainError('picture.otherOrder', { pointer: '/pictures' });
  }
  await ctx.sql.exec`
    UPDATE catalog.picture AS picture
       SET position = place.position
      FROM unnest(${plainArray(ids)}::uuid[], ${plainArray(ids.map((_, i) => i))}::int[]) AS place (picture_id, position)
     WHERE picture.tenant_id = ${ctx.tenantId} AND picture.picture_id = ANY(${plainArray(ids)}::uuid[])
       AND picture.picture_id = place.picture_id`;
  await note(ctx, 'picturesOrdered', productId, { pictures: wanted });
}

/** Says of a picture what it shows. @throws DomainError `picture.notFound` */
export async function describePicture(
  ctx: Ctx,
  pictureId: Uuid,
  alt: { 'zh-CN'?: string | undefined; en?: string | undefined },
): Promise<void> {
  const { alt: before } = await pictureById(ctx, pictureId);
  const told = Object.entries({ ...before, ...alt }).filter(([, text]) => text !== undefined && text !== '');
  await ctx.sql.exec`
    UPDATE catalog.picture AS picture
       SET alt = ${JSON.stringify(Object.fromEntries(told))}::jsonb
     WHERE picture.tenant_id = ${ctx.tenantId} AND picture.picture_id = ${pictureId}`;
}

/** Takes a picture away; for a day it can be put back. Taken away again nothing changes. @throws DomainError `picture.notFound` */
export async function removePicture(ctx: Ctx, pictureId: Uuid): Promise<void> {
  const { product_id: productId, removed_at: removedAt } = await pictureById(ctx, pictureId);
  if (removedAt !== null) return;
  await ctx.sql.exec`
    UPDATE catalog.picture AS picture
       SET removed_at = ${ctx.recordedAt}
     WHERE picture.tenant_id = ${ctx.tenantId} AND picture.picture_id = ${pictureId}`;
  await note(ctx, 'pictureRemoved', productId, { picture: publicId('picture', pictureId) });
}

/**
 * Puts a picture that was taken away back where it stood. Where the same file was sent again meanwhile nothing changes.
 * @throws DomainError `picture.notFound`, `picture.tooMany`
 */
export async function restorePicture(ctx: Ctx, pictureId: Uuid): Promise<void> {
  const picture = await pictureById(ctx, pictureId);
  const there = await lockedPictures(ctx, picture.product_id);
  if (there.some((one) => one.picture_id === pictureId || one.sent_hash === picture.sent_hash)) return;
  assertRoom(there.length);
  await ctx.sql.exec`
    UPDATE catalog.picture AS picture
       SET removed_at = NULL
     WHERE picture.tenant_id = ${ctx.tenantId} AND picture.picture_id = ${pictureId}`;
  await note(ctx, 'pictureRestored', picture.product_id, { picture: publicId('picture', pictureId) });
}

const KEPT_MS = 24 * 3_600_000;

/** Forgets the pictures that were taken away a day ago, and the bytes no product shows any more. */
export async function sweepPictures(sql: Sql, tenantId: Uuid, now: Date): Promise<void> {
  await sql.exec`
    DELETE FROM catalog.picture AS picture
     WHERE picture.tenant_id = ${tenantId} AND picture.removed_at < ${new Date(now.getTime() - KEPT_MS)}`;
  await sql.exec`
    DELETE FROM catalog.picture_file AS file
     WHERE file.tenant_id = ${tenantId} AND file.kept_at < ${new Date(now.getTime() - KEPT_MS)}
       AND NOT EXISTS (SELECT 1 FROM catalog.picture AS picture WHERE picture.tenant_id = ${tenantId} AND picture.hash = file.hash)`;
}

/** A product's pictures, while nobody else changes them. */
async function lockedPictures(ctx: Ctx, productId: Uuid): Promise<PictureRow[]> {
  await ctx.sql.exec`
    SELECT 1 FROM catalog.product AS product WHERE product.tenant_id = ${ctx.tenantId} AND product.product_id = ${productId} FOR UPDATE`;
  return await livePictures(ctx, productId);
}

function endOf(there: readonly PictureRow[]): number {
  return Math.max(-1, ...there.map((one) => one.position)) + 1;
}

/** @returns what the bytes are known by */
async function keepFile(ctx: Ctx, { width, height, files }: Rendered): Promise<string> {
  const digest = createHash('sha256');
  for (const size of pictureSizes) digest.update(files[size]);
  const hash = digest.digest('base64url').slice(0, 22);
  // Touched where it is there already: nobody sweeps it before this is written.
  await ctx.sql.exec`
    INSERT INTO catalog.picture_file (tenant_id, hash, width, height, small, medium, large, kept_at)
    VALUES (${ctx.tenantId}, ${hash}, ${width}, ${height}, ${files[240]}, ${files[480]}, ${files[960]}, ${ctx.recordedAt})
        ON CONFLICT (tenant_id, hash) DO UPDATE SET kept_at = excluded.kept_at`;
  return hash;
}

async function note(ctx: Ctx, what: string, productId: Uuid, facts: Record<string, unknown>): Promise<void> {
  await audit(ctx, { action: `product.${what}`, subjectKind: 'product', subjectId: publicId('product', productId), facts });
}
