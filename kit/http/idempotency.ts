import { createCipheriv, createDecipheriv, hash, hkdfSync, randomBytes } from 'node:crypto';
import { sqlState, type Sql } from '../db/index.ts';
import { assert, DomainError } from '../errors/index.ts';
import type { Uuid } from '../ids/index.ts';

/** One use of an Idempotency-Key: who sent what where (CONTRACT §2). */
export interface KeyUse {
  readonly tenantId: Uuid;
  readonly caller: string;
  readonly method: string;
  readonly path: string;
  readonly key: string;
  readonly bodyHash: string;
  /** How long its answer is remembered. */
  readonly keptMs: number;
  /** The machine's clock. */
  readonly now: Date;
}

/** An answer as it was first given. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly contentType: string;
}

const LONGEST_KEY = 255;
const RUNNING = 0;

/** @throws `idempotency.keyTooLong` */
export function assertKey(key: string): void {
  if (key.length > LONGEST_KEY || key === '') throw new DomainError('idempotency.keyTooLong', { longest: LONGEST_KEY });
}

export function hashOf(bytes: Uint8Array | string): string {
  return hash('sha256', bytes, 'hex');
}

export function stillRunning(): DomainError {
  return new DomainError('idempotency.running', { retryAfterSeconds: 1 });
}

/**
 * Claims a key in the transaction that has the effect. The row is a lock: it stands or falls with the effect, so a key
 * whose server died is free again by itself.
 * @returns the first answer when there is one, null when the effect is ours to make
 * @throws `idempotency.running` while another request holds the key, `idempotency.otherBody`
 */
export async function claimKey(sql: Sql, use: KeyUse): Promise<Answer | null> {
  const key = hashOf(use.key);
  // Only waiting for another holder of this key is cut short, not what the request does afterwards.
  await sql.text(`SET LOCAL lock_timeout = '100ms'`);
  try {
    await sql.exec`
      DELETE FROM kit.idempotency AS idempotency
       WHERE idempotency.tenant_id = ${use.tenantId} AND idempotency.caller = ${use.caller}
         AND idempotency.method = ${use.method} AND idempotency.path = ${use.path} AND idempotency.key = ${key}
         AND idempotency.expires_at < ${use.now}`;
    const claimed = await sql.exec`
      INSERT INTO kit.idempotency (tenant_id, caller, method, path, key, body_hash, status, response, content_type,
                                   created_at, expires_at)
      VALUES (${use.tenantId}, ${use.caller}, ${use.method}, ${use.path}, ${key}, ${use.bodyHash}, ${RUNNING}, '', '',
              ${use.now}, ${new Date(use.now.getTime() + use.keptMs)})
      ON CONFLICT DO NOTHING`;
    if (claimed === 1) return null;
  } catch (error) {
    throw sqlState(error) === '55P03' ? stillRunning() : error;
  } finally {
    // In a failed transaction this fails too; it is over then anyway.
    await sql.text(`SET LOCAL lock_timeout = 0`).catch(() => undefined);
  }
  return await firstAnswer(sql, use);
}

/** The answer a key already has, null when it has none. @throws `idempotency.otherBody` */
export async function firstAnswer(sql: Sql, use: KeyUse): Promise<Answer | null> {
  const known = await sql.maybe<{
    body_hash: string;
    status: number;
    response: string;
    content_type: string;
  }>`
    SELECT idempotency.body_hash, idempotency.status, idempotency.response, idempotency.content_type
      FROM kit.idempotency AS idempotency
     WHERE idempotency.tenant_id = ${use.tenantId} AND idempotency.caller = ${use.caller}
       AND idempotency.method = ${use.method} AND idempotency.path = ${use.path} AND idempotency.key = ${hashOf(use.key)}
       AND idempotency.expires_at >= ${use.now}`;
  if (!known) return null;
  if (known.body_hash !== use.bodyHash) throw new DomainError('idempotency.otherBody');
  return { status: known.status, body: opened(known.response, use.key), contentType: known.content_type };
}

/** Writes the answer beside the effect it tells of. `isSecret` keeps it readable only with the key itself. */
export async function rememberAnswer(sql: Sql, use: KeyUse, answer: Answer, isSecret: boolean): Promise<void> {
  const body = isSecret ? sealed(answer.body, use.key) : answer.body;
  await sql.exec`
    UPDATE kit.idempotency AS idempotency
       SET status = ${answer.status}, response = ${body}, content_type = ${answer.contentType}
     WHERE idempotency.tenant_id = ${use.tenantId} AND idempotency.caller = ${use.caller}
       AND idempotency.method = ${use.method} AND idempotency.path = ${use.path} AND idempotency.key = ${hashOf(use.key)}`;
}

/** Remembers what was answered outside the transaction of the effect: refusals (nothing was written) and uploads. */
export async function rememberAfterwards(sql: Sql, use: KeyUse, answer: Answer): Promise<void> {
  if ((await claimKey(sql, use)) === null) await rememberAnswer(sql, use, answer, false);
}

