import { calibrate, type Calibrated, type History } from './calibrate.ts';
import { boundsOf, leverValue, withLever, type Lever, type PlanParameters } from './parameters.ts';
import { isBetter, workable } from './sensitivity.ts';
import { simulate, type PlanMonth, type Stocks, type StocksByOrigin } from './simulate.ts';

// The plan beside what happened. Pure: months are counted from 1, the first month of the plan.

/** What happened in a month, in major units; null = nobody knows. */
export interface LivedMonth {
  /** of first orders nobody brought, of those that were brought, of everything later, and of nobody known */
  readonly sales: { readonly firstOwn: number; readonly firstBrought: number; readonly repeat: number; readonly anonymous: number };
  readonly buyers: number;
  readonly firstBuyers: { readonly own: number; readonly brought: number };
  readonly newFans: number;
  /** members and partners at its end */
  readonly members: number;
  /** margin of goods before anything else, as a share; null where costs are not known of half of what was sold */
  readonly margin: number | null;
  /** commission that was earned in it */
  readonly commission: number;
}

export interface TrackedSide {
  readonly sales: number;
  readonly firstOwn: number;
  readonly firstBrought: number;
  /** later orders and fees: what a member pays is a later order in the books */
  readonly repeat: number;
  readonly anonymous: number;
  readonly buyers: number;
  readonly newFans: number;
  readonly members: number;
  readonly profit: number | null;
  readonly loopRate: number | null;
  /** of first buyers, the share who were brought: in a business that neither grows nor shrinks this is R₀ */
  readonly broughtShare: number | null;
}

/** What a month of a plan says, as one would count it afterwards. @param before the month before; undefined for the first */
export function plannedSide(plan: PlanParameters, month: PlanMonth, before: PlanMonth['stocks'] | undefined): TrackedSide {
  const own = plan.a1 > 0 ? month.sales.adFirst / plan.a1 : 0;
  const price = plan.a1 * (1 - plan.d);
  const brought = price > 0 ? month.sales.referralFirst / price : 0;
  const there = (stage: keyof Stocks): number => (before ? before.A[stage] + before.R[stage] : 0);
  // Whoever orders at least once, when orders come independently of each other: 1 − e^−rate.
  const returning = there('C1') * plan.p12 + there('C2') * once(plan.l2) + (there('M') + there('P')) * once(plan.lM);
  return {
    sales: month.sales.total,
    firstOwn: month.sales.adFirst,
    firstBrought: month.sales.referralFirst,
    repeat: month.sales.repeat + month.sales.fee,
    anonymous: 0,
    buyers: own + brought + returning,
    newFans: month.fans.ad + month.fans.referral,
    members: month.members,
    profit: month.profit,
    loopRate: month.loopRate,
    broughtShare: shareOf(brought, own + brought),
  };
}

function once(rate: number): number {
  return 1 - Math.exp(-rate);
}

/**
 * What a month was. Ads, service, fixed costs and gifts are taken as planned: the books of the shop do not hold them.
 * @param share of the month that is over
 */
export function livedSide(plan: PlanParameters, lived: LivedMonth, planned: PlanMonth, share: number): TrackedSide {
  const { firstOwn, firstBrought, repeat, anonymous } = lived.sales;
  const sales = firstOwn + firstBrought + repeat + anonymous;
  const { ads, service, fixed, gifts } = planned.cost;
  const others = (ads + service + fixed + gifts) * share;
  const { own, brought } = lived.firstBuyers;
  return {
    sales,
    firstOwn,
    firstBrought,
    repeat,
    anonymous,
    buyers: lived.buyers,
    newFans: lived.newFans,
    members: lived.members,
    profit: lived.margin === null ? null : sales * (lived.margin - plan.payment) - lived.commission - others,
    loopRate: shareOf(repeat + firstBrought, sales),
    broughtShare: shareOf(brought, own + brought),
  };
}

function shareOf(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}

/**
 * Who is there when a plan begins: of those who entered a stage in each month before, the ones the plan's own rates expect to be there still.
 * Members and partners are counted, not expected: a card says who is one.
 * @param entered people who became a fan, customer or repeat buyer, month by month, the newest last
 */
