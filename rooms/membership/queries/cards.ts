import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { parseId, type Uuid } from '../../../kit/ids/index.ts';
import { parseDay } from '../../../kit/time/index.ts';
import { policyPackOf } from '../../policy/index.ts';
import { memberCardNotFound } from '../errors.ts';
import { cardDay, periodOf, type MemberCardRow, type MemberSpan } from '../model/card.ts';
import { termsOfRow, type Design, type TermColumns } from '../schema.ts';

interface DesignColumns extends TermColumns {
  on_sale: boolean;
  created_at: Date;
  updated_at: Date;
}

/** The cards that these products are, by product. */
export async function designsOf(ctx: Ctx, productIds: readonly Uuid[]): Promise<Map<Uuid, Design>> {
  if (productIds.length === 0) return new Map();
  const rows = await ctx.sql<DesignColumns>`
    SELECT design.design_id, design.product_id, design.kind, design.term_unit, design.term_count, design.item_product_id, design.units_each,
           design.per, design.bonus_amount, design.spread_months, design.on_sale, design.created_at, design.updated_at
      FROM membership.design AS design
     WHERE design.tenant_id = ${ctx.tenantId} AND design.product_id = ANY(${plainArray(productIds)}::uuid[])`;
  return new Map(rows.map((row) => [row.product_id, designOf(row)]));
}

