import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import type { PersonAccount } from '../model/accounts.ts';

/** What a person has at the brand, minor units, never negative. `receivable` is what they owe. */
export type Balances = Readonly<Record<PersonAccount, bigint>>;

const NOTHING: Balances = { pending: 0n, available: 0n, held: 0n, receivable: 0n, points: 0n, prepaid: 0n };

/** The balances of many people, from the totals and what was posted since; everybody asked for is in the answer. */
export async function balancesOf(ctx: Ctx, personIds: readonly Uuid[]): Promise<Map<Uuid, Balances>> {
  const found = new Map<Uuid, Record<PersonAccount, bigint>>(personIds.map((personId) => [personId, { ...NOTHING }]));
  if (personIds.length === 0) return found;
  const ids = plainArray(personIds);
  const rows = await ctx.sql<{ person_id: Uuid; account: PersonAccount; amount: bigint }>`
    SELECT part.person_id, part.account, sum(part.amount)::bigint AS amount
      FROM (SELECT account_total.person_id, account_total.account, account_total.debit - account_total.credit AS amount
              FROM ledger.account_total AS account_total
             WHERE account_total.tenant_id = ${ctx.tenantId} AND account_total.person_id = ANY(${ids}::uuid[])
             UNION ALL
            SELECT entry.person_id, entry.account, entry.amount
              FROM ledger.entry AS entry
             WHERE entry.tenant_id = ${ctx.tenantId} AND entry.person_id = ANY(${ids}::uuid[])
               AND entry.entry > coalesce((SELECT rolled.through_entry FROM ledger.rolled AS rolled WHERE rolled.tenant_id = ${ctx.tenantId}), 0)
           ) AS part
     GROUP BY part.person_id, part.account`;
  for (const row of rows) {
    const balances = found.get(row.person_id);
    if (balances) balances[row.account] = row.account === 'receivable' ? row.amount : -row.amount;
  }
  return found;
}

/** What people can lose or owe now, from their balance rows: what a writer under the lane decides by. */
export async function refusableBalances(
  ctx: Ctx,
  personIds: readonly Uuid[],
): Promise<Map<Uuid, { available: bigint; held: bigint; receivable: bigint }>> {
  const found = new Map(personIds.map((personId) => [personId, { available: 0n, held: 0n, receivable: 0n }]));
  if (personIds.length === 0) return found;
  const rows = await ctx.sql<{ person_id: Uuid; account: 'available' | 'held' | 'receivable'; amount: bigint }>`
    SELECT balance.person_id, balance.account, balance.amount
      FROM ledger.balance AS balance
     WHERE balance.tenant_id = ${ctx.tenantId} AND balance.person_id = ANY(${plainArray(personIds)}::uuid[])
       AND balance.account IN ('available', 'held', 'receivable')`;
  for (const row of rows) {
    const balances = found.get(row.person_id);
    if (balances) balances[row.account] = row.amount;
  }
  return found;
}
