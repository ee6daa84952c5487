-- Partners and their levels, commission plans, what an order fixed when it was created, and what everybody earns of it.

CREATE SCHEMA partners;

-- The id is the brand's own word (`gold`); plans and intervals name it. A level that went stays for the past.
CREATE TABLE partners.partner_level (
  tenant_id  uuid        NOT NULL,
  level_id   text COLLATE "C" NOT NULL,
  label      text        NOT NULL,
  rank       int         NOT NULL,
  created_at timestamptz NOT NULL,
  retired_at timestamptz,
  CONSTRAINT partner_level_pkey PRIMARY KEY (tenant_id, level_id)
);

-- Interval rows, never updated but to be closed; to_at NULL = a partner now.
CREATE TABLE partners.partnership (
  tenant_id      uuid        NOT NULL,
  partnership_id uuid        NOT NULL,
  person_id      uuid        NOT NULL,
  from_at        timestamptz NOT NULL,
  to_at          timestamptz,
  cause          text        NOT NULL,
  ended          text,
  recorded_at    timestamptz NOT NULL,
  CONSTRAINT partnership_pkey PRIMARY KEY (tenant_id, partnership_id),
  CONSTRAINT partnership_span CHECK (to_at >= from_at),
  CONSTRAINT partnership_end CHECK ((to_at IS NULL) = (ended IS NULL)),
  CONSTRAINT partnership_cause CHECK (cause IN ('enrolled', 'merge')),
  CONSTRAINT partnership_ended CHECK (ended IN ('left', 'dismissed', 'erased', 'merge'))
);

CREATE UNIQUE INDEX partnership_standing ON partners.partnership (tenant_id, person_id) WHERE to_at IS NULL;
CREATE INDEX partnership_person ON partners.partnership (tenant_id, person_id, from_at);

-- Which level a partnership had when; no row = none.
CREATE TABLE partners.level (
  tenant_id      uuid        NOT NULL,
  partnership_id uuid        NOT NULL,
  level_id       text COLLATE "C" NOT NULL,
  from_at        timestamptz NOT NULL,
  to_at          timestamptz,
  recorded_at    timestamptz NOT NULL,
  CONSTRAINT level_pkey PRIMARY KEY (tenant_id, partnership_id, from_at),
  CONSTRAINT level_span CHECK (to_at >= from_at)
);

CREATE UNIQUE INDEX level_standing ON partners.level (tenant_id, partnership_id) WHERE to_at IS NULL;
CREATE INDEX level_holders ON partners.level (tenant_id, level_id) WHERE to_at IS NULL;

-- The document of a published plan never changes: a new thought is a new plan; a draft may be replaced. acknowledgement = who took the risk of a raised depth, and when.
CREATE TABLE partners.plan (
  tenant_id       uuid        NOT NULL,
  plan_id         uuid        NOT NULL,
  external_id     text COLLATE "C",
  name            text        NOT NULL,
  version         int         NOT NULL,
  state           text        NOT NULL,
  document        jsonb       NOT NULL,
  created_at      timestamptz NOT NULL,
  published_at    timestamptz,
  retired_at      timestamptz,
  acknowledgement jsonb,
  CONSTRAINT plan_pkey PRIMARY KEY (tenant_id, plan_id),
  CONSTRAINT plan_external UNIQUE (tenant_id, external_id),
  CONSTRAINT plan_version UNIQUE (tenant_id, name, version),
  CONSTRAINT plan_state CHECK (state IN ('draft', 'active', 'retired')),
  CONSTRAINT plan_published CHECK ((state = 'draft') = (published_at IS NULL)),
  CONSTRAINT plan_retired CHECK ((state = 'retired') = (retired_at IS NOT NULL))
);

CREATE UNIQUE INDEX plan_active ON partners.plan (tenant_id) WHERE state = 'active';

-- What an order fixed when it was created: commissions, and every explanation of them, are computed from this and the plan.
-- Lists instead of objects: this is written for every order. model/snapshot-text.ts says what stands where.
CREATE TABLE partners.snapshot (
  tenant_id uuid  NOT NULL,
  order_id  uuid  NOT NULL,
  plan_id   uuid  NOT NULL,
  limits    jsonb NOT NULL,
  buyer     jsonb NOT NULL,
  chain     jsonb NOT NULL,
  team      jsonb NOT NULL,
  lines     jsonb NOT NULL,
  CONSTRAINT snapshot_pkey PRIMARY KEY (tenant_id, order_id)
);

