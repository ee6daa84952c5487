import type { Ctx } from '../../kit/ctx.ts';
import { emit } from '../../kit/events/index.ts';
import { publicId, type Uuid } from '../../kit/ids/index.ts';
import type { PriceAnswer } from './model/price.ts';

/**
 * Tells the operator that a member was given somebody else's lower price, because theirs was higher: one event per batch.
 * @param given the lines of new orders whose answer says `memberWouldPay`; others are left out
 */
export async function announceMemberFloors(
  ctx: Ctx,
  given: readonly { orderId: Uuid; productId: Uuid; answer: PriceAnswer }[],
): Promise<void> {
  const lines = given.filter(({ answer }) => answer.memberWouldPay !== null);
  if (lines.length === 0) return;
  await emit(ctx, {
    kind: 'price.memberFloor',
    version: 1,
    payload: {
      lines: lines.map(({ orderId, productId, answer }) => ({
        order: publicId('order', orderId),
        product: publicId('product', productId),
        memberWouldPay: String(answer.memberWouldPay),
        givenInstead: String(answer.unitPrice),
      })),
    },
  });
}
