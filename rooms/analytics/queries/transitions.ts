import type { Ctx } from '../../../kit/ctx.ts';
import type { Stage } from '../../../kit/http/shapes.ts';
import { STAGES } from '../model/cells.ts';
import { boundsOf, spansOf, type Period } from './period.ts';

/** How often people went from one stage to another, by the whole days they stayed in the first. */
export interface TransitionDays {
  readonly from: Stage | null;
  readonly to: Stage;
  /** empty for first stages */
  readonly days: ReadonlyMap<number, bigint>;
  readonly people: bigint;
}

interface Row {
  from_stage: string;
  to_stage: Stage;
  days: number;
  people: bigint;
}

/** Stage transitions of a period: whole years and months from their cells, the edges from the history of those days. */
export async function transitionsIn(ctx: Ctx, period: Period): Promise<TransitionDays[]> {
  const spans = spansOf(period);
  const parts = await Promise.all([
    ...(spans.years ? [cellsOf(ctx, 'year', spans.years)] : []),
    ...spans.months.map((months) => cellsOf(ctx, 'month', months)),
    ...spans.edges.map((edge) => historyOf(ctx, edge)),
  ]);
  const found = new Map<
    string,
    { from: Stage | null; to: Stage; days: Map<number, bigint>; people: bigint }
  >();
  for (const row of parts.flat()) {
    if (row.people === 0n) continue;
    const key = `${row.from_stage} ${row.to_stage}`;
    const from = row.from_stage === 'none' ? null : (row.from_stage as Stage);
    const cell = found.get(key) ?? { from, to: row.to_stage, days: new Map<number, bigint>(), people: 0n };
    cell.people += row.people;
    if (from !== null) cell.days.set(row.days, (cell.days.get(row.days) ?? 0n) + row.people);
    found.set(key, cell);
  }
  const rank = (stage: Stage | null): number => (stage === null ? -1 : STAGES.indexOf(stage));
  return [...found.values()].sort((a, b) => rank(a.from) - rank(b.from) || rank(a.to) - rank(b.to));
}

async function cellsOf(ctx: Ctx, span: 'month' | 'year', period: Period): Promise<Row[]> {
  const { low, high } = boundsOf(period);
  return await ctx.sql<Row>`
    SELECT transition.from_stage, transition.to_stage, transition.days, sum(transition.people)::bigint AS people
      FROM analytics.transition AS transition
     WHERE transition.tenant_id = ${ctx.tenantId} AND transition.span = ${span}
       AND transition.starts_on >= date '1970-01-01' + ${low}::int AND transition.starts_on < date '1970-01-01' + ${high}::int
     GROUP BY transition.from_stage, transition.to_stage, transition.days`;
}

async function historyOf(ctx: Ctx, edge: { from: number; to: number }): Promise<Row[]> {
  return await ctx.sql<Row>`
    SELECT coalesce(stage_change.from_stage, 'none') AS from_stage, stage_change.to_stage, coalesce(stage_change.days, -1) AS days,
           count(*) AS people
      FROM relations.stage_change AS stage_change
     WHERE stage_change.tenant_id = ${ctx.tenantId}
       AND stage_change.at >= ${new Date(ctx.zone.startOf(edge.from))} AND stage_change.at < ${new Date(ctx.zone.startOf(edge.to))}
     GROUP BY 1, 2, 3`;
}
