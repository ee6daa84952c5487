import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { DomainError } from '../../../kit/errors/index.ts';
import { afterId, pageOf } from '../../../kit/http/cursor.ts';
import { newId, parseId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { openSecret, sealSecret } from '../../../kit/secrets/index.ts';
import { newWebhookSecret } from '../../../kit/webhooks/index.ts';
import { audit } from '../../identity/index.ts';
import type { Account, ProviderName } from '../adapter.ts';
import type { createPaymentAccount, PaymentAccount, testBehaviour } from '../api.ts';
import { paymentsError } from '../errors.ts';

interface AccountRow {
  account_id: Uuid;
  provider: ProviderName;
  merchant_id: string;
  settings: Record<string, string>;
  secrets: string;
  is_live: boolean;
  created_by: string;
  created_at: Date;
}

/** Where a provider's messages for a brand go, on the server they call at. */
export function webhookUrlOf(origin: string, provider: ProviderName, slug: string): string {
  return `${origin}/api/v1/providers/${provider}/webhooks/${slug}`;
}

/**
 * Adds a brand's account with a provider; its secrets are stored sealed and never shown again.
 * @param origin the address the brand reaches this server by, to which the provider sends its messages
 * @throws `paymentAccount.exists`, `paymentAccount.onlySandbox`, `paymentAccount.notInSandbox`, `paymentAccount.otherCurrency`,
 * `paymentAccount.secretInvalid`
 */
export async function createAccount(ctx: Ctx, input: z.output<typeof createPaymentAccount>, origin: string): Promise<Uuid> {
  if (ctx.tenant.isSandbox && input.provider !== 'test') throw paymentsError('paymentAccount.notInSandbox', { provider: input.provider });
  if (!ctx.tenant.isSandbox && input.provider === 'test') throw paymentsError('paymentAccount.onlySandbox');
  if (input.provider === 'wechat' && ctx.tenant.currency !== 'CNY') {
    throw paymentsError('paymentAccount.otherCurrency', { provider: input.provider, currency: ctx.tenant.currency });
  }
  const { merchantId, settings, secrets } = partsOf(input);
  const accountId = newId();
  const sealed = sealSecret(JSON.stringify(secrets), placeOf(ctx.tenantId, accountId));
  const made = await ctx.sql.exec`
    INSERT INTO payments.account (tenant_id, account_id, provider, merchant_id, settings, secrets, is_live, created_by, created_at)
    VALUES (${ctx.tenantId}, ${accountId}, ${input.provider}, ${merchantId}, ${JSON.stringify({ ...settings, origin })}::jsonb, ${sealed},
            ${!ctx.tenant.isSandbox}, ${ctx.actor.name}, ${ctx.recordedAt})
    ON CONFLICT DO NOTHING`;
  if (made === 0) throw paymentsError('paymentAccount.exists', { provider: input.provider });
  await ctx.sql.exec`INSERT INTO payments.brand (tenant_id) VALUES (${ctx.tenantId}) ON CONFLICT DO NOTHING`;
  await audit(ctx, {
    action: 'paymentAccount.created',
    subjectKind: 'paymentAccount',
    subjectId: publicId('paymentAccount', accountId),
    facts: { provider: input.provider, merchantId },
  });
  return accountId;
}

/**
 * Opens the built-in till of a sandbox brand that never had any: trying out a shop asks for nobody's secrets. Whoever ended theirs is
 * left without.
 * @returns whether it was opened now
 */
export async function openTestTill(ctx: Ctx, origin: string): Promise<boolean> {
  if (!ctx.tenant.isSandbox) return false;
  const known = await ctx.sql.maybe<{ one: number }>`
    SELECT 1 AS one FROM payments.account AS account WHERE account.tenant_id = ${ctx.tenantId} LIMIT 1`;
  if (known) return false;
  const opening = { ...ctx, actor: { kind: 'system' as const, id: 'sandbox', name: 'sandbox', role: 'owner' as const } };
  try {
    await createAccount(opening, { provider: 'test' }, origin);
  } catch (error) {
    // Two who pay first at once: the other one opened it.
    if (!(error instanceof DomainError && error.code === 'paymentAccount.exists')) throw error;
  }
  return true;
}

type Parts = { merchantId: string; settings: Record<string, string>; secrets: Record<string, string> };

function partsOf(input: z.output<typeof createPaymentAccount>): Parts {
  switch (input.provider) {
    case 'test':
      return { merchantId: 'test', settings: {}, secrets: { webhookSecret: newWebhookSecret() } };
    case 'wechat': {
      const { merchantId = '', appId = '', serial = '', platformSerial = '', privateKey = '', apiV3Key = '', platformKey = '' } = input;
      assertKey('/privateKey', () => createPrivateKey(privateKey));
      assertKey('/platformKey', () => createPublicKey(platformKey));
      return { merchantId, settings: { appId, serial, platformSerial }, secrets: { privateKey, apiV3Key, platformKey } };
    }
    case 'stripe': {
      const { merchantId = '', publishableKey = '', apiKey = '', webhookSecret = '' } = input;
      return { merchantId, settings: { publishableKey }, secrets: { apiKey, webhookSecret } };
    }
  }
}

function assertKey(pointer: string, read: () => { asymmetricKeyType?: string | undefined }): void {
  let kind: string | undefined;
  try {
    kind = read().asymmetricKeyType;
  } catch {
    kind = undefined;
  }
  if (kind !== 'rsa') throw paymentsError('paymentAccount.secretInvalid', { pointer });
}

function placeOf(tenantId: Uuid, accountId: Uuid): string {
  return `payments.account ${tenantId} ${accountId}`;
}

/** Ends an account: its messages are refused from now on; what runs through it must be finished by hand. @throws `paymentAccount.notFound` */
export async function removeAccount(ctx: Ctx, id: string): Promise<void> {
  const accountId = parseId('paymentAccount', id);
  const removed =
    accountId === null
      ? 0
      : await ctx.sql.exec`
          UPDATE payments.account AS account SET removed_at = ${ctx.recordedAt}
           WHERE account.tenant_id = ${ctx.tenantId} AND account.account_id = ${accountId} AND account.removed_at IS NULL`;
  if (removed === 0) throw paymentsError('paymentAccount.notFound');
  await audit(ctx, { action: 'paymentAccount.removed', subjectKind: 'paymentAccount', subjectId: id });
}

/** Tells the built-in provider how to behave. @throws `paymentAccount.needed` */
export async function tellTestProvider(ctx: Ctx, behaviour: z.output<typeof testBehaviour>): Promise<Record<string, string>> {
  const account = await standingAccount(ctx, 'test');
  const told = Object.fromEntries(Object.entries(behaviour).map(([name, value]) => [name, String(value)]));
  const settings = { ...account.settings, ...told };
  await ctx.sql.exec`
    UPDATE payments.account AS account SET settings = ${JSON.stringify(settings)}::jsonb
     WHERE account.tenant_id = ${ctx.tenantId} AND account.account_id = ${account.accountId}`;
  return settings;
}

/** The brand's account with a provider, opened. @throws `paymentAccount.needed`, `secrets.otherKey` */
export async function standingAccount(ctx: Ctx, provider: ProviderName): Promise<Account> {
  const row = await ctx.sql.maybe<AccountRow>`
    SELECT account.account_id, account.provider, account.merchant_id, account.settings, account.secrets, account.is_live,
           account.created_by, account.created_at
      FROM payments.account AS account
     WHERE account.tenant_id = ${ctx.tenantId} AND account.provider = ${provider} AND account.removed_at IS NULL`;
  if (!row) throw paymentsError('paymentAccount.needed', { provider });
  return opened(ctx, row);
}

/** The providers the brand has an account with, the first one made first. */
export async function standingProviders(ctx: Ctx): Promise<ProviderName[]> {
  const rows = await ctx.sql<{ provider: ProviderName }>`
    SELECT account.provider
      FROM payments.account AS account
     WHERE account.tenant_id = ${ctx.tenantId} AND account.removed_at IS NULL
     ORDER BY account.account_id`;
  return rows.map((row) => row.provider);
}

/** An account by its id, also one that has ended: what was begun through it is finished through it. */
export async function accountById(ctx: Ctx, accountId: Uuid): Promise<Account> {
  const row = await ctx.sql.one<AccountRow>`
    SELECT account.account_id, account.provider, account.merchant_id, account.settings, account.secrets, account.is_live,
           account.created_by, account.created_at
      FROM payments.account AS account
     WHERE account.tenant_id = ${ctx.tenantId} AND account.account_id = ${accountId}`;
  return opened(ctx, row);
}

/** What the provider calls each account, by account; nothing secret is opened for it. */
export async function merchantsOf(ctx: Ctx, accountIds: readonly Uuid[]): Promise<Map<Uuid, string>> {
  if (accountIds.length === 0) return new Map();
  const rows = await ctx.sql<Pick<AccountRow, 'account_id' | 'merchant_id'>>`
    SELECT account.account_id, account.merchant_id
      FROM payments.account AS account
     WHERE account.tenant_id = ${ctx.tenantId} AND account.account_id = ANY(${plainArray(accountIds)}::uuid[])`;
  return new Map(rows.map((row) => [row.account_id, row.merchant_id]));
}

function opened(ctx: Ctx, row: AccountRow): Account {
  return {
    tenantId: ctx.tenantId,
    accountId: row.account_id,
    provider: row.provider,
    merchantId: row.merchant_id,
    settings: row.settings,
    secrets: JSON.parse(openSecret(row.secrets, placeOf(ctx.tenantId, row.account_id))) as Record<string, string>,
  };
}

/** The accounts of the brand, in the order they were made; no secrets. */
export async function listAccounts(ctx: Ctx, page: { limit: number; cursor?: string | undefined }) {
  const after = afterId(page.cursor);
  const rows = await ctx.sql<AccountRow & { last_event_at: Date | null }>`
    SELECT account.account_id, account.provider, account.merchant_id, account.settings, account.is_live, account.created_by,
           account.created_at,
           (SELECT max(inbox.received_at) FROM payments.inbox AS inbox
             WHERE inbox.tenant_id = ${ctx.tenantId} AND inbox.account_id = account.account_id AND inbox.source = 'webhook') AS last_event_at
      FROM payments.account AS account
     WHERE account.tenant_id = ${ctx.tenantId} AND account.removed_at IS NULL AND account.account_id > ${after}
     ORDER BY account.account_id
     LIMIT ${page.limit + 1}`;
  const { shown, next } = pageOf(rows, page.limit, (row) => [row.account_id]);
  const data = shown.map((row): PaymentAccount => {
    const { origin, ...settings } = row.settings;
    return {
      id: publicId('paymentAccount', row.account_id),
      provider: row.provider,
      merchantId: row.merchant_id,
      isLive: row.is_live,
      webhookUrl: webhookUrlOf(origin ?? '', row.provider, ctx.tenant.slug),
      settings,
      createdAt: row.created_at.toISOString(),
      createdBy: row.created_by,
      lastEventAt: row.last_event_at?.toISOString() ?? null,
    };
  });
  return { data, next };
}
