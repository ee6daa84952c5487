import type { Ctx } from '../kit/ctx.ts';
import type { Lane } from '../kit/db/lane.ts';
import type { Uuid } from '../kit/ids/index.ts';
import type { Conflict, OwnRuns, Recognition, Reject } from '../rooms/imports/index.ts';

/** What is the same for every portion of one run. */
export interface RunSetting extends OwnRuns {
  readonly recognition: Recognition;
  /** ids of products met lately: they never change */
  readonly products: Map<string, Uuid>;
  /** products this run made lately: their further rows belong to them */
  readonly madeProducts: Set<string>;
}

/** What one portion of a file did, as far as the answer counts it. Sales in minor units. */
export interface PortionOutcome {
  readonly accepted: number;
  readonly skipped: number;
  readonly rejects: readonly Reject[];
  readonly orders: number;
  readonly returns: number;
  readonly people: number;
  readonly products: number;
  readonly referrals: number;
  readonly sales: bigint;
  readonly conflicts: readonly Conflict[];
  readonly detailed: number;
  /** The youngest id made, for the lane: later ones follow it. */
  readonly lastId: Uuid | null;
}

export const NOTHING: PortionOutcome = {
  accepted: 0,
  skipped: 0,
  rejects: [],
  orders: 0,
  returns: 0,
  people: 0,
  products: 0,
  referrals: 0,
  sales: 0n,
  conflicts: [],
  detailed: 0,
  lastId: null,
};

/** Takes one portion of rows in, inside the transaction of ctx. The caller holds the lane and saves it. */
export type TakePortion<Row> = (ctx: Ctx, lane: Lane, rows: readonly Row[], setting: RunSetting) => Promise<PortionOutcome>;

const PER_EVENT = 1000;

/** How many of `count` things each event of a bulk write tells of: at most 1,000. */
export function eventSizes(count: number): number[] {
  const sizes: number[] = [];
  for (let left = count; left > 0; left -= PER_EVENT) sizes.push(Math.min(left, PER_EVENT));
  return sizes;
}

/** The header (or number) of the column a field is read from; null when no column is. */
export function columnOf(recognition: Recognition, field: string): string | null {
  const column = recognition.mapping[field];
  return column === undefined ? null : (recognition.headers[column] ?? String(column + 1));
}
