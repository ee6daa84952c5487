import { seeded } from '../../../kit/random/index.ts';

/** Draws that depend on their seed alone. */
export class Random {
  readonly next: () => number;
  constructor(seed: number) {
    this.next = seeded(seed);
  }
  below(count: number): number {
    return Math.floor(this.next() * count);
  }
  chance(share: number): boolean {
    return this.next() < share;
  }
  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }
}
