import type { Uuid } from '../../kit/ids/index.ts';
import type { LadderRole } from './api.ts';

/** catalog.product with the number of its variants. */
export interface ProductRow {
  product_id: Uuid;
  external_id: string;
  name: string;
  category: string | null;
  ladder_role: LadderRole | null;
  price_amount: bigint | null;
  cost_amount: bigint | null;
  currency: string;
  created_at: Date;
  skus: number;
}
