-- What a brand tells its partners and asks of them together: notices, and shared tasks with a goal and a day.

-- audience: every partner, those of a level, or a team (whoever belongs to the leader, and the leader). withdrawn_at: taken back, or ended
-- before its day. A task says what of it is counted: measure done = each says so themselves; anything else is counted from what happened
-- between told_at and until_at. Never heads, never what somebody buys (compliance P1, P4).
CREATE TABLE partners.team_note (
  tenant_id    uuid        NOT NULL,
  note_id      uuid        NOT NULL,
  kind         text        NOT NULL,
  title        text        NOT NULL,
  body         text        NOT NULL,
  audience     text        NOT NULL,
  level_id     text COLLATE "C",
  leader_id    uuid,
  measure      text,
  goal         int,
  until_at     timestamptz,
  told_at      timestamptz NOT NULL,
  told_by      text        NOT NULL,
  withdrawn_at timestamptz,
  recorded_at  timestamptz NOT NULL,
  CONSTRAINT team_note_pkey PRIMARY KEY (tenant_id, note_id),
  CONSTRAINT team_note_kind CHECK (kind IN ('notice', 'task')),
  CONSTRAINT team_note_audience CHECK (audience IN ('all', 'level', 'team')),
  CONSTRAINT team_note_level CHECK ((audience = 'level') = (level_id IS NOT NULL)),
  CONSTRAINT team_note_leader CHECK ((audience = 'team') = (leader_id IS NOT NULL)),
  CONSTRAINT team_note_task CHECK ((kind = 'task') = (measure IS NOT NULL) AND (kind = 'task') = (goal IS NOT NULL) AND (kind = 'task') = (until_at IS NOT NULL)),
  CONSTRAINT team_note_measure CHECK (measure IN ('done', 'firstOrders', 'lessons', 'services')),
  CONSTRAINT team_note_goal CHECK (goal BETWEEN 1 AND 1000)
);

CREATE INDEX team_note_list ON partners.team_note (tenant_id, kind, note_id);

-- That a partner has seen a notice or a task, and said of a task that it is done.
CREATE TABLE partners.team_mark (
  tenant_id   uuid        NOT NULL,
  note_id     uuid        NOT NULL,
  person_id   uuid        NOT NULL,
  read_at     timestamptz NOT NULL,
  done_at     timestamptz,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT team_mark_pkey PRIMARY KEY (tenant_id, note_id, person_id)
);

CREATE INDEX team_mark_person ON partners.team_mark (tenant_id, person_id);

-- The planner is to know nothing of how rows are spread over tenants (see 0003).

ALTER TABLE partners.team_note ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE partners.team_mark ALTER COLUMN tenant_id SET STATISTICS 0;

-- Walls: the runtime role reads and writes one tenant at a time and owns nothing.

GRANT SELECT, INSERT, UPDATE ON partners.team_note TO zihuan_app;

ALTER TABLE partners.team_note ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON partners.team_note
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON partners.team_mark TO zihuan_app;

ALTER TABLE partners.team_mark ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON partners.team_mark
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
