import type { Ctx } from '../../kit/ctx.ts';
import { assert } from '../../kit/errors/index.ts';
import type { SaleProduct } from '../../rooms/catalog/index.ts';
import type { LiveOrder } from '../../rooms/orders/index.ts';
import { priceIn, type PriceAnswer } from '../../rooms/pricing/index.ts';
import type { Drawn } from './balance.ts';
import type { PlaceOrder } from './commands.ts';
import { askedLine, placeOrder, type AskedLine } from './place-order.ts';
import { loadWorld } from './load-world.ts';

/** What an order would be. */
export interface OrderPreview {
  readonly order: LiveOrder;
  /** what was asked for, in its order: a bundle is one, though the order has a line for each of its parts */
  readonly asked: readonly {
    readonly product: SaleProduct;
    readonly sku: AskedLine['sku'];
    readonly quantity: bigint;
    readonly answer: PriceAnswer;
  }[];
  /** what the coupon takes off */
  readonly couponOff: bigint;
  /** what the buyer has on cards, and what of it pays for this; null where nobody looked */
  readonly balance: Pick<Drawn, 'has' | 'used' | 'bonus'> | null;
}

/**
 * Decides an order by the code that takes it and forgets it again: reads only, locks nothing, so that a cart may ask as often as it likes.
 * @throws DomainError what `placeOrder` refuses it with
 */
export async function previewOrder(ctx: Ctx, command: PlaceOrder): Promise<OrderPreview> {
  const world = await loadWorld(ctx, null, [command]);
  const outcome = placeOrder(world, command);
  assert(outcome.kind === 'order', 'an order is placed');
  const order = world.orders.get(outcome.orderId)?.order;
  const { book } = world;
  assert(order && book, 'what was placed is there, and nothing in a cart has an agreed price');
  return {
    order,
    asked: command.lines.map((line, i) => {
      const { product, sku } = askedLine(world.products.get(line.product), line, `/lines/${i}`);
      return {
        product,
        sku,
        quantity: line.quantity,
        answer: priceIn(book, { personId: order.personId, product, sku, quantity: line.quantity }),
      };
    }),
    couponOff: world.desk?.uses.find((use) => use.orderId === order.orderId)?.amount ?? 0n,
    balance: command.balance === undefined ? null : (world.drawn.get(order.orderId) ?? null),
  };
}
