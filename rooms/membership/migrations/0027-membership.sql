-- Membership cards: what the brand sells as a card, the cards people have, what they took on them, and their numbers as members.

CREATE SCHEMA membership;

-- What a product of the step `membership` is as a card. A pass gives units per period, and what is not taken lapses; a balance is money
-- that never lapses, with a bonus beside it. Cards keep the terms they were ordered under: a change is for later orders only.
CREATE TABLE membership.design (
  tenant_id       uuid        NOT NULL,
  design_id       uuid        NOT NULL,
  product_id      uuid        NOT NULL,
  kind            text        NOT NULL,
  term_unit       text        NOT NULL,
  term_count      int         NOT NULL,
  item_product_id uuid,
  units_each      int         NOT NULL,
  per             text        NOT NULL,
  bonus_amount    bigint      NOT NULL,
  spread_months   int         NOT NULL,
  on_sale         boolean     NOT NULL,
  created_at      timestamptz NOT NULL,
  updated_at      timestamptz NOT NULL,
  CONSTRAINT design_pkey PRIMARY KEY (tenant_id, design_id),
  CONSTRAINT design_product UNIQUE (tenant_id, product_id),
  CONSTRAINT design_kind CHECK (kind IN ('pass', 'balance')),
  CONSTRAINT design_term CHECK (term_unit IN ('day', 'month', 'year', 'lifetime') AND term_count >= 1),
  CONSTRAINT design_per CHECK (per IN ('day', 'week', 'month', 'term')),
  CONSTRAINT design_units CHECK (units_each >= 1),
  CONSTRAINT design_bonus CHECK (bonus_amount >= 0 AND (kind = 'balance' OR bonus_amount = 0)),
  CONSTRAINT design_spread CHECK (spread_months >= 1)
);

-- A card from the order on: from_at NULL until its line is paid. to_at NULL = for life (or not begun); ended_at: before its time, and why.
-- starts_on is its first day; frozen days are counted out. unit_count is what its fee bought, used what was taken, consumed what by the book
-- is used or lapsed (periods_booked of its periods are over), liability what of the fee is still owed for the rest. due_at: when something is
-- to be booked next.
CREATE TABLE membership.card (
  tenant_id        uuid        NOT NULL,
  card_id          uuid        NOT NULL,
  design_id        uuid        NOT NULL,
  product_id       uuid        NOT NULL,
  person_id        uuid        NOT NULL,
  order_id         uuid        NOT NULL,
  line             int         NOT NULL,
  nth              int         NOT NULL,
  given_from       uuid,
  kind             text        NOT NULL,
  term_unit        text        NOT NULL,
  term_count       int         NOT NULL,
  item_product_id  uuid,
  units_each       int         NOT NULL,
  per              text        NOT NULL,
  bonus_amount     bigint      NOT NULL,
  spread_months    int         NOT NULL,
  fee_amount       bigint      NOT NULL,
  refunded_amount  bigint      NOT NULL,
  paid_at          timestamptz,
  from_at          timestamptz,
  to_at            timestamptz,
  starts_on        date,
  frozen_on        date,
  frozen_days      int         NOT NULL,
  ended_at         timestamptz,
  ended            text,
  unit_count       bigint      NOT NULL,
  used             bigint      NOT NULL,
  periods_booked   int         NOT NULL,
  consumed         bigint      NOT NULL,
  liability_amount bigint      NOT NULL,
  due_at           timestamptz,
  recorded_at      timestamptz NOT NULL,
  CONSTRAINT card_pkey PRIMARY KEY (tenant_id, card_id),
  CONSTRAINT card_kind CHECK (kind IN ('pass', 'balance')),
  CONSTRAINT card_begun CHECK (num_nulls(paid_at, from_at, starts_on) IN (0, 3)),
  CONSTRAINT card_span CHECK (to_at > from_at),
  CONSTRAINT card_end CHECK ((ended_at IS NULL) = (ended IS NULL)),
  CONSTRAINT card_ended CHECK (ended IN ('refunded', 'chargedBack', 'exchanged', 'given', 'cancelled')),
  CONSTRAINT card_refunded CHECK (refunded_amount BETWEEN 0 AND fee_amount),
  CONSTRAINT card_consumed CHECK (consumed BETWEEN 0 AND unit_count),
  CONSTRAINT card_used CHECK (used >= 0 AND periods_booked >= 0),
  CONSTRAINT card_liability CHECK (liability_amount BETWEEN 0 AND fee_amount - refunded_amount),
  CONSTRAINT card_frozen CHECK (frozen_days >= 0)
);

