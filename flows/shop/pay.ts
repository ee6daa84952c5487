import type { z } from 'zod';
import type { Ctx } from '../../kit/ctx.ts';
import { buyerOf } from '../../kit/http/index.ts';
import { publicId, type Uuid } from '../../kit/ids/index.ts';
import type { payShopOrder, ShopPayment } from '../../rooms/orders/api.ts';
import { standingChannel } from '../../rooms/channels/index.ts';
import { orderOfBuyer } from '../../rooms/orders/index.ts';
import {
  draftIntent,
  findIntent,
  intentReply,
  openIntentOf,
  openTestTill,
  paymentsError,
  standingAccount,
  standingProviders,
} from '../../rooms/payments/index.ts';
import { openidOf } from '../../rooms/relations/index.ts';
import type { PaymentsHost } from '../payments/host.ts';
import { prepareIntent } from '../payments/open-intent.ts';

type Run = Parameters<typeof prepareIntent>[1];

/**
 * Prepares the payment of what is due on the buyer's own order. Two clicks, two tabs, a lost answer: as long as the attempt is open the
 * same one comes back, so that nobody is charged for one order twice.
 * @throws DomainError `order.notFound`, and what a payment intent is refused with
 */
export async function payIntent(
  host: PaymentsHost,
  run: Run,
  at: { order: string; address: string; origin: string; userAgent: string },
  body: z.output<typeof payShopOrder>,
): Promise<Uuid> {
  return await prepareIntent(host, run, async (ctx) => {
    const order = await orderOfBuyer(ctx, buyerOf(ctx), at.order);
    const input = await inputOf(ctx, at, body);
    const known = await openIntentOf(ctx, { orderId: order.orderId, amount: order.total - order.tendered, ...input });
    return known === null || order.cancelledAt !== null ? await draftIntent(ctx, at.order, input) : { known };
  });
}

/** The provider that was asked for, or the one the brand has. @throws DomainError `paymentIntent.wechatUnknown` */
async function inputOf(
  ctx: Ctx,
  { address, origin, userAgent }: { address: string; origin: string; userAgent: string },
  body: z.output<typeof payShopOrder>,
): Promise<Parameters<typeof draftIntent>[2]> {
  // A brand that is only tried out has the built-in till from its first sale on.
  const standing = (await openTestTill(ctx, origin)) ? ['test' as const] : await standingProviders(ctx);
  const provider = body.provider ?? standing[0];
  if (provider === undefined) throw paymentsError('paymentAccount.needed', { provider: ctx.tenant.isSandbox ? 'test' : 'wechat' });
  if (provider !== 'wechat') return { provider };
  const isAsked = body.method !== undefined || body.openid !== undefined;
  const payer = isAsked || !/MicroMessenger/i.test(userAgent) ? body.openid : await payerInWechat(ctx);
  const method = body.method ?? (payer === undefined ? 'h5' : 'jsapi');
  return {
    provider,
    method,
    ...(payer === undefined ? {} : { payer }),
    ...(method === 'h5' ? { payerAddress: address } : {}),
  };
}

/**
 * Who the buyer is with the app that takes the money: inside WeChat its own payment opens, where it refuses every page of H5.
 * @throws DomainError `paymentIntent.wechatUnknown`; `canSignIn`: signing in through WeChat would tell
 */
async function payerInWechat(ctx: Ctx): Promise<string> {
  const app = (await standingAccount(ctx, 'wechat')).settings['appId'] ?? '';
  const openid = await openidOf(ctx, buyerOf(ctx), app);
  if (openid !== null) return openid;
  const door = await standingChannel(ctx, 'wechatLogin');
  throw paymentsError('paymentIntent.wechatUnknown', { canSignIn: door !== null && door.settings['appId'] === app });
}

/**
 * An attempt to pay an order of this person.
 * @throws DomainError `paymentIntent.notFound`, also for those of others
 */
export async function shopPaymentOf(ctx: Ctx, personId: Uuid, id: string): Promise<ShopPayment> {
  const intent = await findIntent(ctx, id);
  try {
    await orderOfBuyer(ctx, personId, publicId('order', intent.order_id));
  } catch {
    throw paymentsError('paymentIntent.notFound');
  }
  const { order, provider, state, amount, pay } = await intentReply(ctx, id);
  return { id, order, provider, state, amount, pay };
}
