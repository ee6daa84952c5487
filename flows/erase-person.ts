import type { Ctx } from '../kit/ctx.ts';
import { publicId, type Uuid } from '../kit/ids/index.ts';
import { audit, endPersonSessions } from '../rooms/identity/index.ts';
import { countRecords, forgetBuyer } from '../rooms/orders/index.ts';
import {
  endErasedPartnership,
  forgetApplications,
  forgetLeads,
  forgetLearning,
  forgetPayee,
  forgetServices,
  forgetTeamMarks,
  recordsOf,
} from '../rooms/partners/index.ts';
import { forgetScriptUses, forgetTasks } from '../rooms/planner/index.ts';
import { forgetGifts } from '../rooms/pricing/index.ts';
import { forgetLife } from '../rooms/membership/index.ts';
import type { Erased } from '../rooms/relations/api.ts';
import { erasePerson } from '../rooms/relations/index.ts';

/**
 * Erases a person (P18): who they are goes, what was sold to them stays under a pseudonym, so that every figure still adds up.
 * Remembered answers to repeated requests that named them, or their orders, are emptied. Audited. With `isTrial` it only counts.
 */
export async function eraseRecords(ctx: Ctx, personId: Uuid, { isTrial }: { isTrial: boolean }): Promise<Erased> {
  const kept = await countRecords(ctx, personId);
  const profile = await erasePerson(ctx, personId, { isTrial });
  const person = publicId('person', personId);
  if (profile.pseudonym !== null) {
    await endErasedPartnership(ctx, personId);
    await forgetPayee(ctx, personId);
    await forgetServices(ctx, personId);
    await forgetLife(ctx, personId);
    await forgetGifts(ctx, personId);
    const orders = await forgetBuyer(ctx, personId);
    const records = await recordsOf(ctx, personId);
    await forgetApplications(ctx, records);
    await forgetLeads(ctx, records);
    await forgetLearning(ctx, records);
    await forgetTeamMarks(ctx, records);
    await forgetTasks(ctx, records);
    await forgetScriptUses(ctx, records);
    await endPersonSessions(ctx, personId);
    await ctx.sql.exec`
      UPDATE kit.idempotency AS idempotency
         SET response = '{}'
       WHERE idempotency.tenant_id = ${ctx.tenantId}
         AND EXISTS (SELECT 1 FROM unnest(${[person, ...orders]}::text[]) AS named (id) WHERE strpos(idempotency.response, named.id) > 0)`;
    await audit(ctx, {
      action: 'person.erased',
      subjectKind: 'person',
      subjectId: person,
      facts: {
        identities: profile.identities,
        consents: profile.consents,
        mergedRecords: profile.mergedRecords,
        ordersKept: kept.orders,
      },
    });
  }
  return {
    person,
    externalId: profile.pseudonym,
    identities: profile.identities,
    consents: profile.consents,
    mergedRecords: profile.mergedRecords,
    ordersKept: kept.orders,
    returnsKept: kept.returns,
    done: !isTrial,
  };
}
