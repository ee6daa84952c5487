import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { beforeId, pageOf } from '../../../kit/http/cursor.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import type { ProviderName } from '../adapter.ts';
import type { Difference, ProviderEventJson, providerEventsQuery } from '../api.ts';

/** A refund or a payout without an end. */
interface OpenRow {
  id: Uuid;
  provider: ProviderName;
  amount: bigint;
  currency: string;
  state: string;
  created_at: Date;
  last_fault: string | null;
}

interface EventRow {
  inbox_id: Uuid;
  provider: ProviderName;
  event_id: string;
  source: 'webhook' | 'poll';
  event: { kind: string; amount: string; currency: string; orderRef: string };
  received_at: Date;
  attempts: number;
  outcome: ProviderEventJson['outcome'];
  facts: Record<string, unknown> | null;
  last_fault: string | null;
}

/** What providers told, newest first, and what became of it. */
export async function listProviderEvents(ctx: Ctx, query: z.output<typeof providerEventsQuery>) {
  const before = beforeId(query.cursor);
  const rows = await ctx.sql<EventRow>`
    SELECT inbox.inbox_id, inbox.provider, inbox.event_id, inbox.source, inbox.event, inbox.received_at, inbox.attempts,
           coalesce(inbox.outcome, CASE WHEN inbox.parked_at IS NULL THEN 'waiting' ELSE 'parked' END) AS outcome, inbox.facts,
           inbox.last_fault
      FROM payments.inbox AS inbox
     WHERE inbox.tenant_id = ${ctx.tenantId} AND inbox.inbox_id < ${before}
       AND (${query.outcome ?? null}::text IS NULL
            OR coalesce(inbox.outcome, CASE WHEN inbox.parked_at IS NULL THEN 'waiting' ELSE 'parked' END) = ${query.outcome ?? null}::text)
     ORDER BY inbox.inbox_id DESC
     LIMIT ${query.limit + 1}`;
  const { shown, next } = pageOf(rows, query.limit, (row) => [row.inbox_id]);
  return { data: shown.map(eventJson), next };
}

/** One event as the API shows it, null when there is none. */
export async function providerEventReply(ctx: Ctx, inboxId: Uuid): Promise<ProviderEventJson | null> {
  const row = await ctx.sql.maybe<EventRow>`
    SELECT inbox.inbox_id, inbox.provider, inbox.event_id, inbox.source, inbox.event, inbox.received_at, inbox.attempts,
           coalesce(inbox.outcome, CASE WHEN inbox.parked_at IS NULL THEN 'waiting' ELSE 'parked' END) AS outcome, inbox.facts,
           inbox.last_fault
      FROM payments.inbox AS inbox
     WHERE inbox.tenant_id = ${ctx.tenantId} AND inbox.inbox_id = ${inboxId}`;
  return row && eventJson(row);
}

function eventJson(row: EventRow): ProviderEventJson {
  const { kind, amount, currency, orderRef } = row.event;
  return {
    id: publicId('providerEvent', row.inbox_id),
    provider: row.provider,
    eventId: row.event_id,
    kind,
    source: row.source,
    amount: /^[A-Z]{3}$/.test(currency) ? moneyJson(BigInt(amount), currency) : null,
    reference: orderRef,
    receivedAt: row.received_at.toISOString(),
    outcome: row.outcome,
    attempts: row.attempts,
    facts: row.facts,
    fault: row.last_fault,
  };
}

