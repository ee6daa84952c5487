import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { newId, parseId, type Uuid } from '../../../kit/ids/index.ts';
import type { addressChange, addressInput } from '../api.ts';
import { addressNotFound, addressTooMany } from '../errors.ts';
import { addressesOf, addressOf } from '../queries/addresses.ts';

const MOST = 20;
const NEVER = new Date(0);

/** Keeps an address of a person; the first is the one offered. @throws DomainError `address.tooMany` */
export async function addAddress(ctx: Ctx, personId: Uuid, input: z.output<typeof addressInput>): Promise<Uuid> {
  const known = await addressesOf(ctx, personId);
  if (known.length >= MOST) throw addressTooMany(MOST);
  const addressId = newId();
  const chosenAt = input.isDefault === true || known.length === 0 ? ctx.recordedAt : NEVER;
  await ctx.sql.exec`
    INSERT INTO orders.address (tenant_id, address_id, person_id, name, phone, region, street, postcode, chosen_at, created_at)
    VALUES (${ctx.tenantId}, ${addressId}, ${personId}, ${input.name}, ${input.phone}, ${input.region}, ${input.street},
            ${input.postcode ?? null}, ${chosenAt}, ${ctx.recordedAt})`;
  return addressId;
}

/** Changes an address of a person; orders keep the one they were made with. @throws DomainError `address.notFound` */
export async function changeAddress(ctx: Ctx, personId: Uuid, id: string, change: z.output<typeof addressChange>): Promise<Uuid> {
  const { addressId, ...known } = await addressOf(ctx, personId, id);
  const { name = known.name, phone = known.phone, region = known.region, street = known.street } = change;
  const postcode = change.postcode === undefined ? known.postcode : change.postcode || null;
  await ctx.sql.exec`
    UPDATE orders.address AS address
       SET name = ${name}, phone = ${phone}, region = ${region}, street = ${street}, postcode = ${postcode},
           chosen_at = ${change.isDefault === true ? ctx.recordedAt : known.chosenAt}
     WHERE address.tenant_id = ${ctx.tenantId} AND address.person_id = ${personId} AND address.address_id = ${addressId}`;
  return addressId;
}

/** @throws DomainError `address.notFound` */
export async function removeAddress(ctx: Ctx, personId: Uuid, id: string): Promise<void> {
  const addressId = parseId('address', id);
  const removed =
    addressId === null
      ? 0
      : await ctx.sql.exec`
          DELETE FROM orders.address AS address
           WHERE address.tenant_id = ${ctx.tenantId} AND address.person_id = ${personId} AND address.address_id = ${addressId}`;
  if (removed === 0) throw addressNotFound();
}
