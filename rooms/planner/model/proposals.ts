import ladders from '../content/ladders.json' with { type: 'json' };
import laddersEn from '../content/ladders.en.json' with { type: 'json' };
import laddersZh from '../content/ladders.zh-CN.json' with { type: 'json' };
import ceremoniesEn from '../content/ceremonies.en.json' with { type: 'json' };
import ceremoniesZh from '../content/ceremonies.zh-CN.json' with { type: 'json' };
import privilegesEn from '../content/privileges.en.json' with { type: 'json' };
import privilegesZh from '../content/privileges.zh-CN.json' with { type: 'json' };
import wordsEn from '../content/proposals.en.json' with { type: 'json' };
import wordsZh from '../content/proposals.zh-CN.json' with { type: 'json' };
import type { DesignDocument } from '../design-api.ts';
import { withOverrides, type PlanOverrides } from './parameters.ts';
import { presetOf, type PresetId } from './presets.ts';
import { scriptsOf } from './scripts.ts';
import { growthStages, type GrowthLadder, type GrowthStage, type MapCell, type Rung } from './template.ts';

// What a design would create (domain.md §11): pure, the same from the same design. A proposal says what, why, from where in the map it comes,
// and carries the very body the room of the thing would be asked with.

export type ProposalKind = 'product' | 'card' | 'tier' | 'commissionPlan' | 'ceremony' | 'script' | 'task';
type Language = 'zh-CN' | 'en';

const RUNGS: readonly Rung[] = ['fan', 'entry', 'core', 'membership', 'premium', 'companion'];

/** Why something is proposed: a sentence's key in the words of the flow, and what it is about. */
export interface Why {
  readonly code: string;
  readonly facts: Readonly<Record<string, string | number>>;
}

/** What of a proposal is worth a look before it is made. Money in minor units as text. */
export interface Preview {
  readonly price: string | null;
  readonly ratePpm: number | null;
  /** privileges, steps, first words */
  readonly lines: readonly string[];
}

export interface Proposal {
  /** stable within a design: the same key is made once */
  readonly key: string;
  readonly kind: ProposalKind;
  readonly name: string;
  readonly stage: GrowthStage;
  /** the cell of the map it comes from; null: from the plan as a whole */
  readonly cell: MapCell | null;
  readonly why: Why;
  readonly preview: Preview;
  readonly body: Readonly<Record<string, unknown>>;
  /** ticked at first */
  readonly isSuggested: boolean;
}

/** What the brand is, as far as a proposal depends on it. */
export interface BrandFacts {
  readonly currency: string;
  readonly minorDigits: number;
  /** people who may be paid because of one sale before anybody has acknowledged more */
  readonly paidLevels: number;
}

export interface DesignFacts {
  /** `dsn_…`: part of the external ids, so that two designs never mean the same product */
  readonly id: string;
  readonly template: PresetId;
  readonly document: DesignDocument;
  /** of the scenario that is chosen; they come over the design's own */
  readonly params?: DesignDocument['params'];
}

const ONE = 1_000_000;

/** How long a card of each trade runs, and how often it gives. */
interface CardTerm {
  readonly unit: 'month' | 'year';
  readonly count: number;
  readonly per: 'day' | 'month' | 'term';
}

const CONTENT = {
  'zh-CN': { ladders: laddersZh, ceremonies: ceremoniesZh, privileges: privilegesZh, words: wordsZh },
  en: { ladders: laddersEn, ceremonies: ceremoniesEn, privileges: privilegesEn, words: wordsEn },
} as const;

/**
 * Everything a design would create, in the order of the ladder and the map. What the owner wrote into the map comes before the words of the
 * template; numbers are those the design was simulated with. Prices of a template are in yuan: a brand of another currency is proposed only the
 * prices its own plan names.
 */
