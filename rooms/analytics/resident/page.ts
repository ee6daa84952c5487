import type { NodeTest } from './filter.ts';
import type { Resident } from './resident.ts';

/** What people can be sorted by in the arrays. */
export const SORTS = ['newest', 'lastOrder', 'own', 'orders', 'influence', 'direct', 'indirect', 'directs', 'stageSince'] as const;
export type Sort = (typeof SORTS)[number];

export interface PageOf {
  readonly sort: Sort;
  readonly order: 'asc' | 'desc';
  readonly limit: number;
  /** the last row of the page before, as it stood then */
  readonly after: { readonly key: number; readonly node: number } | null;
}

export interface NodePage {
  readonly nodes: number[];
  /** the key of the last row when there are more */
  readonly next: { readonly key: number; readonly node: number } | null;
  /** how many fit the tests, on all pages */
  readonly total: number;
}

/**
 * One page of the nodes that pass the tests: one scan that keeps the best `limit` in a heap. Ties stand in the order of
 * person ids; people without the value (no order yet) come last either way.
 */
export function pageOf(resident: Resident, tests: readonly NodeTest[], { sort, order, limit, after }: PageOf): NodePage {
  const sign = order === 'desc' ? -1 : 1;
  const keyOf = keysOf(resident, sort);
  const heap = new Best(limit + 1, (node) => resident.idRank(node));
  const afterKey = after ? (sort === 'newest' ? resident.idRank(after.node) : after.key) * sign : 0;
  const afterRank = after ? resident.idRank(after.node) : 0;
  let total = 0;
  scan: for (let node = 0; node < resident.size; node++) {
    for (const test of tests) if (!test(node)) continue scan;
    total += 1;
    let key = keyOf(node);
    key = key !== key ? Number.MAX_VALUE : key * sign;
    if (after && (key < afterKey || (key === afterKey && resident.idRank(node) <= afterRank))) continue;
    heap.offer(key, node);
  }
  const best = heap.sorted();
  const nodes = best.slice(0, limit);
  const last = nodes.at(-1);
  return {
    nodes: nodes.map((row) => row.node),
    next: best.length > limit && last ? { key: last.key * sign, node: last.node } : null,
    total,
  };
}

/** All nodes that pass the tests, sorted; for exports. */
export function allOf(resident: Resident, tests: readonly NodeTest[], sort: Sort, order: 'asc' | 'desc'): Int32Array {
  const sign = order === 'desc' ? -1 : 1;
  const keyOf = keysOf(resident, sort);
  const nodes: number[] = [];
  const keys = new Float64Array(resident.size);
  scan: for (let node = 0; node < resident.size; node++) {
    for (const test of tests) if (!test(node)) continue scan;
    const key = keyOf(node);
    keys[node] = key !== key ? Number.MAX_VALUE : key * sign;
    nodes.push(node);
  }
  return Int32Array.from(nodes).sort((a, b) => (keys[a] as number) - (keys[b] as number) || resident.idRank(a) - resident.idRank(b));
}

/** How many people pass the tests. */
export function countOf(resident: Resident, tests: readonly NodeTest[]): number {
  let count = 0;
  scan: for (let node = 0; node < resident.size; node++) {
    for (const test of tests) if (!test(node)) continue scan;
    count += 1;
  }
  return count;
}

// NaN = there is no value.
function keysOf(resident: Resident, sort: Sort): (node: number) => number {
  switch (sort) {
    case 'newest':
      return (node) => resident.idRank(node);
    case 'lastOrder':
      return (node) => resident.lastPaidAt[node] as number;
    case 'own':
      return (node) => resident.own.near(node);
    case 'orders':
      return (node) => resident.orders[node] as number;
    case 'influence':
      return (node) => resident.influenceNear(node);
    case 'direct':
      return (node) => resident.directNear(node);
    case 'indirect':
      return (node) => resident.influenceNear(node) - resident.directNear(node) - resident.own.near(node);
    case 'directs':
      return (node) => resident.directCount(node);
    case 'stageSince':
      return (node) => resident.stageSince[node] as number;
  }
}

/** The `size` smallest by (key, rank) of what is offered: a binary heap with the worst of them on top. */
class Best {
  readonly #size: number;
  readonly #rankOf: (node: number) => number;
  readonly #keys: number[] = [];
  readonly #nodes: number[] = [];

  constructor(size: number, rankOf: (node: number) => number) {
    this.#size = size;
    this.#rankOf = rankOf;
  }

  offer(key: number, node: number): void {
    const keys = this.#keys;
    if (keys.length < this.#size) {
      keys.push(key);
      this.#nodes.push(node);
      this.#up(keys.length - 1);
      return;
    }
    const worst = keys[0] as number;
    if (key > worst || (key === worst && this.#rankOf(node) > this.#rankOf(this.#nodes[0] as number))) return;
    keys[0] = key;
    this.#nodes[0] = node;
    this.#down();
  }

  sorted(): { key: number; node: number }[] {
    return this.#keys
      .map((key, i) => ({ key, node: this.#nodes[i] as number }))
      .sort((a, b) => a.key - b.key || this.#rankOf(a.node) - this.#rankOf(b.node));
  }

  #isWorse(a: number, b: number): boolean {
    const [keyA, keyB] = [this.#keys[a] as number, this.#keys[b] as number];
    return keyA > keyB || (keyA === keyB && this.#rankOf(this.#nodes[a] as number) > this.#rankOf(this.#nodes[b] as number));
  }

  #up(from: number): void {
    for (let i = from; i > 0;) {
      const above = (i - 1) >> 1;
      if (!this.#isWorse(i, above)) return;
      this.#swap(i, above);
      i = above;
    }
  }

  #down(): void {
    const length = this.#keys.length;
    for (let i = 0; ;) {
      let worst = i;
      for (const below of [2 * i + 1, 2 * i + 2]) if (below < length && this.#isWorse(below, worst)) worst = below;
      if (worst === i) return;
      this.#swap(i, worst);
      i = worst;
    }
  }

  #swap(a: number, b: number): void {
    [this.#keys[a], this.#keys[b]] = [this.#keys[b] as number, this.#keys[a] as number];
    [this.#nodes[a], this.#nodes[b]] = [this.#nodes[b] as number, this.#nodes[a] as number];
  }
}
