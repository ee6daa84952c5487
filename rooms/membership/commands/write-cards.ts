import type { Ctx } from '../../../kit/ctx.ts';
import { instants, int4s, int8s, texts, uuids } from '../../../kit/db/arrays.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { dayText } from '../../../kit/time/index.ts';
import type { MemberCardRow, MemberSpan } from '../model/card.ts';

const dayOrNull = (day: number | null): string | null => (day === null ? null : dayText(day));

/** Writes cards that are ordered or given. For the settler, which holds the lane. */
export async function insertCards(ctx: Ctx, cards: readonly MemberCardRow[]): Promise<void> {
  if (cards.length === 0) return;
  await ctx.sql.put`
    INSERT INTO membership.card (tenant_id, card_id, design_id, product_id, person_id, order_id, line, nth, given_from, kind, term_unit,
                                 term_count, item_product_id, units_each, per, bonus_amount, spread_months, fee_amount, refunded_amount,
                                 paid_at, from_at, to_at, starts_on, frozen_on, frozen_days, ended_at, ended, unit_count, used,
                                 spent, periods_booked, consumed, liability_amount, due_at, recorded_at)
    SELECT ${ctx.tenantId}, fresh.card_id, fresh.design_id, fresh.product_id, fresh.person_id, fresh.order_id, fresh.line, fresh.nth,
           fresh.given_from, fresh.kind, fresh.term_unit, fresh.term_count, fresh.item, fresh.units_each, fresh.per, fresh.bonus,
           fresh.spread, fresh.fee, fresh.refunded, fresh.paid_at, fresh.from_at, fresh.to_at, fresh.starts_on::date, fresh.frozen_on::date,
           fresh.frozen_days, fresh.ended_at, fresh.ended, fresh.unit_count, fresh.used, fresh.spent, fresh.periods_booked, fresh.consumed, fresh.liability,
           fresh.due_at, ${ctx.now}
      FROM unnest(${uuids(cards, (card) => card.cardId)}::uuid[], ${uuids(cards, (card) => card.designId)}::uuid[],
                  ${uuids(cards, (card) => card.productId)}::uuid[], ${uuids(cards, (card) => card.personId)}::uuid[],
                  ${uuids(cards, (card) => card.orderId)}::uuid[], ${int4s(cards, (card) => card.line)}::int[],
                  ${int4s(cards, (card) => card.nth)}::int[], ${uuids(cards, (card) => card.givenFrom)}::uuid[],
                  ${texts(cards, (card) => card.kind)}::text[], ${texts(cards, (card) => card.termUnit)}::text[],
                  ${int4s(cards, (card) => card.termCount)}::int[], ${uuids(cards, (card) => card.itemId)}::uuid[],
                  ${int4s(cards, (card) => card.unitsEach)}::int[], ${texts(cards, (card) => card.per)}::text[],
                  ${int8s(cards, (card) => card.bonus)}::bigint[], ${int4s(cards, (card) => card.spreadMonths)}::int[],
                  ${int8s(cards, (card) => card.fee)}::bigint[], ${int8s(cards, (card) => card.refunded)}::bigint[],
                  ${instants(cards, (card) => card.paidAt)}::timestamptz[], ${instants(cards, (card) => card.from)}::timestamptz[],
                  ${instants(cards, (card) => card.to)}::timestamptz[], ${texts(cards, (card) => dayOrNull(card.startsOn))}::text[],
                  ${texts(cards, (card) => dayOrNull(card.frozenOn))}::text[], ${int4s(cards, (card) => card.frozenDays)}::int[],
                  ${instants(cards, (card) => card.endedAt)}::timestamptz[], ${texts(cards, (card) => card.ended)}::text[],
                  ${int8s(cards, (card) => card.unitCount)}::bigint[], ${int8s(cards, (card) => card.used)}::bigint[],
                  ${int8s(cards, (card) => card.spent)}::bigint[], ${int4s(cards, (card) => card.periodsBooked)}::int[], ${int8s(cards, (card) => card.consumed)}::bigint[],
                  ${int8s(cards, (card) => card.liability)}::bigint[], ${instants(cards, (card) => card.dueAt)}::timestamptz[])
           AS fresh (card_id, design_id, product_id, person_id, order_id, line, nth, given_from, kind, term_unit, term_count, item, units_each,
                     per, bonus, spread, fee, refunded, paid_at, from_at, to_at, starts_on, frozen_on, frozen_days, ended_at, ended, unit_count,
                     used, spent, periods_booked, consumed, liability, due_at)`;
}

/** Something was taken on a card while its worth was decided about: everything is to be decided again. */
class CardMoved extends Error {
  readonly code = '40001';
}

/**
 * Writes what moves of cards that are there. Whoever takes something on a card does not wait for the lane: where that happened meanwhile, a
 * card that ends or pays for an order is decided about again, and one that goes on is looked at again at once.
 */
