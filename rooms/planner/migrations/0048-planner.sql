-- The owner's plans of the business: designs with their scenarios, diagnoses taken, tasks, scripts, and what of a design became real.

CREATE SCHEMA planner;

-- A plan of the business. document: canvas, brands, cells, steps and what differs from the preset; version counts every change of it.
-- removed_at: taken away by its owner; what was made from it stays.
CREATE TABLE planner.design (
  tenant_id  uuid        NOT NULL,
  design_id  uuid        NOT NULL,
  name       text        NOT NULL,
  template   text        NOT NULL,
  version    int         NOT NULL,
  document   jsonb       NOT NULL,
  created_by text        NOT NULL,
  created_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL,
  removed_at timestamptz,
  CONSTRAINT design_pkey PRIMARY KEY (tenant_id, design_id),
  CONSTRAINT design_version CHECK (version > 0)
);

-- A named set of parameters of a design; params: what differs from the design's own. start: who is there when it begins, by where they came
-- from; NULL = nobody.
CREATE TABLE planner.scenario (
  tenant_id     uuid        NOT NULL,
  scenario_id   uuid        NOT NULL,
  design_id     uuid        NOT NULL,
  name          text        NOT NULL,
  note          text        NOT NULL,
  params        jsonb       NOT NULL,
  months        int         NOT NULL,
  ads_off_after int,
  start         jsonb,
  created_at    timestamptz NOT NULL,
  changed_at    timestamptz NOT NULL,
  CONSTRAINT scenario_pkey PRIMARY KEY (tenant_id, scenario_id),
  CONSTRAINT scenario_name UNIQUE (tenant_id, design_id, name),
  CONSTRAINT scenario_months CHECK (months BETWEEN 1 AND 120 AND ads_off_after BETWEEN 0 AND 120)
);

-- One checklist that was taken. answers: 0 to 4 by question; facts: what the data said then; result: what came of it. It never changes.
CREATE TABLE planner.diagnosis (
  tenant_id    uuid        NOT NULL,
  diagnosis_id uuid        NOT NULL,
  design_id    uuid,
  preset       text        NOT NULL,
  answers      jsonb       NOT NULL,
  evidence     jsonb       NOT NULL,
  result       jsonb       NOT NULL,
  note         text        NOT NULL,
  taken_by     text        NOT NULL,
  taken_at     timestamptz NOT NULL,
  recorded_at  timestamptz NOT NULL,
  CONSTRAINT diagnosis_pkey PRIMARY KEY (tenant_id, diagnosis_id)
);

-- Something to do for a design, a gap of a diagnosis, a cell or a step (place: the question, the cell or the step). Its owner is somebody of
-- the staff, a person, or just a name.
CREATE TABLE planner.task (
  tenant_id       uuid        NOT NULL,
  task_id         uuid        NOT NULL,
  about           text        NOT NULL,
  design_id       uuid,
  diagnosis_id    uuid,
  place           text,
  title           text        NOT NULL,
  note            text        NOT NULL,
  owner_staff_id  uuid,
  owner_person_id uuid,
  owner_name      text,
  due_on          date,
  state           text        NOT NULL,
  closed_at       timestamptz,
  created_by      text        NOT NULL,
  created_at      timestamptz NOT NULL,
  changed_at      timestamptz NOT NULL,
  CONSTRAINT task_pkey PRIMARY KEY (tenant_id, task_id),
  CONSTRAINT task_about CHECK (about IN ('design', 'gap', 'cell', 'step')),
  CONSTRAINT task_subject CHECK (CASE about WHEN 'gap' THEN diagnosis_id IS NOT NULL AND place IS NOT NULL
                                            WHEN 'design' THEN design_id IS NOT NULL
                                            ELSE design_id IS NOT NULL AND place IS NOT NULL END),
  CONSTRAINT task_owner CHECK (num_nonnulls(owner_staff_id, owner_person_id, owner_name) <= 1),
  CONSTRAINT task_state CHECK (state IN ('open', 'done', 'dropped')),
  CONSTRAINT task_closed CHECK ((state = 'open') = (closed_at IS NULL))
);

CREATE INDEX task_design ON planner.task (tenant_id, design_id, task_id);
CREATE INDEX task_person ON planner.task (tenant_id, owner_person_id) WHERE owner_person_id IS NOT NULL;

