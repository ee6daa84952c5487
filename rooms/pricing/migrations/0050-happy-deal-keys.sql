-- Foreign keys come last, each with a name (DATABASE.md rule 4).

ALTER TABLE pricing.deal_gift ADD CONSTRAINT deal_gift_deal_fkey
  FOREIGN KEY (tenant_id, deal_id) REFERENCES pricing.happy_deal (tenant_id, deal_id);

ALTER TABLE pricing.deal_gift ADD CONSTRAINT deal_gift_product_fkey
  FOREIGN KEY (tenant_id, product_id) REFERENCES catalog.product (tenant_id, product_id);

ALTER TABLE pricing.gift_promise ADD CONSTRAINT gift_promise_deal_fkey
  FOREIGN KEY (tenant_id, deal_id) REFERENCES pricing.happy_deal (tenant_id, deal_id);

ALTER TABLE pricing.gift_promise ADD CONSTRAINT gift_promise_product_fkey
  FOREIGN KEY (tenant_id, product_id) REFERENCES catalog.product (tenant_id, product_id);

ALTER TABLE pricing.gift_promise ADD CONSTRAINT gift_promise_giving_fkey
  FOREIGN KEY (tenant_id, giving_id) REFERENCES catalog.giving (tenant_id, giving_id);
