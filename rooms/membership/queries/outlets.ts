import type { Ctx } from '../../../kit/ctx.ts';
import { beforeId, pageOf } from '../../../kit/http/cursor.ts';
import { parseId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import { verifyingKey } from '../../../kit/secrets/index.ts';
import { CODE_SECONDS } from '../model/redemption-code.ts';
import type { LeaseJson, OutletJson } from '../redemption-api.ts';
import { outletNotFound, redemptionRefused } from '../redemption-errors.ts';
import { codePlace } from './redemption-codes.ts';

/** membership.outlet with its standing lease and what it owes. */
export interface OutletRow {
  outlet_id: Uuid;
  name: string;
  kind: 'own' | 'partner';
  address: string | null;
  created_at: Date;
  closed_at: Date | null;
  lease_id: Uuid | null;
  lease_device: string | null;
  lease_granted_at: Date | null;
  lease_expires_at: Date | null;
  owed: bigint;
}

/** The outlet behind `out_…`. @throws `outlet.notFound` */
export async function findOutlet(ctx: Ctx, id: string, pointer?: string): Promise<OutletRow> {
  const outletId = parseId('outlet', id);
  const [row] = outletId === null ? [] : await outletsById(ctx, [outletId]);
  if (!row) throw outletNotFound(pointer);
  return row;
}

export async function outletReply(ctx: Ctx, outletId: Uuid): Promise<OutletJson> {
  return outletJson(ctx, await findOutlet(ctx, publicId('outlet', outletId)));
}

/** Outlets, newest first; open ones unless closed ones are asked for. */
export async function listOutlets(
  ctx: Ctx,
  page: { closed?: 'true' | 'false' | undefined; limit: number; cursor?: string | undefined },
): Promise<{ data: OutletJson[]; next: string | null }> {
  const before = beforeId(page.cursor);
  const ids = await ctx.sql<{ outlet_id: Uuid }>`
    SELECT outlet.outlet_id
      FROM membership.outlet AS outlet
     WHERE outlet.tenant_id = ${ctx.tenantId} AND outlet.outlet_id < ${before}
       AND (outlet.closed_at IS NOT NULL) = ${page.closed === 'true'}::boolean
     ORDER BY outlet.outlet_id DESC
     LIMIT ${page.limit + 1}`;
  const { shown, next } = pageOf(ids, page.limit, (row) => [row.outlet_id]);
  const rows = await outletsById(
    ctx,
    shown.map((row) => row.outlet_id),
  );
  return {
    data: rows.toSorted((a, b) => (a.outlet_id < b.outlet_id ? 1 : -1)).map((row) => outletJson(ctx, row)),
    next,
  };
}

/** Outlets by their ids; unknown ones are left out. */
export async function outletsById(ctx: Ctx, ids: readonly Uuid[]): Promise<OutletRow[]> {
  if (ids.length === 0) return [];
  return await ctx.sql<OutletRow>`
    SELECT outlet.outlet_id, outlet.name, outlet.kind, outlet.address, outlet.created_at, outlet.closed_at,
           outlet_lease.lease_id, outlet_lease.device AS lease_device, outlet_lease.granted_at AS lease_granted_at,
           outlet_lease.expires_at AS lease_expires_at, coalesce(charged.owed, 0)::bigint AS owed
      FROM membership.outlet AS outlet
      LEFT JOIN membership.outlet_lease AS outlet_lease
             ON outlet_lease.tenant_id = ${ctx.tenantId} AND outlet_lease.outlet_id = outlet.outlet_id AND outlet_lease.ended_at IS NULL
      LEFT JOIN (SELECT redemption_exception.outlet_id, sum(redemption_exception.worth) AS owed
                   FROM membership.redemption_exception AS redemption_exception
                  WHERE redemption_exception.tenant_id = ${ctx.tenantId} AND redemption_exception.outlet_id = ANY(${ids}::uuid[])
                  GROUP BY redemption_exception.outlet_id) AS charged ON charged.outlet_id = outlet.outlet_id
     WHERE outlet.tenant_id = ${ctx.tenantId} AND outlet.outlet_id = ANY(${ids}::uuid[])`;
}

/** A lease as the device that holds it needs it. @throws `lease.notFound` */
export async function leaseReply(ctx: Ctx, leaseId: Uuid): Promise<LeaseJson> {
  const row = await findLease(ctx, publicId('lease', leaseId));
  return {
    id: publicId('lease', row.lease_id),
    outlet: { id: publicId('outlet', row.outlet_id), name: row.outlet },
    device: row.device,
    grantedAt: row.granted_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    verifyingKey: verifyingKey(codePlace(ctx)).toString('base64url'),
    codeSeconds: CODE_SECONDS,
  };
}

export interface LeaseRow {
  lease_id: Uuid;
  outlet_id: Uuid;
  outlet: string;
  device: string;
  granted_at: Date;
  expires_at: Date;
  ended_at: Date | null;
}

/** The lease behind `lea_…`, whether it stands or has ended. @throws `lease.notFound` */
export async function findLease(ctx: Ctx, id: string, pointer?: string): Promise<LeaseRow> {
  const leaseId = parseId('lease', id);
  const row =
    leaseId === null
      ? null
      : await ctx.sql.maybe<LeaseRow>`
          SELECT outlet_lease.lease_id, outlet_lease.outlet_id, outlet.name AS outlet, outlet_lease.device, outlet_lease.granted_at,
                 outlet_lease.expires_at, outlet_lease.ended_at
            FROM membership.outlet_lease AS outlet_lease
            JOIN membership.outlet AS outlet ON outlet.tenant_id = ${ctx.tenantId} AND outlet.outlet_id = outlet_lease.outlet_id
           WHERE outlet_lease.tenant_id = ${ctx.tenantId} AND outlet_lease.lease_id = ${leaseId}`;
  if (!row) throw redemptionRefused('lease.notFound', pointer === undefined ? {} : { pointer });
  return row;
}

function outletJson(ctx: Ctx, row: OutletRow): OutletJson {
  const { lease_id: leaseId, lease_device: device, lease_granted_at: grantedAt, lease_expires_at: expiresAt } = row;
  const isLeased = leaseId !== null && device !== null && grantedAt !== null && expiresAt !== null && expiresAt > ctx.recordedAt;
  return {
    id: publicId('outlet', row.outlet_id),
    name: row.name,
    kind: row.kind,
    address: row.address,
    lease: isLeased
      ? { id: publicId('lease', leaseId), device, grantedAt: grantedAt.toISOString(), expiresAt: expiresAt.toISOString() }
      : null,
    owed: moneyJson(row.owed, ctx.tenant.currency),
    createdAt: row.created_at.toISOString(),
    closedAt: row.closed_at?.toISOString() ?? null,
  };
}