-- One payee, role and depth of one line. base and amount are as accrued; reversed is what was taken back since.
-- rate_ppm NULL = fixed pay. due_at NULL until the line is received.
CREATE TABLE partners.commission (
  tenant_id    uuid        NOT NULL,
  order_id     uuid        NOT NULL,
  payee_id     uuid        NOT NULL,
  line         int         NOT NULL,
  depth        int         NOT NULL,
  rate_ppm     int,
  base         bigint      NOT NULL,
  amount       bigint      NOT NULL,
  reversed     bigint      NOT NULL,
  due_at       timestamptz,
  confirmed_at timestamptz,
  case_id      uuid,
  role         text        NOT NULL,
  rule         text        NOT NULL,
  state        text        NOT NULL,
  share_num    numeric     NOT NULL,
  share_den    numeric     NOT NULL,
  CONSTRAINT commission_pkey PRIMARY KEY (tenant_id, order_id, line, role, depth, payee_id),
  CONSTRAINT commission_role CHECK (role IN ('direct', 'indirect', 'differential', 'service')),
  CONSTRAINT commission_amount CHECK (amount > 0 AND amount <= base),
  CONSTRAINT commission_reversed CHECK (reversed >= 0 AND reversed <= amount),
  CONSTRAINT commission_share CHECK (share_num > 0 AND share_num <= share_den),
  CONSTRAINT commission_state CHECK (state IN ('pending', 'confirmed', 'paid', 'reversed')),
  CONSTRAINT commission_gone CHECK ((state = 'reversed') = (amount = reversed))
);

CREATE INDEX commission_due ON partners.commission (tenant_id, due_at) WHERE state = 'pending' AND due_at IS NOT NULL;
CREATE INDEX commission_payee ON partners.commission (tenant_id, payee_id, order_id);

-- Somebody served the buyer of a line: who, what, when. nth numbers the acts of an order; the first on a line is paid where the plan pays
-- service. stage, level_id and is_frozen are those of that moment; is_late: the order was paid already. what is '' once erased.
CREATE TABLE partners.service_act (
  tenant_id   uuid        NOT NULL,
  act_id      uuid        NOT NULL,
  external_id text COLLATE "C",
  order_id    uuid        NOT NULL,
  nth         int         NOT NULL,
  line        int         NOT NULL,
  person_id   uuid        NOT NULL,
  what        text        NOT NULL,
  at          timestamptz NOT NULL,
  stage       text        NOT NULL,
  level_id    text COLLATE "C",
  is_frozen   boolean     NOT NULL,
  is_late     boolean     NOT NULL,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT service_act_pkey PRIMARY KEY (tenant_id, act_id),
  CONSTRAINT service_act_external UNIQUE (tenant_id, external_id),
  CONSTRAINT service_act_nth UNIQUE (tenant_id, order_id, nth)
);

CREATE INDEX service_act_person ON partners.service_act (tenant_id, person_id, at);

-- The planner is to know nothing of how rows are spread over tenants (see 0003).

ALTER TABLE partners.partnership ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE partners.level ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE partners.snapshot ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE partners.commission ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE partners.service_act ALTER COLUMN tenant_id SET STATISTICS 0;

-- Walls: the runtime role reads and writes one tenant at a time and owns nothing.

GRANT USAGE ON SCHEMA partners TO zihuan_app;

GRANT SELECT, INSERT, UPDATE ON partners.partner_level TO zihuan_app;

ALTER TABLE partners.partner_level ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON partners.partner_level
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON partners.partnership TO zihuan_app;

ALTER TABLE partners.partnership ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON partners.partnership
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON partners.level TO zihuan_app;

ALTER TABLE partners.level ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON partners.level
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

-- What a plan says is never changed: only its state moves, and only a draft may go.

GRANT SELECT, INSERT, DELETE, UPDATE (state, published_at, retired_at, acknowledgement) ON partners.plan TO zihuan_app;

ALTER TABLE partners.plan ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON partners.plan
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

CREATE POLICY only_drafts_go ON partners.plan AS RESTRICTIVE FOR DELETE USING (state = 'draft');

GRANT SELECT, INSERT, UPDATE (lines) ON partners.snapshot TO zihuan_app;

ALTER TABLE partners.snapshot ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON partners.snapshot
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE (what) ON partners.service_act TO zihuan_app;

ALTER TABLE partners.service_act ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON partners.service_act
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

-- Amounts and bases stay as accrued; only what was taken back, the state and its instants move.

GRANT SELECT, INSERT, UPDATE (reversed, state, due_at, confirmed_at, case_id) ON partners.commission TO zihuan_app;

ALTER TABLE partners.commission ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON partners.commission
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