-- Words for one occasion. The words themselves stand version by version; library: the text of ours it began as.
CREATE TABLE planner.script (
  tenant_id  uuid        NOT NULL,
  script_id  uuid        NOT NULL,
  stage      text        NOT NULL,
  scene      text        NOT NULL,
  goal       text        NOT NULL,
  library    text,
  state      text        NOT NULL,
  version    int         NOT NULL,
  created_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL,
  CONSTRAINT script_pkey PRIMARY KEY (tenant_id, script_id),
  CONSTRAINT script_stage CHECK (stage IN ('prospect', 'fan', 'customer', 'repeat', 'member', 'partner')),
  CONSTRAINT script_state CHECK (state IN ('draft', 'live', 'retired')),
  CONSTRAINT script_version CHECK (version > 0)
);

CREATE TABLE planner.script_version (
  tenant_id  uuid        NOT NULL,
  script_id  uuid        NOT NULL,
  version    int         NOT NULL,
  language   text        NOT NULL,
  document   jsonb       NOT NULL,
  written_by text        NOT NULL,
  written_at timestamptz NOT NULL,
  CONSTRAINT script_version_pkey PRIMARY KEY (tenant_id, script_id, version),
  CONSTRAINT script_version_number CHECK (version > 0)
);

-- What a proposal of a design became: once for each of its keys. object: the public id of the product, tier, card, plan …
CREATE TABLE planner.made (
  tenant_id   uuid        NOT NULL,
  design_id   uuid        NOT NULL,
  key         text        NOT NULL,
  kind        text        NOT NULL,
  object      text        NOT NULL,
  made_by     text        NOT NULL,
  made_at     timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT made_pkey PRIMARY KEY (tenant_id, design_id, key),
  CONSTRAINT made_kind CHECK (kind IN ('product', 'tier', 'card', 'commissionPlan', 'ceremony', 'script', 'task'))
);

-- The plan the brand lives by since a month: what it assumed then stays with it. ended_at NULL = still does; there is one at a time.
CREATE TABLE planner.adoption (
  tenant_id   uuid        NOT NULL,
  adoption_id uuid        NOT NULL,
  design_id   uuid        NOT NULL,
  version     int         NOT NULL,
  name        text        NOT NULL,
  scenario    text,
  params      jsonb       NOT NULL,
  start       jsonb       NOT NULL,
  document    jsonb       NOT NULL,
  months      int         NOT NULL,
  from_month  date        NOT NULL,
  adopted_by  text        NOT NULL,
  adopted_at  timestamptz NOT NULL,
  ended_at    timestamptz,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT adoption_pkey PRIMARY KEY (tenant_id, adoption_id),
  CONSTRAINT adoption_months CHECK (months BETWEEN 1 AND 120)
);

CREATE UNIQUE INDEX adoption_standing ON planner.adoption (tenant_id) WHERE ended_at IS NULL;
CREATE INDEX adoption_design ON planner.adoption (tenant_id, design_id, adoption_id);

-- What a month taught about an adopted plan: its parameters after it, with where each came from.
CREATE TABLE planner.recalibration (
  tenant_id   uuid        NOT NULL,
  adoption_id uuid        NOT NULL,
  month       date        NOT NULL,
  params      jsonb       NOT NULL,
  evidence    jsonb       NOT NULL,
  lever       text,
  taken_by    text        NOT NULL,
  taken_at    timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT recalibration_pkey PRIMARY KEY (tenant_id, adoption_id, month)
);

-- The planner is to know nothing of how rows are spread over tenants (see 0003).

ALTER TABLE planner.design ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE planner.scenario ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE planner.diagnosis ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE planner.task ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE planner.script ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE planner.script_version ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE planner.made ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE planner.adoption ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE planner.recalibration ALTER COLUMN tenant_id SET STATISTICS 0;

-- Walls: the runtime role reads and writes one tenant at a time and owns nothing.

GRANT USAGE ON SCHEMA planner TO zihuan_app;

GRANT SELECT, INSERT, UPDATE ON planner.design TO zihuan_app;

ALTER TABLE planner.design ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON planner.design
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON planner.scenario TO zihuan_app;

ALTER TABLE planner.scenario ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON planner.scenario
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT ON planner.diagnosis TO zihuan_app;

ALTER TABLE planner.diagnosis ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON planner.diagnosis
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON planner.task TO zihuan_app;

ALTER TABLE planner.task ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON planner.task
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON planner.script TO zihuan_app;

ALTER TABLE planner.script ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON planner.script
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT ON planner.script_version TO zihuan_app;

ALTER TABLE planner.script_version ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON planner.script_version
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON planner.made TO zihuan_app;

ALTER TABLE planner.made ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON planner.made
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON planner.adoption TO zihuan_app;

ALTER TABLE planner.adoption ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON planner.adoption
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON planner.recalibration TO zihuan_app;

ALTER TABLE planner.recalibration ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON planner.recalibration
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
