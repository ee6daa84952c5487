import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { beforeId, pageOf } from '../../../kit/http/cursor.ts';
import { parseId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { divideHalfUp, moneyJson } from '../../../kit/money/index.ts';
import { saleProductsById, type SaleProduct } from '../../catalog/index.ts';
import type { Card, CardEconomics } from '../api.ts';
import { cardNotFound } from '../errors.ts';
import { unitsOf, type CardTerms } from '../model/card.ts';
import type { Design } from '../schema.ts';
import { designOf, designsOf } from './cards.ts';

type Row = Parameters<typeof designOf>[0];

/** The card behind `cds_…`. @throws `card.notFound` */
export async function findDesign(ctx: Ctx, id: string): Promise<Design> {
  const designId = parseId('cardDesign', id);
  const rows = designId === null ? [] : await designRows(ctx, { ids: [designId] });
  const [row] = rows;
  if (!row) throw cardNotFound();
  return designOf(row);
}

/** Cards, newest first, pages by key. @param page.onSale only those that are sold, or only those that are not */
export async function listDesigns(
  ctx: Ctx,
  page: { limit: number; cursor?: string | undefined; onSale?: boolean | undefined },
): Promise<{ data: Card[]; next: string | null }> {
  const before = beforeId(page.cursor);
  const rows = await designRows(ctx, { before, limit: page.limit + 1, onSale: page.onSale });
  const { shown, next } = pageOf(rows, page.limit, (row) => [row.design_id]);
  return { data: await designReplies(ctx, shown.map(designOf)), next };
}

/** Cards by id, however many the brand has. */
export async function cardsById(ctx: Ctx, ids: readonly Uuid[]): Promise<Card[]> {
  return ids.length === 0 ? [] : await designReplies(ctx, (await designRows(ctx, { ids, limit: ids.length })).map(designOf));
}

/** The card that a product is; null where it is none. */
export async function cardOfProduct(ctx: Ctx, productId: Uuid): Promise<Card | null> {
  const design = (await designsOf(ctx, [productId])).get(productId);
  return design ? ((await designReplies(ctx, [design]))[0] ?? null) : null;
}

async function designRows(
  ctx: Ctx,
  by: { ids?: readonly Uuid[]; before?: Uuid; limit?: number; onSale?: boolean | undefined },
): Promise<Row[]> {
  return await ctx.sql<Row>`
    SELECT design.design_id, design.product_id, design.kind, design.term_unit, design.term_count, design.item_product_id, design.units_each,
           design.per, design.bonus_amount, design.spread_months, design.on_sale, design.created_at, design.updated_at
      FROM membership.design AS design
     WHERE design.tenant_id = ${ctx.tenantId}
       AND (${by.ids === undefined}::boolean OR design.design_id = ANY(${plainArray(by.ids ?? [])}::uuid[]))
       AND (${by.before ?? null}::uuid IS NULL OR design.design_id < ${by.before ?? null}::uuid)
       AND (${by.onSale ?? null}::boolean IS NULL OR design.on_sale = ${by.onSale ?? null}::boolean)
     ORDER BY design.design_id DESC
     LIMIT ${by.limit ?? 1}`;
}

/** Cards as they are answered. */
export async function designReplies(ctx: Ctx, designs: readonly Design[]): Promise<Card[]> {
  const products = await saleProductsById(
    ctx,
    designs.flatMap((design) => [design.productId, ...(design.itemId === null ? [] : [design.itemId])]),
  );
  const { currency } = ctx.tenant;
  return designs.map((design) => {
    const product = products.get(design.productId);
    const isPass = design.kind === 'pass';
    return {
      id: publicId('cardDesign', design.designId),
      product: named(product, design.productId),
      price: product?.price == null ? null : moneyJson(product.price, currency),
      kind: design.kind,
      term: { unit: design.termUnit, count: design.termCount },
      grant: isPass ? grantOf(design, products) : null,
      bonus: isPass ? null : moneyJson(design.bonus, currency),
      spreadMonths: design.termUnit === 'lifetime' ? design.spreadMonths : null,
      isOnSale: design.isOnSale && product?.isArchived !== true,
      createdAt: design.createdAt.toISOString(),
      updatedAt: design.updatedAt.toISOString(),
    };
  });
}

export function grantOf({ itemId, unitsEach, per }: CardTerms, products: ReadonlyMap<Uuid, SaleProduct>): NonNullable<Card['grant']> {
  return { item: itemId === null ? null : named(products.get(itemId), itemId), units: unitsEach, per };
}

export function named(product: SaleProduct | undefined, productId: Uuid): Card['product'] {
  return { id: publicId('product', productId), externalId: product?.externalId ?? '', name: product?.name ?? '' };
}

/** What a card brings and costs: break-even, what is expected from the uses there were, and what is owed for those that run. */
export async function cardEconomics(ctx: Ctx, design: Design): Promise<CardEconomics> {
  const products = await saleProductsById(ctx, [design.productId, ...(design.itemId === null ? [] : [design.itemId])]);
  const price = products.get(design.productId)?.price ?? null;
  const cost = design.itemId === null ? null : (products.get(design.itemId)?.cost ?? null);
  const { currency } = ctx.tenant;
  const sum = await ctx.sql.one<{ sold: bigint; active: bigint; liability: bigint; collected: bigint; over: bigint; used: bigint }>`
    SELECT count(*) FILTER (WHERE card.paid_at IS NOT NULL AND card.given_from IS NULL) AS sold,
           count(*) FILTER (WHERE card.from_at <= ${ctx.now} AND card.ended_at IS NULL AND card.frozen_on IS NULL
                              AND (card.to_at IS NULL OR card.to_at > ${ctx.now})) AS active,
           coalesce(sum(card.liability_amount), 0)::bigint AS liability,
           coalesce(sum(card.fee_amount - card.refunded_amount) FILTER (WHERE card.paid_at IS NOT NULL AND card.ended IS DISTINCT FROM 'given'), 0)::bigint AS collected,
           coalesce(sum(card.periods_booked::bigint * card.units_each), 0)::bigint AS over,
           coalesce(sum((SELECT sum(card_use.used) FROM membership.card_use AS card_use
                          WHERE card_use.tenant_id = ${ctx.tenantId} AND card_use.card_id = card.card_id
                            AND card_use.period < card.periods_booked)), 0)::bigint AS used
      FROM membership.card AS card
     WHERE card.tenant_id = ${ctx.tenantId} AND card.design_id = ${design.designId}`;
  const units = unitsOf(ctx.today, design, price ?? 0n);
  const breakEven = price === null || cost === null || cost === 0n ? null : price / cost;
  const usedPpm = sum.over === 0n ? null : Number(divideHalfUp(sum.used * 1_000_000n, sum.over));
  const expected = usedPpm === null || design.kind === 'balance' ? null : divideHalfUp(units * BigInt(usedPpm), 1_000_000n);
  const json = (amount: bigint | null) => (amount === null ? null : moneyJson(amount, currency));
  const expectedCost = expected === null || cost === null ? null : expected * cost;
  return {
    price: json(price),
    costPerUse: json(cost),
    unitsPerCard: units.toString(),
    breakEvenUses: breakEven?.toString() ?? null,
    breakEvenPpm: breakEven === null || units === 0n ? null : Math.min(1_000_000, Number((breakEven * 1_000_000n) / units)),
    usedPpm,
    expectedUses: expected?.toString() ?? null,
    expectedCost: json(expectedCost),
    expectedMargin: json(price === null || expectedCost === null ? null : price - expectedCost),
    sold: Number(sum.sold),
    active: Number(sum.active),
    liability: moneyJson(sum.liability, currency),
    collected: moneyJson(sum.collected, currency),
  };
}
