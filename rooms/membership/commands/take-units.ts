import type { Ctx } from '../../../kit/ctx.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { cardNotActive, cardUsedUp, memberCardNotFound } from '../errors.ts';
import { cardDay, periodOf, periodStart, stateAt, type MemberCardRow } from '../model/card.ts';
import { loadCards } from '../queries/cards.ts';

/** What was taken on a card: in which of its periods, and what that period has left. */
export interface TakenUnits {
  readonly period: number;
  readonly used: bigint;
  readonly left: bigint;
}

/**
 * Takes units of a card: pieces of a pass, minor units of a balance. However many ask at once, a period never gives more than it has: one
 * conditional statement says so. What was taken becomes sales a moment later (flows/settle).
 * @param on the brand's day it was taken on, where that is not today: a device that was offline tells of yesterday
 * @throws `memberCard.notFound`, `memberCard.notActive`, `memberCard.usedUp`
 */
export async function takeUnits(
  ctx: Ctx,
  { cardId, units, on = ctx.today }: { cardId: Uuid; units: bigint; on?: number },
): Promise<TakenUnits> {
  const [card] = await loadCards(ctx, { cardIds: [cardId] });
  if (!card) throw memberCardNotFound();
  const { period, limit, next } = allowanceOn(ctx, card, on);
  if (units > limit) throw cardUsedUp(next);
  // The card first: whoever ends or freezes it meanwhile is waited for, and then it gives nothing.
  const isStanding = await ctx.sql.exec`
    UPDATE membership.card AS card
       SET used = card.used + ${units}, due_at = CASE WHEN card.due_at < ${ctx.now} THEN card.due_at ELSE ${ctx.now} END
     WHERE card.tenant_id = ${ctx.tenantId} AND card.card_id = ${cardId} AND card.ended_at IS NULL AND card.frozen_on IS NULL
       AND (card.kind <> 'balance' OR card.used + card.spent + ${units} <= card.unit_count)`;
  if (isStanding === 0) throw card.kind === 'balance' ? cardUsedUp(null) : cardNotActive('refunded');
  const row = await ctx.sql.maybe<{ used: bigint }>`
    INSERT INTO membership.card_use AS card_use (tenant_id, card_id, period, used)
    VALUES (${ctx.tenantId}, ${cardId}, ${period}, ${units})
        ON CONFLICT (tenant_id, card_id, period) DO UPDATE SET used = card_use.used + excluded.used
     WHERE card_use.used + excluded.used <= ${limit}
    RETURNING card_use.used`;
  if (!row) throw cardUsedUp(next);
  return { period, used: row.used, left: limit - row.used };
}

/** What a card gives in the period of a day: how much in all, and when the next one begins. */
export interface Allowance {
  readonly period: number;
  readonly limit: bigint;
  /** epoch ms; null: there is none, or the card ends before it */
  readonly next: number | null;
}

/** @throws `memberCard.notActive` */
export function allowanceOn(ctx: Ctx, card: MemberCardRow, on: number): Allowance {
  // Told later, it was a running card on that day or it was not.
  const at = on === ctx.today ? ctx.now.getTime() : Math.min(ctx.now.getTime(), ctx.zone.startOf(on + 1) - 1);
  const state = stateAt(card, at);
  if (state !== 'active' || card.startsOn === null) throw cardNotActive(state);
  const isBalance = card.kind === 'balance';
  const period = isBalance ? 0 : periodOf(card.startsOn, cardDay(card, on), card);
  const limit = isBalance ? card.unitCount : BigInt(card.unitsEach);
  const nextAt = isBalance || card.per === 'term' ? null : ctx.zone.startOf(periodStart(card.startsOn, period + 1, card) + card.frozenDays);
  return { period, limit, next: nextAt !== null && (card.to === null || nextAt < card.to) ? nextAt : null };
}
