import content from '../content/presets.json' with { type: 'json' };
import type { PlanOverrides, PlanParameters } from './parameters.ts';
import { withOverrides } from './parameters.ts';

export type PresetId = keyof typeof content.presets;

export const presetIds = Object.keys(content.presets) as PresetId[];

/**
 * What a plan of this category starts from. The numbers are assumptions to be replaced by the brand's own (domain.md §4, marked [A]):
 * whoever shows them says so.
 */
export function presetOf(id: PresetId): PlanParameters {
  // The base lacks only what every category states for itself.
  return withOverrides(content.base as unknown as PlanParameters, content.presets[id] satisfies PlanOverrides);
}
