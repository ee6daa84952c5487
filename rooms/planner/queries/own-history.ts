import type { Ctx } from '../../../kit/ctx.ts';
import type { Stage } from '../../../kit/http/shapes.ts';
import { minorDigits } from '../../../kit/money/index.ts';
import { addMonths, dayText } from '../../../kit/time/index.ts';
import { figuresDaily, figuresLoop } from '../../analytics/index.ts';
import type { History, Observed } from '../model/calibrate.ts';
import type { PlanParameters } from '../model/parameters.ts';
import type { SaidFacts, SayCode } from '../model/say.ts';
import type { Stocks, StocksByOrigin } from '../model/simulate.ts';
import { isSilence } from '../model/silence.ts';
import { splitByOrigin } from '../model/track.ts';
import { firstTradeDay, wholeMonths } from './counted.ts';
import { firstDay, lastTradeDay, marginSince, monthNumber, type Moves } from './lived-months.ts';
import { silenceSaid, takeShares, takeWon, withLosses } from './measured-readings.ts';
import { countShares } from './shares.ts';
import { countLosses } from './waits.ts';
import { countWon } from './won.ts';

/** How a number was read, or why it could not be. */
export interface Reading {
  readonly code: SayCode;
  readonly facts: SaidFacts;
  readonly screen: string | null;
}

export interface OwnHistory {
  readonly days: number;
  readonly customers: number;
  readonly orders: number;
  /** what is too little or odd about it */
  readonly notes: readonly Reading[];
  readonly history: History;
  readonly readings: Readonly<Record<string, Reading>>;
  /** who is there now, by where they came from, as the model counts them */
  readonly start: StocksByOrigin;
}

const LEAST_MONTHS = 2;
const KNOWN = 0.5;

/**
 * What the brand's own history says of the numbers of a plan. Rates are read month by month the way the model lives them: whoever is in
 * a stage at the start of a month may move on, and of those who do not, a share leaves: as measured by who fell silent where enough came
 * again to tell, as assumed where not. What nobody recorded is not read.
 */