/** A use of a key and what was answered. */
export interface Answered {
  readonly use: KeyUse;
  readonly answer: Answer;
}

/**
 * The answers that keys of one brand have already, whoever sent them; one statement for all of them. Another body under a known key has the refusal in the
 * answer's place.
 */
export async function firstAnswers(sql: Sql, uses: readonly KeyUse[]): Promise<Map<KeyUse, Answer | DomainError>> {
  const [any] = uses;
  if (!any) return new Map();
  assertOneBrand(uses);
  // One look into the key's own index each: joined, the planner would read all that the caller ever sent.
  const rows = await sql<{ n: number; body_hash: string; status: number; response: string; content_type: string }>`
    SELECT (asked.n - 1)::int AS n, known.body_hash, known.status, known.response, known.content_type
      FROM unnest(${uses.map((use) => use.caller)}::text[], ${uses.map((use) => use.method)}::text[],
                  ${uses.map((use) => use.path)}::text[], ${uses.map((use) => hashOf(use.key))}::text[])
           WITH ORDINALITY AS asked (caller, method, path, key, n)
     CROSS JOIN LATERAL (
           SELECT idempotency.body_hash, idempotency.status, idempotency.response, idempotency.content_type
             FROM kit.idempotency AS idempotency
            WHERE idempotency.tenant_id = ${any.tenantId} AND idempotency.caller = asked.caller
              AND idempotency.method = asked.method AND idempotency.path = asked.path AND idempotency.key = asked.key
              AND idempotency.expires_at >= ${any.now}
            LIMIT 1) AS known`;
  return new Map(
    rows.flatMap((row) => {
      const use = uses[row.n];
      if (!use) return [];
      const first = { status: row.status, body: opened(row.response, use.key), contentType: row.content_type };
      return [[use, row.body_hash === use.bodyHash ? first : new DomainError('idempotency.otherBody')]];
    }),
  );
}

/**
 * Writes answers beside the effects they tell of, for keys that had none when the transaction looked. When another process answered one
 * of them meanwhile, nothing of the transaction may stand: it is run again and finds that answer.
 */
export async function rememberAnswers(sql: Sql, answered: readonly Answered[]): Promise<void> {
  const [any] = answered;
  if (!any) return;
  const uses = answered.map((one) => one.use);
  assertOneBrand(uses);
  const written = await sql.exec`
    INSERT INTO kit.idempotency AS idempotency (tenant_id, caller, method, path, key, body_hash, status, response, content_type, created_at,
                                            expires_at)
    SELECT ${any.use.tenantId}, fresh.caller, fresh.method, fresh.path, fresh.key, fresh.body_hash, fresh.status, fresh.response,
           fresh.content_type, fresh.created_at, fresh.expires_at
      FROM unnest(${uses.map((use) => use.caller)}::text[], ${uses.map((use) => use.method)}::text[], ${uses.map((use) => use.path)}::text[],
                  ${uses.map((use) => hashOf(use.key))}::text[], ${uses.map((use) => use.bodyHash)}::text[],
                  ${answered.map((one) => one.answer.status)}::int[], ${answered.map((one) => one.answer.body)}::text[],
                  ${answered.map((one) => one.answer.contentType)}::text[], ${uses.map((use) => use.now)}::timestamptz[],
                  ${uses.map((use) => new Date(use.now.getTime() + use.keptMs))}::timestamptz[])
           AS fresh (caller, method, path, key, body_hash, status, response, content_type, created_at, expires_at)
        ON CONFLICT (tenant_id, caller, method, path, key) DO UPDATE
       SET body_hash = excluded.body_hash, status = excluded.status, response = excluded.response, content_type = excluded.content_type,
           created_at = excluded.created_at, expires_at = excluded.expires_at
     WHERE idempotency.expires_at < excluded.created_at`;
  if (written < answered.length) throw new KeyTaken();
}

/** What tells two uses of keys apart. */
export function keyName(use: KeyUse): string {
  return JSON.stringify([use.tenantId, use.caller, use.method, use.path, use.key]);
}

function assertOneBrand(uses: readonly KeyUse[]): void {
  assert(new Set(uses.map((use) => use.tenantId)).size === 1, 'keys are looked up for one brand at a time');
}

/** The transaction is to be run again, as after a conflict that the database itself saw. */
class KeyTaken extends Error {
  readonly code = '40001';
}

const SEAL = 'sealed:';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

// The stored key is a hash, so whoever reads the table alone cannot open what a caller was shown once.
function sealKey(key: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, 'zihuan', 'idempotent answer', 32));
}

function sealed(text: string, key: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', sealKey(key), nonce);
  const cipherText = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return SEAL + Buffer.concat([nonce, cipher.getAuthTag(), cipherText]).toString('base64');
}

function opened(stored: string, key: string): string {
  if (!stored.startsWith(SEAL)) return stored;
  const bytes = Buffer.from(stored.slice(SEAL.length), 'base64');
  const decipher = createDecipheriv('aes-256-gcm', sealKey(key), bytes.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
}
