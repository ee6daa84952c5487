import type { Ctx } from '../../kit/ctx.ts';
import { route, type Route } from '../../kit/http/index.ts';
import * as api from './api.ts';
import { importDesign } from './commands/import-design.ts';
import { createScenario, removeScenario, updateScenario } from './commands/manage-scenarios.ts';
import { createDesign, removeDesign, updateDesign } from './commands/manage-designs.ts';
import { publicId } from '../../kit/ids/index.ts';
import { designExport } from './queries/design-export.ts';
import { designReply, findDesign, listDesigns } from './queries/designs.ts';
import { roadmapReply } from './queries/roadmap.ts';
import { findScenario, scenarioJson, scenariosOf } from './queries/scenarios.ts';

const tag = 'Planner';

const designById = async (ctx: Ctx, params: Record<string, string>) => await findDesign(ctx, params['id'] ?? '');

const scenarioById = async (ctx: Ctx, params: Record<string, string>) => await findScenario(ctx, params['id'] ?? '');

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
    handle: async (ctx, { body, language }) => await designReply(ctx, await createDesign(ctx, body, language)),
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
  route({
    id: 'designs.export',
    method: 'get',
    path: '/planner/designs/{id}/export',
    tag,
    permission: 'planner.read',
    summary:
      'A plan of the business as a JSON file, its scenarios and what is lived by with it; taken in and written out again it is the same to the byte',
    replyType: 'application/json',
    async handle(ctx, { params, language }) {
      const design = await designById(ctx, params);
      const text = await designExport(ctx, design, language);
      return new Response(text, {
        headers: {
          'content-type': 'application/json',
          'content-disposition': `attachment; filename="${publicId('design', design.design_id)}.json"`,
        },
      });
    },
  }),
  route({
    id: 'designs.import',
    method: 'post',
    path: '/planner/designs/import',
    tag,
    permission: 'planner.write',
    summary: 'Take in a plan of the business that was written out; what cannot be read is refused with its place',
    body: api.designFile,
    reply: api.design,
    handle: async (ctx, { body, language }) => await designReply(ctx, await importDesign(ctx, body, language)),
  }),
  route({
    id: 'designs.roadmap',
    method: 'get',
    path: '/planner/designs/{id}/roadmap',
    tag,
    permission: 'planner.read',
    summary: 'The ten steps of landing, each with its exit test read from the live system',
    reply: api.roadmap,
    handle: async (ctx, { params, language }) => await roadmapReply(ctx, await designById(ctx, params), language),
  }),
  route({
    id: 'scenarios.list',
    method: 'get',
    path: '/planner/designs/{id}/scenarios',
    tag,
    permission: 'planner.read',
    summary: 'The scenarios of a plan, the oldest first',
    reply: api.scenarioList,
    handle: async (ctx, { params }) => ({ data: await scenariosOf(ctx, (await designById(ctx, params)).design_id) }),
  }),
  route({
    id: 'scenarios.create',
    method: 'post',
    path: '/planner/designs/{id}/scenarios',
    tag,
    permission: 'planner.write',
    summary: 'Save a named set of parameters beside a plan',
    body: api.createScenario,
    reply: api.scenario,
    find: designById,
    async handle(ctx, { params, body }) {
      const scenarioId = await createScenario(ctx, (await designById(ctx, params)).design_id, body);
      return scenarioJson(await findScenario(ctx, publicId('scenario', scenarioId)));
    },
  }),
  route({
    id: 'scenarios.get',
    method: 'get',
    path: '/planner/scenarios/{id}',
    tag,
    permission: 'planner.read',
    summary: 'One scenario',
    reply: api.scenario,
    handle: async (ctx, { params }) => scenarioJson(await scenarioById(ctx, params)),
  }),
  route({
    id: 'scenarios.update',
    method: 'patch',
    path: '/planner/scenarios/{id}',
    tag,
    permission: 'planner.write',
    summary: 'Change a scenario',
    body: api.updateScenario,
    reply: api.scenario,
    find: scenarioById,
    async handle(ctx, { params, body }) {
      const row = await scenarioById(ctx, params);
      await updateScenario(ctx, row, body);
      return scenarioJson(await findScenario(ctx, publicId('scenario', row.scenario_id)));
    },
  }),
  route({
    id: 'scenarios.remove',
    method: 'delete',
    path: '/planner/scenarios/{id}',
    tag,
    permission: 'planner.write',
    summary: 'Take a scenario away; a plan adopted from it keeps its numbers',
    status: 204,
    find: scenarioById,
    async handle(ctx, { params }) {
      await removeScenario(ctx, await scenarioById(ctx, params));
    },
  }),
];
