import { presetOf, stocksOf, withOverrides, type PlanOverrides, type PlanParameters } from '../../../../../rooms/planner/model/index.ts';
import type { Client } from '../../../../../sdk/index.ts';
import { movesBetween } from './overrides.ts';
import type { PlanState } from './plan-state.ts';

export type Design = Awaited<ReturnType<Client['designs']['get']>>;
export type Scenario = Awaited<ReturnType<Client['scenarios']['list']>>['data'][number];

/** The plan a design itself describes: its template with what it says otherwise. */
export function planOfDesign({ template, document }: Pick<Design, 'template' | 'document'>): PlanParameters {
  const plan = withOverrides(presetOf(template), (document.params ?? {}) as PlanOverrides);
  return plan.addressable === null && document.market ? { ...plan, addressable: document.market } : plan;
}

/** The plan of one of its scenarios. */
export function planOfScenario(design: Pick<Design, 'template' | 'document'>, { params }: Pick<Scenario, 'params'>): PlanParameters {
  return withOverrides(planOfDesign(design), params as PlanOverrides);
}

/** A scenario on the sliders again: its numbers, how long, until when with ads, and who was there. */
export function stateOfScenario(
  design: Pick<Design, 'template' | 'document'>,
  scenario: Pick<Scenario, 'params' | 'months' | 'adsOffAfter' | 'start'>,
): PlanState {
  const { months, adsOffAfter, start } = scenario;
  const moves = movesBetween(planOfDesign({ ...design, document: {} }), planOfScenario(design, scenario));
  return { preset: design.template, isOwn: false, there: start && stocksOf(start), moves, months, adsOffAfter };
}
