import type { Ctx } from '../../../kit/ctx.ts';
import { uuids } from '../../../kit/db/arrays.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { minorDigits } from '../../../kit/money/index.ts';
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

/** The card with a term that somebody holds now or has paid in advance, the one that ends last; with how many terms they have renewed. */
export async function heldCard(ctx: Ctx, personId: Uuid): Promise<{ endsAt: Date; startsAt: Date; renewals: number } | null> {
  const rows = await ctx.sql<{ from_at: Date; to_at: Date; before: number }>`
    SELECT card.from_at, card.to_at, (count(*) OVER () - 1)::int AS before
      FROM membership.card AS card
     WHERE card.tenant_id = ${ctx.tenantId} AND card.person_id = ${personId} AND card.ended_at IS NULL
       AND card.from_at IS NOT NULL AND card.to_at IS NOT NULL
     ORDER BY card.to_at DESC, card.card_id
     LIMIT 1`;
  const [row] = rows;
  return row && row.to_at > ctx.now ? { endsAt: row.to_at, startsAt: row.from_at, renewals: row.before } : null;
}

/** Who renews, where too few cards came to an end: a worked example (domain.md §6), 63 of 100 the first time and more of those who stay. */
const ASSUMED: CardSurvival = { a: 0.7, b: 1.2 };

/** The shape renewals are expected by, and where it is from: fitted to the brand's own; counted where those have no shape; or assumed. */
export function renewalShape({ ends, renewed, survival }: CardTerms): { shape: CardSurvival; from: 'fitted' | 'counted' | 'assumed' } {
  if (survival) return { shape: survival, from: 'fitted' };
  if (ends < FEWEST_ENDS) return { shape: ASSUMED, from: 'assumed' };
  return { shape: { a: ASSUMED.a + ends - renewed, b: ASSUMED.b + renewed }, from: 'counted' };
}

/** Of the fee of a card what is left where nobody recorded what a card costs (domain.md §4, mF). */
const ASSUMED_FEE_MARGIN = 0.8;

/** A card somebody holds or has paid in advance, the one that ends last, as its renewal is worth. */
export interface HolderTerm {
  readonly personId: Uuid;
  readonly node: number;
  readonly leftWeeks: number;
  readonly termWeeks: number;
  readonly renewals: number;
  /** in major units: what a renewal costs, what it leaves, and what they paid for cards so far */
  readonly fee: number;
  readonly margin: number;
  readonly isCostKnown: boolean;
  readonly paid: number;
}

const WEEK_MS = 7 * 86_400_000;
/** People of one query. */
const PORTION = 5_000;

/** Those of these people who hold a pass with a term, absent: everybody who does. What is stored on a card is spent on goods and is none. */
export async function holderTerms(ctx: Ctx, personIds?: readonly Uuid[]): Promise<HolderTerm[]> {
  const ids = personIds ?? (await holdersOf(ctx));
  const unit = 10 ** minorDigits(ctx.tenant.currency);
  const found: HolderTerm[] = [];
  for (let start = 0; start < ids.length; start += PORTION) {
    const portion = ids.slice(start, start + PORTION);
    const rows = await ctx.sql<{
      person_id: Uuid;
      node: number;
      from_at: Date;
      to_at: Date;
      cards: number;
      fee: bigint;
      cost: bigint | null;
      paid: bigint;
    }>`
      SELECT held.person_id, person.node, held.from_at, held.to_at, held.cards, held.fee_amount AS fee, product.cost_amount AS cost, held.paid
        FROM (SELECT card.person_id, card.product_id, card.from_at, card.to_at, card.fee_amount,
                     row_number() OVER (PARTITION BY card.person_id ORDER BY card.to_at DESC, card.card_id) AS nth,
                     (count(*) OVER (PARTITION BY card.person_id))::int AS cards,
                     (sum(CASE WHEN card.given_from IS NULL THEN card.fee_amount - card.refunded_amount ELSE 0 END)
                       OVER (PARTITION BY card.person_id))::bigint AS paid
                FROM membership.card AS card
               WHERE card.tenant_id = ${ctx.tenantId} AND card.person_id = ANY(${uuids(portion, (id) => id)}::uuid[])
                 AND card.kind = 'pass' AND card.ended_at IS NULL AND card.from_at IS NOT NULL AND card.to_at IS NOT NULL) AS held
        JOIN relations.person AS person ON person.tenant_id = ${ctx.tenantId} AND person.person_id = held.person_id
        JOIN catalog.product AS product ON product.tenant_id = ${ctx.tenantId} AND product.product_id = held.product_id
       WHERE held.nth = 1 AND held.to_at > ${ctx.now}::timestamptz AND person.erased_at IS NULL
       ORDER BY person.node`;
    for (const row of rows) {
      const fee = Number(row.fee) / unit;
      const cost = row.cost === null ? null : Number(row.cost) / unit;
      found.push({
        personId: row.person_id,
        node: row.node,
        leftWeeks: (row.to_at.getTime() - ctx.now.getTime()) / WEEK_MS,
        termWeeks: (row.to_at.getTime() - row.from_at.getTime()) / WEEK_MS,
        renewals: row.cards - 1,
        fee,
        margin: cost === null ? fee * ASSUMED_FEE_MARGIN : fee - cost,
        isCostKnown: cost !== null,
        paid: Number(row.paid) / unit,
      });
    }
  }
  return found;
}

async function holdersOf(ctx: Ctx): Promise<Uuid[]> {
  const rows = await ctx.sql<{ person_id: Uuid }>`
    SELECT DISTINCT card.person_id
      FROM membership.card AS card
     WHERE card.tenant_id = ${ctx.tenantId} AND card.kind = 'pass' AND card.ended_at IS NULL AND card.to_at > ${ctx.now}::timestamptz`;
  return rows.map((row) => row.person_id);
}
