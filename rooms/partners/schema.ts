import type { Uuid } from '../../kit/ids/index.ts';
import type { Allocation } from './model/plan.ts';

/** A commission as it stands; instants in epoch ms. What counts of it is amount − reversed. */
export interface CommissionRow extends Allocation {
  readonly orderId: Uuid;
  /** taken back since; amount and base stay as accrued */
  readonly reversed: bigint;
  /** `reversed` exactly when nothing is left of it */
  readonly state: 'pending' | 'confirmed' | 'paid' | 'reversed';
  /** when the hold is over; null until the line is received */
  readonly dueAt: number | null;
  readonly confirmedAt: number | null;
  /** the case that holds the money, null without */
  readonly caseId: Uuid | null;
}
