import type { ShopClient } from '../../../../sdk/shop.ts';

type Reply<Call extends (...args: never[]) => unknown> = Awaited<ReturnType<Call>>;

export type Order = Reply<ShopClient['order']>;
export type OrderSummary = Reply<ShopClient['orders']>['data'][number];
export type Payment = Reply<ShopClient['pay']>;
