import type { Ctx } from '../../../kit/ctx.ts';
import { lockLane } from '../../../kit/db/lane.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { assert } from '../../../kit/errors/index.ts';
import { newId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { dayText } from '../../../kit/time/index.ts';
import { audit } from '../../identity/index.ts';
import { tellPeople } from '../../membership/index.ts';
import { policyPackOf } from '../../policy/index.ts';
import { loadSurvivors, personNotFound } from '../../relations/index.ts';
import { ageOn } from '../model/withdrawal.ts';
import { applicationRefused } from '../portal-errors.ts';
import { findApplication, openApplicationOf } from '../queries/applications.ts';
import { isPartnerNow } from '../queries/my-partnership.ts';
import { payeeOf } from '../queries/payees.ts';
import { enrolPartner } from './enrol-partner.ts';
import { updatePayee } from './update-payee.ts';

/** What somebody says of themselves before they become a partner. */
export interface Declaration {
  readonly bornOn?: string | undefined;
  /** a law bars them: officials, servicemen, full-time students … */
  readonly isBarred: boolean;
}

/**
 * Somebody asks to become a partner: free, without a purchase (compliance P4). Asking again while an answer is due changes nothing.
 * @throws `partnerApplication.alreadyPartner`, `.bornOnMissing`, `.underage`, `.barred`, `.mustAccept` (they are invited), `payee.bornLater`
 */
export async function applyAsPartner(ctx: Ctx, personId: Uuid, said: Declaration & { note?: string | undefined }): Promise<Uuid> {
  await lockLane(ctx);
  if (await isPartnerNow(ctx, personId)) throw applicationRefused('alreadyPartner');
  const open = await openApplicationOf(ctx, personId);
  if (open?.kind === 'invited') throw applicationRefused('mustAccept');
  if (open) return open.application_id;
  assertMayBecome(ctx, said);
  const applicationId = await write(ctx, { personId, kind: 'applied', level: null, note: said.note ?? null, said });
  await note(ctx, 'asked', applicationId, personId, {});
  return applicationId;
}

/**
 * The brand invites somebody, who decides in the shop. Inviting again changes at most level and words; who asked already is approved
 * instead.
 * @throws `person.notFound`, `partnerApplication.alreadyPartner`, `.open`
 */
export async function invitePartner(
  ctx: Ctx,
  askedId: Uuid,
  wish: { level?: string | undefined; note?: string | undefined },
): Promise<Uuid> {
  await lockLane(ctx);
  const personId = (await loadSurvivors(ctx, [askedId])).get(askedId)?.personId;
  if (personId === undefined) throw personNotFound();
  if (await isPartnerNow(ctx, personId)) throw applicationRefused('alreadyPartner');
  const open = await openApplicationOf(ctx, personId);
  if (open?.kind === 'applied') throw applicationRefused('open', { application: publicId('partnerApplication', open.application_id) });
  if (open) {
    await ctx.sql.exec`
      UPDATE partners.application AS application
         SET level_id = ${wish.level ?? null}, note = ${wish.note ?? null}
       WHERE application.tenant_id = ${ctx.tenantId} AND application.application_id = ${open.application_id}`;
    return open.application_id;
  }
  const applicationId = await write(ctx, { personId, kind: 'invited', level: wish.level ?? null, note: wish.note ?? null, said: null });
  await note(ctx, 'invited', applicationId, personId, { level: wish.level ?? null });
  await tellPeople(ctx, [{ personId, kind: 'partner.invited', facts: {} }]);
  return applicationId;
}

/** Agrees to an application: they are a partner from now on. @throws `partnerApplication.notFound`, `.answered`, `.mustAccept` */
export async function approveApplication(ctx: Ctx, id: string, { level }: { level?: string | undefined }): Promise<Uuid> {
  await lockLane(ctx);
  const row = await findApplication(ctx, id);
  if (row.state !== 'open') throw applicationRefused('answered');
  // An invitation is answered by the person alone.
  if (row.kind === 'invited') throw applicationRefused('mustAccept');
  await answer(ctx, row.application_id, { state: 'accepted', level: level ?? null, reason: null });
  await become(ctx, row.person_id, { level: level ?? null, bornOn: row.born_on });
  await note(ctx, 'approved', row.application_id, row.person_id, { level: level ?? null });
  await tellPeople(ctx, [{ personId: row.person_id, kind: 'partner.applicationApproved', facts: {} }]);
  return row.application_id;
}

/** Says no to an application, or takes an invitation back. @throws `partnerApplication.notFound`, `.answered` */
export async function declineApplication(ctx: Ctx, id: string, reason: string): Promise<Uuid> {
  await lockLane(ctx);
  const row = await findApplication(ctx, id);
  if (row.state !== 'open') throw applicationRefused('answered');
  await answer(ctx, row.application_id, { state: 'declined', level: null, reason });
  await note(ctx, 'declined', row.application_id, row.person_id, { reason });
  if (row.kind === 'applied') await tellPeople(ctx, [{ personId: row.person_id, kind: 'partner.applicationDeclined', facts: { reason } }]);
  return row.application_id;
}

/**
 * Who was invited says yes and is a partner from now on.
 * @throws `partnerApplication.notInvited`, `.bornOnMissing`, `.underage`, `.barred`
 */
export async function acceptInvitation(ctx: Ctx, personId: Uuid, said: Declaration): Promise<void> {
  await lockLane(ctx);
  const open = await openApplicationOf(ctx, personId);
  if (open?.kind !== 'invited') throw applicationRefused((await isPartnerNow(ctx, personId)) ? 'alreadyPartner' : 'notInvited');
  assertMayBecome(ctx, said);
  await ctx.sql.exec`
    UPDATE partners.application AS application
       SET born_on = ${said.bornOn ?? null}::date, declared_at = ${ctx.now}
     WHERE application.tenant_id = ${ctx.tenantId} AND application.application_id = ${open.application_id}`;
  await answer(ctx, open.application_id, { state: 'accepted', level: open.level_id, reason: null });
  await become(ctx, personId, { level: open.level_id, bornOn: said.bornOn ?? null });
  await note(ctx, 'accepted', open.application_id, personId, { level: open.level_id });
}

/** Who was invited says no. @throws `partnerApplication.notInvited` */
export async function declineInvitation(ctx: Ctx, personId: Uuid): Promise<void> {
  await lockLane(ctx);
  const open = await openApplicationOf(ctx, personId);
  if (open?.kind !== 'invited') throw applicationRefused('notInvited');
  await answer(ctx, open.application_id, { state: 'declined', level: null, reason: null });
  await note(ctx, 'declined', open.application_id, personId, {});
}

/** What somebody said when they asked goes with them (P18); that they asked stays. */
export async function forgetApplications(ctx: Ctx, personIds: readonly Uuid[]): Promise<void> {
  await ctx.sql.exec`
    UPDATE partners.application AS application
       SET note = NULL, reason = NULL, born_on = NULL, state = CASE WHEN application.state = 'open' THEN 'declined' ELSE application.state END,
           asked_by = '', answered_at = coalesce(application.answered_at, ${ctx.now}), answered_by = coalesce(application.answered_by, '')
     WHERE application.tenant_id = ${ctx.tenantId} AND application.person_id = ANY(${plainArray(personIds)}::uuid[])`;
}

/** @throws `partnerApplication.barred`, `.bornOnMissing`, `.underage` */
function assertMayBecome(ctx: Ctx, { bornOn, isBarred }: Declaration): void {
  if (isBarred) throw applicationRefused('barred', { pointer: '/isBarred' });
  const minimumAge = policyPackOf(ctx.tenant.policy)?.commission.minimumAge ?? 0;
  if (bornOn === undefined) {
    if (minimumAge > 0) throw applicationRefused('bornOnMissing', { minimumAge, pointer: '/bornOn' });
    return;
  }
  if (bornOn > dayText(ctx.today) || ageOn(bornOn, ctx.today) < minimumAge)
    throw applicationRefused('underage', { minimumAge, pointer: '/bornOn' });
}

async function become(ctx: Ctx, personId: Uuid, { level, bornOn }: { level: string | null; bornOn: string | null }): Promise<void> {
  await enrolPartner(ctx, { personId, level });
  // They are not asked for their birthday a second time.
  if (bornOn !== null && (await payeeOf(ctx, personId)).born_on === null) await updatePayee(ctx, personId, { bornOn });
}

async function write(
  ctx: Ctx,
  row: { personId: Uuid; kind: 'applied' | 'invited'; level: string | null; note: string | null; said: Declaration | null },
): Promise<Uuid> {
  const applicationId = newId();
  await ctx.sql.exec`
    INSERT INTO partners.application (tenant_id, application_id, person_id, kind, state, level_id, note, born_on, declared_at, asked_at, asked_by,
                                      recorded_at)
    VALUES (${ctx.tenantId}, ${applicationId}, ${row.personId}, ${row.kind}, 'open', ${row.level}, ${row.note}, ${row.said?.bornOn ?? null}::date,
            ${row.said ? ctx.now : null}, ${ctx.now}, ${ctx.actor.name}, ${ctx.recordedAt})`;
  return applicationId;
}

async function answer(
  ctx: Ctx,
  applicationId: Uuid,
  { state, level, reason }: { state: 'accepted' | 'declined'; level: string | null; reason: string | null },
): Promise<void> {
  const changed = await ctx.sql.exec`
    UPDATE partners.application AS application
       SET state = ${state}, level_id = ${level}, reason = ${reason}, answered_at = ${ctx.now}, answered_by = ${ctx.actor.name}
     WHERE application.tenant_id = ${ctx.tenantId} AND application.application_id = ${applicationId} AND application.state = 'open'`;
  assert(changed === 1, 'one open application is answered');
}

async function note(
  ctx: Ctx,
  what: 'asked' | 'invited' | 'approved' | 'accepted' | 'declined',
  applicationId: Uuid,
  personId: Uuid,
  facts: Record<string, unknown>,
): Promise<void> {
  await audit(ctx, {
    action: `partnerApplication.${what}`,
    subjectKind: 'partnerApplication',
    subjectId: publicId('partnerApplication', applicationId),
    facts: { person: publicId('person', personId), ...facts },
  });
}
