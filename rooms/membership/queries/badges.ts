import type { Ctx } from '../../../kit/ctx.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import type { BadgesJson } from '../ceremony-api.ts';
import { badgesFrom } from '../model/badges.ts';
import { progressOf } from './ceremonies.ts';
import { friendsHelped } from './leaderboard.ts';

/** A person's badges, from what they did. */
export async function badgesOf(ctx: Ctx, personId: Uuid): Promise<BadgesJson> {
  const used = await ctx.sql.one<{ redemptions: number; days: number }>`
    SELECT count(*)::int AS redemptions, count(DISTINCT redemption.redeemed_on)::int AS days
      FROM membership.redemption AS redemption
     WHERE redemption.tenant_id = ${ctx.tenantId} AND redemption.person_id = ${personId}`;
  const cards = await ctx.sql.one<{ bought: number; paid: number }>`
    SELECT count(*)::int AS bought, count(*) FILTER (WHERE taken.worth >= card.fee_amount)::int AS paid
      FROM membership.card AS card
      LEFT JOIN (SELECT redemption.card_id, sum(redemption.worth) AS worth
                   FROM membership.redemption AS redemption
                  WHERE redemption.tenant_id = ${ctx.tenantId} AND redemption.person_id = ${personId}
                  GROUP BY redemption.card_id) AS taken ON taken.card_id = card.card_id
     WHERE card.tenant_id = ${ctx.tenantId} AND card.person_id = ${personId} AND card.paid_at IS NOT NULL`;
  const { welcomedAt } = await progressOf(ctx, personId);
  return {
    data: badgesFrom({
      hasFinishedCeremony: welcomedAt !== null,
      redemptions: used.redemptions,
      days: used.days,
      cardsPaid: cards.paid,
      friendsHelped: await friendsHelped(ctx, personId),
      renewals: Math.max(0, cards.bought - 1),
    }),
  };
}
