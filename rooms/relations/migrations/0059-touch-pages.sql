-- Links opened by visitors nobody has seen before, as many in a row as came at once: most of them never come back, and one of them costs
-- two bytes instead of a row in five indexes. The token and the device each was given are the touch's id, sealed: nothing is kept of them.
-- A touch's id is its page's with its place on it in the last two bytes; `places` says by two bytes each which of `link_ids` was opened,
-- 65535 = nobody's, or taken off the page by whoever came back: it is a row of relations.touch from then on.
CREATE TABLE relations.touch_page (
  tenant_id  uuid        NOT NULL,
  page_id    uuid        NOT NULL,
  link_ids   uuid[]      NOT NULL,
  places     bytea       NOT NULL,
  touched_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  CONSTRAINT touch_page_pkey PRIMARY KEY (tenant_id, page_id)
);

CREATE INDEX touch_page_expiry ON relations.touch_page (tenant_id, expires_at);

ALTER TABLE relations.touch_page ALTER COLUMN tenant_id SET STATISTICS 0;

GRANT SELECT, INSERT, UPDATE, DELETE ON relations.touch_page TO zihuan_app;

ALTER TABLE relations.touch_page ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON relations.touch_page
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
