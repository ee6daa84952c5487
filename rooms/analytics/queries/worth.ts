import { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { decodeCursor, encodeCursor } from '../../../kit/http/index.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import { ordersById, type Order } from '../../orders/index.ts';
import type { Direct } from '../../relations/index.ts';
import type { Worth, WorthRow } from '../api.ts';
import { STAGES } from '../model/cells.ts';
import { testsOf } from '../resident/filter.ts';
import { pageOf } from '../resident/page.ts';
import { residentOf } from '../resident/registry.ts';
import type { Resident, WorthAmounts } from '../resident/resident.ts';
import { namesOf } from './people-list.ts';

export type WorthPart = 'own' | 'direct' | 'indirect';

const rankShape = z.tuple([z.string(), z.number(), z.number().int().min(0)]);

/** What a person is worth: own + of those they introduced + of everybody deeper (CONTRACT §7). */
export async function personWorth(ctx: Ctx, node: number): Promise<Worth> {
  const resident = await residentOf(ctx);
  return worthJson(resident.worthOf(node), ctx.tenant.currency);
}

/** Everybody by worth, most first, ties by id. */
export async function worthRanking(
  ctx: Ctx,
  { sort, limit, cursor }: { sort: 'influence' | 'own' | 'direct' | 'indirect'; limit: number; cursor?: string | undefined },
): Promise<{ data: WorthRow[]; next: string | null }> {
  const key = decodeCursor(cursor, rankShape);
  const resident = await residentOf(ctx);
  const after = key && key[0] === sort ? { key: key[1], node: key[2] } : null;
  const page = pageOf(resident, testsOf(resident, {}, null), { sort, order: 'desc', limit, after });
  const known = page.nodes.map((node) => ({
    node,
    ...treeFacts(resident, node),
    ...worthJson(resident.worthOf(node), ctx.tenant.currency),
  }));
  const names = await namesOf(ctx, page.nodes);
  const data = known.flatMap(({ node, ...row }) => {
    const name = names.get(node);
    return name
      ? [
          {
            person: { id: publicId('person', name.personId), externalId: name.externalId, name: name.name },
            ...row,
          },
        ]
      : [];
  });
  return { data, next: page.next && encodeCursor([sort, page.next.key, page.next.node]) };
}

/** Those a person introduced, by what they and theirs are worth, most first. */
export async function directsOf(
  ctx: Ctx,
  node: number,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ data: Direct[]; next: string | null }> {
  const after = decodeCursor(cursor, z.tuple([z.number(), z.number().int().min(0)]));
  const resident = await residentOf(ctx);
  const sorted = [...resident.directsOf(node)]
    .filter((direct) => resident.isHere[direct] === 1)
    .map((direct) => ({ node: direct, key: resident.influenceNear(direct) }))
    .sort((a, b) => b.key - a.key || resident.idRank(a.node) - resident.idRank(b.node));
  const rest = after
    ? sorted.filter((row) => row.key < after[0] || (row.key === after[0] && resident.idRank(row.node) > resident.idRank(after[1])))
    : sorted;
  const shown = rest.slice(0, limit);
  const { currency } = ctx.tenant;
  const known = shown.map((row) => ({
    node: row.node,
    ...treeFacts(resident, row.node),
    own: moneyJson(resident.own.get(row.node), currency),
    influence: moneyJson(resident.worthOf(row.node).influence, currency),
  }));
  const names = await introducedOf(
    ctx,
    shown.map((row) => row.node),
  );
  const last = rest.length > limit ? shown.at(-1) : undefined;
  return {
    data: known.flatMap(({ node: direct, ...row }) => {
      const name = names.get(direct);
      return name
        ? [
            {
              person: {
                id: publicId('person', name.person_id),
                externalId: name.external_id,
                name: name.name,
              },
              joinedAt: name.from_at?.toISOString() ?? null,
              ...row,
            },
          ]
        : [];
    }),
    next: last ? encodeCursor([last.key, last.node]) : null,
  };
}

/** Up to so many people's orders are sorted as they are; those of more are met along the index of all orders. */
const FEW = 2_000;
const PORTION = 4_000;

/** The paid orders behind a part of somebody's worth, newest first. */
export async function worthOrders(
  ctx: Ctx,
  node: number,
  { part, limit, cursor }: { part: WorthPart; limit: number; cursor?: string | undefined },
): Promise<{ data: Order[]; next: string | null }> {
  const after = decodeCursor(cursor, z.tuple([z.iso.datetime(), z.uuid()]));
  let place = {
    at: new Date(after?.[0] ?? '9999-12-31T00:00:00Z'),
    id: after?.[1] ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff',
  };
  const people = peopleBehind(await residentOf(ctx), node, part);
  const rows: { order_id: Uuid; paid_at: Date }[] = [];
  if (people.ids.length <= FEW) {
    rows.push(
      ...(await ctx.sql<{ order_id: Uuid; paid_at: Date }>`
        SELECT customer_order.order_id, customer_order.paid_at
          FROM orders.customer_order AS customer_order
         WHERE customer_order.tenant_id = ${ctx.tenantId} AND customer_order.person_id = ANY(${plainArray(people.ids)}::uuid[])
           AND customer_order.paid_at IS NOT NULL AND (customer_order.paid_at, customer_order.order_id) < (${place.at}, ${place.id}::uuid)
         ORDER BY customer_order.paid_at DESC, customer_order.order_id DESC
         LIMIT ${limit + 1}`),
    );
  } else {
    const wanted = new Set(people.ids);
    while (rows.length <= limit) {
      const portion = await ctx.sql<{ order_id: Uuid; paid_at: Date; person_id: Uuid | null }>`
        SELECT customer_order.order_id, customer_order.paid_at, customer_order.person_id
          FROM orders.customer_order AS customer_order
         WHERE customer_order.tenant_id = ${ctx.tenantId} AND customer_order.paid_at IS NOT NULL
           AND (customer_order.paid_at, customer_order.order_id) < (${place.at}, ${place.id}::uuid)
         ORDER BY customer_order.paid_at DESC, customer_order.order_id DESC
         LIMIT ${PORTION}`;
      rows.push(...portion.filter((row) => row.person_id !== null && wanted.has(row.person_id)));
      const last = portion.at(-1);
      if (!last) break;
      place = { at: last.paid_at, id: last.order_id };
    }
  }
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    data: await ordersById(
      ctx,
      shown.map((row) => row.order_id),
    ),
    next: last ? encodeCursor([last.paid_at.toISOString(), last.order_id]) : null,
  };
}

