import {
  calibrate,
  leverValue,
  presetOf,
  withOverrides,
  type History,
  type Lever,
  type PlanOverrides,
  type PlanParameters,
  type Ranges,
  type RunOptions,
} from '../../../../../rooms/planner/model/index.ts';
import type { Client } from '../../../../../sdk/index.ts';

export type OwnReading = Awaited<ReturnType<Client['planner']['calibration']>>;
/** One number as the brand's own history knows it: assumed, seen, and what follows from both. */
export type OwnLever = OwnReading['data'][number];

/** What the brand's own history makes of a preset. */
export interface Own {
  readonly reading: OwnReading;
  readonly levers: ReadonlyMap<string, OwnLever>;
  /** how many numbers were measured; with none the preset stands alone */
  readonly measured: number;
  readonly plan: PlanParameters;
  /** what is still not known of it */
  readonly ranges: Ranges;
  /** who is there when the plan begins; undefined when nothing was measured */
  readonly start: RunOptions['start'];
}

/** The plan the server read out of a history, with its ranges worked out here by the same rule. */
export function ownFrom(reading: OwnReading): Own {
  const preset = presetOf(reading.preset);
  const measured = reading.data.filter((one) => one.own !== null).length;
  return {
    reading,
    levers: new Map(reading.data.map((one) => [one.lever, one])),
    measured,
    plan: withOverrides(preset, reading.params as PlanOverrides),
    ranges: calibrate(preset, historyOf(reading)).ranges,
    start: measured === 0 ? undefined : reading.start,
  };
}

function historyOf({ data }: OwnReading): History {
  const [rates, means]: [Record<string, object>, Record<string, object>] = [{}, {}];
  for (const { lever, own } of data) {
    if (own?.kind === 'rate') rates[lever] = { months: own.n, events: own.k };
    else if (own) means[lever] = { count: own.n, mean: own.mean, deviation: own.deviation };
  }
  return { rates, means };
}

/** The same doubt about a plan whose numbers were moved: a share keeps the number of people it rests on, wherever it stands now. */
export function rangesAround(plan: PlanParameters, ranges: Ranges): Ranges {
  return Object.fromEntries(
    Object.entries(ranges).map(([lever, range]) => {
      if (range.kind === 'amount') return [lever, range];
      const value = leverValue(plan, lever as Lever);
      const people = range.yes + range.no;
      return [lever, { kind: 'share', yes: value * people, no: (1 - value) * people }];
    }),
  );
}