export function stocksAfter(
  plan: PlanParameters,
  entered: readonly { readonly fan: number; readonly customer: number; readonly repeat: number }[],
  now: { readonly members: number; readonly partners: number },
): Stocks {
  const left = (stage: 'fan' | 'customer' | 'repeat', stays: number): number =>
    entered.reduce((there, month) => there * stays + month[stage], 0);
  return {
    F: left('fan', (1 - plan.h) * (1 - plan.gF)),
    C1: left('customer', (1 - plan.p12) * (1 - plan.g1)),
    C2: left('repeat', (1 - plan.pM) * (1 - plan.g2)),
    M: now.members,
    P: now.partners,
  };
}

/** Where people came from is known of buyers; everybody else is split the same way. */
export function splitByOrigin(stocks: Stocks, brought: number): StocksByOrigin {
  const part = (share: number): Stocks => ({
    F: stocks.F * share,
    C1: stocks.C1 * share,
    C2: stocks.C2 * share,
    M: stocks.M * share,
    P: stocks.P * share,
  });
  return { A: part(1 - brought), R: part(brought) };
}

/** One number of the plan that history knows better by now. */
export interface LeverNow {
  readonly lever: Lever;
  readonly plan: number;
  readonly now: number;
  /** of `now`, the share that was measured */
  readonly measured: number;
  readonly isBelow: boolean;
  /** profit over the rest of the plan if this one alone were what the plan said; 0 where it is no worse */
  readonly gain: number;
  readonly cost: number | null;
  readonly gainPerCost: number | null;
}

/** The plan with what was seen since in it. */
export function recalibrate(plan: PlanParameters, history: History): Calibrated {
  return calibrate(plan, history);
}

/**
 * What each measured number means for the rest of the plan, the best to work on first: what returns most for its cost, then what brings most.
 * Only those that are worse than the plan can be first.
 */
export function leversNow(
  plan: PlanParameters,
  { plan: now, evidence }: Pick<Calibrated, 'plan' | 'evidence'>,
  options: { readonly months: number; readonly start: StocksByOrigin; readonly costs?: { readonly [L in Lever]?: number } | undefined },
): LeverNow[] {
  const run = (one: PlanParameters): number => simulate(one, { months: options.months, start: options.start }).at(-1)?.cash ?? 0;
  const asIs = run(now);
  return evidence
    .filter(({ lever }) => workable.includes(lever))
    .map(({ lever, measured }): LeverNow => {
      const [planned, lived] = [leverValue(plan, lever), leverValue(now, lever)];
      const isBelow = isBetter(lever, planned, lived);
      const { least, most } = boundsOf(lever);
      const gain = isBelow ? run(withLever(now, lever, Math.min(most, Math.max(least, planned)))) - asIs : 0;
      const cost = options.costs?.[lever] ?? null;
      return {
        lever,
        plan: planned,
        now: lived,
        measured,
        isBelow,
        gain,
        cost,
        gainPerCost: cost === null || cost === 0 ? null : gain / cost,
      };
    })
    .sort(byReturn);
}

function byReturn(a: LeverNow, b: LeverNow): number {
  if (a.gainPerCost !== null && b.gainPerCost !== null) return b.gainPerCost - a.gainPerCost;
  if ((a.gainPerCost ?? 0) > 0 || (b.gainPerCost ?? 0) > 0) return (b.gainPerCost ?? 0) - (a.gainPerCost ?? 0);
  return b.gain - a.gain;
}

/** People watched in a stage before a rate says anything. */
export const FEW_PEOPLE = 30;
/** Within a fifth of the goal is on it (domain.md §10): 8 of 10. */
const NEAR = [8, 10] as const;

export type CellState = 'onTarget' | 'below' | 'slow' | 'tooFew' | 'noTarget';

/** How a cell does: whether people move on as often and as soon as the map wants. */
export function cellState(
  goal: { readonly rate: number | null; readonly days: number | null },
  lived: { readonly rate: number | null; readonly days: number | null; readonly waiting: number },
): CellState {
  if (goal.rate === null && goal.days === null) return 'noTarget';
  if (lived.waiting < FEW_PEOPLE || (lived.rate === null && lived.days === null)) return 'tooFew';
  if (goal.rate !== null && lived.rate !== null && lived.rate * NEAR[1] < goal.rate * NEAR[0]) return 'below';
  if (goal.days !== null && lived.days !== null && lived.days > goal.days) return 'slow';
  // Many were watched and nobody moved on: no days to compare, and none of them within the goal.
  if (goal.days !== null && lived.days === null && lived.rate === 0) return 'slow';
  return 'onTarget';
}