export async function ownHistory(ctx: Ctx, plan: PlanParameters, moves: readonly Moves[]): Promise<OwnHistory> {
  const last = await lastTradeDay(ctx);
  const whole = await figuresLoop(ctx, { from: null, to: null });
  const none: Stocks = { F: 0, C1: 0, C2: 0, M: 0, P: 0 };
  const firstMove = moves[0];
  if (last === null || firstMove === undefined) {
    return { days: 0, customers: 0, orders: 0, notes: [note('cal.none')], history: {}, readings: {}, start: { A: none, R: none } };
  }
  const end = monthNumber(dayText(last)) + 1;
  const first = Math.min(...moves.filter((one) => one.to !== 'prospect').map((one) => one.month), end - 1);
  const { data } = await figuresDaily(ctx, { from: firstDay(first), to: firstDay(end) }, 'month');
  const unit = 10 ** minorDigits(ctx.tenant.currency);
  const cells = data.map(({ byOrigin }) => byOrigin);
  const of = (names: readonly (keyof typeof whole.byOrigin)[]) =>
    cells.map((cell) => ({
      orders: names.reduce((sum, name) => sum + cell[name].orders, 0),
      sales: names.reduce((sum, name) => sum + Number(cell[name].sales.amount), 0) / unit,
    }));
  const firsts = meanOf(of(['paid', 'direct', 'referred']));
  const repeats = meanOf(of(['repeat']));
  const whole6 = await wholeMonths(ctx);
  const losses = await countLosses(ctx, whole6, await firstTradeDay(ctx));
  const leaving = withLosses(plan, losses);
  const lived = liveThrough(leaving, moves, first, end);
  const days = await daysOfTrade(ctx, last);
  const customers = whole.orders === 0 ? 0 : whole.buyers;
  const isLong = end - first >= LEAST_MONTHS && days > 31;
  const hasSpend = firsts.sum + repeats.sum > 0;
  const readings: Record<string, Reading> = {};
  const rates: Record<string, Observed> = {};
  const means: Record<string, { count: number; mean: number; deviation: number }> = {};
  const rate = (lever: string, seen: Observed, screen: string): void => {
    if (!isLong || seen.months <= 0) return void (readings[lever] = note('cal.tooFew'));
    rates[lever] = seen;
    readings[lever] = note(
      lever.startsWith('g') ? 'cal.rateAll' : 'cal.rate',
      { events: seen.events, months: Math.round(seen.months) },
      screen,
    );
  };
  // Of whoever buys at once nobody knows how many came and did not: where most do, those who did not buy were not recorded.
  if (lived.strangers > lived.fans) readings['h'] = note('cal.noFans', { buyers: lived.strangers });
  else rate('h', lived.h, 'people/stages');
  rate('p12', lived.p12, 'people/stages');
  rate('pM', lived.pM, 'people/stages');
  rate('pP', lived.pP, 'people/stages');
  rate('gM', lived.gM, 'cards');
  rate('gP', lived.gP, 'refer/partners');
  const mean = (lever: string, seen: Mean, code: SayCode, screen: string): void => {
    if (seen.count === 0 || !(seen.mean > 0)) return void (readings[lever] = note('cal.tooFew'));
    means[lever] = { count: seen.count, mean: seen.mean, deviation: seen.deviation };
    readings[lever] = note(code, { orders: seen.count }, screen);
  };
  mean('a1', firsts, 'cal.first', 'orders');
  mean('a2', repeats, 'cal.repeat', 'orders');
  mean('aM', await membersOrders(ctx, unit), 'cal.member', 'orders');
  const later = Math.max(0, repeats.count - lived.p12.events);
  if (isLong && lived.inside > 0 && later > 0) {
    const often = later / lived.inside;
    // Orders of a month are counts: their spread is the root of their mean.
    means['l2'] = { count: lived.inside, mean: often, deviation: Math.sqrt(often) };
    readings['l2'] = note('cal.often', { orders: later, months: Math.round(lived.inside) }, 'people/cohorts');
  } else readings['l2'] = note('cal.tooFew');
  const margin = await marginSince(ctx, end - 12, end);
  if (margin !== null && margin.knownShare >= KNOWN && margin.rate <= 1) {
    means['m'] = { count: repeats.count + firsts.count, mean: margin.rate, deviation: Math.abs(margin.rate) / 4 };
    readings['m'] = note('cal.margin', { knownShare: margin.knownShare }, 'ladder');
  } else readings['m'] = note('cal.noCost');
  const fee = await cardPrices(ctx, unit);
  if (fee.count > 0) {
    means['fee'] = { ...fee, deviation: 0 };
    readings['fee'] = note('cal.fee', { cards: fee.count }, 'cards');
  }
  for (const [lever, read] of Object.entries(losses ?? {})) {
    if (isSilence(read)) rates[lever] = { months: read.months, events: read.events };
    readings[lever] = silenceSaid(read);
  }
  for (const lever of ['gF', 'g1', 'g2']) readings[lever] ??= note('cal.tooFew');
  const month = whole6 === null ? null : addMonths(whole6.to, -1);
  const shares = whole6 === null || month === null ? null : await countShares(ctx, { from: month, to: whole6.to });
  const inMonth = month === null ? none : liveThrough(leaving, moves, first, monthNumber(dayText(month))).stocks;
  takeShares(shares, inMonth, { rates, means, readings });
  const won = await countWon(ctx);
  const brought = whole.byOrigin.referred.orders;
  const own = whole.byOrigin.paid.orders + whole.byOrigin.direct.orders;
  return {
    days,
    customers,
    orders: whole.orders,
    notes: [
      ...(days === 1 ? [note('cal.oneDay')] : isLong ? [] : [note('cal.short', { days })]),
      ...(customers === 1 ? [note('cal.oneCustomer')] : []),
      ...(hasSpend ? [] : [note('cal.noSpend')]),
      ...(repeats.count === 0 ? [note('cal.oneTime')] : []),
    ],
    history: { rates, means, known: won === null ? {} : takeWon(won, means, readings) },
    readings,
    start: splitByOrigin(lived.stocks, brought + own > 0 ? brought / (brought + own) : 0),
  };
}

