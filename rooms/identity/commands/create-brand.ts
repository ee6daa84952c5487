import type { z } from 'zod';
import type { Actor, Ctx } from '../../../kit/ctx.ts';
import type { Db, Sql } from '../../../kit/db/index.ts';
import { emit } from '../../../kit/events/index.ts';
import { newId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import type { Log } from '../../../kit/log/index.ts';
import { zoneOf } from '../../../kit/time/index.ts';
import type { createBrand as shape } from '../api.ts';
import { identityError } from '../errors.ts';
import { assertCurrency } from '../model.ts';
import type { AccountRow, TenantRow } from '../schema.ts';
import { joinStaff } from './join-staff.ts';
import { audit } from './record-audit.ts';
import { ctxOf } from './tenant-ctx.ts';

/**
 * Makes a brand: its settings, its place in the directory, its write lane, its owners.
 * @param by who makes it; `owners` are the accounts that own it from the start; `behindMs`: how far the clock of a sandbox begins behind the machine's
 * @returns what `work` makes of the open transaction
 * @throws `brand.slugTaken`, `brand.labNeedsSandbox`, `currency.unknown`, `timeZone.unknown`
 */
export async function createBrand<T>(
  db: Db,
  input: z.output<typeof shape>,
  by: { actor: Actor; owners: readonly AccountRow[]; recordedAt: Date; requestId: string; log?: Log; behindMs?: number },
  work: (ctx: Ctx) => Promise<T>,
): Promise<T> {
  if (input.policy === 'LAB' && !input.sandbox) throw identityError('brand.labNeedsSandbox');
  assertCurrency(input.currency);
  zoneOf(input.timeZone);
  const tenantId = newId();
  return await db.tenantTx(tenantId, async (sql) => {
    const ctx = ctxOf(
      await insertBrand(sql, tenantId, input, by.recordedAt, BigInt(input.sandbox ? -(by.behindMs ?? 0) : 0)),
      by.actor,
      sql,
      by,
    );
    for (const account of by.owners) await joinStaff(ctx, account, 'owner');
    await audit(ctx, {
      action: 'brand.created',
      subjectKind: 'brand',
      subjectId: publicId('tenant', tenantId),
      facts: {
        slug: input.slug,
        policy: input.policy,
        currency: input.currency,
        timeZone: input.timeZone,
        isSandbox: input.sandbox,
      },
    });
    await emit(ctx, { kind: 'brand.created', version: 1, payload: { slug: input.slug } });
    return await work(ctx);
  });
}

async function insertBrand(sql: Sql, tenantId: Uuid, input: z.output<typeof shape>, at: Date, offset: bigint): Promise<TenantRow> {
  const isFree = await sql.exec`
    INSERT INTO identity.tenant_directory (slug, tenant_id, name, is_sandbox, created_at)
    VALUES (${input.slug}, ${tenantId}, ${input.name}, ${input.sandbox}, ${at})
    ON CONFLICT DO NOTHING`;
  if (isFree === 0) throw identityError('brand.slugTaken', { slug: input.slug });
  await sql.exec`
    INSERT INTO identity.tenant (tenant_id, slug, name, currency, time_zone, policy, language, is_sandbox,
                                 clock_offset_ms, accent, created_at)
    VALUES (${tenantId}, ${input.slug}, ${input.name}, ${input.currency}, ${input.timeZone}, ${input.policy},
            ${input.language}, ${input.sandbox}, ${offset}, NULL, ${at})`;
  await sql.exec`
    INSERT INTO kit.lane (tenant_id, next_node, change_seq, last_id_ms)
    VALUES (${tenantId}, 0, 0, 0)`;
  return {
    tenant_id: tenantId,
    slug: input.slug,
    name: input.name,
    currency: input.currency,
    time_zone: input.timeZone,
    policy: input.policy,
    language: input.language,
    is_sandbox: input.sandbox,
    clock_offset_ms: offset,
    accent: null,
  };
}
