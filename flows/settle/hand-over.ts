import type { Ctx } from '../../kit/ctx.ts';
import { emit } from '../../kit/events/index.ts';
import { publicId } from '../../kit/ids/index.ts';
import { handOverCodes, saleProductsById } from '../../rooms/catalog/index.ts';
import type { OrderDraft } from './world.ts';

/**
 * Codes of virtual goods belong to their buyer with the payment. A line that found too few in the pool is told to a person
 * (`delivery.missing`): the money is in.
 */
export async function handOver(ctx: Ctx, drafts: readonly OrderDraft[]): Promise<void> {
  const wishes = drafts.flatMap(({ order, before, newLines }) =>
    order.paidAt === null
      ? []
      : (before === null ? order.lines : [...newLines]).flatMap(({ line, productId, quantity, isInstant, isPrepaid }) =>
          isInstant && !isPrepaid && productId !== null ? [{ orderId: order.orderId, line, productId, quantity: Number(quantity) }] : [],
        ),
  );
  if (wishes.length === 0) return;
  const products = await saleProductsById(
    ctx,
    wishes.map((wish) => wish.productId),
  );
  const handed = await handOverCodes(
    ctx,
    wishes.filter((wish) => products.get(wish.productId)?.delivery?.kind === 'codes'),
  );
  const missing = [...new Set(handed.filter((one) => one.missing > 0).map((one) => publicId('order', one.orderId)))];
  if (missing.length > 0) await emit(ctx, { kind: 'delivery.missing', version: 1, payload: { orders: missing } });
}
