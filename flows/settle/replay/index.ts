import type { Ctx } from '../../../kit/ctx.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { bookOf, factsBehind, factsOf, peopleFacts } from './facts.ts';
import { pointsBehind } from './points-again.ts';
import { Replayer, type Difference } from './replayer.ts';

export type { Difference } from './replayer.ts';

/** What a replay went through, and the first differences of `count`. */
export interface ReplayReport {
  readonly postings: number;
  readonly orders: number;
  readonly commissions: number;
  readonly balances: number;
  readonly count: number;
  readonly differences: readonly Difference[];
}

const SHOWN = 20;
const ORDERS_AT_ONCE = 2_000;

/**
 * Lives the money of a brand again from its stored facts, in memory, and compares all of it with what is stored: postings entry by
 * entry, balances per account and person, commissions row by row, and the hash at the head of the book. Writes nothing. To be
 * called within one snapshot of the database.
 */
export async function replayBook(ctx: Ctx): Promise<ReplayReport> {
  const differences: Difference[] = [];
  let count = 0;
  const differ = (difference: Difference): void => {
    count += 1;
    if (differences.length < SHOWN) differences.push(difference);
  };
  const replayer = new Replayer(ctx, await peopleFacts(ctx), differ);
  const met = new Set<Uuid>();
  for await (const seals of bookOf(ctx)) {
    const postings = seals.flatMap((seal) => seal.postings);
    const facts = await factsBehind(ctx, postings);
    const fresh = facts.flatMap((one) => (met.has(one.order.orderId) ? [] : one.order.orderId));
    replayer.points?.take(await pointsBehind(ctx, postings, fresh));
    for (const one of facts) {
      if (met.has(one.order.orderId)) continue;
      met.add(one.order.orderId);
      replayer.begin(one);
    }
    for (const seal of seals) replayer.replay(seal);
    replayer.settleOrders(false);
  }
  replayer.end();
  for await (const orderIds of unmet(ctx, met)) {
    for (const one of await factsOf(ctx, orderIds)) replayer.begin(one);
    replayer.settleOrders(true);
  }
  const stored = await storedBalances(ctx);
  for (const [key, amount] of replayer.balances) {
    const kept = stored.get(key) ?? 0n;
    if (kept !== amount) differ({ what: `balance of ${key}`, stored: kept.toString(), replayed: amount.toString() });
    stored.delete(key);
  }
  for (const [key, kept] of stored) {
    if (kept !== 0n) differ({ what: `balance of ${key}`, stored: kept.toString(), replayed: '0' });
  }
  const head = await ctx.sql.maybe<{ hash: Buffer }>`SELECT head.hash FROM ledger.head AS head WHERE head.tenant_id = ${ctx.tenantId}`;
  const [was, is] = [(head?.hash ?? Buffer.alloc(0)).toString('hex'), replayer.head.toString('hex')];
  if (was !== is) differ({ what: 'hash at the head of the book', stored: was, replayed: is });
  return { ...replayer.counts, balances: replayer.balances.size, count, differences };
}

/** Live orders that the book never names: unpaid ones, those of nothing, and whatever should be in it and is not. */
async function* unmet(ctx: Ctx, met: ReadonlySet<Uuid>): AsyncGenerator<Uuid[]> {
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const rows = await ctx.sql.anew<{ order_id: Uuid }>`
      SELECT customer_order.order_id
        FROM orders.customer_order AS customer_order
       WHERE customer_order.tenant_id = ${ctx.tenantId} AND customer_order.is_live AND customer_order.order_id > ${after}::uuid
       ORDER BY customer_order.order_id
       LIMIT ${ORDERS_AT_ONCE}`;
    const last = rows.at(-1);
    if (!last) return;
    after = last.order_id;
    yield rows.flatMap((row) => (met.has(row.order_id) ? [] : row.order_id));
  }
}

/** The balances as they are kept: what can be refused from its own rows, the rest from the sums and what was posted since. */
async function storedBalances(ctx: Ctx): Promise<Map<string, bigint>> {
  const rows = await ctx.sql.anew<{ account: string; person_id: Uuid | null; amount: bigint }>`
    SELECT balance.account, balance.person_id, CASE WHEN balance.account = 'receivable' THEN balance.amount ELSE -balance.amount END AS amount
      FROM ledger.balance AS balance
     WHERE balance.tenant_id = ${ctx.tenantId}
     UNION ALL
    SELECT part.account, part.person_id, sum(part.amount)::bigint AS amount
      FROM (SELECT account_total.account, nullif(account_total.person_id, '00000000-0000-0000-0000-000000000000'::uuid) AS person_id,
                   account_total.debit - account_total.credit AS amount
              FROM ledger.account_total AS account_total
             WHERE account_total.tenant_id = ${ctx.tenantId}
             UNION ALL
            SELECT entry.account, entry.person_id, entry.amount
              FROM ledger.entry AS entry
             WHERE entry.tenant_id = ${ctx.tenantId}
               AND entry.entry > coalesce((SELECT rolled.through_entry FROM ledger.rolled AS rolled WHERE rolled.tenant_id = ${ctx.tenantId}), 0)
           ) AS part
     WHERE part.account NOT IN ('available', 'held', 'receivable', 'points', 'prepaid')
     GROUP BY part.account, part.person_id`;
  return new Map(rows.map((row) => [row.person_id === null ? row.account : `${row.account} ${row.person_id}`, row.amount]));
}
