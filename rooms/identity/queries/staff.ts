import type { Ctx } from '../../../kit/ctx.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import type { StaffMember } from '../api.ts';
import type { StaffRow } from '../schema.ts';

/** A member of staff who still works here, null otherwise. */
export async function staffMember(ctx: Ctx, staffId: Uuid): Promise<StaffRow | null> {
  return await ctx.sql.maybe<StaffRow>`
    SELECT staff.staff_id, staff.account_id, staff.email, staff.name, staff.role, staff.created_at
      FROM identity.staff AS staff
     WHERE staff.tenant_id = ${ctx.tenantId} AND staff.staff_id = ${staffId} AND staff.revoked_at IS NULL`;
}

/** Who works in the brand, in the order they came. */
export async function staffList(ctx: Ctx, page: { after: Uuid; limit: number }): Promise<StaffRow[]> {
  return await ctx.sql<StaffRow>`
    SELECT staff.staff_id, staff.account_id, staff.email, staff.name, staff.role, staff.created_at
      FROM identity.staff AS staff
     WHERE staff.tenant_id = ${ctx.tenantId} AND staff.revoked_at IS NULL AND staff.staff_id > ${page.after}
     ORDER BY staff.staff_id
     LIMIT ${page.limit}`;
}

/** Members of staff as the API shows them. */
export async function shapeStaff(ctx: Ctx, rows: readonly StaffRow[]): Promise<StaffMember[]> {
  const signedUp = await ctx.sql<{ account_id: Uuid }>`
    SELECT account.account_id
      FROM identity.account AS account
     WHERE account.account_id = ANY(${rows.map((row) => row.account_id)}::uuid[]) AND account.password_hash IS NOT NULL`;
  const able = new Set(signedUp.map((row) => row.account_id));
  return rows.map((row) => ({
    id: publicId('staff', row.staff_id),
    name: row.name,
    email: row.email,
    role: row.role,
    createdAt: row.created_at.toISOString(),
    isYou: ctx.actor.kind === 'staff' && ctx.actor.id === row.staff_id,
    hasSignedUp: able.has(row.account_id),
  }));
}
