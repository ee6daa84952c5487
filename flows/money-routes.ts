import type { z } from 'zod';
import type { Ctx } from '../kit/ctx.ts';
import { perform } from '../kit/db/trial.ts';
import { route, type Route } from '../kit/http/index.ts';
import { dryRunQuery } from '../kit/http/shapes.ts';
import { publicId, type Uuid } from '../kit/ids/index.ts';
import { moneyJson } from '../kit/money/index.ts';
import * as ledger from '../rooms/ledger/api.ts';
import { balancesOf } from '../rooms/ledger/index.ts';
import * as orders from '../rooms/orders/api.ts';
import { findOrder, orderReply, paymentReply, refundReply } from '../rooms/orders/index.ts';
import * as partners from '../rooms/partners/api.ts';
import { expectedCommissions, orderCommissions } from '../rooms/partners/index.ts';
import { findPerson } from '../rooms/relations/index.ts';
import { minor, told } from './money-answers.ts';
import { settleOne, type MoneyCommand } from './settle/index.ts';

const tag = 'Orders';
const byId = (ctx: Ctx, params: Record<string, string>) => orderReply(ctx, params['id'] ?? '');

/** The routes by which money moves on orders: each is one command to the settler. */
export const moneyRoutes: Route[] = [
  route({
    id: 'orders.place',
    method: 'post',
    path: '/orders',
    tag,
    permission: 'orders.write',
    summary: 'Place an order: prices, plan and upline are fixed as they stand now',
    query: dryRunQuery,
    body: orders.placeOrder,
    reply: partners.placedOrder,
    async handle(ctx, { body, query }) {
      return await perform(ctx, query, async () => {
        const outcome = await settleOne(ctx, placeCommand(ctx, body));
        const reply = await orderReply(ctx, publicId('order', outcome.kind === 'order' ? outcome.orderId : ''));
        if (query.dryRun !== 'true' || outcome.kind !== 'order') return told(outcome, reply);
        return told(outcome, { ...reply, wouldEarn: await expectedCommissions(ctx, outcome.orderId) });
      });
    },
  }),
  route({
    id: 'orders.pay',
    method: 'post',
    path: '/orders/{id}/payments',
    tag,
    permission: 'orders.write',
    summary: 'Record a payment; the order is paid when payments reach its total',
    query: dryRunQuery,
    body: orders.recordPayment,
    reply: orders.payment,
    find: byId,
    async handle(ctx, { params, body, query }) {
      return await perform(ctx, query, async () => {
        const outcome = await settleOne(ctx, {
          kind: 'recordPayment',
          order: params['id'] ?? '',
          amount: minor(ctx, body.amount, '/amount'),
          provider: body.provider,
          externalId: body.externalId ?? null,
          at: null,
        });
        return told(outcome, await paymentReply(ctx, outcome.kind === 'payment' ? outcome.paymentId : ''));
      });
    },
  }),
  route({
    id: 'orders.receive',
    method: 'post',
    path: '/orders/{id}/receipt',
    tag,
    permission: 'orders.write',
    status: 200,
    summary: 'The customer has it: the hold of its commissions begins',
    query: dryRunQuery,
    body: orders.confirmReceipt,
    reply: orders.orderWithLines,
    find: byId,
    async handle(ctx, { params, body, query }) {
      return await perform(ctx, query, async () => {
        await settleOne(ctx, {
          kind: 'confirmReceipt',
          order: params['id'] ?? '',
          at: body.at === undefined ? null : Date.parse(body.at),
          lines: body.lines ?? null,
        });
        return await byId(ctx, params);
      });
    },
  }),
  route({
    id: 'orders.refund',
    method: 'post',
    path: '/orders/{id}/refunds',
    tag,
    permission: 'orders.write',
    summary: 'Give money back on lines or shipping; commissions follow what remains',
    query: dryRunQuery,
    body: orders.giveRefund,
    reply: partners.givenRefund,
    find: byId,
    async handle(ctx, { params, body, query }) {
      return await perform(ctx, query, async () => {
        const orderId = await findOrder(ctx, params['id'] ?? '');
        const before = query.dryRun === 'true' ? await commissionsOf(ctx, orderId) : null;
        const outcome = await settleOne(ctx, {
          kind: 'giveRefund',
          order: params['id'] ?? '',
          externalId: body.externalId ?? null,
          lines: body.lines.map((part, i) => ({ line: part.line, amount: minor(ctx, part.amount, `/lines/${i}/amount`) })),
          shipping: minor(ctx, body.shipping, '/shipping'),
          cause: body.cause,
        });
        const reply = await refundReply(ctx, outcome.kind === 'refund' ? outcome.refundId : '');
        return told(outcome, before === null ? reply : { ...reply, takenBack: takenBack(ctx, before, await commissionsOf(ctx, orderId)) });
      });
    },
  }),
  route({
    id: 'orders.commissions',
    method: 'get',
    path: '/orders/{id}/commissions',
    tag,
    permission: 'orders.read',
    summary: 'Who earns what on an order and why; and why others on the path do not',
    reply: partners.orderCommissions,
    async handle(ctx, { params }) {
      const orderId = await findOrder(ctx, params['id'] ?? '');
      return await orderCommissions(ctx, orderId, (await byId(ctx, params)).paidAt !== null);
    },
  }),
  route({
    id: 'people.balances',
    method: 'get',
    path: '/people/{id}/balances',
    tag: 'People',
    permission: 'money.read',
    summary: 'What a person has at the brand, and what they owe',
    reply: ledger.balances,
    async handle(ctx, { params }) {
      const person = await findPerson(ctx, params['id'] ?? '');
      const balances = (await balancesOf(ctx, [person.person_id])).get(person.person_id);
      const of = (account: 'pending' | 'available' | 'held' | 'receivable' | 'points' | 'prepaid') =>
        moneyJson(balances?.[account] ?? 0n, ctx.tenant.currency);
      return {
        pending: of('pending'),
        available: of('available'),
        held: of('held'),
        receivable: of('receivable'),
        points: of('points'),
        prepaid: of('prepaid'),
      };
    },
  }),
];

