import type { Ctx } from '../../kit/ctx.ts';
import type { Uuid } from '../../kit/ids/index.ts';
import { activePlan } from '../../rooms/partners/index.ts';
import { mayBeDrawn } from '../../rooms/pricing/index.ts';
import { loadPeople } from '../../rooms/relations/index.ts';

/**
 * Whether somebody is drawn before they see what bringing a friend brings. Whoever the commission plan pays is in no trial: that they were
 * promised, and leaving them out would take it away.
 */
export async function isToBeDrawn(ctx: Ctx, personId: Uuid | null): Promise<boolean> {
  if (personId === null || !(await mayBeDrawn(ctx, personId))) return false;
  const plan = await activePlan(ctx);
  const stage = (await loadPeople(ctx, [personId])).get(personId)?.stage;
  return stage !== undefined && stage !== 'partner' && plan?.plan.payees.stages.includes(stage) !== true;
}
