import type { CeremonyStep, DesignedStep } from '../ceremony-api.ts';

/** The ceremony of a brand that wrote none: what the product itself can say something about. */
export const OWN_STEPS: readonly DesignedStep[] = [{ step: 'pledge' }, { step: 'number' }, { step: 'welcome' }, { step: 'privilege' }];

/** The step that comes next; null when all are done. Steps are taken one after another. */
export function nextStep(steps: readonly { step: CeremonyStep }[], done: ReadonlySet<CeremonyStep>): CeremonyStep | null {
  return steps.find(({ step }) => !done.has(step))?.step ?? null;
}
