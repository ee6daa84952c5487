import type { z } from 'zod';
import diagnosisEn from '../content/diagnosis.en.json' with { type: 'json' };
import diagnosisZh from '../content/diagnosis.zh-CN.json' with { type: 'json' };
import en from '../content/plan.en.json' with { type: 'json' };
import zh from '../content/plan.zh-CN.json' with { type: 'json' };
import type * as api from '../api.ts';
import { reachedWithin, seedGroup, spread } from '../model/branching.ts';
import { diagnose, type Answers, type DiagnosisFacts } from '../model/diagnosis.ts';
import { unitEconomics } from '../model/economics.ts';
import { monthCard } from '../model/month-card.ts';
import { boundsOf, levers, withOverrides, type PlanOverrides, type PlanParameters } from '../model/parameters.ts';
import { presetIds, presetOf, type PresetId } from '../model/presets.ts';
import { costPerIncremental, maxAffordableReward } from '../model/reward.ts';
import { pairGrid, tornado, type SensitivityOptions } from '../model/sensitivity.ts';
import type { RunOptions } from '../model/simulate.ts';
import { runPlan } from '../model/summary.ts';

type Language = 'zh-CN' | 'en';
type NoteCode = api.PlanNote['code'];
const words = { 'zh-CN': zh, en };
const checklist = { 'zh-CN': diagnosisZh, en: diagnosisEn };

/** A plan as it is asked for: a preset (food when none is named) with what is said otherwise in its place. */
export function planOf(asked: { preset?: PresetId | undefined; params?: z.output<typeof api.planParams> | undefined }): PlanParameters {
  // What is left out of the shape is not there at all, so nothing undefined takes the place of a number.
  return withOverrides(presetOf(asked.preset ?? 'food'), (asked.params ?? {}) as PlanOverrides);
}

function runOf({ months, adsOffAfter, start }: { months: number; adsOffAfter?: number | undefined; start?: unknown }): RunOptions {
  return { months, adsOffAfter, start: start as RunOptions['start'] };
}

/** Presets and levers by name, in the reader's language. */
export function presetAnswer(language: Language): z.input<typeof api.presetList> {
  const { note, presets, levers: named, units } = words[language];
  return {
    note,
    data: presetIds.map((id) => ({ id, name: presets[id], params: { ...presetOf(id) } })),
    levers: levers.map((lever) => ({
      lever,
      name: named[lever].name,
      unit: units[named[lever].unit as keyof typeof units],
      ...boundsOf(lever),
    })),
  };
}

/** The months of a plan, what they come to, and what has to be said about it. */
export function simulationAnswer(asked: z.output<typeof api.askSimulation>, language: Language): z.input<typeof api.simulation> {
  const plan = planOf(asked);
  const { months, summary } = runPlan(plan, runOf(asked));
  const codes: NoteCode[] = [
    ...planCodes(plan),
    ...(summary.assumedMarket === null ? [] : ['assumedMarket' as const]),
    ...(summary.paybackMonth === null ? ['neverPaysBack' as const] : []),
    ...(summary.salesTotal > 0 ? [] : ['nothingSold' as const]),
  ];
  return {
    months: months.map((month) => ({ ...month })),
    summary: { ...summary, selfSufficiency: { ...summary.selfSufficiency } },
    notes: notesOf(codes, language),
  };
}

/** Which lever moves profit most, alone and in pairs. */
export function sensitivityAnswer(asked: z.output<typeof api.askSensitivity>, language: Language): z.input<typeof api.sensitivity> {
  const plan = planOf(asked);
  const options: SensitivityOptions = { ...runOf(asked), step: asked.step, costs: asked.costs as SensitivityOptions['costs'] };
  return {
    levers: tornado(plan, options).map((one) => ({ ...one, gainPerCost: finite(one.gainPerCost) })),
    pairs: pairGrid(plan, options).map(({ levers: [one, other], ...effect }) => ({ ...effect, levers: [one, other] })),
    profitTotal: runPlan(plan, runOf(asked)).summary.profitTotal,
    notes: notesOf(planCodes(plan), language),
  };
}

/** From person to person: generations, what is reached at the horizon, and the smallest group worth starting with. */
export function branchingAnswer(asked: z.output<typeof api.askBranching>, language: Language): z.input<typeof api.branching> {
  const addressable = asked.addressable ?? null;
  const { generations, totalAtHorizon, ...ends } = spread({ ...asked, addressable });
  return {
    ...ends,
    generations: generations.map((one) => ({ ...one })),
    totalAtHorizon:
      addressable === null ? totalAtHorizon : reachedWithin(asked, addressable, Math.floor(asked.horizonDays / asked.cycleDays)),
    unlimitedAtHorizon: totalAtHorizon,
    group: seedGroup(asked.k, asked.dispersion ?? null, asked.survival),
    notes: notesOf(ends.isExplosive ? ['explodes'] : [], language),
  };
}

/** What a card brings at each level of use. */
export function monthCardAnswer({ uses, ...card }: z.output<typeof api.askMonthCard>): z.input<typeof api.monthCard> {
  const { breakEvenUse, ...told } = monthCard(card, uses);
  return { ...told, uses: told.uses.map((one) => ({ ...one })), breakEvenUse: finite(breakEvenUse) };
}

/** The largest reward a referral can bear, and what one costs for each buyer who would not have come. */
export function rewardAnswer({ reward, ...asked }: z.output<typeof api.askReward>): z.input<typeof api.reward> {
  const maxReward = maxAffordableReward(asked);
  const given = reward ?? maxReward;
  return { maxReward, costPerIncremental: finite(costPerIncremental(given, asked.incrementalShare)), isAffordable: given <= maxReward };
}

/** The checklist scored: sections, total, gates, verdict, and the three gaps that pay most with what to do about them. */
export function diagnosisAnswer(asked: z.output<typeof api.askDiagnosis>, language: Language): z.input<typeof api.diagnosisResult> {
  const { gaps, ...told } = diagnose(planOf(asked), {
    ...runOf(asked),
    answers: asked.answers as Answers,
    facts: asked.facts as DiagnosisFacts | undefined,
    capacity: asked.capacity,
  });
  const { questions } = checklist[language];
  return {
    ...told,
    sections: told.sections.map((one) => ({ ...one })),
    gates: told.gates.map((one) => ({ ...one })),
    evidence: told.evidence.map((one) => ({ ...one })),
    gaps: gaps.map((gap) => ({ ...gap, task: questions[gap.question as keyof typeof questions].task })),
  };
}

function planCodes(plan: PlanParameters): NoteCode[] {
  const { isExplosive, cac, ltv } = unitEconomics(plan);
  return [
    ...(isExplosive ? ['explodes' as const] : []),
    ...(cac === null ? ['nobodyBuys' as const] : []),
    ...(ltv === null ? ['neverEnds' as const] : []),
    ...(plan.m <= 0 ? ['noMargin' as const] : []),
  ];
}

function notesOf(codes: readonly NoteCode[], language: Language): z.input<typeof api.planNote>[] {
  return codes.map((code) => ({ code, detail: words[language].sentences[code] }));
}

function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}
