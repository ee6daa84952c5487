-- What a brand decided about orders; no row = the defaults of model/order-settings.ts.
-- received_after_days: shipped goods count as received by themselves after so many days; each line keeps the day it got when it was shipped.
CREATE TABLE orders.order_setting (
  tenant_id           uuid        NOT NULL,
  received_after_days int         NOT NULL,
  recorded_at         timestamptz NOT NULL,
  CONSTRAINT order_setting_pkey PRIMARY KEY (tenant_id),
  CONSTRAINT order_setting_received CHECK (received_after_days BETWEEN 1 AND 60)
);

GRANT SELECT, INSERT, UPDATE ON orders.order_setting TO zihuan_app;

ALTER TABLE orders.order_setting ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON orders.order_setting
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
