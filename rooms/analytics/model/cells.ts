import type { Origin, Stage } from '../../../kit/http/shapes.ts';
import { monthOf, type EpochDay } from '../../../kit/time/index.ts';

/** The order of these lists is the code of an origin or a stage inside the room. */
export const ORIGINS = ['repeat', 'referred', 'direct', 'paid', 'anonymous'] as const satisfies readonly Origin[];
export const STAGES = ['prospect', 'fan', 'customer', 'repeat', 'member', 'partner'] as const satisfies readonly Stage[];

/** 1 adds what a history says to the cells, −1 takes it away. */
export type Sign = 1 | -1;

export interface DayCell {
  orders: number;
  sales: bigint;
}

/** See analytics.day_people. */
export interface PeopleCell {
  returns: bigint;
  customers: number;
  repeaters: number;
  buyers: number;
  orders: number;
  sales: bigint;
  gapMs: bigint;
  customerReturns: bigint;
}

export interface CohortCell {
  people: number;
  orders: number;
  sales: bigint;
}

export interface RfmCell {
  people: number;
  sales: bigint;
}

// Days go into one number with another day; epoch days of 1969 to 2149 fit in 17 bits once shifted.
const SHIFT = 1024;
const WIDTH = 131_072;

const months = new Map<EpochDay, EpochDay>();

/** The first day of the month of a day, remembered. */
export function monthStart(day: EpochDay): EpochDay {
  let month = months.get(day);
  if (month === undefined) {
    month = monthOf(day);
    months.set(day, month);
  }
  return month;
}

/** The first day of the year of a day. */
export function yearStart(day: EpochDay): EpochDay {
  return Date.UTC(new Date(day * 86_400_000).getUTCFullYear(), 0, 1) / 86_400_000;
}

/**
 * Changes to the rollup cells of one tenant: what is added to the stored rows. Folding a history with sign −1 and
 * its replacement with sign 1 into the same cells leaves their difference.
 */
export class Cells {
  readonly days = new Map<number, DayCell>();
  readonly people = new Map<EpochDay, PeopleCell>();
  readonly visits = new Map<number, number>();
  readonly cohorts = new Map<number, CohortCell>();
  readonly transitions = new Map<number, number>();
  readonly stages = new Map<Stage, number>();
  readonly rfm = new Map<number, RfmCell>();

  /** How many cells are held: what a bounded fold watches. */
  get size(): number {
    return this.days.size + this.people.size + this.visits.size + this.cohorts.size + this.transitions.size;
  }

  addSale(day: EpochDay, origin: Origin, orders: number, sales: bigint): void {
    const key = day * 8 + ORIGINS.indexOf(origin);
    const cell = this.days.get(key);
    if (!cell) this.days.set(key, { orders, sales });
    else {
      cell.orders += orders;
      cell.sales += sales;
    }
  }

  peopleOn(day: EpochDay): PeopleCell {
    let cell = this.people.get(day);
    if (!cell) {
      cell = {
        returns: 0n,
        customers: 0,
        repeaters: 0,
        buyers: 0,
        orders: 0,
        sales: 0n,
        gapMs: 0n,
        customerReturns: 0n,
      };
      this.people.set(day, cell);
    }
    return cell;
  }

  addVisit(prevDay: EpochDay, day: EpochDay, people: number): void {
    const key = pairKey(prevDay, day);
    this.visits.set(key, (this.visits.get(key) ?? 0) + people);
  }

  addCohort(cohort: EpochDay, month: EpochDay, people: number, orders: number, sales: bigint): void {
    const key = pairKey(cohort, month);
    const cell = this.cohorts.get(key);
    if (!cell) this.cohorts.set(key, { people, orders, sales });
    else {
      cell.people += people;
      cell.orders += orders;
      cell.sales += sales;
    }
  }

  /** @param from null and days null for a person's first stage */
  addTransition(month: EpochDay, from: Stage | null, to: Stage, days: number | null, people: number): void {
    const step = (from === null ? 7 : STAGES.indexOf(from)) * 8 + STAGES.indexOf(to);
    const key = ((month + SHIFT) * 64 + step) * WIDTH + (days ?? -1) + 1;
    this.transitions.set(key, (this.transitions.get(key) ?? 0) + people);
  }

  addStage(stage: Stage, people: number): void {
    this.stages.set(stage, (this.stages.get(stage) ?? 0) + people);
  }

  /** @param code r, f and m as the decimal digits of one number: 543 */
  addRfm(code: number, people: number, sales: bigint): void {
    const cell = this.rfm.get(code);
    if (!cell) this.rfm.set(code, { people, sales });
    else {
      cell.people += people;
      cell.sales += sales;
    }
  }
}

/** Days of one stored row of visits: those of the longest month. */
export const DAYS_OF_MONTH = 31;

/** Days of one stored row of a transition's histogram. */
export const DAYS_OF_CHUNK = 32;

function pairKey(first: EpochDay, second: EpochDay): number {
  return (first + SHIFT) * WIDTH + second + SHIFT;
}

/** The two days of a key of `visits` (prevDay, day) or `cohorts` (cohort, month). */
export function pairOf(key: number): [EpochDay, EpochDay] {
  return [Math.floor(key / WIDTH) - SHIFT, (key % WIDTH) - SHIFT];
}

export function saleKeyOf(key: number): { day: EpochDay; origin: Origin } {
  const code = ((key % 8) + 8) % 8;
  return { day: (key - code) / 8, origin: ORIGINS[code] as Origin };
}

export function transitionOf(key: number): { month: EpochDay; from: Stage | null; to: Stage; days: number } {
  const days = (key % WIDTH) - 1;
  const rest = Math.floor(key / WIDTH);
  const step = rest % 64;
  const from = Math.floor(step / 8);
  return {
    month: Math.floor(rest / 64) - SHIFT,
    from: from === 7 ? null : (STAGES[from] as Stage),
    to: STAGES[step % 8] as Stage,
    days,
  };
}
