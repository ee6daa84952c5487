import type { Ctx } from '../../../kit/ctx.ts';
import { dayText } from '../../../kit/time/index.ts';
import type { RoadmapJson } from '../api.ts';
import type { DesignDocument } from '../design-api.ts';
import { exitTests, type RoadFacts } from '../model/exit-tests.ts';
import { presetOf } from '../model/presets.ts';
import { withOverrides, type PlanOverrides } from '../model/parameters.ts';
import { say, type SayCode } from '../model/say.ts';
import { canvasFields, growthStages, isFilled } from '../model/template.ts';
import { countRepeats, countSharing, countSources } from './counted.ts';
import { listDiagnoses } from './diagnoses.ts';
import { documentOf, type DesignRow } from './designs.ts';
import { movesByMonth } from './lived-months.ts';
import { ownHistory } from './own-history.ts';
import { ladderStanding, standingFacts } from './standing-facts.ts';
import { countWon, holdOutTold } from './won.ts';

type Step = RoadmapJson['data'][number];

/**
 * The ten steps with their exit tests read from the live system (domain.md §10). A step is met when every check was made and holds; what
 * nothing here records is left to its owner, whose word counts where no check says otherwise.
 */
export async function roadmapReply(ctx: Ctx, design: DesignRow, language: 'zh-CN' | 'en'): Promise<RoadmapJson> {
  const document = await documentOf(ctx, design.design_id);
  const data = exitTests(await roadFacts(ctx, design, document)).map(({ now, goal, checks }, i): Step => {
    const step = i + 1;
    const own = document.steps?.[`${step}` as '1'] ?? {};
    const met = checks.every((check) => check.met === true);
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
      isLate: own.due != null && own.doneAt == null && !met && own.due < dayText(ctx.today),
    };
  });
  const isBehind = ({ met, doneAt, evidence }: Step): boolean => met || (doneAt !== null && evidence.every((one) => one.met !== false));
  return { data, met: data.filter(isBehind).length };
}

async function roadFacts(ctx: Ctx, design: DesignRow, document: DesignDocument): Promise<RoadFacts> {
  const plan = withOverrides(presetOf(design.template), (document.params ?? {}) as PlanOverrides);
  const own = await ownHistory(ctx, plan, await movesByMonth(ctx));
  const deals = own.history.rates?.h ?? null;
  const [diagnosis] = (await listDiagnoses(ctx, { limit: 1 })).data;
  return {
    diagnosis: diagnosis ? { total: diagnosis.total ?? null, isGated: diagnosis.isGated } : null,
    design: { isAdopted: design.adopted_at !== null, ...writtenIn(document, plan.h) },
    scripts: await liveScripts(ctx),
    historyDays: own.days,
    deals: deals && deals.months > 0 ? { share: deals.events / deals.months, fanMonths: deals.months } : null,
    ladder: await ladderStanding(ctx),
    standing: await standingFacts(ctx),
    sharing: await countSharing(ctx),
    sources: await countSources(ctx),
    repeats: await countRepeats(ctx),
    won: await countWon(ctx),
    holdOut: await holdOutTold(ctx),
  };
}

/** How much of a design is written. @param assumed the share of fans that buys, where the design names no other */
function writtenIn({ canvas, cells, brands = [], ips = [] }: DesignDocument, assumed: number): Omit<RoadFacts['design'], 'isAdopted'> {
  const target = cells?.['fan.product']?.targetRatePpm;
  return {
    canvasFields: canvasFields.filter((field) => (canvas?.[field] ?? '').trim() !== '').length,
    cells: Object.values(cells ?? {}).filter((cell) => isFilled(cell)).length,
    stagesOwned: growthStages.filter((stage) => (cells?.[`${stage}.team`]?.owner ?? '').trim() !== '').length,
    brands: brands.length,
    brandsWithFace: brands.filter((_, i) => ips.some((ip) => ip.brandIndex === i || ip.brandIndex == null)).length,
    dealShare: (target ?? Math.round(assumed * 1_000_000)) / 1_000_000,
  };
}

async function liveScripts(ctx: Ctx): Promise<number> {
  const { scripts } = await ctx.sql.one<{ scripts: number }>`
    SELECT count(*)::int AS scripts FROM planner.script AS script WHERE script.tenant_id = ${ctx.tenantId} AND script.state = 'live'`;
  return scripts;
}
