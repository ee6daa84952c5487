import type { Db, Sql } from '../../../kit/db/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';

/** Forgets sessions and one-time links that can no longer be used. */
export async function sweepAccess(db: Db, now: Date): Promise<void> {
  await db.platformTx(async (sql) => {
    await sql.exec`DELETE FROM identity.session AS session WHERE session.expires_at < ${now}`;
    await sql.exec`DELETE FROM identity.setup_link AS link WHERE link.expires_at < ${now}`;
  });
}

const DAY_MS = 86_400_000;

/** Forgets who was signed in in a brand's shop, and codes that count for nothing any more. */
export async function sweepShopAccess(sql: Sql, tenantId: Uuid, now: Date): Promise<void> {
  await sql.exec`
    DELETE FROM identity.person_session AS session WHERE session.tenant_id = ${tenantId} AND session.expires_at < ${now}`;
  await sql.exec`
    DELETE FROM identity.sign_in_code AS code
     WHERE code.tenant_id = ${tenantId} AND code.created_at < ${new Date(now.getTime() - DAY_MS)}`;
}
