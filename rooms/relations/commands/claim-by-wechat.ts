import type { Ctx } from '../../../kit/ctx.ts';
import { lockLane } from '../../../kit/db/lane.ts';
import { assert } from '../../../kit/errors/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { holdersOf, identityKey, loadSurvivors } from '../queries/find-people.ts';
import { createPerson } from './create-person.ts';
import { insertIdentities, type Identity } from './insert-people.ts';
import { markProved } from './mark-proved.ts';
import { arriveByLinks, type CameBy } from './touches.ts';

/**
 * Who came in through WeChat: the person known by their `unionid`, then by their `openid`, else a new one without a telephone number,
 * who was introduced by the owner of the link they came by (rules.md B10). What was not known of them yet is kept as proved.
 */
export async function claimByWechat(
  ctx: Ctx,
  claim: { openid: string; unionid: string | null; came: CameBy },
): Promise<{ personId: Uuid; isNew: boolean }> {
  await lockLane(ctx);
  const identities: Identity[] = [
    ...(claim.unionid === null ? [] : [{ kind: 'unionid', value: claim.unionid }]),
    { kind: 'openid', value: claim.openid },
  ];
  const holders = await holdersOf(ctx, identities);
  const holder = identities.map((identity) => holders.get(identityKey(identity))).find((personId) => personId !== undefined);
  const known = holder === undefined ? undefined : (await loadSurvivors(ctx, [holder])).get(holder);
  assert(holder === undefined || known, 'whoever is known by an identity is there');
  const personId = known?.personId ?? (await createPerson(ctx, {})).personId;
  const fresh = identities.filter((identity) => !holders.has(identityKey(identity)));
  await insertIdentities(
    ctx,
    fresh.map((identity) => ({ ...identity, personId })),
  );
  for (const { kind, value } of fresh) await markProved(ctx, kind, value);
  await arriveByLinks(ctx, personId, claim.came, { isNew: known === undefined });
  return { personId, isNew: known === undefined };
}
