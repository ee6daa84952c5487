import { randomOf } from '../../../kit/random/index.ts';

const MILLION = 1_000_000;

/**
 * Who of so many people is left out by lot, as their places 0, 1, 2 …: the same seed draws the same. A share that leaves part of a person over
 * takes one more as often as that part says, so that many small rounds hold out what one large one would.
 */
export function drawHeldOut(people: number, sharePpm: number, seed: number): Set<number> {
  const random = randomOf(seed);
  const held = Math.floor((people * sharePpm) / MILLION + random.uniform());
  const places = Array.from({ length: people }, (_, i) => i);
  for (let i = 0; i < held; i++) {
    const other = i + Math.floor(random.uniform() * (people - i));
    [places[i], places[other]] = [places[other] as number, places[i] as number];
  }
  return new Set(places.slice(0, held));
}
