-- Points: what a brand promised in points, kept in lots, with every movement; growth; check-ins.

CREATE SCHEMA points;

-- What the brand decided. A change is a new version; what was promised under an older one stays. worth: so many points are worth so much.
-- earn: so many points for every such amount paid; 0 points = none. times: jsonb [{ladderRole?, tier?, timesPpm}]. streaks: [{days, points}].
CREATE TABLE points.rule (
  tenant_id       uuid        NOT NULL,
  rule_id         uuid        NOT NULL,
  version         int         NOT NULL,
  is_on           boolean     NOT NULL,
  worth_points    int         NOT NULL,
  worth_amount    bigint      NOT NULL,
  earn_points     int         NOT NULL,
  earn_amount     bigint      NOT NULL,
  times           jsonb       NOT NULL,
  most_ppm        int         NOT NULL,
  expiry_days     int,
  grace_days      int         NOT NULL,
  check_in_points int         NOT NULL,
  streaks         jsonb       NOT NULL,
  friend_points   int         NOT NULL,
  growth_amount   bigint      NOT NULL,
  budget_amount   bigint,
  decided_at      timestamptz NOT NULL,
  recorded_at     timestamptz NOT NULL,
  CONSTRAINT rule_pkey PRIMARY KEY (tenant_id, rule_id),
  CONSTRAINT rule_version UNIQUE (tenant_id, version),
  CONSTRAINT rule_worth CHECK (worth_points > 0 AND worth_amount > 0),
  CONSTRAINT rule_earn CHECK (earn_points >= 0 AND earn_amount > 0),
  CONSTRAINT rule_most CHECK (most_ppm BETWEEN 0 AND 990000),
  CONSTRAINT rule_days CHECK ((expiry_days IS NULL OR expiry_days > 0) AND grace_days > 0),
  CONSTRAINT rule_gifts CHECK (check_in_points >= 0 AND friend_points >= 0),
  CONSTRAINT rule_growth CHECK (growth_amount >= 0),
  CONSTRAINT rule_budget CHECK (budget_amount IS NULL OR budget_amount > 0)
);

-- What an order fixed about points when it was placed. referrer_id: who introduced the buyer and is rewarded if this is their first order.
-- growth: what the buyer has grown by it so far.
CREATE TABLE points.order_terms (
  tenant_id   uuid   NOT NULL,
  order_id    uuid   NOT NULL,
  rule_id     uuid   NOT NULL,
  tier        text,
  hold_days   int    NOT NULL,
  referrer_id uuid,
  growth      bigint NOT NULL,
  CONSTRAINT order_terms_pkey PRIMARY KEY (tenant_id, order_id),
  CONSTRAINT order_terms_hold CHECK (hold_days >= 0),
  CONSTRAINT order_terms_growth CHECK (growth >= 0)
);

-- Lines that earn: rate_points for every rate_amount of what they cost.
CREATE TABLE points.earning (
  tenant_id   uuid   NOT NULL,
  order_id    uuid   NOT NULL,
  line        int    NOT NULL,
  rate_points bigint NOT NULL,
  rate_amount bigint NOT NULL,
  CONSTRAINT earning_pkey PRIMARY KEY (tenant_id, order_id, line),
  CONSTRAINT earning_rate CHECK (rate_points > 0 AND rate_amount > 0)
);

