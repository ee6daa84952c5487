import type { MoneyJson } from '../../kit/money/index.ts';
import type { Uuid } from '../../kit/ids/index.ts';
import type { ImportKind, ReadOptions, Reject } from './api.ts';

/** A file kept below the data folder (imports.upload). */
export interface UploadRow {
  readonly upload_id: Uuid;
  readonly file_name: string;
  readonly size_bytes: bigint;
  /** sha-256 in hex */
  readonly file_hash: string;
  /** name below `uploads/` */
  readonly stored_as: string;
  readonly created_at: Date;
  readonly removed_at: Date | null;
}

export type RunState = 'waiting' | 'running' | 'stopping' | 'stopped' | 'done' | 'failed';

/** One import of one file (imports.run). */
export interface RunRow {
  readonly run_id: Uuid;
  readonly upload_id: Uuid;
  readonly kind: ImportKind;
  readonly file_name: string;
  readonly options: RunOptions;
  readonly state: RunState;
  readonly row_done: bigint;
  readonly bytes_done: bigint;
  readonly size_bytes: bigint;
  readonly counters: RunCounters;
  readonly failure: { code: string; facts: Record<string, unknown> } | null;
  readonly owner: string | null;
  readonly created_by: string;
  readonly created_at: Date;
  readonly started_at: Date | null;
  readonly heartbeat_at: Date | null;
  readonly finished_at: Date | null;
}

export type RunOptions = ReadOptions & { dryRun: boolean };

/** Where a run stands and what it has done so far; moves in the transaction of the rows it counts. Amounts in minor units. */
export interface RunCounters {
  /** `rows`: the file is being read; `referrals`: its introductions are judged in the order of time; `figures`: thresholds are cut anew. */
  phase: 'rows' | 'referrals' | 'figures';
  /** line of the last record taken */
  lastRow: number;
  rows: number;
  accepted: number;
  skipped: number;
  rejected: number;
  orders: number;
  returns: number;
  people: number;
  products: number;
  referrals: number;
  sales: string;
  conflicts: { count: number; first: { row: number; order: string; was: string; is: string }[] };
  /** orders whose header states a total and that got lines of this file */
  detailed: number;
  differences: { count: number; first: { order: string; total: MoneyJson; lines: MoneyJson }[] };
  rejects: Reject[];
  rejectReasons: Record<string, number>;
  /** length of the rejects file that goes with these counters */
  rejectsBytes: number;
  /** the last introduction judged, null before the first */
  judged: { atMs: string; place: number } | null;
  /** rows and instant (epoch ms) at which the present process took over: what the rate is measured from */
  paceFrom: { rows: number; at: number } | null;
}

export function emptyCounters(): RunCounters {
  return {
    phase: 'rows',
    lastRow: 0,
    rows: 0,
    accepted: 0,
    skipped: 0,
    rejected: 0,
    orders: 0,
    returns: 0,
    people: 0,
    products: 0,
    referrals: 0,
    sales: '0',
    conflicts: { count: 0, first: [] },
    detailed: 0,
    differences: { count: 0, first: [] },
    rejects: [],
    rejectReasons: {},
    rejectsBytes: 0,
    judged: null,
    paceFrom: null,
  };
}
