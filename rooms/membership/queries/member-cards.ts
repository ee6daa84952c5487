import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { beforeId, pageOf } from '../../../kit/http/cursor.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import { dayText } from '../../../kit/time/index.ts';
import { saleProductsById } from '../../catalog/index.ts';
import type { MemberCard } from '../api.ts';
import { consumedWhen, periodsOver, periodStart, refundOf, stateAt, type MemberCardRow } from '../model/card.ts';
import { entitlementsOn, loadCards, prepaidRules } from './cards.ts';
import { grantOf } from './designs.ts';

/** Cards people have, newest first, pages by key; of one person or one design. */
export async function listMemberCards(
  ctx: Ctx,
  page: { limit: number; cursor?: string | undefined; personId?: Uuid | undefined; designId?: Uuid | undefined },
): Promise<{ data: MemberCard[]; next: string | null }> {
  const before = beforeId(page.cursor);
  const rows = await ctx.sql<{ card_id: Uuid }>`
    SELECT card.card_id
      FROM membership.card AS card
     WHERE card.tenant_id = ${ctx.tenantId} AND card.card_id < ${before}
       AND (${page.personId ?? null}::uuid IS NULL OR card.person_id = ${page.personId ?? null}::uuid)
       AND (${page.designId ?? null}::uuid IS NULL OR card.design_id = ${page.designId ?? null}::uuid)
     ORDER BY card.card_id DESC
     LIMIT ${page.limit + 1}`;
  const { shown, next } = pageOf(rows, page.limit, (row) => [row.card_id]);
  const ids = shown.map((row) => row.card_id);
  const cards = new Map((await loadCards(ctx, { cardIds: ids })).map((card) => [card.cardId, card]));
  return {
    data: await memberCardReplies(
      ctx,
      ids.flatMap((id) => cards.get(id) ?? []),
    ),
    next,
  };
}

/** Cards as they are answered: everything as the clock has it, whatever is booked. */
export async function memberCardReplies(ctx: Ctx, cards: readonly MemberCardRow[]): Promise<MemberCard[]> {
  if (cards.length === 0) return [];
  const [products, numbers, entitlements] = await Promise.all([
    saleProductsById(
      ctx,
      cards.flatMap((card) => [card.productId, ...(card.itemId === null ? [] : [card.itemId])]),
    ),
    memberNumbers(ctx, [...new Set(cards.map((card) => card.personId))]),
    entitlementsOn(ctx, cards, ctx.today),
  ]);
  const now = new Map(entitlements.map((each) => [each.cardId, each]));
  const { currency } = ctx.tenant;
  const { refundDays } = prepaidRules(ctx);
  const at = ctx.now.getTime();
  return cards.map((card) => {
    const product = products.get(card.productId);
    const item = card.itemId === null ? null : products.get(card.itemId);
    const state = stateAt(card, at);
    const consumed = card.ended === null ? consumedWhen(card, periodsOver(card, at, ctx.zone)) : card.consumed;
    const lapsed = consumed > card.used ? consumed - card.used : 0n;
    const period = state === 'active' || state === 'frozen' ? now.get(card.cardId) : undefined;
    return {
      id: publicId('memberCard', card.cardId),
      card: { id: publicId('cardDesign', card.designId), name: product?.name ?? '' },
      product: publicId('product', card.productId),
      person: publicId('person', card.personId),
      number: numbers.get(card.personId) ?? null,
      kind: card.kind,
      state,
      from: text(card.from),
      to: text(card.to),
      daysLeft:
        card.to === null || state === 'frozen'
          ? null
          : Math.max(0, ctx.zone.dayOf(card.to - 1) + 1 - Math.max(ctx.today, card.startsOn ?? 0)),
      frozenSince: card.frozenOn === null ? null : dayText(card.frozenOn),
      endedAt: text(card.endedAt),
      order: publicId('order', card.orderId),
      line: card.line,
      givenFrom: card.givenFrom === null ? null : publicId('memberCard', card.givenFrom),
      term: { unit: card.termUnit, count: card.termCount },
      grant: card.kind === 'pass' ? grantOf(card, products) : null,
      fee: moneyJson(card.fee, currency),
      refunded: moneyJson(card.refunded, currency),
      units: {
        total: card.unitCount.toString(),
        used: (card.used + card.spent).toString(),
        lapsed: lapsed.toString(),
        left: (card.ended === null ? card.unitCount - consumed - card.spent : 0n).toString(),
      },
      now: period
        ? {
            period: period.period,
            used: period.used.toString(),
            left: (period.limit - period.used).toString(),
            endsAt: text(endOfPeriod(ctx, card, period.period)),
          }
        : null,
      saved: moneyJson(card.kind === 'balance' ? 0n : card.used * (item?.price ?? 0n), currency),
      refund: card.paidAt === null || card.ended !== null ? null : refundJson(ctx, card, refundDays),
    };
  });
}

function refundJson(ctx: Ctx, card: MemberCardRow, refundDays: number): NonNullable<MemberCard['refund']> {
  const { amount, isWhole, consumed, wholeUntil } = refundOf(card, { at: ctx.now.getTime(), zone: ctx.zone, refundDays });
  return {
    amount: moneyJson(amount, ctx.tenant.currency),
    isWhole,
    wholeUntil: new Date(wholeUntil).toISOString(),
    unitsLeft: (card.unitCount - consumed - card.spent).toString(),
    units: card.unitCount.toString(),
  };
}

function endOfPeriod(ctx: Ctx, card: MemberCardRow, period: number): number | null {
  if (card.kind === 'balance' || card.startsOn === null || card.frozenOn !== null) return null;
  if (card.per === 'term') return card.to;
  const ends = ctx.zone.startOf(periodStart(card.startsOn, period + 1, card) + card.frozenDays);
  return card.to !== null && card.to < ends ? card.to : ends;
}

function text(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

/** The numbers of members; who never was one is left out. */
export async function memberNumbers(ctx: Ctx, personIds: readonly Uuid[]): Promise<Map<Uuid, number>> {
  const rows = await ctx.sql<{ person_id: Uuid; number: number }>`
    SELECT member.person_id, member.number
      FROM membership.member AS member
     WHERE member.tenant_id = ${ctx.tenantId} AND member.person_id = ANY(${plainArray(personIds)}::uuid[])`;
  return new Map(rows.map((row) => [row.person_id, row.number]));
}
