import type { Ctx } from '../../../kit/ctx.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import { CARD_PAID_FOR_ITSELF } from '../model/notices.ts';
import type { OwnMembershipJson } from '../privilege-api.ts';
import { loadCards } from './cards.ts';
import { goodsOf } from './redemptions.ts';

/** The latest card of somebody that has paid for itself, and whether they saw so on a whole screen; null = none has. */
export async function paidForItself(ctx: Ctx, personId: Uuid): Promise<OwnMembershipJson['paidForItself']> {
  const notice = await ctx.sql.maybe<{ card_id: string; told_at: Date; answered_at: Date | null }>`
    SELECT split_part(notice.once_key, ' ', 2) AS card_id, notice.told_at, notice.answered_at
      FROM membership.notice AS notice
     WHERE notice.tenant_id = ${ctx.tenantId} AND notice.person_id = ${personId} AND notice.kind = ${CARD_PAID_FOR_ITSELF}
     ORDER BY notice.notice_id DESC
     LIMIT 1`;
  const [card] = notice === null ? [] : await loadCards(ctx, { cardIds: [notice.card_id] });
  if (!notice || card?.personId !== personId) return null;
  const { uses, worth } = await ctx.sql.one<{ uses: number; worth: bigint }>`
    SELECT count(*)::int AS uses, coalesce(sum(redemption.worth), 0)::bigint AS worth
      FROM membership.redemption AS redemption
     WHERE redemption.tenant_id = ${ctx.tenantId} AND redemption.card_id = ${card.cardId}`;
  return {
    card: publicId('memberCard', card.cardId),
    name: (await goodsOf(ctx, [card.productId])).get(card.productId)?.name ?? '',
    fee: moneyJson(card.fee, ctx.tenant.currency),
    saved: moneyJson(worth, ctx.tenant.currency),
    uses,
    at: notice.told_at.toISOString(),
    isSeen: notice.answered_at !== null,
  };
}
