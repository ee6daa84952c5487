import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import type { KnownLine, KnownOrder, RowCount, StandingReturn } from '../model/order-facts.ts';
import type { OrderRow } from '../reading/index.ts';

/** Whose rows count as this file's own. */
export interface OwnRuns {
  readonly runId: Uuid;
  /** this run and the unfinished earlier ones of the same file read in the same way */
  readonly ours: readonly Uuid[];
  readonly onConflict: 'keep' | 'update';
}

/** What is stored of the orders and of the equal rows that a portion of a file names. */
export interface StoredWorld {
  readonly orders: Map<string, KnownOrder>;
  readonly standingReturns: StandingReturn[];
  readonly counts: Map<string, RowCount>;
}

interface OrderRecord {
  external_id: string;
  order_id: Uuid;
  person_id: Uuid | null;
  placed_at: Date;
  paid_at: Date | null;
  charged_amount: bigint;
  refunded_amount: bigint;
  total_from: 'lines' | 'total';
  scene: string | null;
  channel: string | null;
  status: string | null;
  run_id: Uuid | null;
  is_live: boolean;
}

/** Looks up everything `planOrders` wants to know, with a fixed number of statements. */
export async function ordersWorld(ctx: Ctx, rows: readonly OrderRow[], own: OwnRuns): Promise<StoredWorld> {
  const named = new Set<string>();
  const single = new Set<string>();
  const returned = new Set<string>();
  for (const row of rows) {
    if (row.order !== null) named.add(row.order);
    if (row.amount < 0n && !row.isContinuation) returned.add(row.contentKey);
    else if (row.order === null) single.add(row.contentKey);
  }
  const [records, counts, standingReturns] = await Promise.all([
    readOrders(ctx, [...named, ...[...single].map((key) => `~${key}.1`)]),
    countReturns(ctx, [...returned], own.runId),
    readStandingReturns(ctx, [...named]),
  ]);
  const known = records.filter((record) => named.has(record.external_id));
  if (single.size > 0)
    await countSingles(
      ctx,
      records.filter((record) => !named.has(record.external_id)),
      own.runId,
      counts,
    );
  const orders = new Map<string, KnownOrder>();
  if (known.length > 0) {
    const ids = known.map((record) => record.order_id);
    const keys = new Set<string>();
    for (const row of rows) if (row.order !== null) keys.add(row.contentKey);
    const [, shapes, lines] = await Promise.all([
      countLines(ctx, ids, [...keys], own.runId, counts),
      readLineShapes(ctx, ids, own.ours),
      own.onConflict === 'update' ? readForeignLines(ctx, ids, own.ours) : new Map<Uuid, KnownLine[]>(),
    ]);
    for (const record of known)
      orders.set(record.external_id, knownOrder(record, shapes.get(record.order_id), lines.get(record.order_id), own.ours));
  }
  await readSeen(ctx, own.runId, counts);
  return { orders, standingReturns, counts };
}

function knownOrder(record: OrderRecord, shape: LineShape | undefined, lines: KnownLine[] | undefined, ours: readonly Uuid[]): KnownOrder {
  return {
    orderId: record.order_id,
    externalId: record.external_id,
    personId: record.person_id,
    placedAt: record.placed_at.getTime(),
    paidAt: record.paid_at?.getTime() ?? null,
    charged: record.charged_amount,
    refunded: record.refunded_amount,
    totalFrom: record.total_from,
    scene: record.scene,
    channel: record.channel,
    status: record.status,
    isLive: record.is_live,
    isOurs: record.run_id !== null && ours.includes(record.run_id),
    lastLine: shape?.last_line ?? 0,
    hasForeignLines: shape?.has_foreign ?? false,
    foreignLines: lines ?? [],
  };
}

