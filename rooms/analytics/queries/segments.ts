import { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { DomainError } from '../../../kit/errors/index.ts';
import { decodeCursor, encodeCursor } from '../../../kit/http/index.ts';
import { parseId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { peopleQuery, type Segment } from '../api.ts';
import { peopleCount, type PeopleQuery } from './people-list.ts';

interface SegmentRow {
  segment_id: Uuid;
  name: string;
  filter: Record<string, string>;
  created_at: Date;
}

/** What a stored filter may hold: what the people list can filter by, but no page and no other segment. */
const filterShape = peopleQuery.omit({ limit: true, cursor: true, segment: true, sort: true, order: true }).strict();

/**
 * Reads the filter of a segment as the people list would.
 * @throws DomainError `filter.invalid` naming the part that cannot be read
 */
export function parseFilter(filter: Record<string, string>): PeopleQuery {
  const parsed = filterShape.safeParse(filter);
  if (!parsed.success) {
    const path = parsed.error.issues[0];
    const part = path?.code === 'unrecognized_keys' ? path.keys[0] : path?.path[0];
    throw new DomainError('filter.invalid', { pointer: `/filter/${String(part ?? '')}`, value: filter[String(part)] ?? null });
  }
  return { ...peopleQuery.parse({}), ...parsed.data };
}

/** The filter behind a segment's public id. @throws DomainError `segment.notFound` */
export async function segmentFilter(ctx: Ctx, id: string): Promise<PeopleQuery> {
  const segmentId = parseId('segment', id);
  const row = segmentId && (await ctx.sql.maybe<{ filter: Record<string, string> }>`
    SELECT segment.filter FROM analytics.segment AS segment WHERE segment.tenant_id = ${ctx.tenantId} AND segment.segment_id = ${segmentId}`);
  if (!row) throw new DomainError('segment.notFound', { pointer: '/segment' });
  return parseFilter(row.filter);
}

/** The segments of the brand, oldest first, with how many people fit each now. */
export async function segments(ctx: Ctx, page: { limit: number; cursor?: string | undefined }): Promise<{ data: Segment[]; next: string | null }> {
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
