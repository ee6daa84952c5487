import content from '../content/ladders.json' with { type: 'json' };
import scenes from '../content/scenes.json' with { type: 'json' };
import { leverValue, type Lever } from './parameters.ts';
import { presetOf, type PresetId } from './presets.ts';

export type GrowthStage = 'prospect' | 'fan' | 'customer' | 'repeat' | 'member' | 'partner';
export type GrowthLadder = 'product' | 'team' | 'scene' | 'method';
export type MapCell = `${GrowthStage}.${GrowthLadder}`;
export type Rung = 'fan' | 'entry' | 'core' | 'membership' | 'premium' | 'companion';
export type SceneId = 'moments' | 'group' | 'direct' | 'live' | 'offline';

export const growthStages = content.stages as readonly GrowthStage[];
export const growthLadders = content.ladders as readonly GrowthLadder[];
/** The 24 cells, row by row: a stage's four ladders, then the next stage. */
export const mapCells: readonly MapCell[] = growthStages.flatMap((stage) => growthLadders.map((ladder): MapCell => `${stage}.${ladder}`));

/** What one cell of a design says; what is left out is a hole. */
export interface CellText {
  readonly offer?: string | undefined;
  readonly owner?: string | undefined;
  readonly scene?: string | undefined;
  readonly script?: string | undefined;
  readonly enters?: string | undefined;
  readonly exits?: string | undefined;
  readonly targetRatePpm?: number | undefined;
  readonly maxDays?: number | undefined;
}

export type CellTexts = { readonly [C in MapCell]?: CellText | undefined };

interface CategoryWords {
  readonly name: string;
  readonly about: string;
  readonly adviser: string;
  readonly rungs: Readonly<Record<Rung, { readonly name: string; readonly privileges: readonly string[] }>>;
  readonly scenes: Readonly<Record<GrowthStage, string>>;
  readonly methods: Readonly<Record<GrowthStage, string>>;
  readonly referral: string;
  readonly guards: readonly string[];
  readonly canvas: Readonly<Record<CanvasField, string>>;
}

/** `content/ladders.<language>.json`. */
export interface LadderWords {
  readonly note: string;
  readonly price: Readonly<Record<'free' | 'one' | 'upTo' | 'band', string>>;
  readonly stages: Readonly<Record<GrowthStage, Readonly<Record<'owner' | 'enters' | 'exits' | 'team', string>>>>;
  readonly categories: Readonly<Record<PresetId, CategoryWords>>;
}

export const canvasFields = [
  'partners',
  'activities',
  'resources',
  'value',
  'relationship',
  'channels',
  'audience',
  'costs',
  'revenue',
] as const;
export type CanvasField = (typeof canvasFields)[number];

/** What stands on the ladder of a category, stage by stage: a product, its band of prices in major units, and where it is sold. */
export interface LadderRung {
  readonly stage: GrowthStage;
  readonly rung: Rung;
  readonly name: string;
  readonly low: number;
  readonly high: number;
  readonly currency: string;
  readonly privileges: readonly string[];
  readonly scene: SceneId;
  /** median days until the next stage, as a goal; null where there is none */
  readonly days: number | null;
}

const rungOfStage = content.rungOfStage as Readonly<Record<GrowthStage, Rung>>;
const rateOfStage = content.rateOfStage as Readonly<Partial<Record<GrowthStage, Lever>>>;

/** The ladder of a category, from the fan product to the partner's (domain.md §7; numbers are assumptions to be calibrated). */
export function ladderOf(category: PresetId, words: LadderWords): LadderRung[] {
  const numbers = content.categories[category];
  const spoken = words.categories[category];
  return growthStages.map((stage) => {
    const rung = rungOfStage[stage];
    const [low = 0, high = low] = numbers.prices[rung];
    const days: Partial<Record<GrowthStage, number>> = numbers.days;
    return {
      stage,
      rung,
      ...spoken.rungs[rung],
      low,
      high,
      currency: content.currency,
      scene: numbers.scenes[stage] as SceneId,
      days: days[stage] ?? null,
    };
  });
}

/**
 * The map and the canvas a category starts from, in the language of the words. What is offered on a step of the ladder carries its band of
 * prices; rates are those of the preset, days those of the category; our method throughout.
 */
