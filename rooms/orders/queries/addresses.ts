import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
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

type AddressRow = Omit<AddressRecord, 'addressId' | 'chosenAt'> & { address_id: Uuid; chosen_at: Date };

/** Addresses by their ids, with whose they are. */
export async function addressesById(ctx: Ctx, addressIds: readonly Uuid[]): Promise<Map<Uuid, AddressRecord & { personId: Uuid }>> {
  if (addressIds.length === 0) return new Map();
  const rows = await ctx.sql<AddressRow & { person_id: Uuid }>`
    SELECT address.address_id, address.person_id, address.name, address.phone, address.region, address.street, address.postcode,
           address.chosen_at
      FROM orders.address AS address
     WHERE address.tenant_id = ${ctx.tenantId} AND address.address_id = ANY(${plainArray([...new Set(addressIds)])}::uuid[])`;
  return new Map(
    rows.map(({ address_id: addressId, person_id: personId, chosen_at: chosenAt, ...rest }) => [
      addressId,
      { addressId, personId, chosenAt, ...rest },
    ]),
  );
}

/** The addresses of a person, the one offered first. */
export async function addressesOf(ctx: Ctx, personId: Uuid): Promise<AddressRecord[]> {
  const rows = await ctx.sql<AddressRow>`
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
