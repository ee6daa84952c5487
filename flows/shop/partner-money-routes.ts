import type { Ctx } from '../../kit/ctx.ts';
import { perform } from '../../kit/db/trial.ts';
import { buyerOf, route, type Route } from '../../kit/http/index.ts';
import { dryRunQuery, pageQuery } from '../../kit/http/shapes.ts';
import * as api from '../../rooms/partners/api.ts';
import {
  cutOf,
  listWithdrawals,
  myEarnings,
  myPurse,
  payeeReply,
  requestWithdrawal,
  statementList,
  statementOf,
  updatePayee,
  withdrawalReply,
} from '../../rooms/partners/index.ts';
import { minor } from '../money-answers.ts';

const tag = 'Shop: partners';

/** What a person earned, is owed and is paid, in their own eyes. */
export const partnerMoneyRoutes: Route[] = [
  route({
    id: 'shop.purse',
    method: 'get',
    path: '/shop/{brand}/me/purse',
    tag,
    permission: 'shop.own',
    summary: 'What I have, when more becomes mine, and on what terms it is paid out',
    reply: api.myPurse,
    async handle(ctx) {
      return await myPurse(ctx, buyerOf(ctx));
    },
  }),
  route({
    id: 'shop.earnings',
    method: 'get',
    path: '/shop/{brand}/me/earnings',
    tag,
    permission: 'shop.own',
    summary: 'What I earned, line by line, with its state, its dates and why it is held',
    query: api.personCommissionsQuery,
    reply: api.myEarnings,
    async handle(ctx, { query }) {
      return await myEarnings(ctx, buyerOf(ctx), query);
    },
  }),
  route({
    id: 'shop.statements',
    method: 'get',
    path: '/shop/{brand}/me/statements',
    tag,
    permission: 'shop.own',
    summary: 'A statement per period in which something moved, newest first',
    query: api.statementsQuery,
    reply: api.statementList,
    async handle(ctx, { query }) {
      return { data: await statementList(ctx, buyerOf(ctx), await cutOf(ctx, query)), next: null };
    },
  }),
  route({
    id: 'shop.statement',
    method: 'get',
    path: '/shop/{brand}/me/statement',
    tag,
    permission: 'shop.own',
    summary: 'One statement with every line; the present one unless a day of another is given',
    query: api.statementQuery,
    reply: api.myStatement,
    async handle(ctx, { query }) {
      const statement = await statementOf(ctx, buyerOf(ctx), await cutOf(ctx, query), query.from);
      return {
        ...statement,
        // Whose order it was and where the brand explains it is not theirs to see.
        lines: statement.lines.map(({ at, kind, amount, netted }) => ({ at, kind, amount, netted })),
        debts: statement.debts.map(({ at, amount, left }) => ({ at, amount, left })),
      };
    },
  }),
  route({
    id: 'shop.payee',
    method: 'get',
    path: '/shop/{brand}/me/payee',
    tag,
    permission: 'shop.own',
    summary: 'Who is paid, as far as I said; of numbers the last four',
    reply: api.myPayee,
    async handle(ctx) {
      return await myPayee(ctx);
    },
  }),
  route({
    id: 'shop.updatePayee',
    method: 'patch',
    path: '/shop/{brand}/me/payee',
    tag,
    permission: 'shop.own',
    isSecret: true,
    summary: 'Say who is paid: legal name, identity number, birthday, account; both numbers are sealed',
    body: api.updatePayee,
    reply: api.myPayee,
    async handle(ctx, { body }) {
      await updatePayee(ctx, buyerOf(ctx), body);
      return await myPayee(ctx);
    },
  }),
  route({
    id: 'shop.askWithdrawal',
    method: 'post',
    path: '/shop/{brand}/me/withdrawals',
    tag,
    permission: 'shop.own',
    summary: 'Ask for my money; a dry run says first what tax and fee would take',
    query: dryRunQuery,
    body: api.askWithdrawal,
    reply: api.myWithdrawal,
    async handle(ctx, { query, body }) {
      return await perform(ctx, query, async () => {
        const { withdrawalId } = await requestWithdrawal(ctx, {
          personId: buyerOf(ctx),
          amount: minor(ctx, body.amount, '/amount'),
          externalId: null,
          askedIn: 'shop',
        });
        return myWithdrawal(await withdrawalReply(ctx, withdrawalId));
      });
    },
  }),
  route({
    id: 'shop.withdrawals',
    method: 'get',
    path: '/shop/{brand}/me/withdrawals',
    tag,
    permission: 'shop.own',
    summary: 'What I asked for and what became of it, newest first',
    query: pageQuery,
    reply: api.myWithdrawals,
    async handle(ctx, { query }) {
      const { data, next } = await listWithdrawals(ctx, { ...query, personId: buyerOf(ctx) });
      return { data: data.map(myWithdrawal), next };
    },
  }),
];

async function myPayee(ctx: Ctx) {
  const { person: _own, ...payee } = await payeeReply(ctx, buyerOf(ctx));
  return payee;
}

/** Without the names of those at the brand who agreed to it. */
function myWithdrawal(reply: api.Withdrawal): api.MyWithdrawal {
  const { id, state, amount, tax, fee, net, requestedAt, approvedAt, endedAt, reason, sentAt } = reply;
  return { id, state, amount, tax, fee, net, requestedAt, approvedAt, endedAt, reason, isSent: sentAt !== null };
}
