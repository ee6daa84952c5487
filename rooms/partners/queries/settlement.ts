import type { Ctx } from '../../../kit/ctx.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import { trialBalance } from '../../ledger/index.ts';
import type { Settlement } from '../api.ts';
import { mayPayOut } from './books-check.ts';
import type { CaseKind } from './cases.ts';
import { waitingWithdrawals, withdrawalReplies } from './withdrawals.ts';

/** Settlement day at a glance: what will be released when, what is held and why, who asked for what, and whether the books balance. */
export async function settlement(ctx: Ctx): Promise<Settlement> {
  const { currency } = ctx.tenant;
  const money = (amount: bigint) => moneyJson(amount, currency);
  const releases = await releasesBy(ctx, null);
  const waiting = await ctx.sql.one<{ commissions: number; amount: bigint }>`
    SELECT count(*)::int AS commissions, coalesce(sum(commission.amount - commission.reversed), 0)::bigint AS amount
      FROM partners.commission AS commission
     WHERE commission.tenant_id = ${ctx.tenantId} AND commission.state = 'pending' AND commission.due_at IS NULL`;
  const held = await ctx.sql<{ kind: CaseKind; cases: number; amount: bigint }>`
    SELECT money_case.kind, count(DISTINCT money_case.case_id)::int AS cases, coalesce(sum(case_item.held), 0)::bigint AS amount
      FROM partners.money_case AS money_case
      LEFT JOIN partners.case_item AS case_item ON case_item.tenant_id = ${ctx.tenantId} AND case_item.case_id = money_case.case_id
     WHERE money_case.tenant_id = ${ctx.tenantId} AND money_case.state = 'open'
     GROUP BY money_case.kind
     ORDER BY money_case.kind`;
  const open = await withdrawalReplies(ctx, await waitingWithdrawals(ctx));
  const { accounts, balanced } = await trialBalance(ctx, { byKind: true });
  const balances = new Map(accounts.map((line) => [line.account, BigInt(line.balance.amount)]));
  const owed = (account: string) => money(-(balances.get(account) ?? 0n));
  const sumOf = (amounts: readonly { amount: string }[]) => money(amounts.reduce((sum, each) => sum + BigInt(each.amount), 0n));
  return {
    at: ctx.now.toISOString(),
    releases: releases.map((row) => ({ on: row.on, commissions: row.commissions, amount: money(row.amount) })),
    waiting: { commissions: waiting.commissions, amount: money(waiting.amount) },
    held: held.map((row) => ({ kind: row.kind, cases: row.cases, amount: money(row.amount) })),
    requested: open.filter((each) => each.state === 'requested'),
    approved: open.filter((each) => each.state === 'approved'),
    totals: {
      pending: owed('person:*:pending'),
      available: owed('person:*:available'),
      held: owed('person:*:held'),
      receivable: money(balances.get('person:*:receivable') ?? 0n),
      clearing: owed('payout:clearing'),
      requested: sumOf(open.map((each) => each.amount)),
      tax: sumOf(open.map((each) => each.tax.amount)),
      net: sumOf(open.map((each) => each.net)),
    },
    balanced,
    payoutsStopped: !(await mayPayOut(ctx)),
  };
}

/** Pending commissions by the day of the brand on which their hold ends. @param payeeIds null = everybody's */
export async function releasesBy(
  ctx: Ctx,
  payeeIds: readonly string[] | null,
): Promise<{ on: string; commissions: number; amount: bigint }[]> {
  return await ctx.sql.anew<{ on: string; commissions: number; amount: bigint }>`
    SELECT (commission.due_at AT TIME ZONE ${ctx.tenant.timeZone})::date AS on, count(*)::int AS commissions,
           sum(commission.amount - commission.reversed)::bigint AS amount
      FROM partners.commission AS commission
     WHERE commission.tenant_id = ${ctx.tenantId} AND commission.state = 'pending' AND commission.due_at IS NOT NULL
       AND (${payeeIds}::uuid[] IS NULL OR commission.payee_id = ANY(${payeeIds}::uuid[]))
     GROUP BY 1
     ORDER BY 1`;
}
