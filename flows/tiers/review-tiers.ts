import type { Ctx } from '../../kit/ctx.ts';
import { lockLane } from '../../kit/db/lane.ts';
import type { Uuid } from '../../kit/ids/index.ts';
import {
  growsFrom,
  hasActiveCard,
  isTierReviewDue,
  judgeTier,
  keepTierReview,
  lapsedAt,
  loadCards,
  membersAfter,
  moveTiers,
  rankedTiers,
  standingTiers,
  yearBefore,
  type Tier,
  type TierFacts,
  type TierMove,
} from '../../rooms/membership/index.ts';
import { growthAfter, growthOf } from '../../rooms/points/index.ts';

const PORTION = 1_000;

/**
 * Once a day of the brand holds all members against its tiers (rules.md §5): whoever has enough rises, whoever has too little is told sixty
 * days before they fall one step, and a tier without a card for ninety days is over.
 */
export async function reviewTiers(ctx: Ctx): Promise<void> {
  if (!(await isTierReviewDue(ctx))) return;
  let after: Uuid | null = null;
  do after = await reviewTiersAfter(ctx, after);
  while (after !== null);
}

/**
 * One portion of it, so that a brand of many members holds up nobody's order meanwhile. Whoever was held against the tiers twice stands
 * where they stood.
 * @returns the member to go on after; null once all were held and the day is kept
 */
export async function reviewTiersAfter(ctx: Ctx, after: Uuid | null): Promise<Uuid | null> {
  await lockLane(ctx);
  const members = await membersAfter(ctx, after, PORTION);
  await holdAgainst(ctx, await rankedTiers(ctx), members);
  if (members.length === PORTION) return members.at(-1) ?? null;
  await keepTierReview(ctx);
  return null;
}

/** The same at once for those whose growth or cards have just moved. The caller holds the lane; without tiers it is one short look. */
export async function reviewTiersOf(ctx: Ctx, personIds: readonly Uuid[]): Promise<void> {
  if (personIds.length === 0) return;
  const tiers = await rankedTiers(ctx);
  if (tiers.length > 0) await holdAgainst(ctx, tiers, [...new Set(personIds)]);
}

async function holdAgainst(ctx: Ctx, tiers: readonly Tier[], personIds: readonly Uuid[]): Promise<void> {
  const now = ctx.now.getTime();
  const standing = await standingTiers(ctx, personIds);
  const cards = Map.groupBy(await loadCards(ctx, { personIds }), (card) => card.personId);
  const growth = await growthOf(ctx, personIds, { since: new Date(growsFrom(ctx.today, ctx.zone)) });
  const intervals = [...standing.values()].map(({ interval }) => interval);
  const since = await growthAfter(
    ctx,
    intervals.map(({ personId, from }) => ({ personId, after: from })),
  );
  const behind = await growthAfter(
    ctx,
    intervals.map(({ personId, from }) => ({ personId, after: yearBefore(from, ctx.zone) })),
  );
  const moves = personIds.flatMap((personId) => {
    const own = cards.get(personId) ?? [];
    const { interval = null, fallsAt = null } = standing.get(personId) ?? {};
    return movesOf(ctx, tiers, personId, {
      interval,
      fallsAt,
      growth: growth.get(personId) ?? 0n,
      growthSince: since.get(personId) ?? 0n,
      growthBehind: behind.get(personId) ?? 0n,
      hasActiveCard: hasActiveCard(own, now),
      lapsedAt: interval && lapsedAt(interval, own, now),
    });
  });
  await moveTiers(ctx, moves);
}

function movesOf(ctx: Ctx, tiers: readonly Tier[], personId: Uuid, facts: TierFacts): TierMove[] {
  const now = ctx.now.getTime();
  const verdict = judgeTier(tiers, facts, now);
  const { interval, growth: grown } = facts;
  const own = tiers.find((tier) => tier.tierId === interval?.tierId);
  const name = own?.name ?? '';
  const ending = (how: 'rose' | 'kept' | 'fell' | 'lapsed', at = now) => (interval === null ? {} : { ends: { interval, how, at } });
  switch (verdict.kind) {
    case 'stay':
      return [];
    case 'gain': {
      const told = { kind: 'tier.gained', facts: { tier: verdict.to.name } };
      return [{ personId, ...ending('rose'), begins: { tier: verdict.to, gainedBy: 'growth', grown }, tells: [told] }];
    }
    case 'lapse': {
      const told = { kind: 'tier.lapsed', facts: { tier: name } };
      const over: TierMove = { personId, ...ending('lapsed', verdict.at), tells: [told] };
      // Whoever is a member again may have enough for a tier again.
      return [over, ...movesOf(ctx, tiers, personId, { ...facts, interval: null, fallsAt: null, lapsedAt: null })];
    }
    case 'keep':
      if (!own) return [];
      return [
        {
          personId,
          ...ending('kept'),
          begins: { tier: own, gainedBy: 'kept', grown },
          tells: [{ kind: 'tier.kept', facts: { tier: name } }],
        },
      ];
    case 'warn': {
      const { fallsAt, had, needed } = verdict;
      if (interval === null) return [];
      const told = {
        kind: 'tier.warning',
        facts: { tier: name, had: Number(had), needed: Number(needed), fallsAt: new Date(fallsAt).toISOString() },
      };
      return [{ personId, warns: { interval, fallsAt, had, needed }, tells: [told] }];
    }
    case 'recover':
      return interval === null ? [] : [{ personId, calms: { interval }, tells: [{ kind: 'tier.kept', facts: { tier: name } }] }];
    case 'fall': {
      const told =
        verdict.to === null
          ? { kind: 'tier.ended', facts: { tier: name } }
          : { kind: 'tier.lost', facts: { tier: name, to: verdict.to.name } };
      const below: Pick<TierMove, 'begins'> = verdict.to === null ? {} : { begins: { tier: verdict.to, gainedBy: 'fell', grown } };
      return [{ personId, ...ending('fell'), ...below, tells: [told] }];
    }
  }
}
