import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { DomainError } from '../../../kit/errors/index.ts';
import { parseId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { dayText } from '../../../kit/time/index.ts';
import { isInForce, type Tier, type TierInterval } from '../model/tier.ts';
import type { TierHistoryJson, TierJson } from '../tier-api.ts';
import { loadCards } from './cards.ts';

/** The tiers of the brand that are open, the lowest first. */
export async function rankedTiers(ctx: Ctx): Promise<Tier[]> {
  return (await tiersAndDrafts(ctx)).filter((tier) => !tier.isDraft);
}

/** The tiers of the brand, drafts among them, the lowest first. */
export async function tiersAndDrafts(ctx: Ctx): Promise<(Tier & { isDraft: boolean })[]> {
  const rows = await ctx.sql<{ tier_id: Uuid; name: string; reach: bigint; keep: bigint; is_draft: boolean }>`
    SELECT tier.tier_id, tier.name, tier.reach, tier.keep, tier.opened_at IS NULL AS is_draft
      FROM membership.tier AS tier
     WHERE tier.tenant_id = ${ctx.tenantId} AND tier.retired_at IS NULL
     ORDER BY tier.reach`;
  return rows.map((row) => ({ tierId: row.tier_id, name: row.name, reach: row.reach, keep: row.keep, isDraft: row.is_draft }));
}

/** A tier of the brand that is open. @throws `tier.notFound` */
export async function findTier(ctx: Ctx, id: string, pointer?: string): Promise<Tier> {
  return oneOf(await rankedTiers(ctx), id, pointer);
}

/** A tier of the brand, open or a draft. @throws `tier.notFound` */
export async function findTierOrDraft(ctx: Ctx, id: string): Promise<Tier & { isDraft: boolean }> {
  return oneOf(await tiersAndDrafts(ctx), id);
}

function oneOf<T extends Tier>(tiers: readonly T[], id: string, pointer?: string): T {
  const tierId = parseId('tier', id);
  const tier = tierId === null ? undefined : tiers.find((one) => one.tierId === tierId);
  if (!tier) throw new DomainError('tier.notFound', pointer === undefined ? {} : { pointer });
  return tier;
}

/** Tiers as they are told, the lowest first, with how many members stand in each. */
export async function tierReplies(ctx: Ctx): Promise<TierJson[]> {
  const tiers = await tiersAndDrafts(ctx);
  const counts = await ctx.sql<{ tier_id: Uuid; members: number }>`
    SELECT tier_interval.tier_id, count(*)::int AS members
      FROM membership.tier_interval AS tier_interval
     WHERE tier_interval.tenant_id = ${ctx.tenantId} AND tier_interval.to_at IS NULL
     GROUP BY tier_interval.tier_id`;
  const members = new Map(counts.map((row) => [row.tier_id, row.members]));
  return tiers.map((tier) => ({
    id: publicId('tier', tier.tierId),
    name: tier.name,
    reach: tier.reach.toString(),
    keep: tier.keep.toString(),
    isDraft: tier.isDraft,
    members: members.get(tier.tierId) ?? 0,
  }));
}

/** Where people stand, asleep or not, and when they fall where they were told so. Who stands nowhere is left out. */
export async function standingTiers(
  ctx: Ctx,
  personIds: readonly Uuid[],
): Promise<Map<Uuid, { interval: TierInterval; fallsAt: number | null }>> {
  if (personIds.length === 0) return new Map();
  const rows = await ctx.sql.anew<{
    interval_id: Uuid;
    person_id: Uuid;
    tier_id: Uuid;
    gained_by: TierInterval['gainedBy'];
    reach_rule: bigint;
    keep_rule: bigint;
    from_at: Date;
    valid_until: Date;
    falls_at: Date | null;
  }>`
    SELECT tier_interval.interval_id, tier_interval.person_id, tier_interval.tier_id, tier_interval.gained_by, tier_interval.reach_rule,
           tier_interval.keep_rule, tier_interval.from_at, tier_interval.valid_until, tier_warning.falls_at
      FROM membership.tier_interval AS tier_interval
      LEFT JOIN membership.tier_warning AS tier_warning
             ON tier_warning.tenant_id = ${ctx.tenantId} AND tier_warning.interval_id = tier_interval.interval_id
            AND tier_warning.ended_at IS NULL
     WHERE tier_interval.tenant_id = ${ctx.tenantId} AND tier_interval.person_id = ANY(${plainArray(personIds)}::uuid[])
       AND tier_interval.to_at IS NULL`;
  return new Map(
    rows.map((row) => [
      row.person_id,
      {
        interval: {
          intervalId: row.interval_id,
          personId: row.person_id,
          tierId: row.tier_id,
          gainedBy: row.gained_by,
          reachRule: row.reach_rule,
          keepRule: row.keep_rule,
          from: row.from_at.getTime(),
          validUntil: row.valid_until.getTime(),
        },
        fallsAt: row.falls_at?.getTime() ?? null,
      },
    ]),
  );
}

/** Whose tier is in force now, and which, by its public id: what prices and points ask. Read at once for all of them. */
export async function tiersInForce(ctx: Ctx, personIds: readonly Uuid[]): Promise<Map<Uuid, string>> {
  const standing = await standingTiers(ctx, [...new Set(personIds)]);
  const cards = Map.groupBy(await loadCards(ctx, { personIds: [...standing.keys()] }), (card) => card.personId);
  const at = ctx.now.getTime();
  return new Map(
    [...standing].flatMap(([personId, { interval }]) =>
      isInForce(interval, cards.get(personId) ?? [], at) ? [[personId, publicId('tier', interval.tierId)] as const] : [],
    ),
  );
}

/** The same for one act in which more than one place asks: nobody is looked up twice. */
export function tiersOnce(ctx: Ctx): (personIds: readonly Uuid[]) => Promise<ReadonlyMap<Uuid, string>> {
  const asked = new Set<Uuid>();
  let known: Promise<ReadonlyMap<Uuid, string>> = Promise.resolve(new Map());
  return (personIds) => {
    const fresh = personIds.filter((personId) => !asked.has(personId));
    if (fresh.length > 0) {
      for (const personId of fresh) asked.add(personId);
      known = Promise.all([known, tiersInForce(ctx, fresh)]).then(([before, more]) => new Map([...before, ...more]));
    }
    return known;
  };
}

/** Every tier a person ever stood in, newest first, with why it began and ended and what they were told. */
export async function tierHistoryOf(ctx: Ctx, personId: Uuid): Promise<TierHistoryJson['data']> {
  const rows = await ctx.sql<{
    tier_id: Uuid;
    name: string;
    gained_by: TierInterval['gainedBy'];
    grown: bigint;
    keep_rule: bigint;
    from_at: Date;
    valid_until: Date;
    to_at: Date | null;
    ended: TierHistoryJson['data'][number]['ended'];
    warned_at: Date | null;
    falls_at: Date | null;
  }>`
    SELECT tier_interval.tier_id, tier.name, tier_interval.gained_by, tier_interval.grown, tier_interval.keep_rule, tier_interval.from_at,
           tier_interval.valid_until, tier_interval.to_at, tier_interval.ended, tier_warning.warned_at, tier_warning.falls_at
      FROM membership.tier_interval AS tier_interval
      JOIN membership.tier AS tier ON tier.tenant_id = ${ctx.tenantId} AND tier.tier_id = tier_interval.tier_id
      LEFT JOIN membership.tier_warning AS tier_warning
             ON tier_warning.tenant_id = ${ctx.tenantId} AND tier_warning.interval_id = tier_interval.interval_id
            AND (tier_warning.ended_at IS NULL OR tier_warning.ended = 'fell')
     WHERE tier_interval.tenant_id = ${ctx.tenantId} AND tier_interval.person_id = ${personId}
     ORDER BY tier_interval.from_at DESC, tier_interval.interval_id DESC`;
  return rows.map((row) => ({
    tier: { id: publicId('tier', row.tier_id), name: row.name },
    gainedBy: row.gained_by,
    grown: row.grown.toString(),
    keep: row.keep_rule.toString(),
    from: row.from_at.toISOString(),
    validUntil: row.valid_until.toISOString(),
    to: row.to_at?.toISOString() ?? null,
    ended: row.ended,
    warnedAt: row.warned_at?.toISOString() ?? null,
    fallsAt: row.falls_at?.toISOString() ?? null,
  }));
}

/** Whether the brand has tiers and nobody was held against them today. */
export async function isTierReviewDue(ctx: Ctx): Promise<boolean> {
  const row = await ctx.sql.maybe<{ one: number }>`
    SELECT 1 AS one
      FROM membership.tier AS tier
     WHERE tier.tenant_id = ${ctx.tenantId} AND tier.retired_at IS NULL AND tier.opened_at IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM membership.tier_review AS tier_review
                        WHERE tier_review.tenant_id = ${ctx.tenantId} AND tier_review.reviewed_on >= ${dayText(ctx.today)}::date)
     LIMIT 1`;
  return row !== null;
}

/** Whoever has or ever had a card, by id: portion by portion. */
export async function membersAfter(ctx: Ctx, after: Uuid | null, limit: number): Promise<Uuid[]> {
  const rows = await ctx.sql.anew<{ person_id: Uuid }>`
    SELECT member.person_id
      FROM membership.member AS member
     WHERE member.tenant_id = ${ctx.tenantId} AND (${after}::uuid IS NULL OR member.person_id > ${after})
     ORDER BY member.person_id
     LIMIT ${limit}`;
  return rows.map((row) => row.person_id);
}
