-- Money on its way to people: who they are to the tax office, what they asked for, and what is held back and why.

-- What a brand decided about payouts; no row = the defaults of model/withdrawal.ts. Amounts in minor units, NULL = the default.
-- reassign_above: customers who bought more than that lately change hands only when a second person agrees (rules.md B8).
-- max_net_pct: how much of what somebody earns may pay their debt (S4). stop_pay_depth: commissions of that depth and deeper are held from
-- now on (compliance P8).
CREATE TABLE partners.payout_setting (
  tenant_id        uuid        NOT NULL,
  tax_method       text,
  four_eyes_above  bigint,
  minimum_amount   bigint,
  fee_amount       bigint,
  statement_by     text        NOT NULL DEFAULT 'month',
  statement_day    int         NOT NULL DEFAULT 1,
  write_off_days   int         NOT NULL DEFAULT 180,
  reassign_above   bigint,
  max_net_pct      int         NOT NULL DEFAULT 100,
  stop_pay_depth   int,
  stop_pay_reason  text,
  recorded_at      timestamptz NOT NULL,
  CONSTRAINT payout_setting_pkey PRIMARY KEY (tenant_id),
  CONSTRAINT payout_setting_tax CHECK (tax_method IN ('CN_LABOUR_PER_PAYMENT', 'CN_PLATFORM_CUMULATIVE')),
  CONSTRAINT payout_setting_amounts CHECK (four_eyes_above >= 0 AND minimum_amount >= 0 AND fee_amount >= 0 AND reassign_above >= 0),
  CONSTRAINT payout_setting_net CHECK (max_net_pct BETWEEN 1 AND 100),
  CONSTRAINT payout_setting_stop CHECK (stop_pay_depth >= 1 AND (stop_pay_depth IS NULL) = (stop_pay_reason IS NULL)),
  CONSTRAINT payout_setting_statement CHECK (statement_by IN ('day', 'week', 'month') AND statement_day BETWEEN 1 AND 28),
  CONSTRAINT payout_setting_write_off CHECK (write_off_days BETWEEN 0 AND 3650)
);

-- Whom the money goes to. id_number and account are sealed under the installation's key; the hints are their last four characters.
CREATE TABLE partners.payee_profile (
  tenant_id    uuid        NOT NULL,
  person_id    uuid        NOT NULL,
  kind         text        NOT NULL,
  legal_name   text,
  id_number    text,
  id_hint      text,
  born_on      date,
  account      text,
  account_hint text,
  recorded_at  timestamptz NOT NULL,
  CONSTRAINT payee_profile_pkey PRIMARY KEY (tenant_id, person_id),
  CONSTRAINT payee_profile_kind CHECK (kind IN ('individual', 'business')),
  CONSTRAINT payee_profile_id CHECK ((id_number IS NULL) = (id_hint IS NULL)),
  CONSTRAINT payee_profile_account CHECK ((account IS NULL) = (account_hint IS NULL))
);

-- amount = what leaves the person's balance; tax, fee and net are fixed when it is approved, and taxed in tax_month.
-- sent_at without ended_at = nobody knows yet whether it arrived: asked after, never sent again.
CREATE TABLE partners.withdrawal (
  tenant_id         uuid        NOT NULL,
  withdrawal_id     uuid        NOT NULL,
  external_id       text COLLATE "C",
  person_id         uuid        NOT NULL,
  amount            bigint      NOT NULL,
  state             text        NOT NULL,
  asked_in          text        NOT NULL,
  requested_at      timestamptz NOT NULL,
  requested_by_kind text        NOT NULL,
  requested_by_id   text        NOT NULL,
  requested_by      text        NOT NULL,
  approved_at       timestamptz,
  approved_by       text,
  tax_method        text,
  tax_month         date,
  taxable_amount    bigint,
  tax_amount        bigint,
  fee_amount        bigint,
  net_amount        bigint,
  invoice           text,
  sent_at           timestamptz,
  sent_via          text,
  ended_at          timestamptz,
  ended_by          text,
  reason            text,
  recorded_at       timestamptz NOT NULL,
  CONSTRAINT withdrawal_pkey PRIMARY KEY (tenant_id, withdrawal_id),
  CONSTRAINT withdrawal_external UNIQUE (tenant_id, external_id),
  CONSTRAINT withdrawal_amount CHECK (amount > 0),
  CONSTRAINT withdrawal_state CHECK (state IN ('requested', 'approved', 'settled', 'failed', 'rejected')),
  CONSTRAINT withdrawal_asked CHECK (asked_in IN ('shop', 'console')),
  CONSTRAINT withdrawal_pinned CHECK ((approved_at IS NULL) = (net_amount IS NULL) AND (approved_at IS NULL) = (tax_month IS NULL)),
  CONSTRAINT withdrawal_parts CHECK (net_amount > 0 AND tax_amount >= 0 AND fee_amount >= 0 AND amount = net_amount + tax_amount + fee_amount),
  CONSTRAINT withdrawal_approved CHECK (state NOT IN ('approved', 'settled') OR approved_at IS NOT NULL),
  CONSTRAINT withdrawal_ended CHECK ((state IN ('settled', 'failed', 'rejected')) = (ended_at IS NOT NULL)),
  CONSTRAINT withdrawal_sent CHECK ((sent_at IS NULL) = (sent_via IS NULL))
);

CREATE UNIQUE INDEX withdrawal_open ON partners.withdrawal (tenant_id, person_id) WHERE state IN ('requested', 'approved');
CREATE INDEX withdrawal_person ON partners.withdrawal (tenant_id, person_id, withdrawal_id);
CREATE INDEX withdrawal_waiting ON partners.withdrawal (tenant_id, withdrawal_id) WHERE state IN ('requested', 'approved');

