-- Tiers by growth, who stood in which and why, and the privileges of members with what was used of them.

-- reach: the growth of twelve months that lifts a member into it; keep: what a year in it has to bring so that it stays. Higher reach, higher tier.
-- opened_at NULL = a draft: nobody is held against it.
CREATE TABLE membership.tier (
  tenant_id  uuid        NOT NULL,
  tier_id    uuid        NOT NULL,
  name       text        NOT NULL,
  reach      bigint      NOT NULL,
  keep       bigint      NOT NULL,
  created_at timestamptz NOT NULL,
  opened_at  timestamptz,
  retired_at timestamptz,
  CONSTRAINT tier_pkey PRIMARY KEY (tenant_id, tier_id),
  CONSTRAINT tier_growth CHECK (reach > 0 AND keep BETWEEN 0 AND reach)
);

CREATE UNIQUE INDEX tier_name ON membership.tier (tenant_id, name) WHERE retired_at IS NULL;
CREATE UNIQUE INDEX tier_reach ON membership.tier (tenant_id, reach) WHERE retired_at IS NULL;

-- A time somebody stood in a tier; to_at NULL = does. It never becomes another tier: it ends and the next begins. grown: the growth they had
-- when it began; reach_rule and keep_rule: what it asked for then.
CREATE TABLE membership.tier_interval (
  tenant_id   uuid        NOT NULL,
  interval_id uuid        NOT NULL,
  person_id   uuid        NOT NULL,
  tier_id     uuid        NOT NULL,
  gained_by   text        NOT NULL,
  grown       bigint      NOT NULL,
  reach_rule  bigint      NOT NULL,
  keep_rule   bigint      NOT NULL,
  from_at     timestamptz NOT NULL,
  valid_until timestamptz NOT NULL,
  to_at       timestamptz,
  ended       text,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT tier_interval_pkey PRIMARY KEY (tenant_id, interval_id),
  CONSTRAINT tier_interval_gained CHECK (gained_by IN ('growth', 'kept', 'fell')),
  CONSTRAINT tier_interval_span CHECK (to_at >= from_at AND valid_until > from_at),
  CONSTRAINT tier_interval_end CHECK ((to_at IS NULL) = (ended IS NULL)),
  CONSTRAINT tier_interval_ended CHECK (ended IN ('rose', 'kept', 'fell', 'lapsed', 'merged'))
);

CREATE UNIQUE INDEX tier_interval_standing ON membership.tier_interval (tenant_id, person_id) WHERE to_at IS NULL;
CREATE INDEX tier_interval_person ON membership.tier_interval (tenant_id, person_id, from_at);
CREATE INDEX tier_interval_tier ON membership.tier_interval (tenant_id, tier_id) WHERE to_at IS NULL;

-- Somebody was told that they fall a step, and when at the earliest; had: what the year had brought by then.
CREATE TABLE membership.tier_warning (
  tenant_id   uuid        NOT NULL,
  interval_id uuid        NOT NULL,
  warned_at   timestamptz NOT NULL,
  falls_at    timestamptz NOT NULL,
  had         bigint      NOT NULL,
  needed      bigint      NOT NULL,
  ended_at    timestamptz,
  ended       text,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT tier_warning_pkey PRIMARY KEY (tenant_id, interval_id, warned_at),
  CONSTRAINT tier_warning_notice CHECK (falls_at > warned_at),
  CONSTRAINT tier_warning_end CHECK ((ended_at IS NULL) = (ended IS NULL)),
  CONSTRAINT tier_warning_ended CHECK (ended IN ('rose', 'kept', 'fell', 'lapsed', 'merged'))
);

CREATE UNIQUE INDEX tier_warning_standing ON membership.tier_warning (tenant_id, interval_id) WHERE ended_at IS NULL;

-- The day of the brand on which all members were last held against their tiers.
CREATE TABLE membership.tier_review (
  tenant_id   uuid        NOT NULL,
  reviewed_on date        NOT NULL,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT tier_review_pkey PRIMARY KEY (tenant_id)
);

