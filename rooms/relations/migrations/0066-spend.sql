-- What was spent so that people come from a source: advertisements, a stall, a channel's fee. One row for each sum as it was entered, over
-- whole days. A row is never changed: a correction is a row of its own that names the one it stands for, and an amount of nought takes it back.
CREATE TABLE relations.spend (
  tenant_id   uuid        NOT NULL,
  spend_id    uuid        NOT NULL,
  source_id   uuid        NOT NULL,
  campaign    text        NOT NULL,
  from_on     date        NOT NULL,
  to_on       date        NOT NULL,
  amount      bigint      NOT NULL,
  note        text,
  replaces_id uuid,
  entered_by  text        NOT NULL,
  entered_at  timestamptz NOT NULL,
  CONSTRAINT spend_pkey PRIMARY KEY (tenant_id, spend_id),
  CONSTRAINT spend_replaced_once UNIQUE (tenant_id, replaces_id),
  CONSTRAINT spend_amount CHECK (amount >= 0),
  CONSTRAINT spend_days CHECK (to_on >= from_on)
);

CREATE INDEX spend_source ON relations.spend (tenant_id, source_id, from_on);

ALTER TABLE relations.spend ALTER COLUMN tenant_id SET STATISTICS 0;

GRANT SELECT, INSERT ON relations.spend TO zihuan_app;

ALTER TABLE relations.spend ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON relations.spend
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

-- Foreign keys come last, each with a name (DATABASE.md rule 4).

ALTER TABLE relations.spend ADD CONSTRAINT spend_source_fkey
  FOREIGN KEY (tenant_id, source_id) REFERENCES relations.source (tenant_id, source_id);

ALTER TABLE relations.spend ADD CONSTRAINT spend_replaces_fkey
  FOREIGN KEY (tenant_id, replaces_id) REFERENCES relations.spend (tenant_id, spend_id);
