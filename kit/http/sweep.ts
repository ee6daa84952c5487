import type { Sql } from '../db/index.ts';
import type { Uuid } from '../ids/index.ts';

/** Forgets the answers of a tenant that are too old to be asked for again. */
export async function sweepAnswers(sql: Sql, tenantId: Uuid, now: Date): Promise<void> {
  await sql.exec`
    DELETE FROM kit.idempotency AS idempotency
     WHERE idempotency.tenant_id = ${tenantId} AND idempotency.expires_at < ${now}`;
}
