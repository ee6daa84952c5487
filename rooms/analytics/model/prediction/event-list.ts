import type { PurchaseEvents } from './purchase-days.ts';

/** Purchases as they are read, person by person; arrays grow as more come in. */
export class EventList {
  #people: Int32Array;
  #days: Int32Array;
  #values: Float64Array;
  size = 0;

  constructor(room = 1024) {
    this.#people = new Int32Array(room);
    this.#days = new Int32Array(room);
    this.#values = new Float64Array(room);
  }

  push(person: number, day: number, value: number): void {
    if (this.size === this.#people.length) {
      this.#people = longer(this.#people, new Int32Array(this.size * 2));
      this.#days = longer(this.#days, new Int32Array(this.size * 2));
      this.#values = longer(this.#values, new Float64Array(this.size * 2));
    }
    this.#people[this.size] = person;
    this.#days[this.size] = day;
    this.#values[this.size] = value;
    this.size += 1;
  }

  get events(): PurchaseEvents {
    return {
      people: this.#people.slice(0, this.size),
      days: this.#days.slice(0, this.size),
      values: this.#values.slice(0, this.size),
    };
  }
}

function longer<T extends Int32Array | Float64Array>(from: T, to: T): T {
  to.set(from as never);
  return to;
}
