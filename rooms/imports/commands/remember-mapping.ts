import type { Ctx } from '../../../kit/ctx.ts';
import type { ImportKind } from '../api.ts';
import { headerHash, type Mapping } from '../queries/remembered-mapping.ts';

/** Keeps a corrected mapping for the next file with this header; an empty one is forgotten. */
export async function rememberMapping(ctx: Ctx, kind: ImportKind, headers: readonly string[], mapping: Mapping): Promise<void> {
  if (Object.keys(mapping).length === 0) {
    await ctx.sql.exec`
      DELETE FROM imports.remembered_mapping AS remembered
       WHERE remembered.tenant_id = ${ctx.tenantId} AND remembered.kind = ${kind} AND remembered.header_hash = ${headerHash(headers)}`;
    return;
  }
  await ctx.sql.exec`
    INSERT INTO imports.remembered_mapping (tenant_id, kind, header_hash, mapping, saved_at)
    VALUES (${ctx.tenantId}, ${kind}, ${headerHash(headers)}, ${JSON.stringify(mapping)}::jsonb, ${ctx.recordedAt})
        ON CONFLICT (tenant_id, kind, header_hash) DO UPDATE SET mapping = excluded.mapping, saved_at = excluded.saved_at`;
}
