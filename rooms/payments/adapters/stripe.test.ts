import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { OutsideAnswer, OutsideCall } from '../../../kit/outside/index.ts';
import { sharedData } from '../../../kit/testing/index.ts';
import type { Account } from '../adapter.ts';
import { assertFromStripe, stripeAdapter } from './stripe.ts';

const account: Account = {
  tenantId: 't',
  accountId: 'a',
  provider: 'stripe',
  merchantId: 'acct_1',
  settings: { publishableKey: 'pk_1' },
  secrets: { apiKey: 'sk_1', webhookSecret: 'whsec_1' },
};

function stripe(answer: object, status = 200) {
  const asked: { url: string; call: OutsideCall }[] = [];
  const adapter = stripeAdapter(async (url, call): Promise<OutsideAnswer> => {
    asked.push({ url, call });
    return { status, headers: {}, text: JSON.stringify(answer) };
  });
  return { adapter, asked };
}

function read(event: object) {
  const body = JSON.stringify(event);
  const now = new Date();
  const t = Math.floor(now.getTime() / 1000);
  const v1 = createHmac('sha256', 'whsec_1').update(`${t}.${body}`).digest('hex');
  return stripe({}).adapter.verifyAndParse(account, { headers: { 'stripe-signature': `t=${t},v1=${v1}` }, body, now });
}

test('the published Stripe signature is right at its time, too old now, and refused with one bit changed', (t) => {
  const file = sharedData('webhook-vectors', 'vectors.json');
  if (file === null) return t.diagnostic('the published vectors are not on this machine');
  const vectors = JSON.parse(readFileSync(file, 'utf8')) as { id: string; secret: string; body: string; header: string }[];
  const vector = vectors.find((each) => each.id === 'stripe-signature-async-stripe');
  assert.ok(vector);
  const { secret, body, header } = vector;
  const check = (over: { body?: string; header?: string; now?: Date } = {}): void =>
    assertFromStripe(secret, {
      headers: { 'stripe-signature': over.header ?? header },
      body: over.body ?? body,
      now: over.now ?? new Date(1_533_204_620_000),
    });
  check();
  assert.throws(() => check({ now: new Date() }), { code: 'webhook.stale' });
  for (let i = 0; i < body.length; i += 3) {
    const bytes = Buffer.from(body);
    bytes.writeUInt8(bytes.readUInt8(i) ^ (1 << (i & 7)), i);
    assert.throws(() => check({ body: bytes.toString('latin1') }), { code: 'webhook.unsigned' });
  }
  assert.throws(() => check({ header: header.replace('t=1533204620', 't=1533204621') }), { code: 'webhook.unsigned' });
  assert.throws(() => check({ header: header.replace(/v1=\w+,/, '') }), { code: 'webhook.unsigned' }, 'v0 alone is no signature');
  assert.throws(() => check({ header: '' }), { code: 'webhook.stale' });
});

test('payments, refunds and disputes come out in our words', () => {
  const intent = { id: 'pi_1', object: 'payment_intent', amount: 500, amount_received: 500, currency: 'usd', metadata: { reference: 'r' } };
  const paid = read({ id: 'evt_1', type: 'payment_intent.succeeded', created: 1_768_449_600, data: { object: intent } });
  assert.deepEqual(
    [paid.kind, paid.amount, paid.currency, paid.orderRef, paid.providerRef, paid.merchantId],
    ['paid', 500n, 'USD', 'r', 'pi_1', 'acct_1'],
  );
  const refund = {
    id: 're_1',
    object: 'refund',
    amount: 100,
    currency: 'usd',
    status: 'succeeded',
    payment_intent: 'pi_1',
    metadata: { reference: 'n' },
  };
  const refunded = read({ id: 'evt_2', type: 'refund.updated', created: 1, data: { object: refund } });
  assert.deepEqual([refunded.kind, refunded.refundRef, refunded.providerRef], ['refunded', 'n', 're_1']);
  assert.equal(
    read({ id: 'evt_3', type: 'refund.updated', created: 1, data: { object: { ...refund, status: 'failed' } } }).kind,
    'refundFailed',
  );
  const dispute = { id: 'dp_1', object: 'dispute', amount: 500, currency: 'usd', status: 'needs_response', payment_intent: 'pi_1' };
  const opened = read({ id: 'evt_4', type: 'charge.dispute.created', created: 1, data: { object: dispute } });
  assert.deepEqual([opened.kind, opened.providerRef], ['disputeOpened', 'pi_1']);
  const closed = (status: string) =>
    read({ id: 'evt_5', type: 'charge.dispute.closed', created: 1, data: { object: { ...dispute, status } } }).kind;
  assert.deepEqual([closed('won'), closed('lost')], ['disputeWon', 'disputeLost']);
  assert.equal(read({ id: 'evt_6', type: 'invoice.created', created: 1, data: { object: { id: 'in_1' } } }).kind, 'other');
  const elsewhere = read({ id: 'evt_7', account: 'acct_2', type: 'payment_intent.succeeded', created: 1, data: { object: intent } });
  assert.equal(elsewhere.merchantId, 'acct_2', 'a connected account is not ours');
});

