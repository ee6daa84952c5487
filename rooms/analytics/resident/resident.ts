import type { SourceKind, Stage } from '../../../kit/http/shapes.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import type { Zone } from '../../../kit/time/index.ts';
import { STAGES } from '../model/cells.ts';
import { rfmCode, type RfmCut } from '../model/rfm.ts';
import { Amounts } from './amounts.ts';
import { exact, near, sumsOf, treeOf, type Sums, type Tree } from './tree.ts';

/** One person as the tables have them; `isHere` false = merged into another. */
export interface NodeRow {
  readonly node: number;
  readonly isHere: boolean;
  readonly personId: Uuid;
  /** −1 = nobody introduced them */
  readonly parent: number;
  readonly sourceId: Uuid | null;
  readonly own: bigint;
  readonly orders: number;
  readonly firstPaidAt: number | null;
  readonly lastPaidAt: number | null;
  readonly stage: Stage;
  readonly stageSince: number;
}

export interface SourceInfo {
  readonly sourceId: Uuid;
  readonly kind: SourceKind;
  readonly name: string;
}

export interface WorthAmounts {
  readonly own: bigint;
  readonly direct: bigint;
  readonly indirect: bigint;
  readonly influence: bigint;
}

/** No order yet, in the arrays of days. */
export const NO_DAY = -0x8000_0000;

/**
 * All people of one brand as arrays by node: about 110 bytes each. What follows from the whole tree (worth, counts,
 * order by depth) is computed when asked for and kept until the next change.
 */
export class Resident {
  size = 0;
  /** grows with every change: what was worked out from the arrays holds as long as it stays */
  version = 0;
  isHere = new Uint8Array(0);
  parent = new Int32Array(0);
  orders = new Int32Array(0);
  stage = new Uint8Array(0);
  source = new Int32Array(0);
  firstPaidAt = new Float64Array(0);
  lastPaidAt = new Float64Array(0);
  firstDay = new Int32Array(0);
  lastDay = new Int32Array(0);
  stageSince = new Float64Array(0);
  readonly own = new Amounts(0);
  #cut: RfmCut | null = null;
  readonly zone: Zone;
  #ids = new Uint8Array(0);
  #idRank: Uint32Array | null = null;
  #tree: Tree | null = null;
  #sums: Sums | null = null;
  #sources: SourceInfo[] = [];
  readonly #sourceIndex = new Map<Uuid, number>();

  constructor(zone: Zone) {
    this.zone = zone;
  }

