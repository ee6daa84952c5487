import type { Ctx } from '../../../kit/ctx.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { memberSpans, type MemberSpan } from '../model/card.ts';
import { loadCards, memberStandings } from '../queries/cards.ts';
import { keepStandings } from './write-cards.ts';

/**
 * Two records became one person: the cards of the absorbed one, and their number where the survivor has none, are the survivor's.
 * @returns when each was a member before, and when the survivor was with both
 */
export async function moveCards(
  ctx: Ctx,
  { survivor, absorbed }: { survivor: Uuid; absorbed: Uuid },
): Promise<{ survivor: readonly MemberSpan[]; absorbed: readonly MemberSpan[]; joined: readonly MemberSpan[] }> {
  const before = await memberStandings(ctx, [survivor, absorbed]);
  const was = { survivor: before.get(survivor) ?? [], absorbed: before.get(absorbed) ?? [] };
  const moved = await ctx.sql.exec`
    UPDATE membership.card AS card SET person_id = ${survivor}
     WHERE card.tenant_id = ${ctx.tenantId} AND card.person_id = ${absorbed}`;
  if (moved === 0) return { ...was, joined: was.survivor };
  await ctx.sql.exec`
    UPDATE membership.member AS member SET person_id = ${survivor}
     WHERE member.tenant_id = ${ctx.tenantId} AND member.person_id = ${absorbed}
       AND NOT EXISTS (SELECT 1 FROM membership.member AS own WHERE own.tenant_id = ${ctx.tenantId} AND own.person_id = ${survivor})`;
  const cards = await loadCards(ctx, { personIds: [survivor] });
  // As far as it was told: a card that ran out a moment ago is told of by whoever books it.
  const joined = memberSpans(cards, ctx.now.getTime());
  await keepStandings(
    ctx,
    new Map([
      [survivor, joined],
      [absorbed, []],
    ]),
  );
  return { ...was, joined };
}