// Those with an order, by their place below the person.
function peopleBehind(resident: Resident, node: number, part: WorthPart): { ids: Uuid[] } {
  const nodes: number[] = [];
  if (part === 'own') nodes.push(node);
  else {
    const directs = resident.directsOf(node);
    if (part === 'direct') for (const direct of directs) nodes.push(direct);
    else {
      const queue = [...directs];
      for (let i = 0; i < queue.length; i++) {
        for (const deeper of resident.directsOf(queue[i] as number)) {
          queue.push(deeper);
          nodes.push(deeper);
        }
      }
    }
  }
  return { ids: nodes.filter((one) => (resident.orders[one] ?? 0) > 0).map((one) => resident.personId(one)) };
}

async function introducedOf(ctx: Ctx, nodes: readonly number[]) {
  const rows =
    nodes.length === 0
      ? []
      : await ctx.sql<{
          node: number;
          person_id: Uuid;
          external_id: string | null;
          name: string | null;
          from_at: Date | null;
        }>`
    SELECT person.node, person.person_id, person.external_id, person.name, referral.from_at
      FROM relations.person AS person
      LEFT JOIN relations.referral AS referral
             ON referral.tenant_id = ${ctx.tenantId} AND referral.subject_id = person.person_id AND referral.to_at IS NULL
     WHERE person.tenant_id = ${ctx.tenantId} AND person.node = ANY(${plainArray(nodes)}::int[])`;
  return new Map(rows.map((row) => [row.node, row]));
}

function treeFacts(resident: Resident, node: number) {
  return {
    stage: STAGES[resident.stage[node] ?? 0] ?? ('prospect' as const),
    directs: resident.directCount(node),
    downline: resident.downlineCount(node),
  };
}

export function worthJson(worth: WorthAmounts, currency: string): Worth {
  return {
    own: moneyJson(worth.own, currency),
    direct: moneyJson(worth.direct, currency),
    indirect: moneyJson(worth.indirect, currency),
    influence: moneyJson(worth.influence, currency),
  };
}
