/** The columns of a batch as array texts: what was written is what was sealed. */
export interface SealedColumns {
  readonly sources: string;
  readonly sourceIds: string;
  readonly kinds: string;
  readonly seqs: string;
  readonly ats: string;
  /** which transaction of the batch an entry belongs to, from 1 */
  readonly txns: string;
  readonly accounts: string;
  readonly people: string;
  readonly amounts: string;
}

/** The bytes one link of the chain covers, after the hash of the link before. */
export function sealedText(firstTxn: bigint, firstEntry: bigint, columns: SealedColumns): string {
  return [
    firstTxn,
    firstEntry,
    columns.sources,
    columns.sourceIds,
    columns.kinds,
    columns.seqs,
    columns.ats,
    columns.txns,
    columns.accounts,
    columns.people,
    columns.amounts,
  ].join('\n');
}
