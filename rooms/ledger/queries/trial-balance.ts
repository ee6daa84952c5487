import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import type { trialBalance as shape } from '../api.ts';

const NOBODY = '00000000-0000-0000-0000-000000000000';

/** Debit and credit of every account. `byKind`: the accounts of people added up per kind (`person:*:pending`). */
export async function trialBalance(ctx: Ctx, { byKind }: { byKind: boolean }): Promise<z.input<typeof shape>> {
  const rows = await ctx.sql<{ person_id: Uuid; account: string; debit: bigint; credit: bigint }>`
    SELECT part.person_id, part.account, sum(part.debit)::bigint AS debit, sum(part.credit)::bigint AS credit
      FROM (SELECT CASE WHEN ${byKind} AND account_total.person_id <> ${NOBODY}::uuid THEN NULL ELSE account_total.person_id END AS person_id,
                   account_total.account, account_total.debit, account_total.credit
              FROM ledger.account_total AS account_total
             WHERE account_total.tenant_id = ${ctx.tenantId}
             UNION ALL
            SELECT CASE WHEN ${byKind} AND entry.person_id IS NOT NULL THEN NULL ELSE coalesce(entry.person_id, ${NOBODY}::uuid) END,
                   entry.account, greatest(entry.amount, 0), greatest(-entry.amount, 0)
              FROM ledger.entry AS entry
             WHERE entry.tenant_id = ${ctx.tenantId}
               AND entry.entry > coalesce((SELECT rolled.through_entry FROM ledger.rolled AS rolled WHERE rolled.tenant_id = ${ctx.tenantId}), 0)
           ) AS part
     GROUP BY part.person_id, part.account`;
  let balance = 0n;
  const accounts = rows
    .map((row) => {
      balance += row.debit - row.credit;
      return {
        account: accountName(row.account, row.person_id),
        debit: moneyJson(row.debit, ctx.tenant.currency),
        credit: moneyJson(row.credit, ctx.tenant.currency),
        balance: moneyJson(row.debit - row.credit, ctx.tenant.currency),
      };
    })
    .sort((a, b) => (a.account < b.account ? -1 : 1));
  return { accounts, balanced: balance === 0n };
}

/** The public name of an account: `sales`, `person:per_…:pending`, `person:*:pending` for all people together. */
export function accountName(account: string, personId: Uuid | null): string {
  if (personId === NOBODY) return account;
  return personId === null ? `person:*:${account}` : `person:${publicId('person', personId)}:${account}`;
}
