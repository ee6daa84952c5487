import { z } from 'zod';
import type { Ctx } from '../../kit/ctx.ts';
import { day, pageQuery, periodQuery } from '../../kit/http/shapes.ts';
import { route, type Route } from '../../kit/http/route.ts';
import { orderList } from '../orders/index.ts';
import { directList, findPerson } from '../relations/index.ts';
import * as api from './api.ts';
import { createSegment, deleteSegment } from './commands/segments.ts';
import { predictionRoutes } from './prediction-routes.ts';
import { attributedWorth } from './queries/attributed.ts';
import { candidates } from './queries/candidates.ts';
import { chainOf, chains } from './queries/chains.ts';
import { figuresAcquisition } from './queries/figures-acquisition.ts';
import { figuresCohorts } from './queries/figures-cohorts.ts';
import { figuresDaily } from './queries/figures-daily.ts';
import { figuresDeals } from './queries/figures-deals.ts';
import { figuresEquation } from './queries/figures-equation.ts';
import { figuresFunnel } from './queries/figures-funnel.ts';
import { figuresLadder } from './queries/figures-ladder.ts';
import { figuresLifetime } from './queries/figures-lifetime.ts';
import { figuresLoop } from './queries/figures-loop.ts';
import { figuresRfm } from './queries/figures-rfm.ts';
import { figuresWaiting } from './queries/figures-waiting.ts';
import { leaks } from './queries/leaks.ts';
import { peopleCsv } from './queries/people-csv.ts';
import { peopleList } from './queries/people-list.ts';
import { periodOf } from './queries/period.ts';
import { search } from './queries/search.ts';
import { segments } from './queries/segments.ts';
import { timeline } from './queries/timeline.ts';
import { directsOf, personWorth, worthOrders, worthRanking } from './queries/worth.ts';

const byId = (ctx: Ctx, params: Record<string, string>) => findPerson(ctx, params['id'] ?? '');

const people = { tag: 'People', permission: 'people.read', method: 'get' } as const;
const figures = { tag: 'Figures', permission: 'figures.read', method: 'get' } as const;

