import { randomOf } from '../../../kit/random/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';

const MILLION = 1_000_000;

/** Whether the lot leaves somebody out: their own draw of a trial's seed, whoever else is in it and whenever they come. */
export function isLeftOut(personId: Uuid, { seed, sharePpm }: { seed: number; sharePpm: number }): boolean {
  // The last 32 bits of an id are random; the seed alone says what becomes of them.
  const own = Number.parseInt(personId.slice(-8), 16);
  return randomOf(seed, own).uniform() * MILLION < sharePpm;
}
