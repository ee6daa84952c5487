import type { Ctx } from '../../../kit/ctx.ts';
import { int4s } from '../../../kit/db/arrays.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import type { EpochDay } from '../../../kit/time/index.ts';
import { monthStart } from '../model/cells.ts';
import { DAY_MS, ladderWindows, NO_STEP, type LadderFold, type LadderStep, type StepCells } from '../model/ladder.ts';
import { boundsOf, nextMonth, type Period } from './period.ts';

/** Adds what the stored cells say of a period: whole months from their cells, the days at the edges from the people of those days. */
export async function addStored(ctx: Ctx, period: Period, fold: LadderFold): Promise<void> {
  const { low, high } = boundsOf(period);
  const now = ctx.now.getTime();
  const whole = sumsOf(ctx, { low, high }, null);
  const [first, nexts, lines, ...later] = await Promise.all([
    whole,
    nextsOf(ctx, { low, high }),
    ctx.sql<{ role: string; lines: bigint }>`
      SELECT ladder_cell.role, sum(ladder_cell.lines)::bigint AS lines FROM analytics.ladder_cell AS ladder_cell
       WHERE ladder_cell.tenant_id = ${ctx.tenantId} GROUP BY ladder_cell.role`,
    ...ladderWindows.map(async (days) => {
      // Of the day on which the days are just over, those who came in early enough.
      const until = now - days * DAY_MS;
      const day = ctx.zone.dayOf(until);
      const last = day >= low && day < high ? { day, until } : null;
      // Where their days are over for everybody, they are those who came in.
      return { days, sums: await (day >= high ? whole : sumsOf(ctx, { low, high: Math.max(low, day) }, last)) };
    }),
  ]);
  for (const row of lines) fold.addLines(row.role, Number(row.lines));
  for (const [role, cells] of first) fold.addFirst(role, cells);
  for (const { days, sums } of later) for (const [role, cells] of sums) fold.addLater(role, days, cells);
  for (const row of nexts) fold.addNext(row.role, row.product_id, Number(row.people));
}

interface Days {
  readonly low: EpochDay;
  readonly high: EpochDay;
}

/** Whole months, and the days before and after them. */
function partsOf({ low, high }: Days): { months: Days; before: Days; after: Days } {
  const first = monthStart(low) === low ? low : nextMonth(low);
  const end = monthStart(high);
  const none = { low, high: low };
  if (first >= end) return { months: none, before: { low, high }, after: none };
  return { months: { low: first, high: end }, before: { low, high: first }, after: { low: end, high } };
}

async function sumsOf(ctx: Ctx, days: Days, last: { day: EpochDay; until: number } | null): Promise<[string, StepCells][]> {
  const { months, before, after } = partsOf(days);
  const rows = await ctx.sql<Record<string, bigint> & { role: string }>`
    SELECT part.role, sum(part.buyers)::bigint AS buyers, sum(part.next_30)::bigint AS n1, sum(part.next_90)::bigint AS n2,
           sum(part.next_365)::bigint AS n3, sum(part.next_later)::bigint AS n4,
           sum(part.sums[1])::bigint AS s1, sum(part.sums[2])::bigint AS s2, sum(part.sums[3])::bigint AS s3, sum(part.sums[4])::bigint AS s4,
           sum(part.sums[5])::bigint AS s5, sum(part.sums[6])::bigint AS s6, sum(part.sums[7])::bigint AS s7, sum(part.sums[8])::bigint AS s8,
           sum(part.sums[9])::bigint AS s9, sum(part.sums[10])::bigint AS s10, sum(part.sums[11])::bigint AS s11, sum(part.sums[12])::bigint AS s12
      FROM (SELECT ladder_cell.role, ladder_cell.buyers, ladder_cell.next_30, ladder_cell.next_90, ladder_cell.next_365, ladder_cell.next_later,
                   ladder_cell.sums
              FROM analytics.ladder_cell AS ladder_cell
             WHERE ladder_cell.tenant_id = ${ctx.tenantId} AND ladder_cell.month >= date '1970-01-01' + ${months.low}::int
               AND ladder_cell.month < date '1970-01-01' + ${months.high}::int
            UNION ALL
            SELECT step.role, 1, (step.next_band = 1)::int, (step.next_band = 2)::int, (step.next_band = 3)::int, (step.next_band = 4)::int, step.sums
              FROM (SELECT edge.role, edge.next_band, edge.sums FROM analytics.ladder_step AS edge
                     WHERE edge.tenant_id = ${ctx.tenantId} AND edge.day >= date '1970-01-01' + ${before.low}::int
                       AND edge.day < date '1970-01-01' + ${before.high}::int
                    UNION ALL
                    SELECT edge.role, edge.next_band, edge.sums FROM analytics.ladder_step AS edge
                     WHERE edge.tenant_id = ${ctx.tenantId} AND edge.day >= date '1970-01-01' + ${after.low}::int
                       AND edge.day < date '1970-01-01' + ${after.high}::int
                    UNION ALL
                    SELECT edge.role, edge.next_band, edge.sums FROM analytics.ladder_step AS edge
                     WHERE edge.tenant_id = ${ctx.tenantId} AND edge.day = date '1970-01-01' + ${last?.day ?? null}::int
                       AND edge.entered_ms <= ${last?.until ?? null}) AS step) AS part
     WHERE part.role <> ${NO_STEP}
     GROUP BY part.role`;
  return rows.map((row) => [
    row.role,
    {
      buyers: Number(row['buyers']),
      nexts: [1, 2, 3, 4].map((band) => Number(row[`n${band}`])),
      sums: Array.from({ length: 12 }, (_, i) => row[`s${i + 1}`] ?? 0n),
    },
  ]);
}

