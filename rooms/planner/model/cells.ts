import scenes from '../content/scenes.json' with { type: 'json' };
import mapEn from '../content/treasure-map.en.json' with { type: 'json' };
import mapZh from '../content/treasure-map.zh-CN.json' with { type: 'json' };
import type { GrowthStage, SceneId } from './template.ts';
import { FEW_PEOPLE } from './track.ts';

// What stands in a cell of the map, and how it does beside what the map wants of it. Pure.

/** How a method works in the product (domain.md §1), of those a cell can hold. */
export type Mechanism = 'virus' | 'happyDeal' | 'progress' | 'queue' | 'privilege' | 'store' | 'referral';

const MECHANISMS: readonly Mechanism[] = ['virus', 'happyDeal', 'progress', 'queue', 'privilege', 'store', 'referral'];
/** Where a cell names none, the one its stage lives by (our method). */
const USUAL: Readonly<Record<GrowthStage, Mechanism>> = {
  prospect: 'virus',
  fan: 'happyDeal',
  customer: 'progress',
  repeat: 'privilege',
  member: 'store',
  partner: 'referral',
};

/** What a mechanism may be called in orders and in a cell: its own word and its name in both languages, in small letters. */
function namesOf(mechanism: Mechanism): string[] {
  return [mechanism, mapEn.nodes[mechanism].name, mapZh.nodes[mechanism].name].map((name) => name.toLowerCase());
}

/** The mechanism a cell names first, or the one its stage lives by. */
export function mechanismOf(stage: GrowthStage, offer: string): Mechanism {
  const text = offer.toLowerCase();
  const places = MECHANISMS.flatMap((one) => {
    const at = namesOf(one)
      .map((name) => text.indexOf(name))
      .filter((place) => place >= 0);
    return at.length > 0 ? [{ one, at: Math.min(...at) }] : [];
  });
  return places.toSorted((x, y) => x.at - y.at)[0]?.one ?? USUAL[stage];
}

/** Whether a method an order carries is the one of a cell: by the mechanism's names, or because the cell says its very word. */
export function isMethodOf(method: string, mechanism: Mechanism, offer: string): boolean {
  const name = method.trim().toLowerCase();
  return name !== '' && (namesOf(mechanism).includes(name) || (name.length > 1 && offer.toLowerCase().includes(name)));
}

/** What orders say about each place of the scene ladder (CONTRACT: `scene` of an order). */
const ORDER_SCENES: Readonly<Record<SceneId, readonly string[]>> = {
  moments: ['moments', 'moments_then_chat'],
  group: ['group'],
  direct: ['one_to_one', 'inquiry', 'chat_then_marketplace'],
  live: ['live'],
  offline: ['offline_sale', 'offline_meeting'],
};

export function isScene(scene: string): scene is SceneId {
  return scene in ORDER_SCENES;
}

/** The words of orders that mean a scene of the map; one of the brand's own means itself. */
export function orderScenes(scene: string): readonly string[] {
  return isScene(scene) ? ORDER_SCENES[scene] : [scene];
}

/** The prices that close in a scene without another step, in major units of the template; null where there is no such band. */
export function bandOf(scene: string): { readonly from: number; readonly upTo: number | null } | null {
  const at = scenes.scenes.findIndex(({ id }) => id === scene);
  const band = scenes.scenes[at];
  return band ? { from: scenes.scenes[at - 1]?.upTo ?? 0, upTo: band.upTo } : null;
}

export type CellState = 'onTarget' | 'below' | 'slow' | 'tooFew' | 'noTarget' | 'unknown' | 'hole';

/** A plan is held against at most its last year: older months say little about how it goes now. */
const YEAR = 12;
/** So many buyers tell a share to half a per cent: more months would only make whoever looks wait. */
const ENOUGH_BUYERS = 50_000;

/** How many of the last months are read, at least one. @param buyers of each month of the plan, the newest last */
export function monthsRead(buyers: readonly number[]): number {
  let [months, seen] = [0, 0];
  for (const count of buyers.toReversed().slice(0, YEAR)) {
    seen += count;
    if (months > 0 && seen > ENOUGH_BUYERS) break;
    months++;
  }
  return Math.max(1, months);
}

/** What was measured in a cell beside what is wanted of it. */
export interface CellFigure {
  /** a share of those there that moved on each month, a share of something else, an amount in major units, or a number */
  readonly kind: 'rate' | 'share' | 'money' | 'count';
  readonly value: number;
  /** null: the plan wants nothing of it */
  readonly goal: number | null;
  readonly isLessBetter: boolean;
  /** of how many people, months or orders it is told */
  readonly of: number;
}

/** Within a fifth of the goal is on it (domain.md §10). */
const NEAR = [8, 10] as const;

/** Of fewer that the plan expects, their absence may be chance. */
const FEWEST_EXPECTED = 5;

/** How a cell does by its own figure; null = nothing is recorded under it. */
export function stateOf(figure: CellFigure | null): Exclude<CellState, 'slow' | 'hole'> {
  if (figure === null) return 'unknown';
  const { kind, value, goal, isLessBetter, of } = figure;
  if (goal === null) return 'noTarget';
  if (of < FEW_PEOPLE) return 'tooFew';
  if (isLessBetter ? value * NEAR[0] <= goal * NEAR[1] : value * NEAR[1] >= goal * NEAR[0]) return 'onTarget';
  // Where hardly any are expected, none is no sign.
  return kind !== 'money' && kind !== 'count' && goal * of < FEWEST_EXPECTED ? 'tooFew' : 'below';
}

/** Less than this cannot be told from none in a lifetime. */
const NO_LOSS = 1e-6;

/**
 * Months people could have moved on in since somebody looked after them, when a share leaves each month without being seen to
 * (the same assumption the plan makes): the integral of what is left of one person.
 * @param from @param to in months since then
 */
export function monthsAtRisk(from: number, to: number, lossPerMonth: number): number {
  if (to <= from) return 0;
  if (lossPerMonth < NO_LOSS) return to - from;
  const stay = Math.log1p(-Math.min(lossPerMonth, 1 - NO_LOSS));
  return (Math.exp(stay * to) - Math.exp(stay * from)) / stay;
}
