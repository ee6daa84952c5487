import type { Ctx } from '../../../kit/ctx.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import type { ApiKey } from '../api.ts';
import type { KeyRow } from '../schema.ts';

/** The keys that still open the brand, in the order they were made. */
export async function keyList(ctx: Ctx, page: { after: Uuid; limit: number }): Promise<KeyRow[]> {
  return await ctx.sql<KeyRow>`
    SELECT api_key.key_id, api_key.name, api_key.role, api_key.hint, api_key.created_by, api_key.created_at
      FROM identity.api_key AS api_key
     WHERE api_key.tenant_id = ${ctx.tenantId} AND api_key.revoked_at IS NULL AND api_key.key_id > ${page.after}
     ORDER BY api_key.key_id
     LIMIT ${page.limit}`;
}

export function shapeKey(row: KeyRow): ApiKey {
  return {
    id: publicId('apiKey', row.key_id),
    name: row.name,
    role: row.role,
    hint: row.hint,
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
  };
}
