import type { Ctx } from '../../../kit/ctx.ts';
import { instants, int4s, int8s, texts, uuids } from '../../../kit/db/arrays.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { assert } from '../../../kit/errors/index.ts';
import { newId } from '../../../kit/ids/index.ts';
import { dayText, monthOf } from '../../../kit/time/index.ts';
import { announceBudget } from '../events.ts';
import type { Lot } from '../model/lots.ts';
import type { PointsDesk } from './points-desk.ts';

/** Writes what a desk decided, one statement per table. The caller holds the lane and has posted what it said. */
export async function writePoints(ctx: Ctx, desk: PointsDesk): Promise<void> {
  await insertTerms(ctx, desk);
  await insertLots(ctx, [...desk.newLots]);
  await updateLots(ctx, [...desk.changedLots]);
  await insertMovements(ctx, desk);
  await writeSpends(ctx, desk);
  await writeDebts(ctx, desk);
  await insertCheckIns(ctx, desk);
  await insertGrowth(ctx, desk);
  await countMonth(ctx, desk);
}

async function insertTerms(ctx: Ctx, { newTerms, changedTerms, newEarnings }: PointsDesk): Promise<void> {
  if (newTerms.length > 0) {
    await ctx.sql.put`
      INSERT INTO points.order_terms (tenant_id, order_id, rule_id, tier, hold_days, referrer_id, growth)
      SELECT ${ctx.tenantId}, fresh.order_id, fresh.rule_id, fresh.tier, fresh.hold_days, fresh.referrer_id, fresh.growth
        FROM unnest(${uuids(newTerms, (row) => row.orderId)}::uuid[], ${uuids(newTerms, (row) => row.rule.ruleId)}::uuid[],
                    ${texts(newTerms, (row) => row.tier)}::text[], ${int4s(newTerms, (row) => row.holdDays)}::int[],
                    ${uuids(newTerms, (row) => row.referrerId)}::uuid[], ${int8s(newTerms, (row) => row.growth)}::bigint[])
             AS fresh (order_id, rule_id, tier, hold_days, referrer_id, growth)`;
  }
  if (newEarnings.length > 0) {
    await ctx.sql.put`
      INSERT INTO points.earning (tenant_id, order_id, line, rate_points, rate_amount)
      SELECT ${ctx.tenantId}, fresh.order_id, fresh.line, fresh.rate_points, fresh.rate_amount
        FROM unnest(${uuids(newEarnings, (row) => row.orderId)}::uuid[], ${int4s(newEarnings, (row) => row.line)}::int[],
                    ${int8s(newEarnings, (row) => row.rate.points)}::bigint[], ${int8s(newEarnings, (row) => row.rate.amount)}::bigint[])
             AS fresh (order_id, line, rate_points, rate_amount)`;
  }
  const changed = [...changedTerms].filter((row) => !newTerms.includes(row));
  if (changed.length === 0) return;
  const ids = uuids(changed, (row) => row.orderId);
  await ctx.sql.exec`
    UPDATE points.order_terms AS terms
       SET growth = changed.growth
      FROM unnest(${ids}::uuid[], ${int8s(changed, (row) => row.growth)}::bigint[]) AS changed (order_id, growth)
     WHERE terms.tenant_id = ${ctx.tenantId} AND terms.order_id = changed.order_id AND terms.order_id = ANY(${ids}::uuid[])`;
}

