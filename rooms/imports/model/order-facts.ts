import type { Uuid } from '../../../kit/ids/index.ts';
import type { OrderRow, Source } from '../reading/model.ts';

/** What the database holds of an order a row names (or of one made earlier in the same run). Instants are epoch ms. */
export interface KnownOrder {
  readonly orderId: Uuid;
  readonly externalId: string;
  readonly personId: Uuid | null;
  readonly placedAt: number;
  /** null: not paid, in no figure */
  readonly paidAt: number | null;
  readonly charged: bigint;
  readonly refunded: bigint;
  readonly totalFrom: 'lines' | 'total';
  readonly scene: string | null;
  readonly channel: string | null;
  readonly status: string | null;
  /** Sold here: its payments and refunds are rows of their own, no file changes it. */
  readonly isLive: boolean;
  /** Made by this run, or by an unfinished earlier run of the same file: its further rows are its lines. */
  readonly isOurs: boolean;
  /** The highest line number given so far. */
  readonly lastLine: number;
  /** Another finished file already gave this order its products. */
  readonly hasForeignLines: boolean;
  /** Lines of other files, in the order of their number; only filled when a newer export may update them. */
  readonly foreignLines: readonly KnownLine[];
}

export interface KnownLine {
  readonly line: number;
  readonly product: string | null;
  readonly amount: bigint;
  readonly refunded: bigint;
  readonly contentKey: string;
}

/** A return that names an order id nobody has sold under yet. */
export interface StandingReturn {
  readonly returnId: Uuid;
  readonly externalId: string;
  readonly personId: Uuid | null;
  readonly at: number;
  /** positive */
  readonly amount: bigint;
}

export interface KnownPerson {
  readonly personId: Uuid;
  readonly hasSource: boolean;
}

/** How often rows equal to this one are in the database, and how many of them this run has met already. */
export interface RowCount {
  /** rows of other runs (and of the API) */
  others: number;
  /** rows of all runs */
  total: number;
  /** how many of the others this run has met and skipped */
  seen: number;
}

/** Everything the plan of one portion of a file may look at. */
export interface OrdersWorld {
  readonly orders: ReadonlyMap<string, KnownOrder>;
  readonly standingReturns: readonly StandingReturn[];
  readonly people: ReadonlyMap<string, KnownPerson>;
  readonly counts: ReadonlyMap<string, RowCount>;
  /** Fresh, increasing ids. */
  readonly newId: () => Uuid;
  /** The brand's clock in epoch ms: when an unpaid order without a date was placed. */
  readonly now: number;
  readonly currency: string;
  readonly onConflict: 'keep' | 'update';
}

/** What counts of an order in figures; null while it is unpaid. */
export interface PaidFact {
  readonly paidAt: number;
  readonly net: bigint;
  readonly isRefunded: boolean;
}

/** An order as it is to be written. */
export interface PlannedOrder {
  readonly orderId: Uuid;
  readonly externalId: string;
  readonly isNew: boolean;
  readonly person: PlannedPerson | null;
  readonly placedAt: number;
  readonly paidAt: number | null;
  readonly charged: bigint;
  readonly refunded: bigint;
  readonly isRefunded: boolean;
  readonly totalFrom: 'lines' | 'total';
  readonly scene: string | null;
  readonly channel: string | null;
  readonly status: string | null;
  readonly before: { readonly person: PlannedPerson | null; readonly fact: PaidFact | null };
  readonly fact: PaidFact | null;
}

export interface PlannedPerson {
  /** of a person who is to be made first: `new:` and the external id */
  readonly personId: Uuid;
  /** the id the rows name them by; null where only known from an order or a return */
  readonly externalId: string | null;
  readonly isNew: boolean;
  /** The first source the rows name, for a person without one. */
  readonly source: Source | null;
}

export interface PlannedLine {
  readonly orderId: Uuid;
  readonly line: number;
  readonly product: PlannedProduct | null;
  readonly quantity: string | null;
  readonly amount: bigint;
  readonly refunded: bigint;
  readonly isTotal: boolean;
  readonly contentKey: string;
  /** Takes the place of the line with this number instead of adding one. */
  readonly isUpdate: boolean;
}

export interface PlannedProduct {
  readonly product: string;
  readonly name: string | null;
  readonly category: string | null;
}

export interface PlannedReturn {
  readonly returnId: Uuid;
  readonly externalId: string | null;
  readonly orderId: Uuid | null;
  readonly person: PlannedPerson | null;
  readonly product: PlannedProduct | null;
  readonly at: number;
  readonly amount: bigint;
  readonly contentKey: string;
  /** position among equal rows, from 1 */
  readonly nth: number;
}

/** A standing return that found its order. */
export interface AttachedReturn {
  readonly returnId: Uuid;
  readonly orderId: Uuid;
  readonly personId: Uuid | null;
  readonly at: number;
  readonly amount: bigint;
}

export interface PlannedReferral {
  readonly row: number;
  readonly person: string;
  readonly referrer: string;
  readonly at: number | null;
}

export interface PlanReject {
  readonly row: number;
  readonly field: keyof OrderRow | null;
  readonly value: string | null;
  readonly reason: string;
}

export interface Conflict {
  readonly row: number;
  readonly order: string;
  /** amount of the order that stays, less its refund if it has one, as plain decimals: `44.00 − 6.00` */
  readonly was: string;
  readonly is: string;
}

/** What one portion of an orders file does. */
export interface OrdersPlan {
  readonly newPeople: PlannedPerson[];
  /** People known without a source who get their first one. */
  readonly sourced: PlannedPerson[];
  /** New and changed orders, new ones in the order of their first rows. */
  readonly orders: PlannedOrder[];
  readonly lines: PlannedLine[];
  readonly returns: PlannedReturn[];
  readonly attached: AttachedReturn[];
  readonly referrals: PlannedReferral[];
  readonly rejects: PlanReject[];
  readonly conflicts: Conflict[];
  /** content key → how many more rows of other runs were met */
  readonly seen: ReadonlyMap<string, number>;
  readonly accepted: number;
  readonly skipped: number;
  /** Orders whose header states a total and that got lines of another file. */
  readonly detailed: number;
  /** whose orders changed in any way, and be it only that their lines are known now */
  readonly buyers: readonly PlannedPerson[];
  /** What the rows add to the figures, minor units. */
  readonly sales: bigint;
}
