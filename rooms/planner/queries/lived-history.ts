import type { Ctx } from '../../../kit/ctx.ts';
import type { Stage } from '../../../kit/http/shapes.ts';
import { minorDigits } from '../../../kit/money/index.ts';
import { dayText, type EpochDay } from '../../../kit/time/index.ts';
import { figuresLoop } from '../../analytics/index.ts';
import type { History, Observed } from '../model/calibrate.ts';
import type { PlanParameters, RateName } from '../model/parameters.ts';
import { monthNumber, type Moves } from './lived-months.ts';

const STEPS = [
  { lever: 'h', from: 'fan', to: 'customer', leaves: 'gF' },
  { lever: 'p12', from: 'customer', to: 'repeat', leaves: 'g1' },
  { lever: 'pM', from: 'repeat', to: 'member', leaves: 'g2' },
  { lever: 'pP', from: 'member', to: 'partner', leaves: 'gM' },
] as const satisfies readonly { lever: RateName; from: Stage; to: Stage; leaves: RateName }[];

/**
 * What the brand has lived, as far as a plan can be held against it: how often people moved on, and what a first and a later order came to.
 * Nobody says that they left, so whoever waits is taken to leave as often as the plan assumes: those still there were watched for a month each.
 */
export async function livedHistory(ctx: Ctx, plan: PlanParameters, moves: readonly Moves[], known: EpochDay | null): Promise<History> {
  if (known === null) return {};
  const last = monthNumber(dayText(known));
  const rates = Object.fromEntries(
    STEPS.map(({ lever, from, to, leaves }) => [lever, watched(moves, from, to, plan[leaves], last)] as const).filter(
      ([, { months }]) => months > 0,
    ),
  );
  const { byOrigin } = await figuresLoop(ctx, { from: null, to: null });
  const unit = 10 ** minorDigits(ctx.tenant.currency);
  const mean = (...origins: (keyof typeof byOrigin)[]) => {
    const count = origins.reduce((sum, origin) => sum + byOrigin[origin].orders, 0);
    const sales = origins.reduce((sum, origin) => sum + Number(byOrigin[origin].sales.amount) / unit, 0);
    // Order values of shops spread about as far as their mean.
    return count === 0 ? undefined : { count, mean: sales / count, deviation: Math.abs(sales / count) };
  };
  const [a1, a2] = [mean('direct', 'paid'), mean('repeat')];
  return { rates, means: { ...(a1 ? { a1 } : {}), ...(a2 ? { a2 } : {}) } };
}

function watched(moves: readonly Moves[], from: Stage, to: Stage, leaves: number, last: number): Observed {
  const first = moves.reduce((least, one) => Math.min(least, one.month), last);
  const count = (month: number, isIn: (one: Moves) => boolean): number =>
    moves.reduce((sum, one) => sum + (one.month === month && isIn(one) ? one.people : 0), 0);
  let [there, months, events] = [0, 0, 0];
  for (let month = first; month <= last; month++) {
    const moved = count(month, (one) => one.from === from && one.to === to);
    months += Math.max(there, moved);
    events += moved;
    const left = count(month, (one) => one.from === from);
    there = Math.max(0, there - left) * (1 - leaves) + count(month, (one) => one.to === from);
  }
  return { months, events };
}
