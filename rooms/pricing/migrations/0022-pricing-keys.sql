-- Foreign keys come last, each with a name (DATABASE.md rule 4).

ALTER TABLE pricing.rule ADD CONSTRAINT rule_product_fkey
  FOREIGN KEY (tenant_id, product_id) REFERENCES catalog.product (tenant_id, product_id);

ALTER TABLE pricing.coupon_use ADD CONSTRAINT coupon_use_coupon_fkey
  FOREIGN KEY (tenant_id, coupon_id) REFERENCES pricing.coupon (tenant_id, coupon_id);

ALTER TABLE pricing.coupon_use ADD CONSTRAINT coupon_use_person_fkey
  FOREIGN KEY (tenant_id, person_id) REFERENCES relations.person (tenant_id, person_id);
