import type { Client } from '../../../../sdk/index.ts';

export type Ladder = Awaited<ReturnType<Client['figures']['ladder']>>;
export type LadderStep = Ladder['steps'][number];
export type Product = Awaited<ReturnType<Client['products']['list']>>['data'][number];
export type ProductDetail = Awaited<ReturnType<Client['products']['get']>>;
export type LadderRole = LadderStep['ladderRole'];

export const ladderRoles: readonly LadderRole[] = ['fan', 'entry', 'core', 'premium', 'membership', 'companion'];

/** Margin per buyer in minor units, rounded half away from zero; null where nobody bought or no cost is known. */
export function perBuyer(part: LadderStep['first']): bigint | null {
  if (part.buyers === 0 || part.margin === null) return part.buyers === 0 || part.sales.amount !== '0' ? null : 0n;
  const margin = BigInt(part.margin.amount);
  const buyers = BigInt(part.buyers);
  const rounded = ((margin < 0n ? -margin : margin) * 2n + buyers) / (buyers * 2n);
  return margin < 0n ? -rounded : rounded;
}

/** The part of the price that is left after the cost, 0 to 1; null where one of them is not known. */
export function marginShare(product: Pick<Product, 'price' | 'cost'>): number | null {
  if (!product.price || !product.cost || product.price.amount === '0') return null;
  return 1 - Number(product.cost.amount) / Number(product.price.amount);
}

/** The products of one step in the order they were laid out, then by price. */
export function shelfOf(products: readonly Product[], role: LadderRole | null): Product[] {
  return products
    .filter((product) => product.ladderRole === role)
    .toSorted((a, b) => a.position - b.position || Number(a.price?.amount ?? 0) - Number(b.price?.amount ?? 0));
}
