import type { ShopClient } from '../../../../sdk/shop.ts';

type Reply<Call extends (...args: never[]) => unknown> = Awaited<ReturnType<Call>>;

export type Order = Reply<ShopClient['order']>;
export type OrderLine = Order['lines'][number];
export type OrderSummary = Reply<ShopClient['orders']>['data'][number];
/** What a line came to before anything was taken off: the lines add up to the goods of the sum. */
export function grossOf({ unitPrice, quantity, amount }: OrderLine): OrderLine['amount'] {
  return unitPrice && Number.isInteger(quantity) ? { ...unitPrice, amount: String(BigInt(unitPrice.amount) * BigInt(quantity)) } : amount;
}

export type Payment = Reply<ShopClient['pay']>;