-- Why money is held, or what somebody has to look at. An automatic kind has one open case per person.
CREATE TABLE partners.money_case (
  tenant_id    uuid        NOT NULL,
  case_id      uuid        NOT NULL,
  kind         text        NOT NULL,
  person_id    uuid,
  order_id     uuid,
  state        text        NOT NULL,
  outcome      text,
  facts        jsonb       NOT NULL,
  opened_at    timestamptz NOT NULL,
  opened_by_kind text      NOT NULL,
  opened_by_id text        NOT NULL,
  opened_by    text        NOT NULL,
  closed_at    timestamptz,
  closed_by    text,
  reason       text,
  recorded_at  timestamptz NOT NULL,
  CONSTRAINT money_case_pkey PRIMARY KEY (tenant_id, case_id),
  CONSTRAINT money_case_kind CHECK (kind IN ('review', 'frozen', 'monthlyCap', 'dailyCap', 'pairCap', 'retailTest', 'stopPay', 'circular', 'sharedTraces',
                                             'merge', 'payment', 'writeOff', 'harm')),
  CONSTRAINT money_case_state CHECK (state IN ('open', 'closed')),
  CONSTRAINT money_case_outcome CHECK (outcome IN ('release', 'void')),
  CONSTRAINT money_case_closed CHECK ((state = 'closed') = (closed_at IS NOT NULL) AND (state = 'closed') = (outcome IS NOT NULL))
);

CREATE UNIQUE INDEX money_case_standing ON partners.money_case (tenant_id, person_id, kind)
  WHERE state = 'open' AND kind NOT IN ('review', 'payment');
CREATE INDEX money_case_open ON partners.money_case (tenant_id, case_id) WHERE state = 'open';
CREATE INDEX money_case_person ON partners.money_case (tenant_id, person_id, case_id);

-- Which commissions a case is about; held = what of each lies in the person's held balance now.
CREATE TABLE partners.case_item (
  tenant_id uuid   NOT NULL,
  case_id   uuid   NOT NULL,
  order_id  uuid   NOT NULL,
  line      int    NOT NULL,
  role      text   NOT NULL,
  depth     int    NOT NULL,
  payee_id  uuid   NOT NULL,
  held      bigint NOT NULL,
  CONSTRAINT case_item_pkey PRIMARY KEY (tenant_id, case_id, order_id, line, role, depth, payee_id),
  CONSTRAINT case_item_held CHECK (held >= 0)
);

CREATE INDEX case_item_commission ON partners.case_item (tenant_id, order_id);

-- What became a person's in a day or a month of the brand (from_on = its first day) without anybody looking: caps are counted here.
-- buyer_id: from whose orders; the nil UUID = from everybody's. Only what some cap asks for is counted.
CREATE TABLE partners.payee_count (
  tenant_id uuid   NOT NULL,
  person_id uuid   NOT NULL,
  buyer_id  uuid   NOT NULL,
  period    text   NOT NULL,
  from_on   date   NOT NULL,
  confirmed bigint NOT NULL,
  CONSTRAINT payee_count_pkey PRIMARY KEY (tenant_id, person_id, buyer_id, period, from_on),
  CONSTRAINT payee_count_period CHECK (period IN ('day', 'month')),
  CONSTRAINT payee_count_confirmed CHECK (confirmed >= 0)
);

CREATE INDEX payee_count_buyer ON partners.payee_count (tenant_id, buyer_id);

-- The gauge of the plan in force (compliance P21) as it was last read.
CREATE TABLE partners.gauge (
  tenant_id   uuid        NOT NULL,
  status      text        NOT NULL,
  facts       jsonb       NOT NULL,
  read_at     timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL,
  CONSTRAINT gauge_pkey PRIMARY KEY (tenant_id),
  CONSTRAINT gauge_status CHECK (status IN ('green', 'red', 'tooLittleData', 'off'))
);

-- Paid out, oldest confirmed first: found by payee.
CREATE INDEX commission_confirmed ON partners.commission (tenant_id, payee_id, confirmed_at) WHERE state IN ('confirmed', 'paid');

ALTER TABLE partners.payee_profile ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE partners.withdrawal ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE partners.money_case ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE partners.case_item ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE partners.payee_count ALTER COLUMN tenant_id SET STATISTICS 0;

-- Walls: the runtime role reads and writes one tenant at a time and owns nothing.

GRANT SELECT, INSERT, UPDATE ON partners.payout_setting TO zihuan_app;

ALTER TABLE partners.payout_setting ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON partners.payout_setting
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON partners.payee_profile TO zihuan_app;

ALTER TABLE partners.payee_profile ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON partners.payee_profile
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE (person_id, state, approved_at, approved_by, tax_method, tax_month, taxable_amount, tax_amount, fee_amount, net_amount, invoice,
                             sent_at, sent_via, ended_at, ended_by, reason) ON partners.withdrawal TO zihuan_app;

ALTER TABLE partners.withdrawal ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON partners.withdrawal
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE (kind, person_id, state, outcome, facts, closed_at, closed_by, reason) ON partners.money_case TO zihuan_app;

ALTER TABLE partners.money_case ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON partners.money_case
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE (held) ON partners.case_item TO zihuan_app;

ALTER TABLE partners.case_item ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON partners.case_item
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON partners.payee_count TO zihuan_app;

ALTER TABLE partners.payee_count ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON partners.payee_count
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON partners.gauge TO zihuan_app;

ALTER TABLE partners.gauge ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON partners.gauge
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
