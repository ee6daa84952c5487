// Who fell silent. Pure: times of waiting in, a monthly share of leaving out, by the brand's own rhythm.

/** The time somebody did nothing from a first moment on: fans until they bought, buyers until they bought again. Epoch ms. */
export interface Wait {
  readonly stage: 'F' | 'C1' | 'C2';
  readonly from: number;
  /** when they came; null: they have not */
  readonly to: number | null;
  /** when it ceased to be this wait without their coming: they became members, or nothing is known after; as a rule now */
  readonly until: number;
}

/** How many left one stage, and how that was read. */
export interface Silence {
  /** whoever is silent for longer counts as gone: nine in ten who came again had come by then */
  readonly days: number;
  /** the times of coming again it was read from */
  readonly waits: number;
  /** months people were waited for, taken together, and how many of them fell silent for longer than that */
  readonly months: number;
  readonly events: number;
}

/** Why it cannot be said: nobody waited, too few came again, or the history is too short to see that nobody comes. */
export type NoSilence =
  | { readonly reason: 'nobody' }
  | { readonly reason: 'few'; readonly waits: number }
  | { readonly reason: 'short'; readonly days: number };

/** So many times of coming again show a rhythm. */
export const LEAST_WAITS = 30;
const COME_BY_THEN = 0.9;
const DAY_MS = 86_400_000;
const MONTH_MS = (365.25 / 12) * DAY_MS;

/**
 * The share of one stage that leaves in a month. Leaving is not seen, only silence: whoever waits longer than nine in ten of those who came
 * again ever did counts as gone from that day on, as often as it happens; one in ten of those who are still to come is counted wrongly.
 * @param window months that are over, epoch ms
 * @param known the first moment of the history; it must reach twice as far back as the longest wait
 */
export function silenceOf(
  stage: Wait['stage'],
  all: readonly Wait[],
  window: { readonly from: number; readonly to: number },
  known: number,
): Silence | NoSilence {
  const waits = all.filter((wait) => wait.stage === stage && wait.from < window.to);
  if (waits.length === 0) return { reason: 'nobody' };
  const came = waits.flatMap((wait) => (wait.to === null || wait.to > window.to ? [] : [wait.to - wait.from])).toSorted((a, b) => a - b);
  if (came.length < LEAST_WAITS) return { reason: 'few', waits: came.length };
  const days = Math.max(1, Math.ceil((came[Math.ceil(COME_BY_THEN * came.length) - 1] as number) / DAY_MS));
  if (window.to - known < 2 * days * DAY_MS) return { reason: 'short', days };
  let [lived, events] = [0, 0];
  for (const { from, to, until } of waits) {
    const gone = from + days * DAY_MS;
    const end = Math.min(to ?? until, until, gone);
    lived += Math.max(0, Math.min(end, window.to) - Math.max(from, window.from));
    if (gone <= until && gone < (to ?? Infinity) && gone >= window.from && gone < window.to) events++;
  }
  return { days, waits: came.length, months: lived / MONTH_MS, events };
}

export function isSilence(read: Silence | NoSilence): read is Silence {
  return !('reason' in read);
}
