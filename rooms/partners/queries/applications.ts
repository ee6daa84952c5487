import { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { assert } from '../../../kit/errors/index.ts';
import { decodeCursor, pageOf } from '../../../kit/http/cursor.ts';
import { parseId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { peopleRefs } from '../../relations/index.ts';
import type { PartnerApplication } from '../api.ts';
import { applicationNotFound } from '../portal-errors.ts';
import { recordsOf } from './owners.ts';

/** partners.application */
export interface ApplicationRow {
  application_id: Uuid;
  person_id: Uuid;
  kind: 'applied' | 'invited';
  state: 'open' | 'accepted' | 'declined';
  level_id: string | null;
  note: string | null;
  born_on: string | null;
  declared_at: Date | null;
  asked_at: Date;
  asked_by: string;
  answered_at: Date | null;
  answered_by: string | null;
  reason: string | null;
}

/** What applications are looked for by; newest first. */
interface Wanted {
  readonly applicationId?: Uuid | null;
  readonly personIds?: readonly Uuid[] | null;
  readonly state?: ApplicationRow['state'] | null | undefined;
  readonly before?: Uuid | null;
  readonly limit?: number;
}

async function applicationsWhere(
  ctx: Ctx,
  { applicationId = null, personIds = null, state = null, before = null, limit = 1 }: Wanted,
): Promise<ApplicationRow[]> {
  return await ctx.sql.anew<ApplicationRow>`
    SELECT application.application_id, application.person_id, application.kind, application.state, application.level_id, application.note,
           application.born_on, application.declared_at, application.asked_at, application.asked_by, application.answered_at,
           application.answered_by, application.reason
      FROM partners.application AS application
     WHERE application.tenant_id = ${ctx.tenantId}
       AND (${applicationId}::uuid IS NULL OR application.application_id = ${applicationId})
       AND (${personIds === null}::boolean OR application.person_id = ANY(${plainArray(personIds ?? [])}::uuid[]))
       AND (${state}::text IS NULL OR application.state = ${state})
       AND (${before}::uuid IS NULL OR application.application_id < ${before})
     ORDER BY application.application_id DESC
     LIMIT ${limit}`;
}

/** @throws `partnerApplication.notFound` */
export async function findApplication(ctx: Ctx, id: string): Promise<ApplicationRow> {
  const applicationId = parseId('partnerApplication', id);
  const [row] = applicationId === null ? [] : await applicationsWhere(ctx, { applicationId });
  if (!row) throw applicationNotFound();
  return row;
}

/** What somebody asked for, or was asked, and has no answer yet. */
export async function openApplicationOf(ctx: Ctx, personId: Uuid): Promise<ApplicationRow | null> {
  return (await applicationsWhere(ctx, { personIds: await recordsOf(ctx, personId), state: 'open' }))[0] ?? null;
}

/** The last of somebody's applications. */
export async function lastApplicationOf(ctx: Ctx, personId: Uuid): Promise<ApplicationRow | null> {
  return (await applicationsWhere(ctx, { personIds: await recordsOf(ctx, personId) }))[0] ?? null;
}

const MANY = 1_000;

/** Everything somebody asked for and was asked, for their own copy of what the brand holds (P18). */
export async function applicationsOf(ctx: Ctx, personId: Uuid): Promise<PartnerApplication[]> {
  return await replies(ctx, await applicationsWhere(ctx, { personIds: await recordsOf(ctx, personId), limit: MANY }));
}

/** Newest first, pages by key. */
export async function listApplications(
  ctx: Ctx,
  page: { limit: number; cursor?: string | undefined; state?: ApplicationRow['state'] | undefined },
): Promise<{ data: PartnerApplication[]; next: string | null }> {
  const before = decodeCursor(page.cursor, z.tuple([z.uuid()]))?.[0] ?? null;
  const rows = await applicationsWhere(ctx, { state: page.state, before, limit: page.limit + 1 });
  const { shown, next } = pageOf(rows, page.limit, (row) => [row.application_id]);
  return { data: await replies(ctx, shown), next };
}

export async function applicationReply(ctx: Ctx, applicationId: Uuid): Promise<PartnerApplication> {
  const [reply] = await replies(ctx, await applicationsWhere(ctx, { applicationId }));
  assert(reply, 'the application is there');
  return reply;
}

async function replies(ctx: Ctx, rows: readonly ApplicationRow[]): Promise<PartnerApplication[]> {
  const people = await peopleRefs(
    ctx,
    rows.map((row) => row.person_id),
  );
  return rows.map((row) => {
    const person = people.get(row.person_id);
    assert(person, 'whoever asks is a person');
    return {
      id: publicId('partnerApplication', row.application_id),
      externalId: null,
      person,
      kind: row.kind,
      state: row.state,
      level: row.level_id,
      note: row.note,
      bornOn: row.born_on,
      declaredAt: row.declared_at?.toISOString() ?? null,
      askedAt: row.asked_at.toISOString(),
      askedBy: row.asked_by,
      answeredAt: row.answered_at?.toISOString() ?? null,
      answeredBy: row.answered_by,
      reason: row.reason,
    };
  });
}
