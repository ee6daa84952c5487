import type { Ctx } from '../../../kit/ctx.ts';
import { newId, type Uuid } from '../../../kit/ids/index.ts';
import type { KeptFile } from '../files.ts';
import type { UploadRow } from '../schema.ts';

/** Enters a kept file in the brand's list. */
export async function recordUpload(ctx: Ctx, file: KeptFile, fileName: string): Promise<UploadRow> {
  const uploadId = newId();
  await ctx.sql.exec`
    INSERT INTO imports.upload (tenant_id, upload_id, file_name, size_bytes, file_hash, stored_as, created_at, removed_at)
    VALUES (${ctx.tenantId}, ${uploadId}, ${fileName}, ${file.sizeBytes}, ${file.fileHash}, ${file.storedAs}, ${ctx.recordedAt}, NULL)`;
  return {
    upload_id: uploadId,
    file_name: fileName,
    size_bytes: BigInt(file.sizeBytes),
    file_hash: file.fileHash,
    stored_as: file.storedAs,
    created_at: ctx.recordedAt,
    removed_at: null,
  };
}

/** Notes that the file itself is gone; its runs and their results stay. */
export async function removeUpload(ctx: Ctx, uploadId: Uuid): Promise<void> {
  await ctx.sql.exec`
    UPDATE imports.upload AS upload
       SET removed_at = ${ctx.recordedAt}
     WHERE upload.tenant_id = ${ctx.tenantId} AND upload.upload_id = ${uploadId}`;
}
