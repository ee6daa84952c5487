import { randomOf } from '../../../kit/random/index.ts';

const MILLION = 1_000_000;
const LOW_DIGITS = 8;

/**
 * Which of two versions somebody hears: the same seed draws the same one for the same person, whoever asks and whenever.
 * @param personId its last digits are random, so that who came first says nothing about the lot
 */
export function drawVersion(
  trial: { readonly versionA: number; readonly versionB: number; readonly shareBPpm: number; readonly seed: number },
  personId: string,
): number {
  const own = Number.parseInt(personId.slice(-LOW_DIGITS), 16);
  return randomOf(trial.seed, own).uniform() * MILLION < trial.shareBPpm ? trial.versionB : trial.versionA;
}

/** Nobody is approached unasked more often than once in so long (domain.md §9). */
const REST_MS = 7 * 86_400_000;

/** Whether somebody may be spoken to again without having asked. */
export function isRested(lastSaidAt: Date | null, now: Date): boolean {
  return lastSaidAt === null || now.getTime() - lastSaidAt.getTime() >= REST_MS;
}
