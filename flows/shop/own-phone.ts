import type { Ctx } from '../../kit/ctx.ts';
import { DomainError } from '../../kit/errors/index.ts';
import { parseId, type Uuid } from '../../kit/ids/index.ts';
import { markProved, phoneOwner, updatePerson } from '../../rooms/relations/index.ts';
import { mergeRecords } from '../merge-people.ts';

/**
 * A signed-in person proved a telephone number. Where it belongs to another record, both are one person from now on (rules.md B10).
 * @returns who they are now
 * @throws DomainError `identity.proved` when both records proved something of the same kind, `merge.openWithdrawals`
 */
export async function takePhone(ctx: Ctx, personId: Uuid, phone: string): Promise<Uuid> {
  const owner = await phoneOwner(ctx, personId, phone);
  switch (owner.kind) {
    case 'clash':
      throw new DomainError('identity.proved', { pointer: '/phone' });
    case 'merges': {
      const { survivor } = await mergeRecords(ctx, { person: personId, other: owner.personId }, { isTrial: false });
      await markProved(ctx, 'phone', phone);
      return parseId('person', survivor.id) ?? personId;
    }
    case 'free':
      await updatePerson(ctx, personId, { phone });
      await markProved(ctx, 'phone', phone);
      return personId;
  }
}
