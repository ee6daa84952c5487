import type { Ctx } from '../../../kit/ctx.ts';
import { lockLane } from '../../../kit/db/lane.ts';
import { emit } from '../../../kit/events/index.ts';
import { publicId } from '../../../kit/ids/index.ts';
import { audit } from '../../identity/index.ts';
import { cardNotActive } from '../errors.ts';
import { CARDS_CHANGED, type CardsChanged } from '../events.ts';
import { memberSpans, nextDue, stateAt, type MemberCardRow } from '../model/card.ts';
import { loadCards, memberStandings } from '../queries/cards.ts';
import { keepStandings, updateCards } from './write-cards.ts';

/**
 * Lays a card still from today: it gives nothing, and the days until it runs again are added to its end, and to the cards that wait behind it.
 * @throws `memberCard.notActive`
 */
export async function freezeCard(ctx: Ctx, { cardId }: Pick<MemberCardRow, 'cardId'>): Promise<void> {
  await change(ctx, cardId, 'memberCard.frozen', async (card) => {
    const state = stateAt(card, ctx.now.getTime());
    if (state !== 'active') throw cardNotActive(state);
    card.frozenOn = ctx.today;
    card.freezes = [...card.freezes, { from: ctx.now.getTime(), to: null }];
    // What was used so far is booked at once; after that nothing falls due until it runs again.
    card.dueAt = ctx.now.getTime();
    await ctx.sql.exec`
      INSERT INTO membership.standstill (tenant_id, card_id, from_at) VALUES (${ctx.tenantId}, ${cardId}, ${ctx.now})
          ON CONFLICT (tenant_id, card_id, from_at) DO UPDATE SET to_at = NULL`;
    return [card];
  });
}

/** Lets a card run again. @throws `memberCard.notActive` when it does not lie still */
export async function unfreezeCard(ctx: Ctx, { cardId }: Pick<MemberCardRow, 'cardId'>): Promise<void> {
  await change(ctx, cardId, 'memberCard.unfrozen', async (card, others) => {
    const state = stateAt(card, ctx.now.getTime());
    if (state !== 'frozen' || card.frozenOn === null) throw cardNotActive(state);
    const days = ctx.today - card.frozenOn;
    const ends = card.to;
    card.frozenOn = null;
    card.frozenDays += days;
    card.to = later(ctx, ends, days);
    card.freezes = card.freezes.map((freeze) => (freeze.to === null ? { ...freeze, to: ctx.now.getTime() } : freeze));
    card.dueAt = nextDue(card, ctx.now.getTime(), ctx.zone);
    await ctx.sql.exec`
      UPDATE membership.standstill AS standstill SET to_at = ${ctx.now}
       WHERE standstill.tenant_id = ${ctx.tenantId} AND standstill.card_id = ${cardId} AND standstill.to_at IS NULL`;
    const behind = others.filter((other) => other.designId === card.designId && isBehind(other, ends, ctx.now.getTime()));
    for (const other of behind) {
      other.startsOn = (other.startsOn ?? 0) + days;
      other.from = later(ctx, other.from, days);
      other.to = later(ctx, other.to, days);
      other.dueAt = other.from;
    }
    return [card, ...behind];
  });
}

/** Whether a card waits for the end of the one that lay still. */
function isBehind(other: MemberCardRow, ends: number | null, now: number): boolean {
  return other.ended === null && other.from !== null && ends !== null && other.from >= ends && other.from > now;
}

function later(ctx: Ctx, at: number | null, days: number): number | null {
  if (at === null) return null;
  const day = ctx.zone.dayOf(at);
  return ctx.zone.startOf(day + days) + (at - ctx.zone.startOf(day));
}

async function change(
  ctx: Ctx,
  cardId: MemberCardRow['cardId'],
  action: string,
  work: (card: MemberCardRow, others: readonly MemberCardRow[]) => Promise<readonly MemberCardRow[]>,
): Promise<void> {
  const lane = await lockLane(ctx);
  const [{ personId } = { personId: '' }] = await loadCards(ctx, { cardIds: [cardId] });
  const cards = await loadCards(ctx, { personIds: [personId] });
  const card = cards.find((one) => one.cardId === cardId);
  if (!card) throw cardNotActive('given');
  const before = (await memberStandings(ctx, [personId])).get(personId) ?? [];
  await updateCards(
    ctx,
    await work(
      card,
      cards.filter((one) => one !== card),
    ),
  );
  const after = memberSpans(cards, ctx.now.getTime());
  await keepStandings(ctx, new Map([[personId, after]]));
  const payload: CardsChanged = { lane, personId, before, after };
  await emit(ctx, { kind: CARDS_CHANGED, version: 1, payload }, { isInternal: true });
  await audit(ctx, { action, subjectKind: 'memberCard', subjectId: publicId('memberCard', cardId), facts: {} });
  await lane.save();
}
