import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import { dayText } from '../../../kit/time/index.ts';
import type { MemberCardRow } from '../model/card.ts';
import { CARD_PAID_FOR_ITSELF } from '../model/notices.ts';
import { worthTaken } from '../queries/redemptions.ts';
import { tellPeople } from './tell-person.ts';

/** A piece that was taken on a pass. */
export interface Taken {
  readonly redemptionId: Uuid;
  readonly card: MemberCardRow & { readonly itemId: Uuid | null };
  /** what whoever has no card pays for it, minor units */
  readonly worth: bigint;
  readonly period: number;
  /** which of its period it is, from 1 */
  readonly nth: bigint;
  readonly codeId: string;
  readonly outletId: Uuid;
  readonly via: 'code' | 'spoken' | 'offline';
}

/** Writes down what was taken, each code once, and tells whose card is worth by now what it cost. @returns how many are new */
export async function insertTaken(ctx: Ctx, taken: readonly Taken[], when: { day: number; at: Date }): Promise<number> {
  if (taken.length === 0) return 0;
  const written = await ctx.sql.exec`
    INSERT INTO membership.redemption (tenant_id, redemption_id, card_id, person_id, product_id, period, nth, worth, outlet_id, via, code_id,
                                       redeemed_on, redeemed_at, redeemed_by, recorded_at)
    SELECT ${ctx.tenantId}, fresh.redemption_id, fresh.card_id, fresh.person_id, fresh.product_id, fresh.period, fresh.nth, fresh.worth,
           fresh.outlet_id, fresh.via, fresh.code_id, ${dayText(when.day)}::date, ${when.at}, ${ctx.actor.name}, ${ctx.recordedAt}
      FROM unnest(${plainArray(taken.map((one) => one.redemptionId))}::uuid[], ${plainArray(taken.map((one) => one.card.cardId))}::uuid[],
                  ${plainArray(taken.map((one) => one.card.personId))}::uuid[], ${plainArray(taken.map((one) => one.card.itemId))}::uuid[],
                  ${plainArray(taken.map((one) => one.period))}::int[], ${plainArray(taken.map((one) => Number(one.nth)))}::int[],
                  ${plainArray(taken.map((one) => one.worth))}::bigint[], ${plainArray(taken.map((one) => one.outletId))}::uuid[],
                  ${plainArray(taken.map((one) => one.via))}::text[], ${plainArray(taken.map((one) => one.codeId))}::text[])
           AS fresh (redemption_id, card_id, person_id, product_id, period, nth, worth, outlet_id, via, code_id)
        ON CONFLICT (tenant_id, code_id) DO NOTHING`;
  if (written > 0) await celebrate(ctx, taken);
  return written;
}

/** The day on which what was taken is worth what the card cost is told once. */
async function celebrate(ctx: Ctx, taken: readonly Taken[]): Promise<void> {
  const byCard = Map.groupBy(taken, (one) => one.card.cardId);
  const saved = await worthTaken(ctx, [...byCard.keys()]);
  const { currency } = ctx.tenant;
  const notices = [...byCard].flatMap(([cardId, own]) => {
    const card = own[0]?.card;
    const now = saved.get(cardId) ?? 0n;
    const before = now - own.reduce((sum, one) => sum + one.worth, 0n);
    if (!card || card.fee === 0n || now < card.fee || before >= card.fee) return [];
    const facts = { card: publicId('memberCard', cardId), fee: moneyJson(card.fee, currency), saved: moneyJson(now, currency) };
    return [{ personId: card.personId, kind: CARD_PAID_FOR_ITSELF, facts, once: cardId }];
  });
  await tellPeople(ctx, notices);
}
