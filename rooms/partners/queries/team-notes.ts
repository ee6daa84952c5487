import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { assert, DomainError } from '../../../kit/errors/index.ts';
import { beforeId, pageOf } from '../../../kit/http/cursor.ts';
import { parseId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { peopleRefs } from '../../relations/index.ts';
import type { TeamNotice, TeamTask } from '../api.ts';
import { knownLevels } from './levels.ts';
import { teamCounts } from './team-counts.ts';

/** partners.team_note */
export interface TeamNoteRow {
  note_id: Uuid;
  kind: 'notice' | 'task';
  title: string;
  body: string;
  audience: 'all' | 'level' | 'team';
  level_id: string | null;
  leader_id: Uuid | null;
  measure: TeamTask['measure'] | null;
  goal: number | null;
  until_at: Date | null;
  told_at: Date;
  told_by: string;
  withdrawn_at: Date | null;
}

type Kind = TeamNoteRow['kind'];
type Page = { limit: number; cursor?: string | undefined };

/** One notice or task. @throws `teamNotice.notFound`, `teamTask.notFound` */
export async function findTeamNote(ctx: Ctx, kind: Kind, id: string): Promise<TeamNoteRow> {
  const noteId = parseId(kind === 'task' ? 'teamTask' : 'teamNotice', id);
  const [row] = noteId === null ? [] : await notesWhere(ctx, { kind, noteId, limit: 1 });
  if (!row) throw teamNoteNotFound(kind);
  return row;
}

export function teamNoteNotFound(kind: Kind): DomainError {
  return new DomainError(kind === 'task' ? 'teamTask.notFound' : 'teamNotice.notFound');
}

async function notesWhere(
  ctx: Ctx,
  { kind, noteId = null, cursor, limit }: { kind: Kind; noteId?: Uuid | null; cursor?: string | undefined; limit: number },
): Promise<TeamNoteRow[]> {
  return await ctx.sql.anew<TeamNoteRow>`
    SELECT note.note_id, note.kind, note.title, note.body, note.audience, note.level_id, note.leader_id, note.measure, note.goal, note.until_at,
           note.told_at, note.told_by, note.withdrawn_at
      FROM partners.team_note AS note
     WHERE note.tenant_id = ${ctx.tenantId} AND note.kind = ${kind} AND (${noteId}::uuid IS NULL OR note.note_id = ${noteId})
       AND note.note_id < ${beforeId(cursor)}
     ORDER BY note.note_id DESC
     LIMIT ${limit}`;
}

/** Notices to partners, newest first, with how many they are for and how many have seen them. */
export async function listTeamNotices(ctx: Ctx, page: Page): Promise<{ data: TeamNotice[]; next: string | null }> {
  const rows = await notesWhere(ctx, { kind: 'notice', cursor: page.cursor, limit: page.limit + 1 });
  const { shown, next } = pageOf(rows, page.limit, (row) => [row.note_id]);
  return { data: await noticeReplies(ctx, shown), next };
}

/** Tasks of partners, newest first, with how many have done them. */
export async function listTeamTasks(ctx: Ctx, page: Page): Promise<{ data: TeamTask[]; next: string | null }> {
  const rows = await notesWhere(ctx, { kind: 'task', cursor: page.cursor, limit: page.limit + 1 });
  const { shown, next } = pageOf(rows, page.limit, (row) => [row.note_id]);
  return { data: await taskReplies(ctx, shown), next };
}

export async function teamNoticeReply(ctx: Ctx, id: string): Promise<TeamNotice> {
  const [reply] = await noticeReplies(ctx, [await findTeamNote(ctx, 'notice', id)]);
  assert(reply, 'the notice is there');
  return reply;
}

export async function teamTaskReply(ctx: Ctx, id: string): Promise<TeamTask> {
  const [reply] = await taskReplies(ctx, [await findTeamNote(ctx, 'task', id)]);
  assert(reply, 'the task is there');
  return reply;
}

async function noticeReplies(ctx: Ctx, rows: readonly TeamNoteRow[]): Promise<TeamNotice[]> {
  const [reached, toldTo] = [await reachedBy(ctx, rows), await audiencesOf(ctx, rows)];
  return rows.map((row) => {
    const people = reached.get(row.note_id) ?? [];
    return { ...noteJson(row, toldTo(row)), partners: people.length, read: people.filter((one) => one.readAt !== null).length };
  });
}

async function taskReplies(ctx: Ctx, rows: readonly TeamNoteRow[]): Promise<TeamTask[]> {
  const [reached, toldTo] = [await reachedBy(ctx, rows), await audiencesOf(ctx, rows)];
  return rows.map((row) => {
    const people = reached.get(row.note_id) ?? [];
    const { measure, goal, until_at: until } = row;
    assert(measure !== null && goal !== null && until !== null, 'a task has a goal and a day');
    return {
      ...noteJson(row, toldTo(row)),
      partners: people.length,
      read: people.filter((one) => one.readAt !== null).length,
      measure,
      goal,
      dueAt: lastInstant(until),
      state: row.withdrawn_at !== null || until <= ctx.now ? 'over' : 'open',
      done: people.filter((one) => one.isDone).length,
    };
  });
}

/** How far every partner is with a task, those of the oldest partnership first. */
export async function teamProgress(ctx: Ctx, id: string, page: Page) {
  const row = await findTeamNote(ctx, 'task', id);
  const people = (await reachedBy(ctx, [row])).get(row.note_id) ?? [];
  const from = beforeId(page.cursor);
  const rest = people.filter((one) => one.partnershipId < from).toSorted((a, b) => (a.partnershipId < b.partnershipId ? 1 : -1));
  const { shown, next } = pageOf(rest.slice(0, page.limit + 1), page.limit, (one) => [one.partnershipId]);
  const refs = await peopleRefs(
    ctx,
    shown.map((one) => one.personId),
  );
  const data = shown.map((one) => {
    const person = refs.get(one.personId);
    assert(person, 'partners are people');
    const { readAt, had, isDone, doneAt } = one;
    return { person, readAt: readAt?.toISOString() ?? null, had, isDone, doneAt: doneAt?.toISOString() ?? null };
  });
  return { data, next };
}

interface Reached {
  readonly partnershipId: Uuid;
  readonly personId: Uuid;
  readonly readAt: Date | null;
  readonly doneAt: Date | null;
  readonly had: number;
  readonly isDone: boolean;
}

/** The partners of today whom each of these is for, and how far they are. */
async function reachedBy(ctx: Ctx, notes: readonly TeamNoteRow[]): Promise<Map<Uuid, Reached[]>> {
  const ids = plainArray(notes.map((note) => note.note_id));
  const rows = await ctx.sql.anew<{ note_id: Uuid; partnership_id: Uuid; person_id: Uuid; read_at: Date | null; done_at: Date | null }>`
    SELECT note.note_id, partnership.partnership_id, partnership.person_id, min(mark.read_at) AS read_at, min(mark.done_at) AS done_at
      FROM partners.team_note AS note
      LEFT JOIN relations.person AS leader ON leader.tenant_id = ${ctx.tenantId} AND leader.person_id = note.leader_id
      JOIN partners.partnership AS partnership ON partnership.tenant_id = ${ctx.tenantId} AND partnership.to_at IS NULL
      LEFT JOIN partners.level AS level
             ON level.tenant_id = ${ctx.tenantId} AND level.partnership_id = partnership.partnership_id AND level.to_at IS NULL
      LEFT JOIN relations.sponsorship AS sponsorship
             ON sponsorship.tenant_id = ${ctx.tenantId} AND sponsorship.subject_id = partnership.person_id AND sponsorship.to_at IS NULL
      LEFT JOIN relations.person AS record
             ON record.tenant_id = ${ctx.tenantId} AND (record.person_id = partnership.person_id OR record.merged_into = partnership.person_id)
      LEFT JOIN partners.team_mark AS mark
             ON mark.tenant_id = ${ctx.tenantId} AND mark.note_id = note.note_id AND mark.person_id = record.person_id
     WHERE note.tenant_id = ${ctx.tenantId} AND note.note_id = ANY(${ids}::uuid[])
       AND (note.audience = 'all' OR level.level_id = note.level_id
         OR coalesce(leader.merged_into, leader.person_id) IN (sponsorship.object_id, partnership.person_id))
     GROUP BY note.note_id, partnership.partnership_id, partnership.person_id`;
  const counts = await teamCounts(ctx, notes, null);
  const found = new Map<Uuid, Reached[]>(notes.map((note) => [note.note_id, []]));
  const goals = new Map(notes.map((note) => [note.note_id, note]));
  for (const row of rows) {
    const note = goals.get(row.note_id);
    const had = note?.measure === 'done' ? Number(row.done_at !== null) : (counts.get(`${row.note_id} ${row.person_id}`) ?? 0);
    const isDone = note?.measure === 'done' ? row.done_at !== null : had >= (note?.goal ?? Infinity);
    found.get(row.note_id)?.push({
      partnershipId: row.partnership_id,
      personId: row.person_id,
      readAt: row.read_at,
      doneAt: row.done_at,
      had,
      isDone,
    });
  }
  return found;
}

async function audiencesOf(ctx: Ctx, rows: readonly TeamNoteRow[]): Promise<(row: TeamNoteRow) => TeamNotice['to']> {
  const labels = await knownLevels(
    ctx,
    rows.flatMap((row) => row.level_id ?? []),
  );
  const leaders = await peopleRefs(
    ctx,
    rows.flatMap((row) => row.leader_id ?? []),
  );
  return ({ level_id: level, leader_id: leaderId }) => {
    const leader = leaderId === null ? undefined : leaders.get(leaderId);
    if (leader) return { kind: 'team', leader };
    return level === null ? { kind: 'all' } : { kind: 'level', level: { id: level, label: labels.get(level) ?? level } };
  };
}

function noteJson(row: TeamNoteRow, to: TeamNotice['to']): Omit<TeamNotice, 'partners' | 'read'> {
  return {
    id: publicId(row.kind === 'task' ? 'teamTask' : 'teamNotice', row.note_id),
    externalId: null,
    title: row.title,
    body: row.body,
    to,
    toldAt: row.told_at.toISOString(),
    toldBy: row.told_by,
    withdrawnAt: row.withdrawn_at?.toISOString() ?? null,
  };
}

/** The end of the last day as a moment of that day, so that it is written as that day. */
export function lastInstant(until: Date): string {
  return new Date(until.getTime() - 1).toISOString();
}
