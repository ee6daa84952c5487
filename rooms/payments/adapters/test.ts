import { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import type { Db } from '../../../kit/db/index.ts';
import { newId } from '../../../kit/ids/index.ts';
import { OutsideError } from '../../../kit/outside/index.ts';
import { isSignedBy, signedHeaders } from '../../../kit/webhooks/index.ts';
import { openTenantCtx } from '../../identity/index.ts';
import type { Account, Adapter, Arriving, ProviderEvent, Standing } from '../adapter.ts';
import { paymentsError } from '../errors.ts';

const TOLERANCE_SECONDS = 300;

const message = z.object({
  eventId: z.string(),
  kind: z.enum(['paid', 'payFailed', 'refunded', 'refundFailed', 'disputeOpened', 'disputeWon', 'disputeLost', 'other']),
  amount: z.string().regex(/^\d{1,18}$/),
  currency: z.string(),
  merchantId: z.string(),
  orderRef: z.string(),
  refundRef: z.string().nullable(),
  providerRef: z.string(),
  at: z.iso.datetime(),
  payer: z.string().min(1).optional(),
});

/** One thing in the books of the built-in provider. */
interface TestObject {
  reference: string;
  kind: 'charge' | 'refund' | 'payout';
  of_reference: string | null;
  amount: bigint;
  currency: string;
  state: 'open' | 'done' | 'failed';
}

/**
 * The provider that is built in: its books are two tables, its faults are told to it. It signs its messages and is asked
 * like any other, so that a sandbox meets everything a live brand would.
 */
export function testAdapter(db: Db, now: () => Date): Adapter {
  async function there<T>(account: Account, work: (ctx: Ctx) => Promise<T>): Promise<T> {
    const actor = { kind: 'system', id: 'test-provider', name: 'test provider', role: 'owner' } as const;
    return await openTenantCtx(db, account.tenantId, actor, { how: 'write', recordedAt: now(), requestId: newId() }, work);
  }

  async function standingOf(account: Account, reference: string): Promise<Standing> {
    const found = await there(account, (ctx) => objectOf(ctx, reference));
    if (!found) return { kind: 'unheardOf' };
    if (found.state === 'done') return { kind: 'done', providerRef: `test_${reference}` };
    return found.state === 'failed' ? { kind: 'failed', why: 'told to fail' } : { kind: 'pending', providerRef: `test_${reference}` };
  }

  return {
    provider: 'test',
    async createIntent(account, charge) {
      const { reference, amount, currency } = charge;
      await there(account, (ctx) => insertObject(ctx, { reference, kind: 'charge', of_reference: null, amount, currency, state: 'open' }));
      return { providerRef: `test_${reference}`, pay: { kind: 'test', reference } };
    },
    verifyAndParse(account, arriving) {
      assertFromTest(account.secrets['webhookSecret'] ?? '', arriving);
      const parsed = message.safeParse(jsonOf(arriving.body));
      if (!parsed.success) throw paymentsError('webhook.malformed');
      const { amount, at, payer, ...rest } = parsed.data;
      return { ...rest, amount: BigInt(amount), at: new Date(at), ...(payer === undefined ? {} : { payer }) };
    },
    async query(account, { reference }) {
      return await there(account, async (ctx) => {
        const found = await objectOf(ctx, reference);
        if (!found || found.state === 'open') return { kind: 'open' };
        if (found.state === 'failed') return { kind: 'failed', why: 'told to fail' };
        return { kind: 'paid', event: { ...chargeEvent(account, found, ctx.now), kind: 'paid', eventId: `query:${reference}` } };
      });
    },
    async refund(account, { reference, paymentRef, amount, currency }) {
      const how = account.settings['refunds'] ?? 'done';
      if (how === 'silent') throw new OutsideError('timeout', 'told to be silent');
      const state = how === 'done' ? 'done' : how === 'failed' ? 'failed' : 'open';
      await there(account, async (ctx) => {
        const made = await insertObject(ctx, { reference, kind: 'refund', of_reference: paymentRef, amount, currency, state });
        if (made === 0) return;
        const event = refundEvent(account, { reference, kind: 'refund', of_reference: paymentRef, amount, currency, state }, ctx.now);
        await tell(ctx, account, how === 'later' ? { ...event, kind: 'refunded' } : event);
      });
      return await standingOf(account, reference);
    },
    queryRefund: async (account, { reference }) => await standingOf(account, reference),
    payouts: {
      async send(account, { reference, amount, currency }) {
        const how = account.settings['payouts'] ?? 'paid';
        const state = how === 'failed' ? 'failed' : how === 'later' ? 'open' : 'done';
        if (how !== 'silent') {
          await there(account, (ctx) => insertObject(ctx, { reference, kind: 'payout', of_reference: null, amount, currency, state }));
        }
        if (how === 'silent' || how === 'silentPaid') throw new OutsideError('timeout', 'told to be silent');
        return await standingOf(account, reference);
      },
      query: async (account, { reference }) => await standingOf(account, reference),
    },
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function assertFromTest(secret: string, { headers, body, now }: Arriving): void {
  const timestamp = headers['webhook-timestamp'] ?? '';
  const age = Math.abs(now.getTime() / 1000 - Number(timestamp));
  if (!/^\d{1,12}$/.test(timestamp) || age > TOLERANCE_SECONDS)
    throw paymentsError('webhook.stale', { toleranceSeconds: TOLERANCE_SECONDS });
  const signed = { id: headers['webhook-id'] ?? '', timestamp: Number(timestamp), body };
  if (!isSignedBy(secret, signed, headers['webhook-signature'] ?? '')) throw paymentsError('webhook.unsigned');
}

async function objectOf(ctx: Ctx, reference: string): Promise<TestObject | null> {
  return await ctx.sql.maybe<TestObject>`
    SELECT object.reference, object.kind, object.of_reference, object.amount, object.currency, object.state
      FROM payments.test_object AS object
     WHERE object.tenant_id = ${ctx.tenantId} AND object.reference = ${reference}`;
}

async function insertObject(ctx: Ctx, object: TestObject): Promise<number> {
  return await ctx.sql.exec`
    INSERT INTO payments.test_object (tenant_id, reference, kind, of_reference, amount, currency, state, made_at, settled_at)
    VALUES (${ctx.tenantId}, ${object.reference}, ${object.kind}, ${object.of_reference}, ${object.amount}, ${object.currency},
            ${object.state}, ${ctx.now}, ${object.state === 'open' ? null : ctx.now})
    ON CONFLICT DO NOTHING`;
}

function chargeEvent(account: Account, object: TestObject, at: Date): ProviderEvent {
  return {
    eventId: `evt_${newId()}`,
    kind: object.state === 'failed' ? 'payFailed' : 'paid',
    amount: object.amount,
    currency: object.currency,
    merchantId: account.merchantId,
    orderRef: object.reference,
    refundRef: null,
    providerRef: `test_${object.reference}`,
    at,
  };
}

function refundEvent(account: Account, object: TestObject, at: Date): ProviderEvent {
  return {
    ...chargeEvent(account, object, at),
    kind: object.state === 'failed' ? 'refundFailed' : 'refunded',
    orderRef: (object.of_reference ?? '').replace(/^test_/, ''),
    refundRef: object.reference,
  };
}

/** Puts a message into the provider's outbox, to come as late and as often as it was told. */
async function tell(ctx: Ctx, account: Account, event: ProviderEvent): Promise<void> {
  const copies = Number(account.settings['copies'] ?? 1);
  if (copies === 0) return;
  const dueAt = new Date(ctx.now.getTime() + Number(account.settings['delaySeconds'] ?? 0) * 1000);
  const body = JSON.stringify({ ...event, amount: String(event.amount), at: event.at.toISOString() });
  await ctx.sql.exec`
    INSERT INTO payments.test_message (tenant_id, message_id, body, due_at, copies)
    VALUES (${ctx.tenantId}, ${newId()}, ${body}, ${dueAt}, ${copies})`;
}

/** What a customer of the built-in provider does with a charge; `over` changes what is told of it. */
export interface TestAct {
  readonly do: 'pay' | 'fail' | 'dispute' | 'winDispute';
  readonly over: { amount?: bigint; currency?: string; merchantId?: string };
}

/** @throws `testCharge.notFound`, `testCharge.settled` */
export async function actOnCharge(ctx: Ctx, account: Account, reference: string, act: TestAct): Promise<void> {
  const found = await objectOf(ctx, reference);
  if (!found || found.kind !== 'charge') throw paymentsError('testCharge.notFound');
  const isPaying = act.do === 'pay' || act.do === 'fail';
  if (isPaying !== (found.state === 'open')) throw paymentsError('testCharge.settled', { state: found.state });
  const settled = { ...found, state: act.do === 'fail' ? ('failed' as const) : ('done' as const) };
  if (isPaying) {
    await ctx.sql.exec`
      UPDATE payments.test_object AS object
         SET state = ${settled.state}, settled_at = ${ctx.now}, amount = ${act.over.amount ?? found.amount},
             currency = ${act.over.currency ?? found.currency}
       WHERE object.tenant_id = ${ctx.tenantId} AND object.reference = ${reference}`;
  }
  const event = chargeEvent(account, settled, ctx.now);
  const kind = act.do === 'dispute' ? 'disputeOpened' : act.do === 'winDispute' ? 'disputeWon' : event.kind;
  await tell(ctx, account, { ...event, ...act.over, kind });
}

/** One message of the built-in provider as it goes over the wire; taken out of its outbox. */
export interface TestMessage {
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** Takes the messages whose time has come, each as often as it is to be told. Lost if nobody takes them up: polling finds them. */
export async function takeTestMessages(ctx: Ctx, account: Account, limit: number): Promise<TestMessage[]> {
  const rows = await ctx.sql<{ message_id: string; body: string; copies: number }>`
    DELETE FROM payments.test_message AS message
     WHERE message.tenant_id = ${ctx.tenantId}
       AND message.message_id IN (
             SELECT due.message_id FROM payments.test_message AS due
              WHERE due.tenant_id = ${ctx.tenantId} AND due.due_at <= ${ctx.now}
              ORDER BY due.due_at, due.message_id
              LIMIT ${limit}
                FOR UPDATE SKIP LOCKED)
 RETURNING message.message_id, message.body, message.copies`;
  const timestamp = Math.floor(ctx.recordedAt.getTime() / 1000);
  return rows.flatMap(({ message_id, body, copies }) => {
    const headers = signedHeaders(account.secrets['webhookSecret'] ?? '', { id: message_id, timestamp, body });
    return Array.from({ length: copies }, () => ({ headers, body }));
  });
}
