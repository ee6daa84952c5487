-- Pictures of products, as the shop shows them. What was sent is drawn anew in three sizes and not kept itself.
-- hash names what was drawn: an address that holds it never shows anything else. The same picture of two products is kept once.
CREATE TABLE catalog.picture_file (
  tenant_id uuid        NOT NULL,
  hash      text        NOT NULL,
  width     int         NOT NULL,
  height    int         NOT NULL,
  small     bytea       NOT NULL,
  medium    bytea       NOT NULL,
  large     bytea       NOT NULL,
  kept_at   timestamptz NOT NULL,
  CONSTRAINT picture_file_pkey PRIMARY KEY (tenant_id, hash),
  CONSTRAINT picture_file_extent CHECK (width > 0 AND height > 0)
);

-- sent_hash: of the file that was sent: the same file again is the same picture. alt: by language, what somebody who does not see it is told.
-- removed_at: taken away and still to be put back, until it is swept.
CREATE TABLE catalog.picture (
  tenant_id  uuid        NOT NULL,
  picture_id uuid        NOT NULL,
  product_id uuid        NOT NULL,
  position   int         NOT NULL,
  hash       text        NOT NULL,
  sent_hash  text        NOT NULL,
  width      int         NOT NULL,
  height     int         NOT NULL,
  alt        jsonb       NOT NULL,
  added_at   timestamptz NOT NULL,
  removed_at timestamptz,
  CONSTRAINT picture_pkey PRIMARY KEY (tenant_id, picture_id)
);

CREATE UNIQUE INDEX picture_once ON catalog.picture (tenant_id, product_id, sent_hash) WHERE removed_at IS NULL;
CREATE INDEX picture_product ON catalog.picture (tenant_id, product_id, position) WHERE removed_at IS NULL;
CREATE INDEX picture_hash ON catalog.picture (tenant_id, hash);
CREATE INDEX picture_removed ON catalog.picture (tenant_id, removed_at) WHERE removed_at IS NOT NULL;

ALTER TABLE catalog.picture_file ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE catalog.picture ALTER COLUMN tenant_id SET STATISTICS 0;

GRANT SELECT, INSERT, UPDATE, DELETE ON catalog.picture_file TO zihuan_app;

ALTER TABLE catalog.picture_file ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON catalog.picture_file
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON catalog.picture TO zihuan_app;

ALTER TABLE catalog.picture ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON catalog.picture
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
