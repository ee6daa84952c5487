-- Whether the gift for whoever brings a friend brings anybody who would not have come: for a time a share of those who would be offered it are
-- not, by lot. share_ppm of them, each drawn from seed by their own id when they would first see the offer. stopped_at: it was broken off, and
-- tells nothing.
CREATE TABLE pricing.offer_trial (
  tenant_id   uuid        NOT NULL,
  trial_id    uuid        NOT NULL,
  share_ppm   int         NOT NULL,
  seed        bigint      NOT NULL,
  started_by  text        NOT NULL,
  started_at  timestamptz NOT NULL,
  ends_at     timestamptz NOT NULL,
  stopped_at  timestamptz,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT offer_trial_pkey PRIMARY KEY (tenant_id, trial_id),
  CONSTRAINT offer_trial_share CHECK (share_ppm BETWEEN 50000 AND 500000),
  CONSTRAINT offer_trial_seed CHECK (seed BETWEEN 0 AND 4294967295),
  CONSTRAINT offer_trial_span CHECK (ends_at > started_at)
);

-- Who is in a trial, offered the gift or held out. It never changes: what came of it is counted by how the lot fell.
CREATE TABLE pricing.offer_place (
  tenant_id   uuid        NOT NULL,
  trial_id    uuid        NOT NULL,
  person_id   uuid        NOT NULL,
  is_held_out boolean     NOT NULL,
  drawn_at    timestamptz NOT NULL,
  CONSTRAINT offer_place_pkey PRIMARY KEY (tenant_id, trial_id, person_id)
);

CREATE INDEX offer_place_person ON pricing.offer_place (tenant_id, person_id);

ALTER TABLE pricing.offer_trial ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE pricing.offer_place ALTER COLUMN tenant_id SET STATISTICS 0;

GRANT SELECT, INSERT, UPDATE ON pricing.offer_trial TO zihuan_app;

ALTER TABLE pricing.offer_trial ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON pricing.offer_trial
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON pricing.offer_place TO zihuan_app;

ALTER TABLE pricing.offer_place ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON pricing.offer_place
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

-- Foreign keys come last, each with a name (DATABASE.md rule 4).

ALTER TABLE pricing.offer_place ADD CONSTRAINT offer_place_trial_fkey
  FOREIGN KEY (tenant_id, trial_id) REFERENCES pricing.offer_trial (tenant_id, trial_id);

ALTER TABLE pricing.offer_place ADD CONSTRAINT offer_place_person_fkey
  FOREIGN KEY (tenant_id, person_id) REFERENCES relations.person (tenant_id, person_id);
