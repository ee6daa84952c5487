import type { Ctx } from '../../kit/ctx.ts';
import { buyerOf, route, type Route } from '../../kit/http/index.ts';
import * as api from '../../rooms/relations/api.ts';
import { askCopy, copyFile, copyReply } from './copies.ts';
import { askToBeErased, erasureReply, keepAccount, listErasures } from './erasures.ts';
import { keptByPurpose } from './sections.ts';

const tag = 'Shop: my data';

/** What a person does with their own data, and what the brand sees of it (compliance P18). */
export const ownDataRoutes: Route[] = [
  route({
    id: 'shop.myData',
    method: 'get',
    path: '/shop/{brand}/me/data',
    tag,
    permission: 'shop.own',
    summary: 'What the shop keeps about me and what for, my copy of it, and how it stands with being forgotten',
    reply: api.myData,
    handle: async (ctx, { language }) => await myData(ctx, language),
  }),
  route({
    id: 'shop.askCopy',
    method: 'post',
    path: '/shop/{brand}/me/data/copy',
    tag,
    permission: 'shop.own',
    status: 200,
    summary: 'Ask for a copy of everything kept about me, once a day; it lies ready for a week',
    body: api.askCopy,
    reply: api.myData,
    async handle(ctx, { language }) {
      await askCopy(ctx, buyerOf(ctx));
      return await myData(ctx, language);
    },
  }),
  route({
    id: 'shop.dataCopy',
    method: 'get',
    path: '/shop/{brand}/me/data/copy',
    tag,
    permission: 'shop.own',
    summary: 'My copy as a file: JSON for another program, CSV to read',
    query: api.copyQuery,
    replyType: 'application/json',
    handle: async (ctx, { query, language }) => await copyFile(ctx, buyerOf(ctx), { format: query.format, language }),
  }),
  route({
    id: 'shop.askErasure',
    method: 'post',
    path: '/shop/{brand}/me/data/erasure',
    tag,
    permission: 'shop.own',
    status: 200,
    summary: 'Ask to be forgotten: a week to think better of it, then as soon as nothing is left to settle',
    body: api.askErasure,
    reply: api.myData,
    async handle(ctx, { body, language }) {
      await askToBeErased(ctx, buyerOf(ctx), body);
      return await myData(ctx, language);
    },
  }),
  route({
    id: 'shop.keepAccount',
    method: 'post',
    path: '/shop/{brand}/me/data/erasure/withdraw',
    tag,
    permission: 'shop.own',
    status: 200,
    summary: 'Stay after all',
    body: api.keepAccount,
    reply: api.myData,
    async handle(ctx, { language }) {
      await keepAccount(ctx, buyerOf(ctx));
      return await myData(ctx, language);
    },
  }),
  route({
    id: 'erasureRequests.list',
    method: 'get',
    path: '/erasure-requests',
    tag: 'People',
    permission: 'people.read',
    summary: 'Who asked to be forgotten, until when the law gives time, and what each waits for; those who asked first come first',
    query: api.erasureRequestsQuery,
    reply: api.erasureRequestList,
    handle: async (ctx, { query }) => await listErasures(ctx, query),
  }),
];

async function myData(ctx: Ctx, language: 'zh-CN' | 'en'): Promise<api.MyData> {
  const personId = buyerOf(ctx);
  return { kept: keptByPurpose(language), copy: await copyReply(ctx, personId), erasure: await erasureReply(ctx, personId) };
}
