import { closeClaim, openClaim, receive, type LiveLine } from '../../../rooms/orders/index.ts';
import { startHold } from '../confirm-receipt.ts';
import { shipLines } from '../ship-lines.ts';
import type { OrderDraft, World } from '../world.ts';
import type { OrderFacts } from './facts.ts';

/** What became of the goods of an order: it moves no money, it dates the release of commissions. */
export type GoodsEvent =
  | { readonly kind: 'shipped' | 'claimed' | 'content'; readonly at: number; readonly lines: readonly number[] }
  /** `receivedAt` is when it counts from, `at` when it was told */
  | { readonly kind: 'received'; readonly at: number; readonly lines: readonly number[]; readonly receivedAt: number };

const WITHIN_AN_INSTANT = { shipped: 0, received: 1, claimed: 2, content: 3 } as const;

/** The events of an order in the order they happened. */
export function goodsEvents({ order, shipments, claims }: Pick<OrderFacts, 'order' | 'shipments' | 'claims'>): GoodsEvent[] {
  const events: GoodsEvent[] = [
    ...shipments.map((one) => ({ kind: 'shipped' as const, at: one.at, lines: one.lines })),
    ...claims.map((one) => ({ kind: 'claimed' as const, at: one.openedAt, lines: one.lines })),
    ...claims.flatMap((one) => (one.closedAt === null ? [] : [{ kind: 'content' as const, at: one.closedAt, lines: one.lines }])),
    ...order.lines.flatMap((line) =>
      line.receivedAt === null
        ? []
        : [{ kind: 'received' as const, at: toldAt(line, line.receivedAt, claims), lines: [line.line], receivedAt: line.receivedAt }],
    ),
  ];
  return events.toSorted((a, b) => a.at - b.at || WITHIN_AN_INSTANT[a.kind] - WITHIN_AN_INSTANT[b.kind]);
}

/**
 * A receipt may be told later than it counts from. When is not kept, but shows where a claim was closed in between: that claim then
 * added nothing to the time the hold stood still.
 */
function toldAt(line: LiveLine, receivedAt: number, claims: OrderFacts['claims']): number {
  const closed = claims
    .flatMap((one) => (one.lines.includes(line.line) && one.closedAt !== null ? [{ openedAt: one.openedAt, closedAt: one.closedAt }] : []))
    .filter((one) => one.closedAt > receivedAt)
    .toSorted((a, b) => a.closedAt - b.closedAt);
  for (let unheard = 0; unheard <= closed.length; unheard++) {
    const stood = closed.slice(unheard).reduce((sum, one) => sum + one.closedAt - Math.max(one.openedAt, receivedAt), 0);
    if (stood === line.pausedMs) return unheard === 0 ? receivedAt : (closed[unheard - 1]?.closedAt ?? receivedAt) + 0.5;
  }
  return receivedAt;
}

const BEFORE_EVERYTHING = Number.NEGATIVE_INFINITY;

/** Dates holds, and releases nothing: when that was the book says. */
export function happen(world: World, draft: OrderDraft, event: GoodsEvent | undefined): void {
  if (event === undefined) return;
  const { orderId: order } = draft.order;
  const quiet = { ...world, now: BEFORE_EVERYTHING };
  const hold = (lines: readonly LiveLine[]): void => startHold(quiet, draft, lines);
  switch (event.kind) {
    case 'shipped':
      shipLines({ ...world, now: event.at }, { kind: 'shipLines', order, lines: event.lines, carrier: null, number: null });
      return undefined;
    case 'received':
      return hold(receive(draft.order, event.receivedAt, event.lines));
    case 'claimed':
      return hold(openClaim(draft.order, event.at, event.lines));
    default:
      return hold(closeClaim(draft.order, event.at, event.lines));
  }
}
