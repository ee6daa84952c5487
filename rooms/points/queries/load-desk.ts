import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { assert } from '../../../kit/errors/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { parseDay } from '../../../kit/time/index.ts';
import { introducersOf } from '../../relations/index.ts';
import { PointsDesk } from '../commands/points-desk.ts';
import type { CheckIn, Debt, OrderTerms, Spend } from '../model/desk-facts.ts';
import type { Lot, Movement, MovementKind } from '../model/lots.ts';
import type { PointsRule, Rate } from '../model/rule.ts';
import type { LotRow } from '../schema.ts';
import { rulesById } from './rules.ts';

/** What a batch does about points. */
export interface DeskAsk {
  /** buyers of new orders */
  readonly buyers: readonly Uuid[];
  /** whose tier is in force, and which: asked only where the rule knows tiers */
  readonly tiersOf?: (personIds: readonly Uuid[]) => Promise<ReadonlyMap<Uuid, string>>;
  /** of those, who spends points; and whose points are corrected or checked in */
  readonly spenders: readonly Uuid[];
  /** orders that are there */
  readonly orderIds: readonly Uuid[];
  /** who bought them */
  readonly owners: readonly Uuid[];
  /** whether anything is given back or called off: then everything its people have is looked at */
  readonly isBack: boolean;
  readonly paidBefore: ReadonlySet<Uuid>;
  /** whoever checks in */
  readonly visitors: readonly Uuid[];
  /** how many lots whose time is over to take in */
  readonly expiring: number;
}

/** Reads the points a batch may touch, set by set: the number of statements does not grow with it. */
export async function loadPointsDesk(ctx: Ctx, rule: PointsRule, ask: DeskAsk): Promise<PointsDesk> {
  const [terms, earnings, spends, referrers, checkIns, tierOf] = await Promise.all([
    termsOf(ctx, ask.orderIds),
    earningsOf(ctx, ask.orderIds),
    spendsOf(ctx, ask.orderIds),
    rule.friendPoints > 0n ? introducersOf(ctx, ask.buyers) : new Map<Uuid, Uuid>(),
    lastCheckIns(ctx, ask.visitors),
    ask.tiersOf && ask.buyers.length > 0 && rule.times.some((one) => one.tier !== null) ? ask.tiersOf(ask.buyers) : new Map<Uuid, string>(),
  ]);
  const near = await lotsOfOrders(ctx, ask.orderIds, [...new Set(spends.map((spend) => spend.lotId))]);
  const rewarded = [...terms.values()].flatMap((one) => one.referrerId ?? []);
  const people = [
    ...new Set([...ask.buyers, ...ask.spenders, ...ask.owners, ...ask.visitors, ...rewarded, ...near.map((lot) => lot.personId)]),
  ];
  const debts = await openDebts(ctx, people);
  const whole = [...new Set([...ask.spenders, ...debts.map((debt) => debt.personId), ...(ask.isBack ? people : [])])];
  const [open, due] = await Promise.all([openLots(ctx, whole), ask.expiring > 0 ? dueLots(ctx, ask.expiring) : []]);
  const lots = new Map([...due, ...open, ...near].map((lot) => [lot.lotId, lot]));
  return new PointsDesk(
    {
      rule,
      terms,
      earnings,
      lots: [...lots.values()],
      spends,
      debts,
      referrers,
      tiers: tierOf,
      paidBefore: ask.paidBefore,
      checkIns,
    },
    ctx.zone,
  );
}

/** What orders fixed about points; whoever introduced the buyer is answered by who absorbed their record. */
export async function termsOf(ctx: Ctx, orderIds: readonly Uuid[]): Promise<Map<Uuid, OrderTerms>> {
  if (orderIds.length === 0) return new Map();
  const rows = await ctx.sql.anew<{
    order_id: Uuid;
    rule_id: Uuid;
    tier: string | null;
    hold_days: number;
    referrer_id: Uuid | null;
    growth: bigint;
  }>`
    SELECT terms.order_id, terms.rule_id, terms.tier, terms.hold_days, coalesce(person.merged_into, terms.referrer_id) AS referrer_id, terms.growth
      FROM points.order_terms AS terms
      LEFT JOIN relations.person AS person ON person.tenant_id = ${ctx.tenantId} AND person.person_id = terms.referrer_id
     WHERE terms.tenant_id = ${ctx.tenantId} AND terms.order_id = ANY(${plainArray(orderIds)}::uuid[])`;
  const rules = await rulesById(
    ctx,
    rows.map((row) => row.rule_id),
  );
  return new Map(
    rows.map((row) => {
      const rule = rules.get(row.rule_id);
      assert(rule, 'the rule of an order is there');
      const { tier, hold_days: holdDays, referrer_id: referrerId, growth } = row;
      return [row.order_id, { orderId: row.order_id, rule, tier, holdDays, referrerId, growth }];
    }),
  );
}

