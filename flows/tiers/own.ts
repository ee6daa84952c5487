import type { Ctx } from '../../kit/ctx.ts';
import { publicId, type Uuid } from '../../kit/ids/index.ts';
import { moneyJson } from '../../kit/money/index.ts';
import type { OwnMembershipJson, PrivilegeShelfJson, TierHistoryJson } from '../../rooms/membership/api.ts';
import {
  bestOf,
  growsFrom,
  heldBy,
  holderNames,
  holdingsOf,
  isInForce,
  lapsedAt,
  listDesigns,
  loadCards,
  paidForItself,
  rankedTiers,
  standingPrivileges,
  standingTiers,
  tierHistoryOf,
  tiersInForce,
  walletOf,
  type Tier,
} from '../../rooms/membership/index.ts';
import { savedByPrices } from '../../rooms/orders/index.ts';
import { currentRule, growthAfter, growthOf, type PointsRule } from '../../rooms/points/index.ts';
import { priceGaps } from './standing.ts';

const ONE = 1_000_000;
/** What own prices saved is told of so many days. */
const SAVED_DAYS = 90;
const DAY_MS = 86_400_000;

const idOf = (tier: Tier): string => publicId('tier', tier.tierId);
const refOf = (tier: Tier) => ({ id: idOf(tier), name: tier.name });

async function rollingGrowth(ctx: Ctx, personId: Uuid): Promise<bigint> {
  return (await growthOf(ctx, [personId], { since: new Date(growsFrom(ctx.today, ctx.zone)) })).get(personId) ?? 0n;
}

/** How many times points count for a tier, whatever is bought. */
function timesOf(rule: PointsRule | null, tier: string | null): number {
  if (!rule?.isOn || tier === null) return ONE;
  return rule.times.find((one) => one.tier === tier && one.ladderRole === null)?.timesPpm ?? ONE;
}

/** The tiers somebody stood in, for whoever looks after them. */
export async function tierHistory(ctx: Ctx, personId: Uuid): Promise<TierHistoryJson> {
  const held = (await tiersInForce(ctx, [personId])).get(personId);
  const data = await tierHistoryOf(ctx, personId);
  return {
    data,
    inForce: data.find((one) => one.to === null && one.tier.id === held)?.tier ?? null,
    growth: `${await rollingGrowth(ctx, personId)}`,
  };
}

/** Everything members get, for whoever is none, and what of it a visitor has. */
export async function privilegeShelf(ctx: Ctx, personId: Uuid | null): Promise<PrivilegeShelfJson> {
  const [tiers, privileges, rule] = [await rankedTiers(ctx), await standingPrivileges(ctx), await currentRule(ctx)];
  const [names, gaps] = [await holderNames(ctx, privileges), await priceGaps(ctx, tiers.map(idOf))];
  const holdings = personId === null ? new Set<Uuid>() : await holdingsOf(ctx, personId);
  const tier = personId === null ? undefined : (await tiersInForce(ctx, [personId])).get(personId);
  const own = tiers.find((one) => idOf(one) === tier);
  const [card] = (await listDesigns(ctx, { limit: 1, onSale: true })).data;
  return {
    isMember: holdings.size > 0,
    tier: own ? refOf(own) : null,
    tiers: tiers.map((one) => ({
      ...refOf(one),
      reach: `${one.reach}`,
      timesPpm: timesOf(rule, idOf(one)),
      hasPrices: (gaps.find((gap) => gap.tier === idOf(one))?.cheaper ?? 0) > 0,
    })),
    cheaper: gaps.find((gap) => gap.tier === null)?.cheaper ?? 0,
    data: privileges.map((privilege) => ({
      id: publicId('privilege', privilege.privilegeId),
      name: privilege.name,
      kind: privilege.kind,
      about: privilege.about,
      acts: privilege.acts,
      by: privilege.cells.map((cell) => ({ holder: cell.holder, name: names.get(cell.holderId) ?? '', cap: cell.cap })),
      isMine: bestOf(privilege, holdings) !== null,
    })),
    card: card ? { product: card.product.id, name: card.product.name, price: card.price } : null,
  };
}

