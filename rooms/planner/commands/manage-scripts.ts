import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { newId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { audit } from '../../identity/index.ts';
import { scriptChanged, scriptClaims } from '../errors.ts';
import { claimsIn } from '../model/claims.ts';
import type { ScriptRow } from '../queries/scripts.ts';
import type { createScript as createShape, ScriptDocument, updateScript as updateShape } from '../script-api.ts';

/** Writes a script down as a draft: nobody is offered it before it is live. */
export async function createScript(ctx: Ctx, wanted: z.output<typeof createShape>): Promise<Uuid> {
  const scriptId = newId();
  await ctx.sql.exec`
    INSERT INTO planner.script (tenant_id, script_id, stage, scene, goal, library, state, version, created_at, changed_at)
    VALUES (${ctx.tenantId}, ${scriptId}, ${wanted.stage}, ${wanted.scene}, ${wanted.document.goal}, ${wanted.library}, 'draft', 1,
            ${ctx.now}, ${ctx.now})`;
  await writeVersion(ctx, scriptId, 1, wanted.language ?? ctx.tenant.language, wanted.document);
  await note(ctx, 'created', scriptId, { stage: wanted.stage, scene: wanted.scene });
  return scriptId;
}

/**
 * Changes the words of a script, which become its next version, or its state.
 * @throws `script.changed` when it is not the version that was read, `script.claims` when it is to be live and says what nobody may say
 */
export async function updateScript(ctx: Ctx, script: ScriptRow, wanted: z.output<typeof updateShape>): Promise<void> {
  const document = wanted.document ?? script.document;
  const state = wanted.state ?? script.state;
  const refused = state === 'live' ? claimsIn(document).filter((one) => one.isRefused) : [];
  if (refused.length > 0) throw scriptClaims(refused.map((one) => one.word));
  const language = wanted.language ?? script.language;
  const isNew = wanted.document !== undefined || language !== script.language;
  const version = script.version + (isNew ? 1 : 0);
  const written = await ctx.sql.exec`
    UPDATE planner.script AS script
       SET goal = ${document.goal}, state = ${state}, version = ${version}, changed_at = ${ctx.now}
     WHERE script.tenant_id = ${ctx.tenantId} AND script.script_id = ${script.script_id}
       AND script.version = ${wanted.version ?? script.version}`;
  if (written === 0) throw scriptChanged(script.version);
  if (isNew) await writeVersion(ctx, script.script_id, version, language, document);
  await note(ctx, state === script.state ? 'changed' : state, script.script_id, { version });
}

async function writeVersion(ctx: Ctx, scriptId: Uuid, version: number, language: 'zh-CN' | 'en', document: ScriptDocument): Promise<void> {
  await ctx.sql.exec`
    INSERT INTO planner.script_version (tenant_id, script_id, version, language, document, written_by, written_at)
    VALUES (${ctx.tenantId}, ${scriptId}, ${version}, ${language}, ${JSON.stringify(document)}::jsonb, ${ctx.actor.name}, ${ctx.now})`;
}

async function note(ctx: Ctx, what: string, scriptId: Uuid, facts: Record<string, unknown>): Promise<void> {
  await audit(ctx, { action: `script.${what}`, subjectKind: 'script', subjectId: publicId('script', scriptId), facts });
}