export function proposalsOf(design: DesignFacts, brand: BrandFacts, language: Language): Proposal[] {
  return [
    ...products(design, brand, language),
    ...card(design, brand, language),
    ...tiers(design, brand, language),
    ...commissionPlan(design, brand, language),
    ...ceremony(language),
    ...letters(language),
    ...scripts(design, language),
    ...tasks(design, language),
  ];
}

type Cell = NonNullable<NonNullable<DesignDocument['cells']>[keyof NonNullable<DesignDocument['cells']>]>;

function cellOf({ document }: DesignFacts, stage: GrowthStage, ladder: GrowthLadder): Cell | undefined {
  return document.cells?.[`${stage}.${ladder}`];
}

function numbersOf({ template, document, params }: DesignFacts) {
  return withOverrides(withOverrides(presetOf(template), overrides(document.params)), overrides(params));
}

/** What is left out is told as undefined too, which `withOverrides` leaves out. */
function overrides(params: DesignDocument['params']): PlanOverrides {
  return (params ?? {}) as PlanOverrides;
}

function stageOf(rung: Rung): GrowthStage {
  return growthStages.find((stage) => ladders.rungOfStage[stage] === rung) ?? 'partner';
}

/** The first thing an offer names: "Sampler of six, 39 yuan; the whole box back" is called "Sampler of six". */
function nameOf(offer: string | undefined, template: string): string {
  if (offer === undefined || offer.trim() === '') return template;
  if (offer.includes(template)) return template;
  const [first = ''] = offer.trim().split(/[\n,,;;。((::·]|\. | – | — /u);
  return (first.trim() || offer.trim()).slice(0, 80);
}

/** What the plan assumes of a rung, in major units; null where it says nothing. */
function plannedPrice(design: DesignFacts, rung: Rung): number | null {
  const numbers = numbersOf(design);
  if (rung === 'entry') return numbers.a1;
  if (rung === 'core') return numbers.a2;
  return rung === 'membership' ? numbers.fee : null;
}

function isOwnNumber({ document, params }: DesignFacts, rung: Rung): boolean {
  const own = { ...document.params, ...params };
  return (rung === 'entry' ? own.a1 : rung === 'core' ? own.a2 : rung === 'membership' ? own.fee : undefined) !== undefined;
}

function minor(brand: BrandFacts, major: number): string {
  return Math.round(major * 10 ** brand.minorDigits).toString();
}

/** A price: the plan's own number; that of the preset lies in the band of the template, whose lower end stands where a plan says nothing. */
function priceOf(design: DesignFacts, brand: BrandFacts, rung: Rung): { amount: string; currency: string } | null {
  const planned = plannedPrice(design, rung);
  if (planned !== null && isOwnNumber(design, rung)) return { amount: minor(brand, planned), currency: brand.currency };
  if (brand.currency !== ladders.currency) return null;
  const [low = 0] = ladders.categories[design.template].prices[rung];
  return { amount: minor(brand, planned ?? low), currency: brand.currency };
}

function products(design: DesignFacts, brand: BrandFacts, language: Language): Proposal[] {
  return RUNGS.filter((rung) => rung !== 'membership').map((rung) => productOf(design, brand, language, rung));
}

function productOf(design: DesignFacts, brand: BrandFacts, language: Language, rung: Rung): Proposal {
  const stage = stageOf(rung);
  const own = cellOf(design, stage, 'product');
  const text = CONTENT[language].ladders.categories[design.template].rungs[rung];
  const price = priceOf(design, brand, rung);
  return {
    key: `product:${rung}`,
    kind: 'product',
    name: nameOf(own?.offer, text.name),
    stage,
    cell: `${stage}.product`,
    why: { code: `product.${rung}`, facts: own?.offer ? { offer: own.offer.slice(0, 200) } : {} },
    preview: { price: price?.amount ?? null, ratePpm: null, lines: text.privileges },
    body: {
      externalId: `${design.id}.${rung}`,
      name: nameOf(own?.offer, text.name),
      ladderRole: rung,
      kind: 'goods',
      description: text.privileges.join(CONTENT[language].words.list),
      ...(price ? { price } : {}),
    },
    isSuggested: true,
  };
}

/** The card is a product of the step `membership` and its terms. */
function card(design: DesignFacts, brand: BrandFacts, language: Language): Proposal[] {
  const product = productOf(design, brand, language, 'membership');
  const { unit, count, per } = ladders.categories[design.template].term as CardTerm;
  return [
    {
      ...product,
      key: 'card:membership',
      kind: 'card',
      why: { code: 'card', facts: {} },
      body: { product: product.body, card: { kind: 'pass', term: { unit, count }, grant: { units: 1, per }, isOnSale: false } },
    },
  ];
}

/**
 * Growth is what members spend in twelve months. The template's steps are those of a food brand: another brand's are as far apart, in
 * proportion to what one of its members is planned to spend in a year.
 */
function tiers(design: DesignFacts, brand: BrandFacts, language: Language): Proposal[] {
  const { tiers: names, tierRule, privileges } = CONTENT[language].privileges;
  const base = presetOf('food');
  const numbers = numbersOf(design);
  const scale = (numbers.lM * numbers.aM) / (base.lM * base.aM);
  return (['two', 'three'] as const).map((id) => {
    const reach = Math.max(2, roundTo2(tierRule.growth[id] * scale));
    return {
      key: `tier:${id}`,
      kind: 'tier',
      name: names[id],
      stage: 'member',
      cell: 'member.method',
      why: { code: 'tier', facts: { spend: minor(brand, numbers.lM * numbers.aM * 12) } },
      preview: { price: null, ratePpm: null, lines: privileges.filter((one) => one.tiers.includes(id)).map((one) => one.name) },
      body: { name: names[id], reach, keep: Math.floor((reach * 2) / 3), isDraft: true },
      isSuggested: true,
    };
  });
}

function roundTo2(value: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, value))) - 1);
  return Math.max(1, Math.round(value / unit) * unit);
}

