import type { Ctx } from '../../../kit/ctx.ts';
import { lockLane } from '../../../kit/db/lane.ts';
import { emit } from '../../../kit/events/index.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import { dayText } from '../../../kit/time/index.ts';
import { tellPerson } from '../../membership/index.ts';
import { judgeLevel, type LevelVerdict } from '../model/level-rules.ts';
import { hoardsOf, measuredJson, rankedLevels, type LabelledLevel } from '../queries/level-rules.ts';
import { standingPartners, type StandingPartner } from '../queries/level-warnings.ts';
import { setLevel } from './enrol-partner.ts';

const PORTION = 1_000;
const DAY_MS = 86_400_000;

/** Whether a level of the brand asks for something and nobody was held against it today. */
export async function isReviewDue(ctx: Ctx): Promise<boolean> {
  const row = await ctx.sql.maybe<{ one: number }>`
    SELECT 1 AS one
      FROM partners.level_rule AS level_rule
     WHERE level_rule.tenant_id = ${ctx.tenantId}
       AND NOT EXISTS (SELECT 1 FROM partners.level_review AS level_review
                        WHERE level_review.tenant_id = ${ctx.tenantId} AND level_review.reviewed_on >= ${dayText(ctx.today)}::date)
     LIMIT 1`;
  return row !== null;
}

/**
 * Once a day of the brand holds every partner against the levels (rules.md S8): who has enough rises at once, who has too little is warned
 * and falls one level when their time is over. Orders that are there keep the level they fixed.
 */
export async function reviewLevels(ctx: Ctx): Promise<void> {
  if (!(await isReviewDue(ctx))) return;
  await lockLane(ctx);
  const levels = await rankedLevels(ctx);
  for (let after: Uuid | null = null; ;) {
    const partners: StandingPartner[] = await standingPartners(ctx, { after, limit: PORTION });
    const hadOf = await hoardsOf(
      ctx,
      partners.map((partner) => partner.personId),
      levels,
    );
    for (const partner of partners) {
      const verdict = judgeLevel(levels, {
        level: partner.level,
        had: (ask) => hadOf(partner.personId, ask),
        warning: partner.fallsAt?.getTime() ?? null,
        now: ctx.now.getTime(),
      });
      if (verdict.kind !== 'stay') await carryOut(ctx, partner, verdict, levels);
    }
    after = partners.at(-1)?.partnershipId ?? null;
    if (partners.length < PORTION) break;
  }
  await ctx.sql.exec`
    INSERT INTO partners.level_review (tenant_id, reviewed_on, recorded_at)
    VALUES (${ctx.tenantId}, ${dayText(ctx.today)}::date, ${ctx.recordedAt})
        ON CONFLICT (tenant_id) DO UPDATE SET reviewed_on = excluded.reviewed_on, recorded_at = excluded.recorded_at`;
}

type Change = Exclude<LevelVerdict, { kind: 'stay' }>;

async function carryOut(ctx: Ctx, partner: StandingPartner, verdict: Change, levels: readonly LabelledLevel[]): Promise<void> {
  const labelOf = (id: string | null): string | null => levels.find((level) => level.levelId === id)?.label ?? id;
  const tell = async (kind: string, facts: Record<string, unknown>): Promise<void> =>
    await tellPerson(ctx, partner.personId, { kind, facts });
  switch (verdict.kind) {
    case 'rise':
      await endWarning(ctx, partner, 'changed');
      await moveTo(ctx, partner, verdict.to, 'partner.levelReached');
      return await tell('partner.levelReached', { level: labelOf(verdict.to) });
    case 'kept':
      await endWarning(ctx, partner, 'kept');
      return await tell('partner.levelKept', { level: labelOf(partner.level) });
    case 'fall':
      await endWarning(ctx, partner, 'fell');
      await moveTo(ctx, partner, verdict.to, 'partner.levelLost');
      return await tell('partner.levelLost', { level: labelOf(partner.level), to: labelOf(verdict.to) });
    case 'warn': {
      // One of a level they have no more may still stand.
      await endWarning(ctx, partner, 'changed');
      const fallsAt = new Date(ctx.now.getTime() + verdict.graceDays * DAY_MS);
      await ctx.sql.exec`
        INSERT INTO partners.level_warning (tenant_id, partnership_id, level_id, warned_at, falls_at, had, needed, recorded_at)
        VALUES (${ctx.tenantId}, ${partner.partnershipId}, ${partner.level}, ${ctx.now}, ${fallsAt}, ${verdict.had}, ${verdict.needed},
                ${ctx.recordedAt})`;
      const measure = levels.find((level) => level.levelId === partner.level)?.ask?.measure ?? 'sales';
      const facts = {
        level: labelOf(partner.level),
        had: measuredJson(ctx, measure, verdict.had),
        needed: measuredJson(ctx, measure, verdict.needed),
        fallsAt: fallsAt.toISOString(),
      };
      return await tell('partner.levelWarning', facts);
    }
  }
}

async function moveTo(ctx: Ctx, partner: StandingPartner, level: string | null, kind: string): Promise<void> {
  await setLevel(ctx, { partnership_id: partner.partnershipId, person_id: partner.personId }, level);
  const payload = {
    partner: publicId('partner', partner.partnershipId),
    person: publicId('person', partner.personId),
    before: partner.level,
    after: level,
  };
  await emit(ctx, { kind, version: 1, payload });
}

async function endWarning(ctx: Ctx, { partnershipId }: StandingPartner, how: 'kept' | 'fell' | 'changed'): Promise<void> {
  await ctx.sql.exec`
    UPDATE partners.level_warning AS level_warning
       SET ended_at = ${ctx.now}, ended = ${how}
     WHERE level_warning.tenant_id = ${ctx.tenantId} AND level_warning.partnership_id = ${partnershipId} AND level_warning.ended_at IS NULL`;
}
