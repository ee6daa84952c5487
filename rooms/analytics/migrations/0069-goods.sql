-- What goods of a month brought, by product: the sums a margin is made of, whatever the product costs today.
-- net: what lines were charged less what was given back; counted: that of lines of which it is known how many were sold; quantity: pieces of those,
-- of lines not given back in full. A later instalment brings money and no further pieces. product_id of lines without a product: the nil id.
CREATE TABLE analytics.goods (
  tenant_id  uuid    NOT NULL,
  month      date    NOT NULL,
  product_id uuid    NOT NULL,
  net        bigint  NOT NULL,
  counted    bigint  NOT NULL,
  quantity   numeric NOT NULL,
  CONSTRAINT goods_pkey PRIMARY KEY (tenant_id, month, product_id)
) WITH (fillfactor = 60);

ALTER TABLE analytics.goods ALTER COLUMN tenant_id SET STATISTICS 0;

GRANT SELECT, INSERT, UPDATE, DELETE ON analytics.goods TO zihuan_app;

ALTER TABLE analytics.goods ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON analytics.goods
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
