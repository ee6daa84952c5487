import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import type { ProposalKind } from '../proposal-api.ts';

/** planner.made: what a proposal of a design became. */
export interface MadeRow {
  readonly key: string;
  readonly kind: ProposalKind;
  /** the public id of the thing */
  readonly object: string;
  readonly made_at: Date;
}

/** What was made from a design, by key. */
export async function madeOf(ctx: Ctx, designId: Uuid): Promise<Map<string, MadeRow>> {
  const rows = await ctx.sql.anew<MadeRow>`
    SELECT made.key, made.kind, made.object, made.made_at
      FROM planner.made AS made
     WHERE made.tenant_id = ${ctx.tenantId} AND made.design_id = ${designId}`;
  return new Map(rows.map((row) => [row.key, row]));
}

/** Tasks by id, with what became of them. */
export async function tasksMade(ctx: Ctx, ids: readonly Uuid[]): Promise<{ task_id: Uuid; title: string; state: string }[]> {
  if (ids.length === 0) return [];
  return await ctx.sql<{ task_id: Uuid; title: string; state: string }>`
    SELECT task.task_id, task.title, task.state
      FROM planner.task AS task
     WHERE task.tenant_id = ${ctx.tenantId} AND task.task_id = ANY(${plainArray(ids)}::uuid[])`;
}
