import { isUnavailable, type Db } from '../../kit/db/index.ts';
import type { Uuid } from '../../kit/ids/index.ts';
import { log } from '../../kit/log/index.ts';
import { OutsideError } from '../../kit/outside/index.ts';
import {
  accountById,
  announcePayout,
  endPayout,
  failIntent,
  isAnythingDue,
  keepEvents,
  payoutReference,
  postponePayout,
  postponeRefund,
  refundReference,
  standingAccount,
  takeDuePayout,
  takeDueRefunds,
  takeSilentIntents,
  takeTestMessages,
  waitingEvents,
  webhookUrlOf,
  type IntentRow,
  type PayoutRow,
  type RefundRow,
  type Standing,
} from '../../rooms/payments/index.ts';
import { mayPayOut } from '../../rooms/partners/index.ts';
import { applyEvent, finishRefund } from './apply-event.ts';
import { inBrand, type PaymentsHost } from './host.ts';
import { receiveWebhook } from './receive-webhook.ts';

const AT_ONCE = 100;
const TOLD_AT_ONCE = 20;

/** The brands that have an account with a provider. */
export async function brandsThatPay(db: Db): Promise<Uuid[]> {
  const rows = await db.platformTx(async (sql) => await sql<{ tenant_id: Uuid }>`SELECT brand.tenant_id FROM payments.brand AS brand`);
  return rows.map((row) => row.tenant_id);
}

/** Everything that is due with providers, brand after brand; what fails in one does not hold up the others. */
export async function turnPayments(host: PaymentsHost): Promise<void> {
  for (const tenantId of await brandsThatPay(host.db)) {
    await turnPaymentsOf(host, tenantId).catch((error: unknown) =>
      log.warn({ err: error, tenant: tenantId }, 'payments of a brand failed; they are tried again'),
    );
  }
}

/** One turn in one brand: messages of the built-in provider, waiting events, refunds, silent charges, payouts. */
export async function turnPaymentsOf(host: PaymentsHost, tenantId: Uuid): Promise<void> {
  if (!(await inBrand(host, tenantId, 'read', isAnythingDue))) return;
  await deliverTestMessages(host, tenantId);
  await applyWaiting(host, tenantId);
  await moveRefunds(host, tenantId);
  await askAfterIntents(host, tenantId);
  await movePayouts(host, tenantId);
}

/** What the built-in provider has to say comes in by the door every provider uses, signature and all. */
async function deliverTestMessages(host: PaymentsHost, tenantId: Uuid): Promise<void> {
  const taken = await inBrand(host, tenantId, 'write', async (ctx) => {
    if (!ctx.tenant.isSandbox) return null;
    const account = await standingAccount(ctx, 'test');
    return { slug: ctx.tenant.slug, messages: await takeTestMessages(ctx, account, AT_ONCE) };
  }).catch((error: unknown) => {
    if ((error as { code?: string }).code === 'paymentAccount.needed') return null;
    throw error;
  });
  const { slug = '', messages = [] } = taken ?? {};
  for (let i = 0; i < messages.length; i += TOLD_AT_ONCE) {
    await Promise.all(messages.slice(i, i + TOLD_AT_ONCE).map((message) => receiveWebhook(host, { provider: 'test', slug, ...message })));
  }
}

async function applyWaiting(host: PaymentsHost, tenantId: Uuid): Promise<void> {
  const waiting = await inBrand(host, tenantId, 'read', (ctx) => waitingEvents(ctx, AT_ONCE));
  await Promise.all(waiting.map((inboxId) => applyEvent(host, tenantId, inboxId)));
}

async function moveRefunds(host: PaymentsHost, tenantId: Uuid): Promise<void> {
  const due = await inBrand(host, tenantId, 'write', (ctx) => takeDueRefunds(ctx, AT_ONCE));
  for (const refund of due) await alone(() => moveRefund(host, tenantId, refund));
}

async function moveRefund(host: PaymentsHost, tenantId: Uuid, refund: RefundRow): Promise<void> {
  const account = await inBrand(host, tenantId, 'read', (ctx) => accountById(ctx, refund.account_id));
  const adapter = host.adapters[refund.provider];
  const reference = refundReference(refund.refund_id);
  const request = {
    reference,
    paymentRef: refund.payment_ref,
    amount: refund.amount,
    paidAmount: refund.paid_amount,
    currency: refund.currency,
    notifyUrl: webhookUrlOf(account.settings['origin'] ?? '', refund.provider, await slugOf(host, tenantId)),
  };
  const standing = await heard(async () => {
    const known = refund.state === 'requested' ? null : await adapter.queryRefund(account, { reference, providerRef: refund.provider_ref });
    // Asked for under the same number twice it is given back once: that is what the number is for.
    return known === null || known.kind === 'unheardOf' ? await adapter.refund(account, request) : known;
  });
  await inBrand(host, tenantId, 'write', async (ctx) => {
    switch (standing.kind) {
      case 'done':
        return void (await finishRefund(ctx, refund.refund_id, { isDone: true, providerRef: standing.providerRef, fault: null }));
      case 'failed':
        return void (await finishRefund(ctx, refund.refund_id, { isDone: false, providerRef: null, fault: standing.why }));
      case 'pending':
        return await postponeRefund(ctx, refund, { state: 'sent', providerRef: standing.providerRef, fault: null });
      default:
        return await postponeRefund(ctx, refund, { state: 'unknown', providerRef: null, fault: whyOf(standing) });
    }
  });
}

