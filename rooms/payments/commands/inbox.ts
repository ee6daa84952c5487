import type { Ctx } from '../../../kit/ctx.ts';
import { texts, uuids } from '../../../kit/db/arrays.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { hashOf } from '../../../kit/http/idempotency.ts';
import { newId, parseId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import type { Account, ProviderEvent, ProviderName } from '../adapter.ts';
import { traceHash } from '../../relations/index.ts';
import { paymentsError } from '../errors.ts';

/** An event that fails so often is parked for a human; the others go on. */
const MOST_ATTEMPTS = 8;
const PAUSES_MS = [1_000, 5_000, 30_000, 120_000, 600_000, 3_600_000, 6 * 3_600_000];

export interface InboxRow {
  inbox_id: Uuid;
  provider: ProviderName;
  account_id: Uuid;
  event_id: string;
  attempts: number;
  event: ProviderEvent;
}

export type Applied = 'applied' | 'known' | 'unapplied' | 'refused' | 'noted';

type StoredEvent = Omit<ProviderEvent, 'amount' | 'at'> & { amount: string; at: string };

/** An event as it is to be kept, and the words it was told in. */
export interface Told {
  readonly event: ProviderEvent;
  readonly source: 'webhook' | 'poll';
  readonly body: string;
}

/**
 * Keeps what a provider told, once per event: it is remembered for good, so a replay after months changes nothing.
 * @returns in the order they were told, the row to apply; null where this event was told before
 */
export async function keepEvents(
  ctx: Ctx,
  account: Pick<Account, 'accountId' | 'provider'>,
  told: readonly Told[],
): Promise<(Uuid | null)[]> {
  if (told.length === 0) return [];
  const rows = told.map((one) => ({ ...one, inboxId: newId(), stored: storedOf(ctx, account.provider, one.event) }));
  const kept = await ctx.sql<{ inbox_id: Uuid }>`
    INSERT INTO payments.inbox (tenant_id, inbox_id, provider, event_id, account_id, source, event, body_hash, received_at, attempts, next_at)
    SELECT ${ctx.tenantId}, told.inbox_id, ${account.provider}, told.event_id, ${account.accountId}, told.source, told.event::jsonb, told.body_hash,
           ${ctx.recordedAt}, 0, ${ctx.recordedAt}
      FROM unnest(${uuids(rows, (row) => row.inboxId)}::uuid[], ${texts(rows, (row) => row.event.eventId)}::text[],
                  ${texts(rows, (row) => row.source)}::text[], ${texts(rows, (row) => JSON.stringify(row.stored))}::text[],
                  ${texts(rows, (row) => hashOf(row.body))}::text[]) AS told (inbox_id, event_id, source, event, body_hash)
    ON CONFLICT DO NOTHING
    RETURNING inbox.inbox_id`;
  const fresh = new Set(kept.map((row) => row.inbox_id));
  return rows.map(({ inboxId }) => (fresh.has(inboxId) ? inboxId : null));
}

function storedOf(ctx: Ctx, provider: ProviderName, { payer, ...rest }: ProviderEvent): StoredEvent {
  // Who paid is only ever compared, so no more than a hash of it is kept, and only until the event is applied.
  const hash = payer === undefined ? null : traceHash(ctx, 'payer', `${provider} ${payer}`);
  return { ...rest, amount: String(rest.amount), at: rest.at.toISOString(), ...(hash === null ? {} : { payer: hash }) };
}

/** The events of a brand that wait to be applied, oldest first. */
export async function waitingEvents(ctx: Ctx, limit: number): Promise<Uuid[]> {
  const rows = await ctx.sql<{ inbox_id: Uuid }>`
    SELECT inbox.inbox_id FROM payments.inbox AS inbox
     WHERE inbox.tenant_id = ${ctx.tenantId} AND inbox.next_at <= ${ctx.recordedAt}
     ORDER BY inbox.next_at, inbox.inbox_id
     LIMIT ${limit}`;
  return rows.map((row) => row.inbox_id);
}

/** Locks events to apply them in this transaction, in the order they came; those that are done, parked or in other hands are left out. */
export async function takeEvents(ctx: Ctx, inboxIds: readonly Uuid[]): Promise<InboxRow[]> {
  const rows = await ctx.sql<Omit<InboxRow, 'event'> & { event: StoredEvent }>`
    SELECT inbox.inbox_id, inbox.provider, inbox.account_id, inbox.event_id, inbox.attempts, inbox.event
      FROM payments.inbox AS inbox
     WHERE inbox.tenant_id = ${ctx.tenantId} AND inbox.inbox_id = ANY(${plainArray(inboxIds)}::uuid[]) AND inbox.next_at IS NOT NULL
     ORDER BY inbox.inbox_id
       FOR UPDATE SKIP LOCKED`;
  return rows.map((row) => ({ ...row, event: { ...row.event, amount: BigInt(row.event.amount), at: new Date(row.event.at) } }));
}

/** What came of an event. */
export interface Finished {
  readonly inboxId: Uuid;
  readonly outcome: Applied;
  readonly facts: object | null;
}

/** Events are dealt with; commits with their effect. What is known of the payer is kept where people are, and nowhere else. */
export async function finishEvents(ctx: Ctx, events: readonly Finished[]): Promise<void> {
  if (events.length === 0) return;
  const ids = uuids(events, (one) => one.inboxId);
  await ctx.sql.exec`
    UPDATE payments.inbox AS inbox
       SET processed_at = ${ctx.recordedAt}, outcome = done.outcome, next_at = NULL, attempts = inbox.attempts + 1,
           event = inbox.event - 'payer', facts = done.facts::jsonb, last_fault = NULL
      FROM unnest(${ids}::uuid[], ${texts(events, (one) => one.outcome)}::text[],
                  ${texts(events, ({ facts }) => (facts === null ? null : JSON.stringify(facts)))}::text[]) AS done (inbox_id, outcome, facts)
     WHERE inbox.tenant_id = ${ctx.tenantId} AND inbox.inbox_id = done.inbox_id AND inbox.inbox_id = ANY(${ids}::uuid[])`;
}

/** Applying it failed for a reason of ours: it is tried again, and parked after eight times. */
export async function postponeEvent(ctx: Ctx, inboxId: Uuid, fault: string): Promise<void> {
  const row = await ctx.sql.maybe<{ attempts: number }>`
    SELECT inbox.attempts FROM payments.inbox AS inbox
     WHERE inbox.tenant_id = ${ctx.tenantId} AND inbox.inbox_id = ${inboxId} AND inbox.next_at IS NOT NULL
       FOR UPDATE`;
  if (!row) return;
  const isOver = row.attempts + 1 >= MOST_ATTEMPTS;
  const nextAt = isOver ? null : new Date(ctx.recordedAt.getTime() + (PAUSES_MS[row.attempts] ?? 0));
  await ctx.sql.exec`
    UPDATE payments.inbox AS inbox
       SET attempts = inbox.attempts + 1, next_at = ${nextAt}, last_fault = ${fault.slice(0, 500)},
           parked_at = ${isOver ? ctx.recordedAt : null}
     WHERE inbox.tenant_id = ${ctx.tenantId} AND inbox.inbox_id = ${inboxId}`;
}

/** Has a parked event applied once more. @throws `providerEvent.notFound`, `providerEvent.processed` */
export async function unparkEvent(ctx: Ctx, id: string): Promise<Uuid> {
  const inboxId = parseId('providerEvent', id);
  const row =
    inboxId === null
      ? null
      : await ctx.sql.maybe<{ processed_at: Date | null }>`
          SELECT inbox.processed_at FROM payments.inbox AS inbox
           WHERE inbox.tenant_id = ${ctx.tenantId} AND inbox.inbox_id = ${inboxId}`;
  if (!row || inboxId === null) throw paymentsError('providerEvent.notFound');
  if (row.processed_at !== null) throw paymentsError('providerEvent.processed', { event: publicId('providerEvent', inboxId) });
  await ctx.sql.exec`
    UPDATE payments.inbox AS inbox SET attempts = 0, next_at = ${ctx.recordedAt}, parked_at = NULL
     WHERE inbox.tenant_id = ${ctx.tenantId} AND inbox.inbox_id = ${inboxId}`;
  return inboxId;
}
