import type { Ctx } from '../../../kit/ctx.ts';
import { DomainError } from '../../../kit/errors/index.ts';
import { newId, type Uuid } from '../../../kit/ids/index.ts';
import { openSecret, sealSecret } from '../../../kit/secrets/index.ts';
import { balancesOf, post, type Entry } from '../../ledger/index.ts';
import { commissionKey, standingCases } from '../queries/cases.ts';
import { commissionsOfOrders } from '../queries/commissions.ts';
import { payeePlace } from '../queries/payees.ts';
import { hold } from './cases.ts';
import { coverCommissions } from './cover-commissions.ts';
import { insertCases } from './write-cases.ts';

interface Pair {
  readonly survivor: Uuid;
  readonly absorbed: Uuid;
}

/** @throws `merge.openWithdrawals` when both records have one: one of them is to end first (rules.md B10) */
export async function assertMoneyMerges(ctx: Ctx, { survivor, absorbed }: Pair): Promise<void> {
  const { open } = await ctx.sql.one<{ open: number }>`
    SELECT count(*)::int AS open
      FROM partners.withdrawal AS withdrawal
     WHERE withdrawal.tenant_id = ${ctx.tenantId} AND withdrawal.person_id IN (${survivor}, ${absorbed})
       AND withdrawal.state IN ('requested', 'approved')`;
  if (open > 1) throw new DomainError('merge.openWithdrawals');
}

/**
 * Moves what a person has at the brand to whoever absorbs their record (B10): every balance in one balanced posting, debts netted at
 * once; withdrawals, cases, the months of tax and cap, and who they are to the tax office. Commissions keep who earned them; a pending
 * one that its payee would now pay themselves is held. The caller holds the lane.
 */
export async function mergeMoney(ctx: Ctx, pair: Pair): Promise<void> {
  await assertMoneyMerges(ctx, pair);
  await moveBalances(ctx, pair);
  await ctx.sql.exec`
    UPDATE partners.withdrawal AS withdrawal
       SET person_id = ${pair.survivor}
     WHERE withdrawal.tenant_id = ${ctx.tenantId} AND withdrawal.person_id = ${pair.absorbed}`;
  await moveCases(ctx, pair);
  await moveCounts(ctx, pair);
  await movePayee(ctx, pair);
  await holdOwnOrders(ctx, pair);
  await coverCommissions(ctx, [pair.survivor]);
}

async function moveBalances(ctx: Ctx, { survivor, absorbed }: Pair): Promise<void> {
  const balances = await balancesOf(ctx, [survivor, absorbed]);
  const [own, theirs] = [balances.get(survivor), balances.get(absorbed)];
  if (!own || !theirs) return;
  const available = own.available + theirs.available;
  const receivable = own.receivable + theirs.receivable;
  const netted = available < receivable ? available : receivable;
  const after = { ...own, available: available - netted, receivable: receivable - netted };
  for (const account of ['pending', 'held', 'points', 'prepaid'] as const) after[account] = own[account] + theirs[account];
  const entries = (['pending', 'available', 'held', 'receivable', 'points', 'prepaid'] as const).flatMap((account): Entry[] => {
    // A debt is an asset: it grows on the debit side, everything else on the credit side.
    const sign = account === 'receivable' ? 1n : -1n;
    const parts: Entry[] = [
      { account, personId: absorbed, amount: sign * -theirs[account] },
      { account, personId: survivor, amount: sign * (after[account] - own[account]) },
    ];
    return parts.filter((entry) => entry.amount !== 0n);
  });
  await post(ctx, [{ source: 'merge', sourceId: absorbed, kind: 'balances', seq: 0, at: ctx.now, entries }]);
}

/** What was counted towards caps for either record, as earner or as buyer, is counted for both together. */
async function moveCounts(ctx: Ctx, { survivor, absorbed }: Pair): Promise<void> {
  await ctx.sql.exec`
    INSERT INTO partners.payee_count AS payee_count (tenant_id, person_id, buyer_id, period, from_on, confirmed)
    SELECT ${ctx.tenantId}, moved.person_id, moved.buyer_id, moved.period, moved.from_on, sum(moved.confirmed)::bigint
      FROM (SELECT CASE WHEN theirs.person_id = ${absorbed} THEN ${survivor}::uuid ELSE theirs.person_id END AS person_id,
                   CASE WHEN theirs.buyer_id = ${absorbed} THEN ${survivor}::uuid ELSE theirs.buyer_id END AS buyer_id,
                   theirs.period, theirs.from_on, theirs.confirmed
              FROM partners.payee_count AS theirs
             WHERE theirs.tenant_id = ${ctx.tenantId} AND (theirs.person_id = ${absorbed} OR theirs.buyer_id = ${absorbed})) AS moved
     GROUP BY moved.person_id, moved.buyer_id, moved.period, moved.from_on
        ON CONFLICT (tenant_id, person_id, buyer_id, period, from_on) DO UPDATE SET confirmed = payee_count.confirmed + excluded.confirmed`;
  await ctx.sql.exec`
    DELETE FROM partners.payee_count AS payee_count
     WHERE payee_count.tenant_id = ${ctx.tenantId} AND (payee_count.person_id = ${absorbed} OR payee_count.buyer_id = ${absorbed})`;
}