  /** Takes rows in; nodes may be new or known. */
  put(rows: readonly NodeRow[]): void {
    let size = this.size;
    for (const row of rows) if (row.node >= size) size = row.node + 1;
    this.#ensure(size);
    for (const row of rows) {
      const { node } = row;
      if (node >= this.size || this.parent[node] !== row.parent) this.#tree = null;
      this.isHere[node] = row.isHere ? 1 : 0;
      this.parent[node] = row.parent;
      this.orders[node] = row.orders;
      this.stage[node] = STAGES.indexOf(row.stage);
      this.source[node] = row.sourceId === null ? -1 : (this.#sourceIndex.get(row.sourceId) ?? -1);
      this.firstPaidAt[node] = row.firstPaidAt ?? Number.NaN;
      this.lastPaidAt[node] = row.lastPaidAt ?? Number.NaN;
      this.firstDay[node] = row.firstPaidAt === null ? NO_DAY : this.zone.dayOf(row.firstPaidAt);
      this.lastDay[node] = row.lastPaidAt === null ? NO_DAY : this.zone.dayOf(row.lastPaidAt);
      this.stageSince[node] = row.stageSince;
      this.own.set(node, row.own);
      this.#writeId(node, row.personId);
    }
    if (size > this.size) {
      this.size = size;
      this.#tree = null;
      this.#idRank = null;
    }
    this.#sums = null;
    this.version += 1;
  }

  get cut(): RfmCut | null {
    return this.#cut;
  }

  set cut(cut: RfmCut | null) {
    if (JSON.stringify(cut, bare) === JSON.stringify(this.#cut, bare)) return;
    this.#cut = cut;
    this.version += 1;
  }

  /** The brand's sources; call before `put` of rows that use them. */
  putSources(sources: readonly SourceInfo[]): void {
    for (const source of sources) {
      const index = this.#sourceIndex.get(source.sourceId) ?? this.#sources.length;
      this.#sourceIndex.set(source.sourceId, index);
      this.#sources[index] = source;
    }
  }

  get sources(): readonly SourceInfo[] {
    return this.#sources;
  }

  get tree(): Tree {
    this.#tree ??= treeOf(this.parent, this.size);
    return this.#tree;
  }

  get sums(): Sums {
    this.#sums ??= sumsOf(this.parent, this.tree, this.own);
    return this.#sums;
  }

  personId(node: number): Uuid {
    const hex = Buffer.from(this.#ids.buffer, this.#ids.byteOffset + node * 16, 16).toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }

  /** Own, direct, indirect and all of it, in minor units (CONTRACT §7). */
  worthOf(node: number): WorthAmounts {
    const own = this.own.get(node);
    const direct = exact(this.sums.direct, node);
    const influence = exact(this.sums.influence, node);
    return { own, direct, indirect: influence - own - direct, influence };
  }

  influenceNear(node: number): number {
    return near(this.sums.influence, node);
  }

  directNear(node: number): number {
    return near(this.sums.direct, node);
  }

  directsOf(node: number): Int32Array {
    const { firstChild, children } = this.tree;
    return children.subarray(firstChild[node] ?? 0, firstChild[node + 1] ?? 0);
  }

  directCount(node: number): number {
    const { firstChild } = this.tree;
    return (firstChild[node + 1] ?? 0) - (firstChild[node] ?? 0);
  }

  downlineCount(node: number): number {
    return this.tree.downline[node] ?? 0;
  }

  /** r, f and m as the digits of one number; 0 without an order or before the first cut. */
  rfm(node: number): number {
    const last = this.lastDay[node] ?? NO_DAY;
    return this.cut ? rfmCode(this.cut, last === NO_DAY ? null : last, this.orders[node] ?? 0, this.own.get(node)) : 0;
  }

  /** The place of a node among all when sorted by person id: what breaks ties. */
  idRank(node: number): number {
    this.#idRank ??= this.#rankIds();
    return this.#idRank[node] ?? 0;
  }

  get bytes(): number {
    const plain = [
      this.isHere,
      this.parent,
      this.orders,
      this.stage,
      this.source,
      this.firstPaidAt,
      this.lastPaidAt,
      this.firstDay,
      this.lastDay,
      this.stageSince,
      this.#ids,
    ];
    // What is derived is counted as if it stood there: it will once somebody asks.
    return plain.reduce((sum, array) => sum + array.byteLength, 0) + this.own.bytes * 3 + this.size * 20;
  }

  #ensure(size: number): void {
    if (size <= this.parent.length) return;
    const capacity = Math.max(1024, Math.ceil(size * 1.25));
    const grow = <T extends Int32Array | Uint8Array | Float64Array>(array: T, made: T): T => {
      made.set(array as never);
      return made;
    };
    this.isHere = grow(this.isHere, new Uint8Array(capacity));
    this.parent = grow(this.parent, new Int32Array(capacity).fill(-1));
    this.orders = grow(this.orders, new Int32Array(capacity));
    this.stage = grow(this.stage, new Uint8Array(capacity));
    this.source = grow(this.source, new Int32Array(capacity).fill(-1));
    this.firstPaidAt = grow(this.firstPaidAt, new Float64Array(capacity).fill(Number.NaN));
    this.lastPaidAt = grow(this.lastPaidAt, new Float64Array(capacity).fill(Number.NaN));
    this.firstDay = grow(this.firstDay, new Int32Array(capacity).fill(NO_DAY));
    this.lastDay = grow(this.lastDay, new Int32Array(capacity).fill(NO_DAY));
    this.stageSince = grow(this.stageSince, new Float64Array(capacity));
    this.#ids = grow(this.#ids, new Uint8Array(capacity * 16));
    this.own.grow(capacity);
  }

  #writeId(node: number, id: Uuid): void {
    let at = node * 16;
    for (let i = 0; i < 36; i += 2) {
      if (i === 8 || i === 13 || i === 18 || i === 23) i += 1;
      this.#ids[at++] = nibble(id.charCodeAt(i)) * 16 + nibble(id.charCodeAt(i + 1));
    }
  }

  // Ids are made in the order of nodes, so this is nearly always one look at each neighbour.
  #rankIds(): Uint32Array {
    const rank = new Uint32Array(this.size);
    let isSorted = true;
    for (let node = 0; node < this.size; node++) {
      rank[node] = node;
      if (node > 0 && this.#compareIds(node - 1, node) > 0) isSorted = false;
    }
    if (isSorted) return rank;
    const nodes = rank.slice().sort((a, b) => this.#compareIds(a, b));
    nodes.forEach((node, place) => (rank[node] = place));
    return rank;
  }

  #compareIds(a: number, b: number): number {
    for (let i = 0; i < 16; i++) {
      const difference = (this.#ids[a * 16 + i] as number) - (this.#ids[b * 16 + i] as number);
      if (difference !== 0) return difference;
    }
    return 0;
  }
}

function bare(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}

function nibble(code: number): number {
  return code < 58 ? code - 48 : code - 87;
}
