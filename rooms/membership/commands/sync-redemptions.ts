import type { Ctx } from '../../../kit/ctx.ts';
import { DomainError } from '../../../kit/errors/index.ts';
import { newId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import { memberCardNotFound } from '../errors.ts';
import type { MemberCardRow } from '../model/card.ts';
import { CODE_SECONDS, type RedemptionCode } from '../model/redemption-code.ts';
import { loadCards } from '../queries/cards.ts';
import { findLease, type LeaseRow } from '../queries/outlets.ts';
import { codeOfText } from '../queries/redemption-codes.ts';
import { goodsOf, knownCodes } from '../queries/redemptions.ts';
import type { SyncedJson } from '../redemption-api.ts';
import { redemptionRefused } from '../redemption-errors.ts';
import { insertTaken } from './insert-taken.ts';
import { takeUnits } from './take-units.ts';

/** A clock of a device without a network may be so far off. */
const DRIFT_MS = 120_000;

/**
 * What a device of an outlet took while it had no network. Each code counts once, on the day it was taken. What was not there to be given
 * any more is charged to the outlet; the member owes nothing. Sent again it is known.
 * @throws `lease.notFound`
 */
export async function syncRedemptions(
  ctx: Ctx,
  { lease: id, redemptions }: { lease: string; redemptions: readonly { code: string; acceptedAt: string }[] },
): Promise<SyncedJson> {
  const lease = await findLease(ctx, id, '/lease');
  const data: SyncedJson['data'] = [];
  let owed = 0n;
  for (const each of redemptions) {
    const synced = await syncOne(ctx, lease, each);
    owed += synced.charged;
    data.push(synced.told);
  }
  const count = (state: SyncedJson['data'][number]['state']): number => data.filter((each) => each.state === state).length;
  return { data, redeemed: count('redeemed'), exceptions: count('exception'), owed: moneyJson(owed, ctx.tenant.currency) };
}

interface Synced {
  readonly told: SyncedJson['data'][number];
  readonly charged: bigint;
}

async function syncOne(ctx: Ctx, lease: LeaseRow, { code: text, acceptedAt }: { code: string; acceptedAt: string }): Promise<Synced> {
  const nothing = (state: 'known' | 'refused', reason: string): Synced => ({
    told: { state, reason, redemption: null, exception: null },
    charged: 0n,
  });
  const code = codeOfText(ctx, text);
  const card = code && (await loadCards(ctx, { cardIds: [code.cardId] }))[0];
  if (!code || !card) return nothing('refused', 'redemption.codeUnknown');
  if ((await knownCodes(ctx, [code.codeId])).size > 0) return nothing('known', 'redemption.codeUsed');
  const acceptedMs = Date.parse(acceptedAt);
  const late = lateness(lease, code, { acceptedMs, now: ctx.recordedAt.getTime() });
  if (late === 'never') return nothing('refused', 'redemption.codeExpired');
  // The brand's clock as it stood when the machine's showed that instant.
  const at = new Date(Math.min(ctx.now.getTime(), acceptedMs + ctx.now.getTime() - ctx.recordedAt.getTime()));
  if (late === 'expired') return await charge(ctx, lease, code, card, { reason: 'expired', at });
  await ctx.sql.text('SAVEPOINT one');
  try {
    const redemptionId = await take(ctx, code, { outletId: lease.outlet_id, via: 'offline', day: ctx.zone.dayOf(at.getTime()), at });
    return { told: { state: 'redeemed', reason: null, redemption: publicId('redemption', redemptionId), exception: null }, charged: 0n };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    await ctx.sql.text('ROLLBACK TO SAVEPOINT one');
    return await charge(ctx, lease, code, card, { reason: reasonOf(error), at });
  }
}

/** Whether a code was good when the device took it: by then it was shown, its minute ran, and the device held the lease. */
function lateness(
  lease: LeaseRow,
  code: RedemptionCode,
  { acceptedMs, now }: { acceptedMs: number; now: number },
): 'expired' | 'never' | null {
  const ends = code.endsAt * 1000;
  if (acceptedMs > now + DRIFT_MS || acceptedMs < ends - CODE_SECONDS * 1000 - DRIFT_MS) return 'never';
  const until = Math.min(lease.expires_at.getTime(), lease.ended_at?.getTime() ?? Number.POSITIVE_INFINITY);
  const isHeld = acceptedMs >= lease.granted_at.getTime() - DRIFT_MS && acceptedMs <= until + DRIFT_MS;
  return acceptedMs > ends + DRIFT_MS || !isHeld ? 'expired' : null;
}

function reasonOf(error: DomainError): 'alreadyUsed' | 'frozen' | 'lapsed' {
  if (error.code === 'memberCard.usedUp') return 'alreadyUsed';
  return error.facts['state'] === 'frozen' ? 'frozen' : 'lapsed';
}

async function charge(
  ctx: Ctx,
  lease: LeaseRow,
  code: RedemptionCode,
  card: MemberCardRow,
  { reason, at }: { reason: 'alreadyUsed' | 'lapsed' | 'frozen' | 'expired'; at: Date },
): Promise<Synced> {
  const itemId = card.itemId ?? card.productId;
  const worth = (await goodsOf(ctx, [itemId])).get(itemId)?.price ?? 0n;
  const exceptionId = newId();
  const written = await ctx.sql.exec`
    INSERT INTO membership.redemption_exception (tenant_id, exception_id, outlet_id, lease_id, card_id, person_id, product_id, worth, reason,
                                                 code_id, accepted_at, recorded_at)
    VALUES (${ctx.tenantId}, ${exceptionId}, ${lease.outlet_id}, ${lease.lease_id}, ${card.cardId}, ${card.personId}, ${itemId}, ${worth},
            ${reason}, ${code.codeId}, ${at}, ${ctx.recordedAt})
        ON CONFLICT (tenant_id, code_id) DO NOTHING`;
  if (written === 0) return { told: { state: 'known', reason: 'redemption.codeUsed', redemption: null, exception: null }, charged: 0n };
  return {
    told: { state: 'exception', reason, redemption: null, exception: publicId('redemptionException', exceptionId) },
    charged: worth,
  };
}

async function take(ctx: Ctx, code: RedemptionCode, how: { outletId: Uuid; via: 'offline'; day: number; at: Date }): Promise<Uuid> {
  const { period, used } = await takeUnits(ctx, { cardId: code.cardId, units: 1n, on: how.day });
  const [card] = await loadCards(ctx, { cardIds: [code.cardId] });
  if (!card) throw memberCardNotFound();
  if (card.kind !== 'pass' || card.itemId === null) throw redemptionRefused('redemption.nothingToTake');
  const worth = (await goodsOf(ctx, [card.itemId])).get(card.itemId)?.price ?? 0n;
  const taken = { redemptionId: newId(), card, worth, period, nth: used, codeId: code.codeId, outletId: how.outletId, via: how.via };
  // Two counters had the same code at once: the other was first.
  if ((await insertTaken(ctx, [taken], how)) === 0) throw redemptionRefused('redemption.codeUsed');
  return taken.redemptionId;
}
