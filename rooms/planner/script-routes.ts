import type { Ctx } from '../../kit/ctx.ts';
import { route, type Route } from '../../kit/http/index.ts';
import { publicId } from '../../kit/ids/index.ts';
import { createScript, updateScript } from './commands/manage-scripts.ts';
import { findScript, listScripts, scriptJson, scriptWhole } from './queries/scripts.ts';
import * as api from './script-api.ts';

const tag = 'Planner';

const scriptById = async (ctx: Ctx, params: Record<string, string>) => await findScript(ctx, params['id'] ?? '');

/** The words of the brand for one occasion each. */
export const scriptRoutes: Route[] = [
  route({
    id: 'scripts.list',
    method: 'get',
    path: '/planner/scripts',
    tag,
    permission: 'people.read',
    summary: 'Scripts, the newest first, by stage, scene and state',
    query: api.scriptsQuery,
    reply: api.scriptList,
    handle: async (ctx, { query, language }) => await listScripts(ctx, query, language),
  }),
  route({
    id: 'scripts.create',
    method: 'post',
    path: '/planner/scripts',
    tag,
    permission: 'planner.write',
    summary: 'Write a script down as a draft',
    body: api.createScript,
    reply: api.script,
    async handle(ctx, { body, language }) {
      const scriptId = await createScript(ctx, body);
      return scriptJson(await findScript(ctx, publicId('script', scriptId)), language);
    },
  }),
  route({
    id: 'scripts.get',
    method: 'get',
    path: '/planner/scripts/{id}',
    tag,
    permission: 'people.read',
    summary: 'One script with everything it said before, who wrote it and when',
    reply: api.scriptWhole,
    handle: async (ctx, { params, language }) => await scriptWhole(ctx, await scriptById(ctx, params), language),
  }),
  route({
    id: 'scripts.update',
    method: 'patch',
    path: '/planner/scripts/{id}',
    tag,
    permission: 'planner.write',
    summary: 'Write the next version of a script, put it in use or put it away',
    body: api.updateScript,
    reply: api.script,
    find: scriptById,
    async handle(ctx, { params, body, language }) {
      await updateScript(ctx, await scriptById(ctx, params), body);
      return scriptJson(await scriptById(ctx, params), language);
    },
  }),
];
