import { randomInt } from 'node:crypto';
import type { Ctx } from '../../../kit/ctx.ts';
import { DomainError } from '../../../kit/errors/index.ts';
import { newId, type Uuid } from '../../../kit/ids/index.ts';
import { keyedHash } from '../../../kit/secrets/index.ts';
import { CODE_MS, CODE_PAUSE_MS, MOST_CODES_A_DAY, MOST_CODES_AN_HOUR, MOST_CODE_TRIES } from '../model.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * A fresh six-digit code for a telephone number or address; those made before are worth nothing from now on. By the machine's clock.
 * @param target in normal form
 * @throws DomainError `rate.limited` within a minute of the last one, after five in an hour or ten in a day
 */
export async function makeSignInCode(ctx: Ctx, target: string): Promise<{ code: string; expiresAt: Date }> {
  const targetHash = hashOf(ctx, target);
  const now = ctx.recordedAt.getTime();
  const made = await ctx.sql<{ created_at: Date }>`
    SELECT code.created_at
      FROM identity.sign_in_code AS code
     WHERE code.tenant_id = ${ctx.tenantId} AND code.target_hash = ${targetHash} AND code.created_at > ${new Date(now - DAY_MS)}
     ORDER BY code.created_at DESC`;
  /** How long until the `most`th of the latest ones is `within` ago. */
  const waitFor = (most: number, within: number): number => (made[most - 1]?.created_at.getTime() ?? 0) + within - now;
  const wait = Math.max(waitFor(1, CODE_PAUSE_MS), waitFor(MOST_CODES_AN_HOUR, HOUR_MS), waitFor(MOST_CODES_A_DAY, DAY_MS));
  if (wait > 0) throw new DomainError('rate.limited', { retryAfterSeconds: Math.ceil(wait / 1000) });
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  const codeId = newId();
  const expiresAt = new Date(now + CODE_MS);
  await ctx.sql.exec`
    UPDATE identity.sign_in_code AS code
       SET used_at = ${ctx.recordedAt}
     WHERE code.tenant_id = ${ctx.tenantId} AND code.target_hash = ${targetHash} AND code.used_at IS NULL
       AND code.created_at <= ${new Date(now - CODE_PAUSE_MS)}`;
  const sent = await ctx.sql.exec`
    INSERT INTO identity.sign_in_code (tenant_id, code_id, target_hash, code_hash, tries, created_at, expires_at)
    VALUES (${ctx.tenantId}, ${codeId}, ${targetHash}, ${hashOf(ctx, `${codeId} ${code}`)}, 0, ${ctx.recordedAt}, ${expiresAt})
        ON CONFLICT (tenant_id, target_hash) WHERE used_at IS NULL DO NOTHING`;
  // Somebody asked for the same number at the same moment.
  if (sent === 0) throw new DomainError('rate.limited', { retryAfterSeconds: CODE_PAUSE_MS / 1000 });
  return { code, expiresAt };
}

/**
 * Tries a code; a right one is used up. A wrong try counts, so the caller must let the transaction commit before refusing.
 * @returns 'none' when no code waits for this number (any more)
 */
export async function trySignInCode(ctx: Ctx, target: string, code: string): Promise<'right' | 'wrong' | 'none'> {
  const waiting = await ctx.sql.maybe<{ code_id: Uuid; code_hash: string }>`
    UPDATE identity.sign_in_code AS code
       SET tries = code.tries + 1
     WHERE code.tenant_id = ${ctx.tenantId} AND code.target_hash = ${hashOf(ctx, target)} AND code.used_at IS NULL
       AND code.expires_at > ${ctx.recordedAt} AND code.tries < ${MOST_CODE_TRIES}
    RETURNING code.code_id, code.code_hash`;
  if (!waiting) return 'none';
  // Both sides are keyed hashes: how long the comparison takes says nothing about the code.
  if (waiting.code_hash !== hashOf(ctx, `${waiting.code_id} ${code}`)) return 'wrong';
  await ctx.sql.exec`
    UPDATE identity.sign_in_code AS code
       SET used_at = ${ctx.recordedAt}
     WHERE code.tenant_id = ${ctx.tenantId} AND code.code_id = ${waiting.code_id}`;
  return 'right';
}

function hashOf(ctx: Ctx, value: string): string {
  return keyedHash(value, `identity.sign_in_code ${ctx.tenantId}`);
}
