import { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { decodeCursor, pageOf } from '../../../kit/http/cursor.ts';
import type { Stage } from '../../../kit/http/shapes.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import type { StageChange } from '../api.ts';

/** The stages a person went through, oldest first; `days` = whole days spent in the stage before. */
export async function stagesOf(
  ctx: Ctx,
  personId: Uuid,
  page: { limit: number; cursor?: string | undefined },
): Promise<{ data: StageChange[]; next: string | null }> {
  const [after] = decodeCursor(page.cursor, z.tuple([z.int32()])) ?? [-1];
  const rows = await ctx.sql<{
    seq: number;
    from_stage: Stage | null;
    to_stage: Stage;
    at: Date;
    days: number | null;
  }>`
    SELECT stage_change.seq, stage_change.from_stage, stage_change.to_stage, stage_change.at, stage_change.days
      FROM relations.stage_change AS stage_change
     WHERE stage_change.tenant_id = ${ctx.tenantId} AND stage_change.person_id = ${personId} AND stage_change.seq > ${after}
     ORDER BY stage_change.seq
     LIMIT ${page.limit + 1}`;
  const { shown, next } = pageOf(rows, page.limit, (row) => [row.seq]);
  return {
    data: shown.map((row) => ({
      from: row.from_stage,
      to: row.to_stage,
      at: row.at.toISOString(),
      days: row.days,
    })),
    next,
  };
}