test('what is asked twice is asked under one key', async () => {
  const { adapter, asked } = stripe({ id: 'pi_1', client_secret: 'cs' });
  const charge = {
    reference: 'r',
    method: 'stripe',
    amount: 500n,
    currency: 'USD',
    description: 'Tea',
    payer: null,
    payerAddress: null,
    notifyUrl: '',
    expiresAt: new Date(),
  };
  const made = await adapter.createIntent(account, charge);
  assert.deepEqual(made, { providerRef: 'pi_1', pay: { kind: 'clientSecret', secret: 'cs', publishableKey: 'pk_1' } });
  assert.equal(asked[0]?.call.headers?.['idempotency-key'], 'r');
  const form = new URLSearchParams(asked[0]?.call.body);
  assert.deepEqual([form.get('amount'), form.get('currency'), form.get('metadata[reference]')], ['500', 'usd', 'r']);
  for (const status of [500, 429, 409])
    await assert.rejects(stripe({}, status).adapter.createIntent(account, charge), { name: 'OutsideError' });
  await assert.rejects(stripe({ error: { code: 'card_declined', message: 'no' } }, 402).adapter.createIntent(account, charge), {
    code: 'provider.refused',
  });
});

test('asked after, a charge and a refund stand as Stripe says', async () => {
  const charge = async (answer: object, status = 200) =>
    (await stripe(answer, status).adapter.query(account, { reference: 'r', providerRef: 'pi_1' })).kind;
  assert.deepEqual(
    [
      await charge({ status: 'succeeded', id: 'pi_1', created: 1, currency: 'usd' }),
      await charge({ status: 'processing' }),
      await charge({ status: 'canceled' }),
      await charge({}, 404),
    ],
    ['paid', 'open', 'failed', 'open'],
  );
  const refund = async (answer: object, status = 200) =>
    (await stripe(answer, status).adapter.queryRefund(account, { reference: 'n', providerRef: 're_1' })).kind;
  assert.deepEqual(
    [
      await refund({ id: 're_1', status: 'succeeded' }),
      await refund({ id: 're_1', status: 'pending' }),
      await refund({ id: 're_1', status: 'failed' }),
      await refund({}, 404),
    ],
    ['done', 'pending', 'failed', 'unheardOf'],
  );
});

test('a message of our own making is refused with one bit changed', () => {
  const body = JSON.stringify({ id: 'evt_1', type: 'invoice.created', created: 1, data: { object: {} } });
  const now = new Date();
  const t = Math.floor(now.getTime() / 1000);
  const v1 = createHmac('sha256', 'whsec_1').update(`${t}.${body}`).digest('hex');
  const check = (text: string): void =>
    assertFromStripe('whsec_1', { headers: { 'stripe-signature': `t=${t},v1=${v1}` }, body: text, now });
  check(body);
  for (let bit = 0; bit < body.length * 8; bit += 3) {
    const bytes = Buffer.from(body);
    bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    assert.throws(() => check(bytes.toString('latin1')), { code: 'webhook.unsigned' });
  }
});
