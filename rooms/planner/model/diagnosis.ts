import content from '../content/diagnosis.json' with { type: 'json' };
import { lifetimeMargins, unitEconomics } from './economics.ts';
import { levers, type Lever, type PlanParameters } from './parameters.ts';
import { tornado } from './sensitivity.ts';
import { simulate, type RunOptions } from './simulate.ts';

export type SectionId = 'A' | 'B' | 'C' | 'D' | 'E' | 'F' | 'G' | 'H' | 'I';
export type VerdictId = 'scale' | 'pilot' | 'repair' | 'redesign';
export type GateId = 'contribution' | 'ltvToCac' | 'entryFee' | 'capacity';

/** A number from which an answer follows: what it is, and the values at which it becomes 1, 2, 3, 4. */
interface Measure {
  readonly fact: FactName;
  readonly from: readonly number[];
  readonly is: 'atLeast' | 'atMost';
}

interface Question {
  readonly id: string;
  readonly levers: readonly Lever[];
  readonly measure: Measure | null;
}

export type FactName = 'ordersPerYear' | 'marginRate' | 'ltvToCac' | 'paybackMonths' | 'contactsPerAccount';

/** What the brand's data can answer by itself; what is left out is asked. */
export type DiagnosisFacts = { readonly [F in FactName]?: number };

/** 0 none, 1 idea, 2 partly, 3 works, 4 measured and repeated (domain.md §3). */
export type Answers = Readonly<Record<string, number>>;

export interface Gate {
  readonly id: GateId;
  readonly isMet: boolean;
  /** the figure that decides, and what it has to reach; null where an answer decides or there is no figure */
  readonly value: number | null;
  readonly needed: number | null;
}

export interface Gap {
  readonly question: string;
  readonly section: SectionId;
  readonly score: number;
  /** of the strongest lever this question works on, and what a tenth of it is worth over the run */
  readonly lever: Lever;
  readonly leverGain: number;
  /** share missing × what the lever is worth: by this they are ranked */
  readonly value: number;
}

export interface Diagnosis {
  readonly sections: readonly {
    readonly section: SectionId;
    readonly weight: number;
    readonly score: number | null;
    readonly answered: number;
    readonly asked: number;
  }[];
  /** 0…100 over what was answered; null when nothing was */
  readonly total: number | null;
  readonly gates: readonly Gate[];
  /** by the total alone */
  readonly band: VerdictId | null;
  /** the band, but no more than `repair` while a gate is not met: nothing is scaled over a red line */
  readonly verdict: VerdictId | null;
  /** a gate is not met: whatever the total, this is no "go" */
  readonly isGated: boolean;
  readonly gaps: readonly Gap[];
  /** answers that were taken from data */
  readonly evidence: readonly { readonly question: string; readonly fact: FactName; readonly value: number; readonly score: number }[];
}

export interface DiagnosisInput extends RunOptions {
  readonly answers: Answers;
  readonly facts?: DiagnosisFacts | undefined;
  /** contacts the team can look after in a month; left out: the answer to H2 decides */
  readonly capacity?: number | undefined;
}

const sections = content.sections.map(({ id, weight, questions }) => ({
  id: id as SectionId,
  weight,
  questions: questions.map((question): Question => {
    const measure = 'measure' in question ? (question.measure as Measure) : null;
    return { id: question.id, levers: question.levers.filter((lever): lever is Lever => (levers as string[]).includes(lever)), measure };
  }),
}));

/** Every question of the checklist, in its order. */
export const questionIds: readonly string[] = sections.flatMap(({ questions }) => questions.map(({ id }) => id));

/** The sections with what each weighs and asks, in their order. */
export const diagnosisSections: readonly { readonly id: SectionId; readonly weight: number; readonly questions: readonly string[] }[] =
  sections.map(({ id, weight, questions }) => ({ id, weight, questions: questions.map((question) => question.id) }));

const BEST = 4;
const WORKS = 3;

/**
 * The checklist A–I (domain.md §3): section = mean ÷ 4, total = Σ weight × section over the sections that were answered, as of 100. What
 * data can answer is answered by data unless the owner has said otherwise. Gaps are ranked by share missing × what the question's strongest
 * lever is worth in this plan: our method for what comes first.
 */
