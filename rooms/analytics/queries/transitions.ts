import type { Ctx } from '../../../kit/ctx.ts';
import type { Stage } from '../../../kit/http/shapes.ts';
import { DAYS_OF_CHUNK, STAGES } from '../model/cells.ts';
import { StateText } from '../commands/state-text.ts';
import { boundsOf, spansOf, type Period } from './period.ts';

/** How often people went from one stage to another, by the whole days they stayed in the first. */
export interface TransitionDays {
  readonly from: Stage | null;
  readonly to: Stage;
  /** empty for first stages */
  readonly days: ReadonlyMap<number, number>;
  readonly people: number;
}

/** Stage transitions of a period: whole years and months from their cells, the edges from the history of those days. */
export async function transitionsIn(ctx: Ctx, period: Period): Promise<TransitionDays[]> {
  const isAll = period.from === null && period.to === null;
  const spans = spansOf(period);
  const found = new Found();
  await Promise.all(
    isAll
      ? [addCells(ctx, 'all', period, found)]
      : [
          ...(spans.years ? [addCells(ctx, 'year', spans.years, found)] : []),
          ...spans.months.map((months) => addCells(ctx, 'month', months, found)),
          ...spans.edges.map((edge) => addHistory(ctx, edge, found)),
        ],
  );
  const rank = (stage: Stage | null): number => (stage === null ? -1 : STAGES.indexOf(stage));
  return [...found.all].filter((cell) => cell.people > 0).sort((a, b) => rank(a.from) - rank(b.from) || rank(a.to) - rank(b.to));
}

interface FoundTransition {
  readonly from: Stage | null;
  readonly to: Stage;
  readonly days: Map<number, number>;
  people: number;
}

/** Transitions by their stages, from however many places. */
class Found {
  readonly #byStages = new Map<string, FoundTransition>();

  get all(): Iterable<FoundTransition> {
    return this.#byStages.values();
  }

  /** @param from `none` before the first stage */
  of(from: string, to: Stage): FoundTransition {
    const key = `${from} ${to}`;
    let cell = this.#byStages.get(key);
    if (!cell)
      this.#byStages.set(key, (cell = { from: from === 'none' ? null : (from as Stage), to, days: new Map<number, number>(), people: 0 }));
    return cell;
  }
}

function add(into: FoundTransition, days: number, people: number): void {
  into.people += people;
  if (into.from !== null) into.days.set(days, (into.days.get(days) ?? 0) + people);
}

async function addCells(ctx: Ctx, span: 'month' | 'year' | 'all', period: Period, found: Found): Promise<void> {
  const { low, high } = boundsOf(period);
  const rows = await ctx.sql<{ from_stage: string; to_stage: Stage; chunk: number; by_day: string }>`
    SELECT transition.from_stage, transition.to_stage, transition.chunk, array_to_string(transition.by_day, ',') AS by_day
      FROM analytics.transition AS transition
     WHERE transition.tenant_id = ${ctx.tenantId} AND transition.span = ${span} AND transition.people <> 0
       AND transition.starts_on >= date '1970-01-01' + ${low}::int AND transition.starts_on < date '1970-01-01' + ${high}::int`;
  for (const row of rows) {
    const into = found.of(row.from_stage, row.to_stage);
    const counts = new StateText(row.by_day);
    for (let days = row.chunk * DAYS_OF_CHUNK; !counts.isDone; days++) {
      const people = counts.number();
      if (people !== 0) add(into, days, people);
    }
  }
}

async function addHistory(ctx: Ctx, edge: { from: number; to: number }, found: Found): Promise<void> {
  const rows = await ctx.sql<{ from_stage: string; to_stage: Stage; days: number; people: number }>`
    SELECT coalesce(stage_change.from_stage, 'none') AS from_stage, stage_change.to_stage, coalesce(stage_change.days, -1) AS days,
           count(*)::int AS people
      FROM relations.stage_change AS stage_change
     WHERE stage_change.tenant_id = ${ctx.tenantId}
       AND stage_change.at >= ${new Date(ctx.zone.startOf(edge.from))} AND stage_change.at < ${new Date(ctx.zone.startOf(edge.to))}
     GROUP BY 1, 2, 3`;
  for (const row of rows) add(found.of(row.from_stage, row.to_stage), row.days, row.people);
}
