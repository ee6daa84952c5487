import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { Stage } from '../../../kit/http/shapes.ts';
import { minorDigits, type MoneyJson } from '../../../kit/money/index.ts';
import { dayText, parseDay, type EpochDay } from '../../../kit/time/index.ts';
import { figuresDaily, goodsByMonth } from '../../analytics/index.ts';
import type { LivedMonth } from '../model/track.ts';

const KNOWN_SHARE = 0.5;
/** After so many days without trade a history has ended, and what follows is not nothing but unknown. */
const SILENT_DAYS = 31;
const INSIDE: readonly Stage[] = ['member', 'partner'];

/** Months of the calendar as the number of months since year 0. */
export function monthNumber(month: string): number {
  return Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1;
}

/** `YYYY-MM` of such a number. */
export function monthText(number: number): string {
  return `${String(Math.floor(number / 12)).padStart(4, '0')}-${String((number % 12) + 1).padStart(2, '0')}`;
}

export function firstDay(number: number): EpochDay {
  return parseDay(`${monthText(number)}-01`);
}

/** How often people went from stage to stage, month by month. */
export interface Moves {
  readonly month: number;
  readonly from: Stage | 'none';
  readonly to: Stage;
  readonly people: number;
}

/** Every transition there ever was, by month: a brand has a few dozen cells for each. */
export async function movesByMonth(ctx: Ctx): Promise<Moves[]> {
  const rows = await ctx.sql<{ starts_on: string; from_stage: Stage | 'none'; to_stage: Stage; people: bigint }>`
    SELECT transition.starts_on, transition.from_stage, transition.to_stage, sum(transition.people)::bigint AS people
      FROM analytics.transition AS transition
     WHERE transition.tenant_id = ${ctx.tenantId} AND transition.span = 'month'
     GROUP BY transition.starts_on, transition.from_stage, transition.to_stage
    HAVING sum(transition.people) > 0
     ORDER BY transition.starts_on, transition.from_stage, transition.to_stage`;
  return rows.map((row) => ({ month: monthNumber(row.starts_on), from: row.from_stage, to: row.to_stage, people: Number(row.people) }));
}

/** The last day with an order or a return; null before there was any. */
export async function lastTradeDay(ctx: Ctx): Promise<EpochDay | null> {
  const row = await ctx.sql.maybe<{ day: string }>`
    SELECT day.day
      FROM analytics.day AS day
     WHERE day.tenant_id = ${ctx.tenantId} AND day.orders > 0
     ORDER BY day.day DESC
     LIMIT 1`;
  return row && parseDay(row.day);
}

/** Until when something is known: today, or the end of a history that has fallen silent. */
export async function knownUntil(ctx: Ctx): Promise<{ day: EpochDay | null; hasEnded: boolean }> {
  const last = await lastTradeDay(ctx);
  if (last === null) return { day: null, hasEnded: false };
  const hasEnded = ctx.today - last > SILENT_DAYS;
  return { day: hasEnded ? last : ctx.today, hasEnded };
}

/** What happened in the months `[from, to)`, in major units. */
export async function livedMonths(ctx: Ctx, from: number, to: number, moves: readonly Moves[]): Promise<Map<number, LivedMonth>> {
  if (to <= from) return new Map();
  const { data } = await figuresDaily(ctx, { from: firstDay(from), to: firstDay(to) }, 'month');
  const [margins, commissions] = [await marginsOf(ctx, from, to), await commissionsOf(ctx, from, to)];
  const months = new Map(data.map((row) => [monthNumber(row.period), row]));
  const unit = 10 ** minorDigits(ctx.tenant.currency);
  const major = (money: MoneyJson): number => Number(money.amount) / unit;
  const insideAt = members(moves);
  return new Map(
    Array.from({ length: to - from }, (_, i): [number, LivedMonth] => {
      const month = from + i;
      const row = months.get(month);
      const of = (origin: 'repeat' | 'referred' | 'paid' | 'direct' | 'anonymous') => {
        const cell = row?.byOrigin[origin];
        return { sales: cell ? major(cell.sales) : 0, orders: cell?.orders ?? 0 };
      };
      const came = moves.filter((one) => one.month === month && (one.from === 'none' || one.from === 'prospect') && one.to !== 'prospect');
      return [
        month,
        {
          sales: {
            firstOwn: of('paid').sales + of('direct').sales,
            firstBrought: of('referred').sales,
            repeat: of('repeat').sales,
            anonymous: of('anonymous').sales,
          },
          buyers: row?.buyers ?? 0,
          firstBuyers: { own: of('paid').orders + of('direct').orders, brought: of('referred').orders },
          newFans: came.reduce((sum, one) => sum + one.people, 0),
          members: insideAt(month),
          margin: margins.get(month) ?? null,
          commission: (commissions.get(month) ?? 0) / unit,
        },
      ];
    }),
  );
}

