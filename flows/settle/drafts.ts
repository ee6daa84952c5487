import type { Entry } from '../../rooms/ledger/index.ts';
import { orderIsRecord, orderNotFound, type LiveOrder } from '../../rooms/orders/index.ts';
import type { CommissionDraft, OrderDraft, Purse, World } from './world.ts';

/** @throws `order.notFound`, `order.isRecord` */
export function draftOf(world: World, ref: string): OrderDraft {
  const orderId = world.orderOf.get(ref);
  if (orderId === undefined) throw orderNotFound();
  const draft = world.orders.get(orderId);
  if (!draft) throw orderIsRecord();
  return draft;
}

/** What a payee can lose or owes, as the batch has it so far. */
export function purseOf(world: World, personId: string): Purse {
  let purse = world.purses.get(personId);
  if (!purse) {
    purse = { available: 0n, held: 0n, receivable: 0n };
    world.purses.set(personId, purse);
  }
  return purse;
}

/** Where the money of a line is booked: what a membership brought is owed to the member until it is used. */
export function salesAccount(order: LiveOrder, line: number, otherwise: 'sales' | 'sales:refunds'): Pick<Entry, 'account' | 'personId'> {
  return order.lines[line - 1]?.isPrepaid ? { account: 'prepaid', personId: order.personId } : { account: otherwise, personId: null };
}

/** The order in which commissions are read from their table: whatever follows from several of them is posted in this order. */
export function inTableOrder(a: CommissionKey, b: CommissionKey): number {
  return compare(a.orderId, b.orderId) || a.line - b.line || a.depth - b.depth || compare(a.role, b.role) || compare(a.payeeId, b.payeeId);
}

type CommissionKey = Pick<CommissionDraft, 'orderId' | 'line' | 'depth' | 'role' | 'payeeId'>;

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
