import type { Ctx } from '../../kit/ctx.ts';
import { tellPerson } from '../../rooms/membership/index.ts';
import { closeCase, findCase } from '../../rooms/partners/index.ts';
import { resumeBinds } from '../../rooms/relations/index.ts';
import { decideRewards } from '../points/decide-rewards.ts';

/**
 * Decides a case, and what points it held; where it was a brake, new introductions go on and the person is told (rules.md R6).
 * @throws as `closeCase`
 */
export async function decideCase(ctx: Ctx, id: string, decision: { outcome: 'release' | 'void'; reason: string }): Promise<string> {
  const caseId = await closeCase(ctx, id, decision);
  await decideRewards(ctx, caseId, decision.outcome);
  const { kind, person_id: personId } = await findCase(ctx, id);
  if (kind !== 'harm' || personId === null) return caseId;
  await resumeBinds(ctx, caseId);
  await tellPerson(ctx, personId, { kind: 'introductions.resumed', facts: {}, once: caseId });
  return caseId;
}
