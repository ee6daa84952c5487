-- The partner's part of the shop: how somebody becomes a partner, what moves them between levels, what they learn, share and are
-- handed.

-- Somebody asks to become a partner, or is invited and says yes themselves. Nobody pays for it. answered_* = who decided, and how.
-- born_on and declared_at: what they said about their age and that no law bars them; gone once they are erased.
CREATE TABLE partners.application (
  tenant_id      uuid        NOT NULL,
  application_id uuid        NOT NULL,
  person_id      uuid        NOT NULL,
  kind           text        NOT NULL,
  state          text        NOT NULL,
  level_id       text COLLATE "C",
  note           text,
  born_on        date,
  declared_at    timestamptz,
  asked_at       timestamptz NOT NULL,
  asked_by       text        NOT NULL,
  answered_at    timestamptz,
  answered_by    text,
  reason         text,
  recorded_at    timestamptz NOT NULL,
  CONSTRAINT application_pkey PRIMARY KEY (tenant_id, application_id),
  CONSTRAINT application_kind CHECK (kind IN ('applied', 'invited')),
  CONSTRAINT application_state CHECK (state IN ('open', 'accepted', 'declined')),
  CONSTRAINT application_answered CHECK ((state = 'open') = (answered_at IS NULL) AND (answered_at IS NULL) = (answered_by IS NULL))
);

CREATE UNIQUE INDEX application_open ON partners.application (tenant_id, person_id) WHERE state = 'open';
CREATE INDEX application_person ON partners.application (tenant_id, person_id, application_id);

-- What a level asks for. measure: the partner's own kept sales, or services they logged; never heads, never what a team sells.
-- Looked at over the last window_days; below keep_at_least they are warned, and one level lower after grace_days.
CREATE TABLE partners.level_rule (
  tenant_id      uuid        NOT NULL,
  level_id       text COLLATE "C" NOT NULL,
  measure        text        NOT NULL,
  window_days    int         NOT NULL,
  reach_at_least bigint      NOT NULL,
  keep_at_least  bigint      NOT NULL,
  grace_days     int         NOT NULL,
  recorded_at    timestamptz NOT NULL,
  CONSTRAINT level_rule_pkey PRIMARY KEY (tenant_id, level_id),
  CONSTRAINT level_rule_measure CHECK (measure IN ('sales', 'services')),
  CONSTRAINT level_rule_amounts CHECK (keep_at_least >= 0 AND reach_at_least >= keep_at_least),
  CONSTRAINT level_rule_days CHECK (window_days BETWEEN 1 AND 3650 AND grace_days BETWEEN 0 AND 3650)
);

-- A partner was told that they keep a level only if they do more by falls_at.
CREATE TABLE partners.level_warning (
  tenant_id      uuid        NOT NULL,
  partnership_id uuid        NOT NULL,
  level_id       text COLLATE "C" NOT NULL,
  warned_at      timestamptz NOT NULL,
  falls_at       timestamptz NOT NULL,
  had            bigint      NOT NULL,
  needed         bigint      NOT NULL,
  ended_at       timestamptz,
  ended          text,
  recorded_at    timestamptz NOT NULL,
  CONSTRAINT level_warning_pkey PRIMARY KEY (tenant_id, partnership_id, warned_at),
  CONSTRAINT level_warning_ended CHECK (ended IN ('kept', 'fell', 'changed') AND ended_at IS NOT NULL OR ended IS NULL AND ended_at IS NULL)
);

CREATE UNIQUE INDEX level_warning_open ON partners.level_warning (tenant_id, partnership_id) WHERE ended_at IS NULL;

-- When a brand's partners were last held against the rules of their levels.
CREATE TABLE partners.level_review (
  tenant_id   uuid        NOT NULL,
  reviewed_on date        NOT NULL,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT level_review_pkey PRIMARY KEY (tenant_id)
);

-- A lesson of the training: a text and, where there are questions, a quiz. questions = [{ask, answers, right}].
CREATE TABLE partners.lesson (
  tenant_id    uuid        NOT NULL,
  lesson_id    uuid        NOT NULL,
  position     int         NOT NULL,
  title        text        NOT NULL,
  body         text        NOT NULL,
  questions    jsonb       NOT NULL,
  pass_at      int         NOT NULL,
  is_published boolean     NOT NULL,
  created_at   timestamptz NOT NULL,
  changed_at   timestamptz NOT NULL,
  CONSTRAINT lesson_pkey PRIMARY KEY (tenant_id, lesson_id),
  CONSTRAINT lesson_pass CHECK (pass_at >= 0)
);