CREATE INDEX card_person ON membership.card (tenant_id, person_id, from_at);
CREATE INDEX card_order ON membership.card (tenant_id, order_id, line, nth);
CREATE INDEX card_design ON membership.card (tenant_id, design_id, from_at);
CREATE INDEX card_due ON membership.card (tenant_id, due_at) WHERE due_at IS NOT NULL;

-- What was taken in one period of a card, counted from 0; used never exceeds what the period gives, which one conditional statement keeps.
CREATE TABLE membership.card_use (
  tenant_id uuid   NOT NULL,
  card_id   uuid   NOT NULL,
  period    int    NOT NULL,
  used      bigint NOT NULL,
  CONSTRAINT card_use_pkey PRIMARY KEY (tenant_id, card_id, period),
  CONSTRAINT card_use_period CHECK (period >= 0),
  CONSTRAINT card_use_used CHECK (used >= 0)
);

-- When a card lay still: it gives nothing then, and its end moves by the whole days.
CREATE TABLE membership.standstill (
  tenant_id uuid        NOT NULL,
  card_id   uuid        NOT NULL,
  from_at   timestamptz NOT NULL,
  to_at     timestamptz,
  CONSTRAINT standstill_pkey PRIMARY KEY (tenant_id, card_id, from_at),
  CONSTRAINT standstill_span CHECK (to_at >= from_at)
);

CREATE UNIQUE INDEX standstill_standing ON membership.standstill (tenant_id, card_id) WHERE to_at IS NULL;

-- When somebody was a member, as their history knows it: the union of their active cards; to_at NULL = is one. A card that ran out is told at
-- its end, a moment after it.
CREATE TABLE membership.standing (
  tenant_id uuid        NOT NULL,
  person_id uuid        NOT NULL,
  from_at   timestamptz NOT NULL,
  to_at     timestamptz,
  CONSTRAINT standing_pkey PRIMARY KEY (tenant_id, person_id, from_at),
  CONSTRAINT standing_span CHECK (to_at > from_at)
);

-- The number somebody got with their first card; it stays theirs.
CREATE TABLE membership.member (
  tenant_id uuid        NOT NULL,
  person_id uuid        NOT NULL,
  number    int         NOT NULL,
  joined_at timestamptz NOT NULL,
  CONSTRAINT member_pkey PRIMARY KEY (tenant_id, person_id),
  CONSTRAINT member_number UNIQUE (tenant_id, number)
);

-- The planner is to know nothing of how rows are spread over tenants (see 0003).

ALTER TABLE membership.design ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE membership.card ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE membership.card_use ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE membership.standstill ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE membership.standing ALTER COLUMN tenant_id SET STATISTICS 0;
ALTER TABLE membership.member ALTER COLUMN tenant_id SET STATISTICS 0;

-- Walls: the runtime role reads and writes one tenant at a time and owns nothing.

GRANT USAGE ON SCHEMA membership TO zihuan_app;

GRANT SELECT, INSERT, UPDATE ON membership.design TO zihuan_app;

ALTER TABLE membership.design ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON membership.design
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON membership.card TO zihuan_app;

ALTER TABLE membership.card ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON membership.card
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON membership.card_use TO zihuan_app;

ALTER TABLE membership.card_use ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON membership.card_use
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON membership.standstill TO zihuan_app;

ALTER TABLE membership.standstill ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON membership.standstill
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON membership.standing TO zihuan_app;

ALTER TABLE membership.standing ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON membership.standing
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON membership.member TO zihuan_app;

ALTER TABLE membership.member ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON membership.member
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
