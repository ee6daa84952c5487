-- Foreign keys come last, each with a name (DATABASE.md rule 4).

ALTER TABLE catalog.sku ADD CONSTRAINT sku_product_fkey
  FOREIGN KEY (tenant_id, product_id) REFERENCES catalog.product (tenant_id, product_id);

ALTER TABLE catalog.stock_change ADD CONSTRAINT stock_change_sku_fkey
  FOREIGN KEY (tenant_id, sku_id) REFERENCES catalog.sku (tenant_id, sku_id);

ALTER TABLE catalog.reservation ADD CONSTRAINT reservation_sku_fkey
  FOREIGN KEY (tenant_id, sku_id) REFERENCES catalog.sku (tenant_id, sku_id);

ALTER TABLE catalog.bundle_part ADD CONSTRAINT bundle_part_product_fkey
  FOREIGN KEY (tenant_id, product_id) REFERENCES catalog.product (tenant_id, product_id);

ALTER TABLE catalog.bundle_part ADD CONSTRAINT bundle_part_part_fkey
  FOREIGN KEY (tenant_id, part_product_id) REFERENCES catalog.product (tenant_id, product_id);

ALTER TABLE catalog.delivery_code ADD CONSTRAINT delivery_code_product_fkey
  FOREIGN KEY (tenant_id, product_id) REFERENCES catalog.product (tenant_id, product_id);

ALTER TABLE orders.customer_order ADD CONSTRAINT customer_order_person_fkey
  FOREIGN KEY (tenant_id, person_id) REFERENCES relations.person (tenant_id, person_id);

ALTER TABLE orders.customer_order ADD CONSTRAINT customer_order_follows_fkey
  FOREIGN KEY (tenant_id, follows_id) REFERENCES orders.customer_order (tenant_id, order_id);

ALTER TABLE orders.line ADD CONSTRAINT line_order_fkey
  FOREIGN KEY (tenant_id, order_id) REFERENCES orders.customer_order (tenant_id, order_id);

ALTER TABLE orders.line ADD CONSTRAINT line_product_fkey
  FOREIGN KEY (tenant_id, product_id) REFERENCES catalog.product (tenant_id, product_id);

ALTER TABLE orders.sales_return ADD CONSTRAINT sales_return_order_fkey
  FOREIGN KEY (tenant_id, order_id) REFERENCES orders.customer_order (tenant_id, order_id);

ALTER TABLE orders.sales_return ADD CONSTRAINT sales_return_person_fkey
  FOREIGN KEY (tenant_id, person_id) REFERENCES relations.person (tenant_id, person_id);

ALTER TABLE orders.payment ADD CONSTRAINT payment_order_fkey
  FOREIGN KEY (tenant_id, order_id) REFERENCES orders.customer_order (tenant_id, order_id);

ALTER TABLE orders.refund ADD CONSTRAINT refund_order_fkey
  FOREIGN KEY (tenant_id, order_id) REFERENCES orders.customer_order (tenant_id, order_id);

ALTER TABLE orders.line ADD CONSTRAINT line_sku_fkey
  FOREIGN KEY (tenant_id, sku_id) REFERENCES catalog.sku (tenant_id, sku_id);

ALTER TABLE orders.shipment ADD CONSTRAINT shipment_order_fkey
  FOREIGN KEY (tenant_id, order_id) REFERENCES orders.customer_order (tenant_id, order_id);

ALTER TABLE orders.claim ADD CONSTRAINT claim_order_fkey
  FOREIGN KEY (tenant_id, order_id) REFERENCES orders.customer_order (tenant_id, order_id);
