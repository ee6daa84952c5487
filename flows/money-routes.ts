import type { z } from 'zod';
import type { Ctx } from '../kit/ctx.ts';
import { route, type Route } from '../kit/http/index.ts';
import type { Uuid } from '../kit/ids/index.ts';
import { moneyJson } from '../kit/money/index.ts';
import * as ledger from '../rooms/ledger/api.ts';
import { balancesOf } from '../rooms/ledger/index.ts';
import * as orders from '../rooms/orders/api.ts';
import { findOrder, findOrderState } from '../rooms/orders/index.ts';
import * as partners from '../rooms/partners/api.ts';
import { expectedCommissions, orderCommissions } from '../rooms/partners/index.ts';
import { findPerson } from '../rooms/relations/index.ts';
import { minor, told } from './money-answers.ts';
import { moneyRoute, orderOfPath, settleAlone } from './money-counter.ts';
import type { MoneyCommand } from './settle/index.ts';

const tag = 'Orders';

/** The routes by which money moves on orders: each is one command to the settler; and what they brought. */
export const moneyRoutes: Route[] = [
  moneyRoute({
    id: 'orders.place',
    path: '/orders',
    summary: 'Place an order: prices, plan and upline are fixed as they stand now',
    body: orders.placeOrder,
    reply: partners.placedOrder,
    command: (ctx, { body }) => placeCommand(ctx, body),
    async rehearse(ctx, command) {
      const { outcome, reply } = await settleAlone(ctx, command);
      return outcome.kind === 'order' ? told(outcome, { ...reply, wouldEarn: await expectedCommissions(ctx, outcome.orderId) }) : reply;
    },
  }),
  moneyRoute({
    id: 'orders.pay',
    path: '/orders/{id}/payments',
    summary: 'Record a payment; the order is paid when payments reach its total',
    body: orders.recordPayment,
    reply: orders.payment,
    find: orderOfPath,
    command: (ctx, { params, body }) => ({
      kind: 'recordPayment',
      order: params['id'] ?? '',
      amount: minor(ctx, body.amount, '/amount'),
      provider: body.provider,
      externalId: body.externalId ?? null,
      payer: body.payer ?? null,
      at: null,
    }),
  }),
  moneyRoute({
    id: 'orders.receive',
    path: '/orders/{id}/receipt',
    status: 200,
    summary: 'The customer has it: the hold of its commissions begins',
    body: orders.confirmReceipt,
    reply: orders.orderWithLines,
    find: orderOfPath,
    command: (_, { params, body }) => ({
      kind: 'confirmReceipt',
      order: params['id'] ?? '',
      at: body.at === undefined ? null : Date.parse(body.at),
      lines: body.lines ?? null,
    }),
  }),
  moneyRoute({
    id: 'orders.refund',
    path: '/orders/{id}/refunds',
    summary: 'Give money back on lines or shipping; commissions follow what remains',
    body: orders.giveRefund,
    reply: partners.givenRefund,
    find: orderOfPath,
    command: (ctx, { params, body }) => ({
      kind: 'giveRefund',
      order: params['id'] ?? '',
      externalId: body.externalId ?? null,
      lines: body.lines.map((part, i) => ({ line: part.line, amount: minor(ctx, part.amount, `/lines/${i}/amount`) })),
      shipping: minor(ctx, body.shipping, '/shipping'),
      cause: body.cause,
      restock: body.lines.flatMap(({ line, restock }) => (restock === undefined ? [] : [{ line, quantity: BigInt(restock) }])),
    }),
    async rehearse(ctx, command) {
      const orderId = await findOrder(ctx, 'order' in command ? command.order : '');
      const before = await commissionsOf(ctx, orderId);
      const { outcome, reply } = await settleAlone(ctx, command);
      return told(outcome, { ...reply, takenBack: takenBack(ctx, before, await commissionsOf(ctx, orderId)) });
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
      const { orderId, isPaid } = await findOrderState(ctx, params['id'] ?? '');
      return await orderCommissions(ctx, orderId, isPaid);
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
      ...(line.gift ? { gift: { cost: line.gift.cost === undefined ? null : minor(ctx, line.gift.cost, `/lines/${i}/gift/cost`) } } : {}),
    })),
    discount: minor(ctx, body.discount, '/discount'),
    shipping: minor(ctx, body.shipping, '/shipping'),
    coupon: body.coupon ?? null,
    ...(body.points === undefined ? {} : { points: BigInt(body.points) }),
    ...(body.balance === undefined ? {} : { balance: minor(ctx, body.balance, '/balance') }),
    scene: body.scene ?? null,
    method: body.method ?? null,
    channel: body.channel ?? null,
    placedAt: body.placedAt === undefined ? null : Date.parse(body.placedAt),
    ...(body.instalments && {
      instalments: body.instalments.map((part, i) => ({
        dueAt: Date.parse(part.dueAt),
        amount: minor(ctx, part.amount, `/instalments/${i}/amount`),
      })),
    }),
    device: body.device ?? null,
    address: body.address ?? null,
  };
}
