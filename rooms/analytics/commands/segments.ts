import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { lockLane } from '../../../kit/db/lane.ts';
import { DomainError } from '../../../kit/errors/index.ts';
import { newId, parseId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import type { createSegment as createSegmentShape, Segment } from '../api.ts';
import { parseFilter } from '../queries/segment-filter.ts';
import { segmentReply } from '../queries/segments.ts';

/**
 * Keeps a filter of the people list under a name. Making the same one again answers the first.
 * @throws DomainError `filter.invalid`; `segment.exists` when the name stands for another filter
 */
export async function createSegment(ctx: Ctx, input: z.output<typeof createSegmentShape>): Promise<Segment> {
  parseFilter(input.filter);
  // People are counted below, from arrays that may have to be read: nobody changes them meanwhile.
  await lockLane(ctx);
  const made = await ctx.sql.maybe<{ segment_id: Uuid }>`
    INSERT INTO analytics.segment (tenant_id, segment_id, name, filter, created_by, created_at)
    VALUES (${ctx.tenantId}, ${newId()}, ${input.name}, ${JSON.stringify(input.filter)}::jsonb, ${ctx.actor.id}, ${ctx.now})
        ON CONFLICT (tenant_id, name) DO NOTHING
    RETURNING segment_id`;
  const row = await ctx.sql.one<{
    segment_id: Uuid;
    name: string;
    filter: Record<string, string>;
    created_at: Date;
  }>`
    SELECT segment.segment_id, segment.name, segment.filter, segment.created_at
      FROM analytics.segment AS segment
     WHERE segment.tenant_id = ${ctx.tenantId} AND segment.name = ${input.name}`;
  if (!made && !isSame(row.filter, input.filter)) {
    throw new DomainError('segment.exists', {
      name: input.name,
      segment: publicId('segment', row.segment_id),
      pointer: '/name',
    });
  }
  return await segmentReply(ctx, row);
}

/** @throws DomainError `segment.notFound` */
export async function deleteSegment(ctx: Ctx, id: string): Promise<void> {
  const segmentId = parseId('segment', id);
  const gone =
    segmentId === null
      ? 0
      : await ctx.sql.exec`
    DELETE FROM analytics.segment AS segment WHERE segment.tenant_id = ${ctx.tenantId} AND segment.segment_id = ${segmentId}`;
  if (gone === 0) throw new DomainError('segment.notFound');
}

function isSame(a: Record<string, string>, b: Record<string, string>): boolean {
  const text = (filter: Record<string, string>): string => JSON.stringify(Object.entries(filter).sort());
  return text(a) === text(b);
}
