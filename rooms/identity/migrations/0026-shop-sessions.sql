-- Who is signed in in a shop: people of one brand, apart from its staff.

-- Of the token only a hash is kept. A session ends by itself; a row that ended is forgotten by the sweep.
CREATE TABLE identity.person_session (
  tenant_id    uuid        NOT NULL,
  session_id   uuid        NOT NULL,
  token_hash   text        NOT NULL,
  person_id    uuid        NOT NULL,
  created_at   timestamptz NOT NULL,
  expires_at   timestamptz NOT NULL,
  CONSTRAINT person_session_pkey PRIMARY KEY (tenant_id, session_id),
  CONSTRAINT person_session_token UNIQUE (tenant_id, token_hash)
);

CREATE INDEX person_session_person ON identity.person_session (tenant_id, person_id);

-- A code sent to a telephone. The number and the code are kept as keyed hashes: they are of no use to whoever reads the table.
CREATE TABLE identity.sign_in_code (
  tenant_id   uuid        NOT NULL,
  code_id     uuid        NOT NULL,
  target_hash text        NOT NULL,
  code_hash   text        NOT NULL,
  tries       int         NOT NULL,
  created_at  timestamptz NOT NULL,
  expires_at  timestamptz NOT NULL,
  used_at     timestamptz,
  CONSTRAINT sign_in_code_pkey PRIMARY KEY (tenant_id, code_id),
  CONSTRAINT sign_in_code_tries CHECK (tries >= 0)
);

-- Of asks for one number at once only one is answered.
CREATE UNIQUE INDEX sign_in_code_waiting ON identity.sign_in_code (tenant_id, target_hash) WHERE used_at IS NULL;
CREATE INDEX sign_in_code_target ON identity.sign_in_code (tenant_id, target_hash, created_at);

ALTER TABLE identity.person_session ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE identity.sign_in_code ALTER COLUMN tenant_id SET STATISTICS 0;

GRANT SELECT, INSERT, UPDATE, DELETE ON identity.person_session TO zihuan_app;

ALTER TABLE identity.person_session ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON identity.person_session
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON identity.sign_in_code TO zihuan_app;

ALTER TABLE identity.sign_in_code ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON identity.sign_in_code
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
