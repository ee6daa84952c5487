import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { announceAttributions } from '../events.ts';
import type { AttributionCause, AttributionEnd, Dials } from '../model/attribution.ts';

/** An interval ready to be written. Instants in epoch ms. */
export interface FreshAttribution {
  readonly attributionId: Uuid;
  readonly subjectId: Uuid;
  readonly objectId: Uuid | null;
  readonly from: number;
  readonly protectedUntil: number | null;
  readonly validUntil: number | null;
  readonly cause: AttributionCause;
  readonly evidence: Record<string, unknown>;
  readonly dials: Dials | null;
  /** when and why it is to end; left out where nobody has said */
  readonly ends?: { readonly to: number; readonly ended: AttributionEnd } | null;
}

export interface EndedAttribution {
  readonly attributionId: Uuid;
  readonly to: number;
  readonly ended: AttributionEnd;
}

/** Ends intervals and begins others, one statement each, and announces those that begin. */
export async function writeAttributions(
  ctx: Ctx,
  { ends, begins }: { ends: readonly EndedAttribution[]; begins: readonly FreshAttribution[] },
): Promise<void> {
  if (ends.length > 0) {
    const ids = plainArray(ends.map((row) => row.attributionId));
    await ctx.sql.exec`
      UPDATE relations.attribution AS attribution
         SET to_at = gone.to_at, ended = gone.ended
        FROM unnest(${ids}::uuid[], ${instants(ends.map((row) => row.to))}::timestamptz[], ${plainArray(ends.map((row) => row.ended))}::text[])
             AS gone (attribution_id, to_at, ended)
       WHERE attribution.tenant_id = ${ctx.tenantId} AND attribution.attribution_id = gone.attribution_id AND attribution.attribution_id = ANY(${ids}::uuid[])`;
  }
  if (begins.length === 0) return;
  await ctx.sql.exec`
    INSERT INTO relations.attribution (tenant_id, attribution_id, subject_id, object_id, from_at, protected_until, valid_until, cause, evidence, dials, to_at, ended,
                                       recorded_at)
    SELECT ${ctx.tenantId}, fresh.attribution_id, fresh.subject_id, fresh.object_id, fresh.from_at, fresh.protected_until, fresh.valid_until,
           fresh.cause, fresh.evidence::jsonb, fresh.dials::jsonb, fresh.to_at, fresh.ended, ${ctx.recordedAt}
      FROM unnest(${plainArray(begins.map((row) => row.attributionId))}::uuid[], ${plainArray(begins.map((row) => row.subjectId))}::uuid[],
                  ${plainArray(begins.map((row) => row.objectId))}::uuid[], ${instants(begins.map((row) => row.from))}::timestamptz[],
                  ${instants(begins.map((row) => row.protectedUntil))}::timestamptz[], ${instants(begins.map((row) => row.validUntil))}::timestamptz[],
                  ${plainArray(begins.map((row) => row.cause))}::text[], ${begins.map((row) => JSON.stringify(row.evidence))}::text[],
                  ${begins.map((row) => (row.dials === null ? null : JSON.stringify(row.dials)))}::text[],
                  ${instants(begins.map((row) => row.ends?.to ?? null))}::timestamptz[], ${plainArray(begins.map((row) => row.ends?.ended ?? null))}::text[])
           AS fresh (attribution_id, subject_id, object_id, from_at, protected_until, valid_until, cause, evidence, dials, to_at, ended)`;
  await announceAttributions(ctx, begins);
}

function instants(values: readonly (number | null)[]): string {
  return plainArray(values.map((ms) => (ms === null ? null : new Date(ms).toISOString())));
}
