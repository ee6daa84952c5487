-- What a brand says of its margin and of later money, for the value of its people. margin_ppm: of sales what is left, where costs of most of
-- what was sold are not recorded; NULL = not said. preset: the example it was taken from; NULL = their own number. discount_ppm: a year.
CREATE TABLE analytics.value_basis (
  tenant_id    uuid        NOT NULL,
  margin_ppm   int,
  preset       text,
  discount_ppm int         NOT NULL,
  changed_at   timestamptz NOT NULL,
  CONSTRAINT value_basis_pkey PRIMARY KEY (tenant_id),
  CONSTRAINT value_basis_margin CHECK (margin_ppm BETWEEN 0 AND 1000000),
  CONSTRAINT value_basis_preset CHECK (preset IS NULL OR margin_ppm IS NOT NULL),
  CONSTRAINT value_basis_discount CHECK (discount_ppm BETWEEN 0 AND 1000000)
);

ALTER TABLE analytics.value_basis ALTER COLUMN tenant_id SET STATISTICS 0;

GRANT SELECT, INSERT, UPDATE, DELETE ON analytics.value_basis TO zihuan_app;

ALTER TABLE analytics.value_basis ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON analytics.value_basis
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
