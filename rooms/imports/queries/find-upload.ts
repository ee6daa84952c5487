import type { Ctx } from '../../../kit/ctx.ts';
import { DomainError } from '../../../kit/errors/index.ts';
import { parseId, type Uuid } from '../../../kit/ids/index.ts';
import type { RunOptions, RunState, UploadRow } from '../schema.ts';

/** The kept file behind `upl_…`. @throws DomainError `upload.notFound`, `upload.removed` */
export async function findUpload(ctx: Ctx, id: string): Promise<UploadRow> {
  const uploadId = parseId('upload', id);
  const row = uploadId && (await uploadById(ctx, uploadId));
  if (!row) throw new DomainError('upload.notFound', { pointer: '/upload' });
  if (row.removed_at) throw new DomainError('upload.removed', { upload: id });
  return row;
}

export async function uploadById(ctx: Ctx, uploadId: Uuid): Promise<UploadRow | null> {
  return await ctx.sql.maybe<UploadRow>`
    SELECT upload.upload_id, upload.file_name, upload.size_bytes, upload.file_hash, upload.stored_as, upload.created_at, upload.removed_at
      FROM imports.upload AS upload
     WHERE upload.tenant_id = ${ctx.tenantId} AND upload.upload_id = ${uploadId}`;
}

/** What became of the very same file before, newest first. */
export interface EarlierRun {
  readonly run_id: Uuid;
  readonly kind: 'orders' | 'people' | 'referrals' | 'products';
  readonly state: RunState;
  readonly options: RunOptions;
  readonly created_at: Date;
}

export async function earlierRuns(ctx: Ctx, fileHash: string): Promise<EarlierRun[]> {
  return await ctx.sql<EarlierRun>`
    SELECT run.run_id, run.kind, run.state, run.options, run.created_at
      FROM imports.upload AS upload
      JOIN imports.run AS run ON run.tenant_id = ${ctx.tenantId} AND run.upload_id = upload.upload_id
     WHERE upload.tenant_id = ${ctx.tenantId} AND upload.file_hash = ${fileHash}
     ORDER BY run.created_at DESC, run.run_id DESC
     LIMIT 20`;
}

/** Bytes of all files still kept for the brand. */
export async function keptBytes(ctx: Ctx): Promise<bigint> {
  const row = await ctx.sql.one<{ bytes: bigint }>`
    SELECT coalesce(sum(upload.size_bytes), 0)::bigint AS bytes
      FROM imports.upload AS upload
     WHERE upload.tenant_id = ${ctx.tenantId} AND upload.removed_at IS NULL`;
  return row.bytes;
}

/** Kept files no unfinished run needs, oldest first. */
export async function spentUploads(ctx: Ctx): Promise<UploadRow[]> {
  return await ctx.sql<UploadRow>`
    SELECT upload.upload_id, upload.file_name, upload.size_bytes, upload.file_hash, upload.stored_as, upload.created_at, upload.removed_at
      FROM imports.upload AS upload
     WHERE upload.tenant_id = ${ctx.tenantId} AND upload.removed_at IS NULL
       AND NOT EXISTS (SELECT 1 FROM imports.run AS run
                        WHERE run.tenant_id = ${ctx.tenantId} AND run.upload_id = upload.upload_id AND run.state <> 'done')
     ORDER BY upload.created_at, upload.upload_id`;
}
