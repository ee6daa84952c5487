import type { Uuid } from '../../kit/ids/index.ts';
import type { CaseOutcome, LotSource, MovementKind } from './model/lots.ts';

/** points.rule. */
export interface RuleRow {
  rule_id: Uuid;
  version: number;
  is_on: boolean;
  worth_points: number;
  worth_amount: bigint;
  earn_points: number;
  earn_amount: bigint;
  times: { ladderRole?: string; tier?: string; timesPpm: number }[];
  most_ppm: number;
  expiry_days: number | null;
  grace_days: number;
  check_in_points: number;
  streaks: { days: number; points: number }[];
  friend_points: number;
  growth_amount: bigint;
  budget_amount: bigint | null;
}

/** points.lot. */
export interface LotRow {
  lot_id: Uuid;
  person_id: Uuid;
  granted_to: Uuid;
  source: LotSource;
  order_id: Uuid | null;
  line: number | null;
  worth_points: number;
  worth_amount: bigint;
  expiry_days: number | null;
  granted: bigint;
  points_left: bigint;
  reserved: bigint;
  used: bigint;
  taken_back: bigint;
  owed: bigint;
  moves: number;
  granted_at: Date;
  spendable_at: Date | null;
  expires_at: Date | null;
  case_id: Uuid | null;
  case_outcome: CaseOutcome | null;
}

/** points.movement with the lot it is of. */
export interface MovementRow {
  lot_id: Uuid;
  nth: number;
  kind: MovementKind;
  points: bigint;
  amount: bigint;
  cause_id: Uuid | null;
  note: string | null;
  at: Date;
  source: LotSource;
  order_id: Uuid | null;
}