function note(code: SayCode, facts: SaidFacts = {}, screen: string | null = null): Reading {
  return { code, facts, screen };
}

interface Mean {
  readonly count: number;
  readonly mean: number;
  readonly deviation: number;
  readonly sum: number;
}

/** Mean of orders, and their spread from how far the means of months lie apart; with one month alone as wide as the mean itself. */
function meanOf(months: readonly { orders: number; sales: number }[]): Mean {
  const filled = months.filter((month) => month.orders > 0);
  const count = filled.reduce((sum, month) => sum + month.orders, 0);
  const sum = filled.reduce((total, month) => total + month.sales, 0);
  const mean = count > 0 ? sum / count : 0;
  const apart = filled.reduce((total, month) => total + month.orders * (month.sales / month.orders - mean) ** 2, 0);
  return { count, mean, sum, deviation: filled.length > 1 ? Math.sqrt(apart / (filled.length - 1)) : mean };
}

export interface Lived {
  /** prospects who became fans, of those who were there */
  readonly p: Observed;
  readonly h: Observed;
  readonly p12: Observed;
  readonly pM: Observed;
  readonly pP: Observed;
  readonly gM: Observed;
  readonly gP: Observed;
  /** months of people who had come back, members and partners among them */
  readonly inside: number;
  /** seen first as fans, and seen first when they bought */
  readonly fans: number;
  readonly strangers: number;
  readonly stocks: Stocks;
}

const AFTER: Readonly<Record<'fan' | 'customer' | 'repeat' | 'member', readonly Stage[]>> = {
  fan: ['customer', 'repeat', 'member', 'partner'],
  customer: ['repeat', 'member', 'partner'],
  repeat: ['member', 'partner'],
  member: ['partner'],
};

/**
 * Stage by stage through the months: who was there to move on, who did, and who is left under the assumed leaving.
 * @param since months before it bring people to where they are, and are not counted
 */
