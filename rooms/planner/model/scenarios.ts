import { unitEconomics, type UnitEconomics } from './economics.ts';
import { levers, leverValue, withLever, boundsOf, type Lever, type PlanParameters } from './parameters.ts';
import { simulate, type RunOptions } from './simulate.ts';

/** One change of many levers at once: each times a factor. */
type Scenario = { readonly [L in Lever]?: number };

const sharing: Scenario = { 's.C1': 2, 's.C2': 2, 's.M': 2, 's.P': 2, n: 2, a: 2 };
const basket: Scenario = { a2: 2, aM: 2 };
const frequency: Scenario = { l2: 2, lM: 2 };
const loyalty: Scenario = { g2: 0.5, gM: 0.5, gP: 0.5 };
const speed: Scenario = { p12: 2, pM: 2 };

/** The comparisons of domain.md §5: what sharing alone does, what basket, frequency and loyalty do, what speed does. */
const scenarios = {
  sharing,
  basket,
  frequency,
  loyalty,
  basketFrequencyLoyalty: { ...basket, ...frequency, ...loyalty },
  speed,
  speedAndSharing: { ...speed, ...sharing },
} as const satisfies Record<string, Scenario>;

type ScenarioId = keyof typeof scenarios;
export const scenarioIds = Object.keys(scenarios) as ScenarioId[];

/** The plan with every named lever times its factor; never beyond what can be. */
function inScenario(plan: PlanParameters, scenario: Scenario): PlanParameters {
  return levers.reduce((changed, lever) => {
    const factor = scenario[lever];
    if (factor === undefined) return changed;
    const { least, most } = boundsOf(lever);
    return withLever(changed, lever, Math.min(most, Math.max(least, leverValue(plan, lever) * factor)));
  }, plan);
}

/** What a large change does to a plan. */
export interface WhatIf extends Pick<UnitEconomics, 'r0' | 'growthPerMonth' | 'isExplosive'> {
  readonly id: ScenarioId | 'base';
  /** profit of the whole run, and how much more than of the plan as it is */
  readonly profit: number;
  readonly gain: number;
  /** sales of the whole run as a multiple of those of the plan as it is; null where it sells nothing */
  readonly salesTimes: number | null;
}

/** The plan as it is and under each comparison, with what basket, frequency and loyalty gain one by one: together they gain more. */
export function whatIfs(plan: PlanParameters, options: RunOptions): { readonly all: readonly WhatIf[]; readonly singleGains: number } {
  const lived = (changed: PlanParameters) => {
    const months = simulate(changed, options);
    return { profit: months.at(-1)?.cash ?? 0, sales: months.reduce((sum, month) => sum + month.sales.total, 0) };
  };
  const base = lived(plan);
  const told = (id: WhatIf['id'], changed: PlanParameters): WhatIf => {
    const { profit, sales } = id === 'base' ? base : lived(changed);
    const { r0, growthPerMonth, isExplosive } = unitEconomics(changed);
    return {
      id,
      profit,
      gain: profit - base.profit,
      salesTimes: base.sales > 0 ? sales / base.sales : null,
      r0,
      growthPerMonth,
      isExplosive,
    };
  };
  const all = [told('base', plan), ...scenarioIds.map((id) => told(id, inScenario(plan, scenarios[id])))];
  const gainOf = (id: ScenarioId): number => all.find((one) => one.id === id)?.gain ?? 0;
  return { all, singleGains: gainOf('basket') + gainOf('frequency') + gainOf('loyalty') };
}
