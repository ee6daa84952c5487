import { randomOf, type Random } from '../../../../kit/random/index.ts';
import { aliveProbability } from './bg-nbd.ts';
import type { CardSurvival } from './card-survival.ts';
import type { PurchaseModel } from './fit-purchases.ts';
import { renewalsOf, weightOf, type Band, type HeldTerm } from './lifetime-value.ts';
import { spendingOf } from './spending.ts';

/** One person's history in days, and what a repeat purchase day of theirs was worth. */
export interface OwnHistory {
  readonly repeats: number;
  readonly recencyDays: number;
  readonly ageDays: number;
  readonly value: number;
}

/** What of somebody's sales is left, and what a card of theirs brings. */
export interface OwnMargin {
  /** of sales of goods */
  readonly rate: number;
  /** of their sales those that were fees of cards: these come by renewals and not by purchases */
  readonly feeShare: number;
  readonly card: HeldTerm | null;
}

export interface DrawOptions {
  readonly horizons: readonly number[];
  readonly discount: number;
  readonly survival: CardSurvival;
  /** futures that are drawn */
  readonly draws?: number;
}

const DRAWS = 1_000;
/** The same for everybody and every time, so that the same history always has the same band. */
const SEED = 20_050_801;
/** Nobody buys more often than this within a horizon. */
const MOST_PURCHASES = 2_000;

/** P10, P50 and P90 of what somebody leaves until each horizon, discounted. */
export function drawnBands(model: PurchaseModel, own: OwnHistory, margin: OwnMargin, options: DrawOptions): Band[] {
  return drawnFutures(model, own, margin, options).map((drawn) => {
    drawn.sort();
    const at = (share: number): number => drawn[Math.min(drawn.length - 1, Math.floor(share * drawn.length))] as number;
    return { low: at(0.1), middle: at(0.5), high: at(0.9) };
  });
}

/**
 * What somebody leaves until each horizon in futures drawn from what the model holds possible given their own history: how often they come,
 * when they leave, what they spend and whether they renew.
 */
export function drawnFutures(model: PurchaseModel, own: OwnHistory, margin: OwnMargin, options: DrawOptions): Float64Array[] {
  const { horizons, draws = DRAWS } = options;
  const random = randomOf(SEED);
  const future = futureOf(model, own, margin, options);
  const drawn = horizons.map(() => new Float64Array(draws));
  const sums = new Float64Array(horizons.length);
  for (let i = 0; i < draws; i++) {
    sums.fill(0);
    future(random, sums);
    sums.forEach((sum, h) => ((drawn[h] as Float64Array)[i] = sum));
  }
  return drawn;
}

/** Draws one future and adds what it leaves to the sums until each horizon. */
function futureOf(
  model: PurchaseModel,
  own: OwnHistory,
  { rate, feeShare, card }: OwnMargin,
  { horizons, discount, survival }: DrawOptions,
) {
  const { bgNbd, method, pooled, unitDays } = model;
  const x = own.repeats;
  const T = own.ageDays / unitDays;
  const farthest = horizons.at(-1) ?? 0;
  const weights = Float64Array.from({ length: Math.ceil(farthest) + 1 }, (_, week) => weightOf(discount, week));
  const isFitted = bgNbd !== null && (method === 'bgNbd' || method === 'nbd');
  const alive = method === 'bgNbd' && bgNbd ? aliveProbability(bgNbd, { x, tx: own.recencyDays / unitDays, T }) : 1;
  const [shape, scale] = isFitted ? [bgNbd.r + x, bgNbd.alpha + T] : method === 'pooled' ? [1 + x, 1 / (pooled.rate ?? 1) + T] : [0, 1];
  const spending = spendingOf(model, x, own.value);
  const keeps = rate * (1 - feeShare);
  const ends = card ? [...renewalsOf(survival, card, farthest, discount)] : [];
  const add = (sums: Float64Array, week: number, worth: number): void => {
    for (let h = 0; h < horizons.length; h++) if (week <= (horizons[h] as number)) sums[h] = (sums[h] as number) + worth;
  };
  return (random: Random, sums: Float64Array): void => {
    if (shape > 0 && random.uniform() < alive) {
      const pace = random.gamma(shape) / scale;
      const leaves = method === 'bgNbd' && bgNbd ? random.beta(bgNbd.a, bgNbd.b + x) : 0;
      const each = spending.rate / random.gamma(spending.shape);
      let week = 0;
      for (let n = 0; n < MOST_PURCHASES; n++) {
        week -= Math.log(random.uniform()) / pace;
        if (!(week <= farthest)) break;
        add(sums, week, keeps * each * random.gamma(spending.p) * (weights[Math.ceil(week)] as number));
        if (leaves > 0 && random.uniform() < leaves) break;
      }
    }
    if (card === null) return;
    const gone = random.beta(survival.a, survival.b + card.renewals);
    for (const { week, worth } of ends) {
      if (random.uniform() < gone) return;
      add(sums, week, worth);
    }
  };
}
