import type { Ctx } from '../../../kit/ctx.ts';
import { decimal6, divideHalfUp, moneyJson, type MoneyJson } from '../../../kit/money/index.ts';
import { dayText } from '../../../kit/time/index.ts';
import type { Equation } from '../api.ts';
import { decompose, type PersonSales } from '../model/decompose.ts';
import { loopRateOf } from './figures-loop.ts';
import { boundsOf, type Period } from './period.ts';
import { tradeIn, type Sales } from './sales.ts';

/** One side of the equation: sales = buyers × orders per buyer × average order + anonymous − unnamed returns. */
interface Side {
  readonly sales: Sales;
  readonly people: PersonSales;
}

/**
 * The live equation of a period, what it was in the period of equal length before, and what each factor brought to
 * the change. Every part is exact in minor units; only quotients are rounded.
 */
export async function figuresEquation(ctx: Ctx, period: Period): Promise<Equation> {
  const data = await dataSpan(ctx);
  const end = period.to ?? ctx.today + 1;
  const start = period.from ?? data.first ?? end;
  const length = Math.max(0, end - start);
  const earlier: Period = { from: start - length, to: start };
  const hasEarlier = period.from !== null && length > 0 && data.first !== null && data.first < start;
  const [now, before, rates] = await Promise.all([sideOf(ctx, period), hasEarlier ? sideOf(ctx, earlier) : null, ratesOf(ctx)]);
  const money = (amount: bigint): MoneyJson => moneyJson(amount, ctx.tenant.currency);
  const parts = before ? decompose(before.people, now.people) : null;
  return {
    period: {
      from: period.from === null ? null : dayText(period.from),
      to: period.to === null ? null : dayText(period.to),
      days: length,
    },
    dataFrom: data.first === null ? null : new Date(ctx.zone.startOf(data.first)).toISOString(),
    dataTo: data.last === null ? null : new Date(ctx.zone.startOf(data.last + 1)).toISOString(),
    ...sideJson(now, money),
    ordersPerBuyer: decimal6(now.people.orders, now.people.buyers),
    averageOrder: now.people.orders === 0n ? null : money(divideHalfUp(now.people.sales, now.people.orders)),
    before: before ? sideJson(before, money) : null,
    change:
      before && parts
        ? {
            buyers: money(parts.buyers),
            ordersPerBuyer: money(parts.ordersPerBuyer),
            averageOrder: money(parts.averageOrder),
            anonymous: money(now.sales.byOrigin.anonymous.sales - before.sales.byOrigin.anonymous.sales),
            unnamedReturns: money(before.sales.returns - now.sales.returns),
          }
        : null,
    rates,
  };
}

function sideJson(side: Side, money: (amount: bigint) => MoneyJson) {
  return {
    sales: money(side.sales.sales),
    buyers: Number(side.people.buyers),
    personOrders: Number(side.people.orders),
    personSales: money(side.people.sales),
    anonymous: money(side.sales.byOrigin.anonymous.sales),
    unnamedReturns: money(side.sales.returns),
    loopRate: loopRateOf(side.sales),
  };
}

async function sideOf(ctx: Ctx, period: Period): Promise<Side> {
  const { sales, buyers } = await tradeIn(ctx, period);
  const { anonymous } = sales.byOrigin;
  return {
    sales,
    people: { buyers, orders: sales.orders - anonymous.orders, sales: sales.gross - anonymous.sales },
  };
}

/** The first and last day with an order, null without any. */
async function dataSpan(ctx: Ctx): Promise<{ first: number | null; last: number | null }> {
  return await ctx.sql.one<{ first: number | null; last: number | null }>`
    SELECT min(day.day) - date '1970-01-01' AS first, max(day.day) - date '1970-01-01' AS last
      FROM analytics.day AS day
     WHERE day.tenant_id = ${ctx.tenantId} AND day.orders > 0`;
}

/**
 * The rates above the buyers: fan rate = people who ever became fans ÷ people first met before they bought; deal rate =
 * fans who bought ÷ fans. A rate without the events that make it stays unknown and says what would tell.
 */
async function ratesOf(ctx: Ctx): Promise<Equation['rates']> {
  const { low, high } = boundsOf({ from: null, to: null });
  const row = await ctx.sql.one<{ met: bigint; fans: bigint; deals: bigint }>`
    SELECT coalesce(sum(transition.people) FILTER (WHERE transition.from_stage = 'none' AND transition.to_stage IN ('prospect', 'fan')), 0)::bigint AS met,
           coalesce(sum(transition.people) FILTER (WHERE transition.to_stage = 'fan'), 0)::bigint AS fans,
           coalesce(sum(transition.people) FILTER (WHERE transition.from_stage = 'fan' AND transition.to_stage IN ('customer', 'repeat')), 0)::bigint AS deals
      FROM analytics.transition AS transition
     WHERE transition.tenant_id = ${ctx.tenantId} AND transition.span = 'all'
       AND transition.starts_on >= date '1970-01-01' + ${low}::int AND transition.starts_on < date '1970-01-01' + ${high}::int`;
  const known = (id: 'fanRate' | 'dealRate', over: bigint, under: bigint): Equation['rates'][number] => {
    const value = row.fans > 0n ? decimal6(over, under) : null;
    return { id, value, needs: value === null ? 'contacts' : null };
  };
  return [
    { id: 'reach', value: null, needs: 'visits' },
    known('fanRate', row.fans, row.met),
    known('dealRate', row.deals, row.fans),
    { id: 'memberRate', value: null, needs: 'memberships' },
  ];
}
