import type { Ctx } from '../../kit/ctx.ts';
import { DomainError } from '../../kit/errors/index.ts';
import { InputError, route, type Route } from '../../kit/http/index.ts';
import * as api from './actuals-api.ts';
import { adoptDesign } from './commands/adopt-design.ts';
import { recalibratePlan } from './commands/recalibrate.ts';
import { levers, withOverrides, type Lever, type PlanOverrides } from './model/parameters.ts';
import { presetOf } from './model/presets.ts';
import { planActuals, type Costs } from './queries/actuals.ts';
import { adoptionOf } from './queries/adoptions.ts';
import { designReply, findDesign } from './queries/designs.ts';
import { scenarioTaken } from './queries/scenario-taken.ts';

const tag = 'Planner';
const MONTHS = 24;

const designById = async (ctx: Ctx, params: Record<string, string>) => await findDesign(ctx, params['id'] ?? '');

/** A plan the brand lives by, and how it does. */
export const actualsRoutes: Route[] = [
  route({
    id: 'designs.adopt',
    method: 'post',
    path: '/planner/designs/{id}/adopt',
    tag,
    permission: 'planner.write',
    summary: 'Live by a design from a month on: what it assumes now is what it is held against',
    body: api.adoptDesign,
    reply: api.actuals,
    find: designById,
    async handle(ctx, { params, body, language }) {
      const row = await designById(ctx, params);
      const { document, version, name, template } = await designReply(ctx, row.design_id);
      const scenario = body.scenario === null ? null : await scenarioTaken(ctx, row.design_id, body.scenario);
      const own = withOverrides(presetOf(template), (document.params ?? {}) as PlanOverrides);
      const plan = withOverrides(own, (scenario?.params ?? {}) as PlanOverrides);
      await adoptDesign(ctx, {
        designId: row.design_id,
        version,
        name,
        document,
        scenario: scenario?.name ?? null,
        params: document.market != null && plan.addressable === null ? { ...plan, addressable: document.market } : plan,
        months: scenario?.months ?? document.months ?? MONTHS,
        adsOffAfter: scenario?.adsOffAfter ?? null,
        start: scenario?.start ?? null,
        from: body.from,
      });
      return await planActuals(ctx, row, {}, language);
    },
  }),
  route({
    id: 'designs.actuals',
    method: 'get',
    path: '/planner/designs/{id}/actuals',
    tag,
    permission: 'planner.read',
    summary: 'The plan beside what happened: month by month, cell by cell, and the lever to work on now',
    query: api.actualsQuery,
    reply: api.actuals,
    find: designById,
    handle: async (ctx, { params, query, language }) =>
      await planActuals(ctx, await designById(ctx, params), costsOf(query.costs), language),
  }),
  route({
    id: 'designs.recalibrate',
    method: 'post',
    path: '/planner/designs/{id}/recalibrate',
    tag,
    permission: 'planner.write',
    status: 200,
    summary: 'Take what was lived since into the adopted plan, and keep what it taught',
    body: api.recalibrateDesign,
    reply: api.actuals,
    find: designById,
    async handle(ctx, { params, language }) {
      const row = await designById(ctx, params);
      const adoption = await adoptionOf(ctx, row.design_id);
      if (!adoption) throw new DomainError('adoption.notFound');
      await recalibratePlan(ctx, adoption);
      return await planActuals(ctx, row, {}, language);
    },
  }),
];

/** `p12:2000,h:500` @throws InputError for what is no lever */
function costsOf(text: string | undefined): Costs {
  return Object.fromEntries(
    (text ?? '').split(',').flatMap((each): [Lever, number][] => {
      if (each === '') return [];
      const [name = '', cost = ''] = each.split(':');
      const lever = levers.find((one) => one === name);
      if (!lever) throw new InputError([{ pointer: '/costs', code: 'parameter.unknown', detail: name }]);
      return [[lever, Number(cost)]];
    }),
  );
}
