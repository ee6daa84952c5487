import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { parseId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import type { Stage } from '../../../kit/http/shapes.ts';
import { scriptUseNotFound } from '../errors.ts';
import { drawVersion } from '../model/script-lot.ts';
import type { ScriptUseJson } from '../script-use-api.ts';
import type { ScriptRow } from './scripts.ts';

/** planner.script_use. */
export interface ScriptUseRow {
  readonly use_id: Uuid;
  readonly script_id: Uuid;
  readonly version: number;
  readonly trial_id: Uuid | null;
  readonly person_id: Uuid;
  readonly stage: Stage;
  readonly scene: ScriptUseJson['scene'];
  readonly used_by_name: string;
  readonly said_at: Date;
  readonly replied_at: Date | null;
  readonly complained_at: Date | null;
}

/** planner.script_trial. */
export interface ScriptTrialRow {
  readonly trial_id: Uuid;
  readonly version_a: number;
  readonly version_b: number;
  readonly share_b_ppm: number;
  readonly seed: bigint;
  readonly days: number;
  readonly began_by: string;
  readonly began_at: Date;
  readonly ended_at: Date | null;
}

interface Wish {
  readonly useId?: Uuid;
  readonly externalId?: string;
  readonly scriptId?: Uuid;
  readonly personIds?: readonly Uuid[];
  readonly limit: number;
}

/** The words behind `scu_…`. @throws `scriptUse.notFound` */
export async function findScriptUse(ctx: Ctx, id: string): Promise<ScriptUseRow> {
  const useId = parseId('scriptUse', id);
  const [row] = useId === null ? [] : await scriptUses(ctx, { useId, limit: 1 });
  if (!row) throw scriptUseNotFound();
  return row;
}

/** What was said, the last first. */
export async function scriptUses(ctx: Ctx, wish: Wish): Promise<ScriptUseRow[]> {
  return await ctx.sql.anew<ScriptUseRow>`
    SELECT script_use.use_id, script_use.script_id, script_use.version, script_use.trial_id, script_use.person_id, script_use.stage,
           script_use.scene, script_use.used_by_name, script_use.said_at, script_use.replied_at, script_use.complained_at
      FROM planner.script_use AS script_use
     WHERE script_use.tenant_id = ${ctx.tenantId}
       AND (${wish.useId ?? null}::uuid IS NULL OR script_use.use_id = ${wish.useId ?? null}::uuid)
       AND (${wish.externalId ?? null}::text IS NULL OR script_use.external_id = ${wish.externalId ?? null}::text)
       AND (${wish.scriptId ?? null}::uuid IS NULL OR script_use.script_id = ${wish.scriptId ?? null}::uuid)
       AND (${wish.personIds === undefined}::boolean OR script_use.person_id = ANY(${plainArray(wish.personIds ?? [])}::uuid[]))
     ORDER BY script_use.use_id DESC
     LIMIT ${wish.limit}`;
}

export function scriptUseJson(row: ScriptUseRow): ScriptUseJson {
  return {
    id: publicId('scriptUse', row.use_id),
    script: publicId('script', row.script_id),
    version: row.version,
    person: publicId('person', row.person_id),
    stage: row.stage,
    scene: row.scene,
    usedBy: row.used_by_name,
    saidAt: row.said_at.toISOString(),
    repliedAt: row.replied_at?.toISOString() ?? null,
    complainedAt: row.complained_at?.toISOString() ?? null,
    isTrial: row.trial_id !== null,
  };
}

const MOST_TOLD = 10_000;

/** Everything that was said to a person, for their own copy (P18). */
export async function scriptUsesOf(ctx: Ctx, personId: Uuid): Promise<ScriptUseJson[]> {
  return (await scriptUses(ctx, { personIds: [personId], limit: MOST_TOLD })).map(scriptUseJson);
}

/** The trial of a script that runs, or the last that ran. */
export async function trialOf(ctx: Ctx, scriptId: Uuid): Promise<ScriptTrialRow | null> {
  return await ctx.sql.maybe<ScriptTrialRow>`
    SELECT script_trial.trial_id, script_trial.version_a, script_trial.version_b, script_trial.share_b_ppm, script_trial.seed,
           script_trial.days, script_trial.began_by, script_trial.began_at, script_trial.ended_at
      FROM planner.script_trial AS script_trial
     WHERE script_trial.tenant_id = ${ctx.tenantId} AND script_trial.script_id = ${scriptId}
     ORDER BY script_trial.trial_id DESC
     LIMIT 1`;
}

/** Which version somebody is to hear: what they heard first in the trial that runs, else as the lot falls, else the newest. */
export async function lotOf(ctx: Ctx, script: ScriptRow, personId: Uuid): Promise<{ version: number; trialId: Uuid | null }> {
  const trial = await trialOf(ctx, script.script_id);
  if (trial === null || trial.ended_at !== null) return { version: script.version, trialId: null };
  const kept = await ctx.sql.maybe<{ version: number }>`
    SELECT script_use.version
      FROM planner.script_use AS script_use
     WHERE script_use.tenant_id = ${ctx.tenantId} AND script_use.person_id = ${personId} AND script_use.trial_id = ${trial.trial_id}
     ORDER BY script_use.said_at, script_use.use_id
     LIMIT 1`;
  const { version_a: versionA, version_b: versionB, share_b_ppm: shareBPpm, seed } = trial;
  const version = kept?.version ?? drawVersion({ versionA, versionB, shareBPpm, seed: Number(seed) }, personId);
  return { version, trialId: trial.trial_id };
}

/** The stage somebody stood at then; whoever is known only since is a prospect before. */
export async function stageAt(ctx: Ctx, personId: Uuid, at: Date): Promise<Stage> {
  const row = await ctx.sql.maybe<{ to_stage: Stage }>`
    SELECT stage_change.to_stage
      FROM relations.stage_change AS stage_change
     WHERE stage_change.tenant_id = ${ctx.tenantId} AND stage_change.person_id = ${personId} AND stage_change.at <= ${at}::timestamptz
     ORDER BY stage_change.seq DESC
     LIMIT 1`;
  return row?.to_stage ?? 'prospect';
}

/** When words of any script were last noted for somebody, and whether they agreed to hear from the brand. */
export async function approachOf(ctx: Ctx, personId: Uuid): Promise<{ last_said_at: Date | null; has_agreed: boolean }> {
  return await ctx.sql.one<{ last_said_at: Date | null; has_agreed: boolean }>`
    SELECT (SELECT max(script_use.said_at) FROM planner.script_use AS script_use
             WHERE script_use.tenant_id = ${ctx.tenantId} AND script_use.person_id = ${personId}) AS last_said_at,
           EXISTS (SELECT 1 FROM relations.consent AS consent
                    WHERE consent.tenant_id = ${ctx.tenantId} AND consent.person_id = ${personId} AND consent.withdrawn_at IS NULL) AS has_agreed`;
}
