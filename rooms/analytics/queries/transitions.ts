import type { Ctx } from '../../../kit/ctx.ts';
import type { Stage } from '../../../kit/http/shapes.ts';
import { STAGES } from '../model/cells.ts';
import { boundsOf, spansOf, type Period } from './period.ts';

/** How often people went from one stage to another, by the whole days they stayed in the first. */
export interface TransitionDays {
  readonly from: Stage | null;
  readonly to: Stage;
  /** empty for first stages */
  readonly days: ReadonlyMap<number, number>;
  readonly people: number;
}

/** All days of one transition and how many people each, as two lists of text: that costs a fraction of a row each. */
interface Row {
  from_stage: string;
  to_stage: Stage;
  days: string;
  people: string;
}

/** Stage transitions of a period: whole years and months from their cells, the edges from the history of those days. */
export async function transitionsIn(ctx: Ctx, period: Period): Promise<TransitionDays[]> {
  const isAll = period.from === null && period.to === null;
  const spans = spansOf(period);
  const parts = await Promise.all(
    isAll
      ? [cellsOf(ctx, 'all', period)]
      : [
          ...(spans.years ? [cellsOf(ctx, 'year', spans.years)] : []),
          ...spans.months.map((months) => cellsOf(ctx, 'month', months)),
          ...spans.edges.map((edge) => historyOf(ctx, edge)),
        ],
  );
  const found = new Map<string, { from: Stage | null; to: Stage; days: Map<number, number>; people: number }>();
  for (const row of parts.flat()) {
    const key = `${row.from_stage} ${row.to_stage}`;
    const from = row.from_stage === 'none' ? null : (row.from_stage as Stage);
    const cell = found.get(key) ?? { from, to: row.to_stage, days: new Map<number, number>(), people: 0 };
    const days = row.days.split(',');
    const people = row.people.split(',');
    for (let i = 0; i < days.length; i++) {
      const day = Number(days[i]);
      const count = Number(people[i]);
      cell.people += count;
      if (from !== null) cell.days.set(day, (cell.days.get(day) ?? 0) + count);
    }
    if (cell.people > 0) found.set(key, cell);
  }
  const rank = (stage: Stage | null): number => (stage === null ? -1 : STAGES.indexOf(stage));
  return [...found.values()].sort((a, b) => rank(a.from) - rank(b.from) || rank(a.to) - rank(b.to));
}

async function cellsOf(ctx: Ctx, span: 'month' | 'year' | 'all', period: Period): Promise<Row[]> {
  const { low, high } = boundsOf(period);
  return await ctx.sql<Row>`
    SELECT transition.from_stage, transition.to_stage,
           string_agg(transition.days::text, ',') AS days, string_agg(transition.people::text, ',') AS people
      FROM analytics.transition AS transition
     WHERE transition.tenant_id = ${ctx.tenantId} AND transition.span = ${span} AND transition.people <> 0
       AND transition.starts_on >= date '1970-01-01' + ${low}::int AND transition.starts_on < date '1970-01-01' + ${high}::int
     GROUP BY transition.from_stage, transition.to_stage`;
}

async function historyOf(ctx: Ctx, edge: { from: number; to: number }): Promise<Row[]> {
  return await ctx.sql<Row>`
    SELECT step.from_stage, step.to_stage, string_agg(step.days::text, ',') AS days, string_agg(step.people::text, ',') AS people
      FROM (SELECT coalesce(stage_change.from_stage, 'none') AS from_stage, stage_change.to_stage, coalesce(stage_change.days, -1) AS days,
                   count(*) AS people
              FROM relations.stage_change AS stage_change
             WHERE stage_change.tenant_id = ${ctx.tenantId}
               AND stage_change.at >= ${new Date(ctx.zone.startOf(edge.from))} AND stage_change.at < ${new Date(ctx.zone.startOf(edge.to))}
             GROUP BY 1, 2, 3) AS step
     GROUP BY step.from_stage, step.to_stage`;
}
