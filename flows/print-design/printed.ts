import type { DesignJson } from '../../rooms/planner/api.ts';
import {
  canvasFields,
  growthLadders,
  growthStages,
  holesOf,
  mapCells,
  priorOf,
  runPlan,
  stepWords,
  teamFor,
  timeText,
  type AdoptionRow,
} from '../../rooms/planner/index.ts';
import type { PrintedDesign } from './draw.ts';
import en from './words.en.json' with { type: 'json' };
import zh from './words.zh-CN.json' with { type: 'json' };

const STEPS = 10;
const DEFAULT_MONTHS = 24;

type Language = 'zh-CN' | 'en';

/** Who reads it, and the plan the brand lives by where it is this design's; null: it is not adopted. */
interface Printing {
  readonly language: Language;
  readonly brand: string;
  readonly currency: string;
  readonly today: string;
  readonly lived: Pick<AdoptionRow, 'scenario' | 'params' | 'start' | 'months' | 'from_month'> | null;
}

/** A design in the words and figures of its page, computed as the screens compute them. */
export function printedDesign(
  { name, template, document }: Pick<DesignJson, 'name' | 'template' | 'document'>,
  { language, brand, currency, today, lived }: Printing,
): PrintedDesign {
  const words = language === 'en' ? en : zh;
  const cells = document.cells ?? {};
  const filled = mapCells.length - holesOf(cells).length;
  // What is lived by is printed as it was adopted, with the people who were there; else the design's own numbers.
  const months = lived?.months ?? document.months ?? DEFAULT_MONTHS;
  const plan = lived?.params ?? priorOf({ preset: template, document });
  const run = runPlan(plan, { months, start: lived?.start, adsOffAfter: lived?.start.adsOffAfter ?? undefined });
  const last = run.months.at(-1);
  const amount = amounts(language, currency);
  const share = (value: number | null) =>
    value === null ? '–' : new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 }).format(value);
  const busiest = run.months.reduce((most, month) => Math.max(most, headsOf(month)), 0);
  const spoken = stepWords(language);
  return {
    words,
    title: name,
    brand,
    day: today,
    filled: words.filled.replace('{{filled}}', String(filled)).replace('{{all}}', String(mapCells.length)),
    stages: growthStages.map((stage) => {
      const goal = cells[`${stage}.product`];
      return {
        stage,
        goal: [
          ...(goal?.targetRatePpm === undefined ? [] : [words.rate.replace('{{rate}}', share(goal.targetRatePpm / 1_000_000))]),
          ...(goal?.maxDays === undefined ? [] : [words.days.replace('{{days}}', String(goal.maxDays))]),
        ].join(' · '),
        cells: growthLadders.map((ladder) => {
          const cell = cells[`${stage}.${ladder}`];
          const scene = cell?.scene ?? '';
          const place = scene in words.scenes ? words.scenes[scene as keyof typeof words.scenes] : scene;
          return {
            ladder,
            offer: cell?.offer ?? '',
            foot: [cell?.owner, place].filter(Boolean).join(' · '),
            isNoteworthy: cell?.noteworthy ?? false,
          };
        }),
      };
    }),
    canvas: Object.fromEntries(canvasFields.map((field) => [field, document.canvas?.[field] ?? ''])) as PrintedDesign['canvas'],
    basis: lived === null ? words.asWritten : livedWords(lived, words, language),
    figures: [
      { name: words.figures.sales.replace('{{months}}', String(months)), value: amount(last?.sales.total ?? 0) },
      { name: words.figures.profit.replace('{{months}}', String(months)), value: amount(run.summary.profitTotal) },
      {
        name: words.figures.payback,
        value: run.summary.paybackMonth === null ? words.never : words.month.replace('{{month}}', String(run.summary.paybackMonth)),
      },
      { name: words.figures.loop, value: share(last?.loopRate ?? null) },
      { name: words.figures.self, value: share(run.summary.selfSufficiency.year3 ?? run.summary.selfSufficiency.year2) },
      { name: words.figures.r0, value: run.summary.r0 === null ? '–' : run.summary.r0.toFixed(3) },
      { name: words.figures.team, value: words.people.replace('{{count}}', String(busiest)) },
    ],
    months: run.months.map(({ sales }) => ({ repeat: sales.repeat, referral: sales.referralFirst, fee: sales.fee, ad: sales.adFirst })),
    top: amount(Math.max(0, ...run.months.map(({ sales }) => sales.total))),
    steps: Array.from({ length: STEPS }, (_, at) => {
      const number = String(at + 1) as keyof typeof spoken;
      const { name: step, artefact, exit, owner } = spoken[number];
      const own = document.steps?.[number];
      return { number, name: step, artefact, exit, owner: own?.owner || owner, due: own?.due ?? '', isDone: own?.doneAt != null };
    }),
    brands: [
      ...(document.brands ?? []).map((one) => ({ name: one.name, text: spokenOf([one.positioning, one.story, ...(one.pillars ?? [])]) })),
      ...(document.ips ?? []).map((one, at) => ({
        name: one.name,
        text: spokenOf([
          one.role,
          one.story,
          ...(one.pillars ?? []),
          ...(document.brands ?? []).map((brand, row) => {
            const told = document.matrix?.[`${row}.${at}`]?.text?.trim();
            return told ? words.tells.replace('{{brand}}', () => brand.name).replace('{{text}}', () => told) : undefined;
          }),
        ]),
      })),
    ].filter(({ text }) => text !== ''),
  };
}

/** Which plan the figures are of, and since when it is lived by. */
function livedWords({ scenario, from_month: from }: NonNullable<Printing['lived']>, words: typeof en, language: Language): string {
  const said = scenario === null ? words.lived : words.livedScenario.replace('{{scenario}}', () => scenario);
  return said.replace('{{month}}', timeText(from, language));
}

function spokenOf(texts: readonly (string | undefined)[]): string {
  return texts.filter((text) => text?.trim()).join(' · ');
}

type Month = ReturnType<typeof runPlan>['months'][number];

function headsOf({ stocks: { A, R } }: Month): number {
  const together = { F: A.F + R.F, C1: A.C1 + R.C1, C2: A.C2 + R.C2, M: A.M + R.M, P: A.P + R.P };
  return teamFor(together).reduce((sum, { heads }) => sum + heads, 0);
}

/** Whole amounts of a plan; an estimate needs no minor units. */
function amounts(language: string, currency: string): (value: number) => string {
  const format = new Intl.NumberFormat(language, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    maximumFractionDigits: 0,
  });
  return (value) => format.format(Math.round(value));
}
