import type { Ctx } from '../../../kit/ctx.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { policyPackOf } from '../../policy/index.ts';
import type { MyPartnership } from '../api.ts';
import { partnerNeeded } from '../portal-errors.ts';
import { lastApplicationOf } from './applications.ts';
import { countOpenLeads } from './leads.ts';
import { hoardsOf, measuredJson, rankedLevels } from './level-rules.ts';
import { standingPartners } from './level-warnings.ts';
import { trainingOf } from './lessons.ts';
import { countOpenTeamTasks, unreadTeamNotes } from './my-team-notes.ts';
import { partnershipsOf } from './partners.ts';

export async function isPartnerNow(ctx: Ctx, personId: Uuid): Promise<boolean> {
  return (await standingPartners(ctx, { personId, limit: 1 })).length > 0;
}

/** @throws `partner.needed` */
export async function assertPartner(ctx: Ctx, personId: Uuid): Promise<void> {
  if (!(await isPartnerNow(ctx, personId))) throw partnerNeeded();
}

/** How a person stands as a partner: what they may do next, what they have of their level, what waits for them. */
export async function myPartnership(ctx: Ctx, personId: Uuid): Promise<MyPartnership> {
  const [partner = null] = await standingPartners(ctx, { personId, limit: 1 });
  const spans = (await partnershipsOf(ctx, [personId])).get(personId) ?? [];
  const application = await lastApplicationOf(ctx, personId);
  const open = application?.state === 'open' ? application : null;
  const levels = await rankedLevels(ctx);
  const own = levels.find((level) => level.levelId === partner?.level) ?? null;
  const higher = partner ? levels.filter((level) => level.ask && (own === null || isAbove(level, own))) : [];
  const hadOf = await hoardsOf(ctx, [personId], [...higher, ...(own ? [own] : [])]);
  const measured = (ask: NonNullable<(typeof levels)[number]['ask']>, needed: bigint) => ({
    measure: ask.measure,
    windowDays: ask.windowDays,
    had: measuredJson(ctx, ask.measure, hadOf(personId, ask)),
    needed: measuredJson(ctx, ask.measure, needed),
  });
  const next = higher[0];
  const since = spans.findLast((span) => span.to === null) ?? null;
  return {
    standing: partner ? 'partner' : open ? (open.kind === 'invited' ? 'invited' : 'applied') : spans.length > 0 ? 'left' : 'none',
    since: since ? new Date(since.from).toISOString() : null,
    level: own ? { id: own.levelId, label: own.label } : null,
    next: next?.ask ? { label: next.label, ...measured(next.ask, next.ask.reach) } : null,
    warning: partner?.fallsAt && own?.ask ? { ...measured(own.ask, own.ask.keep), fallsAt: partner.fallsAt.toISOString() } : null,
    application:
      partner || !application || application.state === 'accepted'
        ? null
        : {
            kind: application.kind,
            state: application.state,
            askedAt: application.asked_at.toISOString(),
            note: application.note,
            reason: application.reason,
          },
    minimumAge: policyPackOf(ctx.tenant.policy)?.commission.minimumAge ?? 0,
    training: (await trainingOf(ctx, [personId])).get(personId) ?? { lessons: 0, passed: 0 },
    openLeads: partner ? await countOpenLeads(ctx, personId) : 0,
    unreadNotices: partner ? (await unreadTeamNotes(ctx, personId)).length : 0,
    openTasks: partner ? await countOpenTeamTasks(ctx, personId) : 0,
  };
}

function isAbove(one: { rank: number; levelId: string }, other: { rank: number; levelId: string }): boolean {
  return one.rank > other.rank || (one.rank === other.rank && one.levelId > other.levelId);
}
