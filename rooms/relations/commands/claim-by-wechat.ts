import type { Ctx } from '../../../kit/ctx.ts';
import { texts } from '../../../kit/db/arrays.ts';
import { lockLane } from '../../../kit/db/lane.ts';
import { assert } from '../../../kit/errors/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { holdersOf, identityKey, loadSurvivors } from '../queries/find-people.ts';
import { createPerson } from './create-person.ts';
import type { Identity } from './insert-people.ts';
import { arriveByLinks, type CameBy } from './touches.ts';

/** Who WeChat said somebody is, and to which app it said so: an `openid` is theirs with that one. */
export interface WechatClaim {
  readonly app: string;
  readonly openid: string;
  readonly unionid: string | null;
}

/** What somebody is known by in WeChat, the surest first. */
export function wechatIdentities({ openid, unionid }: WechatClaim): Identity[] {
  return [...(unionid === null ? [] : [{ kind: 'unionid', value: unionid }]), { kind: 'openid', value: openid }];
}

/**
 * Who came in through WeChat: the person known by their `unionid`, then by their `openid`, else a new one without a telephone number,
 * who was introduced by the owner of the link they came by (rules.md B10). What was not known of them yet is kept as proved.
 */
export async function claimByWechat(ctx: Ctx, claim: WechatClaim & { came: CameBy }): Promise<{ personId: Uuid; isNew: boolean }> {
  await lockLane(ctx);
  const identities = wechatIdentities(claim);
  const holders = await holdersOf(ctx, identities);
  const holder = identities.map((identity) => holders.get(identityKey(identity))).find((personId) => personId !== undefined);
  const known = holder === undefined ? undefined : (await loadSurvivors(ctx, [holder])).get(holder);
  assert(holder === undefined || known, 'whoever is known by an identity is there');
  const personId = known?.personId ?? (await createPerson(ctx, {})).personId;
  await proveWechat(ctx, personId, claim);
  await arriveByLinks(ctx, personId, claim.came, { isNew: known === undefined });
  return { personId, isNew: known === undefined };
}

/** Keeps who WeChat said a person is, as proved now; what somebody else is known by stays theirs. */
export async function proveWechat(ctx: Ctx, personId: Uuid, claim: WechatClaim): Promise<void> {
  const identities = wechatIdentities(claim);
  await ctx.sql.exec`
    INSERT INTO relations.identity (tenant_id, kind, value, person_id, verified_at, created_at, app)
    SELECT ${ctx.tenantId}, proved.kind, proved.value, ${personId}, ${ctx.now}, ${ctx.now},
           CASE WHEN proved.kind = 'openid' THEN ${claim.app} END
      FROM unnest(${texts(identities, (one) => one.kind)}::text[], ${texts(identities, (one) => one.value)}::text[]) AS proved (kind, value)
        ON CONFLICT (tenant_id, kind, value) DO UPDATE SET verified_at = excluded.verified_at, app = excluded.app
     WHERE identity.person_id = excluded.person_id`;
}
