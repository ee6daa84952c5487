import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import type { CalibrationJson, DesignDocument, planParams } from '../api.ts';
import { calibrate, type History } from '../model/calibrate.ts';
import { boundsOf, levers, leverValue, withOverrides, type Lever, type PlanOverrides, type PlanParameters } from '../model/parameters.ts';
import { presetOf, type PresetId } from '../model/presets.ts';
import type { Range } from '../model/ranges.ts';
import { say } from '../model/say.ts';
import { movesByMonth } from './lived-months.ts';
import { ownHistory, type OwnHistory } from './own-history.ts';

/** What the owner decides is not calibrated: ads, discount, commission, gift, cost. */
const DECIDED: ReadonlySet<Lever> = new Set(['ad', 'd', 'c1', 'c2', 'G', 'fixed', 'payment', 'fee', 'sC', 'sM', 'mF']);
/** Eight in ten of a normal distribution lie so many deviations around its mean. */
const EIGHT_IN_TEN = 1.2815515655446004;

/**
 * Every number of a plan: what is assumed of the category, what the brand's own history shows, and what follows from both (the assumption
 * weighs as much as 50 people; Beta for rates, a weighed mean for amounts).
 */
export async function calibrationReply(ctx: Ctx, assumed: Assumed, language: 'zh-CN' | 'en'): Promise<CalibrationJson> {
  const { preset } = assumed;
  const said = overridesOf(assumed);
  const prior = priorOf(assumed);
  const { days, customers, orders, notes, history: lived, readings, start } = await ownHistory(ctx, prior, await movesByMonth(ctx));
  const history = undecided(lived, said);
  const { plan, ranges, evidence } = calibrate(prior, history);
  const measured = new Map(evidence.map((one) => [one.lever, one.measured]));
  return {
    preset,
    asOf: ctx.now.toISOString(),
    days,
    customers,
    orders,
    notes: notes.map(({ code, facts }) => say(code, facts, language)),
    data: levers.map((lever) => {
      const isRead = measured.has(lever);
      const decided = lived.known?.[lever] !== undefined && history.known?.[lever] === undefined;
      const reading = (decided ? null : readings[lever]) ?? {
        code: DECIDED.has(lever) ? ('cal.decided' as const) : ('cal.notKept' as const),
        facts: {},
        screen: null,
      };
      const rate = history.rates?.[lever as keyof NonNullable<typeof history.rates>];
      const mean = history.means?.[lever];
      const known = history.known?.[lever];
      return {
        lever,
        prior: leverValue(prior, lever),
        own: !isRead
          ? null
          : rate
            ? { kind: 'rate' as const, n: rate.months, k: rate.events }
            : {
                kind: 'mean' as const,
                n: mean?.count ?? known?.months ?? 0,
                mean: mean?.mean ?? known?.value ?? 0,
                deviation: mean?.deviation ?? 0,
              },
        posterior: leverValue(plan, lever),
        interval: intervalOf(lever, leverValue(plan, lever), ranges[lever]),
        measured: measured.get(lever) ?? 0,
        said: say(reading.code, reading.facts, language),
        screen: reading.screen,
      };
    }),
    params: { ...said, ...paramsOf(evidence) },
    start,
  };
}

/** What a plan of the brand is judged by: what is assumed where nothing was measured, its own history where it was, and who is there now. */
export async function planLived(
  ctx: Ctx,
  assumed: Assumed,
): Promise<{ params: z.output<typeof planParams>; start: OwnHistory['start'] | undefined }> {
  const said = overridesOf(assumed);
  const prior = priorOf(assumed);
  const { history, start } = await ownHistory(ctx, prior, await movesByMonth(ctx));
  const { evidence } = calibrate(prior, undecided(history, said));
  return { params: { ...said, ...paramsOf(evidence) }, start: evidence.length > 0 ? start : undefined };
}

/** A history without what the design decides itself: what was spent so far is not what is to be spent. */
function undecided(history: History, said: z.output<typeof planParams>): History {
  const known = Object.entries(history.known ?? {}).filter(([lever]) => said[lever as keyof typeof said] === undefined);
  return { ...history, known: Object.fromEntries(known) };
}

/** A category, and what a design says otherwise of it. */
export interface Assumed {
  readonly preset: PresetId;
  readonly document: Pick<DesignDocument, 'params' | 'market'> | null;
}

/** The plan that is assumed before anything was measured. */
export function priorOf(assumed: Assumed): PlanParameters {
  return withOverrides(presetOf(assumed.preset), overridesOf(assumed) as PlanOverrides);
}

function overridesOf({ document }: Assumed): z.output<typeof planParams> {
  const params = document?.params ?? {};
  return document?.market != null && params.addressable == null ? { ...params, addressable: document.market } : params;
}

/** Where eight of ten such values lie: both kinds by their mean and deviation, within what can be. */
function intervalOf(lever: Lever, value: number, range: Range | undefined): { low: number; high: number } | null {
  if (range === undefined) return null;
  const { least, most } = boundsOf(lever);
  const people = range.kind === 'share' ? range.yes + range.no : 0;
  const deviation = range.kind === 'share' ? Math.sqrt((value * (1 - value)) / (people + 1)) : value * range.spread;
  const inside = (at: number): number => Math.min(most, Math.max(least, at));
  return { low: inside(value - EIGHT_IN_TEN * deviation), high: inside(value + EIGHT_IN_TEN * deviation) };
}

function paramsOf(evidence: readonly { lever: Lever; value: number }[]): z.output<typeof planParams> {
  const params: Record<string, unknown> = {};
  const shares: Record<string, number> = {};
  for (const { lever, value } of evidence) {
    const { least, most } = boundsOf(lever);
    const inside = Math.min(most, Math.max(least, value));
    if (lever.startsWith('s.')) shares[lever.slice(2)] = inside;
    else params[lever] = inside;
  }
  if (Object.keys(shares).length > 0) params['s'] = shares;
  return params as z.output<typeof planParams>;
}
