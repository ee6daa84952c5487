import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';

/** Where an order goes and what the buyer wrote beside it. */
export interface Destination {
  readonly orderId: Uuid;
  readonly address: {
    readonly name: string;
    readonly phone: string;
    readonly region: string;
    readonly street: string;
    readonly postcode: string | null;
  } | null;
  readonly note: string | null;
}

/** Writes down where new orders go, in one statement. */
export async function insertDestinations(ctx: Ctx, destinations: readonly Destination[]): Promise<void> {
  const rows = destinations.filter((one) => one.address !== null || one.note !== null);
  if (rows.length === 0) return;
  await ctx.sql.exec`
    INSERT INTO orders.destination (tenant_id, order_id, name, phone, region, street, postcode, note, recorded_at)
    SELECT ${ctx.tenantId}, fresh.order_id, fresh.name, fresh.phone, fresh.region, fresh.street, fresh.postcode, fresh.note, ${ctx.recordedAt}
      FROM unnest(${plainArray(rows.map((one) => one.orderId))}::uuid[], ${rows.map((one) => one.address?.name ?? null)}::text[],
                  ${rows.map((one) => one.address?.phone ?? null)}::text[], ${rows.map((one) => one.address?.region ?? null)}::text[],
                  ${rows.map((one) => one.address?.street ?? null)}::text[], ${rows.map((one) => one.address?.postcode ?? null)}::text[],
                  ${rows.map((one) => one.note)}::text[]) AS fresh (order_id, name, phone, region, street, postcode, note)`;
}
