import type { Ctx } from '../../kit/ctx.ts';
import { lockLane } from '../../kit/db/lane.ts';
import { perform } from '../../kit/db/trial.ts';
import { DomainError } from '../../kit/errors/index.ts';
import type { Uuid } from '../../kit/ids/index.ts';
import { boughtLately } from '../../rooms/orders/index.ts';
import { isOfSamePrincipal, payoutSettingsOf } from '../../rooms/partners/index.ts';
import {
  askForChange,
  changeAttributions,
  endChange,
  findAttributionChange,
  type AttributionChanges,
  type ChangedAttributions,
} from '../../rooms/relations/index.ts';

/** What became of a change of hands: done, or written down for somebody else to agree to. */
export type ChangeOfHands =
  | ({ readonly state: 'done' } & ChangedAttributions)
  | ({ readonly state: 'waiting'; readonly changeId: Uuid } & ChangedAttributions);

/**
 * Gives customers to somebody else by hand (rules.md B8). What they bought lately decides whether one person may do so: above the
 * brand's threshold it waits for a second one, and nothing changes until then.
 * @throws `attribution.backdated`, `attributionChange.waiting`, `person.notFound`
 */
export async function changeHands(ctx: Ctx, change: AttributionChanges): Promise<ChangeOfHands> {
  await lockLane(ctx);
  const { reassignFourEyesAbove: above } = await payoutSettingsOf(ctx);
  const sales = sumOf(await boughtLately(ctx, change.people));
  if (above === null || sales <= above) return { state: 'done', ...(await changeAttributions(ctx, change)) };
  // What cannot be done is refused at once, not when somebody agrees to it.
  const trial = await perform(ctx, { dryRun: 'true' }, () => changeAttributions(ctx, change));
  if (trial.moved.length === 0) return { state: 'done', ...trial };
  return { state: 'waiting', ...trial, changeId: await askForChange(ctx, { ...change, people: trial.moved, sales }) };
}

/**
 * Somebody else agrees: the change takes effect now, or at the later instant it was asked for.
 * @throws `attributionChange.notFound`, `.ended`, `.sameApprover`
 */
export async function approveChange(ctx: Ctx, id: string): Promise<Uuid> {
  await lockLane(ctx);
  const row = await findAttributionChange(ctx, id);
  if (row.state !== 'waiting') throw new DomainError('attributionChange.ended', { state: row.state });
  if (await isOfSamePrincipal(ctx, { kind: row.asked_by_kind, id: row.asked_by_id })) {
    throw new DomainError('attributionChange.sameApprover', { askedBy: row.asked_by });
  }
  await changeAttributions(ctx, {
    people: row.subject_ids,
    object: row.object_id,
    reason: row.reason,
    effectiveAt: row.effective_at ?? undefined,
    isLateNow: true,
    isForGood: true,
  });
  await endChange(ctx, row, { state: 'done', reason: null });
  return row.change_id;
}

/** Nothing changes hands. Whoever asked may take it back themselves. @throws `attributionChange.notFound`, `.ended` */
export async function declineChange(ctx: Ctx, id: string, reason: string): Promise<Uuid> {
  await lockLane(ctx);
  const row = await findAttributionChange(ctx, id);
  if (row.state !== 'waiting') throw new DomainError('attributionChange.ended', { state: row.state });
  await endChange(ctx, row, { state: 'declined', reason });
  return row.change_id;
}

function sumOf(amounts: ReadonlyMap<Uuid, bigint>): bigint {
  return [...amounts.values()].reduce((sum, amount) => sum + amount, 0n);
}