async function insertLots(ctx: Ctx, lots: readonly Lot[]): Promise<void> {
  if (lots.length === 0) return;
  await ctx.sql.put`
    INSERT INTO points.lot (tenant_id, lot_id, person_id, granted_to, source, order_id, line, worth_points, worth_amount, expiry_days, granted,
                            points_left, reserved, used, taken_back, owed, moves, granted_at, spendable_at, expires_at,
                            case_id)
    SELECT ${ctx.tenantId}, fresh.lot_id, fresh.person_id, fresh.granted_to, fresh.source, fresh.order_id, fresh.line, fresh.worth_points,
           fresh.worth_amount, fresh.expiry_days, fresh.granted, fresh.points_left, fresh.reserved, fresh.used, fresh.taken_back, fresh.owed,
           fresh.moves, fresh.granted_at, fresh.spendable_at, fresh.expires_at, fresh.case_id
      FROM unnest(${uuids(lots, (lot) => lot.lotId)}::uuid[], ${uuids(lots, (lot) => lot.personId)}::uuid[],
                  ${uuids(lots, (lot) => lot.grantedTo)}::uuid[], ${texts(lots, (lot) => lot.source)}::text[],
                  ${uuids(lots, (lot) => lot.orderId)}::uuid[], ${int4s(lots, (lot) => lot.line)}::int[],
                  ${int4s(lots, (lot) => Number(lot.worth.points))}::int[], ${int8s(lots, (lot) => lot.worth.amount)}::bigint[],
                  ${int4s(lots, (lot) => lot.expiryDays)}::int[], ${int8s(lots, (lot) => lot.granted)}::bigint[],
                  ${int8s(lots, (lot) => lot.left)}::bigint[], ${int8s(lots, (lot) => lot.reserved)}::bigint[],
                  ${int8s(lots, (lot) => lot.used)}::bigint[], ${int8s(lots, (lot) => lot.takenBack)}::bigint[],
                  ${int8s(lots, (lot) => lot.owed)}::bigint[], ${int4s(lots, (lot) => lot.moves)}::int[],
                  ${instants(lots, (lot) => lot.grantedAt)}::timestamptz[], ${instants(lots, (lot) => lot.spendableAt)}::timestamptz[],
                  ${instants(lots, (lot) => lot.expiresAt)}::timestamptz[], ${uuids(lots, (lot) => lot.caseId)}::uuid[])
           AS fresh (lot_id, person_id, granted_to, source, order_id, line, worth_points, worth_amount, expiry_days, granted, points_left,
                     reserved, used, taken_back, owed, moves, granted_at, spendable_at, expires_at, case_id)`;
}

async function updateLots(ctx: Ctx, lots: readonly Lot[]): Promise<void> {
  if (lots.length === 0) return;
  const ids = uuids(lots, (lot) => lot.lotId);
  const written = await ctx.sql.exec`
    UPDATE points.lot AS lot
       SET points_left = changed.points_left, reserved = changed.reserved, used = changed.used, taken_back = changed.taken_back,
           owed = changed.owed, moves = changed.moves, spendable_at = changed.spendable_at, expires_at = changed.expires_at,
           case_outcome = changed.case_outcome
      FROM unnest(${ids}::uuid[], ${int8s(lots, (lot) => lot.left)}::bigint[], ${int8s(lots, (lot) => lot.reserved)}::bigint[],
                  ${int8s(lots, (lot) => lot.used)}::bigint[], ${int8s(lots, (lot) => lot.takenBack)}::bigint[],
                  ${int8s(lots, (lot) => lot.owed)}::bigint[], ${int4s(lots, (lot) => lot.moves)}::int[],
                  ${instants(lots, (lot) => lot.spendableAt)}::timestamptz[], ${instants(lots, (lot) => lot.expiresAt)}::timestamptz[],
                  ${texts(lots, (lot) => lot.caseOutcome)}::text[])
             AS changed (lot_id, points_left, reserved, used, taken_back, owed, moves, spendable_at, expires_at, case_outcome)
     WHERE lot.tenant_id = ${ctx.tenantId} AND lot.lot_id = changed.lot_id AND lot.lot_id = ANY(${ids}::uuid[])`;
  assert(written === lots.length, 'every lot that moves is there');
}

async function insertMovements(ctx: Ctx, { movements }: PointsDesk): Promise<void> {
  if (movements.length === 0) return;
  await ctx.sql.put`
    INSERT INTO points.movement (tenant_id, lot_id, nth, kind, points, left_after, amount, cause_id, note, at, recorded_at)
    SELECT ${ctx.tenantId}, fresh.lot_id, fresh.nth, fresh.kind, fresh.points, fresh.left_after, fresh.amount, fresh.cause_id, fresh.note,
           ${ctx.now}, ${ctx.recordedAt}
      FROM unnest(${uuids(movements, (row) => row.lotId)}::uuid[], ${int4s(movements, (row) => row.nth)}::int[],
                  ${texts(movements, (row) => row.kind)}::text[], ${int8s(movements, (row) => row.points)}::bigint[],
                  ${int8s(movements, (row) => row.leftAfter)}::bigint[], ${int8s(movements, (row) => row.amount)}::bigint[],
                  ${uuids(movements, (row) => row.causeId)}::uuid[], ${texts(movements, (row) => row.note)}::text[])
           AS fresh (lot_id, nth, kind, points, left_after, amount, cause_id, note)`;
}

