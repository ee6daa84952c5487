import {
  boundsOf,
  levers,
  presetIds,
  withLever,
  type Lever,
  type PlanParameters,
  type PresetId,
  type StocksByOrigin,
} from '../../../../../rooms/planner/model/index.ts';

/** What of a plan differs from where it starts. `addressable` is the one number that may be unknown. */
export type Moves = { readonly [L in Lever | 'addressable']?: number };

/** People by where they came from, as the model counts them. */
export type There = StocksByOrigin;

/** A plan as the address holds it: where it starts, what was moved, how long it runs. */
export interface PlanState {
  readonly preset: PresetId;
  /** starts from the brand's own history instead of the bare preset */
  readonly isOwn: boolean;
  /** who is there when it begins, where that was kept with it; null: whoever its own history counts, else nobody */
  readonly there: There | null;
  readonly moves: Moves;
  readonly months: number;
  /** no ads after this month; null = always */
  readonly adsOffAfter: number | null;
}

export const monthChoices = [12, 24, 36, 60] as const;
export const LONGEST = 60;
const START: PlanState = { preset: 'food', isOwn: false, there: null, moves: {}, months: 24, adsOffAfter: null };

/** Reads a plan from an address; what cannot be is named in `refused` and left out, so that a picture always stands. */
export function planFrom(url: Readonly<Record<string, string>>): { state: PlanState; refused: readonly string[] } {
  const refused: string[] = [];
  const moves: { [L in Lever | 'addressable']?: number } = {};
  for (const lever of levers) {
    const text = url[lever];
    if (text === undefined) continue;
    const value = Number(text);
    if (text !== '' && isPossible(lever, value)) moves[lever] = value;
    else refused.push(lever);
  }
  const market = url['addressable'];
  if (market !== undefined) {
    if (Number(market) >= 1 && Number(market) <= 1e10) moves.addressable = Number(market);
    else refused.push('addressable');
  }
  const there = url['there'] === undefined ? null : thereFrom(url['there']);
  if (there === undefined) refused.push('there');
  const months = whole(url['months'], 1, LONGEST) ?? START.months;
  return {
    state: {
      preset: presetIds.find((id) => id === url['preset']) ?? START.preset,
      isOwn: url['from'] === 'own',
      there: there ?? null,
      moves,
      months,
      adsOffAfter: whole(url['off'], 0, months),
    },
    refused,
  };
}

/** The address of a plan: undefined takes a name away. */
export function addressOf({ preset, isOwn, there, moves, months, adsOffAfter }: PlanState): Record<string, string | undefined> {
  const said: Record<string, string | undefined> = {
    preset: preset === START.preset ? undefined : preset,
    from: isOwn ? 'own' : undefined,
    there: there === null ? undefined : [there.A, there.R].flatMap((side) => kinds.map((kind) => side[kind])).join('_'),
    months: months === START.months ? undefined : String(months),
    off: adsOffAfter === null ? undefined : String(adsOffAfter),
  };
  for (const lever of [...levers, 'addressable'] as const) {
    const value = moves[lever];
    said[lever] = value === undefined ? undefined : String(value);
  }
  return said;
}

/** The search text of a plan for a link to another page about it. */
export function searchOf(state: PlanState, kept: Readonly<Record<string, string>> = {}): string {
  const given = Object.entries({ ...kept, ...addressOf(state) }).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const text = new URLSearchParams(given).toString();
  return text ? `?${text}` : '';
}

/** The start with every move in its place. */
export function moved(start: PlanParameters, { addressable, ...moves }: Moves): PlanParameters {
  const plan = levers.reduce((changed, lever) => {
    const value = moves[lever];
    return value === undefined ? changed : withLever(changed, lever, value);
  }, start);
  return addressable === undefined ? plan : { ...plan, addressable };
}

/** One move more, or one taken back when it is the start's own value. */
export function withMove(moves: Moves, lever: Lever | 'addressable', value: number | undefined): Moves {
  const { [lever]: _, ...rest } = moves;
  return value === undefined ? rest : { ...rest, [lever]: value };
}

export function isPossible(lever: Lever, value: number): boolean {
  const { least, most } = boundsOf(lever);
  return value >= least && value <= most;
}

const kinds = ['F', 'C1', 'C2', 'M', 'P'] as const;
const MOST_PEOPLE = 1e9;

/** Ten numbers of people, those who came by themselves first; undefined where they are not. */
function thereFrom(text: string): There | undefined {
  const counts = text.split('_').map((each) => (each === '' ? Number.NaN : Number(each)));
  if (counts.length !== 2 * kinds.length || !counts.every((one) => one >= 0 && one <= MOST_PEOPLE)) return undefined;
  const side = (from: number) => Object.fromEntries(kinds.map((kind, i) => [kind, counts[from + i]])) as There[keyof There];
  return { A: side(0), R: side(kinds.length) };
}

function whole(text: string | undefined, least: number, most: number): number | null {
  if (text === undefined || text === '') return null;
  const value = Number(text);
  return Number.isInteger(value) && value >= least && value <= most ? value : null;
}
