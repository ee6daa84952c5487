-- Who carries a brand's messages, and who tells it who somebody is.

CREATE SCHEMA channels;

-- settings: what is no secret; secrets: sealed under the installation's key.
CREATE TABLE channels.account (
  tenant_id  uuid        NOT NULL,
  account_id uuid        NOT NULL,
  kind       text        NOT NULL,
  settings   jsonb       NOT NULL,
  secrets    text        NOT NULL,
  created_by text        NOT NULL,
  created_at timestamptz NOT NULL,
  removed_at timestamptz,
  CONSTRAINT account_pkey PRIMARY KEY (tenant_id, account_id),
  CONSTRAINT account_kind CHECK (kind IN ('aliyunSms', 'wechatLogin'))
);

CREATE UNIQUE INDEX account_standing ON channels.account (tenant_id, kind) WHERE removed_at IS NULL;

ALTER TABLE channels.account ALTER COLUMN tenant_id SET STATISTICS 0;

GRANT USAGE ON SCHEMA channels TO zihuan_app;

GRANT SELECT, INSERT, UPDATE ON channels.account TO zihuan_app;

ALTER TABLE channels.account ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON channels.account
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
