import type { Actor, Role, Tenant } from '../../kit/ctx.ts';
import type { Uuid } from '../../kit/ids/index.ts';

/** identity.tenant */
export interface TenantRow {
  tenant_id: Uuid;
  slug: string;
  name: string;
  currency: string;
  time_zone: string;
  policy: Tenant['policy'];
  language: Tenant['language'];
  is_sandbox: boolean;
  clock_offset_ms: bigint;
  accent: string | null;
}

/** identity.account */
export interface AccountRow {
  account_id: Uuid;
  email: string;
  name: string;
  password_hash: string | null;
  is_host: boolean;
}

/** identity.staff */
export interface StaffRow {
  staff_id: Uuid;
  account_id: Uuid;
  email: string;
  name: string;
  role: Role;
  created_at: Date;
}

/** identity.api_key */
export interface KeyRow {
  key_id: Uuid;
  name: string;
  role: Role;
  hint: string;
  created_by: string;
  created_at: Date;
}

/** identity.audit */
export interface AuditRow {
  audit_id: Uuid;
  actor_kind: Actor['kind'];
  actor_id: string;
  actor_name: string;
  action: string;
  subject_kind: string;
  subject_id: string | null;
  facts: Record<string, unknown>;
  request_id: string | null;
  occurred_at: Date;
}

export function tenantOf(row: TenantRow): Tenant {
  return {
    id: row.tenant_id,
    slug: row.slug,
    name: row.name,
    currency: row.currency,
    timeZone: row.time_zone,
    policy: row.policy,
    language: row.language,
    isSandbox: row.is_sandbox,
    accent: row.accent,
  };
}
