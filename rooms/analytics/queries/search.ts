import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import { dayText } from '../../../kit/time/index.ts';
import { searchPeople } from '../../relations/index.ts';
import type { SearchHit } from '../api.ts';

const MOST = 8;
const AFTER_ALL = '\u{10ffff}';

/** What a few typed letters mean: people by name, pinyin, phone or id; orders and products by the beginning of their id or name. */
export async function search(ctx: Ctx, text: string): Promise<SearchHit[]> {
  const [people, orders, products] = await Promise.all([peopleHits(ctx, text), orderHits(ctx, text), productHits(ctx, text)]);
  return [...people, ...orders, ...products];
}

async function peopleHits(ctx: Ctx, text: string): Promise<SearchHit[]> {
  const nodes = await searchPeople(ctx, text, 200);
  if (nodes.length === 0) return [];
  const rows = await ctx.sql<{
    person_id: Uuid;
    name: string | null;
    external_id: string | null;
    stage: string;
  }>`
    SELECT person.person_id, person.name, person.external_id, person.stage
      FROM relations.person AS person
     WHERE person.tenant_id = ${ctx.tenantId} AND person.node = ANY(${plainArray(nodes)}::int[]) AND person.merged_into IS NULL
     ORDER BY person.external_id = ${text} DESC NULLS LAST, length(coalesce(person.name, person.external_id, '')), person.person_id
     LIMIT ${MOST}`;
  return rows.map((row) => ({
    kind: 'person',
    id: publicId('person', row.person_id),
    title: row.name ?? row.external_id ?? publicId('person', row.person_id),
    detail: row.stage,
  }));
}

async function orderHits(ctx: Ctx, text: string): Promise<SearchHit[]> {
  if (text.startsWith('~')) return [];
  const rows = await ctx.sql.anew<{ order_id: Uuid; external_id: string; placed_at: Date }>`
    SELECT customer_order.order_id, customer_order.external_id, customer_order.placed_at
      FROM orders.customer_order AS customer_order
     WHERE customer_order.tenant_id = ${ctx.tenantId}
       AND customer_order.external_id >= ${text} AND customer_order.external_id < ${`${text}${AFTER_ALL}`}
     ORDER BY customer_order.external_id
     LIMIT ${MOST}`;
  return rows.map((row) => ({
    kind: 'order',
    id: publicId('order', row.order_id),
    title: row.external_id,
    detail: dayText(ctx.zone.dayOf(row.placed_at.getTime())),
  }));
}

async function productHits(ctx: Ctx, text: string): Promise<SearchHit[]> {
  // A brand has few products; its names are looked through.
  const rows = await ctx.sql<{ product_id: Uuid; name: string; external_id: string }>`
    SELECT product.product_id, product.name, product.external_id
      FROM catalog.product AS product
     WHERE product.tenant_id = ${ctx.tenantId} AND product.archived_at IS NULL
       AND (position(lower(${text}) IN lower(product.name)) > 0 OR starts_with(lower(product.external_id), lower(${text})))
     ORDER BY length(product.name), product.product_id
     LIMIT ${MOST}`;
  return rows.map((row) => ({
    kind: 'product',
    id: publicId('product', row.product_id),
    title: row.name,
    detail: row.external_id,
  }));
}
