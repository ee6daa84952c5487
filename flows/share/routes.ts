import type { Ctx } from '../../kit/ctx.ts';
import { buyerOf, route, visitorOf, type Route } from '../../kit/http/index.ts';
import { parseId, type Uuid } from '../../kit/ids/index.ts';
import { findProduct, pictureBytes } from '../../rooms/catalog/index.ts';
import {
  arriveByLinks,
  bondsOf,
  broughtFriends,
  findPerson,
  hasShownName,
  introducerOf,
  pausedAmong,
  linkNotFound,
  linksOf,
  senderOfTouch,
  shareLinkOf,
  shownNames,
  type CameBy,
} from '../../rooms/relations/index.ts';
import { thankedAt, thanksFor } from '../../rooms/membership/index.ts';
import * as shapes from '../../rooms/relations/api.ts';
import { thankIntroducer } from '../chains/thank-introducer.ts';
import { cameBy } from './came-by.ts';
import { linksJson } from './links-json.ts';
import { posterOf } from './poster-of.ts';
import { posterPng, posterTag } from './poster.ts';

const tag = 'Shop';

const personOf = (ctx: Ctx, params: Record<string, string>) => findPerson(ctx, params['id'] ?? '');

/** What people share, who came by it, and who brought whom. */
export const shareRoutes: Route[] = [
  route({
    id: 'shop.makeLink',
    method: 'post',
    path: '/shop/{brand}/me/links',
    tag,
    permission: 'shop.own',
    summary: 'The link to share: to the shop, or to one product; asking again answers with the same',
    body: shapes.makeLink,
    reply: shapes.shareLink,
    async handle(ctx, { body }) {
      const productId = body.product === undefined ? null : await findProduct(ctx, body.product, '/product');
      const link = await shareLinkOf(ctx, buyerOf(ctx), productId);
      const [json] = await linksJson(ctx, [link]);
      if (!json) throw new Error('impossible: a link that was just made is there');
      return json;
    },
  }),
  route({
    id: 'people.links',
    method: 'get',
    path: '/people/{id}/links',
    tag: 'People',
    permission: 'people.read',
    summary: 'The links a person shares, and how often each was opened',
    reply: shapes.shareLinkList,
    find: personOf,
    async handle(ctx, { params }) {
      return { data: await linksJson(ctx, await linksOf(ctx, (await personOf(ctx, params)).person_id)), next: null };
    },
  }),
  route({
    id: 'shop.shares',
    method: 'get',
    path: '/shop/{brand}/me/shares',
    tag,
    permission: 'shop.own',
    summary: 'My links with how often they were opened, and who came by them: masked names, stages, counts of everybody deeper',
    query: shapes.mySharesQuery,
    reply: shapes.myShares,
    async handle(ctx, { query }) {
      const personId = buyerOf(ctx);
      return {
        shownName: (await shownNames(ctx, [personId])).get(personId) ?? '',
        hasChosenName: await hasShownName(ctx, personId),
        pausedSince: (await pausedAmong(ctx, [personId])).get(personId)?.toISOString() ?? null,
        thanks: await thanksFor(ctx, personId),
        links: await linksJson(ctx, await linksOf(ctx, personId)),
        friends: await broughtFriends(ctx, personId, query),
      };
    },
  }),
  route({
    id: 'shop.introducer',
    method: 'get',
    path: '/shop/{brand}/introducer',
    tag,
    permission: 'shop.look',
    // Clicks that are still in memory are written before the picture of the database is taken.
    tx: 'none',
    summary: 'Who introduced the visitor, whose customer they are and until when; of a guest, whose link they came by',
    query: shapes.introducerQuery,
    reply: shapes.introducer,
    async handle(_opened, { query, request, run }) {
      const came = await cameBy(request, query.touch);
      return await run('read', async (ctx) => await introducerReply(ctx, came));
    },
  }),
  route({
    id: 'shop.arrive',
    method: 'post',
    path: '/shop/{brand}/arrivals',
    tag,
    permission: 'shop.look',
    status: 200,
    summary: 'Tell by whose link somebody came: whoever is signed in is counted as theirs where the plan binds on clicks',
    body: shapes.arrive,
    reply: shapes.introducer,
    async handle(ctx, { body, request }) {
      const personId = visitorOf(ctx);
      const came = await cameBy(request, body.touch);
      if (personId !== null) await arriveByLinks(ctx, personId, came, { isNew: false });
      return await introducerReply(ctx, came);
    },
  }),
  route({
    id: 'shop.thankIntroducer',
    method: 'post',
    path: '/shop/{brand}/introducer/thanks',
    tag,
    permission: 'shop.own',
    status: 200,
    summary: 'One tap: thank whoever introduced me; they read it in their inbox, once',
    body: shapes.thankIntroducer,
    reply: shapes.introducer,
    async handle(ctx) {
      await thankIntroducer(ctx, buyerOf(ctx));
      return await introducerReply(ctx, { token: null, device: null });
    },
  }),
  route({
    id: 'shop.poster',
    method: 'get',
    path: '/shop/{brand}/posters/{id}',
    tag,
    permission: 'shop.look',
    tx: 'none',
    summary: 'The picture of a link, to send or print: what it leads to, what a friend pays, whose it is, and its code to scan',
    replyType: 'image/png',
    async handle(_opened, { params, request, language, run }) {
      const code = (params['id'] ?? '').replace(/\.png$/, '');
      const { origin } = new URL(request.url);
      const poster = await run('read', async (ctx) => await posterOf(ctx, code, { origin, language }));
      if (!poster) throw linkNotFound();
      const headers = {
        'content-type': 'image/png',
        'cache-control': 'no-cache',
        vary: 'accept-language, cookie',
        etag: `"${posterTag(poster)}"`,
      };
      if (request.headers.get('if-none-match') === headers.etag) return new Response(null, { status: 304, headers });
      const { picture } = poster;
      const pictureOf = picture === null ? undefined : async () => await run('read', (ctx) => pictureBytes(ctx, picture, 480));
      return new Response(await posterPng(poster, pictureOf), { headers });
    },
  }),
];