export async function earningsOf(ctx: Ctx, orderIds: readonly Uuid[]): Promise<Map<Uuid, Map<number, Rate>>> {
  const found = new Map<Uuid, Map<number, Rate>>();
  if (orderIds.length === 0) return found;
  const rows = await ctx.sql.anew<{ order_id: Uuid; line: number; rate_points: bigint; rate_amount: bigint }>`
    SELECT earning.order_id, earning.line, earning.rate_points, earning.rate_amount
      FROM points.earning AS earning
     WHERE earning.tenant_id = ${ctx.tenantId} AND earning.order_id = ANY(${plainArray(orderIds)}::uuid[])`;
  for (const row of rows) {
    const rates = found.get(row.order_id) ?? new Map<number, Rate>();
    rates.set(row.line, { points: row.rate_points, amount: row.rate_amount });
    found.set(row.order_id, rates);
  }
  return found;
}

/** What orders take from lots, in the order lots are made. */
export async function spendsOf(ctx: Ctx, orderIds: readonly Uuid[]): Promise<Spend[]> {
  if (orderIds.length === 0) return [];
  const rows = await ctx.sql.anew<{
    order_id: Uuid;
    lot_id: Uuid;
    points: bigint;
    amount: bigint;
    returned: bigint;
    state: Spend['state'];
  }>`
    SELECT spend.order_id, spend.lot_id, spend.points, spend.amount, spend.returned, spend.state
      FROM points.spend AS spend
     WHERE spend.tenant_id = ${ctx.tenantId} AND spend.order_id = ANY(${plainArray(orderIds)}::uuid[])
     ORDER BY spend.order_id, spend.lot_id`;
  return rows.map(({ order_id: orderId, lot_id: lotId, points, amount, returned, state }) => ({
    orderId,
    lotId,
    points,
    amount,
    returned,
    state,
  }));
}

/** Lots that came with these orders, and others by their ids. */
export async function lotsOfOrders(ctx: Ctx, orderIds: readonly Uuid[], lotIds: readonly Uuid[]): Promise<Lot[]> {
  if (orderIds.length === 0 && lotIds.length === 0) return [];
  const rows = await ctx.sql.anew<LotRow>`
    SELECT lot.lot_id, lot.person_id, lot.granted_to, lot.source, lot.order_id, lot.line, lot.worth_points, lot.worth_amount, lot.expiry_days,
           lot.granted, lot.points_left, lot.reserved, lot.used, lot.taken_back, lot.owed, lot.moves, lot.granted_at, lot.spendable_at, lot.expires_at,
           lot.case_id, lot.case_outcome
      FROM points.lot AS lot
     WHERE lot.tenant_id = ${ctx.tenantId}
       AND (lot.order_id = ANY(${plainArray(orderIds)}::uuid[]) OR lot.lot_id = ANY(${plainArray(lotIds)}::uuid[]))`;
  return rows.map(lotFrom);
}

/** Rewards that a case holds. */
export async function lotsOfCase(ctx: Ctx, caseId: Uuid): Promise<Lot[]> {
  const rows = await ctx.sql<LotRow>`
    SELECT lot.lot_id, lot.person_id, lot.granted_to, lot.source, lot.order_id, lot.line, lot.worth_points, lot.worth_amount, lot.expiry_days,
           lot.granted, lot.points_left, lot.reserved, lot.used, lot.taken_back, lot.owed, lot.moves, lot.granted_at, lot.spendable_at, lot.expires_at,
           lot.case_id, lot.case_outcome
      FROM points.lot AS lot
     WHERE lot.tenant_id = ${ctx.tenantId} AND lot.case_id = ${caseId} AND lot.case_outcome IS NULL`;
  return rows.map(lotFrom);
}

/** Everything these people have left. */
export async function openLots(ctx: Ctx, personIds: readonly Uuid[]): Promise<Lot[]> {
  if (personIds.length === 0) return [];
  const rows = await ctx.sql.anew<LotRow>`
    SELECT lot.lot_id, lot.person_id, lot.granted_to, lot.source, lot.order_id, lot.line, lot.worth_points, lot.worth_amount, lot.expiry_days,
           lot.granted, lot.points_left, lot.reserved, lot.used, lot.taken_back, lot.owed, lot.moves, lot.granted_at, lot.spendable_at, lot.expires_at,
           lot.case_id, lot.case_outcome
      FROM points.lot AS lot
     WHERE lot.tenant_id = ${ctx.tenantId} AND lot.person_id = ANY(${plainArray(personIds)}::uuid[]) AND lot.points_left > 0`;
  return rows.map(lotFrom);
}

