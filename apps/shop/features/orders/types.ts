import type { ShopClient } from '../../../../sdk/shop.ts';

type Reply<Call extends (...args: never[]) => unknown> = Awaited<ReturnType<Call>>;

export type Order = Reply<ShopClient['order']>;
export type OrderLine = Order['lines'][number];
export type OrderSummary = Reply<ShopClient['orders']>['data'][number];
/** What a line came to before anything was taken off: the lines add up to the goods of the sum. */
export function grossOf({ unitPrice, quantity, amount }: OrderLine): OrderLine['amount'] {
  return unitPrice && Number.isInteger(quantity) ? { ...unitPrice, amount: String(BigInt(unitPrice.amount) * BigInt(quantity)) } : amount;
}

type Money = OrderLine['amount'];

/** Of how many pieces of a line something is left to give back; what is not counted in pieces is one. */
export function piecesOf({ quantity, amount }: OrderLine, most: Money): number {
  if (!Number.isInteger(quantity) || quantity < 2 || BigInt(amount.amount) <= 0n) return 1;
  const [left, whole, pieces] = [BigInt(most.amount), BigInt(amount.amount), BigInt(quantity)];
  return Number((left * pieces + whole - 1n) / whole);
}

/** What so many pieces of a line came to, to the cent below, and never more than is left. */
export function partOf({ quantity, amount }: OrderLine, most: Money, pieces: number): Money {
  const part = (BigInt(amount.amount) * BigInt(pieces)) / BigInt(quantity);
  return part < BigInt(most.amount) ? { ...amount, amount: String(part) } : most;
}

export type Payment = Reply<ShopClient['pay']>;
