import type { Ctx } from '../../../kit/ctx.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import { balanceLeft, cardDay, stateAt, type CardState, type MemberCardRow } from '../model/card.ts';
import type { WalletJson } from '../redemption-api.ts';
import { entitlementsOn, loadCards, type Entitlement } from './cards.ts';
import { progressOf } from './ceremonies.ts';
import { unreadOf } from './inbox.ts';
import { goodsOf } from './redemptions.ts';

type Carried = WalletJson['cards'][number];

const CARRIED: ReadonlySet<CardState> = new Set(['next', 'active', 'frozen', 'expired']);
const ORDER: readonly CardState[] = ['active', 'frozen', 'next', 'expired'];

/** What a member carries: their cards, the one that runs first, what is left of them today and what they saved so far. */
export async function walletOf(ctx: Ctx, personId: Uuid): Promise<WalletJson> {
  const at = ctx.now.getTime();
  const cards = (await loadCards(ctx, { personIds: [personId] })).filter((card) => CARRIED.has(stateAt(card, at)));
  const entitled = new Map((await entitlementsOn(ctx, cards, ctx.today)).map((each) => [each.cardId, each]));
  const goods = await goodsOf(
    ctx,
    cards.flatMap((card) => [card.productId, ...(card.itemId === null ? [] : [card.itemId])]),
  );
  const worth = await worthByCard(ctx, personId);
  const { currency } = ctx.tenant;
  const carried = cards.map((card): Carried => {
    const saved = worth.get(card.cardId) ?? 0n;
    const state = stateAt(card, at) as Carried['state'];
    return {
      id: publicId('memberCard', card.cardId),
      name: goods.get(card.productId)?.name ?? '',
      kind: card.kind,
      state,
      from: new Date(card.from ?? at).toISOString(),
      to: card.to === null ? null : new Date(card.to).toISOString(),
      daysLeft: card.to === null || state === 'expired' ? null : Math.max(0, ctx.zone.dayOf(card.to) - cardDay(card, ctx.today)),
      item: card.kind === 'pass' && card.itemId !== null ? (goods.get(card.itemId)?.name ?? null) : null,
      per: card.per,
      ...leftOf(state, entitled.get(card.cardId)),
      money: card.kind === 'balance' ? moneyJson(balanceLeft(card, at), currency) : null,
      fee: moneyJson(card.fee, currency),
      saved: moneyJson(saved, currency),
      hasPaidForItself: card.fee > 0n && saved >= card.fee,
      product: publicId('product', card.productId),
    };
  });
  const { number, joinedAt, welcomedAt } = await progressOf(ctx, personId);
  return {
    number,
    joinedAt: joinedAt?.toISOString() ?? null,
    cards: carried.toSorted((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || (a.from < b.from ? 1 : -1)),
    saved: moneyJson(
      [...worth.values()].reduce((sum, each) => sum + each, 0n),
      currency,
    ),
    ceremony: number === null ? 'waiting' : welcomedAt === null ? 'open' : 'done',
    unread: await unreadOf(ctx, personId),
  };
}

/** Of a balance the money is told elsewhere: it has no uses to count. */
function leftOf(state: Carried['state'], entitlement: Entitlement | undefined): { units: number; left: number } {
  if (!entitlement || entitlement.itemId === null) return { units: 0, left: 0 };
  const units = Number(entitlement.limit);
  return { units, left: state === 'active' ? Math.max(0, units - Number(entitlement.used)) : 0 };
}

/** What was redeemed on each of a person's cards, at the price others pay. */
async function worthByCard(ctx: Ctx, personId: Uuid): Promise<Map<Uuid, bigint>> {
  const rows = await ctx.sql<{ card_id: MemberCardRow['cardId']; worth: bigint }>`
    SELECT redemption.card_id, sum(redemption.worth)::bigint AS worth
      FROM membership.redemption AS redemption
     WHERE redemption.tenant_id = ${ctx.tenantId} AND redemption.person_id = ${personId}
     GROUP BY redemption.card_id`;
  return new Map(rows.map((row) => [row.card_id, row.worth]));
}