async function dueLots(ctx: Ctx, limit: number): Promise<Lot[]> {
  const rows = await ctx.sql.anew<LotRow>`
    SELECT lot.lot_id, lot.person_id, lot.granted_to, lot.source, lot.order_id, lot.line, lot.worth_points, lot.worth_amount, lot.expiry_days,
           lot.granted, lot.points_left, lot.reserved, lot.used, lot.taken_back, lot.owed, lot.moves, lot.granted_at, lot.spendable_at, lot.expires_at,
           lot.case_id, lot.case_outcome
      FROM points.lot AS lot
     WHERE lot.tenant_id = ${ctx.tenantId} AND lot.expires_at IS NOT NULL AND lot.expires_at <= ${ctx.now} AND lot.points_left > lot.reserved
     ORDER BY lot.expires_at
     LIMIT ${limit}`;
  return rows.map(lotFrom);
}

/** Whether points are over by the brand's clock. */
export async function hasExpiredPoints(ctx: Ctx): Promise<boolean> {
  const row = await ctx.sql.maybe`
    SELECT 1 AS one
      FROM points.lot AS lot
     WHERE lot.tenant_id = ${ctx.tenantId} AND lot.expires_at IS NOT NULL AND lot.expires_at <= ${ctx.now} AND lot.points_left > lot.reserved
     LIMIT 1`;
  return row !== null;
}

export function lotFrom(row: LotRow): Lot {
  return {
    lotId: row.lot_id,
    personId: row.person_id,
    grantedTo: row.granted_to,
    source: row.source,
    orderId: row.order_id,
    line: row.line,
    worth: { points: BigInt(row.worth_points), amount: row.worth_amount },
    expiryDays: row.expiry_days,
    granted: row.granted,
    grantedAt: row.granted_at.getTime(),
    left: row.points_left,
    reserved: row.reserved,
    used: row.used,
    takenBack: row.taken_back,
    owed: row.owed,
    moves: row.moves,
    spendableAt: row.spendable_at?.getTime() ?? null,
    expiresAt: row.expires_at?.getTime() ?? null,
    caseId: row.case_id,
    caseOutcome: row.case_outcome,
  };
}

/** Everything that happened to these lots, each in its order. */
export async function movementsOfLots(ctx: Ctx, lotIds: readonly Uuid[]): Promise<Movement[]> {
  if (lotIds.length === 0) return [];
  const rows = await ctx.sql.anew<{
    lot_id: Uuid;
    nth: number;
    kind: MovementKind;
    points: bigint;
    left_after: bigint;
    amount: bigint;
    cause_id: Uuid | null;
  }>`
    SELECT movement.lot_id, movement.nth, movement.kind, movement.points, movement.left_after, movement.amount, movement.cause_id
      FROM points.movement AS movement
     WHERE movement.tenant_id = ${ctx.tenantId} AND movement.lot_id = ANY(${plainArray(lotIds)}::uuid[])
     ORDER BY movement.lot_id, movement.nth`;
  return rows.map(({ lot_id: lotId, nth, kind, points, left_after: leftAfter, amount, cause_id: causeId }) => ({
    lotId,
    nth,
    kind,
    points,
    leftAfter,
    amount,
    causeId,
    note: null,
  }));
}

/** What these people owe in points, the oldest first. */
export async function openDebts(ctx: Ctx, personIds: readonly Uuid[]): Promise<Debt[]> {
  if (personIds.length === 0) return [];
  const rows = await ctx.sql.anew<{ debt_id: Uuid; person_id: Uuid; cause_id: Uuid; points: bigint; points_left: bigint }>`
    SELECT debt.debt_id, debt.person_id, debt.cause_id, debt.points, debt.points_left
      FROM points.debt AS debt
     WHERE debt.tenant_id = ${ctx.tenantId} AND debt.person_id = ANY(${plainArray(personIds)}::uuid[]) AND debt.points_left > 0
     ORDER BY debt.debt_id`;
  return rows.map((row) => ({
    debtId: row.debt_id,
    personId: row.person_id,
    causeId: row.cause_id,
    points: row.points,
    left: row.points_left,
  }));
}

/** The latest check-in of each. */
export async function lastCheckIns(ctx: Ctx, personIds: readonly Uuid[]): Promise<Map<Uuid, CheckIn>> {
  if (personIds.length === 0) return new Map();
  const rows = await ctx.sql.anew<{ person_id: Uuid; on_day: string; streak: number; points: bigint }>`
    SELECT DISTINCT ON (check_in.person_id) check_in.person_id, check_in.on_day, check_in.streak, check_in.points
      FROM points.check_in AS check_in
     WHERE check_in.tenant_id = ${ctx.tenantId} AND check_in.person_id = ANY(${plainArray(personIds)}::uuid[])
     ORDER BY check_in.person_id, check_in.on_day DESC`;
  return new Map(
    rows.map((row) => [row.person_id, { personId: row.person_id, day: parseDay(row.on_day), streak: row.streak, points: row.points }]),
  );
}
