-- The happy deal: what a friend is given before and with their first order, and what whoever introduced them is given for it.
-- The friend's price is a rule of kind referral in pricing.rule.

-- What the brand decided. A change is a new version; what was promised under an older one stays.
CREATE TABLE pricing.happy_deal (
  tenant_id   uuid        NOT NULL,
  deal_id     uuid        NOT NULL,
  version     int         NOT NULL,
  is_on       boolean     NOT NULL,
  decided_at  timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT happy_deal_pkey PRIMARY KEY (tenant_id, deal_id),
  CONSTRAINT happy_deal_version UNIQUE (tenant_id, version)
);

-- The gifts of a version. cost_amount: what its pieces cost together. most: how many times it is given in all; null = as long as there are any.
CREATE TABLE pricing.deal_gift (
  tenant_id   uuid   NOT NULL,
  deal_id     uuid   NOT NULL,
  kind        text   NOT NULL,
  product_id  uuid   NOT NULL,
  sku_id      uuid,
  quantity    int    NOT NULL,
  cost_amount bigint NOT NULL,
  most        int,
  CONSTRAINT deal_gift_pkey PRIMARY KEY (tenant_id, deal_id, kind),
  CONSTRAINT deal_gift_kind CHECK (kind IN ('before', 'after', 'onReferral')),
  CONSTRAINT deal_gift_quantity CHECK (quantity > 0),
  CONSTRAINT deal_gift_cost CHECK (cost_amount >= 0),
  CONSTRAINT deal_gift_most CHECK (most > 0)
);

-- A gift that was promised. person_id: whose it is. friend_id: whose first order it is about. order_id: the order that carries its cost; null as
-- long as a gift before waits for one. due_at: when the hold of that order is over. giving_id: what was given (catalog.giving).
CREATE TABLE pricing.gift_promise (
  tenant_id     uuid        NOT NULL,
  promise_id    uuid        NOT NULL,
  deal_id       uuid        NOT NULL,
  kind          text        NOT NULL,
  person_id     uuid        NOT NULL,
  friend_id     uuid        NOT NULL,
  introducer_id uuid        NOT NULL,
  order_id      uuid,
  product_id    uuid        NOT NULL,
  sku_id        uuid,
  quantity      int         NOT NULL,
  cost_amount   bigint      NOT NULL,
  state         text        NOT NULL,
  because       text,
  promised_at   timestamptz NOT NULL,
  due_at        timestamptz,
  ended_at      timestamptz,
  giving_id     uuid,
  recorded_at   timestamptz NOT NULL,
  CONSTRAINT gift_promise_pkey PRIMARY KEY (tenant_id, promise_id),
  CONSTRAINT gift_promise_kind CHECK (kind IN ('before', 'after', 'onReferral')),
  CONSTRAINT gift_promise_state CHECK (state IN ('waiting', 'short', 'held', 'given', 'lapsed')),
  CONSTRAINT gift_promise_because CHECK (state NOT IN ('held', 'lapsed') OR because IS NOT NULL),
  CONSTRAINT gift_promise_given CHECK ((state = 'given') = (giving_id IS NOT NULL)),
  CONSTRAINT gift_promise_ended CHECK ((state IN ('given', 'lapsed')) = (ended_at IS NOT NULL)),
  CONSTRAINT gift_promise_order CHECK (kind = 'before' OR order_id IS NOT NULL)
);

CREATE INDEX gift_promise_order ON pricing.gift_promise (tenant_id, order_id) WHERE order_id IS NOT NULL;
CREATE INDEX gift_promise_person ON pricing.gift_promise (tenant_id, person_id, promise_id);
CREATE INDEX gift_promise_friend ON pricing.gift_promise (tenant_id, friend_id, kind);
CREATE INDEX gift_promise_introducer ON pricing.gift_promise (tenant_id, introducer_id, promise_id);
CREATE INDEX gift_promise_due ON pricing.gift_promise (tenant_id, due_at) WHERE state = 'waiting' AND due_at IS NOT NULL;
CREATE INDEX gift_promise_short ON pricing.gift_promise (tenant_id, promise_id) WHERE state = 'short';
CREATE INDEX gift_promise_held ON pricing.gift_promise (tenant_id, promise_id) WHERE state = 'held';

ALTER TABLE pricing.happy_deal ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE pricing.deal_gift ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE pricing.gift_promise ALTER COLUMN tenant_id SET STATISTICS 0;

GRANT SELECT, INSERT ON pricing.happy_deal TO zihuan_app;

ALTER TABLE pricing.happy_deal ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON pricing.happy_deal
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT ON pricing.deal_gift TO zihuan_app;

ALTER TABLE pricing.deal_gift ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON pricing.deal_gift
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE (person_id, friend_id, introducer_id, order_id, product_id, sku_id, state, because, due_at, ended_at, giving_id)
  ON pricing.gift_promise TO zihuan_app;

ALTER TABLE pricing.gift_promise ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON pricing.gift_promise
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
