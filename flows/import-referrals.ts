import type { Ctx } from '../kit/ctx.ts';
import type { Lane } from '../kit/db/lane.ts';
import { prepareHistory } from '../rooms/analytics/index.ts';
import { putReferralsInOrder, type ReferralRow, type Reject, type WaitingReferral } from '../rooms/imports/index.ts';
import { bindReferrals } from '../rooms/relations/index.ts';
import { columnOf, NOTHING, type PortionOutcome, type RunSetting } from './import-portion.ts';

/** Lays a portion of a referrals file down, to be judged in the order of time once the whole file is read. */
export async function layReferrals(ctx: Ctx, _lane: Lane, rows: readonly ReferralRow[], setting: RunSetting): Promise<PortionOutcome> {
  await putReferralsInOrder(
    ctx,
    setting.runId,
    rows.map(({ row, person, referrer, at }) => ({ at, place: row, person, referrer })),
  );
  return NOTHING;
}

/**
 * Judges introductions in the order given against everything bound so far (CONTRACT §7, Import), and recomputes the
 * histories of those who found a referrer.
 * @param isOwnFile rows of a referrals file count as accepted, skipped or rejected; those of an orders file have been counted as orders
 */
export async function judgeReferrals(
  ctx: Ctx,
  lane: Lane,
  referrals: readonly WaitingReferral[],
  setting: RunSetting,
  isOwnFile: boolean,
): Promise<PortionOutcome> {
  const bound = await bindReferrals(
    ctx,
    lane,
    referrals.map(({ person, referrer, at }) => ({ person, referrer, atMs: at })),
  );
  const history = await prepareHistory(ctx, lane, {
    people: bound.changes.map((change) => ({ ...change, orders: [], returns: [] })),
    movedNodes: bound.movedNodes,
  });
  await history.write();
  const accepted = bound.verdicts.filter((verdict) => verdict === 'accepted').length;
  if (!isOwnFile) return { ...NOTHING, people: bound.made, referrals: accepted };
  const rejects: Reject[] = [];
  let skipped = 0;
  bound.verdicts.forEach((verdict, i) => {
    const referral = referrals[i];
    if (verdict === 'repeat') skipped += 1;
    if (!referral || verdict === 'accepted' || verdict === 'repeat') return;
    const field = verdict === 'second' ? 'person' : 'referrer';
    rejects.push({
      row: referral.place,
      column: columnOf(setting.recognition, field),
      value: referral[field],
      reason: `referral.${verdict}`,
    });
  });
  return { ...NOTHING, accepted, skipped, rejects, people: bound.made, referrals: accepted };
}
