import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { keyedHash } from '../../../kit/secrets/index.ts';
import { comparable, type TraceKind } from '../model/traces.ts';

/** A trace somebody left, as it is kept: never the value itself. */
export interface LeftTrace {
  readonly kind: TraceKind;
  readonly hash: string;
  readonly personId: Uuid;
}

/** What is kept of a payer, device or address: a hash under the brand's own key; null when the value says nothing. */
export function traceHash(ctx: Pick<Ctx, 'tenantId'>, kind: TraceKind, value: string): string | null {
  const text = comparable(kind, value);
  return text === null ? null : keyedHash(text, `relations.fingerprint ${ctx.tenantId} ${kind}`);
}

/** Remembers who left which traces, and when last. */
export async function keepTraces(ctx: Ctx, traces: readonly LeftTrace[]): Promise<void> {
  const once = [...new Map(traces.map((trace) => [`${trace.kind} ${trace.hash} ${trace.personId}`, trace])).values()];
  if (once.length === 0) return;
  await ctx.sql.exec`
    INSERT INTO relations.fingerprint (tenant_id, kind, hash, person_id, first_at, last_at)
    SELECT ${ctx.tenantId}, fresh.kind, fresh.hash, fresh.person_id, ${ctx.now}, ${ctx.now}
      FROM unnest(${plainArray(once.map((trace) => trace.kind))}::text[], ${plainArray(once.map((trace) => trace.hash))}::text[],
                  ${plainArray(once.map((trace) => trace.personId))}::uuid[]) AS fresh (kind, hash, person_id)
        ON CONFLICT (tenant_id, kind, hash, person_id) DO UPDATE SET last_at = excluded.last_at`;
}

/** What two records left is what one person left (rules.md B10). */
export async function joinTraces(ctx: Ctx, { survivorId, absorbedId }: { survivorId: Uuid; absorbedId: Uuid }): Promise<void> {
  await ctx.sql.exec`
    INSERT INTO relations.fingerprint (tenant_id, kind, hash, person_id, first_at, last_at)
    SELECT ${ctx.tenantId}, theirs.kind, theirs.hash, ${survivorId}::uuid, theirs.first_at, theirs.last_at
      FROM relations.fingerprint AS theirs
     WHERE theirs.tenant_id = ${ctx.tenantId} AND theirs.person_id = ${absorbedId}
        ON CONFLICT (tenant_id, kind, hash, person_id) DO NOTHING`;
  await forgetTraces(ctx, absorbedId);
}

/** Nothing is known any more of what somebody left (P18). */
export async function forgetTraces(ctx: Ctx, personId: Uuid): Promise<void> {
  await ctx.sql.exec`
    DELETE FROM relations.fingerprint AS fingerprint
     WHERE fingerprint.tenant_id = ${ctx.tenantId} AND fingerprint.person_id = ${personId}`;
}
