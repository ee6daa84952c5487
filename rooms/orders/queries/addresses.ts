import type { Ctx } from '../../../kit/ctx.ts';
import { parseId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import type { Address } from '../api.ts';
import { addressNotFound } from '../errors.ts';

/** An address of a person. */
export interface AddressRecord {
  readonly addressId: Uuid;
  readonly name: string;
  readonly phone: string;
  readonly region: string;
  readonly street: string;
  readonly postcode: string | null;
  readonly chosenAt: Date;
}

/** The addresses of a person, the one offered first. */
export async function addressesOf(ctx: Ctx, personId: Uuid): Promise<AddressRecord[]> {
  const rows = await ctx.sql<Omit<AddressRecord, 'addressId' | 'chosenAt'> & { address_id: Uuid; chosen_at: Date }>`
    SELECT address.address_id, address.name, address.phone, address.region, address.street, address.postcode, address.chosen_at
      FROM orders.address AS address
     WHERE address.tenant_id = ${ctx.tenantId} AND address.person_id = ${personId}
     ORDER BY address.chosen_at DESC, address.address_id DESC`;
  return rows.map(({ address_id: addressId, chosen_at: chosenAt, ...rest }) => ({ addressId, chosenAt, ...rest }));
}

/** One address of a person. @throws DomainError `address.notFound`, for those of others too */
export async function addressOf(ctx: Ctx, personId: Uuid, id: string, pointer?: string): Promise<AddressRecord> {
  const addressId = parseId('address', id);
  const found = addressId === null ? undefined : (await addressesOf(ctx, personId)).find((one) => one.addressId === addressId);
  if (!found) throw addressNotFound(pointer);
  return found;
}

/** As the shop shows them. */
export async function addressReplies(ctx: Ctx, personId: Uuid): Promise<Address[]> {
  return (await addressesOf(ctx, personId)).map(({ addressId, name, phone, region, street, postcode }, i) => ({
    id: publicId('address', addressId),
    name,
    phone,
    region,
    street,
    postcode,
    isDefault: i === 0,
  }));
}