-- Points that came together, with what they are worth for ever. points_left holds those that an unpaid order keeps (reserved).
-- used: spent, or paid for a debt. taken_back: how many of the granted ones the refunds of its order took; owed: of those, what had been
-- used already and became a debt.
-- granted_to: the record they were granted to; person_id: whose they are, after merges. line 0 of an order: the reward of whoever
-- introduced its buyer. spendable_at null: the order they came with is still in its hold. expires_at null: not counted yet, or never.
-- case_id: the case that holds a reward until somebody decides it; case_outcome null: nobody has.
CREATE TABLE points.lot (
  tenant_id    uuid        NOT NULL,
  lot_id       uuid        NOT NULL,
  person_id    uuid        NOT NULL,
  granted_to   uuid        NOT NULL,
  source       text        NOT NULL,
  order_id     uuid,
  line         int,
  worth_points int         NOT NULL,
  worth_amount bigint      NOT NULL,
  expiry_days  int,
  granted      bigint      NOT NULL,
  points_left  bigint      NOT NULL,
  reserved     bigint      NOT NULL,
  used         bigint      NOT NULL,
  taken_back   bigint      NOT NULL,
  owed         bigint      NOT NULL,
  moves        int         NOT NULL,
  granted_at   timestamptz NOT NULL,
  spendable_at timestamptz,
  expires_at   timestamptz,
  case_id      uuid,
  case_outcome text,
  CONSTRAINT lot_pkey PRIMARY KEY (tenant_id, lot_id),
  CONSTRAINT lot_of_line UNIQUE (tenant_id, order_id, line),
  CONSTRAINT lot_source CHECK (source IN ('order', 'friend', 'checkIn', 'adjustment')),
  CONSTRAINT lot_order CHECK ((source IN ('order', 'friend')) = (order_id IS NOT NULL) AND (order_id IS NULL) = (line IS NULL)),
  CONSTRAINT lot_worth CHECK (worth_points > 0 AND worth_amount > 0),
  CONSTRAINT lot_left CHECK (reserved >= 0 AND reserved <= points_left AND points_left <= granted),
  CONSTRAINT lot_case CHECK (case_id IS NULL OR source = 'friend'),
  CONSTRAINT lot_case_outcome CHECK (case_outcome IS NULL OR (case_id IS NOT NULL AND case_outcome IN ('release', 'void'))),
  CONSTRAINT lot_taken_back CHECK (used >= 0 AND taken_back >= 0 AND taken_back <= granted AND owed >= 0)
);

CREATE INDEX lot_open ON points.lot (tenant_id, person_id) WHERE points_left > 0;
CREATE INDEX lot_person ON points.lot (tenant_id, person_id, lot_id);
CREATE INDEX lot_of_case ON points.lot (tenant_id, case_id) WHERE case_id IS NOT NULL;
CREATE INDEX lot_due ON points.lot (tenant_id, expires_at) WHERE points_left > reserved AND expires_at IS NOT NULL;

-- Everything that ever happened to a lot, numbered within it. amount: by how much it changed what the brand owes, in money.
-- cause_id: the order or refund behind it.
CREATE TABLE points.movement (
  tenant_id   uuid        NOT NULL,
  lot_id      uuid        NOT NULL,
  nth         int         NOT NULL,
  kind        text        NOT NULL,
  points      bigint      NOT NULL,
  left_after  bigint      NOT NULL,
  amount      bigint      NOT NULL,
  cause_id    uuid,
  note        text,
  at          timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT movement_pkey PRIMARY KEY (tenant_id, lot_id, nth),
  CONSTRAINT movement_kind CHECK (kind IN ('granted', 'redeemed', 'returned', 'retaken', 'reversed', 'restored', 'netted', 'expired', 'adjusted')),
  CONSTRAINT movement_left CHECK (left_after >= 0 AND points <> 0)
);

-- What an order takes from a lot: reserved until it is paid, and given back as far as the order is refunded.
CREATE TABLE points.spend (
  tenant_id uuid   NOT NULL,
  order_id  uuid   NOT NULL,
  lot_id    uuid   NOT NULL,
  points    bigint NOT NULL,
  amount    bigint NOT NULL,
  returned  bigint NOT NULL,
  state     text   NOT NULL,
  CONSTRAINT spend_pkey PRIMARY KEY (tenant_id, order_id, lot_id),
  CONSTRAINT spend_points CHECK (points > 0 AND returned >= 0 AND returned <= points),
  CONSTRAINT spend_state CHECK (state IN ('reserved', 'redeemed', 'released'))
);

