import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { afterId, pageOf } from '../../../kit/http/cursor.ts';
import { newId, parseId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { openSecret, sealSecret } from '../../../kit/secrets/index.ts';
import { audit } from '../../identity/index.ts';
import type { channelAccount, channelKind, createChannelAccount } from '../api.ts';
import { channelsError } from '../errors.ts';

export type ChannelKind = z.output<typeof channelKind>;

/** An account, opened: `settings` and `secrets` by the names of its kind. */
export interface ChannelAccount {
  readonly accountId: Uuid;
  readonly settings: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
}

interface AccountRow {
  account_id: Uuid;
  kind: ChannelKind;
  settings: Record<string, string>;
  secrets: string;
  created_by: string;
  created_at: Date;
}

const SECRETS: Record<ChannelKind, string> = { aliyunSms: 'accessKeySecret', wechatLogin: 'appSecret' };

/**
 * Adds a brand's account; its secret is stored sealed and never shown again.
 * @throws DomainError `channelAccount.notInSandbox`, `channelAccount.exists`
 */
export async function createChannel(ctx: Ctx, input: z.output<typeof createChannelAccount>): Promise<z.input<typeof channelAccount>> {
  if (ctx.tenant.isSandbox) throw channelsError('channelAccount.notInSandbox', { kind: input.kind });
  const { kind, ...rest } = input;
  const given = new Map(Object.entries(rest).filter((entry): entry is [string, string] => entry[1] !== undefined));
  const secretName = SECRETS[kind];
  const accountId = newId();
  const settings = Object.fromEntries([...given].filter(([name]) => name !== secretName));
  const sealed = sealSecret(JSON.stringify({ [secretName]: given.get(secretName) }), placeOf(ctx.tenantId, accountId));
  const made = await ctx.sql.exec`
    INSERT INTO channels.account (tenant_id, account_id, kind, settings, secrets, created_by, created_at)
    VALUES (${ctx.tenantId}, ${accountId}, ${kind}, ${JSON.stringify(settings)}::jsonb, ${sealed}, ${ctx.actor.name}, ${ctx.recordedAt})
    ON CONFLICT DO NOTHING`;
  if (made === 0) throw channelsError('channelAccount.exists', { kind });
  const id = publicId('channelAccount', accountId);
  await audit(ctx, { action: 'channelAccount.created', subjectKind: 'channelAccount', subjectId: id, facts: { kind } });
  return { id, kind, settings, createdAt: ctx.recordedAt.toISOString(), createdBy: ctx.actor.name };
}

/** Ends an account: nothing goes through it from now on. @throws DomainError `channelAccount.notFound` */
export async function removeChannel(ctx: Ctx, id: string): Promise<void> {
  const accountId = parseId('channelAccount', id);
  const removed =
    accountId === null
      ? 0
      : await ctx.sql.exec`
          UPDATE channels.account AS account SET removed_at = ${ctx.recordedAt}
           WHERE account.tenant_id = ${ctx.tenantId} AND account.account_id = ${accountId} AND account.removed_at IS NULL`;
  if (removed === 0) throw channelsError('channelAccount.notFound');
  await audit(ctx, { action: 'channelAccount.removed', subjectKind: 'channelAccount', subjectId: id });
}

/** The standing accounts in the order they were made; no secrets. */
export async function listChannels(ctx: Ctx, page: { limit: number; cursor?: string | undefined }) {
  const after = afterId(page.cursor);
  const rows = await ctx.sql<AccountRow>`
    SELECT account.account_id, account.kind, account.settings, account.created_by, account.created_at
      FROM channels.account AS account
     WHERE account.tenant_id = ${ctx.tenantId} AND account.removed_at IS NULL AND account.account_id > ${after}
     ORDER BY account.account_id
     LIMIT ${page.limit + 1}`;
  const { shown, next } = pageOf(rows, page.limit, (row) => [row.account_id]);
  return {
    data: shown.map((row) => ({
      id: publicId('channelAccount', row.account_id),
      kind: row.kind,
      settings: row.settings,
      createdAt: row.created_at.toISOString(),
      createdBy: row.created_by,
    })),
    next,
  };
}

/** The brand's standing account of a kind, opened; null when it has none. @throws DomainError `secrets.otherKey` */
export async function standingChannel(ctx: Ctx, kind: ChannelKind): Promise<ChannelAccount | null> {
  const row = await ctx.sql.maybe<AccountRow>`
    SELECT account.account_id, account.kind, account.settings, account.secrets, account.created_by, account.created_at
      FROM channels.account AS account
     WHERE account.tenant_id = ${ctx.tenantId} AND account.kind = ${kind} AND account.removed_at IS NULL`;
  if (!row) return null;
  const secrets = JSON.parse(openSecret(row.secrets, placeOf(ctx.tenantId, row.account_id))) as Record<string, string>;
  return { accountId: row.account_id, settings: row.settings, secrets };
}

/** Whether the brand has a standing account of a kind. */
export async function hasChannel(ctx: Ctx, kind: ChannelKind): Promise<boolean> {
  const found = await ctx.sql.maybe`
    SELECT 1 AS one
      FROM channels.account AS account
     WHERE account.tenant_id = ${ctx.tenantId} AND account.kind = ${kind} AND account.removed_at IS NULL`;
  return found !== null;
}

function placeOf(tenantId: Uuid, accountId: Uuid): string {
  return `channels.account ${tenantId} ${accountId}`;
}
