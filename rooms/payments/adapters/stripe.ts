import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { OutsideError, type askOutside, type OutsideAnswer } from '../../../kit/outside/index.ts';
import type { Account, Adapter, Arriving, ProviderEvent, Standing } from '../adapter.ts';
import { paymentsError } from '../errors.ts';

const HOST = 'https://api.stripe.com/v1';
const TOLERANCE_SECONDS = 300;

const message = z.object({
  id: z.string().min(1).max(200),
  type: z.string(),
  created: z.number().int(),
  account: z.string().optional(),
  data: z.object({ object: z.record(z.string(), z.unknown()) }),
});

/**
 * Checks `Stripe-Signature`: `t=…,v1=…` with HMAC-SHA256 over `t.body`; one of several v1 is enough.
 * @throws `webhook.stale`, `webhook.unsigned`
 */
export function assertFromStripe(secret: string, { headers, body, now }: Arriving): void {
  const parts = (headers['stripe-signature'] ?? '').split(',').map((part) => part.trim().split('='));
  const timestamp = parts.find(([name]) => name === 't')?.[1] ?? '';
  const age = Math.abs(now.getTime() / 1000 - Number(timestamp));
  if (!/^\d{1,12}$/.test(timestamp) || age > TOLERANCE_SECONDS)
    throw paymentsError('webhook.stale', { toleranceSeconds: TOLERANCE_SECONDS });
  const expected = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest();
  const isSigned = parts.some(([name, value = '']) => {
    const given = Buffer.from(value, 'hex');
    return name === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
  });
  if (!isSigned) throw paymentsError('webhook.unsigned');
}

/** Stripe payments and refunds, small on purpose. */
export function stripeAdapter(ask: typeof askOutside): Adapter {
  async function call(account: Account, method: 'GET' | 'POST', path: string, form?: { key: string; fields: Record<string, string> }) {
    const answer = await ask(HOST + path, {
      method,
      headers: {
        authorization: `Bearer ${account.secrets['apiKey'] ?? ''}`,
        ...(form ? { 'content-type': 'application/x-www-form-urlencoded', 'idempotency-key': form.key } : {}),
      },
      ...(form ? { body: new URLSearchParams(form.fields).toString() } : {}),
    });
    if (answer.status >= 500 || answer.status === 429 || answer.status === 409)
      throw new OutsideError('unreachable', `HTTP ${answer.status}`);
    return answer;
  }
  const read = (answer: OutsideAnswer): Record<string, unknown> => JSON.parse(answer.text) as Record<string, unknown>;

  return {
    provider: 'stripe',
    async createIntent(account, charge) {
      const answer = await call(account, 'POST', '/payment_intents', {
        key: charge.reference,
        fields: {
          amount: String(charge.amount),
          currency: charge.currency.toLowerCase(),
          description: charge.description,
          'metadata[reference]': charge.reference,
          'automatic_payment_methods[enabled]': 'true',
        },
      });
      if (answer.status >= 300) throw paymentsError('provider.refused', { why: whyOf(answer) });
      const made = read(answer);
      const pay = {
        kind: 'clientSecret',
        secret: String(made['client_secret']),
        publishableKey: account.settings['publishableKey'] ?? '',
      } as const;
      return { providerRef: String(made['id']), pay };
    },
    verifyAndParse(account, arriving) {
      assertFromStripe(account.secrets['webhookSecret'] ?? '', arriving);
      try {
        return eventOf(account, message.parse(JSON.parse(arriving.body)));
      } catch {
        throw paymentsError('webhook.malformed');
      }
    },
    async query(account, { providerRef }) {
      if (providerRef === null) return { kind: 'open' };
      const answer = await call(account, 'GET', `/payment_intents/${encodeURIComponent(providerRef)}`);
      if (answer.status === 404) return { kind: 'open' };
      if (answer.status >= 300) throw new OutsideError('unreachable', whyOf(answer));
      const found = read(answer);
      if (found['status'] === 'canceled') return { kind: 'failed', why: 'canceled' };
      if (found['status'] !== 'succeeded') return { kind: 'open' };
      const told = {
        id: `query:${providerRef}`,
        type: 'payment_intent.succeeded',
        created: Number(found['created']),
        data: { object: found },
      };
      return { kind: 'paid', event: eventOf(account, told) };
    },
    async refund(account, request) {
      const fields = { payment_intent: request.paymentRef, amount: String(request.amount), 'metadata[reference]': request.reference };
      return standing(await call(account, 'POST', '/refunds', { key: request.reference, fields }));
    },
    async queryRefund(account, { providerRef }) {
      if (providerRef === null) return { kind: 'unheardOf' };
      return standing(await call(account, 'GET', `/refunds/${encodeURIComponent(providerRef)}`));
    },
    payouts: null,
  };

  function standing(answer: OutsideAnswer): Standing {
    if (answer.status === 404) return { kind: 'unheardOf' };
    if (answer.status >= 300) return { kind: 'failed', why: whyOf(answer) };
    const { id, status } = read(answer);
    if (status === 'succeeded') return { kind: 'done', providerRef: String(id) };
    return status === 'failed' || status === 'canceled'
      ? { kind: 'failed', why: String(status) }
      : { kind: 'pending', providerRef: String(id) };
  }
}

function whyOf(answer: OutsideAnswer): string {
  const { error } = JSON.parse(answer.text || '{}') as { error?: { code?: string; message?: string } };
  return `${error?.code ?? answer.status} ${error?.message ?? ''}`.trim().slice(0, 200);
}

const KINDS: Readonly<Record<string, ProviderEvent['kind']>> = {
  'payment_intent.succeeded': 'paid',
  'payment_intent.payment_failed': 'payFailed',
  'charge.dispute.created': 'disputeOpened',
};

function eventOf(account: Account, { id, type, created, account: connected, data: { object } }: z.infer<typeof message>): ProviderEvent {
  const metadata = (object['metadata'] ?? {}) as Record<string, string>;
  const status = String(object['status'] ?? '');
  const isRefund =
    object['object'] === 'refund' && (type === 'refund.updated' || type === 'charge.refund.updated' || type === 'refund.failed');
  const refundKind = status === 'succeeded' ? 'refunded' : status === 'failed' || status === 'canceled' ? 'refundFailed' : 'other';
  const closedKind = type === 'charge.dispute.closed' ? (status === 'won' ? 'disputeWon' : 'disputeLost') : 'other';
  const paymentRef = String(object['payment_intent'] ?? '');
  return {
    eventId: id,
    kind: isRefund ? refundKind : (KINDS[type] ?? closedKind),
    amount: BigInt(Math.trunc(Number(object['amount_received'] ?? object['amount'] ?? 0))),
    currency: String(object['currency'] ?? '').toUpperCase(),
    merchantId: connected ?? account.merchantId,
    // A dispute names the payment, not our reference: it is found by that.
    orderRef: isRefund ? '' : (metadata['reference'] ?? ''),
    refundRef: isRefund ? (metadata['reference'] ?? null) : null,
    providerRef: type.startsWith('charge.dispute') ? paymentRef : String(object['id'] ?? ''),
    at: new Date(created * 1000),
    ...(typeof object['customer'] === 'string' ? { payer: object['customer'] } : {}),
  };
}
