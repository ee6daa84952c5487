/**
 * Joins what a chunk left unfinished to the chunk that follows, in one buffer used over and over: a record longer than a chunk makes no
 * garbage. What `join` answers is good until the next `join`.
 */
export class Carry {
  #work: Buffer = Buffer.alloc(0);
  #length = 0;

  join(chunk: Buffer): Buffer {
    if (this.#length === 0) return chunk;
    const needed = this.#length + chunk.length;
    this.#grow(needed);
    chunk.copy(this.#work, this.#length);
    this.#length = 0;
    return this.#work.subarray(0, needed);
  }

  /** Keeps the joined bytes from a place on for the next chunk. */
  keep(bytes: Buffer, from: number): void {
    const length = bytes.length - from;
    if (length <= 0) return;
    if (bytes.buffer === this.#work.buffer) this.#work.copyWithin(0, from, bytes.length);
    else {
      this.#grow(length);
      bytes.copy(this.#work, 0, from);
    }
    this.#length = length;
  }

  #grow(needed: number): void {
    if (this.#work.length >= needed) return;
    const bigger = Buffer.allocUnsafeSlow(Math.max(needed, this.#work.length * 2));
    this.#work.copy(bigger, 0, 0, this.#length);
    this.#work = bigger;
  }
}
