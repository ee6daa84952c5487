import type { Ctx } from '../../kit/ctx.ts';
import { lockLane } from '../../kit/db/lane.ts';
import { DomainError } from '../../kit/errors/index.ts';
import { parseId, type Uuid } from '../../kit/ids/index.ts';
import { identityOwner, markProved, proveWechat, updatePerson, wechatIdentities, type WechatClaim } from '../../rooms/relations/index.ts';
import { mergeRecords } from '../merge-people.ts';

/**
 * A signed-in person proved a telephone number. Where it belongs to another record, both are one person from now on (rules.md B10).
 * @returns who they are now
 * @throws DomainError `identity.proved` when both records proved something of the same kind, `merge.openWithdrawals`
 */
export async function takePhone(ctx: Ctx, personId: Uuid, phone: string): Promise<Uuid> {
  const owner = await ownerAfter(ctx, personId, { kind: 'phone', value: phone });
  if (owner === null) await updatePerson(ctx, personId, { phone });
  await markProved(ctx, 'phone', phone);
  return owner ?? personId;
}

/**
 * A signed-in person proved who they are in WeChat and stays who they are; another record that is known by it becomes part of theirs.
 * @returns who they are now
 * @throws DomainError as `takePhone` does
 */
export async function takeWechat(ctx: Ctx, personId: Uuid, claim: WechatClaim): Promise<Uuid> {
  await lockLane(ctx);
  let own = personId;
  for (const identity of wechatIdentities(claim)) own = (await ownerAfter(ctx, own, identity)) ?? own;
  await proveWechat(ctx, own, claim);
  return own;
}

/** Who they are once the record that is known by an identity is theirs; null where there is none. */
async function ownerAfter(ctx: Ctx, personId: Uuid, identity: { kind: string; value: string }): Promise<Uuid | null> {
  const owner = await identityOwner(ctx, personId, identity);
  switch (owner.kind) {
    case 'clash':
      throw new DomainError('identity.proved', { pointer: `/${identity.kind}` });
    case 'merges': {
      const { survivor } = await mergeRecords(ctx, { person: personId, other: owner.personId }, { isTrial: false });
      return parseId('person', survivor.id) ?? personId;
    }
    case 'free':
      return null;
  }
}
