import type { Ctx } from '../../kit/ctx.ts';
import { readByKeys } from '../../kit/db/bulk.ts';
import { lockLane } from '../../kit/db/lane.ts';
import { assertNever, DomainError } from '../../kit/errors/index.ts';
import { inCurrency } from '../../kit/money/index.ts';
import { readHistoryStart, type HistoryStart } from '../../rooms/analytics/index.ts';
import { openBook } from '../../rooms/ledger/index.ts';
import { cancelOrder } from './cancel-order.ts';
import { closeClaim, openClaim } from './claims.ts';
import { giveCard } from './cards.ts';
import type { MoneyCommand, Outcome } from './commands.ts';
import { confirmReceipt, releaseDue } from './confirm-receipt.ts';
import { exchangeGoods } from './exchange-goods.ts';
import { giveRefund } from './give-refund.ts';
import { logService } from './serve-buyer.ts';
import { placeOrder } from './place-order.ts';
import { adjustPoints, checkIn, settlePointDebts } from './points.ts';
import { recordPayment } from './record-payment.ts';
import { shipLines } from './ship-lines.ts';
import { winChargeback } from './win-chargeback.ts';
import { loadWorld } from './load-world.ts';
import type { Allocate, World } from './world.ts';
import { Ahead } from './write-ahead.ts';
import { writeWorld } from './write-world.ts';

export type { MoneyCommand, Outcome } from './commands.ts';

/**
 * The one way money changes on orders. Locks the brand's lane, reads everything the commands touch set by set, decides them in
 * their order in memory with pure rules, and writes the result set by set in this transaction: payment, stage, commissions,
 * postings and figures commit together or not at all. A command that is refused changes nothing and does not hinder the others.
 * @param options.isTrial decides without writing
 * @param options.allocate for measuring what the engine costs: something else in its place
 */
export async function settle(
  ctx: Ctx,
  commands: readonly MoneyCommand[],
  { isTrial = false, allocate }: { isTrial?: boolean; allocate?: Allocate } = {},
): Promise<Outcome[]> {
  const [lane, , book] = await Promise.all([lockLane(ctx), readByKeys(ctx), openBook(ctx)]);
  const loaded = await loadWorld(ctx, isTrial ? null : lane, commands);
  const world = allocate ? { ...loaded, allocate } : loaded;
  if (isTrial) return commands.map((command) => attempt(world, command));
  const ahead = new Ahead(ctx, world, { book, commands });
  const history = historyAhead(ctx, world, commands);
  history?.catch(() => undefined);
  const outcomes: Outcome[] = [];
  for (const command of commands) {
    outcomes.push(attempt(world, command));
    const sent = ahead.follow(outcomes);
    if (sent) await sent;
  }
  await writeWorld(ctx, lane, world, { book, history: await history, ahead });
  return outcomes;
}

/** The histories that sales go on from; null where there are none, or where orders bind their buyers: that changes histories first. */
function historyAhead(ctx: Ctx, world: World, commands: readonly MoneyCommand[]): Promise<HistoryStart> | null {
  const isSale = commands.some((command) => command.kind === 'placeOrder' || command.kind === 'recordPayment');
  if (!isSale || world.hasBonds || world.binds) return null;
  return readHistoryStart(ctx, [...new Set([...world.buyers.values()].map((person) => person.node))]);
}

/** The outcome of a command that was not refused. */
export type Settled = Exclude<Outcome, { kind: 'refused' }>;

/** Settles one command. @throws DomainError when it is refused */
export async function settleOne(ctx: Ctx, command: MoneyCommand, options: { isTrial?: boolean } = {}): Promise<Settled> {
  const [outcome] = await settle(ctx, [command], options);
  if (!outcome || outcome.kind === 'refused') throw outcome?.error ?? new Error('impossible: one command has one outcome');
  return outcome;
}

// Each verb checks before it changes, so a refusal leaves the world as it was.
function attempt(world: World, command: MoneyCommand): Outcome {
  try {
    const outcome = decide(world, command);
    settlePointDebts(world);
    return outcome;
  } catch (error) {
    if (error instanceof DomainError) return { kind: 'refused', error: inCurrency(error, world.ctx.tenant.currency) };
    throw error;
  }
}

function decide(world: World, command: MoneyCommand): Outcome {
  switch (command.kind) {
    case 'placeOrder':
      return placeOrder(world, command);
    case 'recordPayment':
      return recordPayment(world, command);
    case 'confirmReceipt':
      return confirmReceipt(world, command);
    case 'cancelOrder':
      return cancelOrder(world, command);
    case 'shipLines':
      return shipLines(world, command);
    case 'openClaim':
      return openClaim(world, command);
    case 'closeClaim':
      return closeClaim(world, command);
    case 'giveRefund':
      return giveRefund(world, command);
    case 'exchangeGoods':
      return exchangeGoods(world, command);
    case 'giveCard':
      return giveCard(world, command);
    case 'winChargeback':
      return winChargeback(world, command);
    case 'logService':
      return logService(world, command);
    case 'checkIn':
      return checkIn(world, command);
    case 'adjustPoints':
      return adjustPoints(world, command);
    case 'releaseDue':
      return releaseDue(world);
    default:
      return assertNever(command);
  }
}
