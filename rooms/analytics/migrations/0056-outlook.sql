-- What a brand can expect of its people, worked out from their purchases each night or when asked: numbers only, nobody by name.
-- orders, sales: how much it rests on; with more than a hundredth beyond it the outlook is out of date. body: model, test, weeks, groups.
CREATE TABLE analytics.outlook (
  tenant_id   uuid        NOT NULL,
  time_zone   text        NOT NULL,
  made_at     timestamptz NOT NULL,
  made_on     date        NOT NULL,
  through_seq bigint      NOT NULL,
  orders      bigint      NOT NULL,
  sales       bigint      NOT NULL,
  body        jsonb       NOT NULL,
  CONSTRAINT outlook_pkey PRIMARY KEY (tenant_id)
);

ALTER TABLE analytics.outlook ALTER COLUMN tenant_id SET STATISTICS 0;

GRANT SELECT, INSERT, UPDATE, DELETE ON analytics.outlook TO zihuan_app;

ALTER TABLE analytics.outlook ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON analytics.outlook
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
