-- What a buyer pays: rules below the list price, and coupons.

CREATE SCHEMA pricing;

-- Which things (a product, a category, a step of the ladder, or everything), for whom (stages, tier), from how many pieces, when.
-- It gives a price of its own or takes parts per million off the list price.
CREATE TABLE pricing.rule (
  tenant_id    uuid        NOT NULL,
  rule_id      uuid        NOT NULL,
  external_id  text,
  name         text        NOT NULL,
  kind         text        NOT NULL,
  product_id   uuid,
  category     text,
  ladder_role  text,
  price_amount bigint,
  off_ppm      int,
  min_quantity int         NOT NULL,
  stages       text[],
  tier         text,
  starts_at    timestamptz,
  ends_at      timestamptz,
  created_at   timestamptz NOT NULL,
  updated_at   timestamptz NOT NULL,
  ended_at     timestamptz,
  CONSTRAINT rule_pkey PRIMARY KEY (tenant_id, rule_id),
  CONSTRAINT rule_external UNIQUE (tenant_id, external_id),
  CONSTRAINT rule_kind CHECK (kind IN ('stage', 'tier', 'referral', 'campaign', 'quantity')),
  CONSTRAINT rule_scope CHECK (num_nonnulls(product_id, category, ladder_role) <= 1),
  CONSTRAINT rule_gives CHECK (num_nonnulls(price_amount, off_ppm) = 1),
  CONSTRAINT rule_gives_price CHECK (price_amount >= 0),
  CONSTRAINT rule_gives_off CHECK (off_ppm BETWEEN 1 AND 1000000),
  CONSTRAINT rule_from CHECK (min_quantity >= 1),
  CONSTRAINT rule_stage CHECK ((kind = 'stage') = (stages IS NOT NULL)),
  CONSTRAINT rule_tier CHECK ((kind = 'tier') = (tier IS NOT NULL)),
  CONSTRAINT rule_period CHECK (ends_at > starts_at)
);

CREATE INDEX rule_standing ON pricing.rule (tenant_id, rule_id) WHERE ended_at IS NULL;

-- used_count <= issue_limit is kept by one conditional statement; code is stored in capitals.
CREATE TABLE pricing.coupon (
  tenant_id        uuid        NOT NULL,
  coupon_id        uuid        NOT NULL,
  code             text        NOT NULL,
  name             text        NOT NULL,
  off_amount       bigint,
  off_ppm          int,
  min_spend_amount bigint      NOT NULL,
  is_once          boolean     NOT NULL,
  issue_limit      int,
  used_count       int         NOT NULL,
  starts_at        timestamptz,
  ends_at          timestamptz,
  created_at       timestamptz NOT NULL,
  updated_at       timestamptz NOT NULL,
  ended_at         timestamptz,
  CONSTRAINT coupon_pkey PRIMARY KEY (tenant_id, coupon_id),
  CONSTRAINT coupon_code UNIQUE (tenant_id, code),
  CONSTRAINT coupon_gives CHECK (num_nonnulls(off_amount, off_ppm) = 1),
  CONSTRAINT coupon_gives_money CHECK (off_amount > 0),
  CONSTRAINT coupon_gives_off CHECK (off_ppm BETWEEN 1 AND 1000000),
  CONSTRAINT coupon_spend CHECK (min_spend_amount >= 0),
  CONSTRAINT coupon_issue CHECK (used_count >= 0 AND (issue_limit IS NULL OR used_count <= issue_limit)),
  CONSTRAINT coupon_period CHECK (ends_at > starts_at)
);

-- One coupon per order. once_key: the person where the coupon is once per person, else the order.
CREATE TABLE pricing.coupon_use (
  tenant_id uuid        NOT NULL,
  order_id  uuid        NOT NULL,
  coupon_id uuid        NOT NULL,
  person_id uuid,
  once_key  uuid        NOT NULL,
  amount    bigint      NOT NULL,
  used_at   timestamptz NOT NULL,
  CONSTRAINT coupon_use_pkey PRIMARY KEY (tenant_id, order_id),
  CONSTRAINT coupon_use_once UNIQUE (tenant_id, coupon_id, once_key),
  CONSTRAINT coupon_use_amount CHECK (amount >= 0)
);

CREATE INDEX coupon_use_person ON pricing.coupon_use (tenant_id, person_id) WHERE person_id IS NOT NULL;

-- Walls: the runtime role reads and writes one tenant at a time and owns nothing.

GRANT USAGE ON SCHEMA pricing TO zihuan_app;

GRANT SELECT, INSERT, UPDATE ON pricing.rule TO zihuan_app;

ALTER TABLE pricing.rule ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON pricing.rule
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON pricing.coupon TO zihuan_app;

ALTER TABLE pricing.coupon ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON pricing.coupon
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON pricing.coupon_use TO zihuan_app;

ALTER TABLE pricing.coupon_use ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON pricing.coupon_use
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
