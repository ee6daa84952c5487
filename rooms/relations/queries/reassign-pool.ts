import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { Stage } from '../../../kit/http/shapes.ts';
import type { Uuid } from '../../../kit/ids/index.ts';

/** A customer whose earner is gone and whom nobody holds since. */
export interface Orphan {
  readonly attribution_id: Uuid;
  readonly person_id: Uuid;
  readonly stage: Stage;
  /** who held them */
  readonly object_id: Uuid;
  readonly to_at: Date;
  readonly ended: 'left' | 'erased';
}

/**
 * The pool of customers to be given to somebody else (rules.md B9): those whose holder ended as a partner or was erased, where the dials
 * they were bound under say `reassignPool`, and who went to nobody since. Last orphaned first.
 * @param filter.heldBy only those this person held (any of their records)
 * @param filter.personIds only those of these who are in it
 */
export async function reassignPool(
  ctx: Ctx,
  filter: { before?: Uuid | undefined; heldBy?: readonly Uuid[]; personIds?: readonly Uuid[]; limit: number },
): Promise<Orphan[]> {
  const before = filter.before ?? null;
  const heldBy = filter.heldBy ? plainArray(filter.heldBy) : null;
  const people = filter.personIds ? plainArray(filter.personIds) : null;
  return await ctx.sql.anew<Orphan>`
    SELECT attribution.attribution_id, attribution.object_id, attribution.to_at, attribution.ended, person.person_id, person.stage
      FROM relations.attribution AS attribution
      JOIN relations.person AS person
           ON person.tenant_id = ${ctx.tenantId} AND person.person_id = attribution.subject_id AND person.merged_into IS NULL
          AND person.erased_at IS NULL
     WHERE attribution.tenant_id = ${ctx.tenantId} AND attribution.ended IN ('left', 'erased')
       AND attribution.dials ->> 'onOrphan' = 'reassignPool' AND attribution.to_at <= ${ctx.now} AND attribution.object_id IS NOT NULL
       AND (${before}::uuid IS NULL OR attribution.attribution_id < ${before})
       AND (${heldBy}::uuid[] IS NULL OR attribution.object_id = ANY(${heldBy}::uuid[]))
       AND (${people}::uuid[] IS NULL OR attribution.subject_id = ANY(${people}::uuid[]))
       AND NOT EXISTS (SELECT 1 FROM relations.attribution AS later
                        WHERE later.tenant_id = ${ctx.tenantId} AND later.subject_id = attribution.subject_id
                          AND later.attribution_id <> attribution.attribution_id AND later.from_at >= attribution.to_at
                          AND (later.to_at IS NULL OR later.to_at > later.from_at))
     ORDER BY attribution.attribution_id DESC
     LIMIT ${filter.limit}`;
}