export function designOf(row: DesignColumns): Design {
  return {
    ...termsOfRow(row),
    designId: row.design_id,
    productId: row.product_id,
    isOnSale: row.on_sale,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

interface CardColumns extends TermColumns {
  card_id: Uuid;
  person_id: Uuid;
  order_id: Uuid;
  line: number;
  nth: number;
  given_from: Uuid | null;
  fee_amount: bigint;
  refunded_amount: bigint;
  paid_at: Date | null;
  from_at: Date | null;
  to_at: Date | null;
  starts_on: string | null;
  frozen_on: string | null;
  frozen_days: number;
  ended_at: Date | null;
  ended: MemberCardRow['ended'];
  unit_count: bigint;
  used: bigint;
  spent: bigint;
  periods_booked: number;
  consumed: bigint;
  liability_amount: bigint;
  due_at: Date | null;
  uses: string | null;
}

/** Every card of these people, of these orders, and those asked for by id; in the order they were made. */
export async function loadCards(
  ctx: Ctx,
  { personIds = [], orderIds = [], cardIds = [] }: { personIds?: readonly Uuid[]; orderIds?: readonly Uuid[]; cardIds?: readonly Uuid[] },
): Promise<MemberCardRow[]> {
  if (personIds.length + orderIds.length + cardIds.length === 0) return [];
  const rows = await ctx.sql<CardColumns>`
    SELECT card.card_id, card.design_id, card.product_id, card.person_id, card.order_id, card.line, card.nth, card.given_from, card.kind,
           card.term_unit, card.term_count, card.item_product_id, card.units_each, card.per, card.bonus_amount, card.spread_months,
           card.fee_amount, card.refunded_amount, card.paid_at, card.from_at, card.to_at, card.starts_on, card.frozen_on, card.frozen_days,
           card.ended_at, card.ended, card.unit_count, card.used, card.spent, card.periods_booked, card.consumed, card.liability_amount,
           card.due_at,
           (SELECT string_agg(concat(card_use.period, ':', card_use.used), ',')
              FROM membership.card_use AS card_use
             WHERE card_use.tenant_id = ${ctx.tenantId} AND card_use.card_id = card.card_id AND card_use.period >= card.periods_booked) AS uses
      FROM membership.card AS card
     WHERE card.tenant_id = ${ctx.tenantId}
       AND (card.person_id = ANY(${plainArray(personIds)}::uuid[]) OR card.order_id = ANY(${plainArray(orderIds)}::uuid[])
            OR card.card_id = ANY(${plainArray(cardIds)}::uuid[]))
     ORDER BY card.order_id, card.line, card.nth, card.card_id`;
  const frozen = rows.filter((row) => row.frozen_days > 0 || row.frozen_on !== null || row.ended_at !== null).map((row) => row.card_id);
  const freezes = await freezesOf(ctx, frozen);
  return rows.map((row) => cardOf(row, freezes.get(row.card_id) ?? []));
}

function cardOf(row: CardColumns, freezes: MemberCardRow['freezes']): MemberCardRow {
  return {
    ...termsOfRow(row),
    cardId: row.card_id,
    designId: row.design_id,
    productId: row.product_id,
    personId: row.person_id,
    orderId: row.order_id,
    line: row.line,
    nth: row.nth,
    givenFrom: row.given_from,
    fee: row.fee_amount,
    refunded: row.refunded_amount,
    paidAt: row.paid_at?.getTime() ?? null,
    from: row.from_at?.getTime() ?? null,
    to: row.to_at?.getTime() ?? null,
    startsOn: row.starts_on === null ? null : parseDay(row.starts_on),
    frozenOn: row.frozen_on === null ? null : parseDay(row.frozen_on),
    frozenDays: row.frozen_days,
    endedAt: row.ended_at?.getTime() ?? null,
    ended: row.ended,
    unitCount: row.unit_count,
    used: row.used,
    spent: row.spent,
    uses: (row.uses?.split(',') ?? []).map((part) => {
      const [period = '', used = ''] = part.split(':');
      return { period: Number(period), used: BigInt(used) };
    }),
    periodsBooked: row.periods_booked,
    consumed: row.consumed,
    liability: row.liability_amount,
    dueAt: row.due_at?.getTime() ?? null,
    freezes,
  };
}

async function freezesOf(ctx: Ctx, cardIds: readonly Uuid[]): Promise<Map<Uuid, { from: number; to: number | null }[]>> {
  const found = new Map<Uuid, { from: number; to: number | null }[]>();
  if (cardIds.length === 0) return found;
  const rows = await ctx.sql<{ card_id: Uuid; from_at: Date; to_at: Date | null }>`
    SELECT standstill.card_id, standstill.from_at, standstill.to_at
      FROM membership.standstill AS standstill
     WHERE standstill.tenant_id = ${ctx.tenantId} AND standstill.card_id = ANY(${plainArray(cardIds)}::uuid[])
     ORDER BY standstill.card_id, standstill.from_at`;
  for (const row of rows) {
    const known = found.get(row.card_id) ?? [];
    found.set(row.card_id, [...known, { from: row.from_at.getTime(), to: row.to_at?.getTime() ?? null }]);
  }
  return found;
}

/** What a card gives in the period of a day. */
export interface Entitlement {
  readonly cardId: Uuid;
  readonly itemId: Uuid | null;
  readonly per: MemberCardRow['per'];
  /** the period that day falls in, from 0 */
  readonly period: number;
  readonly limit: bigint;
  readonly used: bigint;
}

/** What each card gives on a day of the brand's calendar, and what was taken of it; of a balance, the money that can be spent. */
export async function entitlementsOn(ctx: Ctx, cards: readonly MemberCardRow[], day: number): Promise<Entitlement[]> {
  const begun = cards.filter((card) => card.startsOn !== null);
  if (begun.length === 0) return [];
  const used = await ctx.sql<{ card_id: Uuid; period: number; used: bigint }>`
    SELECT card_use.card_id, card_use.period, card_use.used
      FROM membership.card_use AS card_use
     WHERE card_use.tenant_id = ${ctx.tenantId} AND card_use.card_id = ANY(${plainArray(begun.map((card) => card.cardId))}::uuid[])`;
  const taken = new Map(used.map((row) => [`${row.card_id} ${row.period}`, row.used]));
  return begun.map((card) => {
    const period = card.kind === 'balance' ? 0 : periodOf(card.startsOn ?? 0, cardDay(card, day), card);
    return {
      cardId: card.cardId,
      itemId: card.itemId,
      per: card.per,
      period,
      limit: card.kind === 'balance' ? card.unitCount : BigInt(card.unitsEach),
      used: card.kind === 'balance' ? card.used + card.spent : (taken.get(`${card.cardId} ${period}`) ?? 0n),
    };
  });
}

/** A card somebody has, by its public id. @throws `memberCard.notFound` */
export async function findMemberCard(ctx: Ctx, id: string): Promise<MemberCardRow> {
  const cardId = parseId('memberCard', id);
  const [card] = cardId === null ? [] : await loadCards(ctx, { cardIds: [cardId] });
  if (!card) throw memberCardNotFound();
  return card;
}

/** Whether cards of this brand have something to be booked by now. */
export async function hasDueCards(ctx: Ctx): Promise<boolean> {
  const row = await ctx.sql.maybe<{ card_id: Uuid }>`
    SELECT card.card_id FROM membership.card AS card
     WHERE card.tenant_id = ${ctx.tenantId} AND card.due_at <= ${ctx.now}
     ORDER BY card.due_at
     LIMIT 1`;
  return row !== null;
}

/** Whose cards have something to be booked, the longest due first. */
export async function holdersOfDueCards(ctx: Ctx, limit: number): Promise<Uuid[]> {
  const rows = await ctx.sql<{ person_id: Uuid }>`
    SELECT card.person_id FROM membership.card AS card
     WHERE card.tenant_id = ${ctx.tenantId} AND card.due_at <= ${ctx.now}
     ORDER BY card.due_at, card.card_id
     LIMIT ${limit}`;
  return [...new Set(rows.map((row) => row.person_id))];
}

/** When these people were members, as their histories know it; who never was is left out. */
export async function memberStandings(ctx: Ctx, personIds: readonly Uuid[]): Promise<Map<Uuid, MemberSpan[]>> {
  if (personIds.length === 0) return new Map();
  const rows = await ctx.sql<{ person_id: Uuid; from_at: Date; to_at: Date | null }>`
    SELECT standing.person_id, standing.from_at, standing.to_at
      FROM membership.standing AS standing
     WHERE standing.tenant_id = ${ctx.tenantId} AND standing.person_id = ANY(${plainArray(personIds)}::uuid[])
     ORDER BY standing.person_id, standing.from_at`;
  return new Map(
    [...Map.groupBy(rows, (row) => row.person_id)].map(([personId, own]) => [
      personId,
      own.map((row) => ({ from: row.from_at.getTime(), to: row.to_at?.getTime() ?? null })),
    ]),
  );
}

/** What the pack says of money paid ahead: days in which an unused card is given back whole, and what a card may cost (null = anything). */
export function prepaidRules(ctx: Ctx): { refundDays: number; most: bigint | null } {
  const rules = policyPackOf(ctx.tenant.policy)?.prepaid;
  const most = rules?.namedMax?.currency === ctx.tenant.currency ? BigInt(rules.namedMax.amount) : null;
  return { refundDays: rules?.refundDays ?? 0, most };
}
