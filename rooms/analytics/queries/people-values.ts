import type { Ctx } from '../../../kit/ctx.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { moneyJson, minorDigits, type MoneyJson } from '../../../kit/money/index.ts';
import { dayText } from '../../../kit/time/index.ts';
import { renewalRate } from '../model/prediction/card-survival.ts';
import { bandAbout, feesOf, type Band } from '../model/prediction/lifetime-value.ts';
import { feeShareOf, type GroupOutlook, type Worth } from '../model/prediction/outlook.ts';
import { valuesOfAll } from '../model/prediction/people-values.ts';
import { drawnBands, type OwnMargin } from '../model/prediction/value-draws.ts';
import { oftenOf, type Tested } from '../model/prediction/value-test.ts';
import type { BrandValue, LifetimeValueJson, PersonValue, ValueBasisJson, ValueTestJson } from '../value-api.ts';
import { holderTerms, renewalShape, type HolderTerm } from './card-terms.ts';
import { extentOf, type KeptOutlook } from './outlook.ts';
import type { PersonPurchases } from './purchase-events.ts';
import { marginsOf, valueBasis, type ValueBasis } from './value-basis.ts';

/** Decimal major units as money, half up. */
export function money(ctx: Ctx, major: number): MoneyJson {
  return moneyJson(BigInt(Math.round(major * 10 ** minorDigits(ctx.tenant.currency))), ctx.tenant.currency);
}

/** What one person leaves, as far as it is known in closed form; bands are drawn for those who are shown. */
export interface OwnValue {
  readonly margin: OwnMargin;
  /** their margin is that of what they buy */
  readonly isByCategories: boolean;
  readonly held: HolderTerm | null;
  /** by horizon, nearest first */
  readonly worths: readonly (Worth & { readonly variance: number })[];
}

/** The value of some people at once, by id; nobody's where nothing can be foreseen. @param people with their node and purchases */
export async function valuesOfPeople(
  ctx: Ctx,
  { outlook, basis, cards }: KeptOutlook,
  people: readonly { readonly id: Uuid; readonly node: number; readonly own: PersonPurchases }[],
): Promise<Map<Uuid, OwnValue>> {
  const { value, model } = outlook;
  if (value === null || people.length === 0) return new Map();
  const [rates, held] = await Promise.all([
    marginsOf(
      ctx,
      basis,
      people.map(({ node }) => node),
    ),
    holderTerms(
      ctx,
      people.map(({ id }) => id),
    ),
  ]);
  const heldBy = new Map(held.map((term) => [term.personId, term]));
  const margins = people.map(({ id, node, own }): OwnMargin => {
    const card = heldBy.get(id) ?? null;
    return { rate: rates.get(node) ?? basis.rate, feeShare: card ? feeShareOf(card.paid, own.spent) : 0, card };
  });
  const purchases = {
    repeats: Int32Array.from(people, ({ own }) => own.repeats),
    recencyDays: Int32Array.from(people, ({ own }) => own.recencyDays),
    ageDays: Int32Array.from(people, ({ own }) => own.ageDays),
    values: Float64Array.from(people, ({ own }) => own.value),
  };
  const { horizons, discount } = value;
  const keeps = Float64Array.from(margins, ({ rate, feeShare }) => rate * (1 - feeShare));
  const byHorizon = valuesOfAll(model, purchases, { horizons, discount, keeps });
  const { shape } = renewalShape(cards);
  return new Map(
    people.map(({ id, node }, i): [Uuid, OwnValue] => {
      const margin = margins[i] as OwnMargin;
      const worths = byHorizon.map(({ mean, variance }, h) => {
        const weeks = horizons[h] as number;
        const fees = margin.card ? feesOf(shape, margin.card, weeks, discount) : { mean: 0, variance: 0 };
        const both = (variance[i] as number) + fees.variance;
        return { weeks, mean: (mean[i] as number) + fees.mean, fees: fees.mean, deviation: Math.sqrt(both), variance: both };
      });
      return [id, { margin, isByCategories: rates.has(node), held: heldBy.get(id) ?? null, worths }];
    }),
  );
}