async function writeSpends(ctx: Ctx, { newSpends, changedSpends }: PointsDesk): Promise<void> {
  const fresh = [...newSpends];
  if (fresh.length > 0) {
    await ctx.sql.put`
      INSERT INTO points.spend (tenant_id, order_id, lot_id, points, amount, returned, state)
      SELECT ${ctx.tenantId}, fresh.order_id, fresh.lot_id, fresh.points, fresh.amount, fresh.returned, fresh.state
        FROM unnest(${uuids(fresh, (row) => row.orderId)}::uuid[], ${uuids(fresh, (row) => row.lotId)}::uuid[],
                    ${int8s(fresh, (row) => row.points)}::bigint[], ${int8s(fresh, (row) => row.amount)}::bigint[],
                    ${int8s(fresh, (row) => row.returned)}::bigint[], ${texts(fresh, (row) => row.state)}::text[])
             AS fresh (order_id, lot_id, points, amount, returned, state)`;
  }
  const changed = [...changedSpends].filter((row) => !newSpends.has(row));
  if (changed.length === 0) return;
  const ids = uuids(changed, (row) => row.orderId);
  await ctx.sql.exec`
    UPDATE points.spend AS spend
       SET returned = changed.returned, state = changed.state
      FROM unnest(${ids}::uuid[], ${uuids(changed, (row) => row.lotId)}::uuid[], ${int8s(changed, (row) => row.returned)}::bigint[],
                  ${texts(changed, (row) => row.state)}::text[]) AS changed (order_id, lot_id, returned, state)
     WHERE spend.tenant_id = ${ctx.tenantId} AND spend.order_id = changed.order_id AND spend.lot_id = changed.lot_id
       AND spend.order_id = ANY(${ids}::uuid[])`;
}

async function writeDebts(ctx: Ctx, { newDebts, changedDebts }: PointsDesk): Promise<void> {
  const fresh = [...newDebts];
  if (fresh.length > 0) {
    await ctx.sql.put`
      INSERT INTO points.debt (tenant_id, debt_id, person_id, cause_id, points, points_left, at)
      SELECT ${ctx.tenantId}, fresh.debt_id, fresh.person_id, fresh.cause_id, fresh.points, fresh.points_left, ${ctx.now}
        FROM unnest(${uuids(fresh, (row) => row.debtId)}::uuid[], ${uuids(fresh, (row) => row.personId)}::uuid[],
                    ${uuids(fresh, (row) => row.causeId)}::uuid[], ${int8s(fresh, (row) => row.points)}::bigint[],
                    ${int8s(fresh, (row) => row.left)}::bigint[]) AS fresh (debt_id, person_id, cause_id, points, points_left)`;
  }
  const changed = [...changedDebts].filter((row) => !newDebts.has(row));
  if (changed.length === 0) return;
  const ids = uuids(changed, (row) => row.debtId);
  await ctx.sql.exec`
    UPDATE points.debt AS debt
       SET points_left = changed.points_left
      FROM unnest(${ids}::uuid[], ${int8s(changed, (row) => row.left)}::bigint[]) AS changed (debt_id, points_left)
     WHERE debt.tenant_id = ${ctx.tenantId} AND debt.debt_id = changed.debt_id AND debt.debt_id = ANY(${ids}::uuid[])`;
}

