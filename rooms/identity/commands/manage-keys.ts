import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { newId, parseId, publicId } from '../../../kit/ids/index.ts';
import { hashToken, newToken } from '../../../kit/secrets/index.ts';
import type { createKey as shape } from '../api.ts';
import { identityError } from '../errors.ts';
import type { KeyRow } from '../schema.ts';
import { audit } from './record-audit.ts';

/** Makes an API key. The key itself is in the answer and nowhere else: only its hash is stored. */
export async function createKey(ctx: Ctx, input: z.output<typeof shape>): Promise<{ row: KeyRow; key: string }> {
  const key = `zk_${newToken()}`;
  const row: KeyRow = {
    key_id: newId(),
    name: input.name,
    role: input.role,
    hint: key.slice(-4),
    created_by: ctx.actor.name,
    created_at: ctx.recordedAt,
  };
  await ctx.sql.exec`
    INSERT INTO identity.api_key (tenant_id, key_id, name, role, hint, created_by, created_at, revoked_at)
    VALUES (${ctx.tenantId}, ${row.key_id}, ${row.name}, ${row.role}, ${row.hint}, ${row.created_by}, ${row.created_at}, NULL)`;
  await ctx.sql.exec`
    INSERT INTO identity.api_key_directory (key_hash, tenant_id, key_id)
    VALUES (${hashToken(key)}, ${ctx.tenantId}, ${row.key_id})`;
  await audit(ctx, {
    action: 'key.created',
    subjectKind: 'apiKey',
    subjectId: publicId('apiKey', row.key_id),
    facts: { role: row.role },
  });
  return { row, key };
}

/** Ends a key; the next request with it is refused. @throws `key.notFound` */
export async function revokeKey(ctx: Ctx, id: string): Promise<void> {
  const uuid = parseId('apiKey', id);
  const revoked =
    uuid === null
      ? 0
      : await ctx.sql.exec`
          UPDATE identity.api_key AS api_key
             SET revoked_at = ${ctx.recordedAt}
           WHERE api_key.tenant_id = ${ctx.tenantId} AND api_key.key_id = ${uuid} AND api_key.revoked_at IS NULL`;
  if (uuid === null || revoked === 0) throw identityError('key.notFound');
  await ctx.sql.exec`
    DELETE FROM identity.api_key_directory AS directory
     WHERE directory.tenant_id = ${ctx.tenantId} AND directory.key_id = ${uuid}`;
  await audit(ctx, { action: 'key.revoked', subjectKind: 'apiKey', subjectId: id });
}
