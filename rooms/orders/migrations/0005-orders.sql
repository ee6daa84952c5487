-- Orders as records: what was sold to whom, when, and what was taken back.

CREATE SCHEMA orders;

-- charged_amount: what was received (or charged) before refunds; NULL paid_at = not paid, in no figure.
-- refunded_amount: refunds and returns that name this order. net_amount = charged - refunded (may fall below 0 by a return).
-- is_refunded: nothing of it remains (a zero-amount order is never "refunded in full").
-- external_id: the order id of the file or API, or `~<content hash>.<n>` for a row without one (shown as null).
-- origin is derived from history; NULL while unpaid.
-- is_live: sold through this product: its payments, refunds and receipts are rows of their own; an imported order is a record.
-- tendered_amount: what payments of a live order add up to so far; charged_amount is its total.
-- request_hash: what a repeat of the order's external id must equal. cancelled_at: nothing was or will be sold.
-- total_from: 'lines' = the sum of its rows; 'total' = a row without product stated the total.
-- instalment, due_at: which part of an agreement the order is and when it is due; NULL where it is paid at once.
-- follows_id: the first order of the agreement, on every later one: it adds sales and is no purchase of its own.
-- exchanged_amount: what was given back for exchanged goods and went into the price of other goods instead of leaving.
-- acted: what privileges did to it by themselves, by whom they are given and what that saved the buyer; NULL = nothing.
CREATE TABLE orders.customer_order (
  tenant_id       uuid        NOT NULL,
  order_id        uuid        NOT NULL,
  external_id     text        NOT NULL,
  person_id       uuid,
  placed_at       timestamptz NOT NULL,
  paid_at         timestamptz,
  charged_amount  bigint      NOT NULL,
  refunded_amount bigint      NOT NULL,
  net_amount      bigint      NOT NULL,
  currency        char(3)     NOT NULL,
  is_refunded     boolean     NOT NULL,
  origin          text,
  total_from      text        NOT NULL,
  scene           text,
  channel         text,
  status          text,
  run_id          uuid,
  created_at      timestamptz NOT NULL,
  is_live         boolean     NOT NULL DEFAULT false,
  shipping_amount bigint      NOT NULL DEFAULT 0,
  shipping_refunded bigint    NOT NULL DEFAULT 0,
  tendered_amount bigint      NOT NULL DEFAULT 0,
  method          text,
  shipped_at      timestamptz,
  received_at     timestamptz,
  cancelled_at    timestamptz,
  cancel_reason   text,
  request_hash    text,
  follows_id      uuid,
  instalment      int,
  due_at          timestamptz,
  exchanged_amount bigint     NOT NULL DEFAULT 0,
  acted           jsonb,
  CONSTRAINT customer_order_pkey PRIMARY KEY (tenant_id, order_id),
  CONSTRAINT customer_order_external UNIQUE (tenant_id, external_id),
  CONSTRAINT customer_order_net CHECK (net_amount = charged_amount - refunded_amount),
  CONSTRAINT customer_order_origin CHECK (origin IN ('anonymous', 'repeat', 'referred', 'paid', 'direct')),
  CONSTRAINT customer_order_total_from CHECK (total_from IN ('lines', 'total')),
  CONSTRAINT customer_order_origin_paid CHECK ((origin IS NULL) = (paid_at IS NULL)),
  CONSTRAINT customer_order_instalment CHECK ((instalment IS NULL) = (due_at IS NULL)),
  CONSTRAINT customer_order_follows CHECK ((follows_id IS NULL) = (coalesce(instalment, 1) = 1)),
  CONSTRAINT customer_order_exchanged CHECK (exchanged_amount >= 0 AND exchanged_amount <= refunded_amount)
);

CREATE INDEX customer_order_person ON orders.customer_order (tenant_id, person_id, paid_at, order_id)
  WHERE person_id IS NOT NULL;
CREATE INDEX customer_order_paid ON orders.customer_order (tenant_id, paid_at, order_id) WHERE paid_at IS NOT NULL;
CREATE INDEX customer_order_unpaid ON orders.customer_order (tenant_id, placed_at, order_id) WHERE paid_at IS NULL;
CREATE UNIQUE INDEX customer_order_agreement ON orders.customer_order (tenant_id, follows_id, instalment) WHERE follows_id IS NOT NULL;
CREATE INDEX customer_order_due ON orders.customer_order (tenant_id, due_at, order_id)
  WHERE due_at IS NOT NULL AND paid_at IS NULL AND cancelled_at IS NULL;