/** The routes of figures, of worth, and of lists that filter and rank people. */
export const routes: Route[] = [
  route({
    id: 'people.list',
    path: '/people',
    ...people,
    summary: 'People who fit a filter, sorted, with how many fit',
    query: api.peopleQuery,
    reply: api.peopleList,
    async handle(ctx, { query }) {
      return await peopleList(ctx, query);
    },
  }),
  route({
    id: 'people.exportCsv',
    path: '/people/export.csv',
    tag: 'People',
    method: 'get',
    permission: 'people.export',
    tx: 'none',
    summary: 'The people who fit a filter as a CSV file',
    query: api.peopleQuery,
    replyType: 'text/csv',
    async handle(_, { query, run }) {
      // A filter that cannot be read is refused here, before the file begins.
      await run('read', (ctx) => peopleList(ctx, { ...query, limit: 1, cursor: undefined }));
      return new Response(peopleCsv(query, run), {
        headers: {
          'content-type': 'text/csv; charset=utf-8',
          'content-disposition': 'attachment; filename="people.csv"',
        },
      });
    },
  }),
  route({
    id: 'people.worth',
    path: '/people/{id}/worth',
    ...people,
    summary: 'What a person is worth: own, direct, indirect and all of it',
    reply: api.worth,
    async handle(ctx, { params }) {
      return await personWorth(ctx, (await byId(ctx, params)).node);
    },
  }),
  route({
    id: 'people.worthOrders',
    path: '/people/{id}/worth/orders',
    ...people,
    summary: 'The orders behind a part of the worth, newest first',
    query: api.worthOrdersQuery,
    reply: orderList,
    find: byId,
    async handle(ctx, { params, query }) {
      return await worthOrders(ctx, (await byId(ctx, params)).node, query);
    },
  }),
  route({
    id: 'people.timeline',
    path: '/people/{id}/timeline',
    ...people,
    summary: 'Everything that happened to a person, newest first',
    query: pageQuery,
    reply: api.timelineList,
    find: byId,
    async handle(ctx, { params, query }) {
      return await timeline(ctx, (await byId(ctx, params)).person_id, query);
    },
  }),
  route({
    id: 'people.directs',
    path: '/people/{id}/directs',
    ...people,
    summary: 'Those a person introduced, by what they and theirs are worth',
    query: pageQuery,
    reply: directList,
    find: byId,
    async handle(ctx, { params, query }) {
      return await directsOf(ctx, (await byId(ctx, params)).node, query);
    },
  }),
  route({
    id: 'figures.loop',
    path: '/figures/loop',
    ...figures,
    summary: 'How much of the sales came back by itself',
    query: periodQuery,
    reply: api.loop,
    async handle(ctx, { query }) {
      return await figuresLoop(ctx, periodOf(query));
    },
  }),
  route({
    id: 'figures.lifetime',
    path: '/figures/lifetime',
    ...figures,
    summary: 'The lifetime equation over all history before a day',
    query: z.object({ to: day.optional() }),
    reply: api.lifetime,
    async handle(ctx, { query }) {
      return await figuresLifetime(ctx, periodOf(query).to);
    },
  }),
  route({
    id: 'figures.funnel',
    path: '/figures/funnel',
    ...figures,
    summary: 'Persons per stage now, and the transitions of a period',
    query: periodQuery,
    reply: api.funnel,
    async handle(ctx, { query }) {
      return await figuresFunnel(ctx, periodOf(query));
    },
  }),
  route({
    id: 'figures.acquisition',
    path: '/figures/acquisition',
    ...figures,
    summary: 'What sources cost and brought: cost of a fan and of a first buyer, margin they brought, and when the cost came back',
    query: api.acquisitionQuery,
    reply: api.acquisition,
    async handle(ctx, { query }) {
      return await figuresAcquisition(ctx, periodOf(query));
    },
  }),
  route({
    id: 'figures.cohorts',
    path: '/figures/cohorts',
    ...figures,
    summary: 'Who came back, by the month of the first order',
    query: periodQuery,
    reply: api.cohorts,
    async handle(ctx, { query }) {
      return await figuresCohorts(ctx, periodOf(query));
    },
  }),
  route({
    id: 'figures.rfm',
    path: '/figures/rfm',
    ...figures,
    summary: 'Recency, frequency and spend in quintiles, as of now',
    reply: api.rfm,
    async handle(ctx) {
      return await figuresRfm(ctx);
    },
  }),
  route({
    id: 'figures.daily',
    path: '/figures/daily',
    ...figures,
    summary: 'Sales, orders and buyers by day or month',
    query: api.dailyQuery,
    reply: api.daily,
    async handle(ctx, { query }) {
      return await figuresDaily(ctx, periodOf(query), query.grain);
    },
  }),
  route({
    id: 'figures.deals',
    path: '/figures/deals',
    ...figures,
    summary: 'Orders, sales and what an order is worth by scene, method or channel, as orders say it',
    query: api.dealsQuery,
    reply: api.deals,
    async handle(ctx, { query }) {
      return await figuresDeals(ctx, periodOf(query), query.by);
    },
  }),
  route({
    id: 'figures.equation',
    path: '/figures/equation',
    ...figures,
    summary: 'The live equation of a period and why it changed',
    query: periodQuery,
    reply: api.equation,
    async handle(ctx, { query }) {
      return await figuresEquation(ctx, periodOf(query));
    },
  }),
  route({
    id: 'figures.leaks',
    path: '/figures/leaks',
    ...figures,
    summary: 'Where sales leaked over the last twelve months of data, the largest first, each with its assumption',
    query: periodQuery,
    reply: api.leakList,
    async handle(ctx, { query }) {
      // Leaks are told per year: a period says from where one looks, not what is counted.
      periodOf(query);
      return { data: await leaks(ctx), next: null };
    },
  }),
  route({
    id: 'figures.worth',
    path: '/figures/worth',
    ...figures,
    summary: 'Everybody by worth',
    query: api.worthQuery,
    reply: api.worthList,
    async handle(ctx, { query }) {
      return await worthRanking(ctx, query);
    },
  }),
  route({
    id: 'figures.attributed',
    path: '/figures/attributed',
    ...figures,
    summary: 'What people are worth when every sale is given once, beside their influence, in which it counts at every step',
    query: api.attributedQuery,
    reply: api.attributedWorth,
    async handle(ctx, { query }) {
      return await attributedWorth(ctx, query);
    },
  }),
  route({
    id: 'figures.waiting',
    path: '/figures/waiting',
    ...figures,
    summary: 'Where people wait',
    reply: api.whereWait,
    async handle(ctx) {
      return await figuresWaiting(ctx);
    },
  }),
  route({
    id: 'figures.ladder',
    path: '/figures/ladder',
    ...figures,
    summary: 'What each step of the product ladder earns at once and later, and what its buyers buy next',
    query: periodQuery,
    reply: api.ladder,
    async handle(ctx, { query }) {
      return await figuresLadder(ctx, periodOf(query));
    },
  }),
  route({
    id: 'figures.candidates',
    path: '/figures/candidates',
    ...figures,
    summary: 'Natural members and partners, each with the reasons',
    query: api.candidatesQuery,
    reply: api.candidateList,
    async handle(ctx, { query }) {
      return await candidates(ctx, query);
    },
  }),
  route({
    id: 'figures.chains',
    path: '/figures/chains',
    ...figures,
    summary: 'Whose introductions are happy and whose do harm: kept, come back, thanked; gone back, complained, paused',
    query: api.chainsQuery,
    reply: api.chains,
    async handle(ctx, { query }) {
      return await chains(ctx, query);
    },
  }),
  route({
    id: 'people.chain',
    path: '/people/{id}/chain',
    ...people,
    permission: 'figures.read',
    summary: 'The chain below a person by generation: how many bought, came back, gave back',
    reply: api.chain,
    find: byId,
    async handle(ctx, { params }) {
      return await chainOf(ctx, (await byId(ctx, params)).person_id);
    },
  }),
  route({
    id: 'segments.list',
    path: '/segments',
    ...people,
    summary: 'Kept filters, with how many people fit each now',
    query: pageQuery,
    reply: api.segmentList,
    async handle(ctx, { query }) {
      return await segments(ctx, query);
    },
  }),
  route({
    id: 'segments.create',
    path: '/segments',
    method: 'post',
    tag: 'People',
    permission: 'segments.write',
    summary: 'Keep a filter under a name',
    body: api.createSegment,
    reply: api.segment,
    async handle(ctx, { body }) {
      return await createSegment(ctx, body);
    },
  }),
  route({
    id: 'segments.remove',
    path: '/segments/{id}',
    method: 'delete',
    tag: 'People',
    permission: 'segments.write',
    status: 204,
    summary: 'Forget a kept filter',
    async handle(ctx, { params }) {
      await deleteSegment(ctx, params['id'] ?? '');
      return null;
    },
  }),
  ...predictionRoutes,
  route({
    id: 'search.find',
    path: '/search',
    tag: 'Search',
    method: 'get',
    permission: 'people.read',
    summary: 'People, orders and products by a few letters',
    query: api.searchQuery,
    reply: api.searchList,
    async handle(ctx, { query }) {
      return { data: await search(ctx, query.q), next: null };
    },
  }),
];
