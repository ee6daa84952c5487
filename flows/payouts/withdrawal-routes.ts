import type { z } from 'zod';
import type { Ctx } from '../../kit/ctx.ts';
import { perform } from '../../kit/db/trial.ts';
import { fileNameOf, readBytes, Repeat, route, type Route } from '../../kit/http/index.ts';
import { dryRunQuery } from '../../kit/http/shapes.ts';
import { publicId, type Uuid } from '../../kit/ids/index.ts';
import { moneyJson } from '../../kit/money/index.ts';
import * as api from '../../rooms/partners/api.ts';
import {
  approveWithdrawal,
  attachInvoice,
  findWithdrawal,
  LARGEST_INVOICE,
  listWithdrawals,
  openInvoice,
  payeeReply,
  payoutSettingsOf,
  requestWithdrawal,
  returnWithdrawal,
  revealPayee,
  setPayoutSettings,
  settleWithdrawal,
  updatePayee,
  withdrawalReply,
} from '../../rooms/partners/index.ts';
import { findPerson } from '../../rooms/relations/index.ts';
import { minor } from '../money-answers.ts';
import { markFileSent, payFile } from './pay-file.ts';
import { sendWithdrawal } from './send.ts';

const tag = 'Payouts';
const personOf = (ctx: Ctx, params: Record<string, string>) => findPerson(ctx, params['id'] ?? '');
const withdrawalOf = (ctx: Ctx, params: Record<string, string>) => findWithdrawal(ctx, params['id'] ?? '');

