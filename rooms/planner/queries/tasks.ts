import { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { decodeCursor, pageOf } from '../../../kit/http/cursor.ts';
import { assert } from '../../../kit/errors/index.ts';
import { parseId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { parseDay } from '../../../kit/time/index.ts';
import type { PlanTask } from '../diagnosis-api.ts';
import { taskNotFound } from '../errors.ts';

/** planner.task with the name its owner has now. */
export interface TaskRow {
  readonly task_id: Uuid;
  readonly about: PlanTask['about'];
  readonly design_id: Uuid | null;
  readonly diagnosis_id: Uuid | null;
  readonly place: string | null;
  readonly title: string;
  readonly note: string;
  readonly owner_staff_id: Uuid | null;
  readonly owner_person_id: Uuid | null;
  readonly owner_name: string | null;
  readonly shown_owner: string | null;
  readonly due_on: string | null;
  readonly state: PlanTask['state'];
  readonly closed_at: Date | null;
  readonly created_at: Date;
  readonly changed_at: Date;
}

interface Wish {
  readonly taskId?: Uuid | null;
  readonly designId?: Uuid | null;
  readonly diagnosisId?: Uuid | null;
  readonly personId?: Uuid | null;
  readonly about?: string | null;
  readonly place?: string | null;
  readonly state?: string | null;
  readonly before?: Uuid | null;
  readonly limit: number;
}

/** The task behind `tsk_…`. @throws `task.notFound` */
export async function findTask(ctx: Ctx, id: string): Promise<TaskRow> {
  const taskId = parseId('task', id);
  const [row] = taskId === null ? [] : await tasksWhere(ctx, { taskId, limit: 1 });
  if (!row) throw taskNotFound();
  return row;
}

/** Tasks that fit, the newest first, pages by key. */
export async function listTasks(
  ctx: Ctx,
  { cursor, ...wish }: Omit<Wish, 'before' | 'taskId'> & { cursor?: string | undefined },
): Promise<{ data: PlanTask[]; next: string | null }> {
  const [before] = decodeCursor(cursor, z.tuple([z.uuid()])) ?? [null];
  const rows = await tasksWhere(ctx, { ...wish, before, limit: wish.limit + 1 });
  const { shown, next } = pageOf(rows, wish.limit, (row) => [row.task_id]);
  return { data: shown.map((row) => taskJson(ctx, row)), next };
}

export async function taskReply(ctx: Ctx, taskId: Uuid): Promise<PlanTask> {
  const [row] = await tasksWhere(ctx, { taskId, limit: 1 });
  assert(row, 'a task that was just written is there');
  return taskJson(ctx, row);
}

function taskJson(ctx: Ctx, row: TaskRow): PlanTask {
  return {
    id: publicId('task', row.task_id),
    about: row.about,
    design: row.design_id && publicId('design', row.design_id),
    diagnosis: row.diagnosis_id && publicId('diagnosis', row.diagnosis_id),
    place: row.place,
    title: row.title,
    note: row.note,
    owner: ownerOf(row),
    due: row.due_on,
    state: row.state,
    isLate: row.state === 'open' && row.due_on !== null && parseDay(row.due_on) < ctx.today,
    closedAt: row.closed_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    changedAt: row.changed_at.toISOString(),
  };
}

function ownerOf(row: TaskRow): PlanTask['owner'] {
  const name = row.shown_owner ?? '';
  if (row.owner_staff_id !== null) return { kind: 'staff', id: publicId('staff', row.owner_staff_id), name };
  if (row.owner_person_id !== null) return { kind: 'person', id: publicId('person', row.owner_person_id), name };
  return row.owner_name === null ? null : { kind: 'name', id: null, name };
}

async function tasksWhere(ctx: Ctx, wish: Wish): Promise<TaskRow[]> {
  const { taskId = null, designId = null, diagnosisId = null, personId = null, before = null } = wish;
  const { about = null, place = null, state = null, limit } = wish;
  return await ctx.sql.anew<TaskRow>`
    SELECT task.task_id, task.about, task.design_id, task.diagnosis_id, task.place, task.title, task.note, task.owner_staff_id,
           person.person_id AS owner_person_id, task.owner_name, coalesce(task.owner_name, staff.name, person.name) AS shown_owner,
           task.due_on, task.state, task.closed_at, task.created_at, task.changed_at
      FROM planner.task AS task
      LEFT JOIN identity.staff AS staff ON staff.tenant_id = ${ctx.tenantId} AND staff.staff_id = task.owner_staff_id
      LEFT JOIN relations.person AS first ON first.tenant_id = ${ctx.tenantId} AND first.person_id = task.owner_person_id
      LEFT JOIN relations.person AS person
             ON person.tenant_id = ${ctx.tenantId} AND person.person_id = coalesce(first.merged_into, first.person_id)
     WHERE task.tenant_id = ${ctx.tenantId}
       AND (${taskId}::uuid IS NULL OR task.task_id = ${taskId})
       AND (${designId}::uuid IS NULL OR task.design_id = ${designId})
       AND (${diagnosisId}::uuid IS NULL OR task.diagnosis_id = ${diagnosisId})
       AND (${personId}::uuid IS NULL OR person.person_id = ${personId})
       AND (${about}::text IS NULL OR task.about = ${about})
       AND (${place}::text IS NULL OR task.place = ${place})
       AND (${state}::text IS NULL OR task.state = ${state})
       AND (${before}::uuid IS NULL OR task.task_id < ${before})
     ORDER BY task.task_id DESC
     LIMIT ${limit}`;
}
