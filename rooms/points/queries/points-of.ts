import { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { decodeCursor, pageOf } from '../../../kit/http/index.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import { dayText, parseDay } from '../../../kit/time/index.ts';
import type { CheckIn } from '../model/desk-facts.ts';
import { freeOf, inUseOrder, isExpired, isSpendable, spendableOf, worthOf, type Lot } from '../model/lots.ts';
import { checkInPoints, streakOn } from '../model/rule.ts';
import type { MovementRow } from '../schema.ts';
import type { CheckInReply, MyPoints, PointsLot, PointsMovement } from '../shop-api.ts';
import { growthOf } from './growth.ts';
import { lastCheckIns, openDebts, openLots } from './load-desk.ts';
import { currentRule } from './rules.ts';

const SOON_MS = 30 * 86_400_000;
const WEEK = 7;

/** What somebody has in points: what can be spent, what is coming, what is over when, and the row of days they came by. */
export async function pointsOf(ctx: Ctx, personId: Uuid): Promise<MyPoints> {
  const { currency } = ctx.tenant;
  const now = ctx.now.getTime();
  const [rule, open, debts, growth, week] = await Promise.all([
    currentRule(ctx),
    openLots(ctx, [personId]),
    openDebts(ctx, [personId]),
    growthOf(ctx, [personId]),
    weekOf(ctx, personId),
  ]);
  const lots = open.filter((lot) => !isExpired(lot, now) || lot.reserved > 0n).toSorted(inUseOrder);
  const spendable = lots.filter((lot) => isSpendable(lot, now));
  const coming = lots.filter((lot) => !isSpendable(lot, now) && !isExpired(lot, now));
  const soon = spendable.filter((lot) => lot.expiresAt !== null && lot.expiresAt <= now + SOON_MS);
  const money = (amount: bigint) => moneyJson(amount, currency);
  return {
    isOn: rule?.isOn ?? false,
    balance: `${spendableOf(spendable, now)}`,
    worth: money(spendable.reduce((sum, lot) => sum + worthOf(freeOf(lot), lot.worth), 0n)),
    coming: `${sumOf(coming, freeOf)}`,
    kept: `${sumOf(lots, (lot) => lot.reserved)}`,
    owed: `${debts.reduce((sum, debt) => sum + debt.left, 0n)}`,
    expiringSoon: `${sumOf(soon, freeOf)}`,
    lots: lots.map((lot) => lotReply(ctx, lot)),
    growth: `${growth.get(personId) ?? 0n}`,
    rate: rule === null ? null : { points: Number(rule.worth.points), worth: money(rule.worth.amount) },
    earn: rule?.isOn && rule.earnPoints > 0n ? { points: Number(rule.earnPoints), per: money(rule.earnAmount) } : null,
    mostPpm: rule?.mostPpm ?? null,
    friendPoints: rule?.isOn ? Number(rule.friendPoints) : 0,
    checkIn: {
      isOn: rule !== null && rule.isOn && (rule.checkInPoints > 0n || rule.streaks.length > 0),
      ...standing(week, ctx.today),
      today: `${rule === null ? 0n : todayOf(week, ctx.today, rule)}`,
      streaks: [...(rule?.streaks ?? [])],
      week: Array.from({ length: WEEK }, (_, i) => ctx.today - WEEK + 1 + i).map((day) => ({
        on: dayText(day),
        isDone: week.some((one) => one.day === day),
      })),
    },
  };
}

function standing(week: readonly CheckIn[], today: number): { isDone: boolean; streak: number } {
  const last = week[0];
  return { isDone: last?.day === today, streak: last && last.day >= today - 1 ? last.streak : 0 };
}

function todayOf(week: readonly CheckIn[], today: number, rule: Parameters<typeof checkInPoints>[0]): bigint {
  const last = week[0] ?? null;
  return last?.day === today ? last.points : checkInPoints(rule, streakOn(today, last));
}

/** Check-ins of the last days of the brand, the newest first. */
async function weekOf(ctx: Ctx, personId: Uuid): Promise<CheckIn[]> {
  const rows = await ctx.sql<{ on_day: string; streak: number; points: bigint }>`
    SELECT check_in.on_day, check_in.streak, check_in.points
      FROM points.check_in AS check_in
     WHERE check_in.tenant_id = ${ctx.tenantId} AND check_in.person_id = ${personId} AND check_in.on_day > ${dayText(ctx.today - WEEK)}::date
     ORDER BY check_in.on_day DESC`;
  return rows.map((row) => ({ personId, day: parseDay(row.on_day), streak: row.streak, points: row.points }));
}

/** The last check-in of somebody, as they are told of it. */
export async function checkInReply(ctx: Ctx, personId: Uuid): Promise<CheckInReply | null> {
  const last = (await lastCheckIns(ctx, [personId])).get(personId);
  return last === undefined
    ? null
    : { on: dayText(last.day), streak: last.streak, points: `${last.points}`, nextOn: dayText(Math.max(last.day, ctx.today) + 1) };
}

function lotReply(ctx: Ctx, lot: Lot): PointsLot {
  return {
    id: publicId('pointsLot', lot.lotId),
    source: lot.source,
    order: lot.source === 'order' && lot.orderId !== null ? publicId('order', lot.orderId) : null,
    left: `${lot.left}`,
    kept: `${lot.reserved}`,
    worth: moneyJson(worthOf(lot.left, lot.worth), ctx.tenant.currency),
    grantedAt: new Date(lot.grantedAt).toISOString(),
    spendableAt: lot.spendableAt === null ? null : new Date(lot.spendableAt).toISOString(),
    expiresAt: lot.expiresAt === null ? null : new Date(lot.expiresAt).toISOString(),
    state: isSpendable(lot, ctx.now.getTime()) ? 'spendable' : 'coming',
  };
}

const place = z.tuple([z.iso.datetime(), z.guid(), z.number().int()]);

/** Everything that happened to somebody's points, newest first. */
export async function movementsOf(
  ctx: Ctx,
  personId: Uuid,
  page: { limit: number; cursor?: string | undefined },
): Promise<{ data: PointsMovement[]; next: string | null }> {
  const [at, lotId, nth] = decodeCursor(page.cursor, place) ?? [null, null, null];
  const rows = await ctx.sql.anew<MovementRow>`
    SELECT movement.lot_id, movement.nth, movement.kind, movement.points, movement.amount, movement.cause_id, movement.note, movement.at,
           lot.source, lot.order_id
      FROM points.lot AS lot
      JOIN points.movement AS movement ON movement.tenant_id = ${ctx.tenantId} AND movement.lot_id = lot.lot_id
     WHERE lot.tenant_id = ${ctx.tenantId} AND lot.person_id = ${personId}
       AND (${at}::timestamptz IS NULL OR (movement.at, movement.lot_id, movement.nth) < (${at}::timestamptz, ${lotId}::uuid, ${nth}::int))
     ORDER BY movement.at DESC, movement.lot_id DESC, movement.nth DESC
     LIMIT ${page.limit + 1}`;
  const { shown, next } = pageOf(rows, page.limit, (row) => [row.at.toISOString(), row.lot_id, row.nth]);
  const orders = await ordersBehind(ctx, shown);
  return {
    data: shown.map((row) => ({
      kind: row.kind,
      source: row.source,
      points: `${row.points}`,
      worth: moneyJson(row.amount, ctx.tenant.currency),
      order: orderOf(row, orders),
      note: row.note,
      at: row.at.toISOString(),
    })),
    next,
  };
}

/** The orders that spent what moved. */
async function ordersBehind(ctx: Ctx, rows: readonly MovementRow[]): Promise<ReadonlySet<Uuid>> {
  const causes = rows.flatMap((row) => (row.kind === 'redeemed' && row.cause_id !== null ? [row.cause_id] : []));
  if (causes.length === 0) return new Set();
  const found = await ctx.sql<{ order_id: Uuid }>`
    SELECT DISTINCT spend.order_id FROM points.spend AS spend
     WHERE spend.tenant_id = ${ctx.tenantId} AND spend.order_id = ANY(${plainArray(causes)}::uuid[])`;
  return new Set(found.map((row) => row.order_id));
}

// What became of a friend's order is the friend's affair.
function orderOf(row: MovementRow, spent: ReadonlySet<Uuid>): string | null {
  if (row.kind === 'redeemed' && row.cause_id !== null && spent.has(row.cause_id)) return publicId('order', row.cause_id);
  return row.source === 'order' && row.order_id !== null ? publicId('order', row.order_id) : null;
}

function sumOf(lots: readonly Lot[], of: (lot: Lot) => bigint): bigint {
  return lots.reduce((sum, lot) => sum + of(lot), 0n);
}
