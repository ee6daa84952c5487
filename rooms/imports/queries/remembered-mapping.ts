import { createHash } from 'node:crypto';
import type { Ctx } from '../../../kit/ctx.ts';
import type { ImportKind } from '../api.ts';

/** field → header or 1-based column number */
export type Mapping = Record<string, string | number>;

/** What files with the same header have in common. */
export function headerHash(headers: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(headers)).digest('hex');
}

/** The mapping somebody last corrected for files with this header; null when nobody has. */
export async function mappingOf(ctx: Ctx, kind: ImportKind, headers: readonly string[]): Promise<Mapping | null> {
  const row = await ctx.sql.maybe<{ mapping: Mapping }>`
    SELECT remembered.mapping
      FROM imports.remembered_mapping AS remembered
     WHERE remembered.tenant_id = ${ctx.tenantId} AND remembered.kind = ${kind} AND remembered.header_hash = ${headerHash(headers)}`;
  return row?.mapping ?? null;
}
