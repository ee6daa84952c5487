import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { assert } from '../../../kit/errors/index.ts';
import { beforeId, pageOf } from '../../../kit/http/cursor.ts';
import { parseId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import type { MyTeamNotices, MyTeamTask } from '../api.ts';
import { standingPartners } from './level-warnings.ts';
import { recordsOf } from './owners.ts';
import { teamCounts } from './team-counts.ts';
import { lastInstant, teamNoteNotFound, type TeamNoteRow } from './team-notes.ts';

type Page = { limit: number; cursor?: string | undefined };
type MyRow = Pick<TeamNoteRow, 'note_id' | 'title' | 'body' | 'measure' | 'goal' | 'until_at' | 'told_at'> & {
  read_at: Date | null;
  done_at: Date | null;
};

/** What was told to somebody as the partner they are today: to all, to their level, to the team they lead or belong to; newest first. */
async function mineWhere(
  ctx: Ctx,
  personId: Uuid,
  { kind, noteId = null, cursor, limit }: { kind: TeamNoteRow['kind']; noteId?: Uuid | null; cursor?: string | undefined; limit: number },
): Promise<MyRow[]> {
  const [partner] = await standingPartners(ctx, { personId, limit: 1 });
  if (!partner) return [];
  const own = plainArray(await recordsOf(ctx, personId));
  return await ctx.sql.anew<MyRow>`
    SELECT note.note_id, note.title, note.body, note.measure, note.goal, note.until_at, note.told_at, mark.read_at, mark.done_at
      FROM partners.team_note AS note
      LEFT JOIN LATERAL (SELECT min(mark.read_at) AS read_at, min(mark.done_at) AS done_at
                           FROM partners.team_mark AS mark
                          WHERE mark.tenant_id = ${ctx.tenantId} AND mark.note_id = note.note_id AND mark.person_id = ANY(${own}::uuid[])) AS mark ON true
     WHERE note.tenant_id = ${ctx.tenantId} AND note.kind = ${kind} AND note.withdrawn_at IS NULL
       AND (${noteId}::uuid IS NULL OR note.note_id = ${noteId}) AND note.note_id < ${beforeId(cursor)}
       AND (note.audience = 'all' OR note.level_id = ${partner.level} OR note.leader_id = ANY(${own}::uuid[])
         OR EXISTS (SELECT 1 FROM relations.sponsorship AS sponsorship
                      JOIN relations.person AS leader
                           ON leader.tenant_id = ${ctx.tenantId}
                          AND (leader.person_id = sponsorship.object_id OR leader.merged_into = sponsorship.object_id)
                     WHERE sponsorship.tenant_id = ${ctx.tenantId} AND sponsorship.subject_id = ${personId} AND sponsorship.to_at IS NULL
                       AND leader.person_id = note.leader_id))
     ORDER BY note.note_id DESC
     LIMIT ${limit}`;
}

const MANY = 1_000;

/** What the brand told somebody as a partner, and how much of it they have not seen. */
export async function myTeamNotices(ctx: Ctx, personId: Uuid, page: Page): Promise<MyTeamNotices> {
  const rows = await mineWhere(ctx, personId, { kind: 'notice', cursor: page.cursor, limit: page.limit + 1 });
  const { shown, next } = pageOf(rows, page.limit, (row) => [row.note_id]);
  return {
    data: shown.map((row) => ({
      id: publicId('teamNotice', row.note_id),
      title: row.title,
      body: row.body,
      at: row.told_at.toISOString(),
      readAt: row.read_at?.toISOString() ?? null,
    })),
    next,
    unread: (await unreadTeamNotes(ctx, personId)).length,
  };
}

/** Notices somebody has not seen. */
export async function unreadTeamNotes(ctx: Ctx, personId: Uuid): Promise<Uuid[]> {
  const rows = await mineWhere(ctx, personId, { kind: 'notice', limit: MANY });
  return rows.filter((row) => row.read_at === null).map((row) => row.note_id);
}

/** What a partner is asked to do with the others, newest first, and how far they are. */
export async function myTeamTasks(ctx: Ctx, personId: Uuid, page: Page): Promise<{ data: MyTeamTask[]; next: string | null }> {
  const rows = await mineWhere(ctx, personId, { kind: 'task', cursor: page.cursor, limit: page.limit + 1 });
  const { shown, next } = pageOf(rows, page.limit, (row) => [row.note_id]);
  return { data: await taskReplies(ctx, personId, shown), next };
}

export async function countOpenTeamTasks(ctx: Ctx, personId: Uuid): Promise<number> {
  const tasks = await taskReplies(ctx, personId, await mineWhere(ctx, personId, { kind: 'task', limit: MANY }));
  return tasks.filter((task) => task.state === 'open').length;
}

/** One task of a partner. @throws `teamTask.notFound`, for one that is not theirs too */
export async function myTeamTask(ctx: Ctx, personId: Uuid, id: string): Promise<MyTeamTask> {
  const noteId = parseId('teamTask', id);
  const rows = noteId === null ? [] : await mineWhere(ctx, personId, { kind: 'task', noteId, limit: 1 });
  const [task] = await taskReplies(ctx, personId, rows);
  if (!task) throw teamNoteNotFound('task');
  return task;
}

async function taskReplies(ctx: Ctx, personId: Uuid, rows: readonly MyRow[]): Promise<MyTeamTask[]> {
  const counts = await teamCounts(ctx, rows, [personId]);
  return rows.map((row) => {
    const { measure, goal, until_at: until } = row;
    assert(measure !== null && goal !== null && until !== null, 'a task has a goal and a day');
    const had = measure === 'done' ? Number(row.done_at !== null) : (counts.get(`${row.note_id} ${personId}`) ?? 0);
    const isDone = measure === 'done' ? row.done_at !== null : had >= goal;
    return {
      id: publicId('teamTask', row.note_id),
      title: row.title,
      body: row.body,
      measure,
      goal: measure === 'done' ? 1 : goal,
      had,
      at: row.told_at.toISOString(),
      dueAt: lastInstant(until),
      state: isDone ? 'done' : until <= ctx.now ? 'over' : 'open',
      doneAt: row.done_at?.toISOString() ?? null,
    };
  });
}

/** What somebody saw and did of it, for their own copy of what the brand holds (P18). */
export async function teamMarksOf(ctx: Ctx, personId: Uuid): Promise<Record<string, unknown>[]> {
  return await ctx.sql`
    SELECT note.kind, note.title, mark.read_at AS "readAt", mark.done_at AS "doneAt"
      FROM partners.team_mark AS mark
      JOIN partners.team_note AS note ON note.tenant_id = ${ctx.tenantId} AND note.note_id = mark.note_id
     WHERE mark.tenant_id = ${ctx.tenantId} AND mark.person_id = ANY(${plainArray(await recordsOf(ctx, personId))}::uuid[])
     ORDER BY mark.read_at, mark.note_id`;
}