/** Rates of the plan, down to the depth the brand's policy pays without being asked twice. */
function commissionPlan(design: DesignFacts, brand: BrandFacts, language: Language): Proposal[] {
  const { c1, c2 } = numbersOf(design);
  const rates = [c1, c2].filter((rate) => rate > 0);
  if (rates.length === 0) return [];
  const paid = rates.slice(0, Math.max(1, brand.paidLevels));
  const levels = paid.map((rate, i) => ({ depth: i + 1, ratePpm: Math.round(rate * ONE) }));
  const text = CONTENT[language].ladders.categories[design.template];
  return [
    {
      key: 'commissionPlan:referral',
      kind: 'commissionPlan',
      name: `${text.name} · ${CONTENT[language].words.plan}`,
      stage: 'partner',
      cell: 'partner.method',
      why: { code: paid.length < rates.length ? 'plan.shallower' : 'plan', facts: { levels: paid.length } },
      preview: { price: null, ratePpm: levels[0]?.ratePpm ?? null, lines: [text.referral] },
      body: { externalId: `${design.id}.commission`, name: `${text.name} · ${CONTENT[language].words.plan}`, levels },
      isSuggested: true,
    },
  ];
}

/** The steps of the entry ceremony that somebody new takes in the shop; what the team does around them stays in its tasks. */
function ceremony(language: Language): Proposal[] {
  const { name, why, steps } = CONTENT[language].ceremonies.ceremonies.entry;
  const taken = steps.flatMap((one) => {
    const { step, text, points } = one as { step?: string; text: string; points?: string[] };
    return step === undefined ? [] : [{ step, text, ...(points ? { points } : {}) }];
  });
  return [
    {
      key: 'ceremony:entry',
      kind: 'ceremony',
      name,
      stage: 'repeat',
      cell: 'repeat.method',
      why: { code: 'ceremony', facts: { why } },
      preview: { price: null, ratePpm: null, lines: taken.map((one) => one.text) },
      body: { steps: taken, isDraft: true },
      isSuggested: true,
    },
  ];
}

