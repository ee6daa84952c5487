import type { Ctx } from '../../../kit/ctx.ts';
import { dayText, type EpochDay } from '../../../kit/time/index.ts';
import type { ActualsJson, LeverJson } from '../actuals-api.ts';
import { startByOrigin } from '../commands/adopt-design.ts';
import en from '../content/actuals.en.json' with { type: 'json' };
import zh from '../content/actuals.zh-CN.json' with { type: 'json' };
import type { SaidJson } from '../diagnosis-api.ts';
import type { Calibrated, History } from '../model/calibrate.ts';
import type { Lever } from '../model/parameters.ts';
import { leverText, leverValueText, majorText, plainText } from '../model/say-number.ts';
import { factText } from '../model/say-time.ts';
import { simulate } from '../model/simulate.ts';
import { leversNow, livedSide, plannedSide, recalibrate, type LivedMonth, type TrackedSide } from '../model/track.ts';
import { adoptionJson, adoptionOf, recalibrationsOf, type AdoptionRow, type RecalibrationRow } from './adoptions.ts';
import { firstDay, knownUntil, livedMonths, monthNumber, monthText, movesByMonth, type Moves } from './lived-months.ts';
import { ownHistory } from './own-history.ts';
import { planCells } from './plan-cells.ts';
import type { DesignRow } from './designs.ts';

type Language = 'zh-CN' | 'en';
type Code = keyof typeof en;
export type Costs = { readonly [L in Lever]?: number };

const words: Record<Language, Record<Code, string>> = { 'zh-CN': zh, en };

/** With less left of a plan, a lever is judged over a year. */
const LEAST_MONTHS = 6;
const YEAR = 12;

/** Where each number is worked on. */
const SCREENS: { readonly [L in Lever]?: string } = {
  cpf: 'people',
  ad: 'people',
  organic: 'people',
  h: 'plan/scripts',
  u: 'refer/deal',
  p12: 'ladder',
  pM: 'cards',
  pP: 'refer/applications',
  gF: 'people/stages',
  g1: 'people/stages',
  g2: 'people/cohorts',
  gM: 'tiers',
  gP: 'refer/levels',
  n: 'refer/materials',
  a: 'refer/deal',
  a1: 'prices',
  a2: 'prices',
  aM: 'prices',
  l2: 'people/rfm',
  lM: 'tiers',
  fee: 'cards',
  m: 'products',
  c1: 'refer',
  c2: 'refer',
  G: 'refer/deal',
};

/** A sentence about a plan that is lived. */
function say(code: Code, facts: Record<string, string | number>, language: Language): SaidJson {
  const told = (name: string): string => factText(name, String(facts[name] ?? ''), language);
  return { code, facts, text: words[language][code].replaceAll(/\{(\w+)\}/g, (_, name: string) => told(name)) };
}

/** The plan a design was adopted as, beside what happened since (domain.md §11). Nothing is adopted: nothing is compared. */
export async function planActuals(ctx: Ctx, design: DesignRow, costs: Costs, language: Language): Promise<ActualsJson> {
  const adoption = await adoptionOf(ctx, design.design_id);
  if (!adoption) {
    return {
      adoption: null,
      knownUntil: null,
      months: [],
      soFar: null,
      stages: [],
      cells: [],
      levers: [],
      lever: null,
      learnt: null,
      recalibrations: [],
      notes: [],
    };
  }
  const [moves, known] = [await movesByMonth(ctx), await knownUntil(ctx)];
  const { months, soFar, lived: happened } = await trackedMonths(ctx, adoption, moves, known.day);
  const { levers, left } = await leversOf(ctx, adoption, moves, known.day, costs);
  const taught = await recalibrationsOf(ctx, adoption.adoption_id);
  const isProfitKnown = months.some((month) => month.actual?.profit != null);
  const lived = months.filter((month) => month.actual !== null).length;
  const from = monthNumber(adoption.from_month);
  return {
    adoption: adoptionJson(adoption),
    knownUntil: known.day === null ? null : dayText(known.day),
    months,
    soFar,
    ...(await planCells(ctx, adoption, moves, known.day, happened, language)),
    levers,
    lever: leverNow(ctx, levers, left, language),
    learnt: taught[0] ? await learntAhead(ctx, adoption, taught[0], moves, known.day) : null,
    recalibrations: taught.map((row) => ({
      month: row.month,
      takenAt: row.taken_at.toISOString(),
      takenBy: row.taken_by,
      lever: row.lever,
      levers: row.evidence,
    })),
    notes: [
      ...(from < monthNumber(dayText(ctx.zone.dayOf(adoption.adopted_at.getTime())))
        ? [say('past', { month: adoption.from_month }, language)]
        : []),
      ...(lived === 0 ? [say('fresh', { month: adoption.from_month }, language)] : []),
      ...(known.hasEnded && known.day !== null ? [say('dataEnds', { day: dayText(known.day) }, language)] : []),
      ...(lived > 0 ? [say(isProfitKnown ? 'plannedCosts' : 'noCosts', {}, language)] : []),
    ],
  };
}

