import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { DomainError } from '../../../kit/errors/index.ts';
import { parseId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import { dayText } from '../../../kit/time/index.ts';
import { stateAt } from '../model/card.ts';
import { bestOf, monthOf, usePpm, USE_DAYS, type Cell, type Privilege } from '../model/privilege.ts';
import type { HeldPrivilegeJson, PrivilegeJson, PrivilegeMatrixJson } from '../privilege-api.ts';
import { loadCards } from './cards.ts';
import { goodsOf } from './redemptions.ts';
import { rankedTiers, tiersInForce } from './tiers.ts';

/** The privileges of the brand with who has them, the oldest first. */
export async function standingPrivileges(ctx: Ctx): Promise<Privilege[]> {
  const rows = await ctx.sql<{
    privilege_id: Uuid;
    name: string;
    kind: Privilege['kind'];
    about: string | null;
    acts: Privilege['acts'];
    created_at: Date;
  }>`
    SELECT privilege.privilege_id, privilege.name, privilege.kind, privilege.about, privilege.acts, privilege.created_at
      FROM membership.privilege AS privilege
     WHERE privilege.tenant_id = ${ctx.tenantId} AND privilege.ended_at IS NULL
     ORDER BY privilege.created_at, privilege.privilege_id`;
  if (rows.length === 0) return [];
  const cells = await ctx.sql<{ privilege_id: Uuid; holder_id: Uuid; holder: Cell['holder']; cap: number | null; unit_cost: bigint }>`
    SELECT privilege_cell.privilege_id, privilege_cell.holder_id, privilege_cell.holder, privilege_cell.cap, privilege_cell.unit_cost
      FROM membership.privilege_cell AS privilege_cell
     WHERE privilege_cell.tenant_id = ${ctx.tenantId}
       AND privilege_cell.privilege_id = ANY(${plainArray(rows.map((row) => row.privilege_id))}::uuid[])`;
  const byPrivilege = Map.groupBy(cells, (cell) => cell.privilege_id);
  return rows.map((row) => ({
    privilegeId: row.privilege_id,
    name: row.name,
    kind: row.kind,
    about: row.about,
    acts: row.acts,
    since: row.created_at.getTime(),
    cells: (byPrivilege.get(row.privilege_id) ?? []).map((cell) => ({
      holder: cell.holder,
      holderId: cell.holder_id,
      cap: cell.cap,
      unitCost: cell.unit_cost,
    })),
  }));
}

/** A privilege as it stands. @throws `privilege.notFound` */
export async function findPrivilege(ctx: Ctx, id: string): Promise<Privilege> {
  const privilegeId = parseId('privilege', id);
  const found = privilegeId === null ? undefined : (await standingPrivileges(ctx)).find((one) => one.privilegeId === privilegeId);
  if (!found) throw new DomainError('privilege.notFound');
  return found;
}

/** By what somebody has privileges now: their tier in force, and the cards of theirs that run. */
export async function holdingsOf(ctx: Ctx, personId: Uuid): Promise<Set<Uuid>> {
  const tier = (await tiersInForce(ctx, [personId])).get(personId);
  const at = ctx.now.getTime();
  const cards = (await loadCards(ctx, { personIds: [personId] })).filter((card) => stateAt(card, at) === 'active');
  const tierId = tier === undefined ? null : parseId('tier', tier);
  return new Set([...(tierId === null ? [] : [tierId]), ...cards.map((card) => card.designId)]);
}

/** How often somebody used privileges this month, and today; what was taken back is no use. */
export async function usedThisMonth(ctx: Ctx, personId: Uuid): Promise<Map<Uuid, { month: number; today: number }>> {
  const midnight = new Date(ctx.zone.startOf(ctx.today));
  const rows = await ctx.sql<{ privilege_id: Uuid; uses: number; today: number }>`
    SELECT privilege_use.privilege_id, count(*)::int AS uses,
           (count(*) FILTER (WHERE privilege_use.used_at >= ${midnight}))::int AS today
      FROM membership.privilege_use AS privilege_use
     WHERE privilege_use.tenant_id = ${ctx.tenantId} AND privilege_use.person_id = ${personId}
       AND privilege_use.month = ${dayText(monthOf(ctx.today))}::date AND privilege_use.undone_at IS NULL
     GROUP BY privilege_use.privilege_id`;
  return new Map(rows.map((row) => [row.privilege_id, { month: row.uses, today: row.today }]));
}

/** What somebody has now, with what of it is left this month. */
export async function heldBy(ctx: Ctx, personId: Uuid): Promise<HeldPrivilegeJson[]> {
  const privileges = await standingPrivileges(ctx);
  if (privileges.length === 0) return [];
  const [holdings, used, names] = [await holdingsOf(ctx, personId), await usedThisMonth(ctx, personId), await holderNames(ctx, privileges)];
  return privileges.flatMap((privilege) => {
    const best = bestOf(privilege, holdings);
    if (best === null) return [];
    const { month: uses, today } = used.get(privilege.privilegeId) ?? { month: 0, today: 0 };
    return [
      {
        id: publicId('privilege', privilege.privilegeId),
        name: privilege.name,
        kind: privilege.kind,
        about: privilege.about,
        acts: privilege.acts,
        by: privilege.cells.flatMap((cell) => (holdings.has(cell.holderId) ? (names.get(cell.holderId) ?? []) : [])),
        cap: best.cap,
        used: uses,
        left: best.cap === null ? null : Math.max(0, best.cap - uses),
        today,
      },
    ];
  });
}

/** What tiers and cards are called. */
export async function holderNames(ctx: Ctx, privileges: readonly Privilege[]): Promise<Map<Uuid, string>> {
  const designs = await cardHolders(
    ctx,
    privileges.flatMap((one) => one.cells.flatMap((cell) => (cell.holder === 'card' ? [cell.holderId] : []))),
  );
  return new Map([
    ...(await rankedTiers(ctx)).map((tier) => [tier.tierId, tier.name] as const),
    ...designs.map((design) => [design.designId, design.name] as const),
  ]);
}

/** Cards that can give privileges: those on sale, and those named. */
export async function cardHolders(
  ctx: Ctx,
  named: readonly Uuid[] = [],
): Promise<{ designId: Uuid; productId: Uuid; name: string; isOnSale: boolean }[]> {
  const rows = await ctx.sql<{ design_id: Uuid; product_id: Uuid; on_sale: boolean }>`
    SELECT design.design_id, design.product_id, design.on_sale
      FROM membership.design AS design
     WHERE design.tenant_id = ${ctx.tenantId} AND (design.on_sale OR design.design_id = ANY(${plainArray(named)}::uuid[]))
     ORDER BY design.design_id`;
  const goods = await goodsOf(
    ctx,
    rows.map((row) => row.product_id),
  );
  return rows.map((row) => ({
    designId: row.design_id,
    productId: row.product_id,
    name: goods.get(row.product_id)?.name ?? '',
    isOnSale: row.on_sale,
  }));
}

/** How many people have a card that runs: in all, by card, and by the tier they stand in. */
export async function memberCounts(ctx: Ctx): Promise<{ all: number; by: Map<Uuid, number> }> {
  const rows = await ctx.sql<{ holder_id: Uuid | null; members: number }>`
    WITH active AS (
      SELECT card.person_id, card.design_id
        FROM membership.card AS card
       WHERE card.tenant_id = ${ctx.tenantId} AND card.from_at <= ${ctx.now} AND (card.to_at IS NULL OR card.to_at > ${ctx.now})
         AND card.ended_at IS NULL AND card.frozen_on IS NULL)
    SELECT NULL::uuid AS holder_id, count(DISTINCT active.person_id)::int AS members FROM active
     UNION ALL
    SELECT active.design_id, count(DISTINCT active.person_id)::int FROM active GROUP BY active.design_id
     UNION ALL
    SELECT tier_interval.tier_id, count(*)::int
      FROM membership.tier_interval AS tier_interval
     WHERE tier_interval.tenant_id = ${ctx.tenantId} AND tier_interval.to_at IS NULL
       AND EXISTS (SELECT 1 FROM active WHERE active.person_id = tier_interval.person_id)
     GROUP BY tier_interval.tier_id`;
  return {
    all: rows.find((row) => row.holder_id === null)?.members ?? 0,
    by: new Map(rows.flatMap((row) => (row.holder_id === null ? [] : [[row.holder_id, row.members] as const]))),
  };
}

/** How many people have each of some privileges, by whatever they have it: whoever has a tier and a card is one. */
export async function membersOf(ctx: Ctx, privileges: readonly Privilege[]): Promise<Map<Uuid, number>> {
  if (privileges.length === 0) return new Map();
  const rows = await ctx.sql<{ privilege_id: Uuid; members: number }>`
    WITH active AS (
      SELECT card.person_id, card.design_id
        FROM membership.card AS card
       WHERE card.tenant_id = ${ctx.tenantId} AND card.from_at <= ${ctx.now} AND (card.to_at IS NULL OR card.to_at > ${ctx.now})
         AND card.ended_at IS NULL AND card.frozen_on IS NULL),
    holding AS (
      SELECT active.person_id, active.design_id AS holder_id FROM active
       UNION
      SELECT tier_interval.person_id, tier_interval.tier_id
        FROM membership.tier_interval AS tier_interval
       WHERE tier_interval.tenant_id = ${ctx.tenantId} AND tier_interval.to_at IS NULL
         AND EXISTS (SELECT 1 FROM active WHERE active.person_id = tier_interval.person_id))
    SELECT privilege_cell.privilege_id, count(DISTINCT holding.person_id)::int AS members
      FROM membership.privilege_cell AS privilege_cell
      JOIN holding ON holding.holder_id = privilege_cell.holder_id
     WHERE privilege_cell.tenant_id = ${ctx.tenantId}
       AND privilege_cell.privilege_id = ANY(${plainArray(privileges.map((one) => one.privilegeId))}::uuid[])
     GROUP BY privilege_cell.privilege_id`;
  return new Map(rows.map((row) => [row.privilege_id, row.members]));
}

/** The privileges people give, with the use of the last thirty days and what is wrong with it. */
export async function privilegeReplies(
  ctx: Ctx,
  { all, by }: { all: number; by: ReadonlyMap<Uuid, number> },
): Promise<Pick<PrivilegeMatrixJson, 'tiers' | 'cards' | 'data' | 'days' | 'members'>> {
  const privileges = await standingPrivileges(ctx);
  const [tiers, cards, names] = [await rankedTiers(ctx), await cardHolders(ctx), await holderNames(ctx, privileges)];
  const since = new Date(ctx.zone.startOf(ctx.today + 1 - USE_DAYS));
  const members = await membersOf(ctx, privileges);
  // The row without a holder counts everybody once, by whatever they have it.
  const uses = await ctx.sql<{ privilege_id: Uuid; holder_id: Uuid | null; uses: number; users: number; cost: bigint }>`
    SELECT privilege_use.privilege_id, privilege_use.holder_id, count(*)::int AS uses, count(DISTINCT privilege_use.person_id)::int AS users,
           sum(privilege_use.unit_cost)::bigint AS cost
      FROM membership.privilege_use AS privilege_use
     WHERE privilege_use.tenant_id = ${ctx.tenantId} AND privilege_use.used_at >= ${since} AND privilege_use.undone_at IS NULL
     GROUP BY GROUPING SETS ((privilege_use.privilege_id, privilege_use.holder_id), (privilege_use.privilege_id))`;
  const money = (amount: bigint) => moneyJson(amount, ctx.tenant.currency);
  const data = privileges.map((privilege): PrivilegeJson => {
    const cells = privilege.cells.map((cell) => {
      const used = uses.find((row) => row.privilege_id === privilege.privilegeId && row.holder_id === cell.holderId);
      const having = by.get(cell.holderId) ?? 0;
      const users = used?.users ?? 0;
      return {
        holder: cell.holder,
        id: publicId(cell.holder === 'tier' ? 'tier' : 'cardDesign', cell.holderId),
        name: names.get(cell.holderId) ?? '',
        cap: cell.cap,
        unitCost: money(cell.unitCost),
        members: having,
        users,
        usePpm: usePpm(users, having),
        uses: used?.uses ?? 0,
        cost: money(used?.cost ?? 0n),
      };
    });
    const everybody = members.get(privilege.privilegeId) ?? 0;
    const users = uses.find((row) => row.privilege_id === privilege.privilegeId && row.holder_id === null)?.users ?? 0;
    const ppm = usePpm(users, everybody);
    const isOld = privilege.since <= ctx.now.getTime() - USE_DAYS * 86_400_000;
    return {
      id: publicId('privilege', privilege.privilegeId),
      name: privilege.name,
      kind: privilege.kind,
      about: privilege.about,
      acts: privilege.acts,
      since: new Date(privilege.since).toISOString(),
      cells,
      members: everybody,
      users,
      usePpm: ppm,
      cost: money(cells.reduce((sum, cell) => sum + BigInt(cell.cost.amount), 0n)),
      alarm: isOld && ppm !== null && ppm < 200_000 ? 'unused' : null,
    };
  });
  return {
    days: USE_DAYS,
    members: all,
    tiers: tiers.map((tier) => ({ id: publicId('tier', tier.tierId), name: tier.name, members: by.get(tier.tierId) ?? 0 })),
    cards: cards.map((card) => ({ id: publicId('cardDesign', card.designId), name: card.name, members: by.get(card.designId) ?? 0 })),
    data,
  };
}
