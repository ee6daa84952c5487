-- One record per human being, who introduced whom, and the stages they went through.

CREATE SCHEMA relations;

CREATE TABLE relations.source (
  tenant_id  uuid        NOT NULL,
  source_id  uuid        NOT NULL,
  kind       text        NOT NULL,
  name       text        NOT NULL,
  created_at timestamptz NOT NULL,
  CONSTRAINT source_pkey PRIMARY KEY (tenant_id, source_id),
  CONSTRAINT source_name UNIQUE (tenant_id, kind, name),
  CONSTRAINT source_kind CHECK (kind IN ('owned', 'referral', 'paid', 'pond', 'offline'))
);

-- `node` is a dense number per tenant: resident arrays are indexed by it.
-- a1_node..a3_node are the three nearest referrers; whole chains come by recursion over a1_node.
-- stage and stage_since repeat the newest stage_change; they are derived, never set by hand.
CREATE TABLE relations.person (
  tenant_id   uuid        NOT NULL,
  person_id   uuid        NOT NULL,
  node        int         NOT NULL,
  external_id text COLLATE "C",
  name        text,
  name_key    text COLLATE "C",
  language    text,
  source_id   uuid,
  seen_at     timestamptz,
  consent_at  timestamptz,
  stage       text        NOT NULL,
  stage_since timestamptz NOT NULL,
  a1_node     int,
  a2_node     int,
  a3_node     int,
  created_at  timestamptz NOT NULL,
  merged_into uuid,
  erased_at   timestamptz,
  CONSTRAINT person_pkey PRIMARY KEY (tenant_id, person_id),
  CONSTRAINT person_node UNIQUE (tenant_id, node),
  CONSTRAINT person_external UNIQUE (tenant_id, external_id),
  CONSTRAINT person_stage CHECK (stage IN ('prospect', 'fan', 'customer', 'repeat', 'member', 'partner')),
  CONSTRAINT person_no_self CHECK (a1_node <> node)
) WITH (fillfactor = 85);

CREATE INDEX person_a1 ON relations.person (tenant_id, a1_node) WHERE a1_node IS NOT NULL;
CREATE INDEX person_merged ON relations.person (tenant_id, merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX person_name ON relations.person (tenant_id, name_key, person_id) WHERE name_key IS NOT NULL;

-- Phone, e-mail, openid, WhatsApp id …: one value of a kind belongs to one person. app: with which app an openid is theirs.
CREATE TABLE relations.identity (
  tenant_id   uuid        NOT NULL,
  kind        text        NOT NULL,
  value       text COLLATE "C" NOT NULL,
  person_id   uuid        NOT NULL,
  verified_at timestamptz,
  created_at  timestamptz NOT NULL,
  app         text,
  CONSTRAINT identity_pkey PRIMARY KEY (tenant_id, kind, value)
);

CREATE INDEX identity_person ON relations.identity (tenant_id, person_id);

CREATE TABLE relations.consent (
  tenant_id    uuid        NOT NULL,
  person_id    uuid        NOT NULL,
  channel      text        NOT NULL,
  given_at     timestamptz NOT NULL,
  withdrawn_at timestamptz,
  CONSTRAINT consent_pkey PRIMARY KEY (tenant_id, person_id, channel, given_at)
);

-- Interval rows, never updated but to be closed. from_at NULL = known since always (an import without a date).
-- binds: made while no dials were in force, so it is the attribution too, without end, as long as no row of
-- relations.attribution says otherwise.
CREATE TABLE relations.referral (
  tenant_id   uuid        NOT NULL,
  referral_id uuid        NOT NULL,
  subject_id  uuid        NOT NULL,
  object_id   uuid        NOT NULL,
  from_at     timestamptz,
  to_at       timestamptz,
  cause       text        NOT NULL,
  evidence    jsonb,
  binds       boolean     NOT NULL DEFAULT true,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT referral_pkey PRIMARY KEY (tenant_id, referral_id),
  CONSTRAINT referral_not_self CHECK (subject_id <> object_id)
);

CREATE UNIQUE INDEX referral_standing ON relations.referral (tenant_id, subject_id) WHERE to_at IS NULL;
CREATE INDEX referral_closed ON relations.referral (tenant_id, subject_id) WHERE to_at IS NOT NULL;
CREATE INDEX referral_object ON relations.referral (tenant_id, object_id, referral_id);

-- Business time, derived from events; recomputed when earlier events arrive. from_stage NULL on the first row.
-- days = whole days spent in from_stage.
CREATE TABLE relations.stage_change (
  tenant_id  uuid        NOT NULL,
  person_id  uuid        NOT NULL,
  seq        int         NOT NULL,
  from_stage text,
  to_stage   text        NOT NULL,
  at         timestamptz NOT NULL,
  days       int,
  CONSTRAINT stage_change_pkey PRIMARY KEY (tenant_id, person_id, seq)
);

CREATE INDEX stage_change_at ON relations.stage_change (tenant_id, at);

-- Search without extensions: one- and two-character pieces, pinyin and initials, phone tails (DATABASE.md rule 23).
CREATE TABLE relations.person_token (
  tenant_id uuid NOT NULL,
  token     text COLLATE "C" NOT NULL,
  person_id uuid NOT NULL,
  CONSTRAINT person_token_pkey PRIMARY KEY (tenant_id, token, person_id)
);

CREATE INDEX person_token_person ON relations.person_token (tenant_id, person_id);

-- The planner is to know nothing of how rows are spread over tenants: for a tenant it has not seen yet it would expect one
-- row and read all of them through any key that begins with tenant_id.

ALTER TABLE relations.person ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE relations.identity ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE relations.consent ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE relations.referral ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE relations.stage_change ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE relations.person_token ALTER COLUMN tenant_id SET STATISTICS 0;

-- Walls: the runtime role reads and writes one tenant at a time and owns nothing.

GRANT USAGE ON SCHEMA relations TO zihuan_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON relations.source TO zihuan_app;

ALTER TABLE relations.source ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON relations.source
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON relations.person TO zihuan_app;

ALTER TABLE relations.person ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON relations.person
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON relations.identity TO zihuan_app;

ALTER TABLE relations.identity ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON relations.identity
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON relations.consent TO zihuan_app;

ALTER TABLE relations.consent ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON relations.consent
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON relations.referral TO zihuan_app;

ALTER TABLE relations.referral ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON relations.referral
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON relations.stage_change TO zihuan_app;

ALTER TABLE relations.stage_change ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON relations.stage_change
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON relations.person_token TO zihuan_app;

ALTER TABLE relations.person_token ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON relations.person_token
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
