import type { Ctx } from '../../kit/ctx.ts';
import { buyerOf } from '../../kit/http/index.ts';
import { route, type Route } from '../../kit/http/route.ts';
import { findPerson } from '../relations/index.ts';
import * as api from './api.ts';
import { freezeCard, unfreezeCard } from './commands/freeze-card.ts';
import { createDesign, updateDesign } from './commands/manage-designs.ts';
import { memberCardNotFound } from './errors.ts';
import type { MemberCardRow } from './model/card.ts';
import { findMemberCard, loadCards } from './queries/cards.ts';
import { cardEconomics, designReplies, findDesign, listDesigns } from './queries/designs.ts';
import { listMemberCards, memberCardReplies } from './queries/member-cards.ts';

const tag = 'Cards';

const designOf = (ctx: Ctx, params: Record<string, string>) => findDesign(ctx, params['id'] ?? '');
const cardOf = (ctx: Ctx, params: Record<string, string>) => findMemberCard(ctx, params['id'] ?? '');

/** What the counter does to one card, and how the card stands after it. */
const cardAct = (verb: 'freeze' | 'unfreeze', summary: string, act: (ctx: Ctx, card: MemberCardRow) => Promise<void>): Route =>
  route({
    id: `memberCards.${verb}`,
    method: 'post',
    path: `/member-cards/{id}/${verb}`,
    tag,
    permission: 'people.write',
    status: 200,
    summary,
    reply: api.memberCard,
    find: cardOf,
    async handle(ctx, { params }) {
      await act(ctx, await cardOf(ctx, params));
      return await oneCard(ctx, await cardOf(ctx, params));
    },
  });

/** The routes of cards: what is sold as one, who has which, and what a visitor of the shop sees of both. */
export const cardRoutes: Route[] = [
  route({
    id: 'cards.create',
    method: 'post',
    path: '/cards',
    tag,
    permission: 'products.write',
    summary: 'Make a product of the step `membership` a card',
    body: api.createCard,
    reply: api.card,
    async handle(ctx, { body }) {
      return await oneDesign(ctx, await createDesign(ctx, body));
    },
  }),
  route({
    id: 'cards.list',
    method: 'get',
    path: '/cards',
    tag,
    permission: 'products.read',
    summary: 'Cards, newest first',
    query: api.cardsQuery,
    reply: api.cardList,
    async handle(ctx, { query }) {
      return await listDesigns(ctx, query);
    },
  }),
  route({
    id: 'cards.get',
    method: 'get',
    path: '/cards/{id}',
    tag,
    permission: 'products.read',
    summary: 'One card',
    reply: api.card,
    find: designOf,
    async handle(ctx, { params }) {
      return await oneDesign(ctx, await designOf(ctx, params));
    },
  }),
  route({
    id: 'cards.update',
    method: 'patch',
    path: '/cards/{id}',
    tag,
    permission: 'products.write',
    summary: 'Change a card for orders made from now on',
    body: api.updateCard,
    reply: api.card,
    find: designOf,
    async handle(ctx, { params, body }) {
      await updateDesign(ctx, await designOf(ctx, params), body);
      return await oneDesign(ctx, await designOf(ctx, params));
    },
  }),
  route({
    id: 'cards.economics',
    method: 'get',
    path: '/cards/{id}/economics',
    tag,
    permission: 'figures.read',
    summary: 'What a card brings and costs: break-even, expected use, what is owed for it',
    reply: api.cardEconomics,
    find: designOf,
    async handle(ctx, { params }) {
      return await cardEconomics(ctx, await designOf(ctx, params));
    },
  }),
  route({
    id: 'memberCards.list',
    method: 'get',
    path: '/member-cards',
    tag,
    permission: 'people.read',
    summary: 'Cards people have, newest first; of one person or one card',
    query: api.memberCardsQuery,
    reply: api.memberCardList,
    async handle(ctx, { query }) {
      const { person, card, ...page } = query;
      return await listMemberCards(ctx, {
        ...page,
        personId: person === undefined ? undefined : (await findPerson(ctx, person)).person_id,
        designId: card === undefined ? undefined : (await findDesign(ctx, card)).designId,
      });
    },
  }),
  route({
    id: 'memberCards.get',
    method: 'get',
    path: '/member-cards/{id}',
    tag,
    permission: 'people.read',
    summary: 'One card somebody has, with what would go back for it now',
    reply: api.memberCard,
    find: cardOf,
    async handle(ctx, { params }) {
      return await oneCard(ctx, await cardOf(ctx, params));
    },
  }),
  cardAct('freeze', 'Lay a card still: the days are added to its end', freezeCard),
  cardAct('unfreeze', 'Let a card run again', unfreezeCard),
  route({
    id: 'shop.cards',
    method: 'get',
    path: '/shop/{brand}/cards',
    tag: 'Shop',
    permission: 'shop.look',
    summary: 'Cards on sale, with what they give',
    query: api.shopCardsQuery,
    reply: api.cardList,
    async handle(ctx, { query }) {
      return await listDesigns(ctx, { ...query, onSale: true });
    },
  }),
  route({
    id: 'shop.myCards',
    method: 'get',
    path: '/shop/{brand}/me/cards',
    tag: 'Shop',
    permission: 'shop.own',
    summary: 'My cards: days left, what they saved so far, and what would go back for them',
    query: api.shopCardsQuery,
    reply: api.memberCardList,
    async handle(ctx, { query }) {
      return await listMemberCards(ctx, { ...query, personId: buyerOf(ctx) });
    },
  }),
];

async function oneDesign(ctx: Ctx, design: Parameters<typeof designReplies>[1][number]) {
  const [reply] = await designReplies(ctx, [design]);
  if (!reply) throw memberCardNotFound();
  return reply;
}

async function oneCard(ctx: Ctx, { cardId }: Pick<MemberCardRow, 'cardId'>) {
  const [reply] = await memberCardReplies(ctx, await loadCards(ctx, { cardIds: [cardId] }));
  if (!reply) throw memberCardNotFound();
  return reply;
}