export function templateOf(
  category: PresetId,
  words: LadderWords,
): { readonly canvas: Readonly<Record<CanvasField, string>>; readonly cells: Readonly<Record<MapCell, CellText>> } {
  const spoken = words.categories[category];
  const plan = presetOf(category);
  const own = (text: string) => text.replaceAll('{{adviser}}', spoken.adviser);
  const cells = ladderOf(category, words).flatMap(({ stage, name, low, high, scene, days }) => {
    const { owner, enters, exits, team } = words.stages[stage];
    const lever = rateOfStage[stage];
    const common: CellText = {
      owner: own(owner),
      scene,
      enters,
      exits,
      ...(lever ? { targetRatePpm: Math.round(leverValue(plan, lever) * 1_000_000) } : {}),
      ...(days === null ? {} : { maxDays: days }),
    };
    const offers = {
      product: `${name} · ${priceWords(low, high, words)}`,
      team: own(team),
      scene: spoken.scenes[stage],
      method: spoken.methods[stage],
    };
    return growthLadders.map((ladder): [MapCell, CellText] => [`${stage}.${ladder}`, { offer: offers[ladder], ...common }]);
  });
  return { canvas: spoken.canvas, cells: Object.fromEntries(cells) as Record<MapCell, CellText> };
}

function priceWords(low: number, high: number, { price }: LadderWords): string {
  const form = high === 0 ? price.free : low === high ? price.one : low === 0 ? price.upTo : price.band;
  return form.replace('{{low}}', String(low)).replace('{{high}}', String(high));
}

/** A cell counts once it says what is offered. */
export function isFilled(cell: CellText | undefined): boolean {
  return (cell?.offer ?? '').trim() !== '';
}

/** Cells that still say nothing, in the order of the map. */
export function holesOf(cells: CellTexts): MapCell[] {
  return mapCells.filter((key) => !isFilled(cells[key]));
}

/**
 * A template laid over what is there: only what is empty is filled, part by part, unless `isAll` asks for everything to be replaced. What an
 * owner wrote is never lost without being asked for.
 */
export function withTemplate(
  cells: CellTexts,
  template: Readonly<Record<MapCell, CellText>>,
  isAll = false,
): Readonly<Record<MapCell, CellText>> {
  return Object.fromEntries(
    mapCells.map((key) => {
      const own = cells[key] ?? {};
      return [key, isAll || !isFilled(own) ? { ...template[key], ...(isAll ? {} : written(own)) } : own];
    }),
  ) as Record<MapCell, CellText>;
}

function written(cell: CellText): CellText {
  return Object.fromEntries(Object.entries(cell).filter(([, value]) => value !== undefined && value !== '')) as CellText;
}

export interface TeamNeed {
  readonly role: 'content' | 'adviser' | 'host' | 'partnerManager';
  readonly stages: readonly GrowthStage[];
  readonly contacts: number;
  readonly heads: number;
}

/** How many contacts one person looks after well (domain.md H2; an assumption). */
export const CONTACTS_PER_PERSON = content.contactsPerPerson;

/**
 * Who is needed for so many people in each stage: fans and first buyers have an adviser, repeat buyers and members a host, partners a
 * manager, and somebody makes what attracts. Heads are rounded up role by role, so nobody is half a person.
 */
export function teamFor(stocks: Readonly<Record<'F' | 'C1' | 'C2' | 'M' | 'P', number>>): TeamNeed[] {
  const need = (role: TeamNeed['role'], stages: readonly GrowthStage[], contacts: number): TeamNeed => ({
    role,
    stages,
    contacts,
    heads: Math.ceil(contacts / CONTACTS_PER_PERSON),
  });
  return [
    { role: 'content', stages: ['prospect'], contacts: 0, heads: 1 },
    need('adviser', ['fan', 'customer'], stocks.F + stocks.C1),
    need('host', ['repeat', 'member'], stocks.C2 + stocks.M),
    need('partnerManager', ['partner'], stocks.P),
  ];
}

/** In which scene a price closes without another step (domain.md §8; assumptions until the brand's own orders say otherwise). */
export function sceneFor(price: number): SceneId {
  return (scenes.scenes.find(({ upTo }) => upTo === null || price <= upTo)?.id ?? 'offline') as SceneId;
}
