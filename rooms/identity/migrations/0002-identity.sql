-- Who may do what: brands, staff, sessions, API keys, and the trail of what was done.

CREATE SCHEMA identity;

CREATE TABLE identity.tenant (
  tenant_id       uuid        NOT NULL,
  slug            text        NOT NULL,
  name            text        NOT NULL,
  currency        char(3)     NOT NULL,
  time_zone       text        NOT NULL,
  policy          text        NOT NULL,
  language        text        NOT NULL,
  is_sandbox      boolean     NOT NULL,
  clock_offset_ms bigint      NOT NULL,
  accent          text,
  created_at      timestamptz NOT NULL,
  CONSTRAINT tenant_pkey PRIMARY KEY (tenant_id),
  CONSTRAINT tenant_policy CHECK (policy IN ('STRICT', 'CN', 'US', 'EU', 'LAB')),
  CONSTRAINT tenant_lab_is_sandbox CHECK (policy <> 'LAB' OR is_sandbox),
  CONSTRAINT tenant_clock CHECK (clock_offset_ms = 0 OR is_sandbox)
);

-- The directory of brands by slug: global uniqueness lives here (DATABASE.md rule 2).
CREATE TABLE identity.tenant_directory (
  slug       text        NOT NULL,
  tenant_id  uuid        NOT NULL,
  name       text        NOT NULL,
  is_sandbox boolean     NOT NULL,
  created_at timestamptz NOT NULL,
  CONSTRAINT tenant_directory_pkey PRIMARY KEY (slug)
);

-- A human who signs in; staff rows say where and as what. A host set this installation up and owns every new brand
-- that is made on the machine itself. No password = invited, not yet signed up.
CREATE TABLE identity.account (
  account_id    uuid        NOT NULL,
  email         text        NOT NULL,
  name          text        NOT NULL,
  password_hash text,
  is_host       boolean     NOT NULL,
  created_at    timestamptz NOT NULL,
  CONSTRAINT account_pkey PRIMARY KEY (account_id),
  CONSTRAINT account_email UNIQUE (email)
);

-- The brands an account has a staff row in: where to look after signing in.
CREATE TABLE identity.account_brand (
  account_id uuid NOT NULL,
  tenant_id  uuid NOT NULL,
  CONSTRAINT account_brand_pkey PRIMARY KEY (account_id, tenant_id)
);

-- No account = the open console of a machine where no password exists yet.
CREATE TABLE identity.session (
  token_hash   text        NOT NULL,
  account_id   uuid,
  created_at   timestamptz NOT NULL,
  expires_at   timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL,
  CONSTRAINT session_pkey PRIMARY KEY (token_hash)
);

CREATE INDEX session_account ON identity.session (account_id);

-- A one-time link: first set-up of the installation, or an invitation of a member of staff.
CREATE TABLE identity.setup_link (
  token_hash text        NOT NULL,
  purpose    text        NOT NULL,
  account_id uuid,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at    timestamptz,
  CONSTRAINT setup_link_pkey PRIMARY KEY (token_hash),
  CONSTRAINT setup_link_purpose CHECK (purpose IN ('first', 'invite'))
);

CREATE TABLE identity.staff (
  tenant_id  uuid        NOT NULL,
  staff_id   uuid        NOT NULL,
  account_id uuid        NOT NULL,
  email      text        NOT NULL,
  name       text        NOT NULL,
  role       text        NOT NULL,
  created_at timestamptz NOT NULL,
  revoked_at timestamptz,
  CONSTRAINT staff_pkey PRIMARY KEY (tenant_id, staff_id),
  CONSTRAINT staff_account UNIQUE (tenant_id, account_id),
  CONSTRAINT staff_role CHECK (role IN ('owner', 'operator', 'staff', 'readonly'))
);

CREATE TABLE identity.api_key (
  tenant_id    uuid        NOT NULL,
  key_id       uuid        NOT NULL,
  name         text        NOT NULL,
  role         text        NOT NULL,
  hint         text        NOT NULL,
  created_by   text        NOT NULL,
  created_at   timestamptz NOT NULL,
  revoked_at   timestamptz,
  CONSTRAINT api_key_pkey PRIMARY KEY (tenant_id, key_id),
  CONSTRAINT api_key_role CHECK (role IN ('owner', 'operator', 'staff', 'readonly'))
);

CREATE TABLE identity.api_key_directory (
  key_hash  text NOT NULL,
  tenant_id uuid NOT NULL,
  key_id    uuid NOT NULL,
  CONSTRAINT api_key_directory_pkey PRIMARY KEY (key_hash)
);

-- Append-only: written in the same transaction as what it tells of.
CREATE TABLE identity.audit (
  tenant_id    uuid        NOT NULL,
  audit_id     uuid        NOT NULL,
  actor_kind   text        NOT NULL,
  actor_id     text        NOT NULL,
  actor_name   text        NOT NULL,
  action       text        NOT NULL,
  subject_kind text        NOT NULL,
  subject_id   text,
  facts        jsonb       NOT NULL,
  request_id   text,
  occurred_at  timestamptz NOT NULL,
  recorded_at  timestamptz NOT NULL,
  CONSTRAINT audit_pkey PRIMARY KEY (tenant_id, audit_id)
);

-- Walls: the runtime role reads and writes one tenant at a time and owns nothing.

GRANT USAGE ON SCHEMA identity TO zihuan_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON identity.tenant TO zihuan_app;

ALTER TABLE identity.tenant ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON identity.tenant
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON identity.tenant_directory TO zihuan_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON identity.account TO zihuan_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON identity.account_brand TO zihuan_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON identity.session TO zihuan_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON identity.setup_link TO zihuan_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON identity.staff TO zihuan_app;

ALTER TABLE identity.staff ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON identity.staff
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON identity.api_key TO zihuan_app;

ALTER TABLE identity.api_key ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON identity.api_key
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON identity.api_key_directory TO zihuan_app;

GRANT SELECT, INSERT ON identity.audit TO zihuan_app;

ALTER TABLE identity.audit ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON identity.audit
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
