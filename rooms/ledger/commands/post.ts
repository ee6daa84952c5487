import type { Ctx } from '../../../kit/ctx.ts';
import { int4s } from '../../../kit/db/arrays.ts';
import { assert } from '../../../kit/errors/index.ts';
import type { Posting } from '../model/accounts.ts';
import { columnsOf, type SealedEntry } from '../model/seal.ts';
import { sealOf } from '../queries/seal-of.ts';

/** The end of the brand's book, for who holds the lane and posts more than once: nobody else may post while it is open. */
export interface Book {
  /**
   * Writes postings to the end of the book in one statement and seals them with one link of the hash chain.
   * Entries are written as given: one statement, whatever their number.
   * Refused by the database itself: a posting that is not balanced, a repeat of (source, sourceId, kind, seq), a balance that
   * would fall below nothing.
   */
  post(postings: readonly Posting[]): Promise<void>;
}

/** Reads where the book ends. */
export async function openBook(ctx: Ctx): Promise<Book> {
  const head = await ctx.sql.maybe<{ next_txn: bigint; next_entry: bigint; hash: Buffer }>`
    SELECT head.next_txn, head.next_entry, head.hash FROM ledger.head AS head WHERE head.tenant_id = ${ctx.tenantId}`;
  let nextTxn = head?.next_txn ?? 1n;
  let nextEntry = head?.next_entry ?? 1n;
  let hash: Uint8Array = head?.hash ?? Buffer.alloc(0);
  return {
    async post(postings) {
      const kept = postings.filter((posting) => posting.entries.length > 0);
      if (kept.length === 0) return;
      const entries: SealedEntry[] = [];
      kept.forEach((posting, i) => {
        let sum = 0n;
        for (const { account, personId, amount } of posting.entries) {
          sum += amount;
          entries.push({ txn: i + 1, account, personId, amount });
        }
        assert(sum === 0n, `posting ${posting.source} ${posting.kind} is not balanced`);
      });
      const columns = columnsOf(kept, entries);
      const [firstTxn, firstEntry] = [nextTxn, nextEntry];
      hash = sealOf(hash, firstTxn, firstEntry, columns);
      nextTxn += BigInt(kept.length);
      nextEntry += BigInt(entries.length);
      await ctx.sql.put`
        SELECT ledger.post(${ctx.tenantId}, ${ctx.recordedAt}, ${firstTxn}, ${firstEntry}, ${hash},
                           ${columns.sources}::text[], ${columns.sourceIds}::uuid[], ${columns.kinds}::text[], ${columns.seqs}::int[],
                           ${columns.ats}::timestamptz[], ${int4s(kept, (posting) => posting.entries.length)}::int[],
                           ${columns.txns}::int[], ${columns.accounts}::text[], ${columns.people}::uuid[], ${columns.amounts}::bigint[])`;
    },
  };
}

/** Writes postings to the end of the brand's book as `Book.post` does, once. The caller holds the tenant's lane. */
export async function post(ctx: Ctx, postings: readonly Posting[]): Promise<void> {
  if (postings.every((posting) => posting.entries.length === 0)) return;
  const book = await openBook(ctx);
  await book.post(postings);
}
