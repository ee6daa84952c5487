import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { lockLane } from '../../../kit/db/lane.ts';
import { newId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { audit } from '../../identity/index.ts';
import type { createOutlet as createShape, takeLease as leaseShape, updateOutlet as updateShape } from '../redemption-api.ts';
import { redemptionRefused } from '../redemption-errors.ts';
import { findOutlet, type OutletRow } from '../queries/outlets.ts';

/** A device may take codes without a network for as long as a weekend in the hills lasts; then it asks again. */
const LEASE_MS = 3 * 86_400_000;

/** Opens an outlet. @throws `outlet.exists` when an open one has this name */
export async function createOutlet(ctx: Ctx, wanted: z.output<typeof createShape>): Promise<Uuid> {
  await lockLane(ctx);
  await assertNameFree(ctx, wanted.name, null);
  const outletId = newId();
  await ctx.sql.exec`
    INSERT INTO membership.outlet (tenant_id, outlet_id, name, kind, address, created_at)
    VALUES (${ctx.tenantId}, ${outletId}, ${wanted.name}, ${wanted.kind ?? 'own'}, ${wanted.address ?? null}, ${ctx.now})`;
  await audit(ctx, { action: 'outlet.opened', subjectKind: 'outlet', subjectId: publicId('outlet', outletId) });
  return outletId;
}

/** Changes what is said of an outlet; a closed one redeems nothing and its device loses its lease. @throws `outlet.exists` */
export async function updateOutlet(ctx: Ctx, outlet: OutletRow, wanted: z.output<typeof updateShape>): Promise<void> {
  await lockLane(ctx);
  const isClosed = wanted.closed ?? outlet.closed_at !== null;
  const name = wanted.name ?? outlet.name;
  if (!isClosed) await assertNameFree(ctx, name, outlet.outlet_id);
  const address = wanted.address === undefined ? outlet.address : wanted.address;
  await ctx.sql.exec`
    UPDATE membership.outlet AS outlet
       SET name = ${name}, kind = ${wanted.kind ?? outlet.kind}, address = ${address},
           closed_at = ${isClosed ? (outlet.closed_at ?? ctx.now) : null}
     WHERE outlet.tenant_id = ${ctx.tenantId} AND outlet.outlet_id = ${outlet.outlet_id}`;
  if (isClosed) await endLease(ctx, outlet.outlet_id);
  await audit(ctx, {
    action: 'outlet.changed',
    subjectKind: 'outlet',
    subjectId: publicId('outlet', outlet.outlet_id),
    facts: { changed: Object.keys(wanted) },
  });
}

/**
 * Gives one device of an outlet the right to take codes without a network. The device that has it asks again and keeps it for longer;
 * another one gets it only by taking over, which ends the other's.
 * @throws `outlet.notFound`, `outlet.closed`, `lease.taken`
 */
export async function takeLease(ctx: Ctx, id: string, wanted: z.output<typeof leaseShape>): Promise<Uuid> {
  await lockLane(ctx);
  const outlet = await findOutlet(ctx, id);
  if (outlet.closed_at) throw redemptionRefused('outlet.closed', { outlet: outlet.name });
  const held = outlet.lease_id !== null && outlet.lease_expires_at !== null && outlet.lease_expires_at > ctx.recordedAt;
  const isTheirs = held && outlet.lease_device === wanted.device;
  if (held && !isTheirs && wanted.takeOver !== true) {
    throw redemptionRefused('lease.taken', { device: outlet.lease_device, until: outlet.lease_expires_at?.toISOString() });
  }
  await endLease(ctx, outlet.outlet_id);
  const leaseId = newId();
  await ctx.sql.exec`
    INSERT INTO membership.outlet_lease (tenant_id, lease_id, outlet_id, device, granted_at, granted_by, expires_at)
    VALUES (${ctx.tenantId}, ${leaseId}, ${outlet.outlet_id}, ${wanted.device}, ${ctx.recordedAt}, ${ctx.actor.name},
            ${new Date(ctx.recordedAt.getTime() + LEASE_MS)})`;
  await audit(ctx, {
    action: 'lease.granted',
    subjectKind: 'outlet',
    subjectId: publicId('outlet', outlet.outlet_id),
    facts: { device: wanted.device },
  });
  return leaseId;
}

async function endLease(ctx: Ctx, outletId: Uuid): Promise<void> {
  await ctx.sql.exec`
    UPDATE membership.outlet_lease AS outlet_lease
       SET ended_at = ${ctx.recordedAt}
     WHERE outlet_lease.tenant_id = ${ctx.tenantId} AND outlet_lease.outlet_id = ${outletId} AND outlet_lease.ended_at IS NULL`;
}

async function assertNameFree(ctx: Ctx, name: string, except: Uuid | null): Promise<void> {
  const taken = await ctx.sql.maybe`
    SELECT 1 AS one
      FROM membership.outlet AS outlet
     WHERE outlet.tenant_id = ${ctx.tenantId} AND outlet.name = ${name} AND outlet.closed_at IS NULL
       AND outlet.outlet_id IS DISTINCT FROM ${except}::uuid`;
  if (taken) throw redemptionRefused('outlet.exists', { name, pointer: '/name' });
}
