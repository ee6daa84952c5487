import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { newId, type Uuid } from '../../../kit/ids/index.ts';
import type { SourceKind } from '../../../kit/http/shapes.ts';

/** Where people come from: one row per kind and name. The name is empty where only the kind is known. */
export interface SourceName {
  readonly kind: SourceKind;
  readonly name: string;
}

/** The ids of these sources, made where they are missing; by `sourceKey`. */
export async function ensureSources(ctx: Ctx, sources: readonly SourceName[]): Promise<Map<string, Uuid>> {
  const wanted = new Map(sources.map((source) => [sourceKey(source), source]));
  if (wanted.size === 0) return new Map();
  const known = await readSources(ctx, [...wanted.values()]);
  const missing = [...wanted.entries()].filter(([key]) => !known.has(key)).map(([, source]) => source);
  if (missing.length === 0) return known;
  await ctx.sql.exec`
    INSERT INTO relations.source (tenant_id, source_id, kind, name, created_at)
    SELECT ${ctx.tenantId}, fresh.source_id, fresh.kind, fresh.name, ${ctx.now}
      FROM unnest(${plainArray(missing.map(() => newId()))}::uuid[], ${missing.map((source) => source.kind)}::text[],
                  ${missing.map((source) => source.name)}::text[]) AS fresh (source_id, kind, name)
        ON CONFLICT (tenant_id, kind, name) DO NOTHING`;
  return await readSources(ctx, [...wanted.values()]);
}

export function sourceKey(source: SourceName): string {
  return `${source.kind}:${source.name}`;
}

async function readSources(ctx: Ctx, sources: readonly SourceName[]): Promise<Map<string, Uuid>> {
  const rows = await ctx.sql<SourceName & { source_id: Uuid }>`
    SELECT source.source_id, source.kind, source.name
      FROM relations.source AS source
      JOIN unnest(${sources.map((source) => source.kind)}::text[], ${sources.map((source) => source.name)}::text[])
           AS wanted (kind, name) ON wanted.kind = source.kind AND wanted.name = source.name
     WHERE source.tenant_id = ${ctx.tenantId}`;
  return new Map(rows.map((row) => [sourceKey(row), row.source_id]));
}
