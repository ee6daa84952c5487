import { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { decodeCursor, pageOf } from '../../../kit/http/cursor.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import { balancesOf } from '../../ledger/index.ts';
import { policyPackOf } from '../../policy/index.ts';
import { maskedName } from '../../relations/index.ts';
import type { MyEarning, MyPurse } from '../api.ts';
import type { CommissionRole } from '../model/plan.ts';
import { missingOf } from '../model/withdrawal.ts';
import { mayPayOut } from './books-check.ts';
import type { CaseKind } from './cases.ts';
import { recordsOf } from './owners.ts';
import { payeeOf } from './payees.ts';
import { payoutSettingsOf } from './payout-settings.ts';
import { releasesBy } from './settlement.ts';

interface Row {
  order_id: Uuid;
  line: number;
  depth: number;
  role: CommissionRole;
  payee_id: Uuid;
  rate_ppm: number | null;
  amount: bigint;
  reversed: bigint;
  state: MyEarning['state'];
  due_at: Date | null;
  confirmed_at: Date | null;
  paid_at: Date | null;
  buyer_name: string | null;
  case_kind: CaseKind | null;
  plan_name: string;
  version: number;
  hold_days: number | null;
}

const LETTERS = 6;

/**
 * What somebody earned, in their own eyes (rules.md B12): their amounts, the day, the plan and the rate; of the buyer a masked name when they
 * stand next to them and nothing otherwise; never what was bought or for how much. The newest order first, pages by key.
 */
export async function myEarnings(
  ctx: Ctx,
  personId: Uuid,
  page: { limit: number; cursor?: string | undefined; state?: MyEarning['state'] | 'held' | undefined },
): Promise<{ data: MyEarning[]; next: string | null }> {
  const after = decodeCursor(page.cursor, z.tuple([z.uuid(), z.int(), z.int(), z.string(), z.uuid()]));
  const [order, line, depth, role, payee] = after ?? [null, 0, 0, '', null];
  const state = page.state === 'held' ? null : (page.state ?? null);
  const rows = await ctx.sql<Row>`
    SELECT commission.order_id, commission.line, commission.depth, commission.role, commission.payee_id, commission.rate_ppm, commission.amount,
           commission.reversed, commission.state, commission.due_at, commission.confirmed_at, sold.paid_at,
           CASE WHEN commission.depth = 1 THEN buyer.name END AS buyer_name, money_case.kind AS case_kind, plan.name AS plan_name, plan.version,
           (plan.document -> 'hold' ->> 'days')::int AS hold_days
      FROM partners.commission AS commission
      JOIN orders.customer_order AS sold ON sold.tenant_id = ${ctx.tenantId} AND sold.order_id = commission.order_id
      JOIN partners.snapshot AS snapshot ON snapshot.tenant_id = ${ctx.tenantId} AND snapshot.order_id = commission.order_id
      JOIN partners.plan AS plan ON plan.tenant_id = ${ctx.tenantId} AND plan.plan_id = snapshot.plan_id
      LEFT JOIN relations.person AS buyer ON buyer.tenant_id = ${ctx.tenantId} AND buyer.person_id = sold.person_id
      LEFT JOIN partners.money_case AS money_case
             ON money_case.tenant_id = ${ctx.tenantId} AND money_case.case_id = commission.case_id AND money_case.state = 'open'
     WHERE commission.tenant_id = ${ctx.tenantId} AND commission.payee_id = ANY(${plainArray(await recordsOf(ctx, personId))}::uuid[])
       AND (${order}::uuid IS NULL
            OR (commission.order_id, commission.line, commission.depth, commission.role, commission.payee_id)
               < (${order}::uuid, ${line}::int, ${depth}::int, ${role}::text, ${payee}::uuid))
       AND (${state}::text IS NULL OR commission.state = ${state})
       AND (money_case.case_id IS NOT NULL OR NOT ${page.state === 'held'}::boolean)
     ORDER BY commission.order_id DESC, commission.line DESC, commission.depth DESC, commission.role DESC, commission.payee_id DESC
     LIMIT ${page.limit + 1}`;
  const { shown, next } = pageOf(rows, page.limit, (row) => [row.order_id, row.line, row.depth, row.role, row.payee_id]);
  const money = (amount: bigint) => moneyJson(amount, ctx.tenant.currency);
  return {
    data: shown.map((row) => ({
      paidAt: row.paid_at?.toISOString() ?? null,
      from: row.depth === 1 ? maskedName(row.buyer_name) : null,
      role: row.role,
      ratePpm: row.rate_ppm,
      amount: money(row.amount),
      reversed: money(row.reversed),
      left: money(row.amount - row.reversed),
      state: row.state,
      dueAt: row.due_at?.toISOString() ?? null,
      confirmedAt: row.confirmed_at?.toISOString() ?? null,
      heldFor: row.case_kind,
      holdDays: row.hold_days ?? 0,
      plan: { name: row.plan_name, version: row.version },
      reference: `${publicId('order', row.order_id).slice(-LETTERS).toUpperCase()}-${row.line}`,
    })),
    next,
  };
}

const SHOWN_RELEASES = 12;

/** What somebody has at the brand, when more becomes theirs, and on what terms it is paid out. */
export async function myPurse(ctx: Ctx, personId: Uuid): Promise<MyPurse> {
  const ids = await recordsOf(ctx, personId);
  const balances = (await balancesOf(ctx, [personId])).get(personId);
  const settings = await payoutSettingsOf(ctx);
  const { on_the_way: onTheWay, paid_out: paidOut } = await ctx.sql.one<{ on_the_way: bigint; paid_out: bigint }>`
    SELECT coalesce(sum(withdrawal.amount) FILTER (WHERE withdrawal.state IN ('requested', 'approved')), 0)::bigint AS on_the_way,
           coalesce(sum(withdrawal.net_amount) FILTER (WHERE withdrawal.state = 'settled'), 0)::bigint AS paid_out
      FROM partners.withdrawal AS withdrawal
     WHERE withdrawal.tenant_id = ${ctx.tenantId} AND withdrawal.person_id = ANY(${plainArray(ids)}::uuid[])`;
  const releases = (await releasesBy(ctx, ids)).filter((release) => release.amount > 0n);
  const money = (amount: bigint) => moneyJson(amount, ctx.tenant.currency);
  return {
    pending: money(balances?.pending ?? 0n),
    available: money(balances?.available ?? 0n),
    held: money(balances?.held ?? 0n),
    receivable: money(balances?.receivable ?? 0n),
    onTheWay: money(onTheWay),
    paidOut: money(paidOut),
    releases: releases.slice(0, SHOWN_RELEASES).map(({ on, amount }) => ({ on, amount: money(amount) })),
    minimum: money(settings.minimum),
    fee: money(settings.fee),
    maxNetPct: settings.maxNetPct,
    taxMethod: settings.taxMethod,
    isStopped: !(await mayPayOut(ctx)),
    missing: await missingFor(ctx, personId),
  };
}

/** What somebody has to say of themselves before they are paid; a trial without limits asks nothing. */
async function missingFor(ctx: Ctx, personId: Uuid): Promise<MyPurse['missing']> {
  const pack = policyPackOf(ctx.tenant.policy);
  if (!pack || pack.id === 'LAB') return [];
  const payee = await payeeOf(ctx, personId);
  return missingOf({
    legalName: payee.legal_name,
    hasIdNumber: payee.id_number !== null || pack.tax.withoutNumberPpm !== null,
    bornOn: payee.kind === 'business' ? '1900-01-01' : payee.born_on,
    hasAccount: payee.account !== null,
  });
}
