-- What every room stands on: the tenant's write lane, idempotency of requests, the outbox.

CREATE SCHEMA kit;

-- One row per tenant. Whoever changes people, referrals or orders of a tenant locks it first, so that
-- a tenant's history has one order of commits; `change_seq` numbers those commits without gaps.
CREATE TABLE kit.lane (
  tenant_id   uuid   NOT NULL,
  next_node   int    NOT NULL,
  change_seq  bigint NOT NULL,
  last_id_ms  bigint NOT NULL,
  CONSTRAINT lane_pkey PRIMARY KEY (tenant_id)
);

CREATE TABLE kit.idempotency (
  tenant_id   uuid        NOT NULL,
  caller      text        NOT NULL,
  method      text        NOT NULL,
  path        text        NOT NULL,
  key         text        NOT NULL,
  body_hash   text        NOT NULL,
  status      int         NOT NULL,
  response    text        NOT NULL,
  content_type text       NOT NULL,
  created_at  timestamptz NOT NULL,
  expires_at  timestamptz NOT NULL,
  CONSTRAINT idempotency_pkey PRIMARY KEY (tenant_id, caller, method, path, key)
);

CREATE INDEX idempotency_expires ON kit.idempotency (tenant_id, expires_at);

CREATE TABLE kit.outbox (
  tenant_id    uuid        NOT NULL,
  event_id     uuid        NOT NULL,
  kind         text        NOT NULL,
  version      int         NOT NULL,
  payload      jsonb       NOT NULL,
  occurred_at  timestamptz NOT NULL,
  recorded_at  timestamptz NOT NULL,
  delivered_at timestamptz,
  CONSTRAINT outbox_pkey PRIMARY KEY (tenant_id, event_id)
);

CREATE INDEX outbox_waiting ON kit.outbox (tenant_id, event_id) WHERE delivered_at IS NULL;

-- Walls: the runtime role reads and writes one tenant at a time and owns nothing.

GRANT USAGE ON SCHEMA kit TO zihuan_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON kit.lane TO zihuan_app;

ALTER TABLE kit.lane ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON kit.lane
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON kit.idempotency TO zihuan_app;

ALTER TABLE kit.idempotency ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON kit.idempotency
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON kit.outbox TO zihuan_app;

ALTER TABLE kit.outbox ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON kit.outbox
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
