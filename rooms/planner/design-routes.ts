import type { Ctx } from '../../kit/ctx.ts';
import { route, type Route } from '../../kit/http/index.ts';
import * as api from './api.ts';
import { createDesign, removeDesign, updateDesign } from './commands/manage-designs.ts';
import { designReply, findDesign, listDesigns } from './queries/designs.ts';

const tag = 'Planner';

const designById = async (ctx: Ctx, params: Record<string, string>) => await findDesign(ctx, params['id'] ?? '');

/** The owner's plans of the business. */
export const designRoutes: Route[] = [
  route({
    id: 'designs.list',
    method: 'get',
    path: '/planner/designs',
    tag,
    permission: 'planner.read',
    summary: 'Plans of the business, the newest first',
    query: api.designsQuery,
    reply: api.designList,
    handle: async (ctx, { query }) => await listDesigns(ctx, query),
  }),
  route({
    id: 'designs.create',
    method: 'post',
    path: '/planner/designs',
    tag,
    permission: 'planner.write',
    summary: 'Begin a plan of the business from one of seven templates',
    body: api.createDesign,
    reply: api.design,
    handle: async (ctx, { body }) => await designReply(ctx, await createDesign(ctx, body)),
  }),
  route({
    id: 'designs.get',
    method: 'get',
    path: '/planner/designs/{id}',
    tag,
    permission: 'planner.read',
    summary: 'One plan of the business, whole',
    reply: api.design,
    handle: async (ctx, { params }) => await designReply(ctx, (await designById(ctx, params)).design_id),
  }),
  route({
    id: 'designs.update',
    method: 'patch',
    path: '/planner/designs/{id}',
    tag,
    permission: 'planner.write',
    summary: 'Save a plan of the business; refused when somebody else saved it since it was read',
    body: api.updateDesign,
    reply: api.design,
    find: designById,
    async handle(ctx, { params, body }) {
      const design = await designById(ctx, params);
      await updateDesign(ctx, design, body);
      return await designReply(ctx, design.design_id);
    },
  }),
  route({
    id: 'designs.remove',
    method: 'delete',
    path: '/planner/designs/{id}',
    tag,
    permission: 'planner.write',
    summary: 'Take a plan of the business away; what was made from it stays',
    status: 204,
    find: designById,
    async handle(ctx, { params }) {
      await removeDesign(ctx, await designById(ctx, params));
    },
  }),
];
