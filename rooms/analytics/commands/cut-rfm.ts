import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { lockLane } from '../../../kit/db/lane.ts';
import { parseDay } from '../../../kit/time/index.ts';
import { Cells } from '../model/cells.ts';
import { rfmCode, type RfmCut } from '../model/rfm.ts';
import { addCells } from './store-rollups.ts';

/** Rows of one query. */
const PORTION = 50_000;

/**
 * Cuts the RFM thresholds anew and counts the grid by them: quintiles over all persons with an order, as of the tenant's
 * today. Edge k of an axis is percentile_disc(k ÷ 5), so people with equal values share a bucket.
 * @returns how many persons the cut rests on
 */
export async function cutRfm(ctx: Ctx): Promise<{ people: number }> {
  await lockLane(ctx);
  const found = await customersOf(ctx);
  const people = found.count;
  if (people === 0) {
    await ctx.sql.exec`DELETE FROM analytics.rfm_threshold AS rfm_threshold WHERE rfm_threshold.tenant_id = ${ctx.tenantId}`;
    await ctx.sql.exec`DELETE FROM analytics.rfm_cell AS rfm_cell WHERE rfm_cell.tenant_id = ${ctx.tenantId}`;
    return { people };
  }
  const cut: RfmCut = {
    cutOn: ctx.today,
    r: quintiles(found.lastDay.map((day) => Math.max(0, ctx.today - day))),
    f: quintiles(found.orders.slice()),
    m: quintiles(found.own.slice()),
  };
  const cells = new Cells();
  for (let i = 0; i < people; i++) {
    const own = found.own[i] as bigint;
    cells.addRfm(rfmCode(cut, found.lastDay[i] as number, found.orders[i] as number, own), 1, own);
  }
  await ctx.sql.exec`
    INSERT INTO analytics.rfm_threshold AS rfm_threshold (tenant_id, cut_on, r_edges, f_edges, m_edges, people, cut_at)
    VALUES (${ctx.tenantId}, date '1970-01-01' + ${cut.cutOn}::int, ${plainArray(cut.r)}::int[], ${plainArray(cut.f)}::int[],
            ${plainArray(cut.m)}::bigint[], ${people}, ${ctx.now})
        ON CONFLICT (tenant_id) DO UPDATE
       SET cut_on = excluded.cut_on, r_edges = excluded.r_edges, f_edges = excluded.f_edges, m_edges = excluded.m_edges,
           people = excluded.people, cut_at = excluded.cut_at`;
  await ctx.sql.exec`DELETE FROM analytics.rfm_cell AS rfm_cell WHERE rfm_cell.tenant_id = ${ctx.tenantId}`;
  await addCells(ctx, cells);
  return { people };
}

/** Cuts anew when the stored cut is older than the tenant's today, or missing while there are orders. For timers and starts. */
export async function cutRfmIfStale(ctx: Ctx): Promise<boolean> {
  const cut = await ctx.sql.maybe<{ cut_on: string }>`
    SELECT rfm_threshold.cut_on FROM analytics.rfm_threshold AS rfm_threshold WHERE rfm_threshold.tenant_id = ${ctx.tenantId}`;
  if (cut && parseDay(cut.cut_on) >= ctx.today) return false;
  return (await cutRfm(ctx)).people > 0;
}

interface Customers {
  readonly count: number;
  readonly lastDay: Int32Array;
  readonly orders: Int32Array;
  readonly own: BigInt64Array;
}

// 16 bytes per person stay in memory; a million fit in 16 MB.
async function customersOf(ctx: Ctx): Promise<Customers> {
  const { nodes } = await ctx.sql.one<{ nodes: number }>`
    SELECT coalesce(max(person.node) + 1, 0) AS nodes FROM analytics.person AS person WHERE person.tenant_id = ${ctx.tenantId}`;
  const lastDay = new Int32Array(nodes);
  const orders = new Int32Array(nodes);
  const own = new BigInt64Array(nodes);
  let count = 0;
  for (let low = 0; low < nodes; low += PORTION) {
    const { text } = await ctx.sql.one<{ text: string | null }>`
      SELECT string_agg(concat_ws(',', person.last_paid_ms, person.orders, person.net_amount - person.return_amount), ';') AS text
        FROM analytics.person AS person
       WHERE person.tenant_id = ${ctx.tenantId} AND person.node >= ${low} AND person.node < ${low + PORTION} AND person.orders > 0`;
    if (text === null) continue;
    for (const line of text.split(';')) {
      const [last, times, amount] = line.split(',');
      lastDay[count] = ctx.zone.dayOf(Number(last));
      orders[count] = Number(times);
      own[count] = BigInt(amount ?? 0);
      count += 1;
    }
  }
  return {
    count,
    lastDay: lastDay.subarray(0, count),
    orders: orders.subarray(0, count),
    own: own.subarray(0, count),
  };
}

/** percentile_disc at 20, 40, 60 and 80 per cent; sorts in place. */
function quintiles(values: Int32Array): number[];
function quintiles(values: BigInt64Array): bigint[];
function quintiles(values: Int32Array | BigInt64Array): (number | bigint)[] {
  values.sort();
  return [1, 2, 3, 4].map((k) => values[Math.ceil((values.length * k) / 5) - 1] as number | bigint);
}
