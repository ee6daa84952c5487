import type { Ctx } from '../../../kit/ctx.ts';
import { lockLane } from '../../../kit/db/lane.ts';
import { DomainError } from '../../../kit/errors/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { audit } from '../../identity/index.ts';
import { assertNoPromise } from '../../policy/index.ts';
import { maskedName } from '../../relations/index.ts';
import type { CeremonyStep, DesignedStep } from '../ceremony-api.ts';
import { nextStep } from '../model/ceremony.ts';
import { FRIEND_JOINED } from '../model/notices.ts';
import { ceremonyOf, introducerOf, progressOf } from '../queries/ceremonies.ts';
import { nameOf } from '../queries/inbox.ts';
import { tellPerson } from './tell-person.ts';

/** Keeps a ceremony beside the one in force, in the place of the draft before. */
export async function draftCeremony(ctx: Ctx, steps: readonly DesignedStep[]): Promise<void> {
  const text = JSON.stringify(steps);
  await ctx.sql.exec`
    INSERT INTO membership.ceremony_draft (tenant_id, steps, written_at, written_by)
    VALUES (${ctx.tenantId}, ${text}::jsonb, ${ctx.now}, ${ctx.actor.name})
        ON CONFLICT (tenant_id) DO UPDATE SET steps = excluded.steps, written_at = excluded.written_at, written_by = excluded.written_by`;
  await audit(ctx, { action: 'ceremony.drafted', subjectKind: 'ceremony', subjectId: 'draft' });
}

/** Throws the draft away; the ceremony in force stays. */
export async function dropCeremonyDraft(ctx: Ctx): Promise<void> {
  await ctx.sql.exec`DELETE FROM membership.ceremony_draft AS ceremony_draft WHERE ceremony_draft.tenant_id = ${ctx.tenantId}`;
}

/** Writes the ceremony anew: for everybody who begins from now on. A draft has had its day. @throws `claim.incomePromised` */
export async function writeCeremony(ctx: Ctx, steps: readonly DesignedStep[]): Promise<void> {
  for (const [i, { title, text, points }] of steps.entries()) {
    assertNoPromise(title, `/steps/${i}/title`);
    assertNoPromise(text, `/steps/${i}/text`);
    assertNoPromise(points?.join('\n'), `/steps/${i}/points`);
  }
  await lockLane(ctx);
  const { version } = await ceremonyOf(ctx, null);
  await ctx.sql.exec`
    INSERT INTO membership.ceremony (tenant_id, version, steps, written_at, written_by)
    VALUES (${ctx.tenantId}, ${version + 1}, ${JSON.stringify(steps)}::jsonb, ${ctx.now}, ${ctx.actor.name})`;
  await dropCeremonyDraft(ctx);
  await audit(ctx, { action: 'ceremony.written', subjectKind: 'ceremony', subjectId: String(version + 1) });
}

/**
 * A member takes the next step of their ceremony; one that is done already changes nothing. With the first their introducer is told that
 * somebody they brought has joined; with the last they are welcomed.
 * @throws `ceremony.notMember`, `ceremony.noStep`, `ceremony.outOfOrder`
 */
export async function takeStep(ctx: Ctx, personId: Uuid, step: CeremonyStep): Promise<void> {
  await lockLane(ctx);
  const progress = await progressOf(ctx, personId);
  if (progress.number === null) throw new DomainError('ceremony.notMember');
  const { version, steps } = await ceremonyOf(ctx, progress.version);
  if (progress.done.has(step)) return;
  const next = nextStep(steps, new Set(progress.done.keys()));
  if (!steps.some((each) => each.step === step)) throw new DomainError('ceremony.noStep', { step, pointer: '/step' });
  if (next !== step) throw new DomainError('ceremony.outOfOrder', { step, next });
  if (progress.version === null) await begin(ctx, personId, version);
  await ctx.sql.exec`
    INSERT INTO membership.ceremony_step (tenant_id, person_id, step, done_at)
    VALUES (${ctx.tenantId}, ${personId}, ${step}, ${ctx.now})`;
  if (nextStep(steps, new Set([...progress.done.keys(), step])) === null) await finish(ctx, personId);
}

async function begin(ctx: Ctx, personId: Uuid, version: number): Promise<void> {
  await ctx.sql.exec`
    INSERT INTO membership.welcome (tenant_id, person_id, version, began_at)
    VALUES (${ctx.tenantId}, ${personId}, ${version}, ${ctx.now})`;
  const introducer = await introducerOf(ctx, personId);
  if (introducer) {
    const friend = maskedName(await nameOf(ctx, personId));
    await tellPerson(ctx, introducer.personId, { kind: FRIEND_JOINED, facts: { friend }, about: personId, once: personId });
  }
}

async function finish(ctx: Ctx, personId: Uuid): Promise<void> {
  await ctx.sql.exec`
    UPDATE membership.welcome AS welcome
       SET welcomed_at = ${ctx.now}
     WHERE welcome.tenant_id = ${ctx.tenantId} AND welcome.person_id = ${personId}`;
}
