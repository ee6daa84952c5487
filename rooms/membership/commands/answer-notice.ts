import type { Ctx } from '../../../kit/ctx.ts';
import { DomainError } from '../../../kit/errors/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { FRIEND_JOINED, WELCOME_SENT } from '../model/notices.ts';
import { findNotice, nameOf } from '../queries/inbox.ts';
import { tellPerson } from './tell-person.ts';

/**
 * The introducer's one tap: the friend who joined is welcomed by them, under the name they chose, once.
 * @throws `notice.notFound`, `notice.noAnswer`
 */
export async function answerNotice(ctx: Ctx, personId: Uuid, id: string): Promise<Uuid> {
  const row = await findNotice(ctx, personId, id);
  if (row.kind !== FRIEND_JOINED || row.about_id === null) throw new DomainError('notice.noAnswer');
  await ctx.sql.exec`
    UPDATE membership.notice AS notice
       SET answered_at = coalesce(notice.answered_at, ${ctx.now}), read_at = coalesce(notice.read_at, ${ctx.now})
     WHERE notice.tenant_id = ${ctx.tenantId} AND notice.notice_id = ${row.notice_id} AND notice.person_id = ${personId}`;
  await tellPerson(ctx, row.about_id, {
    kind: WELCOME_SENT,
    facts: { from: await nameOf(ctx, personId) },
    about: personId,
    once: personId,
  });
  return row.notice_id;
}

/** The person has seen what is in their inbox. */
export async function readInbox(ctx: Ctx, personId: Uuid): Promise<void> {
  await ctx.sql.exec`
    UPDATE membership.notice AS notice
       SET read_at = ${ctx.now}
     WHERE notice.tenant_id = ${ctx.tenantId} AND notice.person_id = ${personId} AND notice.read_at IS NULL`;
}
