import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { assert } from '../../../kit/errors/index.ts';
import { beforeId, pageOf } from '../../../kit/http/cursor.ts';
import { parseId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { maskedName } from '../../relations/index.ts';
import type { Review, ReviewInConsole } from '../api.ts';
import { reviewNotFound } from '../errors.ts';

interface ReviewRow {
  review_id: Uuid;
  order_id: Uuid;
  line: number;
  product_id: Uuid;
  product_name: string;
  person_id: Uuid;
  person_name: string | null;
  is_erased: boolean;
  stars: number;
  body: string;
  at: Date;
  answer: string | null;
  answered_at: Date | null;
  hidden_because: string | null;
  hidden_at: Date | null;
}

interface ReviewPage {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** What buyers said of a product, the newest first. */
export async function reviewsOfProduct(ctx: Ctx, productId: Uuid, page: ReviewPage): Promise<{ data: Review[]; next: string | null }> {
  return await pageOfReviews(ctx, { productId, isAnswered: null, page }, reviewJson);
}

/** All reviews as operators see them, the newest first. @param filter.answered undefined: both kinds */
export async function listReviews(
  ctx: Ctx,
  filter: ReviewPage & { productId?: Uuid | undefined; answered?: boolean | undefined },
): Promise<{ data: ReviewInConsole[]; next: string | null }> {
  return await pageOfReviews(ctx, { productId: filter.productId ?? null, isAnswered: filter.answered ?? null, page: filter }, consoleJson);
}

async function pageOfReviews<T>(
  ctx: Ctx,
  { productId, isAnswered, page }: { productId: Uuid | null; isAnswered: boolean | null; page: ReviewPage },
  told: (row: ReviewRow) => T,
): Promise<{ data: T[]; next: string | null }> {
  const before = beforeId(page.cursor);
  const rows = await ctx.sql<ReviewRow>`
    SELECT review.review_id, review.order_id, review.line, review.product_id, product.name AS product_name, review.person_id,
           person.name AS person_name, person.erased_at IS NOT NULL AS is_erased, review.stars, review.body, review.at, review.answer,
           review.answered_at, review.hidden_because, review.hidden_at
      FROM orders.review AS review
      JOIN catalog.product AS product ON product.tenant_id = ${ctx.tenantId} AND product.product_id = review.product_id
      JOIN relations.person AS person ON person.tenant_id = ${ctx.tenantId} AND person.person_id = review.person_id
     WHERE review.tenant_id = ${ctx.tenantId} AND review.review_id < ${before}
       AND (${productId}::uuid IS NULL OR review.product_id = ${productId}::uuid)
       AND (${isAnswered}::boolean IS NULL OR (review.answer IS NOT NULL) = ${isAnswered}::boolean)
     ORDER BY review.review_id DESC
     LIMIT ${page.limit + 1}`;
  const { shown, next } = pageOf(rows, page.limit, (row) => [row.review_id]);
  return { data: shown.map(told), next };
}

/** The reviews of orders, by `<order uuid>:<line>`. */
export async function reviewsOfOrders(ctx: Ctx, orderIds: readonly Uuid[]): Promise<Map<string, Review>> {
  const rows = await rowsWhere(ctx, { orderIds });
  return new Map(rows.map((row) => [`${row.order_id}:${row.line}`, reviewJson(row)]));
}

/** What a person wrote, for the copy of everything the brand holds about them. */
export async function reviewsOf(ctx: Ctx, personId: Uuid): Promise<ReviewInConsole[]> {
  return (await rowsWhere(ctx, { personId })).map(consoleJson);
}

/** The id of a review. @throws DomainError `review.notFound` */
export async function findReview(ctx: Ctx, id: string): Promise<Uuid> {
  const reviewId = parseId('review', id);
  const [row] = reviewId === null ? [] : await rowsWhere(ctx, { reviewId });
  if (!row) throw reviewNotFound();
  return row.review_id;
}

export async function reviewReply(ctx: Ctx, reviewId: Uuid): Promise<Review> {
  return reviewJson(await oneReview(ctx, reviewId));
}

export async function reviewInConsoleReply(ctx: Ctx, reviewId: Uuid): Promise<ReviewInConsole> {
  return consoleJson(await oneReview(ctx, reviewId));
}

async function oneReview(ctx: Ctx, reviewId: Uuid): Promise<ReviewRow> {
  const [row] = await rowsWhere(ctx, { reviewId });
  assert(row, 'what was written is there');
  return row;
}

async function rowsWhere(ctx: Ctx, by: { orderIds?: readonly Uuid[]; personId?: Uuid; reviewId?: Uuid }): Promise<ReviewRow[]> {
  const { orderIds = [], personId = null, reviewId = null } = by;
  if (orderIds.length === 0 && personId === null && reviewId === null) return [];
  return await ctx.sql<ReviewRow>`
    SELECT review.review_id, review.order_id, review.line, review.product_id, product.name AS product_name, review.person_id,
           person.name AS person_name, person.erased_at IS NOT NULL AS is_erased, review.stars, review.body, review.at, review.answer,
           review.answered_at, review.hidden_because, review.hidden_at
      FROM orders.review AS review
      JOIN catalog.product AS product ON product.tenant_id = ${ctx.tenantId} AND product.product_id = review.product_id
      JOIN relations.person AS person ON person.tenant_id = ${ctx.tenantId} AND person.person_id = review.person_id
     WHERE review.tenant_id = ${ctx.tenantId}
       AND (review.order_id = ANY(${plainArray([...new Set(orderIds)])}::uuid[]) OR review.person_id = ${personId}::uuid
            OR review.review_id = ${reviewId}::uuid)
     ORDER BY review.review_id`;
}

/** How products are judged: how many reviews gave one star, two, … five. Products without a review are left out. */
export async function starsOf(ctx: Ctx, productIds: readonly Uuid[]): Promise<Map<Uuid, number[]>> {
  if (productIds.length === 0) return new Map();
  const rows = await ctx.sql<{ product_id: Uuid; stars: number; count: number }>`
    SELECT review.product_id, review.stars, count(*)::int AS count
      FROM orders.review AS review
     WHERE review.tenant_id = ${ctx.tenantId} AND review.product_id = ANY(${plainArray([...new Set(productIds)])}::uuid[])
     GROUP BY review.product_id, review.stars`;
  const counts = new Map<Uuid, number[]>();
  for (const row of rows) {
    const known = counts.get(row.product_id) ?? [0, 0, 0, 0, 0];
    known[row.stars - 1] = row.count;
    counts.set(row.product_id, known);
  }
  return counts;
}

function reviewJson(row: ReviewRow): Review {
  return {
    id: publicId('review', row.review_id),
    product: { id: publicId('product', row.product_id), name: row.product_name },
    stars: row.stars,
    text: row.hidden_at === null ? row.body : null,
    by: maskedName(row.is_erased ? null : row.person_name),
    at: row.at.toISOString(),
    answer: row.answer,
    answeredAt: row.answered_at?.toISOString() ?? null,
    hiddenBecause: row.hidden_because,
  };
}

function consoleJson(row: ReviewRow): ReviewInConsole {
  return {
    ...reviewJson(row),
    text: row.body,
    order: publicId('order', row.order_id),
    line: row.line,
    person: publicId('person', row.person_id),
    hiddenAt: row.hidden_at?.toISOString() ?? null,
  };
}
