import type { Random } from '../../../kit/random/index.ts';
import content from '../content/presets.json' with { type: 'json' };
import { boundsOf, levers, leverValue, withLever, type Lever, type PlanParameters } from './parameters.ts';

/**
 * What is not known of one lever. `share`: as if so many had done it and so many had not (a Beta distribution). `amount`: about its
 * value with this coefficient of variation (log-normal). Either keeps the plan's value as its mean.
 */
export type Range =
  | { readonly kind: 'share'; readonly yes: number; readonly no: number }
  | { readonly kind: 'amount'; readonly spread: number };

export type Ranges = { readonly [L in Lever]?: Range };

/** A preset is worth as much as having watched this many people (domain.md §4). */
export const PRIOR_PEOPLE = 50;

const WATCHED = new Set<string>(content.watched);

/**
 * How unsure a plan is before anything was measured: shares as after `PRIOR_PEOPLE` people, amounts by the spreads of the content
 * (assumptions). What the owner decides (ads, commission, discount, gift, fixed cost) is not unsure.
 */
export function presetRanges(plan: PlanParameters): Ranges {
  const spreads: Readonly<Record<string, number>> = content.spread;
  return Object.fromEntries(
    levers.flatMap((lever): [Lever, Range][] => {
      const value = leverValue(plan, lever);
      if (WATCHED.has(lever)) return [[lever, { kind: 'share', yes: value * PRIOR_PEOPLE, no: (1 - value) * PRIOR_PEOPLE }]];
      const spread = spreads[lever];
      return spread === undefined || value === 0 ? [] : [[lever, { kind: 'amount', spread }]];
    }),
  );
}

/** One plan that could be true as well. */
export function drawPlan(plan: PlanParameters, ranges: Ranges, random: Random): PlanParameters {
  let drawn = plan;
  for (const [lever, range] of Object.entries(ranges) as [Lever, Range][]) {
    const { least, most } = boundsOf(lever);
    drawn = withLever(drawn, lever, Math.min(most, Math.max(least, drawValue(leverValue(plan, lever), range, random))));
  }
  return drawn;
}

function drawValue(value: number, range: Range, random: Random): number {
  if (range.kind === 'share') return random.beta(range.yes, range.no);
  const variance = Math.log1p(range.spread * range.spread);
  return value * Math.exp(Math.sqrt(variance) * random.normal() - variance / 2);
}
