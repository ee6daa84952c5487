import type { Ctx } from '../../../kit/ctx.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import type { Posting } from '../model/accounts.ts';
import { columnsOf, type SealedColumns, type SealedTxn } from '../model/seal.ts';
import { sealOf } from './seal-of.ts';

interface SealRow {
  seal: bigint;
  first_txn: bigint;
  first_entry: bigint;
  last_entry: bigint;
  hash: Buffer;
}

const PAGE = 200;

/**
 * Computes every link of the brand's hash chain anew from the rows as they stand.
 * @returns the first seal that does not fit (or the head, as seal 0, when it is not the last link), null when all fit
 */
export async function brokenSeal(ctx: Pick<Ctx, 'sql' | 'tenantId'>): Promise<bigint | null> {
  let previous: Buffer = Buffer.alloc(0);
  let after = 0n;
  let expected = { seal: 1n, entry: 1n };
  for (;;) {
    const seals = await ctx.sql.anew<SealRow>`
      SELECT seal.seal, seal.first_txn, seal.first_entry, seal.last_entry, seal.hash
        FROM ledger.seal AS seal
       WHERE seal.tenant_id = ${ctx.tenantId} AND seal.seal > ${after}
       ORDER BY seal.seal
       LIMIT ${PAGE}`;
    for (const seal of seals) {
      if (seal.seal !== expected.seal || seal.first_entry !== expected.entry) return expected.seal;
      const hash = sealOf(previous, seal.first_txn, seal.first_entry, await columnsUnder(ctx, seal));
      if (!hash.equals(seal.hash)) return seal.seal;
      previous = hash;
      expected = { seal: seal.seal + 1n, entry: seal.last_entry + 1n };
      after = seal.seal;
    }
    if (seals.length < PAGE) break;
  }
  const head = await ctx.sql.maybe<{ hash: Buffer; next_entry: bigint }>`
    SELECT head.hash, head.next_entry FROM ledger.head AS head WHERE head.tenant_id = ${ctx.tenantId}`;
  if (!head) return after === 0n ? null : 0n;
  return previous.equals(head.hash) && head.next_entry === expected.entry ? null : 0n;
}

async function columnsUnder(ctx: Pick<Ctx, 'sql' | 'tenantId'>, seal: SealRow): Promise<SealedColumns> {
  const entries = await ctx.sql.anew<{ txn: bigint; account: string; person_id: Uuid | null; amount: bigint }>`
    SELECT entry.txn, entry.account, entry.person_id, entry.amount
      FROM ledger.entry AS entry
     WHERE entry.tenant_id = ${ctx.tenantId} AND entry.entry >= ${seal.first_entry} AND entry.entry <= ${seal.last_entry}
     ORDER BY entry.entry`;
  const lastTxn = entries.at(-1)?.txn ?? seal.first_txn;
  const txns = await ctx.sql.anew<SealedTxn>`
    SELECT txn.source, txn.source_id AS "sourceId", txn.kind, txn.seq, txn.at
      FROM ledger.txn AS txn
     WHERE txn.tenant_id = ${ctx.tenantId} AND txn.txn >= ${seal.first_txn} AND txn.txn <= ${lastTxn}
     ORDER BY txn.txn`;
  return columnsOf(
    txns,
    entries.map((entry) => ({
      txn: Number(entry.txn - seal.first_txn) + 1,
      account: entry.account,
      personId: entry.person_id,
      amount: entry.amount,
    })),
  );
}

/** The link of the chain that these postings would be, written after `previous` as the next transactions and entries of the book. */
export function linkOf(previous: Buffer, first: { txn: bigint; entry: bigint }, postings: readonly Posting[]): Buffer<ArrayBuffer> {
  const entries = postings.flatMap((posting, i) => posting.entries.map((entry) => ({ ...entry, txn: i + 1 })));
  return sealOf(previous, first.txn, first.entry, columnsOf(postings, entries));
}
