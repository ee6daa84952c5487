-- Links people share: whose, for what, how often they were opened; and the name their friends see.

-- One link of a person to the shop (product_id NULL), one to each product they share. The code is all that stands in the address.
-- A link of somebody who was erased is closed: it still leads to the shop, for nobody.
CREATE TABLE relations.share_link (
  tenant_id    uuid        NOT NULL,
  link_id      uuid        NOT NULL,
  code         text COLLATE "C" NOT NULL,
  person_id    uuid        NOT NULL,
  product_id   uuid,
  clicks       bigint      NOT NULL,
  last_at      timestamptz,
  created_at   timestamptz NOT NULL,
  closed_at    timestamptz,
  CONSTRAINT share_link_pkey PRIMARY KEY (tenant_id, link_id),
  CONSTRAINT share_link_code UNIQUE (tenant_id, code),
  CONSTRAINT share_link_clicks CHECK (clicks >= 0)
);

CREATE UNIQUE INDEX share_link_shop ON relations.share_link (tenant_id, person_id) WHERE product_id IS NULL AND closed_at IS NULL;
CREATE UNIQUE INDEX share_link_product ON relations.share_link (tenant_id, person_id, product_id)
  WHERE product_id IS NOT NULL AND closed_at IS NULL;

-- Which brand a code belongs to: the address of a link names none. Written in the same transaction as the link, read on every machine.
CREATE TABLE relations.share_directory (
  code      text COLLATE "C" NOT NULL,
  tenant_id uuid NOT NULL,
  CONSTRAINT share_directory_pkey PRIMARY KEY (code)
);

-- The name a person goes by among friends. No row: they chose none, and friends see their name masked.
CREATE TABLE relations.shown_name (
  tenant_id uuid        NOT NULL,
  person_id uuid        NOT NULL,
  name      text        NOT NULL,
  chosen_at timestamptz NOT NULL,
  CONSTRAINT shown_name_pkey PRIMARY KEY (tenant_id, person_id),
  CONSTRAINT shown_name_length CHECK (length(name) BETWEEN 1 AND 200)
);

-- The link a touch came by; NULL where it was told without one.
ALTER TABLE relations.touch ADD COLUMN link_id uuid;

CREATE INDEX touch_device ON relations.touch (tenant_id, device) WHERE consumed_at IS NULL AND device IS NOT NULL;
CREATE INDEX touch_expiry ON relations.touch (tenant_id, expires_at);

ALTER TABLE relations.share_link ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE relations.shown_name ALTER COLUMN tenant_id SET STATISTICS 0;

GRANT SELECT, INSERT ON relations.share_directory TO zihuan_app;

GRANT SELECT, INSERT, UPDATE ON relations.share_link TO zihuan_app;

ALTER TABLE relations.share_link ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON relations.share_link
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON relations.shown_name TO zihuan_app;

ALTER TABLE relations.shown_name ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON relations.shown_name
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
