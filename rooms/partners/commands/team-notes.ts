import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { DomainError } from '../../../kit/errors/index.ts';
import { newId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { parseDay } from '../../../kit/time/index.ts';
import { audit } from '../../identity/index.ts';
import { assertNoPromise } from '../../policy/index.ts';
import { findPerson } from '../../relations/index.ts';
import type { createTeamNotice as noticeShape, createTeamTask as taskShape } from '../api.ts';
import { levelUnknown } from '../errors.ts';
import { quotasIn } from '../model/quotas.ts';
import { knownLevels } from '../queries/levels.ts';
import { isPartnerNow } from '../queries/my-partnership.ts';
import { myTeamTask, unreadTeamNotes } from '../queries/my-team-notes.ts';
import { findTeamNote } from '../queries/team-notes.ts';

type Audience = z.output<typeof noticeShape>['to'];

/** Tells partners something. @throws `claim.incomePromised`, `teamTask.quota`, `partnerLevel.unknown`, `person.notFound`, `teamNotice.notLeader` */
export async function createTeamNotice(ctx: Ctx, wish: z.output<typeof noticeShape>): Promise<string> {
  return await writeNote(ctx, 'notice', wish, null);
}

/**
 * Asks something of partners together, with a goal and a day.
 * @throws `teamTask.byRecruits` (heads), `teamTask.quota` (purchases), `teamTask.past`, and what `createTeamNotice` throws
 */
export async function createTeamTask(ctx: Ctx, wish: z.output<typeof taskShape>): Promise<string> {
  const { measure } = wish;
  if (measure === 'recruits' || measure === 'teamSize') throw new DomainError('teamTask.byRecruits', { rule: 'P1', pointer: '/measure' });
  if (measure === 'teamSales' || measure === 'ownPurchases' || measure === 'stock')
    throw new DomainError('teamTask.quota', { words: measure, rule: measure === 'teamSales' ? 'P1' : 'P4', pointer: '/measure' });
  const dueDay = parseDay(wish.dueOn);
  if (dueDay < ctx.today) throw new DomainError('teamTask.past', { pointer: '/dueOn' });
  const untilAt = new Date(ctx.zone.startOf(dueDay + 1));
  return await writeNote(ctx, 'task', wish, { measure, goal: measure === 'done' ? 1 : wish.goal, untilAt });
}

async function writeNote(
  ctx: Ctx,
  kind: 'notice' | 'task',
  wish: { title: string; body: string; to: Audience },
  task: { measure: string; goal: number; untilAt: Date } | null,
): Promise<string> {
  for (const field of ['title', 'body'] as const) {
    assertNoPromise(wish[field], `/${field}`);
    const quotas = quotasIn(wish[field]);
    if (quotas.length > 0) throw new DomainError('teamTask.quota', { words: quotas.join(', '), rule: 'P1, P4', pointer: `/${field}` });
  }
  const { level, leaderId } = await audienceOf(ctx, wish.to);
  const noteId = newId();
  await ctx.sql.exec`
    INSERT INTO partners.team_note (tenant_id, note_id, kind, title, body, audience, level_id, leader_id, measure, goal, until_at, told_at, told_by,
                                    recorded_at)
    VALUES (${ctx.tenantId}, ${noteId}, ${kind}, ${wish.title}, ${wish.body}, ${wish.to.kind}, ${level}, ${leaderId}, ${task?.measure ?? null},
            ${task?.goal ?? null}, ${task?.untilAt ?? null}, ${ctx.now}, ${ctx.actor.name}, ${ctx.recordedAt})`;
  const id = publicId(kind === 'task' ? 'teamTask' : 'teamNotice', noteId);
  await note(ctx, kind, 'told', id);
  return id;
}

async function audienceOf(ctx: Ctx, to: Audience): Promise<{ level: string | null; leaderId: Uuid | null }> {
  switch (to.kind) {
    case 'all':
      return { level: null, leaderId: null };
    case 'level':
      if (!(await knownLevels(ctx, [to.level])).has(to.level)) throw levelUnknown(to.level, '/to/level');
      return { level: to.level, leaderId: null };
    case 'team': {
      const leader = await findPerson(ctx, to.leader, '/to/leader');
      if (!(await isPartnerNow(ctx, leader.person_id))) throw new DomainError('teamNotice.notLeader', { pointer: '/to/leader' });
      return { level: null, leaderId: leader.person_id };
    }
  }
}

/** Takes a notice back, or ends a task before its day; what has ended stays so. @throws `teamNotice.notFound`, `teamTask.notFound` */
export async function withdrawTeamNote(ctx: Ctx, kind: 'notice' | 'task', id: string): Promise<void> {
  const row = await findTeamNote(ctx, kind, id);
  if (row.withdrawn_at !== null) return;
  await ctx.sql.exec`
    UPDATE partners.team_note AS note
       SET withdrawn_at = ${ctx.now}
     WHERE note.tenant_id = ${ctx.tenantId} AND note.note_id = ${row.note_id} AND note.withdrawn_at IS NULL`;
  await note(ctx, kind, 'withdrawn', id);
}

/** A partner has seen what they were told. */
export async function readTeamNotices(ctx: Ctx, personId: Uuid): Promise<void> {
  const unread = await unreadTeamNotes(ctx, personId);
  if (unread.length === 0) return;
  await ctx.sql.exec`
    INSERT INTO partners.team_mark (tenant_id, note_id, person_id, read_at, recorded_at)
    SELECT ${ctx.tenantId}, fresh.note_id, ${personId}::uuid, ${ctx.now}::timestamptz, ${ctx.recordedAt}::timestamptz
      FROM unnest(${plainArray(unread)}::uuid[]) AS fresh (note_id)
        ON CONFLICT DO NOTHING`;
}

/**
 * A partner says that a task is done, or not yet after all, until its day is over.
 * @throws `teamTask.notFound`, `teamTask.counted` (it counts by itself), `teamTask.over`
 */
export async function tickTeamTask(ctx: Ctx, personId: Uuid, id: string, isDone: boolean): Promise<void> {
  const task = await myTeamTask(ctx, personId, id);
  if (task.measure !== 'done') throw new DomainError('teamTask.counted');
  if (Date.parse(task.dueAt) <= ctx.now.getTime()) throw new DomainError('teamTask.over');
  const { note_id: noteId } = await findTeamNote(ctx, 'task', id);
  await ctx.sql.exec`
    INSERT INTO partners.team_mark (tenant_id, note_id, person_id, read_at, done_at, recorded_at)
    VALUES (${ctx.tenantId}, ${noteId}, ${personId}, ${ctx.now}, ${isDone ? ctx.now : null}, ${ctx.recordedAt})
        ON CONFLICT (tenant_id, note_id, person_id) DO UPDATE SET done_at = excluded.done_at`;
}

/** What somebody saw and ticked goes with them (P18). */
export async function forgetTeamMarks(ctx: Ctx, personIds: readonly Uuid[]): Promise<void> {
  await ctx.sql.exec`
    DELETE FROM partners.team_mark AS mark
     WHERE mark.tenant_id = ${ctx.tenantId} AND mark.person_id = ANY(${plainArray(personIds)}::uuid[])`;
}

async function note(ctx: Ctx, kind: 'notice' | 'task', what: 'told' | 'withdrawn', id: string): Promise<void> {
  await audit(ctx, {
    action: `team.${kind}${what === 'told' ? 'Told' : 'Withdrawn'}`,
    subjectKind: kind === 'task' ? 'teamTask' : 'teamNotice',
    subjectId: id,
  });
}
