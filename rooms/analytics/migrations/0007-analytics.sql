-- Rollups kept by whoever writes an order or a referral, in the same transaction (never by a timer).

CREATE SCHEMA analytics;

-- The state of the fold over one person's history: enough to go on when the next event is later than all before.
-- Keyed by node (dense, small) because every write touches it; instants are epoch milliseconds, read and written in bulk.
-- last_event_ms NULL = no dated event yet: the person is a prospect since they were recorded.
CREATE TABLE analytics.person (
  tenant_id      uuid   NOT NULL,
  node           int    NOT NULL,
  person_id      uuid   NOT NULL,
  orders         int    NOT NULL,
  kept_orders    int    NOT NULL,
  net_amount     bigint NOT NULL,
  return_amount  bigint NOT NULL,
  first_paid_ms  bigint,
  last_paid_ms   bigint,
  last_event_ms  bigint,
  stage          text   NOT NULL,
  stage_since_ms bigint NOT NULL,
  stage_seq      int    NOT NULL,
  CONSTRAINT person_pkey PRIMARY KEY (tenant_id, node)
) WITH (fillfactor = 60);

CREATE TABLE analytics.day (
  tenant_id uuid   NOT NULL,
  day       date   NOT NULL,
  origin    text   NOT NULL,
  orders    bigint NOT NULL,
  sales     bigint NOT NULL,
  CONSTRAINT day_pkey PRIMARY KEY (tenant_id, day, origin)
) WITH (fillfactor = 60);

-- returns: all returns that name no order, on their own day.
-- customers: persons whose first order falls on `day`; repeaters: whose second does; buyers: with any order on it.
-- orders, sales, gap_ms: of persons; gap_ms = time since the person's previous order, so that prefix sums are lifetimes.
-- customer_returns: returns naming a person and no order, on the later of their own day and the person's first order.
CREATE TABLE analytics.day_people (
  tenant_id        uuid    NOT NULL,
  day              date    NOT NULL,
  returns          bigint  NOT NULL,
  customers        bigint  NOT NULL,
  repeaters        bigint  NOT NULL,
  buyers           bigint  NOT NULL,
  orders           bigint  NOT NULL,
  sales            bigint  NOT NULL,
  gap_ms           numeric NOT NULL,
  customer_returns bigint  NOT NULL,
  CONSTRAINT day_people_pkey PRIMARY KEY (tenant_id, day)
) WITH (fillfactor = 60);

-- Persons with an order on a day of `month` whose order day before was prev_on ('day') or in the month of prev_on ('month'): distinct buyers of any
-- period by addition. by_day[1] = on the first of the month; people = their sum.
CREATE TABLE analytics.visit_gap (
  tenant_id uuid   NOT NULL,
  grain     text   NOT NULL,
  prev_on   date   NOT NULL,
  month     date   NOT NULL,
  people    bigint NOT NULL,
  by_day    int[]  NOT NULL,
  CONSTRAINT visit_gap_pkey PRIMARY KEY (tenant_id, grain, prev_on, month),
  CONSTRAINT visit_gap_grain CHECK (grain IN ('day', 'month')),
  CONSTRAINT visit_gap_by_day CHECK (array_length(by_day, 1) = 31)
) WITH (fillfactor = 60);

-- cohort = month of the first order; people = distinct buyers of that cohort in `month`.
CREATE TABLE analytics.cohort (
  tenant_id uuid   NOT NULL,
  cohort    date   NOT NULL,
  month     date   NOT NULL,
  people    bigint NOT NULL,
  orders    bigint NOT NULL,
  sales     bigint NOT NULL,
  CONSTRAINT cohort_pkey PRIMARY KEY (tenant_id, cohort, month)
) WITH (fillfactor = 60);

