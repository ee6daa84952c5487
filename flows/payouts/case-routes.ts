import { route, type Route } from '../../kit/http/index.ts';
import { findOrder } from '../../rooms/orders/index.ts';
import * as api from '../../rooms/partners/api.ts';
import { caseReply, findCase, listCases, openCase, readGauge } from '../../rooms/partners/index.ts';
import { findPerson } from '../../rooms/relations/index.ts';
import { decideCase } from '../chains/close-case.ts';

const tag = 'Cases';

/** What is held back and why, and who decides about it; the gauge that holds by itself. */
export const caseRoutes: Route[] = [
  route({
    id: 'cases.list',
    method: 'get',
    path: '/cases',
    tag,
    permission: 'money.read',
    summary: 'Cases, newest first',
    query: api.casesQuery,
    reply: api.caseList,
    async handle(ctx, { query }) {
      const person = query.person === undefined ? null : await findPerson(ctx, query.person, '/person');
      return await listCases(ctx, { ...query, personId: person?.person_id ?? null });
    },
  }),
  route({
    id: 'cases.get',
    method: 'get',
    path: '/cases/{id}',
    tag,
    permission: 'money.read',
    summary: 'One case',
    reply: api.moneyCase,
    async handle(ctx, { params }) {
      return await caseReply(ctx, (await findCase(ctx, params['id'] ?? '')).case_id);
    },
  }),
  route({
    id: 'cases.open',
    method: 'post',
    path: '/cases',
    tag,
    permission: 'payouts.write',
    summary: 'Hold what somebody earned until it is decided about, or propose to forgive a debt',
    body: api.openCase,
    reply: api.moneyCase,
    async handle(ctx, { body }) {
      const person = await findPerson(ctx, body.person, '/person');
      const orderId = body.order === undefined ? null : await findOrder(ctx, body.order);
      return await caseReply(ctx, await openCase(ctx, { kind: body.kind, personId: person.person_id, orderId, reason: body.reason }));
    },
  }),
  route({
    id: 'cases.close',
    method: 'post',
    path: '/cases/{id}/close',
    tag,
    permission: 'payouts.write',
    status: 200,
    summary: 'Decide a case: release what it holds, or take it back',
    body: api.closeCase,
    reply: api.moneyCase,
    find: (ctx, params) => findCase(ctx, params['id'] ?? ''),
    async handle(ctx, { params, body }) {
      return await caseReply(ctx, await decideCase(ctx, params['id'] ?? '', body));
    },
  }),
  route({
    id: 'figures.gauge',
    method: 'get',
    path: '/figures/gauge',
    tag: 'Figures',
    permission: 'figures.read',
    summary: 'Whether the plan lives on sales to people who are no partners',
    reply: api.gauge,
    async handle(ctx) {
      return await readGauge(ctx);
    },
  }),
];
