import { ApiProblem, type Client } from '../../../../../sdk/index.ts';
import { isSame, written } from '../design/merge.ts';

type Design = Awaited<ReturnType<Client['designs']['get']>>;
export type StepNumber = keyof NonNullable<Design['document']['steps']>;
export type OwnStep = NonNullable<NonNullable<Design['document']['steps']>[StepNumber]>;

/**
 * Saves who does a step, until when, and what is noted. What somebody else saved elsewhere in the design meanwhile stays; the same step
 * saved by somebody else is refused with the server's own words, so that it is read before it is written over.
 */
export async function saveStep(client: Pick<Client, 'designs'>, design: Design, step: StepNumber, mine: OwnStep): Promise<Design> {
  const whole = Object.values(mine).some((each) => each !== undefined && each !== null && each !== '') ? mine : undefined;
  const write = async (on: Design) =>
    await client.designs.update(on.id, { version: on.version, document: written(on.document, ['steps', step], whole) });
  try {
    return await write(design);
  } catch (problem) {
    if (!(problem instanceof ApiProblem && problem.code === 'design.changed')) throw problem;
    const now = await client.designs.get(design.id);
    if (!isSame(now.document.steps?.[step] ?? {}, design.document.steps?.[step] ?? {})) throw problem;
    return await write(now);
  }
}
