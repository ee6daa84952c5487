import type { Stage } from '../../kit/http/shapes.ts';
import type { Uuid } from '../../kit/ids/index.ts';
import type { GiftKind, PromiseReason, PromiseState } from './model/gifts.ts';
import type { RuleKind } from './model/price.ts';

/** pricing.rule. */
export interface RuleRow {
  rule_id: Uuid;
  external_id: string | null;
  name: string;
  kind: RuleKind;
  product_id: Uuid | null;
  category: string | null;
  ladder_role: string | null;
  price_amount: bigint | null;
  off_ppm: number | null;
  min_quantity: number;
  stages: Stage[] | null;
  tier: string | null;
  starts_at: Date | null;
  ends_at: Date | null;
  created_at: Date;
  ended_at: Date | null;
}

/** pricing.coupon. */
export interface CouponRow {
  coupon_id: Uuid;
  code: string;
  name: string;
  off_amount: bigint | null;
  off_ppm: number | null;
  min_spend_amount: bigint;
  is_once: boolean;
  issue_limit: number | null;
  used_count: number;
  starts_at: Date | null;
  ends_at: Date | null;
  created_at: Date;
  ended_at: Date | null;
}

/** pricing.gift_promise. */
export interface GiftPromiseRow {
  promise_id: Uuid;
  deal_id: Uuid;
  kind: GiftKind;
  person_id: Uuid;
  friend_id: Uuid;
  introducer_id: Uuid;
  order_id: Uuid | null;
  product_id: Uuid;
  sku_id: Uuid | null;
  quantity: number;
  cost_amount: bigint;
  state: PromiseState;
  because: PromiseReason | null;
  promised_at: Date;
  due_at: Date | null;
  ended_at: Date | null;
  giving_id: Uuid | null;
}
