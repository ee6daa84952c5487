import { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { decodeCursor, pageOf } from '../../../kit/http/cursor.ts';
import type { SourceKind } from '../../../kit/http/shapes.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import type { Source } from '../api.ts';

/** Where people come from, by kind and name. */
export async function listSources(
  ctx: Ctx,
  page: { limit: number; cursor?: string | undefined },
): Promise<{ data: Source[]; next: string | null }> {
  const [kind, name] = decodeCursor(page.cursor, z.tuple([z.string().max(20), z.string().max(300)])) ?? ['', ''];
  const rows = await ctx.sql<{ source_id: Uuid; kind: SourceKind; name: string }>`
    SELECT source.source_id, source.kind, source.name
      FROM relations.source AS source
     WHERE source.tenant_id = ${ctx.tenantId} AND (source.kind, source.name) > (${kind}, ${name})
     ORDER BY source.kind, source.name
     LIMIT ${page.limit + 1}`;
  const { shown, next } = pageOf(rows, page.limit, (row) => [row.kind, row.name]);
  return {
    data: shown.map((row) => ({ id: publicId('source', row.source_id), kind: row.kind, name: row.name })),
    next,
  };
}
