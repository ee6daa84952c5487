import { ApiProblem, type Client } from '../../../../../sdk/index.ts';
import { isSame, written } from '../design/merge.ts';

type Design = Awaited<ReturnType<Client['designs']['get']>>;
export type StepNumber = keyof NonNullable<Design['document']['steps']>;
export type OwnStep = NonNullable<NonNullable<Design['document']['steps']>[StepNumber]>;

/** So often somebody else may be quicker before it is told. */
const TIMES = 5;

/**
 * Saves who does a step, until when, and what is noted. What somebody else saved elsewhere in the design meanwhile stays; the same step
 * saved by somebody else is refused with the server's own words, so that it is read before it is written over.
 */
export async function saveStep(
  client: { readonly designs: Pick<Client['designs'], 'get' | 'update'> },
  design: Design,
  step: StepNumber,
  mine: OwnStep,
): Promise<Design> {
  const whole = Object.values(mine).some((each) => each !== undefined && each !== null && each !== '') ? mine : undefined;
  for (let [now, time] = [design, 1]; ; time++) {
    try {
      return await client.designs.update(now.id, { version: now.version, document: written(now.document, ['steps', step], whole) });
    } catch (problem) {
      if (!(problem instanceof ApiProblem && problem.code === 'design.changed') || time === TIMES) throw problem;
      now = await client.designs.get(design.id);
      if (!isSame(now.document.steps?.[step] ?? {}, design.document.steps?.[step] ?? {})) throw problem;
    }
  }
}
