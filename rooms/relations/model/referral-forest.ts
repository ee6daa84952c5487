/** What became of one row of a batch of introductions, judged in the order given. */
export type ReferralVerdict = 'accepted' | 'repeat' | 'self' | 'second' | 'cycle';

/**
 * Who introduced whom, as far as a batch needs to know it: a forest that only grows.
 * People are numbers; parents known from before and those of the batch are kept apart, because
 * only the batch's own edges have to be written.
 *
 * Who is bound has no referrer, hence is the root of its tree. So an introduction closes a ring exactly
 * when the root above the referrer is the person itself: the root is found by union-find with path
 * halving, whose cost does not grow with the depth of the chains.
 */
export class ReferralForest {
  readonly #stored = new Map<number, number>();
  readonly #bound = new Map<number, number>();
  readonly #jump = new Map<number, number>();

  /** Tells of an introduction that stands since before the batch. */
  know(node: number, parent: number): void {
    this.#stored.set(node, parent);
    this.#jump.set(node, parent);
  }

  /** Judges one introduction and, when accepted, makes it part of what the next ones are judged against. */
  bind(node: number, parent: number): ReferralVerdict {
    if (node === parent) return 'self';
    const standing = this.parentOf(node);
    if (standing !== undefined) return standing === parent ? 'repeat' : 'second';
    if (this.#rootOf(parent) === node) return 'cycle';
    this.#bound.set(node, parent);
    this.#jump.set(node, parent);
    return 'accepted';
  }

  parentOf(node: number): number | undefined {
    return this.#bound.get(node) ?? this.#stored.get(node);
  }

  /** The nearest three referrers of a person, nearest first; null where there is none. */
  nearest(node: number): [number | null, number | null, number | null] {
    const a1 = this.parentOf(node);
    const a2 = a1 === undefined ? undefined : this.parentOf(a1);
    const a3 = a2 === undefined ? undefined : this.parentOf(a2);
    return [a1 ?? null, a2 ?? null, a3 ?? null];
  }

  #rootOf(node: number): number {
    let at = node;
    for (let up = this.#jump.get(at); up !== undefined; up = this.#jump.get(at)) {
      const beyond = this.#jump.get(up);
      if (beyond !== undefined) this.#jump.set(at, beyond);
      at = beyond ?? up;
    }
    return at;
  }
}
