import type { ImportBench, ImportBrand } from '../import.fixture.ts';
import { createProduct } from '../../rooms/catalog/index.ts';
import { createPlan, newPlan, publishPlan } from '../../rooms/partners/index.ts';
import type { MoneyCommand } from './index.ts';

type Place = Extract<MoneyCommand, { kind: 'placeOrder' }>;

/** A LAB brand whose buyers `b0`, `b1` … were each introduced by `r0`, `r1` …; a plan pays those 12 %. */
export async function shopOf(bench: ImportBench, { buyers, holdDays }: { buyers: number; holdDays: number }): Promise<ImportBrand> {
  const brand = await bench.brand({ policy: 'LAB', isSandbox: true });
  const pairs = Array.from({ length: buyers }, (_, i) => `b${i},r${i}\n`);
  await brand.import({ text: `person,referrer\n${pairs.join('')}` }, { as: 'referrals' });
  await brand.write(async (ctx) => {
    await createProduct(ctx, { externalId: 'thing', name: 'Thing' });
    const plan = newPlan.parse({
      name: 'Twelve',
      levels: [{ depth: 1, ratePpm: 120_000 }],
      payees: { stages: ['prospect', 'fan', 'customer', 'repeat', 'member', 'partner'], onIneligible: 'brand' },
      hold: { days: holdDays, from: 'receipt' },
    });
    await publishPlan(ctx, (await createPlan(ctx, plan)).planId, null);
  });
  return brand;
}

/** The command that places an order of lines at these prices. */
export function placing(externalId: string, person: string, prices: readonly bigint[], shipping = 0n): Place {
  return {
    kind: 'placeOrder',
    externalId,
    person: `ext:${person}`,
    lines: prices.map((unitPrice) => ({ product: 'ext:thing', sku: null, quantity: 1n, unitPrice, discount: 0n, tax: 0n })),
    discount: 0n,
    shipping,
    coupon: null,
    scene: null,
    method: null,
    channel: null,
    placedAt: null,
  };
}
