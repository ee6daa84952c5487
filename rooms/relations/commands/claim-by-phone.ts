import type { Ctx } from '../../../kit/ctx.ts';
import { lockLane } from '../../../kit/db/lane.ts';
import { assert } from '../../../kit/errors/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { holdersOf, loadSurvivors } from '../queries/find-people.ts';
import { whoOrdered } from '../queries/who-ordered.ts';
import { createPerson } from './create-person.ts';
import { markProved } from './mark-proved.ts';
import { arriveByLinks, type CameBy } from './touches.ts';
import { updatePerson } from './update-person.ts';

/** The consent somebody gives with their telephone number. */
const CHANNEL = 'sms';

/**
 * Who a telephone number that was just proved belongs to: the person who has it (an import may have brought them), else a new one
 * (rules.md B10). From now on the number is known to be theirs. Whoever is here for the first time and has never bought was introduced by
 * the owner of the link they came by.
 * @param claim.phone in normal form
 * @param claim.mayWrite they agree to be written to: a prospect becomes a fan
 */
export async function claimByPhone(
  ctx: Ctx,
  claim: { phone: string; came: CameBy; mayWrite: boolean },
): Promise<{ personId: Uuid; isNew: boolean }> {
  await lockLane(ctx);
  const identity = { kind: 'phone', value: claim.phone };
  const consent = claim.mayWrite ? { channel: CHANNEL } : undefined;
  const holder = (await holdersOf(ctx, [identity])).get(`phone ${claim.phone}`);
  const known = holder === undefined ? undefined : (await loadSurvivors(ctx, [holder])).get(holder);
  assert(holder === undefined || known, 'whoever holds a number is there');
  const isNew = known === undefined;
  const personId = known?.personId ?? (await createPerson(ctx, { phone: claim.phone, ...(consent ? { consent } : {}) })).personId;
  const isProvedNow = await markProved(ctx, 'phone', claim.phone);
  if (known && consent && known.facts.consentAt === null) await updatePerson(ctx, personId, { consent });
  const isFirst = isNew || (isProvedNow && !(await whoOrdered(ctx, new Map([[personId, known]]))).has(personId));
  await arriveByLinks(ctx, personId, claim.came, { isNew: isFirst });
  return { personId, isNew };
}