/** Whether anything of the brand waits for a provider, or for us: one look in place of many where all is quiet. */
export async function isAnythingDue(ctx: Ctx): Promise<boolean> {
  const { due } = await ctx.sql.one<{ due: boolean }>`
    SELECT EXISTS (SELECT 1 FROM payments.inbox AS inbox WHERE inbox.tenant_id = ${ctx.tenantId} AND inbox.next_at <= ${ctx.recordedAt})
        OR EXISTS (SELECT 1 FROM payments.intent AS intent WHERE intent.tenant_id = ${ctx.tenantId} AND intent.next_at <= ${ctx.recordedAt})
        OR EXISTS (SELECT 1 FROM payments.provider_refund AS refund
                    WHERE refund.tenant_id = ${ctx.tenantId} AND refund.next_at <= ${ctx.recordedAt})
        OR EXISTS (SELECT 1 FROM payments.payout AS payout WHERE payout.tenant_id = ${ctx.tenantId} AND payout.next_at <= ${ctx.recordedAt})
        OR EXISTS (SELECT 1 FROM payments.test_message AS message
                    WHERE message.tenant_id = ${ctx.tenantId} AND message.due_at <= ${ctx.now}) AS due`;
  return due;
}

const MOST = 500;

/**
 * Where the providers' books and ours do not agree yet: events refused or parked, money that fits no order and is not back,
 * refunds and payouts without an end. Empty when all is well (reliability I9, W7). Oldest first.
 */
export async function differences(ctx: Ctx): Promise<Difference[]> {
  const [events, refunds, payouts] = await Promise.all([
    ctx.sql<EventRow>`
      SELECT inbox.inbox_id, inbox.provider, inbox.event_id, inbox.source, inbox.event, inbox.received_at, inbox.attempts,
             coalesce(inbox.outcome, 'parked') AS outcome, inbox.facts, inbox.last_fault
        FROM payments.inbox AS inbox
       WHERE inbox.tenant_id = ${ctx.tenantId}
         AND (inbox.parked_at IS NOT NULL OR inbox.outcome = 'refused'
              OR (inbox.outcome = 'unapplied'
                  AND NOT EXISTS (SELECT 1 FROM payments.provider_refund AS refund
                                   WHERE refund.tenant_id = ${ctx.tenantId} AND refund.source = 'unapplied'
                                     AND refund.source_id = inbox.inbox_id AND refund.state = 'done')))
       ORDER BY inbox.inbox_id
       LIMIT ${MOST}`,
    ctx.sql<OpenRow>`
      SELECT refund.refund_id AS id, refund.provider, refund.amount, refund.currency, refund.state, refund.created_at, refund.last_fault
        FROM payments.provider_refund AS refund
       WHERE refund.tenant_id = ${ctx.tenantId} AND refund.state <> 'done'
       ORDER BY refund.refund_id
       LIMIT ${MOST}`,
    ctx.sql<OpenRow>`
      SELECT payout.payout_id AS id, payout.provider, payout.amount, payout.currency, payout.state, payout.created_at, payout.last_fault
        FROM payments.payout AS payout
       WHERE payout.tenant_id = ${ctx.tenantId} AND payout.state <> 'paid'
       ORDER BY payout.payout_id
       LIMIT ${MOST}`,
  ]);
  const found: Difference[] = [
    ...events.map((row): Difference => {
      const { id, eventId, reference, facts, fault, amount } = eventJson(row);
      const kind = row.outcome === 'parked' ? 'eventParked' : row.outcome === 'refused' ? 'eventRefused' : 'paymentUnapplied';
      const told = amount ?? moneyJson(0n, ctx.tenant.currency);
      return {
        kind,
        id,
        provider: row.provider,
        amount: told,
        since: row.received_at.toISOString(),
        facts: { eventId, reference, fault, ...facts },
      };
    }),
    ...refunds.map((row) => openJson(row.state === 'failed' ? 'refundFailed' : 'refundOpen', publicId('providerRefund', row.id), row)),
    ...payouts.map((row) => openJson(row.state === 'failed' ? 'payoutFailed' : 'payoutUnknown', publicId('withdrawal', row.id), row)),
  ];
  return found.toSorted((a, b) => (a.since < b.since ? -1 : 1));
}

function openJson(kind: Difference['kind'], id: string, row: OpenRow): Difference {
  return {
    kind,
    id,
    provider: row.provider,
    amount: moneyJson(row.amount, row.currency),
    since: row.created_at.toISOString(),
    facts: { state: row.state, fault: row.last_fault },
  };
}
