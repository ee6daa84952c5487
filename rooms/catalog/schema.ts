import type { Uuid } from '../../kit/ids/index.ts';
import type { LadderRole, ProductKind, StockChange } from './api.ts';

/** catalog.product with its variants and stock added up. */
export interface ProductRow {
  product_id: Uuid;
  external_id: string;
  name: string;
  kind: ProductKind;
  category: string | null;
  description: string | null;
  ladder_role: LadderRole | null;
  position: number;
  price_amount: bigint | null;
  cost_amount: bigint | null;
  currency: string;
  is_bundle: boolean;
  delivery_kind: 'text' | 'link' | 'codes' | null;
  delivery_text: string | null;
  early_until: Date | null;
  created_at: Date;
  archived_at: Date | null;
  skus: number;
  stock: bigint | null;
  reserved: bigint | null;
  sold: bigint | null;
  stock_total: bigint | null;
}

/** catalog.sku. */
export interface SkuRow {
  sku_id: Uuid;
  product_id: Uuid;
  external_id: string;
  name: string;
  price_amount: bigint | null;
  cost_amount: bigint | null;
  stock: number | null;
  reserved: number;
  sold: bigint;
  stock_total: bigint | null;
}

/** catalog.stock_change with its variant. */
export interface StockChangeRow {
  change_id: Uuid;
  sku_id: Uuid;
  sku_external_id: string;
  sku_name: string;
  quantity: number;
  reason: StockChange['reason'];
  note: string | null;
  actor_name: string;
  at: Date;
}
