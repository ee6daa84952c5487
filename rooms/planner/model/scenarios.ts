import { levers, leverValue, withLever, boundsOf, type Lever, type PlanParameters } from './parameters.ts';

/** One change of many levers at once: each times a factor. */
export type Scenario = { readonly [L in Lever]?: number };

const sharing: Scenario = { 's.C1': 2, 's.C2': 2, 's.M': 2, 's.P': 2, n: 2, a: 2 };
const basket: Scenario = { a2: 2, aM: 2 };
const frequency: Scenario = { l2: 2, lM: 2 };
const loyalty: Scenario = { g2: 0.5, gM: 0.5, gP: 0.5 };
const speed: Scenario = { p12: 2, pM: 2 };

/** The comparisons of domain.md §5: what sharing alone does, what basket, frequency and loyalty do, what speed does. */
export const scenarios = {
  sharing,
  basket,
  frequency,
  loyalty,
  basketFrequencyLoyalty: { ...basket, ...frequency, ...loyalty },
  speed,
  speedAndSharing: { ...speed, ...sharing },
} as const satisfies Record<string, Scenario>;

export type ScenarioId = keyof typeof scenarios;

/** The plan with every named lever times its factor; never beyond what can be. */
export function inScenario(plan: PlanParameters, scenario: Scenario): PlanParameters {
  return levers.reduce((changed, lever) => {
    const factor = scenario[lever];
    if (factor === undefined) return changed;
    const { least, most } = boundsOf(lever);
    return withLever(changed, lever, Math.min(most, Math.max(least, leverValue(plan, lever) * factor)));
  }, plan);
}
