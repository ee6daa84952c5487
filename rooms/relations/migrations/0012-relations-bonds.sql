-- Who earns from whom (attribution), which partner belongs to which (sponsorship), the links that were touched before,
-- and the dials new attributions are bound under.

-- Interval rows, never updated but to be closed. object_id NULL = the house: nobody earns.
-- protected_until NULL = protected without end, valid_until NULL = valid without end, dials NULL = bound while no dials were
-- in force. An interval has ended when to_at or valid_until has come; nobody has to write that down.
CREATE TABLE relations.attribution (
  tenant_id       uuid        NOT NULL,
  attribution_id  uuid        NOT NULL,
  subject_id      uuid        NOT NULL,
  object_id       uuid,
  from_at         timestamptz NOT NULL,
  to_at           timestamptz,
  protected_until timestamptz,
  valid_until     timestamptz,
  cause           text        NOT NULL,
  ended           text,
  evidence        jsonb,
  dials           jsonb,
  recorded_at     timestamptz NOT NULL,
  CONSTRAINT attribution_pkey PRIMARY KEY (tenant_id, attribution_id),
  CONSTRAINT attribution_not_self CHECK (subject_id <> object_id),
  CONSTRAINT attribution_span CHECK (to_at >= from_at),
  CONSTRAINT attribution_end CHECK ((to_at IS NULL) = (ended IS NULL)),
  CONSTRAINT attribution_cause CHECK (cause IN ('click', 'addFriend', 'register', 'firstOrder', 'firstPayment', 'renewed', 'changed', 'inherited', 'merge')),
  CONSTRAINT attribution_ended CHECK (ended IN ('expired', 'snatched', 'renewed', 'changed', 'becamePartner', 'left', 'erased', 'merge'))
);

CREATE UNIQUE INDEX attribution_standing ON relations.attribution (tenant_id, subject_id) WHERE to_at IS NULL;
CREATE INDEX attribution_subject ON relations.attribution (tenant_id, subject_id, from_at);
CREATE INDEX attribution_object ON relations.attribution (tenant_id, object_id, subject_id);
CREATE INDEX attribution_orphan ON relations.attribution (tenant_id, attribution_id) WHERE ended IN ('left', 'erased');

-- A change of hands that waits for a second person (rules.md B8): who is to go where, and what they bought lately.
-- object_id NULL = to the house; effective_at NULL = when it is agreed to. subject_ids are the records as they were then.
CREATE TABLE relations.attribution_change (
  tenant_id     uuid        NOT NULL,
  change_id     uuid        NOT NULL,
  subject_ids   uuid[]      NOT NULL,
  object_id     uuid,
  reason        text        NOT NULL,
  effective_at  timestamptz,
  sales_amount  bigint      NOT NULL,
  state         text        NOT NULL,
  asked_at      timestamptz NOT NULL,
  asked_by_kind text        NOT NULL,
  asked_by_id   text        NOT NULL,
  asked_by      text        NOT NULL,
  ended_at      timestamptz,
  ended_by      text,
  end_reason    text,
  recorded_at   timestamptz NOT NULL,
  CONSTRAINT attribution_change_pkey PRIMARY KEY (tenant_id, change_id),
  CONSTRAINT attribution_change_state CHECK (state IN ('waiting', 'done', 'declined')),
  CONSTRAINT attribution_change_ended CHECK ((state = 'waiting') = (ended_at IS NULL)),
  CONSTRAINT attribution_change_people CHECK (cardinality(subject_ids) BETWEEN 1 AND 200)
);

CREATE INDEX attribution_change_waiting ON relations.attribution_change (tenant_id, change_id) WHERE state = 'waiting';

