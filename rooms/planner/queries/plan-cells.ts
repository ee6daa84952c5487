import type { Ctx } from '../../../kit/ctx.ts';
import type { Stage } from '../../../kit/http/shapes.ts';
import { publicId } from '../../../kit/ids/index.ts';
import type { EpochDay } from '../../../kit/time/index.ts';
import { figuresFunnel } from '../../analytics/index.ts';
import type { ActualsJson } from '../actuals-api.ts';
import type { CellKey } from '../design-api.ts';
import { monthsRead, stateOf } from '../model/cells.ts';
import { growthStages, isFilled, mapCells, type CellText, type GrowthLadder, type GrowthStage } from '../model/template.ts';
import { cellState, type LivedMonth } from '../model/track.ts';
import type { AdoptionRow } from './adoptions.ts';
import { goalOf, maxDaysOf, worldOf, type World } from './cell-world.ts';
import { firstDay, monthNumber, type Moves } from './lived-months.ts';
import { sentence, TELL } from './tell-cells.ts';

type Language = 'zh-CN' | 'en';
type CellJson = ActualsJson['cells'][number];
type StageJson = ActualsJson['stages'][number];

const NEXT: { readonly [S in GrowthStage]?: Stage } = {
  prospect: 'fan',
  fan: 'customer',
  customer: 'repeat',
  repeat: 'member',
  member: 'partner',
};

/** The six stages and the 24 cells of the plan beside what is recorded under each, since it began, at most over a year. */
export async function planCells(
  ctx: Ctx,
  adoption: AdoptionRow,
  moves: readonly Moves[],
  known: EpochDay | null,
  lived: ReadonlyMap<number, LivedMonth>,
  language: Language,
): Promise<Pick<ActualsJson, 'stages' | 'cells'>> {
  const cells = (key: CellKey): CellText => adoption.document.cells?.[key] ?? {};
  const begins = monthNumber(adoption.from_month);
  const designScreen = `plan/designs/${publicId('design', adoption.design_id)}`;
  if (known === null || firstDay(begins) > known || lived.size === 0) {
    const said = [sentence('ahead', { month: adoption.from_month }, language)];
    return {
      stages: growthStages.map((stage) => ({
        stage,
        rate: null,
        goal: goalOf(adoption, stage),
        days: null,
        maxDays: maxDaysOf(adoption, stage),
        waiting: 0,
        moved: 0,
        people: 0,
        state: 'tooFew',
      })),
      cells: mapCells.map((key) => {
        const own = cells(key);
        return {
          cell: key,
          ...ownWords(own),
          state: isFilled(own) ? 'unknown' : 'hole',
          figure: null,
          said: isFilled(own) ? said : [sentence('hole', {}, language)],
          screen: designScreen,
        };
      }),
    };
  }
  const end = Math.max(...lived.keys()) + 1;
  const buyers = Array.from({ length: end - begins }, (_, i) => lived.get(begins + i)?.buyers ?? 0);
  const from = end - monthsRead(buyers);
  const world = await worldOf(ctx, adoption, moves, { from, end, known, lived }, language, designScreen);
  const funnel = await figuresFunnel(ctx, { from: firstDay(from), to: known + 1 });
  const daysOf = (stage: GrowthStage): number | null => {
    const step = funnel.transitions.find((one) => one.from === stage && one.to === NEXT[stage]);
    return step?.medianDays == null ? null : Number(step.medianDays);
  };
  return {
    stages: growthStages.map((stage) => stageJson(world, stage, daysOf(stage))),
    cells: mapCells.map((key) => {
      const own = cells(key);
      const [stage, ladder] = key.split('.') as [GrowthStage, GrowthLadder];
      const head = { cell: key, ...ownWords(own) };
      if (!isFilled(own)) return { ...head, state: 'hole', figure: null, said: [sentence('hole', {}, language)], screen: designScreen };
      const told = TELL[ladder](world, stage, own, key);
      // A share of nobody is no figure.
      if (told.figure !== null && told.figure.of <= 0) return { ...head, ...told, state: 'tooFew', figure: null };
      return { ...head, ...told, state: stateOf(told.figure) };
    }),
  };
}

function ownWords(own: CellText): Pick<CellJson, 'offer' | 'owner' | 'targetRatePpm' | 'maxDays'> {
  return {
    offer: own.offer?.trim() || null,
    owner: own.owner?.trim() || null,
    targetRatePpm: own.targetRatePpm ?? null,
    maxDays: own.maxDays ?? null,
  };
}

function stageJson(world: World, stage: GrowthStage, days: number | null): StageJson {
  const { months: waiting, events: moved } = world.observed[stage];
  const isTold = waiting > 0 && (stage !== 'fan' || world.knowsFans);
  const rate = isTold ? moved / waiting : null;
  const goal = goalOf(world.adoption, stage);
  const maxDays = stage === 'partner' ? null : maxDaysOf(world.adoption, stage);
  const leaving =
    stage === 'partner' && rate !== null ? stateOf({ kind: 'rate', value: rate, goal, isLessBetter: true, of: waiting }) : null;
  return {
    stage,
    rate,
    goal,
    days,
    maxDays,
    waiting,
    moved,
    people: world.people.get(stage) ?? 0,
    state:
      leaving === null || leaving === 'unknown'
        ? cellState({ rate: goal, days: maxDays }, { rate, days, waiting: isTold ? waiting : 0 })
        : leaving,
  };
}