export function liveThrough(plan: PlanParameters, moves: readonly Moves[], first: number, end: number, since = first): Lived {
  const stocks: Stocks = { F: 0, C1: 0, C2: 0, M: 0, P: 0 };
  const seen = { p: [0, 0], h: [0, 0], p12: [0, 0], pM: [0, 0], pP: [0, 0], gM: [0, 0], gP: [0, 0] } as Record<string, [number, number]>;
  let [inside, fans, strangers, prospects] = [0, 0, 0, 0];
  const watch = (name: string, months: number, events: number): void => {
    const counted = (seen[name] ??= [0, 0]);
    // Nobody moves who is not there: those the assumed leaving took away too soon are there after all.
    counted[0] += Math.max(months, events);
    counted[1] += events;
  };
  const byMonth = Map.groupBy(moves, (one) => one.month);
  for (let month = first; month < end; month++) {
    const now = byMonth.get(month) ?? [];
    const people = (from: readonly (Stage | 'none')[], to: readonly Stage[]): number =>
      now.reduce((sum, one) => sum + (from.includes(one.from) && to.includes(one.to) ? one.people : 0), 0);
    const outside = ['none', 'prospect'] as const;
    const isCounted = month >= since;
    const came = people(['none'], ['prospect']);
    const welcomed = people(['prospect'], ['fan']);
    const waiting = stocks.F + people(outside, ['fan', ...AFTER.fan]);
    const bought = people(['fan', ...outside], AFTER.fan);
    const again = people(['customer'], AFTER.customer);
    const joined = people(['repeat'], AFTER.repeat);
    const raised = people(['member'], AFTER.member);
    const lapsed = people(['member'], ['prospect', 'fan', 'customer', 'repeat']);
    const ended = people(['partner'], ['prospect', 'fan', 'customer', 'repeat', 'member']);
    if (isCounted) {
      fans += people(outside, ['fan']);
      strangers += people(outside, AFTER.fan);
      watch('p', prospects + came, welcomed);
      watch('h', waiting, bought);
      watch('p12', stocks.C1, again);
      watch('pM', stocks.C2, joined);
      watch('pP', stocks.M, raised);
      watch('gM', stocks.M, lapsed);
      watch('gP', stocks.P, ended);
      inside += stocks.C2 + stocks.M + stocks.P;
    }
    prospects = Math.max(0, prospects + people([...AFTER.fan, 'fan', 'none'], ['prospect']) - people(['prospect'], [...AFTER.fan, 'fan']));
    const enter = (stage: Stage, from: readonly (Stage | 'none')[]): number => people(from, [stage]);
    stocks.F = Math.max(0, waiting - bought) * (1 - plan.gF);
    stocks.C1 = Math.max(0, stocks.C1 - again) * (1 - plan.g1) + enter('customer', ['none', 'prospect', 'fan']);
    stocks.C2 =
      Math.max(0, stocks.C2 - joined) * (1 - plan.g2) + enter('repeat', ['none', 'prospect', 'fan', 'customer', 'member', 'partner']);
    stocks.M = Math.max(0, stocks.M - raised - lapsed) + enter('member', ['none', 'prospect', 'fan', 'customer', 'repeat', 'partner']);
    stocks.P = Math.max(0, stocks.P - ended) + enter('partner', ['none', 'prospect', 'fan', 'customer', 'repeat', 'member']);
  }
  const observed = (name: string): Observed => ({ months: seen[name]?.[0] ?? 0, events: seen[name]?.[1] ?? 0 });
  return {
    p: observed('p'),
    h: observed('h'),
    p12: observed('p12'),
    pM: observed('pM'),
    pP: observed('pP'),
    gM: observed('gM'),
    gP: observed('gP'),
    inside,
    fans,
    strangers,
    stocks,
  };
}

async function daysOfTrade(ctx: Ctx, last: number): Promise<number> {
  const row = await ctx.sql.one<{ first: number | null }>`
    SELECT (min(day.day) - date '1970-01-01')::int AS first
      FROM analytics.day AS day
     WHERE day.tenant_id = ${ctx.tenantId} AND day.orders > 0`;
  return row.first === null ? 0 : last - row.first + 1;
}

/** Orders of those who are members or partners now: how many, and what one was worth. */
async function membersOrders(ctx: Ctx, unit: number): Promise<Mean> {
  const { orders, sales } = await ctx.sql.one<{ orders: number; sales: string }>`
    SELECT coalesce(sum(person.orders), 0)::int AS orders, coalesce(sum(person.net_amount), 0)::text AS sales
      FROM analytics.person AS person
     WHERE person.tenant_id = ${ctx.tenantId} AND person.stage IN ('member', 'partner') AND person.orders > 0`;
  const mean = orders > 0 ? Number(sales) / unit / orders : 0;
  return { count: orders, mean, sum: Number(sales) / unit, deviation: mean };
}

async function cardPrices(ctx: Ctx, unit: number): Promise<{ count: number; mean: number }> {
  const { cards, prices } = await ctx.sql.one<{ cards: number; prices: string }>`
    SELECT count(*)::int AS cards, coalesce(sum(product.price_amount), 0)::text AS prices
      FROM membership.design AS design
      JOIN catalog.product AS product ON product.tenant_id = ${ctx.tenantId} AND product.product_id = design.product_id
     WHERE design.tenant_id = ${ctx.tenantId} AND design.on_sale AND product.price_amount IS NOT NULL AND product.archived_at IS NULL
       AND design.term_unit = 'year' AND design.term_count = 1`;
  return { count: cards, mean: cards > 0 ? Number(prices) / unit / cards : 0 };
}