export function diagnose(plan: PlanParameters, input: DiagnosisInput): Diagnosis {
  const evidence = fromFacts(input.facts ?? {});
  const answers: Answers = { ...Object.fromEntries(evidence.map(({ question, score }) => [question, score])), ...input.answers };
  const scored = sections.map(({ id, weight, questions }) => {
    const given = questions.flatMap((question) => answers[question.id] ?? []);
    const score = given.length > 0 ? given.reduce((sum, each) => sum + each, 0) / given.length / BEST : null;
    return { section: id, weight, score, answered: given.length, asked: questions.length };
  });
  const counted = scored.filter((each) => each.score !== null);
  const weights = counted.reduce((sum, each) => sum + each.weight, 0);
  const total = weights === 0 ? null : (100 * counted.reduce((sum, each) => sum + each.weight * (each.score ?? 0), 0)) / weights;
  const gates = gatesOf(plan, input, answers);
  const isGated = gates.some((gate) => !gate.isMet);
  const band = total === null ? null : verdictOf(total);
  return {
    sections: scored,
    total,
    gates,
    band,
    verdict: isGated && (band === 'scale' || band === 'pilot') ? 'repair' : band,
    isGated,
    gaps: gapsOf(plan, input, answers),
    evidence: evidence.filter(({ question }) => input.answers[question] === undefined),
  };
}

/** The band of a total: 75 scale, 55 pilot, 35 repair, below redesign. */
export function verdictOf(total: number): VerdictId {
  return (content.verdicts.find(({ from }) => total >= from)?.id ?? 'redesign') as VerdictId;
}

function fromFacts(facts: DiagnosisFacts): { question: string; fact: FactName; value: number; score: number }[] {
  return sections.flatMap(({ questions }) =>
    questions.flatMap(({ id, measure }) => {
      const value = measure ? facts[measure.fact] : undefined;
      return measure && value !== undefined && Number.isFinite(value)
        ? [{ question: id, fact: measure.fact, value, score: scoreOf(value, measure) }]
        : [];
    }),
  );
}

function scoreOf(value: number, { from, is }: Measure): number {
  return from.filter((edge) => (is === 'atLeast' ? value >= edge : value <= edge)).length;
}

/** What has to hold before anything is scaled: money on every order, customers worth their cost, the red line, and hands enough. */
function gatesOf(plan: PlanParameters, input: DiagnosisInput, answers: Answers): Gate[] {
  const { cac } = unitEconomics(plan);
  const ratio = cac === null ? Number.NaN : lifetimeMargins(plan).own / cac;
  const contribution = worstContribution(plan);
  const peak = Math.max(0, ...simulate(plan, input).map(({ stocks }) => sumOf(stocks.A) + sumOf(stocks.R)));
  return [
    // Without an end to a life its margin has none either: a gain passes, a loss does not; without buyers nothing does.
    { id: 'contribution', isMet: contribution > 0, value: figure(contribution), needed: 0 },
    { id: 'ltvToCac', isMet: ratio >= content.leastLtvToCac, value: figure(ratio), needed: content.leastLtvToCac },
    { id: 'entryFee', isMet: answers['I1'] === BEST, value: null, needed: null },
    input.capacity === undefined
      ? { id: 'capacity', isMet: (answers['H2'] ?? 0) >= WORKS, value: null, needed: null }
      : { id: 'capacity', isMet: input.capacity >= peak, value: input.capacity, needed: peak },
  ];
}

function sumOf(stocks: Readonly<Record<string, number>>): number {
  return Object.values(stocks).reduce((sum, each) => sum + each, 0);
}

/** What is left of a friend's life in purchases after the highest commission at both depths, the gift and the till. */
function worstContribution(plan: PlanParameters): number {
  return lifetimeMargins({ ...plan, c1: plan.c1 + plan.c2 + plan.payment, mF: plan.mF - plan.payment }).friend;
}

/** A figure that has no end, or is none, is not shown. */
function figure(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** The three that pay most: what works, and what has no lever, is no gap. */
function gapsOf(plan: PlanParameters, options: RunOptions, answers: Answers): Gap[] {
  const gains = new Map(tornado(plan, options).map(({ lever, gain }) => [lever, gain]));
  const all = sections.flatMap(({ id: section, questions }) =>
    questions.flatMap((question): Gap[] => {
      const score = answers[question.id];
      const strongest = question.levers.map((lever) => ({ lever, gain: gains.get(lever) ?? 0 })).sort((a, b) => b.gain - a.gain)[0];
      if (score === undefined || score >= BEST || !strongest || strongest.gain <= 0) return [];
      const value = (1 - score / BEST) * strongest.gain;
      return [{ question: question.id, section, score, lever: strongest.lever, leverGain: strongest.gain, value }];
    }),
  );
  return all.sort((a, b) => b.value - a.value || (a.question < b.question ? -1 : 1)).slice(0, content.gapsShown);
}
