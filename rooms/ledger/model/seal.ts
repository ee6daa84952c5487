import { instants, int4s, int8s, texts, uuids } from '../../../kit/db/arrays.ts';
import type { Uuid } from '../../../kit/ids/index.ts';

/** A transaction as it is written and sealed. */
export interface SealedTxn {
  readonly source: string;
  readonly sourceId: Uuid;
  readonly kind: string;
  readonly seq: number;
  readonly at: Date;
}

/** An entry as it is written and sealed; `txn`: which transaction of its batch it belongs to, from 1. */
export interface SealedEntry {
  readonly txn: number;
  readonly account: string;
  readonly personId: Uuid | null;
  readonly amount: bigint;
}

/** The columns of a batch as the database's own arrays: what was written is what was sealed. */
export type SealedColumns = ReturnType<typeof columnsOf>;

export function columnsOf(txns: readonly SealedTxn[], entries: readonly SealedEntry[]) {
  return {
    sources: texts(txns, (txn) => txn.source),
    sourceIds: uuids(txns, (txn) => txn.sourceId),
    kinds: texts(txns, (txn) => txn.kind),
    seqs: int4s(txns, (txn) => txn.seq),
    ats: instants(txns, (txn) => txn.at.getTime()),
    txns: int4s(entries, (entry) => entry.txn),
    accounts: texts(entries, (entry) => entry.account),
    people: uuids(entries, (entry) => entry.personId),
    amounts: int8s(entries, (entry) => entry.amount),
  };
}