async function insertCheckIns(ctx: Ctx, { newCheckIns }: PointsDesk): Promise<void> {
  if (newCheckIns.length === 0) return;
  await ctx.sql.put`
    INSERT INTO points.check_in (tenant_id, person_id, on_day, streak, points, at)
    SELECT ${ctx.tenantId}, fresh.person_id, fresh.on_day::date, fresh.streak, fresh.points, ${ctx.now}
      FROM unnest(${uuids(newCheckIns, (row) => row.personId)}::uuid[], ${texts(newCheckIns, (row) => dayText(row.day))}::text[],
                  ${int4s(newCheckIns, (row) => row.streak)}::int[], ${int8s(newCheckIns, (row) => row.points)}::bigint[])
           AS fresh (person_id, on_day, streak, points)`;
}

async function insertGrowth(ctx: Ctx, { grown }: PointsDesk): Promise<void> {
  if (grown.length === 0) return;
  await ctx.sql.put`
    INSERT INTO points.growth (tenant_id, growth_id, person_id, order_id, cause_id, amount, at, recorded_at)
    SELECT ${ctx.tenantId}, fresh.growth_id, fresh.person_id, fresh.order_id, fresh.cause_id, fresh.amount, ${ctx.now}, ${ctx.recordedAt}
      FROM unnest(${uuids(grown, () => newId())}::uuid[], ${uuids(grown, (row) => row.personId)}::uuid[],
                  ${uuids(grown, (row) => row.orderId)}::uuid[], ${uuids(grown, (row) => row.causeId)}::uuid[],
                  ${int8s(grown, (row) => row.amount)}::bigint[]) AS fresh (growth_id, person_id, order_id, cause_id, amount)`;
}

/** What was granted in the brand's month, and the alarm when it goes beyond the budget: told once a month. Promised points are kept all the same. */
async function countMonth(ctx: Ctx, { granted, rule }: PointsDesk): Promise<void> {
  if (granted === 0n) return;
  const monthOn = dayText(monthOf(ctx.today));
  const { granted_amount: sum, alarmed_at: alarmedAt } = await ctx.sql.one<{ granted_amount: bigint; alarmed_at: Date | null }>`
    INSERT INTO points.month AS month (tenant_id, month_on, granted_amount, alarmed_at)
    VALUES (${ctx.tenantId}, ${monthOn}, ${granted}, NULL)
        ON CONFLICT (tenant_id, month_on) DO UPDATE SET granted_amount = month.granted_amount + excluded.granted_amount
    RETURNING granted_amount, alarmed_at`;
  if (rule.budgetAmount === null || sum <= rule.budgetAmount || alarmedAt !== null) return;
  await ctx.sql.exec`
    UPDATE points.month AS month
       SET alarmed_at = ${ctx.now}
     WHERE month.tenant_id = ${ctx.tenantId} AND month.month_on = ${monthOn}`;
  await announceBudget(ctx, { month: monthOn.slice(0, 7), granted: sum, budget: rule.budgetAmount });
}

/** Two records became one person: lots, debts, growth and check-ins are the survivor's; of a day on which both came by, one stays. */
export async function movePoints(ctx: Ctx, { survivor, absorbed }: { survivor: string; absorbed: string }): Promise<void> {
  await ctx.sql.exec`
    UPDATE points.lot AS lot SET person_id = ${survivor} WHERE lot.tenant_id = ${ctx.tenantId} AND lot.person_id = ${absorbed}`;
  await ctx.sql.exec`
    UPDATE points.debt AS debt SET person_id = ${survivor} WHERE debt.tenant_id = ${ctx.tenantId} AND debt.person_id = ${absorbed}`;
  await ctx.sql.exec`
    UPDATE points.growth AS growth SET person_id = ${survivor} WHERE growth.tenant_id = ${ctx.tenantId} AND growth.person_id = ${absorbed}`;
  const days = await ctx.sql<{ on_day: string }>`
    SELECT check_in.on_day FROM points.check_in AS check_in WHERE check_in.tenant_id = ${ctx.tenantId} AND check_in.person_id = ${survivor}`;
  await ctx.sql.exec`
    UPDATE points.check_in AS check_in
       SET person_id = ${survivor}
     WHERE check_in.tenant_id = ${ctx.tenantId} AND check_in.person_id = ${absorbed}
       AND NOT (check_in.on_day = ANY(${plainArray(days.map((row) => row.on_day))}::date[]))`;
}
