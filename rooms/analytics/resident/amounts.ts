const BASE = 16_777_216;
const BIG_BASE = 16_777_216n;

/**
 * Minor units per node whose sums over any set of nodes are exact. As long as all magnitudes together stay below 2^53
 * one float holds a value; beyond that two do (in units of 2^24 and the rest), and sums are taken limb by limb.
 */
export class Amounts {
  low: Float64Array;
  high: Float64Array | null = null;
  #magnitude = 0n;

  constructor(capacity: number) {
    this.low = new Float64Array(capacity);
  }

  get(node: number): bigint {
    const low = BigInt(this.low[node] ?? 0);
    return this.high ? BigInt(this.high[node] ?? 0) * BIG_BASE + low : low;
  }

  /** The value as a float, for comparing: exact up to 2^53. */
  near(node: number): number {
    return this.high ? (this.high[node] ?? 0) * BASE + (this.low[node] ?? 0) : (this.low[node] ?? 0);
  }

  set(node: number, value: bigint): void {
    const old = this.get(node);
    this.#magnitude += (value < 0n ? -value : value) - (old < 0n ? -old : old);
    if (!this.high && this.#magnitude > BigInt(Number.MAX_SAFE_INTEGER)) this.#widen();
    if (this.high) {
      const low = BigInt.asUintN(24, value);
      this.low[node] = Number(low);
      this.high[node] = Number((value - low) / BIG_BASE);
    } else this.low[node] = Number(value);
  }

  grow(capacity: number): void {
    this.low = grown(this.low, capacity);
    if (this.high) this.high = grown(this.high, capacity);
  }

  get bytes(): number {
    return this.low.byteLength + (this.high?.byteLength ?? 0);
  }

  #widen(): void {
    this.high = new Float64Array(this.low.length);
    for (let node = 0; node < this.low.length; node++) {
      const value = this.low[node] ?? 0;
      const high = Math.floor(value / BASE);
      this.high[node] = high;
      this.low[node] = value - high * BASE;
    }
  }
}

function grown(array: Float64Array, capacity: number): Float64Array {
  const larger = new Float64Array(capacity);
  larger.set(array);
  return larger;
}