CREATE TABLE relations.sponsorship (
  tenant_id      uuid        NOT NULL,
  sponsorship_id uuid        NOT NULL,
  subject_id     uuid        NOT NULL,
  object_id      uuid        NOT NULL,
  from_at        timestamptz NOT NULL,
  to_at          timestamptz,
  cause          text        NOT NULL,
  ended          text,
  evidence       jsonb,
  recorded_at    timestamptz NOT NULL,
  CONSTRAINT sponsorship_pkey PRIMARY KEY (tenant_id, sponsorship_id),
  CONSTRAINT sponsorship_not_self CHECK (subject_id <> object_id),
  CONSTRAINT sponsorship_span CHECK (to_at >= from_at),
  CONSTRAINT sponsorship_end CHECK ((to_at IS NULL) = (ended IS NULL)),
  CONSTRAINT sponsorship_cause CHECK (cause IN ('joined', 'changed', 'inherited', 'merge')),
  CONSTRAINT sponsorship_ended CHECK (ended IN ('changed', 'left', 'erased', 'merge'))
);

CREATE UNIQUE INDEX sponsorship_standing ON relations.sponsorship (tenant_id, subject_id) WHERE to_at IS NULL;
CREATE INDEX sponsorship_subject ON relations.sponsorship (tenant_id, subject_id, from_at);
CREATE INDEX sponsorship_object ON relations.sponsorship (tenant_id, object_id, subject_id);

-- A link that was opened: who sent it (object), who opened it if known (subject), on which device. Only hashes of
-- the token and of the device are kept.
CREATE TABLE relations.touch (
  tenant_id   uuid        NOT NULL,
  touch_id    uuid        NOT NULL,
  token_hash  text        NOT NULL,
  object_id   uuid        NOT NULL,
  subject_id  uuid,
  device      text,
  touched_at  timestamptz NOT NULL,
  expires_at  timestamptz NOT NULL,
  consumed_at timestamptz,
  CONSTRAINT touch_pkey PRIMARY KEY (tenant_id, touch_id),
  CONSTRAINT touch_token UNIQUE (tenant_id, token_hash)
);

CREATE INDEX touch_subject ON relations.touch (tenant_id, subject_id) WHERE consumed_at IS NULL AND subject_id IS NOT NULL;
CREATE INDEX touch_object ON relations.touch (tenant_id, object_id);

-- What people left behind when they paid, ordered or opened a link: payers, devices and addresses, only as hashes under a key of the
-- brand. Two people with the same one are perhaps one, or one household: what they earn from each other is looked at.
CREATE TABLE relations.fingerprint (
  tenant_id uuid        NOT NULL,
  kind      text        NOT NULL,
  hash      text COLLATE "C" NOT NULL,
  person_id uuid        NOT NULL,
  first_at  timestamptz NOT NULL,
  last_at   timestamptz NOT NULL,
  CONSTRAINT fingerprint_pkey PRIMARY KEY (tenant_id, hash, kind, person_id),
  CONSTRAINT fingerprint_kind CHECK (kind IN ('payer', 'device', 'address'))
);

CREATE INDEX fingerprint_person ON relations.fingerprint (tenant_id, person_id);

-- The dials of the plan in force, newest row last; dials NULL = the referral is the attribution. No row = never any dials.
CREATE TABLE relations.dial_setting (
  tenant_id   uuid        NOT NULL,
  setting_id  uuid        NOT NULL,
  dials       jsonb,
  from_at     timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT dial_setting_pkey PRIMARY KEY (tenant_id, setting_id)
);

ALTER TABLE relations.attribution ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE relations.attribution_change ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE relations.sponsorship ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE relations.touch ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE relations.dial_setting ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE relations.fingerprint ALTER COLUMN tenant_id SET STATISTICS 0;

-- Walls: the runtime role reads and writes one tenant at a time, and deletes no interval.

GRANT SELECT, INSERT, UPDATE ON relations.attribution TO zihuan_app;

ALTER TABLE relations.attribution ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON relations.attribution
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON relations.attribution_change TO zihuan_app;

ALTER TABLE relations.attribution_change ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON relations.attribution_change
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON relations.sponsorship TO zihuan_app;

ALTER TABLE relations.sponsorship ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON relations.sponsorship
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON relations.touch TO zihuan_app;

ALTER TABLE relations.touch ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON relations.touch
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON relations.fingerprint TO zihuan_app;

ALTER TABLE relations.fingerprint ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON relations.fingerprint
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT ON relations.dial_setting TO zihuan_app;

ALTER TABLE relations.dial_setting ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON relations.dial_setting
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
