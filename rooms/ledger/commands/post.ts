import { createHash } from 'node:crypto';
import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { assert } from '../../../kit/errors/index.ts';
import type { Posting } from '../model/accounts.ts';
import { sealedText } from '../model/seal.ts';

/**
 * Writes postings to the end of the brand's book in one statement and seals them with one link of the hash chain.
 * The caller holds the tenant's lane. Entries are written as given: one statement, whatever their number.
 * Refused by the database itself: a posting that is not balanced, a repeat of (source, sourceId, kind, seq), a balance that
 * would fall below nothing.
 */
export async function post(ctx: Ctx, postings: readonly Posting[]): Promise<void> {
  const kept = postings.filter((posting) => posting.entries.length > 0);
  if (kept.length === 0) return;
  const head = await ctx.sql.maybe<{ next_txn: bigint; next_entry: bigint; hash: Buffer }>`
    SELECT head.next_txn, head.next_entry, head.hash FROM ledger.head AS head WHERE head.tenant_id = ${ctx.tenantId}`;
  const firstTxn = head?.next_txn ?? 1n;
  const firstEntry = head?.next_entry ?? 1n;

  const txnOf: number[] = [];
  const accounts: string[] = [];
  const people: (string | null)[] = [];
  const amounts: bigint[] = [];
  kept.forEach((posting, i) => {
    let sum = 0n;
    for (const entry of posting.entries) {
      sum += entry.amount;
      txnOf.push(i + 1);
      accounts.push(entry.account);
      people.push(entry.personId);
      amounts.push(entry.amount);
    }
    assert(sum === 0n, `posting ${posting.source} ${posting.kind} is not balanced`);
  });
  const columns = {
    sources: plainArray(kept.map((posting) => posting.source)),
    sourceIds: plainArray(kept.map((posting) => posting.sourceId)),
    kinds: plainArray(kept.map((posting) => posting.kind)),
    seqs: plainArray(kept.map((posting) => posting.seq)),
    ats: plainArray(kept.map((posting) => posting.at.toISOString())),
    txns: plainArray(txnOf),
    accounts: plainArray(accounts),
    people: plainArray(people),
    amounts: plainArray(amounts),
  };
  const hash = createHash('sha256')
    .update(head?.hash ?? Buffer.alloc(0))
    .update(sealedText(firstTxn, firstEntry, columns))
    .digest();
  await ctx.sql.exec`
    SELECT ledger.post(${ctx.tenantId}, ${ctx.recordedAt}, ${firstTxn}, ${firstEntry}, ${hash},
                       ${columns.sources}::text[], ${columns.sourceIds}::uuid[], ${columns.kinds}::text[], ${columns.seqs}::int[], ${columns.ats}::timestamptz[], ${plainArray(kept.map((posting) => posting.entries.length))}::int[],
                       ${columns.txns}::int[], ${columns.accounts}::text[], ${columns.people}::uuid[], ${columns.amounts}::bigint[])`;
}
