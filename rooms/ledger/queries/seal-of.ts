import { createHash } from 'node:crypto';
import type { SealedColumns } from '../model/seal.ts';

/** One link of the chain: sha-256 of the link before, where the batch begins and everything it writes. */
export function sealOf(previous: Uint8Array, firstTxn: bigint, firstEntry: bigint, columns: SealedColumns): Buffer<ArrayBuffer> {
  const hash = createHash('sha256').update(previous).update(`${firstTxn}\n${firstEntry}\n`);
  const { sources, sourceIds, kinds, seqs, ats, txns, accounts, people, amounts } = columns;
  // Each array says how many it holds and how long they are, so none can pass for a part of another.
  for (const column of [sources, sourceIds, kinds, seqs, ats, txns, accounts, people, amounts]) hash.update(column);
  return hash.digest();
}
