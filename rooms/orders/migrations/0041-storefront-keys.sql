-- Foreign keys come last, each with a name (DATABASE.md rule 4).

ALTER TABLE catalog.giving ADD CONSTRAINT giving_product_fkey
  FOREIGN KEY (tenant_id, product_id) REFERENCES catalog.product (tenant_id, product_id);

ALTER TABLE catalog.giving ADD CONSTRAINT giving_person_fkey
  FOREIGN KEY (tenant_id, person_id) REFERENCES relations.person (tenant_id, person_id);

ALTER TABLE orders.address ADD CONSTRAINT address_person_fkey
  FOREIGN KEY (tenant_id, person_id) REFERENCES relations.person (tenant_id, person_id);

ALTER TABLE orders.destination ADD CONSTRAINT destination_order_fkey
  FOREIGN KEY (tenant_id, order_id) REFERENCES orders.customer_order (tenant_id, order_id);

ALTER TABLE orders.review ADD CONSTRAINT review_order_fkey
  FOREIGN KEY (tenant_id, order_id) REFERENCES orders.customer_order (tenant_id, order_id);

ALTER TABLE orders.refund_request ADD CONSTRAINT refund_request_order_fkey
  FOREIGN KEY (tenant_id, order_id) REFERENCES orders.customer_order (tenant_id, order_id);

ALTER TABLE orders.refund_request ADD CONSTRAINT refund_request_claim_fkey
  FOREIGN KEY (tenant_id, claim_id) REFERENCES orders.claim (tenant_id, claim_id);
