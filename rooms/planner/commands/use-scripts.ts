import { randomInt } from 'node:crypto';
import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { lockLane } from '../../../kit/db/lane.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { newId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { audit } from '../../identity/index.ts';
import { findPerson } from '../../relations/index.ts';
import { scriptNotLive, scriptTrialOther, scriptTrialRunning, scriptTrialSame, scriptUseLater, scriptVersionUnknown } from '../errors.ts';
import { claimsIn } from '../model/claims.ts';
import { lotOf, scriptUses, stageAt, trialOf, type ScriptUseRow } from '../queries/script-uses.ts';
import { versionsOf, type ScriptRow } from '../queries/scripts.ts';
import type { noteScriptUse as noteShape, recordScriptUse as useShape, startScriptTrial as trialShape } from '../script-use-api.ts';

/**
 * Notes that words were said to somebody. The same external id again is the same words. While two versions are on trial everybody hears the one
 * the lot gave them, and no other.
 * @throws `script.notLive`, `script.versionUnknown`, `scriptTrial.other`, `scriptUse.later`, `person.notFound`
 */
export async function recordScriptUse(ctx: Ctx, script: ScriptRow, wanted: z.output<typeof useShape>): Promise<ScriptUseRow> {
  const person = await findPerson(ctx, wanted.person, '/person');
  await lockLane(ctx);
  const [known] = wanted.externalId === undefined ? [] : await scriptUses(ctx, { externalId: wanted.externalId, limit: 1 });
  if (known) return known;
  if (script.state !== 'live') throw scriptNotLive();
  const saidAt = wanted.saidAt === undefined ? ctx.now : new Date(wanted.saidAt);
  if (saidAt > ctx.now) throw scriptUseLater();
  const lot = await lotOf(ctx, script, person.person_id);
  const version = wanted.version ?? lot.version;
  if (lot.trialId !== null && version !== lot.version) throw scriptTrialOther(lot.version);
  if (version > script.version) throw scriptVersionUnknown('/version');
  const useId = newId();
  await ctx.sql.exec`
    INSERT INTO planner.script_use (tenant_id, use_id, external_id, script_id, version, trial_id, person_id, stage, scene, used_by,
                                    used_by_name, said_at, recorded_at)
    VALUES (${ctx.tenantId}, ${useId}, ${wanted.externalId ?? null}, ${script.script_id}, ${version}, ${lot.trialId}, ${person.person_id},
            ${await stageAt(ctx, person.person_id, saidAt)}, ${wanted.scene ?? script.scene}, ${ctx.actor.id}, ${ctx.actor.name}, ${saidAt}, ${ctx.recordedAt})`;
  const [row] = await scriptUses(ctx, { useId, limit: 1 });
  return row as ScriptUseRow;
}

/** Notes what came back on words that were said, or takes the note back. */
export async function noteScriptUse(ctx: Ctx, use: ScriptUseRow, wanted: z.output<typeof noteShape>): Promise<void> {
  const noted = (before: Date | null, now: boolean | undefined): Date | null =>
    now === undefined ? before : now ? (before ?? ctx.now) : null;
  await ctx.sql.exec`
    UPDATE planner.script_use AS script_use
       SET replied_at = ${noted(use.replied_at, wanted.replied)}, complained_at = ${noted(use.complained_at, wanted.complained)}
     WHERE script_use.tenant_id = ${ctx.tenantId} AND script_use.use_id = ${use.use_id}`;
}

/**
 * Lets the lot decide which of two versions of a script each person hears.
 * @throws `script.notLive`, `scriptTrial.running`, `scriptTrial.same`, `script.versionUnknown`
 */
export async function startScriptTrial(ctx: Ctx, script: ScriptRow, wanted: z.output<typeof trialShape>): Promise<void> {
  await lockLane(ctx);
  const { versionA, versionB, shareBPpm, days } = wanted;
  if (script.state !== 'live') throw scriptNotLive();
  if (versionA === versionB) throw scriptTrialSame();
  const running = await trialOf(ctx, script.script_id);
  if (running !== null && running.ended_at === null) throw scriptTrialRunning();
  const versions = await versionsOf(ctx, script.script_id, [versionA, versionB]);
  for (const [version, pointer] of [
    [versionA, '/versionA'],
    [versionB, '/versionB'],
  ] as const) {
    const document = versions.get(version);
    // An older version that says what nobody may say does not come back by a trial.
    if (!document || claimsIn(document).some((one) => one.isRefused)) throw scriptVersionUnknown(pointer);
  }
  const [trialId, seed] = [newId(), randomInt(2 ** 32)];
  await ctx.sql.exec`
    INSERT INTO planner.script_trial (tenant_id, trial_id, script_id, version_a, version_b, share_b_ppm, seed, days, began_by, began_at,
                                      recorded_at)
    VALUES (${ctx.tenantId}, ${trialId}, ${script.script_id}, ${versionA}, ${versionB}, ${shareBPpm}, ${seed}, ${days}, ${ctx.actor.name},
            ${ctx.now}, ${ctx.recordedAt})`;
  await note(ctx, 'trialBegan', script.script_id, { versionA, versionB, shareBPpm, days, seed });
}

/** Ends the trial of a script; from then on everybody hears the newest version. Nothing runs: nothing happens. */
export async function endScriptTrial(ctx: Ctx, script: ScriptRow): Promise<void> {
  const ended = await ctx.sql.exec`
    UPDATE planner.script_trial AS script_trial
       SET ended_at = greatest(${ctx.now}::timestamptz, script_trial.began_at)
     WHERE script_trial.tenant_id = ${ctx.tenantId} AND script_trial.script_id = ${script.script_id} AND script_trial.ended_at IS NULL`;
  if (ended > 0) await note(ctx, 'trialEnded', script.script_id, {});
}

/** What was said to a record that became another's was said to that one. */
export async function moveScriptUses(ctx: Ctx, { from, to }: { from: Uuid; to: Uuid }): Promise<void> {
  await ctx.sql.exec`
    UPDATE planner.script_use AS script_use
       SET person_id = ${to}
     WHERE script_use.tenant_id = ${ctx.tenantId} AND script_use.person_id = ${from}`;
}

/** What another system calls words said to somebody may name them; it goes with them. That something was said stays, of a pseudonym (P18). */
export async function forgetScriptUses(ctx: Ctx, personIds: readonly Uuid[]): Promise<void> {
  await ctx.sql.exec`
    UPDATE planner.script_use AS script_use
       SET external_id = NULL
     WHERE script_use.tenant_id = ${ctx.tenantId} AND script_use.person_id = ANY(${plainArray(personIds)}::uuid[])`;
}

async function note(ctx: Ctx, what: string, scriptId: Uuid, facts: Record<string, unknown>): Promise<void> {
  await audit(ctx, { action: `script.${what}`, subjectKind: 'script', subjectId: publicId('script', scriptId), facts });
}