/** What fails for one does not hold up the others; it is due again when its lease ends. */
async function alone(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (isUnavailable(error)) throw error;
    log.warn({ err: error }, 'a step with a provider failed; it is tried again');
  }
}

async function slugOf(host: PaymentsHost, tenantId: Uuid): Promise<string> {
  return await inBrand(host, tenantId, 'read', async (ctx) => ctx.tenant.slug);
}

/** Asks after charges nobody told us of: what the provider says then goes the way of every event (reliability W7). */
async function askAfterIntents(host: PaymentsHost, tenantId: Uuid): Promise<void> {
  const silent = await inBrand(host, tenantId, 'write', (ctx) => takeSilentIntents(ctx, AT_ONCE));
  for (const intent of silent) await alone(() => askAfterIntent(host, tenantId, intent));
}

async function askAfterIntent(host: PaymentsHost, tenantId: Uuid, intent: IntentRow): Promise<void> {
  const account = await inBrand(host, tenantId, 'read', (ctx) => accountById(ctx, intent.account_id));
  const { reference, provider_ref: providerRef } = intent;
  const found = await host.adapters[intent.provider].query(account, { reference, providerRef }).catch((error: unknown) => {
    if (error instanceof OutsideError) return null;
    throw error;
  });
  if (found?.kind === 'paid') {
    const { event } = found;
    const [inboxId] = await inBrand(host, tenantId, 'write', (ctx) => keepEvents(ctx, account, [{ event, source: 'poll', body: '' }]));
    if (inboxId) await applyEvent(host, tenantId, inboxId);
  } else if (found?.kind === 'failed') {
    await inBrand(host, tenantId, 'write', (ctx) => failIntent(ctx, intent.intent_id, found.why));
  }
}

async function movePayouts(host: PaymentsHost, tenantId: Uuid): Promise<void> {
  // One at a time: what is written down as leaving leaves at once, so a process that dies leaves one of them unknown at most.
  for (let i = 0; i < AT_ONCE; i++) {
    // While the books are broken nothing leaves; what left is asked after.
    const payout = await inBrand(host, tenantId, 'write', async (ctx) => takeDuePayout(ctx, { mayLeave: await mayPayOut(ctx) }));
    if (!payout) return;
    await alone(() => movePayout(host, tenantId, payout));
  }
}

/** A payout leaves once. Whatever is not known afterwards is asked after under the same number, never sent again. */
async function movePayout(host: PaymentsHost, tenantId: Uuid, payout: PayoutRow): Promise<void> {
  const account = await inBrand(host, tenantId, 'read', (ctx) => accountById(ctx, payout.account_id));
  const { payouts } = host.adapters[payout.provider];
  const reference = payoutReference(payout.payout_id);
  const { amount, currency, payee } = payout;
  const standing = await heard(async () => {
    if (!payouts) return { kind: 'failed', why: 'this provider pays nobody out' };
    if (payout.wasSent) return await payouts.query(account, { reference, providerRef: payout.provider_ref });
    return await payouts.send(account, { reference, amount, currency, payee });
  });
  await inBrand(host, tenantId, 'write', async (ctx) => {
    if (standing.kind === 'done' || standing.kind === 'failed') {
      const isPaid = standing.kind === 'done';
      const fault = standing.kind === 'failed' ? standing.why : null;
      const isFresh = await endPayout(ctx, payout.payout_id, { isPaid, providerRef: isPaid ? standing.providerRef : null, fault });
      if (isFresh) await announcePayout(ctx, { payoutId: payout.payout_id, isPaid, why: fault });
      return;
    }
    const providerRef = standing.kind === 'pending' ? standing.providerRef : null;
    await postponePayout(ctx, payout, { providerRef, fault: standing.kind === 'pending' ? null : whyOf(standing) });
  });
}

type Heard = Standing | { readonly kind: 'silent'; readonly why: string };

/** An answer that did not come is a state like any other. */
async function heard(ask: () => Promise<Standing>): Promise<Heard> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof OutsideError) return { kind: 'silent', why: `${error.kind}: ${error.message}` };
    throw error;
  }
}

function whyOf(standing: Heard): string {
  return standing.kind === 'silent' ? standing.why : 'the provider knows nothing of it';
}
