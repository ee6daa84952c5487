import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { newId, type Uuid } from '../../../kit/ids/index.ts';
import type { createTask as createShape } from '../diagnosis-api.ts';

type Task = Pick<z.output<typeof createShape>, 'about' | 'place' | 'title' | 'note'>;

/** Writes down a task a design proposes; its owner is a name until somebody takes it. */
export async function makeTask(ctx: Ctx, designId: Uuid, { about, place, title, note }: Task, ownerName: string | null): Promise<Uuid> {
  const taskId = newId();
  await ctx.sql.exec`
    INSERT INTO planner.task (tenant_id, task_id, about, design_id, place, title, note, owner_name, state, created_by, created_at, changed_at)
    VALUES (${ctx.tenantId}, ${taskId}, ${about}, ${designId}, ${place ?? null}, ${title}, ${note}, ${ownerName}, 'open', ${ctx.actor.name},
            ${ctx.now}, ${ctx.now})`;
  return taskId;
}