/** Members and partners at the end of a month: everybody who became one less everybody who left. */
function members(moves: readonly Moves[]): (month: number) => number {
  return (month) => {
    const [members, partners] = INSIDE.map((stage) => standingIn(moves, stage, month + 1));
    return (members ?? 0) + (partners ?? 0);
  };
}

/** How many stand in a stage when a month begins. */
export function standingIn(moves: readonly Moves[], stage: Stage, month: number): number {
  return moves.reduce((sum, one) => {
    if (one.month >= month) return sum;
    return sum + (one.to === stage ? one.people : 0) - (one.from === stage ? one.people : 0);
  }, 0);
}

function spans(ctx: Ctx, from: number, to: number): { numbers: number[]; starts: string[]; ends: string[] } {
  const numbers = Array.from({ length: to - from }, (_, i) => from + i);
  const at = (day: EpochDay): string => new Date(ctx.zone.startOf(day)).toISOString();
  return { numbers, starts: numbers.map((month) => at(firstDay(month))), ends: numbers.map((month) => at(firstDay(month + 1))) };
}

/** Margin of goods by month, where the cost is known of at least half of what was sold. */
async function marginsOf(ctx: Ctx, from: number, to: number): Promise<Map<number, number>> {
  return new Map(
    (await goodsByMonth(ctx, firstDay(from), firstDay(to))).flatMap(({ month, net, known, cost }): [number, number][] =>
      net > 0 && known / net >= KNOWN_SHARE ? [[monthNumber(dayText(month)), 1 - cost / known]] : [],
    ),
  );
}

/**
 * Margin of goods over the months `[from, to)`: what is left of sales whose cost is known, and the share of sales of which it is. Null
 * when nothing was sold.
 */
export async function marginSince(ctx: Ctx, from: number, to: number): Promise<{ rate: number; knownShare: number } | null> {
  const months = await goodsByMonth(ctx, firstDay(from), firstDay(to));
  const sum = (of: 'net' | 'known' | 'cost'): number => months.reduce((all, month) => all + month[of], 0);
  const [net, known] = [sum('net'), sum('known')];
  if (!(net > 0)) return null;
  return { rate: known > 0 ? Math.max(-10, 1 - sum('cost') / known) : 0, knownShare: known / net };
}

/** Commission that stands of the orders paid in each month, in minor units. */
async function commissionsOf(ctx: Ctx, from: number, to: number): Promise<Map<number, number>> {
  const { numbers, starts, ends } = spans(ctx, from, to);
  const rows = await ctx.sql.anew<{ month: number; owed: bigint }>`
    SELECT span.month, sum(commission.amount - commission.reversed)::bigint AS owed
      FROM unnest(${plainArray(numbers)}::int[], ${plainArray(starts)}::timestamptz[], ${plainArray(ends)}::timestamptz[]) AS span (month, starts, ends)
      JOIN orders.customer_order AS customer_order
        ON customer_order.tenant_id = ${ctx.tenantId} AND customer_order.paid_at >= span.starts AND customer_order.paid_at < span.ends
      JOIN partners.commission AS commission ON commission.tenant_id = ${ctx.tenantId} AND commission.order_id = customer_order.order_id
     GROUP BY span.month`;
  return new Map(rows.map((row) => [row.month, Number(row.owed)]));
}
