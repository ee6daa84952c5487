import type { Ctx } from '../../../kit/ctx.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import type { CeremonyJson, CeremonyStep, DesignedStep, OwnCeremonyJson } from '../ceremony-api.ts';
import { OWN_STEPS } from '../model/ceremony.ts';
import { WELCOME_SENT } from '../model/notices.ts';

export interface Ceremony {
  readonly version: number;
  readonly steps: readonly DesignedStep[];
}

interface CeremonyRow {
  version: number;
  steps: DesignedStep[];
  written_at: Date;
  written_by: string;
}

/** The ceremony as it stands, or as it stood; the product's own while the brand wrote none. */
export async function ceremonyOf(ctx: Ctx, version: number | null): Promise<Ceremony> {
  return (await ceremonyRow(ctx, version)) ?? { version: 0, steps: OWN_STEPS };
}

async function ceremonyRow(ctx: Ctx, version: number | null): Promise<CeremonyRow | null> {
  return await ctx.sql.maybe<CeremonyRow>`
    SELECT ceremony.version, ceremony.steps, ceremony.written_at, ceremony.written_by
      FROM membership.ceremony AS ceremony
     WHERE ceremony.tenant_id = ${ctx.tenantId} AND (${version}::int IS NULL OR ceremony.version = ${version})
     ORDER BY ceremony.version DESC
     LIMIT 1`;
}

/** The ceremony for who designs it. */
export async function ceremonyReply(ctx: Ctx): Promise<CeremonyJson> {
  const row = await ceremonyRow(ctx, null);
  const { began, finished } = await ctx.sql.one<{ began: number; finished: number }>`
    SELECT count(*)::int AS began, count(welcome.welcomed_at)::int AS finished
      FROM membership.welcome AS welcome
     WHERE welcome.tenant_id = ${ctx.tenantId}`;
  return {
    version: row?.version ?? 0,
    steps: row?.steps ?? [...OWN_STEPS],
    writtenAt: row?.written_at.toISOString() ?? null,
    writtenBy: row?.written_by ?? null,
    draft: await ceremonyDraft(ctx),
    began,
    finished,
  };
}

/** The ceremony that lies beside the one in force; null: none. */
export async function ceremonyDraft(ctx: Ctx): Promise<CeremonyJson['draft']> {
  const row = await ctx.sql.maybe<Omit<CeremonyRow, 'version'>>`
    SELECT ceremony_draft.steps, ceremony_draft.written_at, ceremony_draft.written_by
      FROM membership.ceremony_draft AS ceremony_draft
     WHERE ceremony_draft.tenant_id = ${ctx.tenantId}`;
  return row && { steps: row.steps, writtenAt: row.written_at.toISOString(), writtenBy: row.written_by };
}

/** Where a person stands in the ceremony. */
export interface Progress {
  readonly number: number | null;
  readonly joinedAt: Date | null;
  /** the version they began with; null before */
  readonly version: number | null;
  readonly welcomedAt: Date | null;
  readonly done: ReadonlyMap<CeremonyStep, Date>;
}

export async function progressOf(ctx: Ctx, personId: Uuid): Promise<Progress> {
  const [member, welcome, steps] = [
    await ctx.sql.maybe<{ number: number; joined_at: Date }>`
      SELECT member.number, member.joined_at
        FROM membership.member AS member
       WHERE member.tenant_id = ${ctx.tenantId} AND member.person_id = ${personId}`,
    await ctx.sql.maybe<{ version: number; welcomed_at: Date | null }>`
      SELECT welcome.version, welcome.welcomed_at
        FROM membership.welcome AS welcome
       WHERE welcome.tenant_id = ${ctx.tenantId} AND welcome.person_id = ${personId}`,
    await ctx.sql<{ step: CeremonyStep; done_at: Date }>`
      SELECT ceremony_step.step, ceremony_step.done_at
        FROM membership.ceremony_step AS ceremony_step
       WHERE ceremony_step.tenant_id = ${ctx.tenantId} AND ceremony_step.person_id = ${personId}`,
  ];
  return {
    number: member?.number ?? null,
    joinedAt: member?.joined_at ?? null,
    version: welcome?.version ?? null,
    welcomedAt: welcome?.welcomed_at ?? null,
    done: new Map(steps.map((row) => [row.step, row.done_at])),
  };
}

/** A person's own ceremony. */
export async function ownCeremony(ctx: Ctx, personId: Uuid): Promise<OwnCeremonyJson> {
  const progress = await progressOf(ctx, personId);
  const { steps } = await ceremonyOf(ctx, progress.version);
  const introducer = await introducerOf(ctx, personId);
  return {
    state: progress.number === null ? 'waiting' : progress.welcomedAt === null ? 'open' : 'done',
    number: progress.number,
    joinedAt: progress.joinedAt?.toISOString() ?? null,
    welcomedAt: progress.welcomedAt?.toISOString() ?? null,
    introducer: introducer && { name: introducer.name, hasWelcomed: introducer.hasWelcomed },
    steps: steps.map((each) => ({
      step: each.step,
      title: each.title ?? null,
      text: each.text ?? null,
      // A partner who brought somebody looks after them; everybody else is looked after by whom the brand names.
      name: each.step === 'mentor' && introducer?.isPartner && introducer.name !== '' ? introducer.name : (each.name ?? null),
      points: each.points ?? [],
      doneAt: progress.done.get(each.step)?.toISOString() ?? null,
    })),
  };
}

/** Who introduced a person, by the name they chose (rules.md B12). */
export async function introducerOf(
  ctx: Ctx,
  personId: Uuid,
): Promise<{ personId: Uuid; name: string; isPartner: boolean; hasWelcomed: boolean } | null> {
  const row = await ctx.sql.maybe<{ person_id: Uuid; name: string | null; stage: string; has_welcomed: boolean }>`
    SELECT introducer.person_id, introducer.name, introducer.stage, notice.notice_id IS NOT NULL AS has_welcomed
      FROM relations.person AS person
      JOIN relations.person AS introducer ON introducer.tenant_id = ${ctx.tenantId} AND introducer.node = person.a1_node
      LEFT JOIN membership.notice AS notice
             ON notice.tenant_id = ${ctx.tenantId} AND notice.person_id = person.person_id AND notice.kind = ${WELCOME_SENT}
            AND notice.about_id = introducer.person_id
     WHERE person.tenant_id = ${ctx.tenantId} AND person.person_id = ${personId} AND introducer.erased_at IS NULL
     LIMIT 1`;
  return row && { personId: row.person_id, name: row.name ?? '', isPartner: row.stage === 'partner', hasWelcomed: row.has_welcomed };
}
