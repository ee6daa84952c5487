import type { Ctx } from '../../../kit/ctx.ts';
import { dayText } from '../../../kit/time/index.ts';
import type { RoadmapJson } from '../api.ts';
import { presetOf } from '../model/presets.ts';
import { withOverrides, type PlanOverrides } from '../model/parameters.ts';
import { say, type SaidFacts, type SayCode } from '../model/say.ts';
import { canvasFields, CONTACTS_PER_PERSON, growthStages, isFilled } from '../model/template.ts';
import { listDiagnoses } from './diagnoses.ts';
import { documentOf, type DesignRow } from './designs.ts';
import { movesByMonth } from './lived-months.ts';
import { ownHistory } from './own-history.ts';
import { ladderStanding, standingFacts } from './standing-facts.ts';

type Step = RoadmapJson['data'][number];

interface Check {
  readonly code: SayCode;
  readonly facts: SaidFacts;
  readonly screen: string;
  /** null: the system cannot say */
  readonly met: boolean | null;
}

interface Test {
  readonly now: Step['now'];
  readonly goal: Step['goal'];
  readonly checks: readonly Check[];
}

const CELLS = 24;
const FILLED_GOAL = 0.8;
const FANS_GOAL = 300;
const TOLERANCE = 0.2;
const REFERRALS_GOAL = 30;

/**
 * The ten steps with their exit tests read from the live system (domain.md §10). A step is met when every check that can be made holds and
 * at least one could be made; what the system cannot see is left to its owner, who says when it is done.
 */
export async function roadmapReply(ctx: Ctx, design: DesignRow, language: 'zh-CN' | 'en'): Promise<RoadmapJson> {
  const document = await documentOf(ctx, design.design_id);
  const tests = await testsOf(ctx, design, document);
  const data = tests.map(({ now, goal, checks }, i): Step => {
    const step = i + 1;
    const own = document.steps?.[`${step}` as '1'] ?? {};
    const seen = checks.filter((check) => check.met !== null);
    const met = seen.length === 0 ? null : seen.every((check) => check.met);
    return {
      step,
      test: say(`step.${step}` as SayCode, {}, language),
      now,
      goal,
      met,
      evidence: checks.map(({ code, facts, screen, met: holds }) => ({ said: say(code, facts, language), screen, met: holds })),
      owner: own.owner ?? null,
      due: own.due ?? null,
      note: own.note ?? '',
      doneAt: own.doneAt ?? null,
      isLate: own.due != null && own.doneAt == null && met !== true && own.due < dayText(ctx.today),
    };
  });
  return { data, met: data.filter((one) => one.met === true || (one.met === null && one.doneAt !== null)).length };
}