-- One accepted row of a file is one line. row_hash: 128 bits over the row's mapped content; NULL for a line sold live, whose
-- amount = quantity * unit_price - discount_amount - order_discount - deferred_amount (its base, less the tax it carries).
-- deferred_amount: the part of its price that other instalments of the agreement carry.
-- exchange_id: the refund (cause exchange) of the goods it replaces, where it came by one.
-- is_instant: delivered the moment it is paid (a virtual good). sku_id: the variant, where the product has any.
-- receive_due_at: when a shipped line counts as received by itself; NULL once it is received.
-- claimed_at: an after-sale claim is open since then and stops the hold; paused_ms: how long claims stopped it so far.
-- is_prepaid: what it brought is owed to the buyer until it is used (a membership).
-- price: why it cost what it did; NULL where the price was agreed.
CREATE TABLE orders.line (
  tenant_id       uuid    NOT NULL,
  order_id        uuid    NOT NULL,
  line            int     NOT NULL,
  product_id      uuid,
  quantity        numeric,
  amount          bigint  NOT NULL,
  refunded_amount bigint  NOT NULL,
  is_total        boolean NOT NULL,
  row_hash        uuid,
  run_id          uuid,
  unit_price      bigint,
  discount_amount bigint  NOT NULL DEFAULT 0,
  order_discount  bigint  NOT NULL DEFAULT 0,
  tax_amount      bigint  NOT NULL DEFAULT 0,
  is_instant      boolean NOT NULL DEFAULT false,
  received_at     timestamptz,
  sku_id          uuid,
  shipped_at      timestamptz,
  receive_due_at  timestamptz,
  claimed_at      timestamptz,
  paused_ms       bigint  NOT NULL DEFAULT 0,
  is_prepaid      boolean NOT NULL DEFAULT false,
  price           jsonb,
  deferred_amount bigint  NOT NULL DEFAULT 0,
  exchange_id     uuid,
  CONSTRAINT line_pkey PRIMARY KEY (tenant_id, order_id, line)
);

CREATE INDEX line_receive_due ON orders.line (tenant_id, receive_due_at) WHERE receive_due_at IS NOT NULL;

CREATE INDEX line_product ON orders.line (tenant_id, product_id, order_id) WHERE product_id IS NOT NULL;

-- A row with a negative amount. order_id: the order it names, when there is one; else it lowers sales at its own time.
-- amount is positive: what went back.
CREATE TABLE orders.sales_return (
  tenant_id   uuid        NOT NULL,
  return_id   uuid        NOT NULL,
  external_id text,
  order_id    uuid,
  person_id   uuid,
  product_id  uuid,
  at          timestamptz NOT NULL,
  amount      bigint      NOT NULL,
  currency    char(3)     NOT NULL,
  row_hash    uuid        NOT NULL,
  row_nth     int         NOT NULL,
  run_id      uuid,
  created_at  timestamptz NOT NULL,
  CONSTRAINT sales_return_pkey PRIMARY KEY (tenant_id, return_id),
  CONSTRAINT sales_return_row UNIQUE (tenant_id, row_hash, row_nth),
  CONSTRAINT sales_return_amount CHECK (amount > 0)
);

CREATE INDEX sales_return_person ON orders.sales_return (tenant_id, person_id, at) WHERE person_id IS NOT NULL;
CREATE INDEX sales_return_order ON orders.sales_return (tenant_id, order_id) WHERE order_id IS NOT NULL;
CREATE INDEX sales_return_external ON orders.sales_return (tenant_id, external_id) WHERE external_id IS NOT NULL AND order_id IS NULL;
CREATE INDEX sales_return_at ON orders.sales_return (tenant_id, at);

-- Money that came in for a live order. external_id: the payment's id at its provider or with whoever told us.
CREATE TABLE orders.payment (
  tenant_id   uuid        NOT NULL,
  payment_id  uuid        NOT NULL,
  order_id    uuid        NOT NULL,
  external_id text,
  provider    text        NOT NULL,
  amount      bigint      NOT NULL,
  at          timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT payment_pkey PRIMARY KEY (tenant_id, payment_id),
  CONSTRAINT payment_external UNIQUE (tenant_id, external_id),
  CONSTRAINT payment_amount CHECK (amount > 0)
);

