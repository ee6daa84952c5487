import type { z } from 'zod';
import type { Ctx } from '../kit/ctx.ts';
import { perform } from '../kit/db/trial.ts';
import { assert, assertNever } from '../kit/errors/index.ts';
import { route, type Counter, type Input, type Permission, type Route, type Served, type Shape } from '../kit/http/index.ts';
import { dryRunQuery } from '../kit/http/shapes.ts';
import type { Uuid } from '../kit/ids/index.ts';
import { claimReplies, findOrder, orderReplies, paymentReplies, refundReplies, shipmentReplies } from '../rooms/orders/index.ts';
import { actsOfOrders, serviceActReplies } from '../rooms/partners/index.ts';
import { told } from './money-answers.ts';
import { settle, settleOne, type MoneyCommand, type Outcome, type Settled } from './settle/index.ts';

/** Where money commands that come as requests are settled: those of a brand that come together share a transaction. */
export const moneyCounter: Counter<MoneyCommand> = {
  name: 'money',
  async serve(ctx, commands) {
    const outcomes = await settle(ctx, commands);
    const reply = await repliesTo(ctx, outcomes);
    return outcomes.map((outcome): Served =>
      outcome.kind === 'refused' ? outcome : { kind: 'done', reply: told(outcome, reply(outcome)) },
    );
  },
};

type MoneyInput<Body extends z.ZodType | null> = Input<Record<string, string>, Shape<typeof dryRunQuery>, Shape<Body>>;

/**
 * A route that is one command to the settler and answers with what it made or changed.
 * @param spec.rehearse what a rehearsal tells beyond that; `?dryRun=true` takes back what it did
 */
export function moneyRoute<Body extends z.ZodType | null = null>(spec: {
  id: string;
  path: string;
  summary: string;
  permission?: Permission;
  status?: number;
  body?: Body;
  reply: z.ZodType;
  find?: NonNullable<Route['find']>;
  command(ctx: Ctx, input: MoneyInput<Body>): MoneyCommand;
  rehearse?(ctx: Ctx, command: MoneyCommand): Promise<unknown>;
}): Route {
  const { command, rehearse, ...shapes } = spec;
  return route<typeof dryRunQuery, Body, z.ZodType, MoneyCommand>({
    method: 'post',
    tag: 'Orders',
    permission: 'orders.write',
    query: dryRunQuery,
    ...shapes,
    together: { counter: moneyCounter, ask: command },
    async handle(ctx: Ctx, input: MoneyInput<Body>): Promise<unknown> {
      const asked = command(ctx, input);
      return await perform(ctx, input.query, async () => {
        if (rehearse && input.query.dryRun === 'true') return await rehearse(ctx, asked);
        const { outcome, reply } = await settleAlone(ctx, asked);
        return told(outcome, reply);
      });
    },
  });
}

/** Settles one command in this transaction and reads what it made or changed. @throws DomainError when it is refused */
export async function settleAlone(ctx: Ctx, command: MoneyCommand): Promise<{ outcome: Settled; reply: object }> {
  const outcome = await settleOne(ctx, command);
  return { outcome, reply: (await repliesTo(ctx, [outcome]))(outcome) };
}

export const orderOfPath = (ctx: Ctx, params: Record<string, string>): Promise<Uuid> => findOrder(ctx, params['id'] ?? '');

/** What outcomes are answered with, read together: as many statements for one as for a thousand. */
async function repliesTo(ctx: Ctx, outcomes: readonly Outcome[]): Promise<(outcome: Settled) => object> {
  const of = <Kind extends Outcome['kind']>(kind: Kind): Extract<Outcome, { kind: Kind }>[] =>
    outcomes.filter((outcome) => outcome.kind === kind) as Extract<Outcome, { kind: Kind }>[];
  const [orders, payments, refunds, shipments, claims, services] = await Promise.all([
    orderReplies(ctx, unique(of('order').map((outcome) => outcome.orderId))),
    paymentReplies(ctx, of('payment')),
    refundReplies(ctx, unique(of('refund').map((outcome) => outcome.refundId))),
    shipmentReplies(ctx, unique(of('shipment').map((outcome) => outcome.orderId))),
    claimReplies(ctx, unique(of('claim').map((outcome) => outcome.claimId))),
    actsOfOrders(ctx, unique(of('service').map((outcome) => outcome.orderId))).then((acts) => serviceActReplies(ctx, acts)),
  ]);
  return (outcome) => {
    const reply = replyOf(outcome);
    assert(reply, 'what was settled is there');
    return reply;
  };

  function replyOf(outcome: Settled): object | undefined {
    switch (outcome.kind) {
      case 'order':
        return orders.get(outcome.orderId);
      case 'payment':
        return payments.get(outcome.paymentId);
      case 'refund':
        return refunds.get(outcome.refundId);
      case 'shipment':
        return shipments.get(outcome.shipmentId);
      case 'claim':
        return claims.get(outcome.claimId);
      case 'service':
        return services.get(outcome.actId);
      case 'card':
      case 'released':
      case 'points':
        return undefined;
      default:
        return assertNever(outcome);
    }
  }
}

function unique(ids: readonly Uuid[]): Uuid[] {
  return [...new Set(ids)];
}
