import type { Ctx } from '../../../kit/ctx.ts';
import type { Stage } from '../../../kit/http/shapes.ts';
import { parseId, type Uuid } from '../../../kit/ids/index.ts';
import type { EpochDay } from '../../../kit/time/index.ts';
import { figuresFunnel } from '../../analytics/index.ts';
import ladders from '../content/ladders.json' with { type: 'json' };
import type { Observed } from '../model/calibrate.ts';
import { isMethodOf, mechanismOf, orderScenes } from '../model/cells.ts';
import type { PlanParameters } from '../model/parameters.ts';
import { simulate } from '../model/simulate.ts';
import { growthStages, type GrowthStage } from '../model/template.ts';
import type { LivedMonth } from '../model/track.ts';
import type { AdoptionRow } from './adoptions.ts';
import {
  cellTasks,
  ladderOfProducts,
  methodFacts,
  methodsOfOrders,
  movesThrough,
  productOfCard,
  speakersByStage,
  staysCaredFor,
  tradeByStage,
  type CareRow,
  type MethodFacts,
  type MoveFacts,
  type Sought,
  type Span,
  type TradeFacts,
} from './cell-facts.ts';
import { firstDay, monthNumber, type Moves } from './lived-months.ts';
import { madeOf } from './made.ts';
import { liveThrough } from './own-history.ts';

type Language = 'zh-CN' | 'en';
const PPM = 1_000_000;

/** Everything the cells are read from. */
export interface World {
  readonly ctx: Ctx;
  readonly language: Language;
  readonly adoption: AdoptionRow;
  readonly plan: PlanParameters;
  readonly observed: Readonly<Record<GrowthStage, Observed>>;
  /** of fans a rate can be told */
  readonly knowsFans: boolean;
  readonly moves: ReadonlyMap<GrowthStage, MoveFacts>;
  readonly trade: ReadonlyMap<GrowthStage, TradeFacts>;
  readonly care: ReadonlyMap<GrowthStage, readonly CareRow[]>;
  readonly speakers: ReadonlyMap<GrowthStage, { heads: number; people: number }>;
  readonly tasks: ReadonlyMap<string, { all: number; done: number }>;
  readonly products: ReadonlyMap<GrowthStage, readonly string[]>;
  readonly people: ReadonlyMap<Stage, number>;
  readonly methods: MethodFacts;
  readonly months: number;
  readonly firstBuyers: { readonly own: number; readonly brought: number };
  /** by the plan, over the same months */
  readonly planned: { readonly broughtPeople: number; readonly broughtShare: number | null };
  readonly designScreen: string;
}

/** What the map wants of a whole stage: what its product cell wants, else the first that says something. */
export function goalOf({ document, params }: AdoptionRow, stage: GrowthStage): number | null {
  if (stage === 'partner') return params.gP;
  const own = (['product', 'team', 'scene', 'method'] as const).map((ladder) => document.cells?.[`${stage}.${ladder}`]?.targetRatePpm);
  const ppm = own.find((one) => one !== undefined);
  return ppm === undefined ? null : ppm / PPM;
}

/** The days within which the map wants people to move on from a stage. */
export function maxDaysOf({ document }: AdoptionRow, stage: GrowthStage): number | null {
  const own = (['product', 'team', 'scene', 'method'] as const).map((ladder) => document.cells?.[`${stage}.${ladder}`]?.maxDays);
  return own.find((one) => one !== undefined) ?? null;
}

