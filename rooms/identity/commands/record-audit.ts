import type { Ctx } from '../../../kit/ctx.ts';
import { newId } from '../../../kit/ids/index.ts';

export interface AuditNote {
  /** Past tense, with its room: `key.created`, `person.erased`. */
  readonly action: string;
  readonly subjectKind: string;
  /** Public id of what it was done to; null when it is the brand itself. */
  readonly subjectId: string | null;
  /** What changed. Ids and settings, never contact data or secrets. */
  readonly facts?: Record<string, unknown>;
}

/** Writes down a privileged change, in the transaction that makes it (reliability I20). */
export async function audit(ctx: Ctx, note: AuditNote): Promise<void> {
  await ctx.sql.exec`
    INSERT INTO identity.audit (tenant_id, audit_id, actor_kind, actor_id, actor_name, action, subject_kind, subject_id,
                                facts, request_id, occurred_at, recorded_at)
    VALUES (${ctx.tenantId}, ${newId()}, ${ctx.actor.kind}, ${ctx.actor.id}, ${ctx.actor.name}, ${note.action},
            ${note.subjectKind}, ${note.subjectId}, ${JSON.stringify(note.facts ?? {})}::jsonb, ${ctx.requestId},
            ${ctx.now}, ${ctx.recordedAt})`;
}

/** The same for many changes that one act made: one statement, whatever their number. */
export async function auditAll(ctx: Ctx, notes: readonly AuditNote[]): Promise<void> {
  if (notes.length === 0) return;
  const rows = notes.map((note) => ({
    audit_id: newId(),
    action: note.action,
    subject_kind: note.subjectKind,
    subject_id: note.subjectId,
    facts: note.facts ?? {},
  }));
  await ctx.sql.exec`
    INSERT INTO identity.audit (tenant_id, audit_id, actor_kind, actor_id, actor_name, action, subject_kind, subject_id,
                                facts, request_id, occurred_at, recorded_at)
    SELECT ${ctx.tenantId}, note.audit_id, ${ctx.actor.kind}, ${ctx.actor.id}, ${ctx.actor.name}, note.action, note.subject_kind,
           note.subject_id, note.facts, ${ctx.requestId}, ${ctx.now}::timestamptz, ${ctx.recordedAt}::timestamptz
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
           AS note (audit_id uuid, action text, subject_kind text, subject_id text, facts jsonb)`;
}
