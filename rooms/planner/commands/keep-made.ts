import type { Ctx } from '../../../kit/ctx.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import { audit } from '../../identity/index.ts';
import type { ProposalKind } from '../proposal-api.ts';

/** Remembers what a proposal became; one that is made again after it was taken away is remembered in the place of the first. */
export async function keepMade(ctx: Ctx, designId: Uuid, made: { key: string; kind: ProposalKind; object: string }): Promise<void> {
  await ctx.sql.exec`
    INSERT INTO planner.made (tenant_id, design_id, key, kind, object, made_by, made_at, recorded_at)
    VALUES (${ctx.tenantId}, ${designId}, ${made.key}, ${made.kind}, ${made.object}, ${ctx.actor.name}, ${ctx.now}, ${ctx.recordedAt})
        ON CONFLICT (tenant_id, design_id, key) DO UPDATE
       SET object = excluded.object, made_by = excluded.made_by, made_at = excluded.made_at, recorded_at = excluded.recorded_at`;
  await audit(ctx, {
    action: 'design.made',
    subjectKind: 'design',
    subjectId: publicId('design', designId),
    facts: { kind: made.kind, key: made.key, made: made.object },
  });
}
