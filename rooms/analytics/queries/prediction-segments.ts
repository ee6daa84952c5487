import type { Ctx } from '../../../kit/ctx.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import { dayText } from '../../../kit/time/index.ts';
import { STAGES } from '../model/cells.ts';
import { boundsAbout, type GroupKind, type GroupOutlook } from '../model/prediction/outlook.ts';
import type { PredictionSegments } from '../prediction-api.ts';
import { outlookOf, type KeptOutlook } from './outlook.ts';
import { basisReply, groupValueReply, money, testReply } from './people-values.ts';

/** Groups beyond these are few people each. */
const MOST_GROUPS = 50;

/** What groups of people are expected to bring in the weeks ahead, the most first. */
export async function predictionSegments(ctx: Ctx, by: GroupKind): Promise<PredictionSegments> {
  const kept = await outlookOf(ctx);
  if (!kept) {
    const none = { status: 'tooLittleData', reason: 'nobody', method: 'none', spendReason: null } as const;
    return { ...none, by, horizon: 0, dataTo: null, madeAt: null, error: null, basis: null, all: null, data: [], next: null };
  }
  const { outlook, madeAt } = kept;
  const { status, reason, method, spendReason } = outlook.model;
  const rows = outlook.groups[by].slice(0, MOST_GROUPS);
  const nameOf = await namesOf(ctx, kept, by);
  return {
    status,
    reason,
    method,
    spendReason,
    by,
    horizon: outlook.horizon,
    dataTo: dayText(outlook.last),
    madeAt,
    error: outlook.error,
    basis: outlook.value && basisReply(kept.basis),
    all: groupReply(ctx, outlook.all),
    data: rows.map((row) => ({ ...nameOf(row.key), ...groupReply(ctx, row) })),
    next: null,
  };
}

function groupReply(ctx: Ctx, group: GroupOutlook) {
  const value = boundsAbout(group.value, group.valueDeviation);
  return {
    people: group.people,
    repeaters: group.repeaters,
    alive: group.alive,
    expectedOrders: group.orders,
    interval: boundsAbout(group.orders, group.ordersDeviation),
    expectedValue: money(ctx, group.value),
    valueInterval: { low: money(ctx, value.low), high: money(ctx, value.high) },
    perPerson: money(ctx, group.people > 0 ? group.value / group.people : 0),
    lifetimeValue: groupValueReply(ctx, group),
    valueTest: group.tested && testReply(ctx, group.tested),
  };
}

type Named = { readonly key: string | null; readonly name: string | null };
const NOBODY: Named = { key: null, name: null };

async function namesOf(ctx: Ctx, { sources, products }: KeptOutlook, by: GroupKind): Promise<(key: number) => Named> {
  if (by === 'stage') return (key) => ({ key: STAGES[key] ?? null, name: null });
  if (by === 'cohort') return (key) => ({ key: `${1970 + Math.floor(key / 4)}-Q${(((key % 4) + 4) % 4) + 1}`, name: null });
  const known =
    by === 'source'
      ? await ctx.sql<{ id: Uuid; key: string; name: string }>`
          SELECT source.source_id AS id, source.kind AS key, source.name
            FROM relations.source AS source WHERE source.tenant_id = ${ctx.tenantId} AND source.source_id = ANY(${[...sources]}::uuid[])`
      : await ctx.sql<{ id: Uuid; key: string; name: string }>`
          SELECT product.product_id AS id, product.product_id::text AS key, product.name
            FROM catalog.product AS product WHERE product.tenant_id = ${ctx.tenantId} AND product.product_id = ANY(${[...products]}::uuid[])`;
  const list = by === 'source' ? sources : products;
  const names = new Map(known.map(({ id, key, name }) => [id, { key: by === 'source' ? key : publicId('product', id), name }]));
  return (key) => names.get(list[key] ?? ('' as Uuid)) ?? NOBODY;
}
