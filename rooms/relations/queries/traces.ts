import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { traceKinds, type TraceKind } from '../model/traces.ts';

/** What buyers and those who would earn from them have in common: `buyer payee` → kinds; pairs with nothing are left out. */
export async function sharedTraces(
  ctx: Ctx,
  pairs: readonly { readonly buyerId: Uuid; readonly payeeId: Uuid }[],
): Promise<Map<string, TraceKind[]>> {
  const shared = new Map<string, TraceKind[]>();
  if (pairs.length === 0) return shared;
  const rows = await ctx.sql.anew<{ buyer_id: Uuid; payee_id: Uuid; kind: TraceKind }>`
    SELECT DISTINCT pair.buyer_id, pair.payee_id, own.kind
      FROM unnest(${plainArray(pairs.map((pair) => pair.buyerId))}::uuid[], ${plainArray(pairs.map((pair) => pair.payeeId))}::uuid[])
           AS pair (buyer_id, payee_id)
      JOIN relations.fingerprint AS own ON own.tenant_id = ${ctx.tenantId} AND own.person_id = pair.buyer_id
      JOIN relations.fingerprint AS other
           ON other.tenant_id = ${ctx.tenantId} AND other.kind = own.kind AND other.hash = own.hash AND other.person_id = pair.payee_id`;
  for (const [pair, both] of Map.groupBy(rows, (row) => `${row.buyer_id} ${row.payee_id}`)) {
    const kinds = new Set(both.map((row) => row.kind));
    shared.set(
      pair,
      traceKinds.filter((kind) => kinds.has(kind)),
    );
  }
  return shared;
}

/** Who left these traces before: `kind hash` → people. */
export async function whoLeft(
  ctx: Ctx,
  traces: readonly { readonly kind: TraceKind; readonly hash: string }[],
): Promise<Map<string, Uuid[]>> {
  const found = new Map<string, Uuid[]>();
  if (traces.length === 0) return found;
  const rows = await ctx.sql.anew<{ kind: TraceKind; hash: string; person_id: Uuid }>`
    SELECT fingerprint.kind, fingerprint.hash, fingerprint.person_id
      FROM relations.fingerprint AS fingerprint
     WHERE fingerprint.tenant_id = ${ctx.tenantId} AND fingerprint.hash = ANY(${plainArray(traces.map((trace) => trace.hash))}::text[])`;
  for (const row of rows) {
    const key = `${row.kind} ${row.hash}`;
    found.set(key, [...(found.get(key) ?? []), row.person_id]);
  }
  return found;
}

/** Who else uses a device that these people use; whoever shares none is left out. */
export async function sameDevice(ctx: Ctx, personIds: readonly Uuid[]): Promise<Map<Uuid, Uuid[]>> {
  const rows = await ctx.sql.anew<{ person_id: Uuid; mate_id: Uuid }>`
    SELECT DISTINCT own.person_id, other.person_id AS mate_id
      FROM relations.fingerprint AS own
      JOIN relations.fingerprint AS other
           ON other.tenant_id = ${ctx.tenantId} AND other.kind = own.kind AND other.hash = own.hash AND other.person_id <> own.person_id
     WHERE own.tenant_id = ${ctx.tenantId} AND own.kind = 'device' AND own.person_id = ANY(${plainArray(personIds)}::uuid[])`;
  const mates = new Map<Uuid, Uuid[]>();
  for (const row of rows) mates.set(row.person_id, [...(mates.get(row.person_id) ?? []), row.mate_id]);
  return mates;
}

/** What is kept of the traces somebody left: which kind, and when; what it was nobody can tell. */
export async function tracesOf(ctx: Ctx, personId: Uuid): Promise<{ kind: TraceKind; firstAt: string; lastAt: string }[]> {
  const rows = await ctx.sql<{ kind: TraceKind; first_at: Date; last_at: Date }>`
    SELECT fingerprint.kind, fingerprint.first_at, fingerprint.last_at
      FROM relations.fingerprint AS fingerprint
     WHERE fingerprint.tenant_id = ${ctx.tenantId} AND fingerprint.person_id = ${personId}
     ORDER BY fingerprint.first_at, fingerprint.kind, fingerprint.hash`;
  return rows.map((row) => ({ kind: row.kind, firstAt: row.first_at.toISOString(), lastAt: row.last_at.toISOString() }));
}
