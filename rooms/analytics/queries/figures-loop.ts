import type { Ctx } from '../../../kit/ctx.ts';
import { decimal6, moneyJson } from '../../../kit/money/index.ts';
import type { Loop } from '../api.ts';
import { ORIGINS } from '../model/cells.ts';
import type { Period } from './period.ts';
import { tradeIn, type Sales } from './sales.ts';

/** How much of the sales of `[from, to)` came back by itself (CONTRACT §4). */
export async function figuresLoop(ctx: Ctx, period: Period): Promise<Loop> {
  const { sales, buyers } = await tradeIn(ctx, period);
  return { ...salesJson(sales, ctx.tenant.currency), buyers: Number(buyers) };
}

/** (repeat + referred) ÷ gross as a decimal, null when nothing was sold. */
export function loopRateOf(sales: Sales): string | null {
  return decimal6(sales.byOrigin.repeat.sales + sales.byOrigin.referred.sales, sales.gross);
}

/** The shared part of loop and daily. */
export function salesJson(sales: Sales, currency: string): Omit<Loop, 'buyers'> {
  const cells = ORIGINS.map((origin) => {
    const cell = sales.byOrigin[origin];
    return [origin, { orders: Number(cell.orders), sales: moneyJson(cell.sales, currency) }];
  });
  return {
    sales: moneyJson(sales.sales, currency),
    gross: moneyJson(sales.gross, currency),
    returns: moneyJson(sales.returns, currency),
    orders: Number(sales.orders),
    byOrigin: Object.fromEntries(cells) as Loop['byOrigin'],
    loopRate: loopRateOf(sales),
  };
}
