import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { newId, parseId, type Uuid } from '../../../kit/ids/index.ts';
import { findPerson } from '../../relations/index.ts';
import { cellKeys, type CellKey } from '../design-api.ts';
import type { createTask as createShape, updateTask as updateShape } from '../diagnosis-api.ts';
import { staffNotFound, taskInvalid } from '../errors.ts';
import { questionIds } from '../model/diagnosis.ts';
import { findDesign } from '../queries/designs.ts';
import { findDiagnosis } from '../queries/diagnoses.ts';
import type { TaskRow } from '../queries/tasks.ts';

type Owner = z.output<typeof createShape>['owner'];

interface OwnerColumns {
  readonly staff: Uuid | null;
  readonly person: Uuid | null;
  readonly name: string | null;
}

/**
 * Writes down something to do, for a design, a gap of a diagnosis, a cell or a step.
 * @throws `design.notFound`, `diagnosis.notFound`, `staff.notFound`, `person.notFound`, `task.placeInvalid`
 */
export async function createTask(ctx: Ctx, wanted: z.output<typeof createShape>): Promise<Uuid> {
  const place = wanted.place ?? null;
  if (!isPlace(wanted.about, place)) throw taskInvalid('/place');
  if (wanted.about !== 'gap' && wanted.design === undefined) throw taskInvalid('/design');
  if (wanted.about === 'gap' && wanted.diagnosis === undefined) throw taskInvalid('/diagnosis');
  const design = wanted.design === undefined ? null : (await findDesign(ctx, wanted.design, '/design')).design_id;
  const diagnosis = wanted.diagnosis === undefined ? null : (await findDiagnosis(ctx, wanted.diagnosis, '/diagnosis')).diagnosis_id;
  const owner = await ownerColumns(ctx, wanted.owner);
  const taskId = newId();
  await ctx.sql.exec`
    INSERT INTO planner.task (tenant_id, task_id, about, design_id, diagnosis_id, place, title, note, owner_staff_id, owner_person_id, owner_name,
                              due_on, state, created_by, created_at, changed_at)
    VALUES (${ctx.tenantId}, ${taskId}, ${wanted.about}, ${design}, ${diagnosis}, ${place}, ${wanted.title}, ${wanted.note}, ${owner.staff},
            ${owner.person}, ${owner.name}, ${wanted.due}, 'open', ${ctx.actor.name}, ${ctx.now}, ${ctx.now})`;
  return taskId;
}

/** Changes what is given; done and dropped tasks can be opened again. @throws `staff.notFound`, `person.notFound` */
export async function updateTask(ctx: Ctx, row: TaskRow, wanted: z.output<typeof updateShape>): Promise<void> {
  const owner =
    wanted.owner === undefined
      ? { staff: row.owner_staff_id, person: row.owner_person_id, name: row.owner_name }
      : await ownerColumns(ctx, wanted.owner);
  const state = wanted.state ?? row.state;
  const closedAt = state === 'open' ? null : state === row.state ? row.closed_at : ctx.now;
  await ctx.sql.exec`
    UPDATE planner.task AS task
       SET title = ${wanted.title ?? row.title}, note = ${wanted.note ?? row.note}, owner_staff_id = ${owner.staff},
           owner_person_id = ${owner.person}, owner_name = ${owner.name}, due_on = ${wanted.due === undefined ? row.due_on : wanted.due},
           state = ${state}, closed_at = ${closedAt}, changed_at = ${ctx.now}
     WHERE task.tenant_id = ${ctx.tenantId} AND task.task_id = ${row.task_id}`;
}

/** Whoever is erased owns nothing any more: their tasks wait for somebody else (P18). */
export async function forgetTasks(ctx: Ctx, personIds: readonly Uuid[]): Promise<void> {
  await ctx.sql.exec`
    UPDATE planner.task AS task
       SET owner_person_id = NULL
     WHERE task.tenant_id = ${ctx.tenantId} AND task.owner_person_id = ANY(${plainArray(personIds)}::uuid[])`;
}

function isPlace(about: string, place: string | null): boolean {
  switch (about) {
    case 'gap':
      return place !== null && questionIds.includes(place);
    case 'cell':
      return cellKeys.includes(place as CellKey);
    case 'step':
      return place !== null && /^(?:[1-9]|10)$/.test(place);
    default:
      return true;
  }
}

async function ownerColumns(ctx: Ctx, owner: Owner): Promise<OwnerColumns> {
  if (owner === null) return { staff: null, person: null, name: null };
  if ('name' in owner) return { staff: null, person: null, name: owner.name };
  if ('person' in owner) return { staff: null, person: (await findPerson(ctx, owner.person, '/owner/person')).person_id, name: null };
  return { staff: await staffOf(ctx, owner.staff), person: null, name: null };
}

async function staffOf(ctx: Ctx, id: string): Promise<Uuid> {
  const staffId = parseId('staff', id);
  const row =
    staffId === null
      ? null
      : await ctx.sql.maybe<{ staff_id: Uuid }>`
          SELECT staff.staff_id
            FROM identity.staff AS staff
           WHERE staff.tenant_id = ${ctx.tenantId} AND staff.staff_id = ${staffId} AND staff.revoked_at IS NULL`;
  if (!row) throw staffNotFound('/owner/staff');
  return row.staff_id;
}
