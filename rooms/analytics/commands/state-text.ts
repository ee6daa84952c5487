const MINUS = 45;
const COMMA = 44;
const NOTHING = 120;

/** Reads values separated by commas one after another, without making a string of each. `x` stands for null. */
export class StateText {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get isDone(): boolean {
    return this.#at >= this.#text.length;
  }

  /** An integer up to 2^53 in magnitude. */
  number(): number {
    const text = this.#text;
    let at = this.#at;
    const isNegative = text.charCodeAt(at) === MINUS;
    if (isNegative) at += 1;
    let value = 0;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === COMMA) break;
      value = value * 10 + (code - 48);
    }
    this.#at = at + 1;
    return isNegative ? -value : value;
  }

  /** An integer of any size. */
  amount(): bigint {
    const end = this.#end();
    // Fifteen digits are exact as a float.
    return end - this.#at <= 15 ? BigInt(this.number()) : BigInt(this.word());
  }

  instant(): number | null {
    if (this.#text.charCodeAt(this.#at) !== NOTHING) return this.number();
    this.#at += 2;
    return null;
  }

  word(): string {
    const end = this.#end();
    const word = this.#text.slice(this.#at, end);
    this.#at = end + 1;
    return word;
  }

  #end(): number {
    const end = this.#text.indexOf(',', this.#at);
    return end < 0 ? this.#text.length : end;
  }
}