CREATE INDEX payment_order ON orders.payment (tenant_id, order_id);

-- Money given back on a live order, in force from the moment it was accepted. content: what a repeat must equal.
-- won_at: of a chargeback: the bank gave it back to the brand, so the sale holds again.
-- Of an exchange, kept_amount stayed with the brand as (part of) the price of the lines that replace the one refunded.
CREATE TABLE orders.refund (
  tenant_id       uuid        NOT NULL,
  refund_id       uuid        NOT NULL,
  order_id        uuid        NOT NULL,
  external_id     text,
  content         jsonb       NOT NULL,
  lines_amount    bigint      NOT NULL,
  shipping_amount bigint      NOT NULL,
  cause           text        NOT NULL,
  at              timestamptz NOT NULL,
  recorded_at     timestamptz NOT NULL,
  won_at          timestamptz,
  kept_amount     bigint      NOT NULL DEFAULT 0,
  CONSTRAINT refund_pkey PRIMARY KEY (tenant_id, refund_id),
  CONSTRAINT refund_external UNIQUE (tenant_id, external_id),
  CONSTRAINT refund_amounts CHECK (lines_amount >= 0 AND shipping_amount >= 0 AND lines_amount + shipping_amount > 0),
  CONSTRAINT refund_cause CHECK (cause IN ('refund', 'chargeback', 'exchange')),
  CONSTRAINT refund_kept CHECK (kept_amount >= 0 AND kept_amount <= lines_amount AND (kept_amount = 0 OR cause = 'exchange')),
  CONSTRAINT refund_won CHECK (won_at IS NULL OR cause = 'chargeback')
);

CREATE INDEX refund_order ON orders.refund (tenant_id, order_id);

-- Lines on their way to the customer.
CREATE TABLE orders.shipment (
  tenant_id   uuid        NOT NULL,
  shipment_id uuid        NOT NULL,
  order_id    uuid        NOT NULL,
  lines       int[]       NOT NULL,
  carrier     text,
  number      text,
  at          timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT shipment_pkey PRIMARY KEY (tenant_id, shipment_id)
);

CREATE INDEX shipment_order ON orders.shipment (tenant_id, order_id);

-- An after-sale claim on lines of an order: the hold of their commissions stands still while it is open.
CREATE TABLE orders.claim (
  tenant_id   uuid        NOT NULL,
  claim_id    uuid        NOT NULL,
  order_id    uuid        NOT NULL,
  lines       int[]       NOT NULL,
  reason      text,
  opened_at   timestamptz NOT NULL,
  closed_at   timestamptz,
  outcome     text,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT claim_pkey PRIMARY KEY (tenant_id, claim_id),
  CONSTRAINT claim_closed CHECK (outcome IS NULL OR closed_at IS NOT NULL)
);

CREATE INDEX claim_order ON orders.claim (tenant_id, order_id);
CREATE INDEX claim_open ON orders.claim (tenant_id, opened_at, claim_id) WHERE closed_at IS NULL;

-- The planner is to know nothing of how rows are spread over tenants: for a tenant it has not seen yet it would expect one
-- row and read all of them through any key that begins with tenant_id.

ALTER TABLE orders.customer_order ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE orders.line ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE orders.sales_return ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE orders.payment ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE orders.refund ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE orders.shipment ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE orders.claim ALTER COLUMN tenant_id SET STATISTICS 0;

-- Walls: the runtime role reads and writes one tenant at a time and owns nothing.

GRANT USAGE ON SCHEMA orders TO zihuan_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON orders.customer_order TO zihuan_app;

ALTER TABLE orders.customer_order ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON orders.customer_order
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON orders.line TO zihuan_app;

ALTER TABLE orders.line ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON orders.line
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON orders.sales_return TO zihuan_app;

ALTER TABLE orders.sales_return ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON orders.sales_return
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT ON orders.payment TO zihuan_app;

ALTER TABLE orders.payment ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON orders.payment
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE (won_at) ON orders.refund TO zihuan_app;

ALTER TABLE orders.refund ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON orders.refund
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT ON orders.shipment TO zihuan_app;

ALTER TABLE orders.shipment ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON orders.shipment
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE (closed_at, outcome) ON orders.claim TO zihuan_app;

ALTER TABLE orders.claim ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON orders.claim
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
