import type { Ctx } from '../../../kit/ctx.ts';
import { lockLane } from '../../../kit/db/lane.ts';
import { assert } from '../../../kit/errors/index.ts';
import { newId, type Uuid } from '../../../kit/ids/index.ts';
import { personNotFound, referralRefused } from '../errors.ts';
import { announceFacts } from '../events.ts';
import { pausedAmong } from '../queries/bind-pauses.ts';
import { loadSurvivors } from '../queries/find-people.ts';
import { chainsAbove, insertReferrals, place, shiftBelow } from './bind-referrals.ts';

export interface StandingReferral {
  readonly referralId: Uuid;
  /** null = known since always */
  readonly fromAt: Date | null;
}

/**
 * Records who introduced whom, known from `at` on (now when left out). Anyone may be a referrer, anyone without one may
 * be bound, chains may have any depth. Repeating the standing pair answers with the introduction that stands.
 * The referrer earns from then on: through the introduction itself or, where dials are in force, as they say.
 * @param by what led to it: the touch of somebody who signs up; `earnerId` whose customer they become under dials, where that is not
 *   the referrer (the first link introduces, the last one earns: B1)
 * @throws DomainError `referral.self`, `referral.second` (another referrer stands), `referral.cycle` (rules.md B3, B4, B11),
 *   `referral.paused` (the referrer's introductions rest: R6)
 */
export async function bindReferral(
  ctx: Ctx,
  pair: { person: Uuid; referrer: Uuid; at?: Date | undefined },
  by: { touchId: Uuid | null; isNew: boolean; earnerId?: Uuid } = { touchId: null, isNew: false },
): Promise<StandingReferral> {
  // The lane first: two binds that would close a ring together are judged one after the other (B4).
  const lane = await lockLane(ctx);
  const people = await loadSurvivors(ctx, [...new Set([pair.person, pair.referrer])]);
  const person = people.get(pair.person);
  const referrer = people.get(pair.referrer);
  if (!person || !referrer) throw personNotFound(person ? '/referrer' : '/person');
  if (person.node === referrer.node) throw referralRefused('self', pair);
  if (person.a1Node !== null)
    return await repeatOf(ctx, { person: person.personId, referrer: referrer.personId }, person.a1Node === referrer.node);
  if (await isAbove(ctx, person, referrer)) throw referralRefused('cycle', pair);
  if ((await pausedAmong(ctx, [referrer.personId])).size > 0) throw referralRefused('paused', pair);

  const fromAt = pair.at ?? ctx.now;
  const referralId = newId(lane.lastIdMs);
  await place(ctx, [{ node: person.node, nearest: [referrer.node, referrer.a1Node, referrer.a2Node] }]);
  const movedNodes = await shiftBelow(ctx, [person.node]);
  await insertReferrals(ctx, lane, [
    { referralId, personId: person.personId, referrerId: referrer.personId, atMs: fromAt.getTime(), ...by },
  ]);
  const after = { ...person.facts, referral: { knownAt: fromAt.getTime() } };
  await announceFacts(ctx, {
    lane,
    people: [{ personId: person.personId, node: person.node, before: person.facts, after }],
    movedNodes,
  });
  await lane.save();
  return { referralId, fromAt };
}

async function repeatOf(ctx: Ctx, pair: { person: Uuid; referrer: Uuid }, isSamePair: boolean): Promise<StandingReferral> {
  const standing = await ctx.sql.maybe<{ referral_id: Uuid; object_id: Uuid; from_at: Date | null }>`
    SELECT referral.referral_id, referral.object_id, referral.from_at
      FROM relations.referral AS referral
     WHERE referral.tenant_id = ${ctx.tenantId} AND referral.subject_id = ${pair.person} AND referral.to_at IS NULL`;
  assert(standing, 'a person with a referrer has a standing introduction');
  if (!isSamePair) throw referralRefused('second', { ...pair, standing: standing.object_id });
  return { referralId: standing.referral_id, fromAt: standing.from_at };
}

/**
 * Whether `person` is somewhere above `referrer`.
 * Only who has introduced somebody can be: most people are new and need no walk.
 */
export async function isAbove(ctx: Ctx, person: { node: number }, referrer: { node: number; a1Node: number | null }): Promise<boolean> {
  if (referrer.a1Node === null) return false;
  const direct = await ctx.sql.maybe`
    SELECT 1 AS one FROM relations.person AS person WHERE person.tenant_id = ${ctx.tenantId} AND person.a1_node = ${person.node} LIMIT 1`;
  if (!direct) return false;
  for (const row of await chainsAbove(ctx, [referrer.node])) {
    if ([row.a1_node, row.a2_node, row.a3_node].includes(person.node)) return true;
  }
  return false;
}
