-- Files brought in: where each run stands, so that it can be left, stopped, killed and run again.

CREATE SCHEMA imports;

CREATE TABLE imports.upload (
  tenant_id   uuid        NOT NULL,
  upload_id   uuid        NOT NULL,
  file_name   text        NOT NULL,
  size_bytes  bigint      NOT NULL,
  file_hash   text        NOT NULL,
  stored_as   text        NOT NULL,
  created_at  timestamptz NOT NULL,
  removed_at  timestamptz,
  CONSTRAINT upload_pkey PRIMARY KEY (tenant_id, upload_id)
);

-- row_done: rows of the file whose effect is committed; counters move in the same transaction.
-- owner: the process that works on it (host:pid:start); another takes over when it is gone or its heartbeat stands still.
CREATE TABLE imports.run (
  tenant_id    uuid        NOT NULL,
  run_id       uuid        NOT NULL,
  upload_id    uuid        NOT NULL,
  kind         text        NOT NULL,
  file_name    text        NOT NULL,
  options      jsonb       NOT NULL,
  state        text        NOT NULL,
  row_done     bigint      NOT NULL,
  bytes_done   bigint      NOT NULL,
  size_bytes   bigint      NOT NULL,
  counters     jsonb       NOT NULL,
  failure      jsonb,
  owner        text,
  created_by   text        NOT NULL,
  created_at   timestamptz NOT NULL,
  started_at   timestamptz,
  heartbeat_at timestamptz,
  finished_at  timestamptz,
  CONSTRAINT run_pkey PRIMARY KEY (tenant_id, run_id),
  CONSTRAINT run_state CHECK (state IN ('waiting', 'running', 'stopping', 'stopped', 'done', 'failed')),
  CONSTRAINT run_kind CHECK (kind IN ('orders', 'people', 'referrals', 'products'))
);

CREATE INDEX run_newest ON imports.run (tenant_id, created_at);
CREATE INDEX run_upload ON imports.run (tenant_id, upload_id);
CREATE INDEX upload_hash ON imports.upload (tenant_id, file_hash);

-- How often a row known from an earlier run was met in this run: decides whether an equal row is new.
CREATE TABLE imports.seen (
  tenant_id uuid NOT NULL,
  run_id    uuid NOT NULL,
  row_key   uuid NOT NULL,
  times     int  NOT NULL,
  CONSTRAINT seen_pkey PRIMARY KEY (tenant_id, run_id, row_key)
);

-- Introductions of a file, put in the order of their time before they are judged.
-- at_ms: epoch ms, 9223372036854775807 for a row without a date; place: the line of the row.
CREATE TABLE imports.waiting_referral (
  tenant_id uuid   NOT NULL,
  run_id    uuid   NOT NULL,
  at_ms     bigint NOT NULL,
  place     bigint NOT NULL,
  person    text   NOT NULL,
  referrer  text   NOT NULL,
  CONSTRAINT waiting_referral_pkey PRIMARY KEY (tenant_id, run_id, at_ms, place)
);

-- The mapping a person corrected, remembered for files with the same header.
CREATE TABLE imports.remembered_mapping (
  tenant_id   uuid        NOT NULL,
  kind        text        NOT NULL,
  header_hash text        NOT NULL,
  mapping     jsonb       NOT NULL,
  saved_at    timestamptz NOT NULL,
  CONSTRAINT remembered_mapping_pkey PRIMARY KEY (tenant_id, kind, header_hash)
);

-- Gives the planner statistics of tables that have grown so many times since it last looked. A big file fills empty tables within
-- seconds, long before autovacuum comes by, and until then every look-up and every foreign key would walk a whole brand.
CREATE FUNCTION imports.refresh_statistics(times int) RETURNS int
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path = pg_catalog
AS $$
DECLARE
  grown record;
  refreshed int := 0;
BEGIN
  FOR grown IN
    SELECT space.nspname, class.relname
      FROM pg_class AS class
      JOIN pg_namespace AS space ON space.oid = class.relnamespace
     WHERE class.relkind = 'r'
       AND space.nspname IN ('kit', 'relations', 'catalog', 'orders', 'imports', 'analytics', 'ledger', 'partners', 'membership', 'points')
       AND pg_relation_size(class.oid) / 8192 > times * greatest(class.relpages, 0)
  LOOP
    EXECUTE format('ANALYZE %I.%I', grown.nspname, grown.relname);
    refreshed := refreshed + 1;
  END LOOP;
  RETURN refreshed;
END;
$$;

-- Walls: the runtime role reads and writes one tenant at a time and owns nothing.

GRANT USAGE ON SCHEMA imports TO zihuan_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON imports.upload TO zihuan_app;

ALTER TABLE imports.upload ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON imports.upload
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON imports.run TO zihuan_app;

ALTER TABLE imports.run ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON imports.run
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON imports.seen TO zihuan_app;

ALTER TABLE imports.seen ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON imports.seen
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON imports.waiting_referral TO zihuan_app;

ALTER TABLE imports.waiting_referral ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON imports.waiting_referral
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON imports.remembered_mapping TO zihuan_app;

ALTER TABLE imports.remembered_mapping ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON imports.remembered_mapping
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
