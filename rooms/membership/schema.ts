import type { Uuid } from '../../kit/ids/index.ts';
import type { CardTerms } from './model/card.ts';

/** membership.design: a product as a card. */
export interface Design extends CardTerms {
  readonly designId: Uuid;
  readonly productId: Uuid;
  readonly isOnSale: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What designs and cards have in common, as columns. */
export interface TermColumns {
  design_id: Uuid;
  product_id: Uuid;
  kind: CardTerms['kind'];
  term_unit: CardTerms['termUnit'];
  term_count: number;
  item_product_id: Uuid | null;
  units_each: number;
  per: CardTerms['per'];
  bonus_amount: bigint;
  spread_months: number;
}

export function termsOfRow(row: TermColumns): CardTerms {
  return {
    kind: row.kind,
    termUnit: row.term_unit,
    termCount: row.term_count,
    itemId: row.item_product_id,
    unitsEach: row.units_each,
    per: row.per,
    bonus: row.bonus_amount,
    spreadMonths: row.spread_months,
  };
}
