-- What keeps payouts safe: what the doctor last said of the books, and how much of what is earned may pay a debt.

-- The last examination of a brand's books: findings = what was broken then, [] when they were whole. broken_since: payouts are stopped
-- since then. accepted_*: the owner looked at exactly these findings (accepted_of) and lets payouts go on.
CREATE TABLE partners.books_check (
  tenant_id       uuid        NOT NULL,
  checked_at      timestamptz NOT NULL,
  findings        jsonb       NOT NULL,
  broken_since    timestamptz,
  accepted_at     timestamptz,
  accepted_by     text,
  accepted_reason text,
  accepted_of     text,
  CONSTRAINT books_check_pkey PRIMARY KEY (tenant_id),
  CONSTRAINT books_check_broken CHECK ((broken_since IS NULL) = (findings = '[]'::jsonb)),
  CONSTRAINT books_check_accepted CHECK ((accepted_at IS NULL) = (accepted_of IS NULL) AND (accepted_at IS NULL OR broken_since IS NOT NULL))
);

-- How much of what is earned may pay a debt (rules.md S4), per cent, for everything posted from from_txn on. No row = all of it.
CREATE TABLE partners.net_dial (
  tenant_id   uuid        NOT NULL,
  from_txn    bigint      NOT NULL,
  max_net_pct int         NOT NULL,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT net_dial_pkey PRIMARY KEY (tenant_id, from_txn),
  CONSTRAINT net_dial_pct CHECK (max_net_pct BETWEEN 1 AND 100)
);

ALTER TABLE partners.net_dial ALTER COLUMN tenant_id SET STATISTICS 0;

GRANT SELECT, INSERT, UPDATE ON partners.books_check TO zihuan_app;

ALTER TABLE partners.books_check ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON partners.books_check
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON partners.net_dial TO zihuan_app;

ALTER TABLE partners.net_dial ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON partners.net_dial
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

-- The invoice of a business for one withdrawal: a picture or a PDF that does nothing, sealed under the installation's key.
CREATE TABLE partners.invoice (
  tenant_id     uuid        NOT NULL,
  withdrawal_id uuid        NOT NULL,
  file_name     text        NOT NULL,
  media_type    text        NOT NULL,
  size_bytes    int         NOT NULL,
  file_hash     text        NOT NULL,
  sealed        bytea       NOT NULL,
  attached_at   timestamptz NOT NULL,
  attached_by   text        NOT NULL,
  recorded_at   timestamptz NOT NULL,
  CONSTRAINT invoice_pkey PRIMARY KEY (tenant_id, withdrawal_id),
  CONSTRAINT invoice_type CHECK (media_type IN ('application/pdf', 'image/png', 'image/jpeg')),
  CONSTRAINT invoice_size CHECK (size_bytes > 0)
);

ALTER TABLE partners.invoice ALTER COLUMN tenant_id SET STATISTICS 0;

GRANT SELECT, INSERT, UPDATE ON partners.invoice TO zihuan_app;

ALTER TABLE partners.invoice ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON partners.invoice
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