CREATE INDEX spend_lot ON points.spend (tenant_id, lot_id);

-- Points that were spent and had to go back: the next ones pay for them.
CREATE TABLE points.debt (
  tenant_id   uuid        NOT NULL,
  debt_id     uuid        NOT NULL,
  person_id   uuid        NOT NULL,
  cause_id    uuid        NOT NULL,
  points      bigint      NOT NULL,
  points_left bigint      NOT NULL,
  at          timestamptz NOT NULL,
  CONSTRAINT debt_pkey PRIMARY KEY (tenant_id, debt_id),
  CONSTRAINT debt_points CHECK (points > 0 AND points_left >= 0 AND points_left <= points)
);

CREATE INDEX debt_open ON points.debt (tenant_id, person_id) WHERE points_left > 0;

-- One per person and day of the brand.
CREATE TABLE points.check_in (
  tenant_id uuid        NOT NULL,
  person_id uuid        NOT NULL,
  on_day    date        NOT NULL,
  streak    int         NOT NULL,
  points    bigint      NOT NULL,
  at        timestamptz NOT NULL,
  CONSTRAINT check_in_pkey PRIMARY KEY (tenant_id, person_id, on_day),
  CONSTRAINT check_in_streak CHECK (streak > 0 AND points >= 0)
);

-- What people grew by, append-only: an order adds, its refund takes back.
CREATE TABLE points.growth (
  tenant_id   uuid        NOT NULL,
  growth_id   uuid        NOT NULL,
  person_id   uuid        NOT NULL,
  order_id    uuid        NOT NULL,
  cause_id    uuid        NOT NULL,
  amount      bigint      NOT NULL,
  at          timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT growth_pkey PRIMARY KEY (tenant_id, growth_id),
  CONSTRAINT growth_amount CHECK (amount <> 0)
);

CREATE INDEX growth_person ON points.growth (tenant_id, person_id, growth_id);
CREATE INDEX growth_order ON points.growth (tenant_id, order_id);

-- What was granted in a month of the brand, in money; alarmed_at: when that went beyond the budget.
CREATE TABLE points.month (
  tenant_id      uuid        NOT NULL,
  month_on       date        NOT NULL,
  granted_amount bigint      NOT NULL,
  alarmed_at     timestamptz,
  CONSTRAINT month_pkey PRIMARY KEY (tenant_id, month_on),
  CONSTRAINT month_granted CHECK (granted_amount >= 0)
);

ALTER TABLE points.rule ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE points.order_terms ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE points.earning ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE points.lot ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE points.movement ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE points.spend ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE points.debt ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE points.check_in ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE points.growth ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE points.month ALTER COLUMN tenant_id SET STATISTICS 0;

-- Walls: the runtime role reads and writes one tenant at a time and owns nothing; what happened is never changed.

GRANT USAGE ON SCHEMA points TO zihuan_app;

GRANT SELECT, INSERT ON points.rule TO zihuan_app;

ALTER TABLE points.rule ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON points.rule
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON points.order_terms TO zihuan_app;

ALTER TABLE points.order_terms ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON points.order_terms
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT ON points.earning TO zihuan_app;

ALTER TABLE points.earning ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON points.earning
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON points.lot TO zihuan_app;

ALTER TABLE points.lot ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON points.lot
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT ON points.movement TO zihuan_app;

ALTER TABLE points.movement ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON points.movement
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON points.spend TO zihuan_app;

ALTER TABLE points.spend ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON points.spend
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON points.debt TO zihuan_app;

ALTER TABLE points.debt ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON points.debt
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON points.check_in TO zihuan_app;

ALTER TABLE points.check_in ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON points.check_in
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON points.growth TO zihuan_app;

ALTER TABLE points.growth ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON points.growth
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON points.month TO zihuan_app;

ALTER TABLE points.month ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON points.month
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