/** Reads it all: `[from, end)` in months, what happened in each, and the last day of which anything is known. */
export async function worldOf(
  ctx: Ctx,
  adoption: AdoptionRow,
  moves: readonly Moves[],
  { from, end, known, lived }: { from: number; end: number; known: EpochDay; lived: ReadonlyMap<number, LivedMonth> },
  language: Language,
  designScreen: string,
): Promise<World> {
  const plan = adoption.params;
  const span: Span = { from: new Date(ctx.zone.startOf(firstDay(from))), to: new Date(ctx.zone.startOf(known + 1)) };
  const seen = liveThrough(plan, moves, Math.min(from, moves[0]?.month ?? from), end, from);
  const { sought, products } = await soughtIn(ctx, adoption, span);
  const days = growthStages.flatMap((stage) => {
    const most = adoption.document.cells?.[`${stage}.method`]?.maxDays ?? maxDaysOf(adoption, stage);
    return most === null ? [] : [{ stage, days: most }];
  });
  const first = monthNumber(adoption.from_month);
  const months = Array.from({ length: end - from }, (_, i) => from + i);
  const { adsOffAfter, ...begin } = adoption.start;
  const simulated = simulate(plan, { months: end - first, start: begin, adsOffAfter: adsOffAfter ?? undefined });
  const planned = months.flatMap((month) => simulated[month - first] ?? []);
  const brought = sum(planned, (one) => (plan.a1 > 0 ? one.sales.referralFirst / (plan.a1 * (1 - plan.d) || 1) : 0));
  const all = brought + sum(planned, (one) => (plan.a1 > 0 ? one.sales.adFirst / plan.a1 : 0));
  const livedNow = months.flatMap((month) => lived.get(month) ?? []);
  return {
    ctx,
    language,
    adoption,
    plan,
    observed: { prospect: seen.p, fan: seen.h, customer: seen.p12, repeat: seen.pM, member: seen.pP, partner: seen.gP },
    knowsFans: seen.strangers <= seen.fans,
    moves: await movesThrough(ctx, span, sought, days),
    trade: await tradeByStage(ctx, span, sought),
    care: Map.groupBy(await staysCaredFor(ctx, span), (row) => row.stage),
    speakers: await speakersByStage(ctx, span),
    tasks: await cellTasks(ctx, adoption.design_id),
    products,
    people: new Map((await figuresFunnel(ctx, { from: null, to: null })).stages.map((one) => [one.stage, one.people])),
    methods: await methodFacts(ctx, span),
    months: months.length,
    firstBuyers: { own: sum(livedNow, (one) => one.firstBuyers.own), brought: sum(livedNow, (one) => one.firstBuyers.brought) },
    planned: { broughtPeople: sum(planned, (one) => one.fans.referral), broughtShare: all > 0 ? brought / all : null },
    designScreen,
  };
}

/** What each row adds, together. */
export function sum<Row>(rows: readonly Row[], of: (row: Row) => number): number {
  return rows.reduce((so, row) => so + of(row), 0);
}

/** What each stage's cells hold: products made from them, named in them or standing on their step; scenes and methods as orders say them. */
async function soughtIn(
  ctx: Ctx,
  { design_id: design, document }: AdoptionRow,
  span: Span,
): Promise<{ sought: Sought; products: Map<GrowthStage, string[]> }> {
  const made = await madeOf(ctx, design);
  const madeAs = new Map<Uuid, GrowthStage>();
  for (const stage of growthStages) {
    const rung = ladders.rungOfStage[stage];
    const product = parseId('product', made.get(`product:${rung}`)?.object ?? '');
    const card = rung === 'membership' ? parseId('cardDesign', made.get('card:membership')?.object ?? '') : null;
    const ofCard = card === null ? null : await productOfCard(ctx, card);
    for (const id of [product, ofCard]) if (id !== null) madeAs.set(id, stage);
  }
  const found = await ladderOfProducts(ctx, [...madeAs.keys()]);
  const products = new Map<GrowthStage, string[]>();
  const wanted = growthStages.flatMap((stage) => {
    const offer = document.cells?.[`${stage}.product`]?.offer ?? '';
    const here = found.filter(
      (one) =>
        madeAs.get(one.product_id) === stage ||
        (!madeAs.has(one.product_id) &&
          (one.role === ladders.rungOfStage[stage] || (one.name.trim().length > 1 && offer.includes(one.name.trim())))),
    );
    products.set(
      stage,
      here.map((one) => one.name),
    );
    return here.map((one) => ({ stage, productId: one.product_id }));
  });
  const carried = await methodsOfOrders(ctx, span);
  return {
    products,
    sought: {
      products: wanted,
      scenes: growthStages.flatMap((stage) => {
        const scene = document.cells?.[`${stage}.scene`]?.scene?.trim();
        return scene ? [...new Set([scene, ...orderScenes(scene)])].map((one) => ({ stage, scene: one })) : [];
      }),
      methods: growthStages.flatMap((stage) => {
        const offer = document.cells?.[`${stage}.method`]?.offer ?? '';
        return carried.filter((method) => isMethodOf(method, mechanismOf(stage, offer), offer)).map((method) => ({ stage, method }));
      }),
    },
  };
}
