/** What a level asks for: own kept sales in minor units, or services logged, within the last days. */
export interface LevelAsk {
  readonly measure: 'sales' | 'services';
  readonly windowDays: number;
  readonly reach: bigint;
  /** never above `reach` */
  readonly keep: bigint;
  readonly graceDays: number;
}

/** A level of the brand; null = it is given by hand alone. */
export interface RankedLevel {
  readonly levelId: string;
  readonly rank: number;
  readonly ask: LevelAsk | null;
}

/** What becomes of a partner at a review (rules.md S8). */
export type LevelVerdict =
  | { readonly kind: 'stay' }
  /** enough for a higher level: at once */
  | { readonly kind: 'rise'; readonly to: string }
  /** too little for the level they have: told so, and when it is theirs no more */
  | { readonly kind: 'warn'; readonly had: bigint; readonly needed: bigint; readonly graceDays: number }
  /** warned before, and enough again */
  | { readonly kind: 'kept' }
  /** warned before, the time is over and still too little: one level down, never more */
  | { readonly kind: 'fall'; readonly to: string | null };

/**
 * Holds a partner against the levels. Only what they sold or did themselves counts: heads and what others sell are no measure
 * (compliance P1). Rising comes before falling, so that nobody is warned of a level they leave upward.
 * @param had what the partner has of what a level asks for
 * @param warning when the level they have is theirs no more, where they were warned; ms
 */
export function judgeLevel(
  levels: readonly RankedLevel[],
  { level, had, warning, now }: { level: string | null; had: (ask: LevelAsk) => bigint; warning: number | null; now: number },
): LevelVerdict {
  const own = levels.find((each) => each.levelId === level) ?? null;
  const ranked = levels.toSorted((a, b) => a.rank - b.rank || (a.levelId < b.levelId ? -1 : 1));
  const place = own ? ranked.indexOf(own) : -1;
  const higher = ranked.slice(place + 1).findLast(({ ask }) => ask !== null && had(ask) >= ask.reach);
  if (higher) return { kind: 'rise', to: higher.levelId };
  if (!own?.ask) return warning === null ? { kind: 'stay' } : { kind: 'kept' };
  const has = had(own.ask);
  if (has >= own.ask.keep) return warning === null ? { kind: 'stay' } : { kind: 'kept' };
  if (warning === null) return { kind: 'warn', had: has, needed: own.ask.keep, graceDays: own.ask.graceDays };
  return now < warning ? { kind: 'stay' } : { kind: 'fall', to: ranked[place - 1]?.levelId ?? null };
}
