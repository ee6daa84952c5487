import { publicId } from '../kit/ids/index.ts';
import { Repeat, route, type Route } from '../kit/http/index.ts';
import type { Ctx } from '../kit/ctx.ts';
import { assert } from '../kit/errors/index.ts';
import type { Uuid } from '../kit/ids/index.ts';
import * as api from '../rooms/membership/api.ts';
import { findMemberCard, loadCards, memberCardReplies } from '../rooms/membership/index.ts';
import { settleOne } from './settle/index.ts';

const tag = 'Cards';

const cardOf = (ctx: Ctx, params: Record<string, string>) => findMemberCard(ctx, params['id'] ?? '');

/** What moves money about a card somebody has. */
export const cardMoneyRoutes: Route[] = [
  route({
    id: 'memberCards.refund',
    method: 'post',
    path: '/member-cards/{id}/refund',
    tag,
    permission: 'orders.write',
    summary: 'Give a card back for what it is still worth: its membership ends now, number and history stay',
    body: api.refundCard,
    reply: api.memberCard,
    find: cardOf,
    async handle(ctx, { params, body }) {
      const { cardId, orderId } = await cardOf(ctx, params);
      const outcome = await settleOne(ctx, {
        kind: 'giveRefund',
        order: publicId('order', orderId),
        externalId: body.externalId ?? null,
        lines: [],
        shipping: 0n,
        cause: 'refund',
        card: cardId,
      });
      const reply = await replyOf(ctx, cardId);
      return 'isRepeat' in outcome && outcome.isRepeat ? new Repeat(reply) : reply;
    },
  }),
  route({
    id: 'memberCards.give',
    method: 'post',
    path: '/member-cards/{id}/give',
    tag,
    permission: 'orders.write',
    summary: 'Give a card on which nothing was taken to somebody else; answers with theirs',
    body: api.giveCard,
    reply: api.memberCard,
    find: cardOf,
    async handle(ctx, { params, body }) {
      const { cardId, orderId } = await cardOf(ctx, params);
      const outcome = await settleOne(ctx, { kind: 'giveCard', order: publicId('order', orderId), card: cardId, to: body.to });
      assert(outcome.kind === 'card', 'giving a card makes one');
      return await replyOf(ctx, outcome.cardId);
    },
  }),
];

async function replyOf(ctx: Ctx, cardId: Uuid) {
  const [reply] = await memberCardReplies(ctx, await loadCards(ctx, { cardIds: [cardId] }));
  assert(reply, 'the card is there');
  return reply;
}
