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

-- Persons with an order on `day` whose order day before was `prev_day`: distinct buyers of any period by addition.
CREATE TABLE analytics.visit_gap (
  tenant_id uuid   NOT NULL,
  prev_day  date   NOT NULL,
  day       date   NOT NULL,
  people    bigint NOT NULL,
  CONSTRAINT visit_gap_pkey PRIMARY KEY (tenant_id, prev_day, day)
) WITH (fillfactor = 60);

CREATE TABLE analytics.visit_gap_month (
  tenant_id  uuid   NOT NULL,
  day        date   NOT NULL,
  prev_month date   NOT NULL,
  people     bigint NOT NULL,
  CONSTRAINT visit_gap_month_pkey PRIMARY KEY (tenant_id, day, prev_month)
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

-- Histogram of whole days per stage transition and span (a month, a year, or all time from 1970-01-01); from_stage 'none' and days -1 for the
-- first row of a person.
CREATE TABLE analytics.transition (
  tenant_id  uuid   NOT NULL,
  span       text   NOT NULL,
  starts_on  date   NOT NULL,
  from_stage text   NOT NULL,
  to_stage   text   NOT NULL,
  days       int    NOT NULL,
  people     bigint NOT NULL,
  CONSTRAINT transition_pkey PRIMARY KEY (tenant_id, span, starts_on, from_stage, to_stage, days),
  CONSTRAINT transition_span CHECK (span IN ('month', 'year', 'all'))
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

GRANT SELECT, INSERT, UPDATE, DELETE ON analytics.visit_gap_month TO zihuan_app;

ALTER TABLE analytics.visit_gap_month ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON analytics.visit_gap_month
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
