import type { Ctx } from '../../../kit/ctx.ts';
import { DomainError } from '../../../kit/errors/index.ts';
import { beforeId, pageOf } from '../../../kit/http/cursor.ts';
import { parseId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import type { NoticeJson } from '../ceremony-api.ts';
import { FRIEND_JOINED, THANKS_RECEIVED } from '../model/notices.ts';

interface NoticeRow {
  notice_id: Uuid;
  kind: string;
  facts: Record<string, unknown>;
  about_id: Uuid | null;
  told_at: Date;
  read_at: Date | null;
  answered_at: Date | null;
}

/** One of a person's own notices. @throws `notice.notFound`, for other people's too */
export async function findNotice(ctx: Ctx, personId: Uuid, id: string): Promise<NoticeRow> {
  const noticeId = parseId('inboxNotice', id);
  const row =
    noticeId === null
      ? null
      : await ctx.sql.maybe<NoticeRow>`
          SELECT notice.notice_id, notice.kind, notice.facts, notice.about_id, notice.told_at, notice.read_at, notice.answered_at
            FROM membership.notice AS notice
           WHERE notice.tenant_id = ${ctx.tenantId} AND notice.notice_id = ${noticeId} AND notice.person_id = ${personId}`;
  if (!row) throw new DomainError('notice.notFound');
  return row;
}

/** What a person was told, newest first, and how much of it they have not seen. */
export async function inboxOf(
  ctx: Ctx,
  personId: Uuid,
  page: { limit: number; cursor?: string | undefined },
): Promise<{ data: NoticeJson[]; next: string | null; unread: number }> {
  const before = beforeId(page.cursor);
  const rows = await ctx.sql<NoticeRow>`
    SELECT notice.notice_id, notice.kind, notice.facts, notice.about_id, notice.told_at, notice.read_at, notice.answered_at
      FROM membership.notice AS notice
     WHERE notice.tenant_id = ${ctx.tenantId} AND notice.person_id = ${personId} AND notice.notice_id < ${before}
     ORDER BY notice.notice_id DESC
     LIMIT ${page.limit + 1}`;
  const { shown, next } = pageOf(rows, page.limit, (row) => [row.notice_id]);
  return {
    data: shown.map(noticeJson),
    next,
    unread: await unreadOf(ctx, personId),
  };
}

export async function unreadOf(ctx: Ctx, personId: Uuid): Promise<number> {
  const { unread } = await ctx.sql.one<{ unread: number }>`
    SELECT count(*)::int AS unread
      FROM membership.notice AS notice
     WHERE notice.tenant_id = ${ctx.tenantId} AND notice.person_id = ${personId} AND notice.read_at IS NULL`;
  return unread;
}

export function noticeJson(row: NoticeRow): NoticeJson {
  return {
    id: publicId('inboxNotice', row.notice_id),
    kind: row.kind,
    facts: row.facts,
    at: row.told_at.toISOString(),
    readAt: row.read_at?.toISOString() ?? null,
    canAnswer: row.kind === FRIEND_JOINED && row.about_id !== null && row.answered_at === null,
    answeredAt: row.answered_at?.toISOString() ?? null,
  };
}

/** The name somebody chose to be called by; empty when they chose none. */
export async function nameOf(ctx: Ctx, personId: Uuid): Promise<string> {
  const row = await ctx.sql.maybe<{ name: string | null }>`
    SELECT person.name
      FROM relations.person AS person
     WHERE person.tenant_id = ${ctx.tenantId} AND person.person_id = ${personId}`;
  return row?.name ?? '';
}

/** When a friend thanked whoever introduced them; null = not yet. */
export async function thankedAt(ctx: Ctx, { introducerId, friendId }: { introducerId: Uuid; friendId: Uuid }): Promise<Date | null> {
  const row = await ctx.sql.maybe<{ told_at: Date }>`
    SELECT notice.told_at
      FROM membership.notice AS notice
     WHERE notice.tenant_id = ${ctx.tenantId} AND notice.person_id = ${introducerId} AND notice.once_key = ${`${THANKS_RECEIVED} ${friendId}`}`;
  return row?.told_at ?? null;
}

/** How many friends thanked somebody. */
export async function thanksFor(ctx: Ctx, personId: Uuid): Promise<number> {
  const { thanks } = await ctx.sql.one<{ thanks: number }>`
    SELECT count(*)::int AS thanks
      FROM membership.notice AS notice
     WHERE notice.tenant_id = ${ctx.tenantId} AND notice.person_id = ${personId} AND notice.kind = ${THANKS_RECEIVED}`;
  return thanks;
}
