-- What is sold. Prices and steps of the ladder; stock and bundles come with checkout.

CREATE SCHEMA catalog;

CREATE TABLE catalog.product (
  tenant_id    uuid        NOT NULL,
  product_id   uuid        NOT NULL,
  external_id  text        NOT NULL,
  name         text        NOT NULL,
  category     text,
  ladder_role  text,
  price_amount bigint,
  cost_amount  bigint,
  currency     char(3)     NOT NULL,
  created_at   timestamptz NOT NULL,
  updated_at   timestamptz NOT NULL,
  archived_at  timestamptz,
  CONSTRAINT product_pkey PRIMARY KEY (tenant_id, product_id),
  CONSTRAINT product_external UNIQUE (tenant_id, external_id),
  CONSTRAINT product_role CHECK (ladder_role IN ('fan', 'entry', 'core', 'premium', 'membership', 'companion')),
  CONSTRAINT product_price CHECK (price_amount >= 0),
  CONSTRAINT product_cost CHECK (cost_amount >= 0)
);

CREATE TABLE catalog.sku (
  tenant_id    uuid        NOT NULL,
  sku_id       uuid        NOT NULL,
  product_id   uuid        NOT NULL,
  external_id  text        NOT NULL,
  name         text        NOT NULL,
  price_amount bigint,
  cost_amount  bigint,
  stock        int,
  created_at   timestamptz NOT NULL,
  CONSTRAINT sku_pkey PRIMARY KEY (tenant_id, sku_id),
  CONSTRAINT sku_external UNIQUE (tenant_id, external_id)
);

CREATE INDEX sku_product ON catalog.sku (tenant_id, product_id);

-- Walls: the runtime role reads and writes one tenant at a time and owns nothing.

GRANT USAGE ON SCHEMA catalog TO zihuan_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON catalog.product TO zihuan_app;

ALTER TABLE catalog.product ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON catalog.product
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON catalog.sku TO zihuan_app;

ALTER TABLE catalog.sku ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON catalog.sku
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
