-- What is told to programs outside: where to, what waits, and how each try ended. Events come from kit.outbox.

-- The brands that have an endpoint: where the relay looks. Written when a brand makes its first.
CREATE TABLE kit.webhook_brand (
  tenant_id uuid NOT NULL,
  CONSTRAINT webhook_brand_pkey PRIMARY KEY (tenant_id)
);

-- kinds: empty = every event; `order.*` = all that begin so. secret: sealed under the installation's key.
-- may_reach_loopback: made in a sandbox brand on a server on loopback; a program beside it may then be called.
-- failing_since: the first failure after the last success; told to the brand, decides nothing.
CREATE TABLE kit.webhook_endpoint (
  tenant_id     uuid        NOT NULL,
  endpoint_id   uuid        NOT NULL,
  url           text        NOT NULL,
  description   text        NOT NULL,
  kinds         text[]      NOT NULL,
  secret        text        NOT NULL,
  may_reach_loopback boolean NOT NULL,
  created_by    text        NOT NULL,
  created_at    timestamptz NOT NULL,
  failing_since timestamptz,
  removed_at    timestamptz,
  CONSTRAINT webhook_endpoint_pkey PRIMARY KEY (tenant_id, endpoint_id)
);

-- One event on its way to one endpoint. next_at: when it is due; while it is being sent, when it is taken to be lost;
-- NULL = nothing more is to be done. tries counts from the last replay.
CREATE TABLE kit.webhook_delivery (
  tenant_id   uuid        NOT NULL,
  delivery_id uuid        NOT NULL,
  endpoint_id uuid        NOT NULL,
  event_id    uuid        NOT NULL,
  kind        text        NOT NULL,
  state       text        NOT NULL,
  tries       int         NOT NULL,
  next_at     timestamptz,
  last_status int,
  last_fault  text,
  tried_at    timestamptz,
  created_at  timestamptz NOT NULL,
  CONSTRAINT webhook_delivery_pkey PRIMARY KEY (tenant_id, delivery_id),
  CONSTRAINT webhook_delivery_event UNIQUE (tenant_id, endpoint_id, event_id),
  CONSTRAINT webhook_delivery_state CHECK (state IN ('waiting', 'delivered', 'parked', 'dropped')),
  CONSTRAINT webhook_delivery_due CHECK ((state = 'waiting') = (next_at IS NOT NULL)),
  CONSTRAINT webhook_delivery_tries CHECK (tries >= 0)
);

CREATE INDEX webhook_delivery_due ON kit.webhook_delivery (tenant_id, endpoint_id, next_at) WHERE next_at IS NOT NULL;
CREATE INDEX webhook_delivery_old ON kit.webhook_delivery (tenant_id, created_at);
CREATE INDEX outbox_old ON kit.outbox (tenant_id, recorded_at);

-- Walls: the runtime role reads and writes one tenant at a time and owns nothing.

GRANT SELECT, INSERT ON kit.webhook_brand TO zihuan_app;

GRANT SELECT, INSERT, UPDATE ON kit.webhook_endpoint TO zihuan_app;

ALTER TABLE kit.webhook_endpoint ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON kit.webhook_endpoint
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON kit.webhook_delivery TO zihuan_app;

ALTER TABLE kit.webhook_delivery ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON kit.webhook_delivery
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
