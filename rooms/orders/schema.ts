import type { Origin } from '../../kit/http/shapes.ts';
import type { Uuid } from '../../kit/ids/index.ts';
import type { LinePrice } from './model/live-order.ts';

/** orders.customer_order with who bought it and how many lines it has. */
export interface OrderRow {
  order_id: Uuid;
  external_id: string;
  person_id: Uuid | null;
  person_external_id: string | null;
  person_name: string | null;
  placed_at: Date;
  paid_at: Date | null;
  charged_amount: bigint;
  refunded_amount: bigint;
  net_amount: bigint;
  currency: string;
  is_refunded: boolean;
  origin: Origin | null;
  scene: string | null;
  channel: string | null;
  status: string | null;
  line_count: number;
  is_live: boolean;
  shipping_amount: bigint;
  tendered_amount: bigint;
  method: string | null;
  shipped_at: Date | null;
  received_at: Date | null;
  cancelled_at: Date | null;
  follows_id: Uuid | null;
  instalment: number | null;
  due_at: Date | null;
}

/** orders.line with its product. */
export interface LineRow {
  line: number;
  quantity: string | null;
  amount: bigint;
  refunded_amount: bigint;
  unit_price: bigint | null;
  discount_amount: bigint;
  order_discount: bigint;
  tax_amount: bigint;
  shipped_at: Date | null;
  received_at: Date | null;
  claimed_at: Date | null;
  price: LinePrice | null;
  deferred_amount: bigint;
  exchange_id: Uuid | null;
  /** of a virtual good that was delivered */
  delivery_kind: 'text' | 'link' | 'codes' | null;
  delivery_text: string | null;
  codes: string[] | null;
  product_id: Uuid | null;
  product_external_id: string | null;
  product_name: string | null;
  category: string | null;
}

/** orders.sales_return with whose it is. */
export interface ReturnRow {
  return_id: Uuid;
  external_id: string | null;
  order_id: Uuid | null;
  person_id: Uuid | null;
  person_external_id: string | null;
  person_name: string | null;
  at: Date;
  amount: bigint;
  currency: string;
}