async function readOrders(ctx: Ctx, externalIds: readonly string[]): Promise<OrderRecord[]> {
  if (externalIds.length === 0) return [];
  return await ctx.sql<OrderRecord>`
    SELECT ord.external_id, ord.order_id, ord.person_id, ord.placed_at, ord.paid_at, ord.charged_amount, ord.refunded_amount,
           ord.total_from, ord.scene, ord.channel, ord.status, ord.run_id, ord.is_live
      FROM orders.customer_order AS ord
     WHERE ord.tenant_id = ${ctx.tenantId} AND ord.external_id = ANY(${externalIds}::text[])`;
}

interface LineShape {
  order_id: Uuid;
  last_line: number;
  has_foreign: boolean;
}

async function readLineShapes(ctx: Ctx, orderIds: readonly Uuid[], ours: readonly Uuid[]): Promise<Map<Uuid, LineShape>> {
  const rows = await ctx.sql<LineShape>`
    SELECT line.order_id, max(line.line) AS last_line,
           bool_or(NOT line.is_total AND line.product_id IS NOT NULL
                   AND (line.run_id IS NULL OR line.run_id <> ALL(${plainArray(ours)}::uuid[]))) AS has_foreign
      FROM orders.line AS line
     WHERE line.tenant_id = ${ctx.tenantId} AND line.order_id = ANY(${plainArray(orderIds)}::uuid[])
     GROUP BY line.order_id`;
  return new Map(rows.map((row) => [row.order_id, row]));
}

async function readForeignLines(ctx: Ctx, orderIds: readonly Uuid[], ours: readonly Uuid[]): Promise<Map<Uuid, KnownLine[]>> {
  const rows = await ctx.sql<{
    order_id: Uuid;
    line: number;
    product: string | null;
    amount: bigint;
    refunded_amount: bigint;
    row_hash: string;
  }>`
    SELECT line.order_id, line.line, product.external_id AS product, line.amount, line.refunded_amount, line.row_hash
      FROM orders.line AS line
      LEFT JOIN catalog.product AS product ON product.tenant_id = ${ctx.tenantId} AND product.product_id = line.product_id
     WHERE line.tenant_id = ${ctx.tenantId} AND line.order_id = ANY(${plainArray(orderIds)}::uuid[])
       AND line.row_hash IS NOT NULL AND (line.run_id IS NULL OR line.run_id <> ALL(${plainArray(ours)}::uuid[]))
     ORDER BY line.order_id, line.line`;
  const byOrder = new Map<Uuid, KnownLine[]>();
  for (const row of rows) {
    const line: KnownLine = {
      line: row.line,
      product: row.product,
      amount: row.amount,
      refunded: row.refunded_amount,
      contentKey: keyOf(row.row_hash),
    };
    const known = byOrder.get(row.order_id);
    if (known) known.push(line);
    else byOrder.set(row.order_id, [line]);
  }
  return byOrder;
}

interface CountRecord {
  row_hash: string;
  total: number;
  others: number;
}

/** A row with an order id holds the id in its content, so its equals are lines of the same order. */
async function countLines(
  ctx: Ctx,
  orderIds: readonly Uuid[],
  keys: readonly string[],
  runId: Uuid,
  counts: Map<string, RowCount>,
): Promise<void> {
  const rows = await ctx.sql<CountRecord>`
    SELECT line.row_hash, count(*)::int AS total, (count(*) FILTER (WHERE line.run_id IS DISTINCT FROM ${runId}::uuid))::int AS others
      FROM orders.line AS line
     WHERE line.tenant_id = ${ctx.tenantId} AND line.order_id = ANY(${plainArray(orderIds)}::uuid[])
       AND line.row_hash = ANY(${plainArray(keys)}::uuid[])
     GROUP BY line.row_hash`;
  for (const row of rows) counts.set(keyOf(row.row_hash), { others: row.others, total: row.total, seen: 0 });
}