/** The ceremonies after the entry: what comes by itself is their letter, written and sent to nobody until somebody opens it. */
function letters(language: Language): Proposal[] {
  const { upgrade, anniversary, firstReferral, partnerSigning, farewell } = CONTENT[language].ceremonies.ceremonies;
  return Object.entries({ upgrade, anniversary, firstReferral, partnerSigning, farewell }).map(([occasion, { name, why, letter }]) => {
    const stage = occasion === 'firstReferral' || occasion === 'partnerSigning' ? 'partner' : 'member';
    return {
      key: `ceremony:${occasion}`,
      kind: 'ceremony',
      name,
      stage,
      cell: `${stage}.method`,
      why: { code: 'ceremony', facts: { why } },
      preview: { price: null, ratePpm: null, lines: [letter.title, letter.text] },
      body: { occasion, ...letter, isOpen: false },
      isSuggested: true,
    };
  });
}

/** The library of words; ticked are those of the scene in which the map closes a stage. */
function scripts(design: DesignFacts, language: Language): Proposal[] {
  const planned = ladders.categories[design.template].scenes;
  return scriptsOf(design.template, language).map((script) => {
    const own = cellOf(design, script.stage, 'scene')?.scene;
    return {
      key: `script:${script.id}`,
      kind: 'script',
      name: script.goal,
      stage: script.stage,
      cell: `${script.stage}.scene`,
      why: { code: 'script', facts: { scene: script.scene } },
      preview: { price: null, ratePpm: null, lines: [script.opener] },
      body: { library: `${design.template}/${script.id}`, stage: script.stage, scene: script.scene },
      isSuggested: (own || planned[script.stage]) === script.scene,
    };
  });
}

/** What people have to do that nothing can be made for: the other three ladders of the map, and three things of the whole. */
function tasks(design: DesignFacts, language: Language): Proposal[] {
  const words = CONTENT[language].words;
  const text = CONTENT[language].ladders.categories[design.template];
  const stages = CONTENT[language].ladders.stages;
  const ofMap = growthStages.flatMap((stage) =>
    (['team', 'scene', 'method'] as const).flatMap((ladder) => {
      const own = cellOf(design, stage, ladder);
      const template = ladder === 'team' ? stages[stage].team : ladder === 'scene' ? text.scenes[stage] : text.methods[stage];
      const said = (own?.offer?.trim() || template).replaceAll('{{adviser}}', text.adviser);
      const owner = own?.owner?.trim() || stages[stage].owner.replaceAll('{{adviser}}', text.adviser);
      const body = { about: 'cell', place: `${stage}.${ladder}`, title: said.slice(0, 200), owner: { name: owner.slice(0, 80) } };
      return [task(`task:${stage}.${ladder}`, stage, `${stage}.${ladder}`, body, ladder !== 'method', `task.${ladder}`)];
    }),
  );
  const whole = (key: string, title: string, place: GrowthStage): Proposal =>
    task(`task:${key}`, place, null, { about: 'design', title: title.slice(0, 200) }, true, `task.${key}`);
  const { list } = words;
  return [
    ...ofMap,
    whole('privileges', words.privileges + text.rungs.membership.privileges.join(list), 'member'),
    whole('referral', words.referral + text.referral, 'partner'),
    ...(text.guards.length > 0 ? [whole('guards', words.guards + text.guards.join(list), 'prospect')] : []),
  ];
}

function task(
  key: string,
  stage: GrowthStage,
  cell: MapCell | null,
  body: { about: string; title: string } & Record<string, unknown>,
  isSuggested: boolean,
  code: string,
): Proposal {
  const preview = { price: null, ratePpm: null, lines: [] };
  return { key, kind: 'task', name: body.title, stage, cell, why: { code, facts: {} }, preview, body, isSuggested };
}
