import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { newId, type Uuid } from '../../../kit/ids/index.ts';
import { saleProductsById } from '../queries/products-for-sale.ts';
import { skuForSale } from '../queries/sale-lines.ts';
import { handOverCodes } from './deliver-codes.ts';
import { reserveStock, sellReserved } from './reserve-stock.ts';

/** Something to be given to somebody. */
export interface GivingWish {
  readonly personId: Uuid;
  readonly productId: Uuid;
  /** null: the product's own variant */
  readonly skuId?: Uuid | null;
  readonly quantity?: number;
  /** what it is given for: `fan` for a free good, anything else for a gift */
  readonly occasion: string;
  /** the same product is given once per occasion and key: a person's id, the id of the order that earned it */
  readonly onceKey: string;
}

/** What came of a wish. `missing`: so many of its codes found the pool empty. */
export type Given =
  | { readonly kind: 'given'; readonly givingId: Uuid; readonly isRepeat: boolean; readonly missing: number }
  | { readonly kind: 'short'; readonly free: number };

interface Fresh {
  readonly wish: GivingWish;
  readonly givingId: Uuid;
  readonly skuId: Uuid | null;
  readonly quantity: number;
}

/**
 * Gives things away, whatever their number in a handful of statements: each once per occasion and key; its pieces leave the stock and
 * its codes the pool at once. Neither an order nor a sale: no stage, no figure and no money knows of it (CONTRACT §7). What is out of
 * stock is not given. Codes that are missing are handed over when the same is told again.
 * @returns one answer per wish, in their order
 */
export async function give(ctx: Ctx, wishes: readonly GivingWish[]): Promise<Given[]> {
  if (wishes.length === 0) return [];
  const products = await saleProductsById(
    ctx,
    wishes.map((wish) => wish.productId),
  );
  const fresh = wishes.flatMap((wish): Fresh[] => {
    const product = products.get(wish.productId);
    if (!product) return [];
    const sku = skuForSale(product, wish.skuId ?? null, '/sku');
    return [{ wish, givingId: newId(), skuId: sku?.skuId ?? null, quantity: wish.quantity ?? 1 }];
  });
  const isNew = new Set(await insertGivings(ctx, fresh));
  const known = await knownGivings(ctx, wishes);
  const short = new Map<Uuid, number>();
  const pieces = fresh.flatMap((one) =>
    isNew.has(one.givingId) && one.skuId !== null
      ? [{ orderId: one.givingId, skuId: one.skuId, quantity: one.quantity, expiresAt: null }]
      : [],
  );
  for (const shortage of await reserveStock(ctx, pieces)) short.set(shortage.orderId, shortage.free);
  await sellReserved(
    ctx,
    pieces.map((piece) => piece.orderId).filter((givingId) => !short.has(givingId)),
  );
  if (short.size > 0) await takeBack(ctx, [...short.keys()]);
  const given = wishes.map((wish) => known.get(keyOf(wish)));
  const handed = await handOverCodes(
    ctx,
    wishes.flatMap((wish, i) => {
      const givingId = given[i];
      const hasCodes = products.get(wish.productId)?.delivery?.kind === 'codes';
      return givingId && hasCodes && !short.has(givingId)
        ? [{ orderId: givingId, line: 1, productId: wish.productId, quantity: wish.quantity ?? 1 }]
        : [];
    }),
  );
  const missing = new Map(handed.map((one) => [one.orderId, one.missing]));
  return given.map((givingId): Given => {
    if (givingId === undefined || short.has(givingId)) return { kind: 'short', free: short.get(givingId ?? '') ?? 0 };
    return { kind: 'given', givingId, isRepeat: !isNew.has(givingId), missing: missing.get(givingId) ?? 0 };
  });
}

async function insertGivings(ctx: Ctx, fresh: readonly Fresh[]): Promise<Uuid[]> {
  const rows = await ctx.sql<{ giving_id: Uuid }>`
    INSERT INTO catalog.giving (tenant_id, giving_id, person_id, product_id, sku_id, quantity, occasion, once_key, at, recorded_at)
    SELECT ${ctx.tenantId}, fresh.giving_id, fresh.person_id, fresh.product_id, fresh.sku_id, fresh.quantity, fresh.occasion, fresh.once_key,
           ${ctx.now}, ${ctx.recordedAt}
      FROM unnest(${plainArray(fresh.map((one) => one.givingId))}::uuid[], ${plainArray(fresh.map((one) => one.wish.personId))}::uuid[],
                  ${plainArray(fresh.map((one) => one.wish.productId))}::uuid[], ${plainArray(fresh.map((one) => one.skuId))}::uuid[],
                  ${plainArray(fresh.map((one) => one.quantity))}::int[], ${fresh.map((one) => one.wish.occasion)}::text[],
                  ${fresh.map((one) => one.wish.onceKey)}::text[])
           AS fresh (giving_id, person_id, product_id, sku_id, quantity, occasion, once_key)
        ON CONFLICT (tenant_id, product_id, occasion, once_key) DO NOTHING
    RETURNING giving.giving_id`;
  return rows.map((row) => row.giving_id);
}

async function knownGivings(ctx: Ctx, wishes: readonly GivingWish[]): Promise<Map<string, Uuid>> {
  const rows = await ctx.sql<{ giving_id: Uuid; product_id: Uuid; occasion: string; once_key: string }>`
    SELECT giving.giving_id, giving.product_id, giving.occasion, giving.once_key
      FROM catalog.giving AS giving
     WHERE giving.tenant_id = ${ctx.tenantId} AND giving.product_id = ANY(${plainArray([...new Set(wishes.map((wish) => wish.productId))])}::uuid[])
       AND giving.once_key = ANY(${[...new Set(wishes.map((wish) => wish.onceKey))]}::text[])`;
  return new Map(rows.map((row) => [keyOf({ productId: row.product_id, occasion: row.occasion, onceKey: row.once_key }), row.giving_id]));
}

/** What was out of stock was not given: its row goes with the attempt. */
async function takeBack(ctx: Ctx, givingIds: readonly Uuid[]): Promise<void> {
  await ctx.sql.exec`
    DELETE FROM catalog.giving AS giving
     WHERE giving.tenant_id = ${ctx.tenantId} AND giving.giving_id = ANY(${plainArray(givingIds)}::uuid[])`;
}

/** Two people turned out to be one: what was given to the other was given to the survivor. */
export async function moveGivings(ctx: Ctx, people: { from: Uuid; to: Uuid }): Promise<void> {
  await ctx.sql.exec`
    UPDATE catalog.giving AS giving
       SET person_id = ${people.to}
     WHERE giving.tenant_id = ${ctx.tenantId} AND giving.person_id = ${people.from}`;
}

function keyOf({ productId, occasion, onceKey }: Pick<GivingWish, 'productId' | 'occasion' | 'onceKey'>): string {
  return JSON.stringify([productId, occasion, onceKey]);
}
