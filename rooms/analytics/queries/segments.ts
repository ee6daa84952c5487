import { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { decodeCursor, encodeCursor } from '../../../kit/http/index.ts';
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
  const after = decodeCursor(page.cursor, z.tuple([z.uuid()]));
  const rows = await ctx.sql<SegmentRow>`
    SELECT segment.segment_id, segment.name, segment.filter, segment.created_at
      FROM analytics.segment AS segment
     WHERE segment.tenant_id = ${ctx.tenantId} AND segment.segment_id > ${after?.[0] ?? '00000000-0000-0000-0000-000000000000'}::uuid
     ORDER BY segment.segment_id
     LIMIT ${page.limit + 1}`;
  const shown = rows.slice(0, page.limit);
  const last = rows.length > page.limit ? shown.at(-1) : undefined;
  const data: Segment[] = [];
  for (const row of shown) data.push(await segmentReply(ctx, row));
  return { data, next: last ? encodeCursor([last.segment_id]) : null };
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
