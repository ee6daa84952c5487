-- Whose introductions rest (rules.md R6): their directs gave back far more than the brand's other buyers, and nobody has looked yet.

-- Interval rows, closed by whoever lifts it. pause_id = the case that says why. While it stands nobody new is introduced by or bound to
-- the person; whoever was before stays theirs.
CREATE TABLE relations.bind_pause (
  tenant_id   uuid        NOT NULL,
  pause_id    uuid        NOT NULL,
  person_id   uuid        NOT NULL,
  from_at     timestamptz NOT NULL,
  to_at       timestamptz,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT bind_pause_pkey PRIMARY KEY (tenant_id, pause_id),
  CONSTRAINT bind_pause_span CHECK (to_at >= from_at)
);

CREATE UNIQUE INDEX bind_pause_standing ON relations.bind_pause (tenant_id, person_id) WHERE to_at IS NULL;

ALTER TABLE relations.bind_pause ALTER COLUMN tenant_id SET STATISTICS 0;

GRANT SELECT, INSERT, UPDATE ON relations.bind_pause TO zihuan_app;

ALTER TABLE relations.bind_pause ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON relations.bind_pause
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
