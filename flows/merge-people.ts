import type { Ctx } from '../kit/ctx.ts';
import { countRecords } from '../rooms/orders/index.ts';
import { assertMoneyMerges } from '../rooms/partners/index.ts';
import type { MergePreview } from '../rooms/relations/api.ts';
import { countContacts, mergePeople, peopleRefs, planMerge } from '../rooms/relations/index.ts';
import { assert } from '../kit/errors/index.ts';
import type { Uuid } from '../kit/ids/index.ts';

/**
 * Makes two records of one human being one (rules.md B10), or with `isTrial` only says what that would mean.
 * @throws DomainError `merge.same`, `person.erased`, `merge.openWithdrawals`
 */
export async function mergeRecords(
  ctx: Ctx,
  pair: { person: Uuid; other: Uuid },
  { isTrial }: { isTrial: boolean },
): Promise<MergePreview> {
  const plan = await planMerge(ctx, pair);
  const { survivor, absorbed, referrer, closed } = plan;
  await assertMoneyMerges(ctx, { survivor: survivor.personId, absorbed: absorbed.personId });
  const refs = await peopleRefs(ctx, [
    survivor.personId,
    absorbed.personId,
    ...(referrer ? [referrer.personId] : []),
    ...closed.flatMap((one) => [one.subjectId, one.referrerId]),
  ]);
  const refOf = (personId: Uuid) => {
    const ref = refs.get(personId);
    assert(ref, 'everybody a merge names is a person');
    return ref;
  };
  const [records, contacts] = [await countRecords(ctx, absorbed.personId), await countContacts(ctx, absorbed)];
  if (!isTrial) await mergePeople(ctx, plan);
  return {
    survivor: refOf(survivor.personId),
    absorbed: refOf(absorbed.personId),
    orders: records.orders,
    identities: contacts.identities,
    directs: contacts.directs,
    referrer: referrer ? refOf(referrer.personId) : null,
    closedReferrals: closed.map((one) => ({
      person: refOf(one.subjectId),
      referrer: refOf(one.referrerId),
      reason: one.reason,
    })),
    done: !isTrial,
  };
}
