import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { newId, type Uuid } from '../../../kit/ids/index.ts';
import { noCodePool } from '../errors.ts';

/**
 * Puts codes into the pool of a product that hands them over; codes it knows already stay as they are.
 * @throws DomainError `delivery.noCodes`
 */
export async function addCodes(
  ctx: Ctx,
  productId: Uuid,
  codes: readonly string[],
): Promise<{ added: number; known: number; free: number }> {
  const product = await ctx.sql.one<{ name: string; delivery_kind: string | null }>`
    SELECT product.name, product.delivery_kind
      FROM catalog.product AS product
     WHERE product.tenant_id = ${ctx.tenantId} AND product.product_id = ${productId}`;
  if (product.delivery_kind !== 'codes') throw noCodePool(product.name);
  const fresh = [...new Set(codes)];
  const added = await ctx.sql.exec`
    INSERT INTO catalog.delivery_code (tenant_id, code_id, product_id, code)
    SELECT ${ctx.tenantId}, fresh.code_id, ${productId}, fresh.code
      FROM unnest(${plainArray(fresh.map(() => newId()))}::uuid[], ${fresh}::text[]) AS fresh (code_id, code)
        ON CONFLICT (tenant_id, product_id, code) DO NOTHING`;
  const { free } = await ctx.sql.one<{ free: number }>`
    SELECT count(*)::int AS free
      FROM catalog.delivery_code AS code
     WHERE code.tenant_id = ${ctx.tenantId} AND code.product_id = ${productId} AND code.order_id IS NULL`;
  return { added, known: codes.length - added, free };
}

/** A paid line of a product that hands over codes. */
export interface CodeWish {
  readonly orderId: Uuid;
  readonly line: number;
  readonly productId: Uuid;
  readonly quantity: number;
}

/** What a line got; `missing` pieces found the pool empty. */
export interface HandedOver {
  readonly orderId: Uuid;
  readonly line: number;
  readonly codes: readonly string[];
  readonly missing: number;
}

/**
 * Hands each paid line its codes, oldest first, one per piece; told again, the same codes. In two statements per product and one more.
 * @returns one entry per wish, in the order given
 */
export async function handOverCodes(ctx: Ctx, wishes: readonly CodeWish[]): Promise<HandedOver[]> {
  if (wishes.length === 0) return [];
  const had = await codesOf(ctx, [...new Set(wishes.map((wish) => wish.orderId))]);
  const given = new Map<string, string[]>(wishes.map((wish) => [keyOf(wish), had.get(keyOf(wish)) ?? []]));
  for (const [productId, lines] of Map.groupBy(wishes, (wish) => wish.productId)) {
    const places = lines.flatMap((wish) =>
      Array.from({ length: Math.max(0, wish.quantity - (given.get(keyOf(wish))?.length ?? 0)) }, () => wish),
    );
    const taken = await takeCodes(ctx, productId, places);
    for (const [i, code] of taken.entries()) {
      const wish = places[i];
      if (wish) given.get(keyOf(wish))?.push(code);
    }
  }
  return wishes.map((wish) => {
    const codes = given.get(keyOf(wish)) ?? [];
    return { orderId: wish.orderId, line: wish.line, codes, missing: Math.max(0, wish.quantity - codes.length) };
  });
}

/** The codes of these orders, by `<order uuid>:<line>`, oldest first. */
export async function codesOf(ctx: Ctx, orderIds: readonly Uuid[]): Promise<Map<string, string[]>> {
  const rows = await ctx.sql<{ order_id: Uuid; line: number; code: string }>`
    SELECT code.order_id, code.line, code.code
      FROM catalog.delivery_code AS code
     WHERE code.tenant_id = ${ctx.tenantId} AND code.order_id = ANY(${plainArray(orderIds)}::uuid[])
     ORDER BY code.order_id, code.line, code.code_id`;
  const found = new Map<string, string[]>();
  for (const row of rows) {
    const key = keyOf({ orderId: row.order_id, line: row.line });
    found.set(key, [...(found.get(key) ?? []), row.code]);
  }
  return found;
}

async function takeCodes(ctx: Ctx, productId: Uuid, places: readonly CodeWish[]): Promise<string[]> {
  if (places.length === 0) return [];
  const free = await ctx.sql<{ code_id: Uuid; code: string }>`
    SELECT code.code_id, code.code
      FROM catalog.delivery_code AS code
     WHERE code.tenant_id = ${ctx.tenantId} AND code.product_id = ${productId} AND code.order_id IS NULL
     ORDER BY code.code_id
     LIMIT ${places.length}
       FOR UPDATE SKIP LOCKED`;
  const matched = free.flatMap((row, i) => (places[i] ? [{ ...row, place: places[i] }] : []));
  await ctx.sql.exec`
    UPDATE catalog.delivery_code AS code
       SET order_id = handed.order_id, line = handed.line, issued_at = ${ctx.now}
      FROM unnest(${plainArray(matched.map((row) => row.code_id))}::uuid[], ${plainArray(matched.map((row) => row.place.orderId))}::uuid[],
                  ${plainArray(matched.map((row) => row.place.line))}::int[]) AS handed (code_id, order_id, line)
     WHERE code.tenant_id = ${ctx.tenantId} AND code.code_id = handed.code_id AND code.order_id IS NULL`;
  return matched.map((row) => row.code);
}

function keyOf({ orderId, line }: { orderId: Uuid; line: number }): string {
  return `${orderId}:${line}`;
}
