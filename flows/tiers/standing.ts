import type { Ctx } from '../../kit/ctx.ts';
import type { Uuid } from '../../kit/ids/index.ts';
import { saleProductsById, type SaleProduct } from '../../rooms/catalog/index.ts';
import { loadPrices, shopPriceOf, type PriceBook } from '../../rooms/pricing/index.ts';

const MOST = 200;

/** A buyer that prices are tried for: nobody has such an id. */
const likeGuest = 'guest' as Uuid;
const likeMember = 'member' as Uuid;

type Buyer = PriceBook['buyers'] extends ReadonlyMap<Uuid, infer One> ? One : never;

/** What members and those of each tier pay for goods on sale, next to what somebody without a card pays. */
export interface PriceGap {
  /** null = every member */
  readonly tier: string | null;
  /** products that a rule for them is about */
  readonly products: number;
  readonly cheaper: number;
  /** of those, the ones that cost them no less */
  readonly broken: readonly SaleProduct[];
  readonly ruleIds: readonly Uuid[];
}

/**
 * Tries the prices of the newest products as everybody, as a member and as each tier (rules.md §7: a privilege that others have too is none).
 * @param tiers public ids
 */
export async function priceGaps(ctx: Ctx, tiers: readonly string[]): Promise<PriceGap[]> {
  const book = await loadPrices(ctx, { personIds: [] });
  const rules = book.rules.filter((rule) => rule.kind === 'tier' || (rule.kind === 'stage' && rule.stages.includes('member')));
  if (rules.length === 0) return [];
  const ids = await ctx.sql<{ product_id: Uuid }>`
    SELECT product.product_id
      FROM catalog.product AS product
     WHERE product.tenant_id = ${ctx.tenantId} AND product.archived_at IS NULL
     ORDER BY product.product_id DESC
     LIMIT ${MOST}`;
  const products = [
    ...(
      await saleProductsById(
        ctx,
        ids.map((row) => row.product_id),
      )
    ).values(),
  ];
  const member: Buyer = { stage: 'member', tier: null, hasReferrer: false, hasPaid: true };
  // What costs nobody anything cannot cost members less.
  const paid = products.filter((product) => product.price !== 0n || product.skus.some((sku) => sku.price !== 0n));
  const buyers = new Map<Uuid, Buyer>([
    [likeGuest, { ...member, stage: 'prospect' }],
    [likeMember, member],
    ...tiers.map((tier) => [tier, { ...member, tier }] as const),
  ]);
  const tried = { ...book, buyers };
  return [null, ...tiers].flatMap((tier): PriceGap[] => {
    const own = rules.filter((rule) => (tier === null ? rule.kind === 'stage' : rule.tier === tier));
    if (own.length === 0) return [];
    const kind = tier === null ? 'stage' : 'tier';
    const about = paid.filter((product) =>
      shopPriceOf(tried, likeMember, product).answer.reasons.some(
        (reason) => reason.kind === kind && own.some((rule) => rule.ruleId === reason.ruleId),
      ),
    );
    const isCheaper = (product: SaleProduct): boolean => {
      const [theirs, open] = [shopPriceOf(tried, tier ?? likeMember, product).price, shopPriceOf(tried, likeGuest, product).price];
      return theirs !== null && (open === null || theirs < open);
    };
    const cheaper = about.filter(isCheaper);
    return [
      {
        tier,
        products: about.length,
        cheaper: cheaper.length,
        broken: about.filter((product) => !cheaper.includes(product)),
        ruleIds: own.map((rule) => rule.ruleId),
      },
    ];
  });
}

/** Whether anything on sale is not for everybody yet. */
export async function hasEarlyGoods(ctx: Ctx): Promise<boolean> {
  const row = await ctx.sql.maybe<{ one: number }>`
    SELECT 1 AS one
      FROM catalog.product AS product
     WHERE product.tenant_id = ${ctx.tenantId} AND product.archived_at IS NULL AND product.early_until > ${ctx.now}
     LIMIT 1`;
  return row !== null;
}
