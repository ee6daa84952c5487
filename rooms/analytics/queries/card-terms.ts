import type { Ctx } from '../../../kit/ctx.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { fitCardSurvival, type CardCohort, type CardSurvival } from '../model/prediction/card-survival.ts';

/** Fewer cards that came to the end of a term tell nothing of who renews. */
export const FEWEST_ENDS = 30;

/** How cards of the brand were renewed: cards with a term, person by person. */
export interface CardTerms {
  /** ends of terms that were seen: renewed or not */
  readonly ends: number;
  readonly renewed: number;
  readonly survival: CardSurvival | null;
}

/** The shape of renewal, over everybody who ever held a card with a term; refunded cards are left out. */
export async function cardTerms(ctx: Ctx): Promise<CardTerms> {
  const rows = await ctx.sql<{ over: number; is_running: boolean; people: number }>`
    SELECT held.over, held.is_running, count(*)::int AS people
      FROM (SELECT card.person_id, count(*) FILTER (WHERE card.to_at <= ${ctx.now}::timestamptz)::int AS over,
                   bool_or(card.to_at > ${ctx.now}::timestamptz) AS is_running
              FROM membership.card AS card
             WHERE card.tenant_id = ${ctx.tenantId} AND card.from_at <= ${ctx.now}::timestamptz AND card.to_at IS NOT NULL
               AND card.ended_at IS NULL
             GROUP BY card.person_id) AS held
     GROUP BY held.over, held.is_running`;
  let [ends, renewed] = [0, 0];
  const cohorts: CardCohort[] = rows.map(({ over, is_running: isRunning, people }) => {
    ends += over * people;
    renewed += (isRunning ? over : Math.max(0, over - 1)) * people;
    const lost = Array.from({ length: over }, () => 0);
    if (!isRunning && over > 0) lost[over - 1] = people;
    return { lost, running: isRunning ? people : 0 };
  });
  return { ends, renewed, survival: ends < FEWEST_ENDS ? null : fitCardSurvival(cohorts.filter(({ lost }) => lost.length > 0)) };
}

/** The card with a term that somebody holds now, the one that ends last; with how many terms they have renewed. */
export async function heldCard(ctx: Ctx, personId: Uuid): Promise<{ endsAt: Date; startsAt: Date; renewals: number } | null> {
  const rows = await ctx.sql<{ from_at: Date; to_at: Date; over: number }>`
    SELECT card.from_at, card.to_at,
           (SELECT count(*)::int FROM membership.card AS past
             WHERE past.tenant_id = ${ctx.tenantId} AND past.person_id = ${personId} AND past.ended_at IS NULL
               AND past.to_at <= ${ctx.now}::timestamptz) AS over
      FROM membership.card AS card
     WHERE card.tenant_id = ${ctx.tenantId} AND card.person_id = ${personId} AND card.ended_at IS NULL
       AND card.from_at <= ${ctx.now}::timestamptz AND card.to_at > ${ctx.now}::timestamptz
     ORDER BY card.to_at DESC
     LIMIT 1`;
  const [row] = rows;
  return row ? { endsAt: row.to_at, startsAt: row.from_at, renewals: row.over } : null;
}
