import { assert } from '../../../kit/errors/index.ts';
import type { Amounts } from './amounts.ts';

/** Who stands below whom: nodes in the order of their depth, and the directs of each. */
export interface Tree {
  /** every node, referrers before those they introduced */
  readonly byDepth: Int32Array;
  /** the directs of node n are children[firstChild[n] … firstChild[n + 1]), in the order of nodes */
  readonly firstChild: Int32Array;
  readonly children: Int32Array;
  /** people below at any depth */
  readonly downline: Int32Array;
}

/**
 * Orders a forest by depth: an existing person may get a newer referrer, so the order of nodes is not enough.
 * @param parent the referrer of each node, −1 for none
 */
export function treeOf(parent: Int32Array, size: number): Tree {
  const firstChild = new Int32Array(size + 1);
  let roots = 0;
  for (let node = 0; node < size; node++) {
    const above = parent[node] as number;
    if (above < 0) roots += 1;
    else firstChild[above + 1] = (firstChild[above + 1] as number) + 1;
  }
  for (let node = 0; node < size; node++) firstChild[node + 1] = (firstChild[node + 1] as number) + (firstChild[node] as number);
  const children = new Int32Array(size - roots);
  const next = firstChild.slice(0, size);
  const byDepth = new Int32Array(size);
  let seen = 0;
  for (let node = 0; node < size; node++) {
    const above = parent[node] as number;
    if (above < 0) byDepth[seen++] = node;
    else {
      const place = next[above] as number;
      children[place] = node;
      next[above] = place + 1;
    }
  }
  for (let i = 0; i < seen; i++) {
    const node = byDepth[i] as number;
    for (let k = firstChild[node] as number; k < (firstChild[node + 1] as number); k++) byDepth[seen++] = children[k] as number;
  }
  assert(seen === size, 'referrals form no ring');
  const downline = new Int32Array(size);
  for (let i = size - 1; i >= 0; i--) {
    const node = byDepth[i] as number;
    const above = parent[node] as number;
    if (above >= 0) downline[above] = (downline[above] as number) + (downline[node] as number) + 1;
  }
  return { byDepth, firstChild, children, downline };
}

/** Sums per node over everything below: directs only, and everybody with the node itself. Limbs as in the amounts. */
export interface Sums {
  readonly direct: Float64Array[];
  readonly influence: Float64Array[];
}

/** One pass from the deepest up: influence = own + Σ influence of the directs. */
export function sumsOf(parent: Int32Array, { byDepth }: Tree, own: Amounts): Sums {
  const limbs = own.high ? [own.low, own.high] : [own.low];
  const sums: Sums = { direct: [], influence: [] };
  for (const limb of limbs) {
    const influence = limb.slice(0, byDepth.length);
    const direct = new Float64Array(byDepth.length);
    for (let i = byDepth.length - 1; i >= 0; i--) {
      const node = byDepth[i] as number;
      const above = parent[node] as number;
      if (above < 0) continue;
      influence[above] = (influence[above] as number) + (influence[node] as number);
      direct[above] = (direct[above] as number) + (limb[node] as number);
    }
    sums.direct.push(direct);
    sums.influence.push(influence);
  }
  return sums;
}

/** A sum as an integer. */
export function exact(limbs: readonly Float64Array[], node: number): bigint {
  const [low, high] = limbs;
  return BigInt(low?.[node] ?? 0) + BigInt(high?.[node] ?? 0) * 16_777_216n;
}

/** A sum as a float, for comparing. */
export function near(limbs: readonly Float64Array[], node: number): number {
  const [low, high] = limbs;
  return high ? (low?.[node] ?? 0) + (high[node] ?? 0) * 16_777_216 : (low?.[node] ?? 0);
}
