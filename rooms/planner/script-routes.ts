import type { Ctx } from '../../kit/ctx.ts';
import { route, type Route } from '../../kit/http/index.ts';
import { publicId } from '../../kit/ids/index.ts';
import { periodOf } from '../analytics/index.ts';
import { findPerson } from '../relations/index.ts';
import { createScript, updateScript } from './commands/manage-scripts.ts';
import { endScriptTrial, noteScriptUse, recordScriptUse, startScriptTrial } from './commands/use-scripts.ts';
import { scriptResultOf, scriptResultsIn } from './queries/script-results.ts';
import { approachOf, findScriptUse, lotOf, scriptUseJson } from './queries/script-uses.ts';
import { findScript, listScripts, scriptJson, scriptWhole } from './queries/scripts.ts';
import * as api from './script-api.ts';
import { isRested } from './model/script-lot.ts';
import * as uses from './script-use-api.ts';

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
  route({
    id: 'scripts.lot',
    method: 'get',
    path: '/planner/scripts/{id}/lot',
    tag,
    permission: 'people.read',
    summary: 'Which version of a script somebody is to hear, and when they were last spoken to',
    query: uses.scriptLotQuery,
    reply: uses.scriptLot,
    find: scriptById,
    async handle(ctx, { params, query }) {
      const script = await scriptById(ctx, params);
      if (query.person === undefined) return { version: script.version, isTrial: false, lastSaidAt: null, isRested: true, hasAgreed: null };
      const person = await findPerson(ctx, query.person);
      const { version, trialId } = await lotOf(ctx, script, person.person_id);
      const { last_said_at: last, has_agreed: hasAgreed } = await approachOf(ctx, person.person_id);
      return { version, isTrial: trialId !== null, lastSaidAt: last?.toISOString() ?? null, isRested: isRested(last, ctx.now), hasAgreed };
    },
  }),
  route({
    id: 'scripts.use',
    method: 'post',
    path: '/planner/scripts/{id}/uses',
    tag,
    permission: 'people.write',
    summary: 'Note that a script was said to somebody: what came of it is read from what they do',
    body: uses.recordScriptUse,
    reply: uses.scriptUse,
    find: scriptById,
    handle: async (ctx, { params, body }) => scriptUseJson(await recordScriptUse(ctx, await scriptById(ctx, params), body)),
  }),
  route({
    id: 'scriptUses.change',
    method: 'patch',
    path: '/planner/script-uses/{id}',
    tag,
    permission: 'people.write',
    summary: 'Note that somebody replied or complained, or take the note back',
    body: uses.noteScriptUse,
    reply: uses.scriptUse,
    find: async (ctx, params) => await findScriptUse(ctx, params['id'] ?? ''),
    async handle(ctx, { params, body }) {
      await noteScriptUse(ctx, await findScriptUse(ctx, params['id'] ?? ''), body);
      return scriptUseJson(await findScriptUse(ctx, params['id'] ?? ''));
    },
  }),
  route({
    id: 'scripts.result',
    method: 'get',
    path: '/planner/scripts/{id}/result',
    tag,
    permission: 'people.read',
    summary: 'What people did after a script was said to them, version by version, and of two on trial',
    reply: uses.scriptResult,
    find: scriptById,
    handle: async (ctx, { params }) => await scriptResultOf(ctx, await scriptById(ctx, params)),
  }),
  route({
    id: 'scripts.results',
    method: 'get',
    path: '/planner/script-results',
    tag,
    permission: 'people.read',
    summary: 'What came of words in a period, by script, by who said them and by where',
    query: uses.scriptResultsQuery,
    reply: uses.scriptResults,
    handle: async (ctx, { query }) => await scriptResultsIn(ctx, periodOf(query)),
  }),
  route({
    id: 'scripts.startTrial',
    method: 'post',
    path: '/planner/scripts/{id}/trial',
    tag,
    permission: 'planner.write',
    summary: 'Let the lot decide which of two versions of a script each person hears',
    body: uses.startScriptTrial,
    reply: uses.scriptResult,
    find: scriptById,
    async handle(ctx, { params, body }) {
      const script = await scriptById(ctx, params);
      await startScriptTrial(ctx, script, body);
      return await scriptResultOf(ctx, script);
    },
  }),
  route({
    id: 'scripts.endTrial',
    method: 'delete',
    path: '/planner/scripts/{id}/trial',
    tag,
    permission: 'planner.write',
    summary: 'End the trial of a script: it is judged once everybody has had their days',
    status: 204,
    find: scriptById,
    async handle(ctx, { params }) {
      await endScriptTrial(ctx, await scriptById(ctx, params));
    },
  }),
];