async function moveCases(ctx: Ctx, { survivor, absorbed }: Pair): Promise<void> {
  // Of a kind a person has one of, the absorbed one goes on as a review.
  await ctx.sql.exec`
    UPDATE partners.money_case AS money_case
       SET person_id = ${survivor},
           kind = CASE WHEN money_case.state = 'open'
                        AND EXISTS (SELECT 1 FROM partners.money_case AS standing
                                     WHERE standing.tenant_id = ${ctx.tenantId} AND standing.person_id = ${survivor}
                                       AND standing.kind = money_case.kind AND standing.state = 'open')
                       THEN 'review' ELSE money_case.kind END
     WHERE money_case.tenant_id = ${ctx.tenantId} AND money_case.person_id = ${absorbed}`;
}

async function movePayee(ctx: Ctx, { survivor, absorbed }: Pair): Promise<void> {
  const rows = await ctx.sql<{ person_id: Uuid; id_number: string | null; account: string | null }>`
    SELECT payee_profile.person_id, payee_profile.id_number, payee_profile.account
      FROM partners.payee_profile AS payee_profile
     WHERE payee_profile.tenant_id = ${ctx.tenantId} AND payee_profile.person_id IN (${survivor}, ${absorbed})`;
  const theirs = rows.find((row) => row.person_id === absorbed);
  if (theirs && rows.length === 1) {
    // What is sealed is bound to its person: it is opened and sealed again.
    const moved = (field: 'idNumber' | 'account', sealed: string | null): string | null =>
      sealed === null
        ? null
        : sealSecret(openSecret(sealed, payeePlace(ctx.tenantId, absorbed, field)), payeePlace(ctx.tenantId, survivor, field));
    await ctx.sql.exec`
      INSERT INTO partners.payee_profile (tenant_id, person_id, kind, legal_name, id_number, id_hint, born_on, account, account_hint, recorded_at)
      SELECT ${ctx.tenantId}, ${survivor}, theirs.kind, theirs.legal_name, ${moved('idNumber', theirs.id_number)}, theirs.id_hint, theirs.born_on,
             ${moved('account', theirs.account)}, theirs.account_hint, theirs.recorded_at
        FROM partners.payee_profile AS theirs
       WHERE theirs.tenant_id = ${ctx.tenantId} AND theirs.person_id = ${absorbed}`;
  }
  await ctx.sql.exec`
    DELETE FROM partners.payee_profile AS payee_profile
     WHERE payee_profile.tenant_id = ${ctx.tenantId} AND payee_profile.person_id = ${absorbed}`;
}

async function holdOwnOrders(ctx: Ctx, { survivor, absorbed }: Pair): Promise<void> {
  const own = await ctx.sql<{ order_id: Uuid; line: number; role: string; depth: number; payee_id: Uuid }>`
    SELECT commission.order_id, commission.line, commission.role, commission.depth, commission.payee_id
      FROM partners.commission AS commission
      JOIN orders.customer_order AS customer_order
           ON customer_order.tenant_id = ${ctx.tenantId} AND customer_order.order_id = commission.order_id
          AND customer_order.person_id IN (${survivor}, ${absorbed})
      JOIN partners.snapshot AS snapshot ON snapshot.tenant_id = ${ctx.tenantId} AND snapshot.order_id = commission.order_id
     WHERE commission.tenant_id = ${ctx.tenantId} AND commission.payee_id IN (${survivor}, ${absorbed}) AND commission.state = 'pending'
       AND commission.case_id IS NULL AND snapshot.buyer -> 0 ->> 0 <> commission.payee_id::text`;
  if (own.length === 0) return;
  const keys = new Set(
    own.map((row) => commissionKey({ orderId: row.order_id, line: row.line, role: row.role, depth: row.depth, payeeId: row.payee_id })),
  );
  const rows = (await commissionsOfOrders(ctx, [...new Set(own.map((row) => row.order_id))])).filter((row) => keys.has(commissionKey(row)));
  let caseId = (await standingCases(ctx, [survivor])).get(`merge ${survivor}`);
  if (caseId === undefined) {
    caseId = newId();
    await insertCases(ctx, [{ caseId, kind: 'merge', personId: survivor, orderId: null, facts: { commissions: rows.length } }]);
  }
  await hold(ctx, caseId, survivor, rows);
}
