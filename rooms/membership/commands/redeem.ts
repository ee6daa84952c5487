import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { assert, DomainError } from '../../../kit/errors/index.ts';
import { newId, parseId, type Uuid } from '../../../kit/ids/index.ts';
import { cardUsedUp, memberCardNotFound } from '../errors.ts';
import { CODE_SECONDS, type RedemptionCode } from '../model/redemption-code.ts';
import { entitlementsOn, loadCards } from '../queries/cards.ts';
import { outletsById } from '../queries/outlets.ts';
import { codeOfText, codesOfDigits } from '../queries/redemption-codes.ts';
import { goodsOf, knownCodes } from '../queries/redemptions.ts';
import { outletNotFound, redemptionRefused } from '../redemption-errors.ts';
import { insertTaken, type Taken } from './insert-taken.ts';
import { allowanceOn } from './take-units.ts';

/** What staff ask for at a counter: the code a member shows or says, and where. */
export interface RedeemAsk {
  readonly code: string;
  readonly outlet: string;
}

/** One ask whose code says something here. */
interface Wish {
  readonly code: RedemptionCode;
  readonly outletId: Uuid;
  readonly via: 'code' | 'spoken';
}

/**
 * Redeems what a member shows or says, at an outlet.
 * @throws what `redeemAll` refuses with
 */
export async function redeem(ctx: Ctx, ask: RedeemAsk): Promise<Uuid> {
  const [made] = await redeemAll(ctx, [ask]);
  assert(made !== undefined, 'an ask has an answer');
  if (made instanceof DomainError) throw made;
  return made;
}

/**
 * Redeems what members show and say at the counters, one after the other in one transaction: once per code, and never more in a period than
 * a card gives, whoever asks at once. A refusal hinders nobody.
 * @returns per ask its redemption, or why not: `outlet.notFound`, `outlet.closed`, `redemption.codeUnknown`, `redemption.codeExpired`,
 *   `redemption.codeUsed`, and why the card gives nothing: `memberCard.notActive`, `memberCard.usedUp`, `redemption.nothingToTake`
 */
export async function redeemAll(ctx: Ctx, asks: readonly RedeemAsk[]): Promise<(Uuid | DomainError)[]> {
  const wishes = await wishesOf(ctx, asks);
  const counter = await openCounter(
    ctx,
    wishes.flatMap((wish) => (wish instanceof DomainError ? [] : [wish])),
  );
  const taken: Taken[] = [];
  const answers = wishes.map((wish) => {
    if (wish instanceof DomainError) return wish;
    const one = attempt(() => counter.take(wish));
    if (one instanceof DomainError) return one;
    taken.push(one);
    return one.redemptionId;
  });
  await takeFrom(ctx, taken);
  const written = await insertTaken(ctx, taken, { day: ctx.today, at: ctx.now });
  assert(written === taken.length, 'whoever holds a card’s row knows its codes');
  return answers;
}