type Commissions = z.input<typeof partners.orderCommissions>['data'];

async function commissionsOf(ctx: Ctx, orderId: Uuid): Promise<Commissions> {
  return (await orderCommissions(ctx, orderId, true)).data;
}

/** What the rows lost on the way from before to after. */
function takenBack(ctx: Ctx, before: Commissions, after: Commissions): z.input<typeof partners.givenRefund>['takenBack'] {
  const known = new Map(before.map((row) => [rowKey(row), BigInt(row.reversed.amount)]));
  const { currency } = ctx.tenant;
  return after.flatMap((row) => {
    const { person, line, depth, role, state } = row;
    const [amount, reversed] = [BigInt(row.amount.amount), BigInt(row.reversed.amount)];
    const back = reversed - (known.get(rowKey(row)) ?? 0n);
    if (back === 0n) return [];
    return [{ person, line, depth, role, state, amount: moneyJson(back, currency), left: moneyJson(amount - reversed, currency) }];
  });
}

const rowKey = (row: Commissions[number]): string => `${row.line} ${row.role} ${row.depth} ${row.payee}`;

function placeCommand(ctx: Ctx, body: z.output<typeof orders.placeOrder>): MoneyCommand {
  return {
    kind: 'placeOrder',
    externalId: body.externalId ?? null,
    person: body.person,
    lines: body.lines.map((line, i) => ({
      product: line.product,
      sku: line.sku ?? null,
      quantity: BigInt(line.quantity),
      unitPrice: line.unitPrice === undefined ? null : minor(ctx, line.unitPrice, `/lines/${i}/unitPrice`),
      discount: minor(ctx, line.discount, `/lines/${i}/discount`) + minor(ctx, line.upgradeCredit, `/lines/${i}/upgradeCredit`),
      tax: minor(ctx, line.tax, `/lines/${i}/tax`),
    })),
    discount: minor(ctx, body.discount, '/discount'),
    shipping: minor(ctx, body.shipping, '/shipping'),
    coupon: body.coupon ?? null,
    scene: body.scene ?? null,
    method: body.method ?? null,
    channel: body.channel ?? null,
    placedAt: body.placedAt === undefined ? null : Date.parse(body.placedAt),
  };
}