/** P10, P50 and P90 of one person, by horizon. */
export function bandsOf({ outlook, cards }: KeptOutlook, own: PersonPurchases, { margin }: OwnValue): Band[] {
  const { value, model } = outlook;
  if (value === null) return [];
  const { horizons, discount } = value;
  return drawnBands(model, own, margin, { horizons, discount, survival: renewalShape(cards).shape });
}

export function valueReply(ctx: Ctx, { weeks, mean, fees }: Worth, band: Band): LifetimeValueJson {
  return {
    weeks,
    value: money(ctx, mean),
    fees: money(ctx, fees),
    low: money(ctx, band.low),
    middle: money(ctx, band.middle),
    high: money(ctx, band.high),
  };
}

/** A group's value by horizon, with the band of its sum. */
export function groupValueReply(ctx: Ctx, { worth }: GroupOutlook): LifetimeValueJson[] {
  return worth.map((each) => valueReply(ctx, each, bandAbout(each.mean, each.deviation)));
}

export function testReply(ctx: Ctx, { people, predicted, actual, meanError }: Tested): ValueTestJson {
  return {
    people,
    predicted: money(ctx, predicted),
    actual: money(ctx, actual),
    off: predicted > 0 ? actual / predicted - 1 : null,
    meanError: money(ctx, meanError),
  };
}

export function basisReply({ discount, rate, from, preset, knownShare }: ValueBasis): ValueBasisJson {
  return {
    discountPpm: Math.round(discount * 1e6),
    marginPpm: Math.round(rate * 1e6),
    marginFrom: from,
    preset,
    knownSharePpm: knownShare === null ? null : Math.round(knownShare * 1e6),
  };
}

/** As it stands now, whatever the kept outlook was worked out by. */
export async function valueBasisNow(ctx: Ctx): Promise<ValueBasisJson> {
  const extent = await extentOf(ctx);
  return basisReply(await valueBasis(ctx, extent?.last ?? ctx.today));
}

const OFTEN = ['once', 'twice', 'few', 'several', 'many'] as const;

export function brandValueReply(ctx: Ctx, { outlook, basis }: KeptOutlook): BrandValue | null {
  const { value, all } = outlook;
  if (value === null) return null;
  const { test } = value;
  return {
    basis: basisReply(basis),
    all: groupValueReply(ctx, all),
    test: test && {
      from: dayText(test.end + 1),
      weeks: test.weeks,
      all: testReply(ctx, test.all),
      often: test.often.map((tested) => ({ ...testReply(ctx, tested), often: OFTEN[tested.key] ?? 'many' })),
      parts: test.parts,
      persons: test.persons,
    },
  };
}

export function personValueReply(ctx: Ctx, kept: KeptOutlook, own: PersonPurchases, value: OwnValue): PersonValue {
  const { margin, isByCategories, held, worths } = value;
  const bands = bandsOf(kept, own, value);
  const { shape, from } = renewalShape(kept.cards);
  const test = kept.outlook.value?.test;
  const tested = test?.often.find(({ key }) => key === oftenOf(own.repeats));
  return {
    basis: basisReply(kept.basis),
    marginPpm: Math.round(margin.rate * 1e6),
    marginFrom: isByCategories ? 'categories' : kept.basis.from,
    horizons: worths.map((worth, h) => valueReply(ctx, worth, bands[h] ?? bandAbout(worth.mean, worth.deviation))),
    renewal: held && {
      fee: money(ctx, held.fee),
      leaves: money(ctx, held.margin),
      isCostKnown: held.isCostKnown,
      chance: renewalRate(shape, held.renewals + 1),
      from,
      seen: { ends: kept.cards.ends, renewed: kept.cards.renewed },
    },
    test:
      test && tested
        ? { ...testReply(ctx, tested), often: OFTEN[tested.key] ?? 'many', from: dayText(test.end + 1), weeks: test.weeks }
        : null,
  };
}
