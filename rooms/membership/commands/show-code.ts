import { randomBytes, randomInt } from 'node:crypto';
import type { Ctx } from '../../../kit/ctx.ts';
import { assert } from '../../../kit/errors/index.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import { cardNotActive, cardUsedUp, memberCardNotFound } from '../errors.ts';
import { cardDay, periodStart, stateAt, type MemberCardRow } from '../model/card.ts';
import { CODE_SECONDS } from '../model/redemption-code.ts';
import { entitlementsOn, findMemberCard, loadCards, type Entitlement } from '../queries/cards.ts';
import { signedCode } from '../queries/redemption-codes.ts';
import { goodsOf } from '../queries/redemptions.ts';
import type { ShownCodeJson } from '../redemption-api.ts';
import { redemptionRefused } from '../redemption-errors.ts';

const TRIES = 20;
const DIGITS = 6;

/**
 * A code for one use of a member's own card: to be scanned, or said aloud as six digits; good for a minute by the machine's clock. It
 * takes nothing: what is redeemed is decided at the counter.
 * @throws `memberCard.notFound`, `redemption.noCard`, `redemption.nothingToTake`, `memberCard.notActive`, `memberCard.usedUp`
 */
export async function showCode(ctx: Ctx, personId: Uuid, wanted: string | undefined): Promise<ShownCodeJson> {
  const cards = wanted === undefined ? await loadCards(ctx, { personIds: [personId] }) : [await ownCard(ctx, personId, wanted)];
  const paid = cards.filter((card) => card.from !== null && card.endedAt === null);
  if (paid.length === 0) throw redemptionRefused('redemption.noCard');
  const at = ctx.now.getTime();
  const open = paid.filter((card) => stateAt(card, at) === 'active');
  const [first] = paid;
  if (open.length === 0) throw first ? cardNotActive(stateAt(first, at)) : redemptionRefused('redemption.noCard');
  const passes = open.filter((card) => card.kind === 'pass' && card.itemId !== null);
  if (passes.length === 0) throw redemptionRefused('redemption.nothingToTake');
  const entitled = await entitlementsOn(ctx, passes, ctx.today);
  const offer = entitled.find((each) => each.used < each.limit);
  if (!offer) throw cardUsedUp(nextStart(ctx, passes[0] as MemberCardRow, entitled[0] as Entitlement));
  const card = passes.find((each) => each.cardId === offer.cardId);
  assert(card, 'what is offered is on one of the cards');
  return await shown(ctx, card, Number(offer.limit - offer.used));
}

/** @throws `memberCard.notFound` for other people's too */
async function ownCard(ctx: Ctx, personId: Uuid, id: string): Promise<MemberCardRow> {
  const card = await findMemberCard(ctx, id);
  if (card.personId !== personId) throw memberCardNotFound();
  return card;
}

function nextStart(ctx: Ctx, card: MemberCardRow, { period }: Entitlement): number | null {
  if (card.startsOn === null || card.per === 'term') return null;
  const frozen = ctx.today - cardDay(card, ctx.today);
  const next = ctx.zone.startOf(periodStart(card.startsOn, period + 1, card) + frozen);
  return card.to === null || next < card.to ? next : null;
}

async function shown(ctx: Ctx, card: MemberCardRow, left: number): Promise<ShownCodeJson> {
  const endsAt = Math.floor(ctx.recordedAt.getTime() / 1000) + CODE_SECONDS;
  const code = signedCode(ctx, { cardId: card.cardId, endsAt, codeId: randomBytes(8).toString('hex') });
  const expiresAt = new Date(endsAt * 1000);
  const goods = await goodsOf(ctx, [card.productId, ...(card.itemId === null ? [] : [card.itemId])]);
  return {
    code,
    spoken: await spokenFor(ctx, card.cardId, code, expiresAt),
    card: publicId('memberCard', card.cardId),
    cardName: goods.get(card.productId)?.name ?? '',
    item: goods.get(card.itemId ?? '')?.name ?? '',
    left,
    expiresAt: expiresAt.toISOString(),
    seconds: CODE_SECONDS,
  };
}

/** Six digits nobody else has now. Those of an older code of the card stand for nothing any more. */
async function spokenFor(ctx: Ctx, cardId: Uuid, code: string, expiresAt: Date): Promise<string> {
  await ctx.sql.exec`
    DELETE FROM membership.spoken_code AS spoken_code
     WHERE spoken_code.tenant_id = ${ctx.tenantId} AND (spoken_code.card_id = ${cardId} OR spoken_code.expires_at <= ${ctx.recordedAt})`;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const digits = String(randomInt(10 ** DIGITS)).padStart(DIGITS, '0');
    const taken = await ctx.sql.exec`
      INSERT INTO membership.spoken_code (tenant_id, digits, card_id, code, expires_at)
      VALUES (${ctx.tenantId}, ${digits}, ${cardId}, ${code}, ${expiresAt})
          ON CONFLICT (tenant_id, digits) DO NOTHING`;
    if (taken === 1) return digits;
  }
  assert(false, 'of a million numbers one is free');
}