async function introducerReply(ctx: Ctx, came: CameBy): Promise<shapes.ShopIntroducer> {
  const personId = visitorOf(ctx);
  const told = {
    toldAboutYou: ['maskedName', 'since', 'stage'],
    neverTold: ['phone', 'orders', 'amounts'],
  } satisfies Partial<shapes.ShopIntroducer>;
  if (personId === null) {
    const sender = await senderOfTouch(ctx, came);
    const name = sender === null ? undefined : (await shownNames(ctx, [sender])).get(sender);
    const isPaused = sender !== null && (await pausedAmong(ctx, [sender])).has(sender);
    const guest = { since: null, thankedAt: null, canThank: false };
    return { introducedBy: name === undefined ? null : { name, isPaused, ...guest }, customerOf: null, ...told };
  }
  const by = await introducerOf(ctx, personId);
  // Whoever comes by the link of somebody whose introductions rest is put down to nobody, and may know why.
  const resting = by === null ? await restingSender(ctx, came) : null;
  const { attribution } = await bondsOf(ctx, personId);
  const holderId = attribution === null ? null : parseId('person', attribution.person.id);
  const names = await shownNames(
    ctx,
    [by?.personId, holderId].filter((id): id is Uuid => id != null),
  );
  const introducerName = by === null ? undefined : names.get(by.personId);
  const holderName = holderId === null ? undefined : names.get(holderId);
  const thanked = by === null ? null : await thankedAt(ctx, { introducerId: by.personId, friendId: personId });
  return {
    introducedBy:
      by === null || introducerName === undefined
        ? resting
        : {
            name: introducerName,
            since: by.since?.toISOString() ?? null,
            isPaused: false,
            thankedAt: thanked?.toISOString() ?? null,
            canThank: thanked === null,
          },
    customerOf:
      attribution === null || holderName === undefined
        ? null
        : {
            name: holderName,
            from: attribution.from,
            until: attribution.until,
            protectionDaysLeft: attribution.protectionDaysLeft,
            cause: attribution.cause,
          },
    ...told,
  };
}

async function restingSender(ctx: Ctx, came: CameBy): Promise<shapes.ShopIntroducer['introducedBy']> {
  const sender = await senderOfTouch(ctx, came);
  if (sender === null || !(await pausedAmong(ctx, [sender])).has(sender)) return null;
  const name = (await shownNames(ctx, [sender])).get(sender);
  return name === undefined ? null : { name, since: null, isPaused: true, thankedAt: null, canThank: false };
}
