import type { Db } from '../../../kit/db/index.ts';

/** Forgets sessions and one-time links that can no longer be used. */
export async function sweepAccess(db: Db, now: Date): Promise<void> {
  await db.platformTx(async (sql) => {
    await sql.exec`DELETE FROM identity.session AS session WHERE session.expires_at < ${now}`;
    await sql.exec`DELETE FROM identity.setup_link AS link WHERE link.expires_at < ${now}`;
  });
}
