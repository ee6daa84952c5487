import type { Ctx } from '../../../kit/ctx.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import type { AuditEntry } from '../api.ts';
import type { AuditRow } from '../schema.ts';

/** What was done in the brand, newest first. `before` = null starts at the end. */
export async function auditTrail(ctx: Ctx, page: { before: Uuid | null; limit: number }): Promise<AuditRow[]> {
  return await ctx.sql<AuditRow>`
    SELECT audit.audit_id, audit.actor_kind, audit.actor_id, audit.actor_name, audit.action, audit.subject_kind,
           audit.subject_id, audit.facts, audit.request_id, audit.occurred_at
      FROM identity.audit AS audit
     WHERE audit.tenant_id = ${ctx.tenantId} AND audit.audit_id < coalesce(${page.before}::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)
     ORDER BY audit.audit_id DESC
     LIMIT ${page.limit}`;
}

export function shapeAudit(row: AuditRow): AuditEntry {
  return {
    id: publicId('audit', row.audit_id),
    at: row.occurred_at.toISOString(),
    actor: { kind: row.actor_kind, id: actorId(row), name: row.actor_name },
    action: row.action,
    subject: { kind: row.subject_kind, id: row.subject_id },
    facts: row.facts,
    requestId: row.request_id,
  };
}

function actorId(row: AuditRow): string {
  if (row.actor_id.length !== 36) return row.actor_id;
  if (row.actor_kind === 'person') return publicId('person', row.actor_id);
  return publicId(row.actor_kind === 'key' ? 'apiKey' : 'staff', row.actor_id);
}
