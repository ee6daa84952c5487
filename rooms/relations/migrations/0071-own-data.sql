-- What a person does with their own data from the shop (compliance P18): their copy of it, and the wish that it be erased.

-- The last copy a person asked for, one row each. content = the document, JSON under gzip; NULL until it is made and once it is over.
-- Whoever merges, or is erased, has none.
CREATE TABLE relations.data_copy (
  tenant_id   uuid        NOT NULL,
  person_id   uuid        NOT NULL,
  asked_at    timestamptz NOT NULL,
  ready_at    timestamptz,
  expires_at  timestamptz,
  content     bytea,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT data_copy_pkey PRIMARY KEY (tenant_id, person_id),
  CONSTRAINT data_copy_ready CHECK ((ready_at IS NULL) = (expires_at IS NULL) AND (content IS NULL OR ready_at IS NOT NULL))
);

CREATE INDEX data_copy_due ON relations.data_copy (tenant_id, asked_at) WHERE ready_at IS NULL;
CREATE INDEX data_copy_over ON relations.data_copy (tenant_id, expires_at) WHERE content IS NOT NULL;

-- Somebody wants to be forgotten. Nothing happens before erase_at, and until then they may think better of it; due_at = until when the law
-- gives the brand time. gives_up: they know of what is worth something to them here, and leave it.
CREATE TABLE relations.erasure_request (
  tenant_id   uuid        NOT NULL,
  request_id  uuid        NOT NULL,
  person_id   uuid        NOT NULL,
  state       text        NOT NULL,
  gives_up    boolean     NOT NULL,
  asked_at    timestamptz NOT NULL,
  erase_at    timestamptz NOT NULL,
  due_at      timestamptz NOT NULL,
  ended_at    timestamptz,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT erasure_request_pkey PRIMARY KEY (tenant_id, request_id),
  CONSTRAINT erasure_request_state CHECK (state IN ('open', 'withdrawn', 'done')),
  CONSTRAINT erasure_request_ended CHECK ((state = 'open') = (ended_at IS NULL)),
  CONSTRAINT erasure_request_order CHECK (asked_at <= erase_at AND asked_at <= due_at)
);

CREATE UNIQUE INDEX erasure_request_open ON relations.erasure_request (tenant_id, person_id) WHERE state = 'open';
CREATE INDEX erasure_request_person ON relations.erasure_request (tenant_id, person_id, request_id);
CREATE INDEX erasure_request_due ON relations.erasure_request (tenant_id, erase_at) WHERE state = 'open';

-- The planner is to know nothing of how rows are spread over tenants (see 0003).

ALTER TABLE relations.data_copy ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE relations.erasure_request ALTER COLUMN tenant_id SET STATISTICS 0;

-- Walls: the runtime role reads and writes one tenant at a time and owns nothing.

GRANT SELECT, INSERT, UPDATE, DELETE ON relations.data_copy TO zihuan_app;

ALTER TABLE relations.data_copy ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON relations.data_copy
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON relations.erasure_request TO zihuan_app;

ALTER TABLE relations.erasure_request ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON relations.erasure_request
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
