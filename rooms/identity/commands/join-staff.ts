import type { Ctx, Role } from '../../../kit/ctx.ts';
import { newId, type Uuid } from '../../../kit/ids/index.ts';
import type { AccountRow } from '../schema.ts';

/** Gives an account a part in ctx's brand; one who had left comes back with the new role. */
export async function joinStaff(ctx: Ctx, account: AccountRow, role: Role): Promise<Uuid> {
  const { staff_id } = await ctx.sql.one<{ staff_id: Uuid }>`
    INSERT INTO identity.staff AS staff (tenant_id, staff_id, account_id, email, name, role, created_at, revoked_at)
    VALUES (${ctx.tenantId}, ${newId()}, ${account.account_id}, ${account.email}, ${account.name}, ${role},
            ${ctx.recordedAt}, NULL)
    ON CONFLICT (tenant_id, account_id)
    DO UPDATE SET role = excluded.role, name = excluded.name, email = excluded.email, revoked_at = NULL
    RETURNING staff.staff_id`;
  await ctx.sql.exec`
    INSERT INTO identity.account_brand (account_id, tenant_id)
    VALUES (${account.account_id}, ${ctx.tenantId})
    ON CONFLICT DO NOTHING`;
  return staff_id;
}