/** How money leaves for people: asked for, agreed to by somebody else, sent, and ended one way or the other. */
export const withdrawalRoutes: Route[] = [
  route({
    id: 'people.withdraw',
    method: 'post',
    path: '/people/{id}/withdrawals',
    tag,
    permission: 'payouts.write',
    summary: 'Ask for money: it leaves what is available at once',
    query: dryRunQuery,
    body: api.requestWithdrawal,
    reply: api.withdrawal,
    find: personOf,
    async handle(ctx, { params, query, body }) {
      const person = await personOf(ctx, params);
      return await perform(ctx, query, async () => {
        const { withdrawalId, isRepeat } = await requestWithdrawal(ctx, {
          personId: person.person_id,
          amount: minor(ctx, body.amount, '/amount'),
          externalId: body.externalId ?? null,
          askedIn: 'console',
        });
        const reply = await withdrawalReply(ctx, withdrawalId);
        return isRepeat ? new Repeat(reply) : reply;
      });
    },
  }),
  route({
    id: 'people.withdrawals',
    method: 'get',
    path: '/people/{id}/withdrawals',
    tag,
    permission: 'money.read',
    summary: 'What a person asked for, newest first',
    query: api.withdrawalsQuery,
    reply: api.withdrawalList,
    find: personOf,
    async handle(ctx, { params, query }) {
      return await listWithdrawals(ctx, { ...query, personId: (await personOf(ctx, params)).person_id });
    },
  }),
  route({
    id: 'withdrawals.list',
    method: 'get',
    path: '/withdrawals',
    tag,
    permission: 'money.read',
    summary: 'What everybody asked for, newest first',
    query: api.withdrawalsQuery,
    reply: api.withdrawalList,
    async handle(ctx, { query }) {
      return await listWithdrawals(ctx, { ...query, personId: null });
    },
  }),
  route({
    id: 'withdrawals.get',
    method: 'get',
    path: '/withdrawals/{id}',
    tag,
    permission: 'money.read',
    summary: 'One withdrawal',
    reply: api.withdrawal,
    async handle(ctx, { params }) {
      return await withdrawalReply(ctx, (await withdrawalOf(ctx, params)).withdrawal_id);
    },
  }),
  step({
    id: 'withdrawals.approve',
    path: '/withdrawals/{id}/approve',
    summary: 'Agree to a withdrawal somebody else asked for; tax is fixed now',
    body: api.approveWithdrawal,
    take: (ctx, id, { invoice }) => approveWithdrawal(ctx, id, { invoice: invoice ?? null }),
  }),
  step({
    id: 'withdrawals.send',
    path: '/withdrawals/{id}/send',
    summary: 'Have a provider pay an approved withdrawal; how it ends comes from there',
    body: api.sendWithdrawal,
    take: (ctx, id, { provider }) => sendWithdrawal(ctx, id, provider),
  }),
  step({
    id: 'withdrawals.settle',
    path: '/withdrawals/{id}/settle',
    summary: 'The money arrived',
    body: api.settleWithdrawal,
    take: (ctx, id) => settleWithdrawal(ctx, id),
  }),
  step({
    id: 'withdrawals.fail',
    path: '/withdrawals/{id}/fail',
    summary: 'The money did not arrive: all of it comes back',
    body: api.endWithdrawal,
    take: (ctx, id, { reason }) => returnWithdrawal(ctx, id, { verb: 'fail', reason }),
  }),
  step({
    id: 'withdrawals.reject',
    path: '/withdrawals/{id}/reject',
    summary: 'Decline a withdrawal: all of it comes back',
    body: api.endWithdrawal,
    take: (ctx, id, { reason }) => returnWithdrawal(ctx, id, { verb: 'reject', reason }),
  }),
  route({
    id: 'withdrawals.attachInvoice',
    method: 'post',
    path: '/withdrawals/{id}/invoice',
    tag,
    permission: 'payouts.write',
    tx: 'none',
    bodyType: 'application/octet-stream',
    summary:
      'Attach the invoice of a business: a PDF, a PNG or a JPEG of at most 5 MiB (raw bytes, its name in the header Zihuan-File-Name)',
    reply: api.withdrawal,
    find: withdrawalOf,
    async handle(_ctx, { params, request, run }) {
      await run('read', (ctx) => withdrawalOf(ctx, params));
      const file = { name: fileNameOf(request), bytes: await readBytes(request, LARGEST_INVOICE) };
      return await run('write', async (ctx) => withdrawalReply(ctx, await attachInvoice(ctx, params['id'] ?? '', file)));
    },
  }),
  route({
    id: 'withdrawals.invoice',
    method: 'get',
    path: '/withdrawals/{id}/invoice',
    tag,
    permission: 'money.read',
    tx: 'write',
    summary: 'The invoice of a business; who looked is on the record',
    replyType: 'application/octet-stream',
    find: withdrawalOf,
    async handle(ctx, { params }) {
      const { name, type, bytes } = await openInvoice(ctx, params['id'] ?? '');
      return new Response(bytes, {
        headers: {
          'content-type': type,
          'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
          'cache-control': 'no-store',
        },
      });
    },
  }),
  route({
    id: 'withdrawals.payFile',
    method: 'get',
    path: '/withdrawals/pay-file.csv',
    tag,
    permission: 'payouts.write',
    tx: 'write',
    summary: 'Everything approved and not sent, as a file for the bank',
    replyType: 'text/csv',
    async handle(ctx, { language }) {
      return new Response(await payFile(ctx, language), {
        headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': 'attachment; filename="pay-file.csv"' },
      });
    },
  }),
  route({
    id: 'withdrawals.markSent',
    method: 'post',
    path: '/withdrawals/mark-sent',
    tag,
    permission: 'payouts.write',
    status: 200,
    summary: 'These went to the bank with a file; each is settled or failed when its end is known',
    body: api.markSent,
    reply: api.sentWithdrawals,
    async handle(ctx, { body }) {
      return { sent: await markFileSent(ctx, body.withdrawals) };
    },
  }),
  route({
    id: 'people.payee',
    method: 'get',
    path: '/people/{id}/payee',
    tag,
    permission: 'money.read',
    summary: 'Who a person is to the tax office, numbers masked',
    reply: api.payee,
    async handle(ctx, { params }) {
      return await payeeReply(ctx, (await personOf(ctx, params)).person_id);
    },
  }),
  route({
    id: 'people.updatePayee',
    method: 'patch',
    path: '/people/{id}/payee',
    tag,
    permission: 'payouts.write',
    summary: 'Write down who is paid: name, identity number, birthday, account',
    body: api.updatePayee,
    reply: api.payee,
    find: personOf,
    async handle(ctx, { params, body }) {
      const person = await personOf(ctx, params);
      await updatePayee(ctx, person.person_id, body);
      return await payeeReply(ctx, person.person_id);
    },
  }),
  route({
    id: 'people.revealPayee',
    method: 'post',
    path: '/people/{id}/payee/reveal',
    tag,
    permission: 'payouts.reveal',
    status: 200,
    isSecret: true,
    summary: 'The sealed numbers of a payee; who looked is on the record',
    body: api.settleWithdrawal,
    reply: api.revealedPayee,
    find: personOf,
    async handle(ctx, { params }) {
      const person = await personOf(ctx, params);
      const { idNumber, account } = await revealPayee(ctx, person.person_id);
      return { person: publicId('person', person.person_id), idNumber, account };
    },
  }),
  route({
    id: 'payoutSettings.get',
    method: 'get',
    path: '/payout-settings',
    tag,
    permission: 'money.read',
    summary: 'What the brand decided about payouts',
    reply: api.payoutSettings,
    async handle(ctx) {
      return await settingsReply(ctx);
    },
  }),
  route({
    id: 'payoutSettings.update',
    method: 'patch',
    path: '/payout-settings',
    tag,
    permission: 'payouts.write',
    summary: 'Decide about payouts: tax method, thresholds, fee, statements',
    body: api.updatePayoutSettings,
    reply: api.payoutSettings,
    async handle(ctx, { body }) {
      await setPayoutSettings(ctx, body);
      return await settingsReply(ctx);
    },
  }),
];

/** One step of a withdrawal: the same permission, dry run and answer for all of them. */
function step<Body extends z.ZodType>({
  take,
  ...spec
}: {
  id: string;
  path: string;
  summary: string;
  body: Body;
  take: (ctx: Ctx, id: string, body: z.output<Body>) => Promise<Uuid>;
}): Route {
  return route({
    ...spec,
    method: 'post',
    tag,
    permission: 'payouts.write',
    status: 200,
    query: dryRunQuery,
    reply: api.withdrawal,
    find: withdrawalOf,
    async handle(ctx, { params, query, body }) {
      return await perform(ctx, query, async () => withdrawalReply(ctx, await take(ctx, params['id'] ?? '', body as z.output<Body>)));
    },
  });
}

async function settingsReply(ctx: Ctx): Promise<api.PayoutSettings> {
  const settings = await payoutSettingsOf(ctx);
  const { currency } = ctx.tenant;
  return {
    ...settings,
    fourEyesAbove: moneyJson(settings.fourEyesAbove, currency),
    minimum: moneyJson(settings.minimum, currency),
    fee: moneyJson(settings.fee, currency),
    reassignFourEyesAbove: settings.reassignFourEyesAbove === null ? null : moneyJson(settings.reassignFourEyesAbove, currency),
  };
}
