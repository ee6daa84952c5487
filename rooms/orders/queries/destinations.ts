import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { parseId, type Uuid } from '../../../kit/ids/index.ts';
import type { Destination } from '../commands/write-destinations.ts';

/** Where orders go, by order; those that go nowhere are left out. */
export async function destinationsOf(ctx: Ctx, orderIds: readonly Uuid[]): Promise<Map<Uuid, Destination>> {
  if (orderIds.length === 0) return new Map();
  const rows = await ctx.sql<{
    order_id: Uuid;
    name: string | null;
    phone: string | null;
    region: string | null;
    street: string | null;
    postcode: string | null;
    note: string | null;
  }>`
    SELECT destination.order_id, destination.name, destination.phone, destination.region, destination.street, destination.postcode,
           destination.note
      FROM orders.destination AS destination
     WHERE destination.tenant_id = ${ctx.tenantId} AND destination.order_id = ANY(${plainArray([...new Set(orderIds)])}::uuid[])`;
  return new Map(
    rows.map(({ order_id: orderId, note, name, phone, region, street, postcode }) => [
      orderId,
      {
        orderId,
        note,
        address: name === null || phone === null || region === null || street === null ? null : { name, phone, region, street, postcode },
      },
    ]),
  );
}

/** Where one order goes and what was written beside it; null: nowhere. @param id its public id */
export async function destinationOf(ctx: Ctx, id: string): Promise<Omit<Destination, 'orderId'> | null> {
  const orderId = parseId('order', id);
  const found = orderId === null ? undefined : (await destinationsOf(ctx, [orderId])).get(orderId);
  return found ? { address: found.address, note: found.note } : null;
}