async function countReturns(ctx: Ctx, keys: readonly string[], runId: Uuid): Promise<Map<string, RowCount>> {
  const counts = new Map<string, RowCount>();
  if (keys.length === 0) return counts;
  const rows = await ctx.sql<CountRecord>`
    SELECT back.row_hash, count(*)::int AS total, (count(*) FILTER (WHERE back.run_id IS DISTINCT FROM ${runId}::uuid))::int AS others
      FROM orders.sales_return AS back
     WHERE back.tenant_id = ${ctx.tenantId} AND back.row_hash = ANY(${plainArray(keys)}::uuid[])
     GROUP BY back.row_hash`;
  for (const row of rows) counts.set(keyOf(row.row_hash), { others: row.others, total: row.total, seen: 0 });
  return counts;
}

/**
 * Rows without an order id are numbered `~<content>.1`, `.2` … without gaps: those that have a first are asked for the next ones,
 * twice as many each time.
 */
async function countSingles(ctx: Ctx, first: readonly OrderRecord[], runId: Uuid, counts: Map<string, RowCount>): Promise<void> {
  let open = first.map((record) => record.external_id.slice(1, -2));
  for (const record of first) {
    counts.set(record.external_id.slice(1, -2), { total: 1, others: record.run_id === runId ? 0 : 1, seen: 0 });
  }
  for (let from = 2; open.length > 0; from *= 2) {
    const wanted = open.flatMap((key) =>
      Array.from({ length: from === 2 ? 1 : from / 2 }, (_, i) => `~${key}.${(from === 2 ? 2 : from / 2 + 1) + i}`),
    );
    const found = await readOrders(ctx, wanted);
    const more = new Map<string, number>();
    for (const record of found) {
      const key = record.external_id.slice(1, record.external_id.lastIndexOf('.'));
      const count = counts.get(key);
      if (!count) continue;
      count.total += 1;
      if (record.run_id !== runId) count.others += 1;
      more.set(key, (more.get(key) ?? 0) + 1);
    }
    const full = from === 2 ? 1 : from / 2;
    open = open.filter((key) => more.get(key) === full);
  }
}

async function readStandingReturns(ctx: Ctx, externalIds: readonly string[]): Promise<StandingReturn[]> {
  if (externalIds.length === 0) return [];
  const any = await ctx.sql<{ found: number }>`
    SELECT 1 AS found
      FROM orders.sales_return AS back
     WHERE back.tenant_id = ${ctx.tenantId} AND back.external_id IS NOT NULL AND back.order_id IS NULL
     LIMIT 1`;
  if (any.length === 0) return [];
  const rows = await ctx.sql<{ return_id: Uuid; external_id: string; person_id: Uuid | null; at: Date; amount: bigint }>`
    SELECT back.return_id, back.external_id, back.person_id, back.at, back.amount
      FROM orders.sales_return AS back
     WHERE back.tenant_id = ${ctx.tenantId} AND back.external_id = ANY(${externalIds}::text[]) AND back.external_id IS NOT NULL
       AND back.order_id IS NULL
     ORDER BY back.return_id`;
  return rows.map((row) => ({
    returnId: row.return_id,
    externalId: row.external_id,
    personId: row.person_id,
    at: row.at.getTime(),
    amount: row.amount,
  }));
}

async function readSeen(ctx: Ctx, runId: Uuid, counts: Map<string, RowCount>): Promise<void> {
  const keys = [...counts].filter(([, count]) => count.others > 0).map(([key]) => key);
  if (keys.length === 0) return;
  const rows = await ctx.sql<{ row_key: string; times: number }>`
    SELECT seen.row_key, seen.times
      FROM imports.seen AS seen
     WHERE seen.tenant_id = ${ctx.tenantId} AND seen.run_id = ${runId} AND seen.row_key = ANY(${plainArray(keys)}::uuid[])`;
  for (const row of rows) {
    const count = counts.get(keyOf(row.row_key));
    if (count) count.seen = row.times;
  }
}

/** A content key as rows carry it: 32 hex digits. */
function keyOf(uuid: string): string {
  return uuid.replaceAll('-', '');
}
