-- Asking many at once to become a member. Some of those who may be asked are left out by lot, so that what the invitation added can be told
-- from what would have come anyway: share_ppm of them, drawn from seed over the people in the order of their ids. Until ends_at nobody of
-- the round is asked again, and what they do is counted.
CREATE TABLE membership.invitation_round (
  tenant_id   uuid        NOT NULL,
  round_id    uuid        NOT NULL,
  share_ppm   int         NOT NULL,
  seed        bigint      NOT NULL,
  asked_by    text        NOT NULL,
  asked_at    timestamptz NOT NULL,
  ends_at     timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT invitation_round_pkey PRIMARY KEY (tenant_id, round_id),
  CONSTRAINT invitation_round_share CHECK (share_ppm BETWEEN 0 AND 500000),
  CONSTRAINT invitation_round_seed CHECK (seed BETWEEN 0 AND 4294967295),
  CONSTRAINT invitation_round_span CHECK (ends_at > asked_at)
);

-- Who was in a round, asked or held out. It never changes: what came of it is counted by how the lot fell.
CREATE TABLE membership.invitation_place (
  tenant_id   uuid    NOT NULL,
  round_id    uuid    NOT NULL,
  person_id   uuid    NOT NULL,
  is_held_out boolean NOT NULL,
  CONSTRAINT invitation_place_pkey PRIMARY KEY (tenant_id, round_id, person_id)
);

CREATE INDEX invitation_place_person ON membership.invitation_place (tenant_id, person_id);

ALTER TABLE membership.invitation_round ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE membership.invitation_place ALTER COLUMN tenant_id SET STATISTICS 0;

GRANT SELECT, INSERT ON membership.invitation_round TO zihuan_app;

ALTER TABLE membership.invitation_round ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON membership.invitation_round
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, DELETE ON membership.invitation_place TO zihuan_app;

ALTER TABLE membership.invitation_place ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON membership.invitation_place
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
