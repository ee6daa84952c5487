import { leverValue, type Lever } from '../../../../../rooms/planner/model/index.ts';
import { LeverField } from './lever-field.tsx';
import type { Plan } from './use-plan.ts';

/** Sliders of the plan itself: what moves here moves on every page of the plan. */
export function PlanLevers({ of: { plan, start, own, move }, levers: names }: { of: Plan; levers: readonly Lever[] }) {
  return names.map((lever) => (
    <LeverField
      key={lever}
      lever={lever}
      value={leverValue(plan, lever)}
      start={leverValue(start, lever)}
      own={own?.levers.get(lever)}
      onMove={move}
    />
  ));
}
