import type { Ctx } from '../../kit/ctx.ts';
import { perform } from '../../kit/db/trial.ts';
import { Repeat, route, type Route } from '../../kit/http/index.ts';
import { dryRunQuery } from '../../kit/http/shapes.ts';
import { publicId } from '../../kit/ids/index.ts';
import { moneyJson } from '../../kit/money/index.ts';
import * as api from '../../rooms/partners/api.ts';
import {
  approveWithdrawal,
  findWithdrawal,
  listWithdrawals,
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
  route({
    id: 'withdrawals.approve',
    method: 'post',
    path: '/withdrawals/{id}/approve',
    tag,
    permission: 'payouts.write',
    status: 200,
    summary: 'Agree to a withdrawal somebody else asked for; tax is fixed now',
    query: dryRunQuery,
    body: api.approveWithdrawal,
    reply: api.withdrawal,
    find: withdrawalOf,
    async handle(ctx, { params, query, body }) {
      return await perform(ctx, query, async () =>
        withdrawalReply(ctx, await approveWithdrawal(ctx, params['id'] ?? '', { invoice: body.invoice ?? null })),
      );
    },
  }),
  route({
    id: 'withdrawals.send',
    method: 'post',
    path: '/withdrawals/{id}/send',
    tag,
    permission: 'payouts.write',
    status: 200,
    summary: 'Have a provider pay an approved withdrawal; how it ends comes from there',
    body: api.sendWithdrawal,
    reply: api.withdrawal,
    find: withdrawalOf,
    async handle(ctx, { params, body }) {
      return await withdrawalReply(ctx, await sendWithdrawal(ctx, params['id'] ?? '', body.provider));
    },
  }),
  route({
    id: 'withdrawals.settle',
    method: 'post',
    path: '/withdrawals/{id}/settle',
    tag,
    permission: 'payouts.write',
    status: 200,
    summary: 'The money arrived',
    body: api.settleWithdrawal,
    reply: api.withdrawal,
    find: withdrawalOf,
    async handle(ctx, { params }) {
      return await withdrawalReply(ctx, await settleWithdrawal(ctx, params['id'] ?? ''));
    },
  }),
  route({
    id: 'withdrawals.fail',
    method: 'post',
    path: '/withdrawals/{id}/fail',
    tag,
    permission: 'payouts.write',
    status: 200,
    summary: 'The money did not arrive: all of it comes back',
    body: api.endWithdrawal,
    reply: api.withdrawal,
    find: withdrawalOf,
    async handle(ctx, { params, body }) {
      return await withdrawalReply(ctx, await returnWithdrawal(ctx, params['id'] ?? '', { verb: 'fail', reason: body.reason }));
    },
  }),
  route({
    id: 'withdrawals.reject',
    method: 'post',
    path: '/withdrawals/{id}/reject',
    tag,
    permission: 'payouts.write',
    status: 200,
    summary: 'Decline a withdrawal: all of it comes back',
    body: api.endWithdrawal,
    reply: api.withdrawal,
    find: withdrawalOf,
    async handle(ctx, { params, body }) {
      return await withdrawalReply(ctx, await returnWithdrawal(ctx, params['id'] ?? '', { verb: 'reject', reason: body.reason }));
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
