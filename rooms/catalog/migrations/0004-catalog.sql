-- What is sold: prices, steps of the ladder, bundles, what is handed over at once, and the stock.

CREATE SCHEMA catalog;

-- position: the place among the products of its step. A bundle is sold as its parts.
-- early_until: before it, only whoever has a privilege of early access may buy it; NULL = everybody may.
-- delivery: what a virtual product hands over once it is paid: a text, a link, or one code of its pool each.
CREATE TABLE catalog.product (
  tenant_id     uuid        NOT NULL,
  product_id    uuid        NOT NULL,
  external_id   text        NOT NULL,
  name          text        NOT NULL,
  category      text,
  ladder_role   text,
  price_amount  bigint,
  cost_amount   bigint,
  currency      char(3)     NOT NULL,
  created_at    timestamptz NOT NULL,
  updated_at    timestamptz NOT NULL,
  archived_at   timestamptz,
  kind          text        NOT NULL DEFAULT 'goods',
  description   text,
  position      int         NOT NULL DEFAULT 0,
  is_bundle     boolean     NOT NULL DEFAULT false,
  delivery_kind text,
  delivery_text text,
  early_until   timestamptz,
  CONSTRAINT product_pkey PRIMARY KEY (tenant_id, product_id),
  CONSTRAINT product_external UNIQUE (tenant_id, external_id),
  CONSTRAINT product_role CHECK (ladder_role IN ('fan', 'entry', 'core', 'premium', 'membership', 'companion')),
  CONSTRAINT product_price CHECK (price_amount >= 0),
  CONSTRAINT product_cost CHECK (cost_amount >= 0),
  CONSTRAINT product_kind CHECK (kind IN ('goods', 'virtual', 'service')),
  CONSTRAINT product_delivery CHECK (delivery_kind IN ('text', 'link', 'codes')),
  CONSTRAINT product_delivered CHECK (delivery_kind IS NULL OR (kind = 'virtual' AND (delivery_kind = 'codes') = (delivery_text IS NULL)))
);

CREATE INDEX product_ladder ON catalog.product (tenant_id, ladder_role, product_id) WHERE archived_at IS NULL;

-- stock: pieces free to sell; all four NULL or 0 where nothing is counted. free + reserved + sold = everything that ever came in.
CREATE TABLE catalog.sku (
  tenant_id    uuid        NOT NULL,
  sku_id       uuid        NOT NULL,
  product_id   uuid        NOT NULL,
  external_id  text        NOT NULL,
  name         text        NOT NULL,
  price_amount bigint,
  cost_amount  bigint,
  stock        int,
  reserved     int         NOT NULL DEFAULT 0,
  sold         bigint      NOT NULL DEFAULT 0,
  stock_total  bigint,
  created_at   timestamptz NOT NULL,
  CONSTRAINT sku_pkey PRIMARY KEY (tenant_id, sku_id),
  CONSTRAINT sku_external UNIQUE (tenant_id, external_id),
  CONSTRAINT sku_counted CHECK ((stock IS NULL) = (stock_total IS NULL) AND (stock IS NOT NULL OR (reserved = 0 AND sold = 0))),
  CONSTRAINT sku_free CHECK (stock >= 0 AND reserved >= 0 AND sold >= 0),
  CONSTRAINT sku_adds_up CHECK (stock + reserved + sold = stock_total)
);

CREATE INDEX sku_product ON catalog.sku (tenant_id, product_id);

-- Every change of stock but those by orders: what came in, was counted, broke. stock_total is their sum.
CREATE TABLE catalog.stock_change (
  tenant_id  uuid        NOT NULL,
  change_id  uuid        NOT NULL,
  sku_id     uuid        NOT NULL,
  quantity   int         NOT NULL,
  reason     text        NOT NULL,
  note       text,
  actor_name text        NOT NULL,
  at         timestamptz NOT NULL,
  CONSTRAINT stock_change_pkey PRIMARY KEY (tenant_id, change_id),
  CONSTRAINT stock_change_reason CHECK (reason IN ('opening', 'import', 'received', 'counted', 'returned', 'damaged', 'other'))
);

CREATE INDEX stock_change_sku ON catalog.stock_change (tenant_id, sku_id, change_id);

-- Pieces kept for an order: held until it is paid or expires_at (by the brand's clock), then sold or released.
CREATE TABLE catalog.reservation (
  tenant_id  uuid        NOT NULL,
  order_id   uuid        NOT NULL,
  sku_id     uuid        NOT NULL,
  quantity   int         NOT NULL,
  state      text        NOT NULL,
  expires_at timestamptz,
  changed_at timestamptz NOT NULL,
  CONSTRAINT reservation_pkey PRIMARY KEY (tenant_id, order_id, sku_id),
  CONSTRAINT reservation_quantity CHECK (quantity > 0),
  CONSTRAINT reservation_state CHECK (state IN ('held', 'sold', 'released'))
);

CREATE INDEX reservation_due ON catalog.reservation (tenant_id, expires_at, order_id) WHERE state = 'held';
CREATE INDEX reservation_sku ON catalog.reservation (tenant_id, sku_id, state);

-- What a bundle holds: so many of each product. Parts are no bundles themselves.
CREATE TABLE catalog.bundle_part (
  tenant_id       uuid NOT NULL,
  product_id      uuid NOT NULL,
  part_product_id uuid NOT NULL,
  quantity        int  NOT NULL,
  position        int  NOT NULL,
  CONSTRAINT bundle_part_pkey PRIMARY KEY (tenant_id, product_id, part_product_id),
  CONSTRAINT bundle_part_quantity CHECK (quantity > 0),
  CONSTRAINT bundle_part_other CHECK (part_product_id <> product_id)
);

CREATE INDEX bundle_part_of ON catalog.bundle_part (tenant_id, part_product_id);

-- One code, one buyer: order_id and line say whose it is; NULL = still in the pool.
CREATE TABLE catalog.delivery_code (
  tenant_id  uuid        NOT NULL,
  code_id    uuid        NOT NULL,
  product_id uuid        NOT NULL,
  code       text        NOT NULL,
  order_id   uuid,
  line       int,
  issued_at  timestamptz,
  CONSTRAINT delivery_code_pkey PRIMARY KEY (tenant_id, code_id),
  CONSTRAINT delivery_code_once UNIQUE (tenant_id, product_id, code),
  CONSTRAINT delivery_code_issued CHECK ((order_id IS NULL) = (issued_at IS NULL) AND (order_id IS NULL) = (line IS NULL))
);

CREATE INDEX delivery_code_free ON catalog.delivery_code (tenant_id, product_id, code_id) WHERE order_id IS NULL;
CREATE INDEX delivery_code_order ON catalog.delivery_code (tenant_id, order_id, line) WHERE order_id IS NOT NULL;

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

GRANT SELECT, INSERT ON catalog.stock_change TO zihuan_app;

ALTER TABLE catalog.stock_change ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON catalog.stock_change
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON catalog.reservation TO zihuan_app;

ALTER TABLE catalog.reservation ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON catalog.reservation
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, DELETE ON catalog.bundle_part TO zihuan_app;

ALTER TABLE catalog.bundle_part ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON catalog.bundle_part
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON catalog.delivery_code TO zihuan_app;

ALTER TABLE catalog.delivery_code ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON catalog.delivery_code
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
