import type { Db } from '../../kit/db/index.ts';
import { route, type Route } from '../../kit/http/index.ts';
import { pageQuery } from '../../kit/http/shapes.ts';
import { publicId } from '../../kit/ids/index.ts';
import * as api from '../../rooms/payments/api.ts';
import {
  accountById,
  actOnCharge,
  createAccount,
  differences,
  findIntent,
  intentReply,
  listAccounts,
  listIntents,
  listProviderEvents,
  paymentsError,
  providerEventReply,
  removeAccount,
  tellTestProvider,
  unparkEvent,
} from '../../rooms/payments/index.ts';
import { applyEvent } from './apply-event.ts';
import { turnPaymentsOf } from './clockwork.ts';
import { paymentsHost } from './host.ts';
import { openIntent } from './open-intent.ts';

const tag = 'Payments';

/** Accounts with providers, paying an order, what providers told, and where their books differ from ours. */
export function paymentRoutes({ db, now = () => new Date() }: { db: Db; now?: () => Date }): Route[] {
  const host = paymentsHost(db, { now });
  return [
    route({
      id: 'paymentAccounts.list',
      method: 'get',
      path: '/payment-accounts',
      summary: 'Accounts with payment providers; no secrets',
      tag,
      permission: 'money.read',
      query: pageQuery,
      reply: api.paymentAccountList,
      handle: async (ctx, { query }) => await listAccounts(ctx, query),
    }),
    route({
      id: 'paymentAccounts.create',
      method: 'post',
      path: '/payment-accounts',
      summary: 'Add an account with a payment provider; its secrets are stored sealed',
      tag,
      permission: 'money.write',
      body: api.createPaymentAccount,
      reply: api.paymentAccount,
      async handle(ctx, { body, request }) {
        const accountId = await createAccount(ctx, body, new URL(request.url).origin);
        const found = (await listAccounts(ctx, { limit: 200 })).data.find((one) => one.id === publicId('paymentAccount', accountId));
        if (!found) throw paymentsError('paymentAccount.notFound');
        return found;
      },
    }),
    route({
      id: 'paymentAccounts.remove',
      method: 'delete',
      path: '/payment-accounts/{id}',
      summary: 'End an account with a payment provider',
      tag,
      permission: 'money.write',
      status: 204,
      handle: async (ctx, { params }) => await removeAccount(ctx, params['id'] ?? ''),
    }),
    route({
      id: 'orders.openPayment',
      method: 'post',
      path: '/orders/{id}/payment-intents',
      summary: 'Prepare a payment of what is due: a QR code, a page, or what the app needs',
      tag,
      permission: 'orders.write',
      tx: 'none',
      body: api.createPaymentIntent,
      reply: api.paymentIntent,
      async handle(_, { params, body, run }) {
        const intentId = await openIntent(host, run, params['id'] ?? '', body);
        return await run('read', (ctx) => intentReply(ctx, publicId('paymentIntent', intentId)));
      },
    }),
    route({
      id: 'orders.paymentIntents',
      method: 'get',
      path: '/orders/{id}/payment-intents',
      summary: 'The attempts to pay an order, newest first',
      tag,
      permission: 'orders.read',
      query: pageQuery,
      reply: api.paymentIntentList,
      handle: async (ctx, { params, query }) => await listIntents(ctx, params['id'] ?? '', query),
    }),
    route({
      id: 'paymentIntents.get',
      method: 'get',
      path: '/payment-intents/{id}',
      summary: 'One attempt to pay',
      tag,
      permission: 'orders.read',
      reply: api.paymentIntent,
      handle: async (ctx, { params }) => await intentReply(ctx, params['id'] ?? ''),
    }),
    route({
      id: 'paymentIntents.actInTest',
      method: 'post',
      path: '/payment-intents/{id}/test',
      summary: 'Act as the customer of the built-in test provider (sandbox brands)',
      tag,
      permission: 'orders.write',
      tx: 'none',
      status: 200,
      body: api.actOnTestCharge,
      reply: api.paymentIntent,
      find: async (ctx, params) => await findIntent(ctx, params['id'] ?? ''),
      async handle({ tenantId }, { params, body, run }) {
        const id = params['id'] ?? '';
        await run('write', async (ctx) => {
          const intent = await findIntent(ctx, id);
          if (intent.provider !== 'test') throw paymentsError('testCharge.notFound');
          const { amount, currency, merchantId } = body;
          const over = {
            ...(amount === undefined ? {} : { amount: BigInt(amount) }),
            ...(currency === undefined ? {} : { currency }),
            ...(merchantId === undefined ? {} : { merchantId }),
          };
          await actOnCharge(ctx, await accountById(ctx, intent.account_id), intent.reference, { do: body.do, over });
        });
        // What it tells now comes in now; what it was told to delay comes with the clockwork.
        await turnPaymentsOf(host, tenantId);
        return await run('read', (ctx) => intentReply(ctx, id));
      },
    }),
    route({
      id: 'testProvider.behave',
      method: 'post',
      path: '/test-provider',
      summary: 'Tell the built-in test provider to be late, to repeat itself, to lose messages, to fail',
      tag,
      permission: 'money.write',
      status: 200,
      body: api.testBehaviour,
      reply: api.testBehaviourSet,
      handle: async (ctx, { body }) => ({ settings: await tellTestProvider(ctx, body) }),
    }),
    route({
      id: 'providerEvents.list',
      method: 'get',
      path: '/provider-events',
      summary: 'What providers told and what became of it, newest first',
      tag,
      permission: 'money.read',
      query: api.providerEventsQuery,
      reply: api.providerEventList,
      handle: async (ctx, { query }) => await listProviderEvents(ctx, query),
    }),
    route({
      id: 'providerEvents.retry',
      method: 'post',
      path: '/provider-events/{id}/retry',
      summary: 'Try once more to apply an event that was parked',
      tag,
      permission: 'money.write',
      tx: 'none',
      status: 200,
      reply: api.providerEvent,
      async handle({ tenantId }, { params, run }) {
        const inboxId = await run('write', (ctx) => unparkEvent(ctx, params['id'] ?? ''));
        await applyEvent(host, tenantId, inboxId);
        return await run('read', async (ctx) => (await providerEventReply(ctx, inboxId)) ?? missing());
      },
    }),
    route({
      id: 'paymentDifferences.list',
      method: 'get',
      path: '/payment-differences',
      summary: 'Where the providers’ books and ours do not agree yet; empty when all is well',
      tag,
      permission: 'money.read',
      reply: api.differenceList,
      handle: async (ctx) => ({ data: await differences(ctx), next: null }),
    }),
  ];
}

function missing(): never {
  throw paymentsError('providerEvent.notFound');
}
