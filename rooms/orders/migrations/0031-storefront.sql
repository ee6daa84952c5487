-- The shop: what is given away, where goods go, reviews, requests for a refund, and what a brand decided about its shop.

-- Free goods taken and gifts given: no orders. once_key: the same thing is given once to whoever or for whatever it names.
-- Codes and pieces of it stand in catalog.delivery_code and catalog.reservation under its own id.
CREATE TABLE catalog.giving (
  tenant_id   uuid        NOT NULL,
  giving_id   uuid        NOT NULL,
  person_id   uuid        NOT NULL,
  product_id  uuid        NOT NULL,
  sku_id      uuid,
  quantity    int         NOT NULL,
  occasion    text        NOT NULL,
  once_key    text COLLATE "C" NOT NULL,
  at          timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT giving_pkey PRIMARY KEY (tenant_id, giving_id),
  CONSTRAINT giving_once UNIQUE (tenant_id, product_id, occasion, once_key),
  CONSTRAINT giving_quantity CHECK (quantity > 0)
);

CREATE INDEX giving_person ON catalog.giving (tenant_id, person_id, giving_id);

-- The address book of a person: theirs, erased with them. The one chosen last is the one offered first.
CREATE TABLE orders.address (
  tenant_id  uuid        NOT NULL,
  address_id uuid        NOT NULL,
  person_id  uuid        NOT NULL,
  name       text        NOT NULL,
  phone      text        NOT NULL,
  region     text        NOT NULL,
  street     text        NOT NULL,
  postcode   text,
  chosen_at  timestamptz NOT NULL,
  created_at timestamptz NOT NULL,
  CONSTRAINT address_pkey PRIMARY KEY (tenant_id, address_id)
);

CREATE INDEX address_person ON orders.address (tenant_id, person_id, chosen_at, address_id);

-- Where an order goes and what the buyer wrote beside it, as it was when the order was made; erased with the buyer.
CREATE TABLE orders.destination (
  tenant_id   uuid        NOT NULL,
  order_id    uuid        NOT NULL,
  name        text,
  phone       text,
  region      text,
  street      text,
  postcode    text,
  note        text,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT destination_pkey PRIMARY KEY (tenant_id, order_id),
  CONSTRAINT destination_whole CHECK ((name IS NULL) = (phone IS NULL) AND (name IS NULL) = (region IS NULL) AND (name IS NULL) = (street IS NULL))
);

-- Of something bought and kept: one per line. No brand takes one away: it answers, or hides the text because a law says so.
CREATE TABLE orders.review (
  tenant_id      uuid        NOT NULL,
  review_id      uuid        NOT NULL,
  order_id       uuid        NOT NULL,
  line           int         NOT NULL,
  product_id     uuid        NOT NULL,
  person_id      uuid        NOT NULL,
  stars          int         NOT NULL,
  body           text        NOT NULL,
  at             timestamptz NOT NULL,
  recorded_at    timestamptz NOT NULL,
  answer         text,
  answered_at    timestamptz,
  hidden_because text,
  hidden_at      timestamptz,
  CONSTRAINT review_pkey PRIMARY KEY (tenant_id, review_id),
  CONSTRAINT review_line UNIQUE (tenant_id, order_id, line),
  CONSTRAINT review_stars CHECK (stars BETWEEN 1 AND 5),
  CONSTRAINT review_answered CHECK ((answer IS NULL) = (answered_at IS NULL)),
  CONSTRAINT review_hidden CHECK ((hidden_because IS NULL) = (hidden_at IS NULL))
);

CREATE INDEX review_product ON orders.review (tenant_id, product_id, review_id) INCLUDE (stars);
CREATE INDEX review_person ON orders.review (tenant_id, person_id);

-- A buyer asks for money back. claim_id: the after-sale claim that stops the hold until it is answered.
CREATE TABLE orders.refund_request (
  tenant_id   uuid        NOT NULL,
  request_id  uuid        NOT NULL,
  order_id    uuid        NOT NULL,
  person_id   uuid        NOT NULL,
  claim_id    uuid        NOT NULL,
  lines       int[]       NOT NULL,
  amounts     bigint[]    NOT NULL,
  reason      text        NOT NULL,
  state       text        NOT NULL,
  asked_at    timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  answer      text,
  answered_at timestamptz,
  answered_by text,
  refund_id   uuid,
  CONSTRAINT refund_request_pkey PRIMARY KEY (tenant_id, request_id),
  CONSTRAINT refund_request_state CHECK (state IN ('open', 'accepted', 'declined')),
  CONSTRAINT refund_request_answered CHECK ((state = 'open') = (answered_at IS NULL)),
  CONSTRAINT refund_request_refund CHECK ((state = 'accepted') = (refund_id IS NOT NULL))
);

CREATE INDEX refund_request_order ON orders.refund_request (tenant_id, order_id);
CREATE INDEX refund_request_person ON orders.refund_request (tenant_id, person_id);
CREATE INDEX refund_request_open ON orders.refund_request (tenant_id, request_id) WHERE state = 'open';

-- shipping_amount: what one order of goods costs to send; nothing from free_shipping_from on. adviser: whom to ask after the purchase.
ALTER TABLE orders.order_setting ADD COLUMN shipping_amount bigint NOT NULL DEFAULT 0;
ALTER TABLE orders.order_setting ADD COLUMN free_shipping_from bigint;
ALTER TABLE orders.order_setting ADD COLUMN adviser_name text;
ALTER TABLE orders.order_setting ADD COLUMN adviser_text text;
ALTER TABLE orders.order_setting ADD COLUMN adviser_url text;
ALTER TABLE orders.order_setting ADD CONSTRAINT order_setting_shipping CHECK (shipping_amount >= 0 AND free_shipping_from >= 0);

-- Purchases that happened, the newest first.
CREATE INDEX customer_order_fed ON orders.customer_order (tenant_id, paid_at, order_id)
  WHERE is_live AND paid_at IS NOT NULL AND NOT is_refunded AND follows_id IS NULL;

ALTER TABLE catalog.giving ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE orders.address ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE orders.destination ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE orders.review ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE orders.refund_request ALTER COLUMN tenant_id SET STATISTICS 0;

GRANT SELECT, INSERT, DELETE, UPDATE (person_id) ON catalog.giving TO zihuan_app;

ALTER TABLE catalog.giving ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON catalog.giving
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON orders.address TO zihuan_app;

ALTER TABLE orders.address ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON orders.address
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, DELETE ON orders.destination TO zihuan_app;

ALTER TABLE orders.destination ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON orders.destination
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE (person_id, body, answer, answered_at, hidden_because, hidden_at) ON orders.review TO zihuan_app;

ALTER TABLE orders.review ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON orders.review
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE (person_id, reason, state, answer, answered_at, answered_by, refund_id) ON orders.refund_request TO zihuan_app;

ALTER TABLE orders.refund_request ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON orders.refund_request
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
