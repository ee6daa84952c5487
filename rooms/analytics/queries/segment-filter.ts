import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { DomainError } from '../../../kit/errors/index.ts';
import { parseId } from '../../../kit/ids/index.ts';
import { peopleQuery } from '../api.ts';

export type PeopleQuery = z.output<typeof peopleQuery>;

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
    throw new DomainError('filter.invalid', {
      pointer: `/filter/${String(part ?? '')}`,
      value: filter[String(part)] ?? null,
    });
  }
  return { ...peopleQuery.parse({}), ...parsed.data };
}

/** The filter behind a segment's public id. @throws DomainError `segment.notFound` */
export async function segmentFilter(ctx: Ctx, id: string): Promise<PeopleQuery> {
  const segmentId = parseId('segment', id);
  const row =
    segmentId &&
    (await ctx.sql.maybe<{ filter: Record<string, string> }>`
    SELECT segment.filter FROM analytics.segment AS segment WHERE segment.tenant_id = ${ctx.tenantId} AND segment.segment_id = ${segmentId}`);
  if (!row) throw new DomainError('segment.notFound', { pointer: '/segment' });
  return parseFilter(row.filter);
}