-- Histogram of whole days per stage transition and span (a month, a year, or all time from 1970-01-01), 32 days a row: by_day[1] = people who took
-- 32 × chunk days, by_day[32] those who took 31 more; people = their sum. from_stage 'none' and days -1 (chunk -1) for the first row of a person.
CREATE TABLE analytics.transition (
  tenant_id  uuid   NOT NULL,
  span       text   NOT NULL,
  starts_on  date   NOT NULL,
  from_stage text   NOT NULL,
  to_stage   text   NOT NULL,
  chunk      int    NOT NULL,
  people     bigint NOT NULL,
  by_day     int[]  NOT NULL,
  CONSTRAINT transition_pkey PRIMARY KEY (tenant_id, span, starts_on, from_stage, to_stage, chunk),
  CONSTRAINT transition_span CHECK (span IN ('month', 'year', 'all')),
  CONSTRAINT transition_by_day CHECK (array_length(by_day, 1) = 32)
) WITH (fillfactor = 60);

CREATE TABLE analytics.stage_count (
  tenant_id uuid   NOT NULL,
  stage     text   NOT NULL,
  people    bigint NOT NULL,
  CONSTRAINT stage_count_pkey PRIMARY KEY (tenant_id, stage)
) WITH (fillfactor = 60);

-- Four edges per axis, re-cut nightly: r in days between the last order and cut_on, f in orders, m in minor units.
-- A person's buckets follow from these edges and their state, so nothing per person is stored.
CREATE TABLE analytics.rfm_threshold (
  tenant_id uuid        NOT NULL,
  cut_on    date        NOT NULL,
  r_edges   int[]       NOT NULL,
  f_edges   int[]       NOT NULL,
  m_edges   bigint[]    NOT NULL,
  people    bigint      NOT NULL,
  cut_at    timestamptz NOT NULL,
  CONSTRAINT rfm_threshold_pkey PRIMARY KEY (tenant_id)
);

CREATE TABLE analytics.rfm_cell (
  tenant_id uuid     NOT NULL,
  r         smallint NOT NULL,
  f         smallint NOT NULL,
  m         smallint NOT NULL,
  people    bigint   NOT NULL,
  sales     bigint   NOT NULL,
  CONSTRAINT rfm_cell_pkey PRIMARY KEY (tenant_id, r, f, m)
) WITH (fillfactor = 60);

-- Which nodes each commit touched, in the order of commits: resident arrays refresh from it. NULL = all of them.
-- Only the newest rows are kept: whoever is further behind loads afresh.
CREATE TABLE analytics.change (
  tenant_id uuid   NOT NULL,
  seq       bigint NOT NULL,
  nodes     int[],
  CONSTRAINT change_pkey PRIMARY KEY (tenant_id, seq)
);

-- What people brought to each step of the product ladder, as of change_seq = through_seq, the roles and costs of ladder_product and the days of
-- time_zone. It follows the commits (analytics.change); whoever reads adds what came since. next_node: people from it on are not in yet; NULL = all are.
CREATE TABLE analytics.ladder_state (
  tenant_id   uuid   NOT NULL,
  time_zone   text   NOT NULL,
  through_seq bigint NOT NULL,
  next_node   int,
  CONSTRAINT ladder_state_pkey PRIMARY KEY (tenant_id)
);

-- Products without a role and a cost have no row.
CREATE TABLE analytics.ladder_product (
  tenant_id  uuid NOT NULL,
  product_id uuid NOT NULL,
  role       text,
  cost       bigint,
  CONSTRAINT ladder_product_pkey PRIMARY KEY (tenant_id, product_id)
);

-- One person on one step: entered_ms and day = when they first bought on it; lines = of all their orders on this step.
-- role 'none': lines of products on no step, with no day (1970-01-01) and nothing else. next_band: when the next order came: 1, 2, 3 = up to 30, 90,
-- 365 days later, 4 = later still, 0 = not yet; next_products: what was in it.
-- sums: of the order they came in with, and of those up to 30, 90, 365 days later, each sales, sales with a known cost, cost.
CREATE TABLE analytics.ladder_step (
  tenant_id     uuid     NOT NULL,
  node          int      NOT NULL,
  role          text     NOT NULL,
  day           date     NOT NULL,
  entered_ms    bigint   NOT NULL,
  lines         int      NOT NULL,
  next_band     smallint NOT NULL,
  sums          bigint[] NOT NULL,
  next_products uuid[]   NOT NULL,
  CONSTRAINT ladder_step_pkey PRIMARY KEY (tenant_id, node, role),
  CONSTRAINT ladder_step_sums CHECK (array_length(sums, 1) = 12)
);