-- A privilege that people give (a ticket, a place, a call on a birthday), or that acts by itself: acts says what is done wherever it applies.
-- Lower prices and more points stand in the rules of prices and points.
CREATE TABLE membership.privilege (
  tenant_id    uuid        NOT NULL,
  privilege_id uuid        NOT NULL,
  name         text        NOT NULL,
  kind         text        NOT NULL,
  about        text,
  acts         text,
  created_at   timestamptz NOT NULL,
  ended_at     timestamptz,
  CONSTRAINT privilege_pkey PRIMARY KEY (tenant_id, privilege_id),
  CONSTRAINT privilege_kind CHECK (kind IN ('price', 'access', 'service', 'status', 'say', 'care')),
  CONSTRAINT privilege_acts CHECK (acts IN ('freeShipping', 'earlyAccess'))
);

CREATE UNIQUE INDEX privilege_name ON membership.privilege (tenant_id, name) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX privilege_acting ON membership.privilege (tenant_id, acts) WHERE ended_at IS NULL AND acts IS NOT NULL;

-- Who has it: whoever is in a tier, or has a card of a design. cap: so often a month, NULL = as often as they come; unit_cost: what one use costs.
CREATE TABLE membership.privilege_cell (
  tenant_id    uuid   NOT NULL,
  privilege_id uuid   NOT NULL,
  holder_id    uuid   NOT NULL,
  holder       text   NOT NULL,
  cap          int,
  unit_cost    bigint NOT NULL,
  CONSTRAINT privilege_cell_pkey PRIMARY KEY (tenant_id, privilege_id, holder_id),
  CONSTRAINT privilege_cell_holder CHECK (holder IN ('tier', 'card')),
  CONSTRAINT privilege_cell_cap CHECK (cap > 0),
  CONSTRAINT privilege_cell_cost CHECK (unit_cost >= 0)
);

-- One use: the nth of a month of the brand's calendar; never more than the best of what somebody has gives.
CREATE TABLE membership.privilege_use (
  tenant_id    uuid        NOT NULL,
  use_id       uuid        NOT NULL,
  privilege_id uuid        NOT NULL,
  person_id    uuid        NOT NULL,
  month        date        NOT NULL,
  nth          int         NOT NULL,
  holder_id    uuid        NOT NULL,
  unit_cost    bigint      NOT NULL,
  used_at      timestamptz NOT NULL,
  used_by      text        NOT NULL,
  recorded_at  timestamptz NOT NULL,
  CONSTRAINT privilege_use_pkey PRIMARY KEY (tenant_id, use_id),
  CONSTRAINT privilege_use_once UNIQUE (tenant_id, privilege_id, person_id, month, nth),
  CONSTRAINT privilege_use_nth CHECK (nth > 0),
  CONSTRAINT privilege_use_cost CHECK (unit_cost >= 0)
);

CREATE INDEX privilege_use_person ON membership.privilege_use (tenant_id, person_id, month);
CREATE INDEX privilege_use_at ON membership.privilege_use (tenant_id, used_at);

-- The planner is to know nothing of how rows are spread over tenants (see 0003).

ALTER TABLE membership.tier ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE membership.tier_interval ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE membership.tier_warning ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE membership.tier_review ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE membership.privilege ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE membership.privilege_cell ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE membership.privilege_use ALTER COLUMN tenant_id SET STATISTICS 0;

-- Walls: the runtime role reads and writes one tenant at a time and owns nothing.

GRANT SELECT, INSERT, UPDATE ON membership.tier TO zihuan_app;

ALTER TABLE membership.tier ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON membership.tier
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON membership.tier_interval TO zihuan_app;

ALTER TABLE membership.tier_interval ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON membership.tier_interval
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON membership.tier_warning TO zihuan_app;

ALTER TABLE membership.tier_warning ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON membership.tier_warning
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON membership.tier_review TO zihuan_app;

ALTER TABLE membership.tier_review ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON membership.tier_review
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON membership.privilege TO zihuan_app;

ALTER TABLE membership.privilege ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON membership.privilege
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON membership.privilege_cell TO zihuan_app;

ALTER TABLE membership.privilege_cell ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON membership.privilege_cell
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON membership.privilege_use TO zihuan_app;

ALTER TABLE membership.privilege_use ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON membership.privilege_use
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