function attempt<T>(work: () => T): T | DomainError {
  try {
    return work();
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}

async function wishesOf(ctx: Ctx, asks: readonly RedeemAsk[]): Promise<(Wish | DomainError)[]> {
  const ids = asks.map((ask) => parseId('outlet', ask.outlet));
  const outlets = new Map(
    (
      await outletsById(
        ctx,
        [...new Set(ids)].flatMap((id) => id ?? []),
      )
    ).map((row) => [row.outlet_id, row]),
  );
  const said = asks.map((ask) => ask.code.replaceAll(/\s/g, ''));
  const isSpoken = (text: string): boolean => /^\d{6}$/.test(text);
  const spoken = await codesOfDigits(ctx, [...new Set(said.filter(isSpoken))]);
  return asks.map((ask, i) => {
    const outlet = outlets.get(ids[i] ?? '');
    if (!outlet) return outletNotFound('/outlet');
    if (outlet.closed_at) return redemptionRefused('outlet.closed', { outlet: outlet.name, pointer: '/outlet' });
    const digits = said[i] ?? '';
    const code = isSpoken(digits) ? spoken.get(digits) : codeOfText(ctx, ask.code);
    if (!code) return redemptionRefused('redemption.codeUnknown', { pointer: '/code' });
    return { code, outletId: outlet.outlet_id, via: isSpoken(digits) ? 'spoken' : 'code' };
  });
}

/** What the cards of some wishes give, as it stands once nobody else can take of them. */
async function openCounter(ctx: Ctx, wishes: readonly Wish[]): Promise<{ take(wish: Wish): Taken }> {
  const cardIds = [...new Set(wishes.map((wish) => wish.code.cardId))].toSorted();
  // In the order of ids, so that no two who take of the same cards wait for each other.
  await ctx.sql<{ card_id: Uuid }>`
    SELECT card.card_id
      FROM membership.card AS card
     WHERE card.tenant_id = ${ctx.tenantId} AND card.card_id = ANY(${plainArray(cardIds)}::uuid[])
     ORDER BY card.card_id
       FOR UPDATE`;
  const known = await knownCodes(
    ctx,
    wishes.map((wish) => wish.code.codeId),
  );
  const cards = new Map((await loadCards(ctx, { cardIds })).map((card) => [card.cardId, card]));
  const used = new Map((await entitlementsOn(ctx, [...cards.values()], ctx.today)).map((each) => [each.cardId, each.used]));
  const goods = await goodsOf(
    ctx,
    [...cards.values()].flatMap((card) => card.itemId ?? []),
  );
  return {
    take({ code, outletId, via }) {
      if (known.has(code.codeId)) throw redemptionRefused('redemption.codeUsed');
      if (code.endsAt * 1000 <= ctx.recordedAt.getTime()) throw redemptionRefused('redemption.codeExpired', { seconds: CODE_SECONDS });
      const card = cards.get(code.cardId);
      if (!card) throw memberCardNotFound();
      const { period, limit, next } = allowanceOn(ctx, card, ctx.today);
      if (card.kind !== 'pass' || card.itemId === null) throw redemptionRefused('redemption.nothingToTake');
      const nth = (used.get(card.cardId) ?? 0n) + 1n;
      if (nth > limit) throw cardUsedUp(next);
      used.set(card.cardId, nth);
      known.add(code.codeId);
      const worth = goods.get(card.itemId)?.price ?? 0n;
      return { redemptionId: newId(), card, worth, period, nth, codeId: code.codeId, outletId, via };
    },
  };
}

/** Counts on each card what was taken of it; what was taken becomes sales a moment later (flows/settle). */
async function takeFrom(ctx: Ctx, taken: readonly Taken[]): Promise<void> {
  if (taken.length === 0) return;
  const byCard = [...Map.groupBy(taken, (one) => one.card.cardId)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const ids = byCard.map(([cardId]) => cardId);
  const counts = byCard.map(([, own]) => BigInt(own.length));
  await ctx.sql.exec`
    UPDATE membership.card AS card
       SET used = card.used + fresh.units, due_at = CASE WHEN card.due_at < ${ctx.now} THEN card.due_at ELSE ${ctx.now} END
      FROM unnest(${plainArray(ids)}::uuid[], ${plainArray(counts)}::bigint[]) AS fresh (card_id, units)
     WHERE card.tenant_id = ${ctx.tenantId} AND card.card_id = fresh.card_id AND card.card_id = ANY(${plainArray(ids)}::uuid[])`;
  const periods = byCard.map(([, own]) => own[0]?.period ?? 0);
  await ctx.sql.exec`
    INSERT INTO membership.card_use AS card_use (tenant_id, card_id, period, used)
    SELECT ${ctx.tenantId}, fresh.card_id, fresh.period, fresh.units
      FROM unnest(${plainArray(ids)}::uuid[], ${plainArray(periods)}::int[], ${plainArray(counts)}::bigint[]) AS fresh (card_id, period, units)
        ON CONFLICT (tenant_id, card_id, period) DO UPDATE SET used = card_use.used + excluded.used`;
}