async function testsOf(ctx: Ctx, design: DesignRow, document: Awaited<ReturnType<typeof documentOf>>): Promise<Test[]> {
  const standing = await standingFacts(ctx);
  const ladder = await ladderStanding(ctx);
  const plan = withOverrides(presetOf(design.template), (document.params ?? {}) as PlanOverrides);
  const own = await ownHistory(ctx, plan, await movesByMonth(ctx));
  const [diagnosis] = (await listDiagnoses(ctx, { limit: 1 })).data;
  const fields = canvasFields.filter((field) => (document.canvas?.[field] ?? '').trim() !== '').length;
  const cells = Object.values(document.cells ?? {}).filter((cell) => isFilled(cell)).length;
  const stagesNamed = growthStages.filter((stage) => (document.cells?.[`${stage}.team`]?.owner ?? '').trim() !== '').length;
  const selling = ['entry', 'core', 'premium', 'membership'].filter((role) => (ladder.get(role)?.products ?? 0) > 0).length;
  const load = standing.staff > 0 ? standing.consented / standing.staff : null;
  const consented = standing.reachable > 0 ? Math.min(1, standing.consented / standing.reachable) : null;
  const deal = own.history.rates?.h ?? null;
  const target = document.cells?.['fan.product']?.targetRatePpm ?? Math.round(plan.h * 1_000_000);
  const dealRate = deal && deal.months > 0 ? deal.events / deal.months : null;
  const isEnough = (deal?.months ?? 0) >= FANS_GOAL;
  const withFace = (document.brands ?? []).filter((_, i) =>
    (document.ips ?? []).some((ip) => ip.brandIndex === i || ip.brandIndex == null),
  ).length;
  const brands = document.brands?.length ?? 0;
  const scripts = await liveScripts(ctx);
  return [
    {
      now: diagnosis?.total == null ? null : { kind: 'number', value: diagnosis.total },
      goal: null,
      checks: [
        diagnosis === undefined
          ? { code: 'road.noDiagnosis', facts: {}, screen: 'plan/diagnose', met: false }
          : {
              code: 'road.diagnosed',
              facts: { total: Math.round(diagnosis.total ?? 0) },
              screen: 'plan/diagnose',
              met: diagnosis.total !== null,
            },
        ...(diagnosis === undefined
          ? []
          : [
              {
                code: diagnosis.isGated ? ('road.gated' as const) : ('road.gatesMet' as const),
                facts: {},
                screen: 'plan/diagnose',
                met: !diagnosis.isGated,
              },
            ]),
      ],
    },
    {
      now: { kind: 'count', value: fields },
      goal: { kind: 'count', value: canvasFields.length },
      checks: [
        { code: 'road.canvas', facts: { fields, all: canvasFields.length }, screen: 'plan/design', met: fields === canvasFields.length },
        brands === 0
          ? { code: 'road.noBrands', facts: {}, screen: 'plan/design', met: false }
          : { code: 'road.faces', facts: { brands, faces: withFace }, screen: 'plan/design', met: withFace === brands },
      ],
    },
    {
      now: { kind: 'days', value: own.days },
      goal: null,
      checks: [
        { code: 'cohorts', facts: { months: standing.cohorts }, screen: 'people/cohorts', met: standing.cohorts >= 3 },
        { code: 'cost.unknown', facts: {}, screen: 'plan/simulate', met: null },
        { code: 'self.ask', facts: {}, screen: '', met: null },
      ],
    },
    {
      now: { kind: 'share', value: cells / CELLS },
      goal: { kind: 'share', value: FILLED_GOAL },
      checks: [
        { code: 'road.cells', facts: { cells, all: CELLS }, screen: 'plan/design', met: cells / CELLS >= FILLED_GOAL },
        { code: 'road.ladder', facts: { steps: selling }, screen: 'ladder', met: selling === 4 },
      ],
    },
    {
      now: load === null ? null : { kind: 'count', value: load },
      goal: { kind: 'count', value: CONTACTS_PER_PERSON },
      checks: [
        { code: 'road.owners', facts: { stages: stagesNamed }, screen: 'plan/design', met: stagesNamed === growthStages.length },
        load === null
          ? { code: 'load.unknown', facts: {}, screen: 'settings/staff', met: null }
          : {
              code: 'load',
              facts: { contacts: standing.consented, staff: standing.staff, load },
              screen: 'settings/staff',
              met: load <= CONTACTS_PER_PERSON,
            },
      ],
    },
    {
      now: consented === null ? null : { kind: 'share', value: consented },
      goal: { kind: 'share', value: 1 },
      checks: [
        {
          code: (ladder.get('fan')?.products ?? 0) > 0 ? 'ladder.sold' : 'ladder.none',
          facts: ladder.get('fan') ?? { products: 0, months: 0 },
          screen: 'ladder',
          met: (ladder.get('fan')?.products ?? 0) > 0,
        },
        consented === null
          ? { code: 'consent.nobody', facts: {}, screen: 'people', met: null }
          : { code: 'consent', facts: { share: consented, reachable: standing.reachable }, screen: 'people', met: consented >= 0.98 },
        { code: 'road.calendar', facts: {}, screen: 'refer/materials', met: null },
      ],
    },
    {
      now: dealRate === null ? null : { kind: 'share', value: dealRate },
      goal: { kind: 'share', value: target / 1_000_000 },
      checks: [
        deal === null || dealRate === null
          ? { code: 'cal.tooFew', facts: {}, screen: 'people/stages', met: false }
          : {
              code: isEnough ? 'road.deals' : 'road.dealsFew',
              facts: { share: dealRate, targetShare: target / 1_000_000, months: Math.round(deal.months), least: FANS_GOAL },
              screen: 'people/stages',
              met: isEnough && dealRate >= (target / 1_000_000) * (1 - TOLERANCE),
            },
        { code: 'road.scripts', facts: { scripts }, screen: 'plan/scripts', met: scripts > 0 },
      ],
    },
    {
      now: { kind: 'count', value: standing.members },
      goal: null,
      checks: [
        {
          code: standing.cardDesigns > 0 ? 'road.cards' : 'refundable.none',
          facts: { cards: standing.cardDesigns },
          screen: 'cards',
          met: standing.cardDesigns > 0,
        },
        {
          code: standing.ceremonies > 0 ? 'ceremony' : 'ceremony.none',
          facts: { begun: standing.welcomesBegun, done: standing.welcomesDone },
          screen: 'ceremony',
          met: standing.ceremonies > 0,
        },
        { code: 'road.matched', facts: {}, screen: 'people/cohorts', met: null },
      ],
    },
    {
      now: { kind: 'count', value: standing.referrals },
      goal: { kind: 'count', value: REFERRALS_GOAL },
      checks: [
        {
          code: standing.activePlans > 0 ? 'plan.bonds' : 'plan.none',
          facts: {},
          screen: 'refer',
          met: standing.activePlans > 0,
        },
        {
          code: standing.referrals > 0 ? 'referrals' : 'referrals.none',
          facts: { referrals: standing.referrals },
          screen: 'refer/chains',
          met: standing.referrals >= REFERRALS_GOAL,
        },
        {
          code: 'training',
          facts: { lessons: standing.lessons, materials: standing.materials, passed: standing.lessonsPassed },
          screen: 'refer/training',
          met: standing.lessons > 0 && standing.materials > 0,
        },
      ],
    },
    {
      now: null,
      goal: { kind: 'share', value: 0.5 },
      checks: [
        {
          code: design.adopted_at === null ? 'road.notAdopted' : 'road.adopted',
          facts: {},
          screen: 'plan',
          met: design.adopted_at !== null,
        },
        { code: 'self.ask', facts: {}, screen: '', met: null },
      ],
    },
  ];
}

async function liveScripts(ctx: Ctx): Promise<number> {
  const { scripts } = await ctx.sql.one<{ scripts: number }>`
    SELECT count(*)::int AS scripts FROM planner.script AS script WHERE script.tenant_id = ${ctx.tenantId} AND script.state = 'live'`;
  return scripts;
}