export async function updateCards(ctx: Ctx, cards: readonly MemberCardRow[]): Promise<void> {
  if (cards.length === 0) return;
  const ids = uuids(cards, (card) => card.cardId);
  const written = await ctx.sql.exec`
    UPDATE membership.card AS card
       SET person_id = fresh.person_id, refunded_amount = fresh.refunded, paid_at = fresh.paid_at, from_at = fresh.from_at,
           to_at = fresh.to_at, starts_on = fresh.starts_on::date, frozen_on = fresh.frozen_on::date, frozen_days = fresh.frozen_days,
           ended_at = fresh.ended_at, ended = fresh.ended, unit_count = fresh.unit_count, spent = fresh.spent, periods_booked = fresh.periods_booked,
           consumed = fresh.consumed, liability_amount = fresh.liability,
           due_at = CASE WHEN card.used = fresh.used THEN fresh.due_at ELSE ${ctx.now} END
      FROM unnest(${ids}::uuid[], ${uuids(cards, (card) => card.personId)}::uuid[], ${int8s(cards, (card) => card.refunded)}::bigint[],
                  ${instants(cards, (card) => card.paidAt)}::timestamptz[], ${instants(cards, (card) => card.from)}::timestamptz[],
                  ${instants(cards, (card) => card.to)}::timestamptz[], ${texts(cards, (card) => dayOrNull(card.startsOn))}::text[],
                  ${texts(cards, (card) => dayOrNull(card.frozenOn))}::text[], ${int4s(cards, (card) => card.frozenDays)}::int[],
                  ${instants(cards, (card) => card.endedAt)}::timestamptz[], ${texts(cards, (card) => card.ended)}::text[],
                  ${int8s(cards, (card) => card.unitCount)}::bigint[], ${int4s(cards, (card) => card.periodsBooked)}::int[],
                  ${int8s(cards, (card) => card.consumed)}::bigint[], ${int8s(cards, (card) => card.liability)}::bigint[],
                  ${instants(cards, (card) => card.dueAt)}::timestamptz[], ${int8s(cards, (card) => card.used)}::bigint[],
                  ${int8s(cards, (card) => card.spent)}::bigint[])
           AS fresh (card_id, person_id, refunded, paid_at, from_at, to_at, starts_on, frozen_on, frozen_days, ended_at, ended, unit_count,
                     periods_booked, consumed, liability, due_at, used, spent)
     WHERE card.tenant_id = ${ctx.tenantId} AND card.card_id = ANY(${ids}::uuid[]) AND card.card_id = fresh.card_id
       AND (card.used = fresh.used OR fresh.ended_at IS NULL AND card.spent = fresh.spent)`;
  if (written !== cards.length) throw new CardMoved();
}

/** Keeps when people were members, as their histories are told it in the same transaction. */
export async function keepStandings(ctx: Ctx, people: ReadonlyMap<Uuid, readonly MemberSpan[]>): Promise<void> {
  if (people.size === 0) return;
  const rows = [...people].flatMap(([personId, spans]) => spans.map((span) => ({ personId, ...span })));
  await ctx.sql.exec`
    DELETE FROM membership.standing AS standing
     WHERE standing.tenant_id = ${ctx.tenantId} AND standing.person_id = ANY(${plainArray([...people.keys()])}::uuid[])`;
  if (rows.length === 0) return;
  await ctx.sql.put`
    INSERT INTO membership.standing (tenant_id, person_id, from_at, to_at)
    SELECT ${ctx.tenantId}, fresh.person_id, fresh.from_at, fresh.to_at
      FROM unnest(${uuids(rows, (row) => row.personId)}::uuid[], ${instants(rows, (row) => row.from)}::timestamptz[],
                  ${instants(rows, (row) => row.to)}::timestamptz[]) AS fresh (person_id, from_at, to_at)`;
}

/** Gives numbers to those who have none, in the order given; under the lane, so that none is given twice. */
export async function numberMembers(ctx: Ctx, people: readonly { readonly personId: Uuid; readonly joinedAt: number }[]): Promise<void> {
  if (people.length === 0) return;
  const ids = plainArray(people.map((person) => person.personId));
  const known = await ctx.sql<{ person_id: Uuid }>`
    SELECT member.person_id FROM membership.member AS member
     WHERE member.tenant_id = ${ctx.tenantId} AND member.person_id = ANY(${ids}::uuid[])`;
  const has = new Set(known.map((row) => row.person_id));
  const fresh = people.filter((person) => !has.has(person.personId));
  if (fresh.length === 0) return;
  const { last } = await ctx.sql.one<{ last: number | null }>`
    SELECT max(member.number) AS last FROM membership.member AS member WHERE member.tenant_id = ${ctx.tenantId}`;
  const first = (last ?? 0) + 1;
  await ctx.sql.put`
    INSERT INTO membership.member (tenant_id, person_id, number, joined_at)
    SELECT ${ctx.tenantId}, fresh.person_id, fresh.number, fresh.joined_at
      FROM unnest(${uuids(fresh, (person) => person.personId)}::uuid[], ${int4s(
        fresh.map((_, i) => first + i),
        (number) => number,
      )}::int[], ${instants(fresh, (person) => person.joinedAt)}::timestamptz[]) AS fresh (person_id, number, joined_at)`;
}