-- Each time somebody finished a lesson or sat its quiz.
CREATE TABLE partners.lesson_attempt (
  tenant_id   uuid        NOT NULL,
  attempt_id  uuid        NOT NULL,
  lesson_id   uuid        NOT NULL,
  person_id   uuid        NOT NULL,
  correct     int         NOT NULL,
  asked       int         NOT NULL,
  passed      boolean     NOT NULL,
  at          timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT lesson_attempt_pkey PRIMARY KEY (tenant_id, attempt_id),
  CONSTRAINT lesson_attempt_score CHECK (correct >= 0 AND correct <= asked)
);

CREATE INDEX lesson_attempt_person ON partners.lesson_attempt (tenant_id, person_id, lesson_id);
CREATE INDEX lesson_attempt_lesson ON partners.lesson_attempt (tenant_id, lesson_id) WHERE passed;

-- What partners share: words, and the product they are about.
CREATE TABLE partners.material (
  tenant_id    uuid        NOT NULL,
  material_id  uuid        NOT NULL,
  position     int         NOT NULL,
  title        text        NOT NULL,
  body         text        NOT NULL,
  product_id   uuid,
  is_published boolean     NOT NULL,
  created_at   timestamptz NOT NULL,
  changed_at   timestamptz NOT NULL,
  CONSTRAINT material_pkey PRIMARY KEY (tenant_id, material_id)
);

-- Somebody the brand asks a partner to look after, and what came of it.
CREATE TABLE partners.lead (
  tenant_id    uuid        NOT NULL,
  lead_id      uuid        NOT NULL,
  person_id    uuid        NOT NULL,
  partner_id   uuid        NOT NULL,
  note         text,
  state        text        NOT NULL,
  outcome      text,
  outcome_note text,
  outcome_at   timestamptz,
  handed_at    timestamptz NOT NULL,
  handed_by    text        NOT NULL,
  ended_at     timestamptz,
  recorded_at  timestamptz NOT NULL,
  CONSTRAINT lead_pkey PRIMARY KEY (tenant_id, lead_id),
  CONSTRAINT lead_state CHECK (state IN ('open', 'done', 'takenBack')),
  CONSTRAINT lead_outcome CHECK (outcome IN ('noAnswer', 'talking', 'bought', 'notNow', 'notInterested')),
  CONSTRAINT lead_told CHECK ((outcome IS NULL) = (outcome_at IS NULL)),
  CONSTRAINT lead_ended CHECK ((state = 'open') = (ended_at IS NULL))
);

CREATE UNIQUE INDEX lead_open ON partners.lead (tenant_id, person_id) WHERE state = 'open';
CREATE INDEX lead_partner ON partners.lead (tenant_id, partner_id, lead_id);

-- What all partners earned (compliance P10), as it was last counted.
CREATE TABLE partners.income_disclosure (
  tenant_id   uuid        NOT NULL,
  facts       jsonb       NOT NULL,
  counted_on  date        NOT NULL,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT income_disclosure_pkey PRIMARY KEY (tenant_id)
);

-- The planner is to know nothing of how rows are spread over tenants (see 0003).

ALTER TABLE partners.application ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE partners.level_warning ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE partners.lesson ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE partners.lesson_attempt ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE partners.material ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE partners.lead ALTER COLUMN tenant_id SET STATISTICS 0;

-- Walls: the runtime role reads and writes one tenant at a time and owns nothing.

GRANT SELECT, INSERT, UPDATE ON partners.application TO zihuan_app;

ALTER TABLE partners.application ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON partners.application
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON partners.level_rule TO zihuan_app;

ALTER TABLE partners.level_rule ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON partners.level_rule
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON partners.level_warning TO zihuan_app;

ALTER TABLE partners.level_warning ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON partners.level_warning
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON partners.level_review TO zihuan_app;

ALTER TABLE partners.level_review ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON partners.level_review
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON partners.lesson TO zihuan_app;

ALTER TABLE partners.lesson ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON partners.lesson
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, DELETE ON partners.lesson_attempt TO zihuan_app;

ALTER TABLE partners.lesson_attempt ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON partners.lesson_attempt
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON partners.material TO zihuan_app;

ALTER TABLE partners.material ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON partners.material
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON partners.lead TO zihuan_app;

ALTER TABLE partners.lead ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON partners.lead
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON partners.income_disclosure TO zihuan_app;

ALTER TABLE partners.income_disclosure ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON partners.income_disclosure
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
