-- The life of a member: where cards are redeemed and what was, the ceremony, privileges and tiers, what a person is told.

-- A place of pick-up and redemption, the brand's own or a partner's.
CREATE TABLE membership.outlet (
  tenant_id  uuid        NOT NULL,
  outlet_id  uuid        NOT NULL,
  name       text        NOT NULL,
  kind       text        NOT NULL,
  address    text,
  created_at timestamptz NOT NULL,
  closed_at  timestamptz,
  CONSTRAINT outlet_pkey PRIMARY KEY (tenant_id, outlet_id),
  CONSTRAINT outlet_kind CHECK (kind IN ('own', 'partner'))
);

CREATE UNIQUE INDEX outlet_name ON membership.outlet (tenant_id, name) WHERE closed_at IS NULL;

-- Which device of an outlet may take codes while it has no network: one at a time, for a time (by the machine's clock).
CREATE TABLE membership.outlet_lease (
  tenant_id  uuid        NOT NULL,
  lease_id   uuid        NOT NULL,
  outlet_id  uuid        NOT NULL,
  device     text        NOT NULL,
  granted_at timestamptz NOT NULL,
  granted_by text        NOT NULL,
  expires_at timestamptz NOT NULL,
  ended_at   timestamptz,
  CONSTRAINT outlet_lease_pkey PRIMARY KEY (tenant_id, lease_id)
);

CREATE UNIQUE INDEX outlet_lease_standing ON membership.outlet_lease (tenant_id, outlet_id) WHERE ended_at IS NULL;

-- One use of a card: the nth of its period. code_id is the code that was shown; no code redeems twice.
CREATE TABLE membership.redemption (
  tenant_id     uuid        NOT NULL,
  redemption_id uuid        NOT NULL,
  card_id       uuid        NOT NULL,
  person_id     uuid        NOT NULL,
  product_id    uuid        NOT NULL,
  period        int         NOT NULL,
  nth           int         NOT NULL,
  worth         bigint      NOT NULL,
  outlet_id     uuid        NOT NULL,
  via           text        NOT NULL,
  code_id       text COLLATE "C" NOT NULL,
  redeemed_on   date        NOT NULL,
  redeemed_at   timestamptz NOT NULL,
  redeemed_by   text        NOT NULL,
  recorded_at   timestamptz NOT NULL,
  CONSTRAINT redemption_pkey PRIMARY KEY (tenant_id, redemption_id),
  CONSTRAINT redemption_once UNIQUE (tenant_id, card_id, period, nth),
  CONSTRAINT redemption_code UNIQUE (tenant_id, code_id),
  CONSTRAINT redemption_period CHECK (period >= 0),
  CONSTRAINT redemption_nth CHECK (nth > 0),
  CONSTRAINT redemption_worth CHECK (worth >= 0),
  CONSTRAINT redemption_via CHECK (via IN ('code', 'spoken', 'offline'))
);

CREATE INDEX redemption_person ON membership.redemption (tenant_id, person_id, redemption_id);
CREATE INDEX redemption_outlet ON membership.redemption (tenant_id, outlet_id, redemption_id);

-- Six digits that stand for a code while it is good.
CREATE TABLE membership.spoken_code (
  tenant_id  uuid        NOT NULL,
  digits     text COLLATE "C" NOT NULL,
  card_id    uuid        NOT NULL,
  code       text        NOT NULL,
  expires_at timestamptz NOT NULL,
  CONSTRAINT spoken_code_pkey PRIMARY KEY (tenant_id, digits)
);

CREATE INDEX spoken_code_card ON membership.spoken_code (tenant_id, card_id);
CREATE INDEX spoken_code_expired ON membership.spoken_code (tenant_id, expires_at);

-- What an outlet gave away without a network although it was not there to be given: the outlet bears its worth, never the member.
CREATE TABLE membership.redemption_exception (
  tenant_id    uuid        NOT NULL,
  exception_id uuid        NOT NULL,
  outlet_id    uuid        NOT NULL,
  lease_id     uuid        NOT NULL,
  card_id      uuid        NOT NULL,
  person_id    uuid        NOT NULL,
  product_id   uuid        NOT NULL,
  worth        bigint      NOT NULL,
  reason       text        NOT NULL,
  code_id      text COLLATE "C" NOT NULL,
  accepted_at  timestamptz NOT NULL,
  recorded_at  timestamptz NOT NULL,
  CONSTRAINT redemption_exception_pkey PRIMARY KEY (tenant_id, exception_id),
  CONSTRAINT redemption_exception_code UNIQUE (tenant_id, code_id),
  CONSTRAINT redemption_exception_worth CHECK (worth >= 0),
  CONSTRAINT redemption_exception_reason CHECK (reason IN ('alreadyUsed', 'lapsed', 'frozen', 'expired'))
);

CREATE INDEX redemption_exception_outlet ON membership.redemption_exception (tenant_id, outlet_id, exception_id);

-- The ceremony as the operator wrote it; a new text is a new version, whoever began under an older one ends under it.
CREATE TABLE membership.ceremony (
  tenant_id  uuid        NOT NULL,
  version    int         NOT NULL,
  steps      jsonb       NOT NULL,
  written_at timestamptz NOT NULL,
  written_by text        NOT NULL,
  CONSTRAINT ceremony_pkey PRIMARY KEY (tenant_id, version)
);

-- A ceremony nobody goes through yet; whoever writes the ceremony writes it away.
CREATE TABLE membership.ceremony_draft (
  tenant_id  uuid        NOT NULL,
  steps      jsonb       NOT NULL,
  written_at timestamptz NOT NULL,
  written_by text        NOT NULL,
  CONSTRAINT ceremony_draft_pkey PRIMARY KEY (tenant_id)
);

-- A member's way through the ceremony, under the version they began with.
CREATE TABLE membership.welcome (
  tenant_id   uuid        NOT NULL,
  person_id   uuid        NOT NULL,
  version     int         NOT NULL,
  began_at    timestamptz NOT NULL,
  welcomed_at timestamptz,
  CONSTRAINT welcome_pkey PRIMARY KEY (tenant_id, person_id)
);

CREATE TABLE membership.ceremony_step (
  tenant_id uuid        NOT NULL,
  person_id uuid        NOT NULL,
  step      text COLLATE "C" NOT NULL,
  done_at   timestamptz NOT NULL,
  CONSTRAINT ceremony_step_pkey PRIMARY KEY (tenant_id, person_id, step)
);

-- What a person finds in their inbox. about_id: whom it is about, whom an answer goes to. once_key: told once, whatever happens twice.
CREATE TABLE membership.notice (
  tenant_id  uuid        NOT NULL,
  notice_id  uuid        NOT NULL,
  person_id  uuid        NOT NULL,
  kind       text        NOT NULL,
  facts      jsonb       NOT NULL,
  about_id   uuid,
  once_key   text COLLATE "C" NOT NULL,
  told_at    timestamptz NOT NULL,
  read_at    timestamptz,
  answered_at timestamptz,
  CONSTRAINT notice_pkey PRIMARY KEY (tenant_id, notice_id),
  CONSTRAINT notice_once UNIQUE (tenant_id, person_id, once_key)
);

CREATE INDEX notice_unread ON membership.notice (tenant_id, person_id, notice_id) WHERE read_at IS NULL;

-- The planner is to know nothing of how rows are spread over tenants (see 0003).

ALTER TABLE membership.outlet ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE membership.outlet_lease ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE membership.redemption ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE membership.spoken_code ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE membership.redemption_exception ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE membership.ceremony ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE membership.ceremony_draft ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE membership.welcome ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE membership.ceremony_step ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE membership.notice ALTER COLUMN tenant_id SET STATISTICS 0;

-- Walls: the runtime role reads and writes one tenant at a time and owns nothing.

GRANT SELECT, INSERT, UPDATE, DELETE ON membership.outlet TO zihuan_app;

ALTER TABLE membership.outlet ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON membership.outlet
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON membership.outlet_lease TO zihuan_app;

ALTER TABLE membership.outlet_lease ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON membership.outlet_lease
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON membership.redemption TO zihuan_app;

ALTER TABLE membership.redemption ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON membership.redemption
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON membership.spoken_code TO zihuan_app;

ALTER TABLE membership.spoken_code ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON membership.spoken_code
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON membership.redemption_exception TO zihuan_app;

ALTER TABLE membership.redemption_exception ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON membership.redemption_exception
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT ON membership.ceremony TO zihuan_app;

ALTER TABLE membership.ceremony ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON membership.ceremony
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON membership.ceremony_draft TO zihuan_app;

ALTER TABLE membership.ceremony_draft ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON membership.ceremony_draft
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON membership.welcome TO zihuan_app;

ALTER TABLE membership.welcome ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON membership.welcome
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON membership.ceremony_step TO zihuan_app;

ALTER TABLE membership.ceremony_step ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON membership.ceremony_step
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON membership.notice TO zihuan_app;

ALTER TABLE membership.notice ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON membership.notice
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
