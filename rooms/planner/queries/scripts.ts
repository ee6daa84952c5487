import { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { decodeCursor, pageOf } from '../../../kit/http/cursor.ts';
import { parseId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { scriptNotFound } from '../errors.ts';
import { claimsIn, claimText } from '../model/claims.ts';
import { scriptDocument, type scriptWhole as wholeShape, type ScriptDocument, type ScriptJson } from '../script-api.ts';

/** planner.script with the words of its newest version. */
export interface ScriptRow {
  readonly script_id: Uuid;
  readonly stage: ScriptJson['stage'];
  readonly scene: ScriptJson['scene'];
  readonly library: string | null;
  readonly state: ScriptJson['state'];
  readonly version: number;
  readonly language: 'zh-CN' | 'en';
  readonly document: ScriptDocument;
  readonly created_at: Date;
  readonly changed_at: Date;
}

export interface ScriptFilter {
  readonly stage?: string | undefined;
  readonly scene?: string | undefined;
  readonly state?: string | undefined;
}

/** The script behind `scr_…`. @throws `script.notFound` */
export async function findScript(ctx: Ctx, id: string): Promise<ScriptRow> {
  const scriptId = parseId('script', id);
  const [row] = scriptId === null ? [] : await scriptRows(ctx, { ids: [scriptId], limit: 1 });
  if (!row) throw scriptNotFound();
  return row;
}

/** Scripts, the newest first, pages by key. Those that were put away are shown only where they are asked for. */
export async function listScripts(
  ctx: Ctx,
  page: ScriptFilter & { limit: number; cursor?: string | undefined },
  language: 'zh-CN' | 'en',
): Promise<{ data: ScriptJson[]; next: string | null }> {
  const [before] = decodeCursor(page.cursor, z.tuple([z.uuid()])) ?? [null];
  const rows = await scriptRows(ctx, { ...page, before, limit: page.limit + 1 });
  const { shown, next } = pageOf(rows, page.limit, (row) => [row.script_id]);
  return {
    data: shown.map((row) => scriptJson(row, language)),
    next,
  };
}

/** A script as it is told, with what its words claim. */
export function scriptJson(row: ScriptRow, language: 'zh-CN' | 'en'): ScriptJson {
  return {
    id: publicId('script', row.script_id),
    stage: row.stage,
    scene: row.scene,
    library: row.library,
    state: row.state,
    version: row.version,
    language: row.language,
    document: row.document,
    warnings: claimsIn(row.document).map(({ pointer, word, claim, isRefused }) => ({
      pointer,
      word,
      isRefused,
      detail: claimText(claim, language),
    })),
    createdAt: row.created_at.toISOString(),
    changedAt: row.changed_at.toISOString(),
  };
}

/** So many versions of a script are told; older ones stay kept. */
const VERSIONS = 50;

/** A script with what it said before, the newest first. */
export async function scriptWhole(ctx: Ctx, row: ScriptRow, language: 'zh-CN' | 'en'): Promise<z.input<typeof wholeShape>> {
  const rows = await ctx.sql.anew<{ version: number; language: 'zh-CN' | 'en'; document: unknown; written_by: string; written_at: Date }>`
    SELECT script_version.version, script_version.language, script_version.document, script_version.written_by, script_version.written_at
      FROM planner.script_version AS script_version
     WHERE script_version.tenant_id = ${ctx.tenantId} AND script_version.script_id = ${row.script_id}
     ORDER BY script_version.version DESC
     LIMIT ${VERSIONS}`;
  return {
    ...scriptJson(row, language),
    versions: rows.map((one) => ({
      version: one.version,
      language: one.language,
      writtenBy: one.written_by,
      writtenAt: one.written_at.toISOString(),
      document: scriptDocument.parse(one.document),
    })),
  };
}

/** The words of some versions of a script; a version it never had is missing. */
export async function versionsOf(ctx: Ctx, scriptId: Uuid, versions: readonly number[]): Promise<Map<number, ScriptDocument>> {
  const rows = await ctx.sql<{ version: number; document: unknown }>`
    SELECT script_version.version, script_version.document
      FROM planner.script_version AS script_version
     WHERE script_version.tenant_id = ${ctx.tenantId} AND script_version.script_id = ${scriptId}
       AND script_version.version = ANY(${plainArray(versions)}::int[])`;
  return new Map(rows.map((row) => [row.version, scriptDocument.parse(row.document)]));
}

/** Scripts by id, whatever became of them. */
export async function scriptsById(ctx: Ctx, ids: readonly Uuid[]): Promise<ScriptRow[]> {
  return ids.length === 0 ? [] : await scriptRows(ctx, { ids, limit: ids.length });
}

async function scriptRows(
  ctx: Ctx,
  by: ScriptFilter & { ids?: readonly Uuid[]; before?: Uuid | null; limit: number },
): Promise<ScriptRow[]> {
  const rows = await ctx.sql<ScriptRow>`
    SELECT script.script_id, script.stage, script.scene, script.library, script.state, script.version, script_version.language,
           script_version.document, script.created_at, script.changed_at
      FROM planner.script AS script
      JOIN planner.script_version AS script_version
        ON script_version.tenant_id = ${ctx.tenantId} AND script_version.script_id = script.script_id
       AND script_version.version = script.version
     WHERE script.tenant_id = ${ctx.tenantId}
       AND (${by.ids === undefined}::boolean OR script.script_id = ANY(${plainArray(by.ids ?? [])}::uuid[]))
       AND (${by.before ?? null}::uuid IS NULL OR script.script_id < ${by.before ?? null}::uuid)
       AND (${by.stage ?? null}::text IS NULL OR script.stage = ${by.stage ?? null}::text)
       AND (${by.scene ?? null}::text IS NULL OR script.scene = ${by.scene ?? null}::text)
       AND (${by.ids !== undefined}::boolean OR (CASE WHEN ${by.state ?? null}::text IS NULL THEN script.state <> 'retired'
                                                     ELSE script.state = ${by.state ?? null}::text END))
     ORDER BY script.script_id DESC
     LIMIT ${by.limit}`;
  // jsonb keeps no order of keys; a script is read from its goal on.
  return rows.map((row) => ({ ...row, document: scriptDocument.parse(row.document) }));
}
