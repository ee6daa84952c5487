-- Letters of the brand for what happens in a member's life after the entry: one text for each occasion. opened_at: since then it is sent, to
-- whomever it happens from then on; NULL = it is only written. Who was told stands in the inbox (membership.notice), once for each event.
CREATE TABLE membership.letter (
  tenant_id  uuid        NOT NULL,
  occasion   text COLLATE "C" NOT NULL,
  title      text        NOT NULL,
  text       text        NOT NULL,
  name       text,
  opened_at  timestamptz,
  written_at timestamptz NOT NULL,
  written_by text        NOT NULL,
  CONSTRAINT letter_pkey PRIMARY KEY (tenant_id, occasion),
  CONSTRAINT letter_occasion CHECK (occasion IN ('upgrade', 'anniversary', 'firstReferral', 'partnerSigning', 'farewell'))
);

ALTER TABLE membership.letter ALTER COLUMN tenant_id SET STATISTICS 0;

GRANT SELECT, INSERT, UPDATE ON membership.letter TO zihuan_app;

ALTER TABLE membership.letter ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON membership.letter
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
