import type { Ctx } from '../../../kit/ctx.ts';
import { afterId, pageOf } from '../../../kit/http/index.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import type { Segment } from '../api.ts';
import { peopleCount } from './people-list.ts';
import { parseFilter } from './segment-filter.ts';

interface SegmentRow {
  segment_id: Uuid;
  name: string;
  filter: Record<string, string>;
  created_at: Date;
}

/** The segments of the brand, oldest first, with how many people fit each now. */
export async function segments(
  ctx: Ctx,
  page: { limit: number; cursor?: string | undefined },
): Promise<{ data: Segment[]; next: string | null }> {
  const rows = await ctx.sql<SegmentRow>`
    SELECT segment.segment_id, segment.name, segment.filter, segment.created_at
      FROM analytics.segment AS segment
     WHERE segment.tenant_id = ${ctx.tenantId} AND segment.segment_id > ${afterId(page.cursor)}::uuid
     ORDER BY segment.segment_id
     LIMIT ${page.limit + 1}`;
  const { shown, next } = pageOf(rows, page.limit, (row) => [row.segment_id]);
  const data: Segment[] = [];
  for (const row of shown) data.push(await segmentReply(ctx, row));
  return { data, next };
}

/** A segment as the API shows it. */
export async function segmentReply(ctx: Ctx, row: SegmentRow): Promise<Segment> {
  return {
    id: publicId('segment', row.segment_id),
    name: row.name,
    filter: row.filter,
    people: await peopleCount(ctx, parseFilter(row.filter)),
    createdAt: row.created_at.toISOString(),
  };
}
