import type { Ctx } from '../../kit/ctx.ts';
import { tellPerson } from '../../rooms/membership/index.ts';
import { closeCase, findCase } from '../../rooms/partners/index.ts';
import { resumeBinds } from '../../rooms/relations/index.ts';

/**
 * Decides a case; where it was a brake, new introductions go on and the person is told (rules.md R6).
 * @throws as `closeCase`
 */
export async function decideCase(ctx: Ctx, id: string, decision: { outcome: 'release' | 'void'; reason: string }): Promise<string> {
  const caseId = await closeCase(ctx, id, decision);
  const { kind, person_id: personId } = await findCase(ctx, id);
  if (kind !== 'harm' || personId === null) return caseId;
  await resumeBinds(ctx, caseId);
  await tellPerson(ctx, personId, { kind: 'introductions.resumed', facts: {}, once: caseId });
  return caseId;
}
