-- An unpaid order that keeps something scarce of its buyer or the brand (points, a coupon) is called off when its time is over. A row goes
-- when its time is looked at, whatever became of the order.
CREATE TABLE orders.deadline (
  tenant_id uuid        NOT NULL,
  order_id  uuid        NOT NULL,
  at        timestamptz NOT NULL,
  CONSTRAINT deadline_pkey PRIMARY KEY (tenant_id, order_id)
);

CREATE INDEX deadline_due ON orders.deadline (tenant_id, at);

ALTER TABLE orders.deadline ALTER COLUMN tenant_id SET STATISTICS 0;

GRANT SELECT, INSERT, DELETE ON orders.deadline TO zihuan_app;

ALTER TABLE orders.deadline ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON orders.deadline
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
