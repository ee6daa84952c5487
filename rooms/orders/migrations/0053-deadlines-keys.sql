-- Foreign keys stand after the tables, each with a name (DATABASE.md rule 4).

ALTER TABLE orders.deadline ADD CONSTRAINT deadline_order_fkey
  FOREIGN KEY (tenant_id, order_id) REFERENCES orders.customer_order (tenant_id, order_id);