/** A member's own standing: tier, growth to the next, privileges, what lapsing loses, and the day their card has paid for itself. */
export async function ownMembership(ctx: Ctx, personId: Uuid): Promise<OwnMembershipJson> {
  const now = ctx.now.getTime();
  const [tiers, standing, cards, rule] = [
    await rankedTiers(ctx),
    (await standingTiers(ctx, [personId])).get(personId),
    await loadCards(ctx, { personIds: [personId] }),
    await currentRule(ctx),
  ];
  const interval = standing?.interval;
  const own = tiers.find((tier) => tier.tierId === interval?.tierId);
  const isOn = interval !== undefined && isInForce(interval, cards, now);
  const growth = await rollingGrowth(ctx, personId);
  const since = interval ? ((await growthAfter(ctx, [{ personId, after: interval.from }])).get(personId) ?? 0n) : 0n;
  const tier = own && isOn ? own : null;
  const next = tiers.find((one) => one.reach > (tier?.reach ?? 0n));
  const timesPpm = timesOf(rule, tier && idOf(tier));
  const privileges = await heldBy(ctx, personId);
  const until = own && !isOn && interval ? lapsedAt(interval, cards, now) : null;
  return {
    tier:
      tier && interval
        ? { ...refOf(tier), validUntil: new Date(interval.validUntil).toISOString(), keep: `${interval.keepRule}`, since: `${since}` }
        : null,
    sleeping: own && until !== null && until > now ? { ...refOf(own), until: new Date(until).toISOString() } : null,
    fallsAt: standing?.fallsAt == null ? null : new Date(standing.fallsAt).toISOString(),
    growth: `${growth}`,
    next: next ? { ...refOf(next), reach: `${next.reach}`, missing: `${next.reach > growth ? next.reach - growth : 0n}` } : null,
    timesPpm,
    privileges,
    nextPrivileges: next ? await nextOf(ctx, next, new Set(privileges.map((one) => one.id))) : [],
    lapse: await lapseOf(ctx, personId, { tier, timesPpm, privileges: privileges.map((one) => one.name) }),
    paidForItself: await paidForItself(ctx, personId),
  };
}

async function nextOf(ctx: Ctx, next: Tier, has: ReadonlySet<string>): Promise<OwnMembershipJson['nextPrivileges']> {
  return (await standingPrivileges(ctx))
    .filter((one) => !has.has(publicId('privilege', one.privilegeId)) && one.cells.some((cell) => cell.holderId === next.tierId))
    .map(({ name, about }) => ({ name, about }));
}

/** What is gone when the last of somebody's cards is over; null where none runs or one never ends. */
async function lapseOf(
  ctx: Ctx,
  personId: Uuid,
  has: { tier: Tier | null; timesPpm: number; privileges: readonly string[] },
): Promise<OwnMembershipJson['lapse']> {
  const wallet = await walletOf(ctx, personId);
  const carried = wallet.cards.filter((card) => card.state !== 'expired');
  const last = carried.filter((card) => card.to !== null).toSorted((a, b) => ((a.to ?? '') < (b.to ?? '') ? 1 : -1))[0];
  if (!last?.to || carried.some((card) => card.to === null) || !carried.some((card) => card.state === 'active')) return null;
  const from = new Date(ctx.now.getTime() - SAVED_DAYS * DAY_MS);
  const { saved, orders } = await savedByPrices(ctx, personId, from);
  return {
    at: last.to,
    daysLeft: Math.max(0, ctx.zone.dayOf(Date.parse(last.to)) - ctx.today),
    saved: moneyJson(saved, ctx.tenant.currency),
    savedDays: SAVED_DAYS,
    orders,
    timesPpm: has.timesPpm,
    unitsLeft: carried.reduce((sum, card) => sum + card.left, 0),
    tier: has.tier ? refOf(has.tier) : null,
    privileges: [...has.privileges],
    product: last.product,
    card: last.name,
  };
}