async function trackedMonths(
  ctx: Ctx,
  { params, start, months: count, from_month }: AdoptionRow,
  moves: readonly Moves[],
  known: EpochDay | null,
): Promise<Pick<ActualsJson, 'months' | 'soFar'> & { lived: Map<number, LivedMonth> }> {
  const { adsOffAfter, ...begin } = start;
  const plan = simulate(params, { months: count, start: begin, adsOffAfter: adsOffAfter ?? undefined });
  const from = monthNumber(from_month);
  const over = (month: number): number => {
    if (known === null) return 0;
    const [begin, end] = [firstDay(month), firstDay(month + 1)];
    return Math.min(1, Math.max(0, (known + 1 - begin) / (end - begin)));
  };
  const begun = plan.filter(({ month }) => over(from + month - 1) > 0).length;
  const lived = await livedMonths(ctx, from, from + begun, moves);
  const months = plan.map((planned, i): ActualsJson['months'][number] => {
    const [number, share] = [from + i, over(from + i)];
    const what = lived.get(number);
    return {
      month: monthText(number),
      number: i + 1,
      state: share === 1 ? 'whole' : share > 0 ? 'running' : 'ahead',
      share,
      plan: plannedSide(params, planned, i === 0 ? begin : plan[i - 1]?.stocks),
      actual: what === undefined || share === 0 ? null : livedSide(params, what, planned, share),
    };
  });
  const seen = months.filter((month) => month.actual !== null);
  const sum = (value: (month: ActualsJson['months'][number]) => number): number => seen.reduce((all, month) => all + value(month), 0);
  return {
    months,
    lived,
    soFar:
      seen.length === 0
        ? null
        : { plan: sum((month) => month.plan.sales * month.share), actual: sum((month) => (month.actual as TrackedSide).sales) },
  };
}

/** What is left of a plan by what its months have taught, with whoever is there now; the plan that was adopted stays what it was beside it. */
async function learntAhead(
  ctx: Ctx,
  { start: { adsOffAfter }, months, from_month }: AdoptionRow,
  { month, params }: RecalibrationRow,
  moves: readonly Moves[],
  known: EpochDay | null,
): Promise<ActualsJson['learnt']> {
  const from = monthNumber(from_month);
  const next = Math.max(from, monthNumber(dayText(known ?? ctx.today)) + 1);
  const left = from + months - next;
  if (left <= 0) return null;
  const start = await startByOrigin(ctx, params, moves, next);
  const ahead = simulate(params, {
    months: left,
    start,
    adsOffAfter: adsOffAfter === null ? undefined : Math.max(0, adsOffAfter - (next - from)),
  });
  return {
    month,
    months: ahead.map(({ sales, members, profit }, i) => ({ month: monthText(next + i), sales: sales.total, members, profit })),
  };
}

interface LeversFound {
  readonly levers: LeverJson[];
  readonly left: number;
  readonly calibrated: Calibrated;
  readonly history: History;
}

/** What history knows better than the plan by now, over the months that are left of it. */
export async function leversOf(
  ctx: Ctx,
  { params, months, from_month }: AdoptionRow,
  moves: readonly Moves[],
  known: EpochDay | null,
  costs: Costs,
): Promise<LeversFound> {
  const { history } = await ownHistory(ctx, params, moves);
  const calibrated = recalibrate(params, history);
  const now = monthNumber(dayText(known ?? ctx.today)) + 1;
  const rest = monthNumber(from_month) + months - now;
  const left = rest < LEAST_MONTHS ? YEAR : rest;
  return {
    levers: leversNow(params, calibrated, { months: left, start: await startByOrigin(ctx, calibrated.plan, moves, now), costs }),
    left,
    calibrated,
    history,
  };
}

function leverNow(ctx: Ctx, levers: readonly LeverJson[], left: number, language: Language): ActualsJson['lever'] {
  const first = levers.find((one) => one.isBelow && one.gain > 0);
  if (!first) return null;
  const value = (one: number): string => leverValueText(first.lever, one, ctx.tenant.currency, language);
  const money = (one: number): string => majorText(one, ctx.tenant.currency, language);
  const facts = {
    lever: leverText(first.lever, language),
    plan: value(first.plan),
    now: value(first.now),
    gain: money(first.gain),
    months: left,
  };
  const screen = SCREENS[first.lever] ?? (first.lever.startsWith('s.') ? 'refer/deal' : 'plan');
  const said =
    first.cost === null || first.gainPerCost === null
      ? say('lever', facts, language)
      : say('leverByCost', { ...facts, cost: money(first.cost), times: plainText(first.gainPerCost, language) }, language);
  return { lever: first.lever, said, screen };
}