async function nextsOf(ctx: Ctx, days: Days): Promise<{ role: string; product_id: Uuid; people: bigint }[]> {
  const { months, before, after } = partsOf(days);
  return await ctx.sql<{ role: string; product_id: Uuid; people: bigint }>`
    SELECT part.role, part.product_id, sum(part.people)::bigint AS people
      FROM (SELECT ladder_next.role, ladder_next.product_id, ladder_next.people
              FROM analytics.ladder_next AS ladder_next
             WHERE ladder_next.tenant_id = ${ctx.tenantId} AND ladder_next.month >= date '1970-01-01' + ${months.low}::int
               AND ladder_next.month < date '1970-01-01' + ${months.high}::int
            UNION ALL
            SELECT edge.role, product.id, 1 FROM analytics.ladder_step AS edge CROSS JOIN LATERAL unnest(edge.next_products) AS product (id)
             WHERE edge.tenant_id = ${ctx.tenantId} AND edge.day >= date '1970-01-01' + ${before.low}::int
               AND edge.day < date '1970-01-01' + ${before.high}::int
            UNION ALL
            SELECT edge.role, product.id, 1 FROM analytics.ladder_step AS edge CROSS JOIN LATERAL unnest(edge.next_products) AS product (id)
             WHERE edge.tenant_id = ${ctx.tenantId} AND edge.day >= date '1970-01-01' + ${after.low}::int
               AND edge.day < date '1970-01-01' + ${after.high}::int) AS part
     GROUP BY part.role, part.product_id`;
}

/** The stored steps of some people, by node. */
export async function storedSteps(ctx: Ctx, nodes: readonly number[]): Promise<Map<number, LadderStep[]>> {
  const found = new Map<number, LadderStep[]>();
  if (nodes.length === 0) return found;
  const rows = await ctx.sql<{
    node: number;
    role: string;
    entered_ms: bigint;
    lines: number;
    next_band: number;
    sums: bigint[];
    next_products: string[];
  }>`
    SELECT step.node, step.role, step.entered_ms, step.lines, step.next_band, step.sums, step.next_products::text[] AS next_products
      FROM analytics.ladder_step AS step
     WHERE step.tenant_id = ${ctx.tenantId} AND step.node = ANY(${int4s(nodes, (node) => node)}::int[])`;
  for (const row of rows) {
    const step: LadderStep = {
      role: row.role,
      lines: row.lines,
      enteredAt: Number(row.entered_ms),
      nextBand: row.next_band,
      sums: row.sums,
      next: row.next_products,
    };
    const known = found.get(row.node);
    if (known) known.push(step);
    else found.set(row.node, [step]);
  }
  return found;
}
