import type { Ctx } from '../../../kit/ctx.ts';
import { newId, type Uuid } from '../../../kit/ids/index.ts';

/** Something a person is told in their inbox. */
export interface Told {
  /** room and what happened, in the past tense: `card.paidForItself` */
  readonly kind: string;
  /** what the words need; other people by their masked names, amounts as money */
  readonly facts: Readonly<Record<string, unknown>>;
  /** told once, whatever happens twice; left out: every time */
  readonly once?: string;
  /** whom it is about: an answer goes to them */
  readonly about?: Uuid;
}

/** Puts something into a person's inbox, in the transaction of what happened. */
export async function tellPerson(ctx: Ctx, personId: Uuid, told: Told): Promise<void> {
  await tellPeople(ctx, [{ personId, ...told }]);
}

/** The same for many, in one statement. */
export async function tellPeople(ctx: Ctx, notices: readonly (Told & { personId: Uuid })[]): Promise<void> {
  if (notices.length === 0) return;
  const rows = notices.map((each) => {
    const noticeId = newId();
    return {
      notice_id: noticeId,
      person_id: each.personId,
      kind: each.kind,
      facts: each.facts,
      about_id: each.about ?? null,
      once_key: each.once === undefined ? noticeId : `${each.kind} ${each.once}`,
    };
  });
  await ctx.sql.exec`
    INSERT INTO membership.notice (tenant_id, notice_id, person_id, kind, facts, about_id, once_key, told_at)
    SELECT ${ctx.tenantId}, fresh.notice_id, fresh.person_id, fresh.kind, fresh.facts, fresh.about_id, fresh.once_key, ${ctx.now}::timestamptz
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
           AS fresh (notice_id uuid, person_id uuid, kind text, facts jsonb, about_id uuid, once_key text)
        ON CONFLICT (tenant_id, person_id, once_key) DO NOTHING`;
}
