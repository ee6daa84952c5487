-- What was said to whom with which words, so that a script is judged by what people did after it, and two versions of one held against each other.

-- Two versions of a script said by lot: a person drawn for version_b hears that one as long as the trial runs; share_b_ppm of them are. seed:
-- what the lot is drawn from. days: so long after the words an order counts. ended_at NULL = it runs; one at a time for a script.
CREATE TABLE planner.script_trial (
  tenant_id   uuid        NOT NULL,
  trial_id    uuid        NOT NULL,
  script_id   uuid        NOT NULL,
  version_a   int         NOT NULL,
  version_b   int         NOT NULL,
  share_b_ppm int         NOT NULL,
  seed        bigint      NOT NULL,
  days        int         NOT NULL,
  began_by    text        NOT NULL,
  began_at    timestamptz NOT NULL,
  ended_at    timestamptz,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT script_trial_pkey PRIMARY KEY (tenant_id, trial_id),
  CONSTRAINT script_trial_two CHECK (version_a <> version_b),
  CONSTRAINT script_trial_share CHECK (share_b_ppm BETWEEN 100000 AND 900000),
  CONSTRAINT script_trial_days CHECK (days BETWEEN 1 AND 90),
  CONSTRAINT script_trial_span CHECK (ended_at >= began_at)
);

CREATE UNIQUE INDEX script_trial_running ON planner.script_trial (tenant_id, script_id) WHERE ended_at IS NULL;
CREATE INDEX script_trial_script ON planner.script_trial (tenant_id, script_id, trial_id);

-- Words that were said to somebody: which version, by whom, where, and at which stage they stood. trial_id: the lot chose the version.
-- replied_at, complained_at: as whoever said them noted it; NULL = nobody noted anything. What they bought is read from their orders.
CREATE TABLE planner.script_use (
  tenant_id     uuid        NOT NULL,
  use_id        uuid        NOT NULL,
  external_id   text COLLATE "C",
  script_id     uuid        NOT NULL,
  version       int         NOT NULL,
  trial_id      uuid,
  person_id     uuid        NOT NULL,
  stage         text        NOT NULL,
  scene         text        NOT NULL,
  used_by       text        NOT NULL,
  used_by_name  text        NOT NULL,
  said_at       timestamptz NOT NULL,
  replied_at    timestamptz,
  complained_at timestamptz,
  recorded_at   timestamptz NOT NULL,
  CONSTRAINT script_use_pkey PRIMARY KEY (tenant_id, use_id),
  CONSTRAINT script_use_external UNIQUE (tenant_id, external_id),
  CONSTRAINT script_use_stage CHECK (stage IN ('prospect', 'fan', 'customer', 'repeat', 'member', 'partner')),
  CONSTRAINT script_use_scene CHECK (scene IN ('moments', 'group', 'direct', 'live', 'offline'))
);

CREATE INDEX script_use_script ON planner.script_use (tenant_id, script_id, use_id);
CREATE INDEX script_use_person ON planner.script_use (tenant_id, person_id, said_at);
CREATE INDEX script_use_said ON planner.script_use (tenant_id, said_at);

ALTER TABLE planner.script_trial ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE planner.script_use ALTER COLUMN tenant_id SET STATISTICS 0;

GRANT SELECT, INSERT, UPDATE ON planner.script_trial TO zihuan_app;

ALTER TABLE planner.script_trial ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON planner.script_trial
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON planner.script_use TO zihuan_app;

ALTER TABLE planner.script_use ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON planner.script_use
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

-- Foreign keys come last, each with a name (DATABASE.md rule 4).

ALTER TABLE planner.script_trial ADD CONSTRAINT script_trial_a_fkey
  FOREIGN KEY (tenant_id, script_id, version_a) REFERENCES planner.script_version (tenant_id, script_id, version);

ALTER TABLE planner.script_trial ADD CONSTRAINT script_trial_b_fkey
  FOREIGN KEY (tenant_id, script_id, version_b) REFERENCES planner.script_version (tenant_id, script_id, version);

ALTER TABLE planner.script_use ADD CONSTRAINT script_use_version_fkey
  FOREIGN KEY (tenant_id, script_id, version) REFERENCES planner.script_version (tenant_id, script_id, version);

ALTER TABLE planner.script_use ADD CONSTRAINT script_use_trial_fkey
  FOREIGN KEY (tenant_id, trial_id) REFERENCES planner.script_trial (tenant_id, trial_id);

ALTER TABLE planner.script_use ADD CONSTRAINT script_use_person_fkey
  FOREIGN KEY (tenant_id, person_id) REFERENCES relations.person (tenant_id, person_id);