CREATE INDEX ladder_step_day ON analytics.ladder_step (tenant_id, day);

-- The same by the month in which people came in.
CREATE TABLE analytics.ladder_cell (
  tenant_id  uuid     NOT NULL,
  role       text     NOT NULL,
  month      date     NOT NULL,
  lines      bigint   NOT NULL,
  buyers     bigint   NOT NULL,
  next_30    bigint   NOT NULL,
  next_90    bigint   NOT NULL,
  next_365   bigint   NOT NULL,
  next_later bigint   NOT NULL,
  sums       bigint[] NOT NULL,
  CONSTRAINT ladder_cell_pkey PRIMARY KEY (tenant_id, role, month)
) WITH (fillfactor = 60);

CREATE TABLE analytics.ladder_next (
  tenant_id  uuid   NOT NULL,
  role       text   NOT NULL,
  month      date   NOT NULL,
  product_id uuid   NOT NULL,
  people     bigint NOT NULL,
  CONSTRAINT ladder_next_pkey PRIMARY KEY (tenant_id, role, month, product_id)
) WITH (fillfactor = 60);

CREATE TABLE analytics.segment (
  tenant_id  uuid        NOT NULL,
  segment_id uuid        NOT NULL,
  name       text        NOT NULL,
  filter     jsonb       NOT NULL,
  created_by text        NOT NULL,
  created_at timestamptz NOT NULL,
  CONSTRAINT segment_pkey PRIMARY KEY (tenant_id, segment_id),
  CONSTRAINT segment_name UNIQUE (tenant_id, name)
);

-- Walls: the runtime role reads and writes one tenant at a time and owns nothing.

GRANT USAGE ON SCHEMA analytics TO zihuan_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON analytics.person TO zihuan_app;

ALTER TABLE analytics.person ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON analytics.person
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON analytics.day TO zihuan_app;

ALTER TABLE analytics.day ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON analytics.day
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON analytics.day_people TO zihuan_app;

ALTER TABLE analytics.day_people ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON analytics.day_people
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON analytics.visit_gap TO zihuan_app;

ALTER TABLE analytics.visit_gap ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON analytics.visit_gap
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON analytics.cohort TO zihuan_app;

ALTER TABLE analytics.cohort ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON analytics.cohort
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON analytics.transition TO zihuan_app;

ALTER TABLE analytics.transition ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON analytics.transition
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON analytics.stage_count TO zihuan_app;

ALTER TABLE analytics.stage_count ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON analytics.stage_count
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON analytics.rfm_threshold TO zihuan_app;

ALTER TABLE analytics.rfm_threshold ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON analytics.rfm_threshold
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON analytics.rfm_cell TO zihuan_app;

ALTER TABLE analytics.rfm_cell ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON analytics.rfm_cell
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON analytics.change TO zihuan_app;

ALTER TABLE analytics.change ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON analytics.change
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON analytics.segment TO zihuan_app;

ALTER TABLE analytics.segment ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON analytics.segment
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON analytics.ladder_state TO zihuan_app;

ALTER TABLE analytics.ladder_state ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON analytics.ladder_state
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON analytics.ladder_product TO zihuan_app;

ALTER TABLE analytics.ladder_product ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON analytics.ladder_product
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON analytics.ladder_step TO zihuan_app;

ALTER TABLE analytics.ladder_step ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON analytics.ladder_step
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON analytics.ladder_cell TO zihuan_app;

ALTER TABLE analytics.ladder_cell ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON analytics.ladder_cell
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON analytics.ladder_next TO zihuan_app;

ALTER TABLE analytics.ladder_next ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON analytics.ladder_next
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
