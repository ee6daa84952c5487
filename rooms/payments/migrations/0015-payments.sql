-- Money through providers: whose account, what was asked of them, what they told us, what goes back and what is paid out.

CREATE SCHEMA payments;

-- The brands that have an account: where the clockwork looks. Written when a brand makes its first.
CREATE TABLE payments.brand (
  tenant_id uuid NOT NULL,
  CONSTRAINT brand_pkey PRIMARY KEY (tenant_id)
);

-- settings: what is no secret (app id, serial numbers); secrets: sealed under the installation's key.
CREATE TABLE payments.account (
  tenant_id   uuid        NOT NULL,
  account_id  uuid        NOT NULL,
  provider    text        NOT NULL,
  merchant_id text        NOT NULL,
  settings    jsonb       NOT NULL,
  secrets     text        NOT NULL,
  is_live     boolean     NOT NULL,
  created_by  text        NOT NULL,
  created_at  timestamptz NOT NULL,
  removed_at  timestamptz,
  CONSTRAINT account_pkey PRIMARY KEY (tenant_id, account_id),
  CONSTRAINT account_provider CHECK (provider IN ('test', 'wechat', 'stripe'))
);

CREATE UNIQUE INDEX account_standing ON payments.account (tenant_id, provider) WHERE removed_at IS NULL;

-- One attempt of a customer to pay through a provider. reference: our number there, 32 letters; provider_ref: theirs.
-- pay: what the customer's device needs. next_at: when the provider is asked what became of it; NULL = it is over.
CREATE TABLE payments.intent (
  tenant_id    uuid        NOT NULL,
  intent_id    uuid        NOT NULL,
  order_id     uuid        NOT NULL,
  account_id   uuid        NOT NULL,
  provider     text        NOT NULL,
  method       text        NOT NULL,
  reference    text        NOT NULL,
  amount       bigint      NOT NULL,
  currency     char(3)     NOT NULL,
  state        text        NOT NULL,
  provider_ref text,
  pay          jsonb,
  last_fault   text,
  created_at   timestamptz NOT NULL,
  paid_at      timestamptz,
  checked_at   timestamptz,
  checks       int         NOT NULL,
  next_at      timestamptz,
  CONSTRAINT intent_pkey PRIMARY KEY (tenant_id, intent_id),
  CONSTRAINT intent_reference UNIQUE (tenant_id, reference),
  CONSTRAINT intent_amount CHECK (amount > 0),
  CONSTRAINT intent_state CHECK (state IN ('open', 'paid', 'failed', 'mismatch'))
);

CREATE INDEX intent_order ON payments.intent (tenant_id, order_id);
CREATE INDEX intent_provider_ref ON payments.intent (tenant_id, provider_ref) WHERE provider_ref IS NOT NULL;
CREATE INDEX intent_due ON payments.intent (tenant_id, next_at) WHERE next_at IS NOT NULL;

-- What a provider told, once per event. event: what it means to us; body_hash: of what came, which may
-- hold names and addresses that are not ours to keep. attempts are tries to apply it:
-- an event that fails eight times is parked for a human while others go on.
CREATE TABLE payments.inbox (
  tenant_id    uuid        NOT NULL,
  inbox_id     uuid        NOT NULL,
  provider     text        NOT NULL,
  event_id     text        NOT NULL,
  account_id   uuid        NOT NULL,
  source       text        NOT NULL,
  event        jsonb       NOT NULL,
  body_hash    text        NOT NULL,
  received_at  timestamptz NOT NULL,
  attempts     int         NOT NULL,
  next_at      timestamptz,
  processed_at timestamptz,
  outcome      text,
  facts        jsonb,
  last_fault   text,
  parked_at    timestamptz,
  CONSTRAINT inbox_pkey PRIMARY KEY (tenant_id, inbox_id),
  CONSTRAINT inbox_event UNIQUE (tenant_id, provider, event_id),
  CONSTRAINT inbox_source CHECK (source IN ('webhook', 'poll')),
  CONSTRAINT inbox_outcome CHECK (outcome IN ('applied', 'known', 'unapplied', 'refused', 'noted')),
  CONSTRAINT inbox_processed CHECK ((processed_at IS NULL) = (outcome IS NULL)),
  CONSTRAINT inbox_due CHECK ((next_at IS NULL) = (processed_at IS NOT NULL OR parked_at IS NOT NULL))
);

CREATE INDEX inbox_due ON payments.inbox (tenant_id, next_at) WHERE next_at IS NOT NULL;
CREATE INDEX inbox_troubled ON payments.inbox (tenant_id, inbox_id)
  WHERE outcome = 'unapplied' OR outcome = 'refused' OR parked_at IS NOT NULL;

-- Money that goes back through the provider it came by. refund_id is the number they know it by, so that asking again never
-- pays twice. source: a refund of an order, or a payment that could not be applied (its inbox row).
CREATE TABLE payments.provider_refund (
  tenant_id     uuid        NOT NULL,
  refund_id     uuid        NOT NULL,
  source        text        NOT NULL,
  source_id     uuid        NOT NULL,
  account_id    uuid        NOT NULL,
  provider      text        NOT NULL,
  payment_ref   text        NOT NULL,
  amount        bigint      NOT NULL,
  paid_amount   bigint      NOT NULL,
  currency      char(3)     NOT NULL,
  state         text        NOT NULL,
  provider_ref  text,
  last_fault    text,
  created_at    timestamptz NOT NULL,
  sent_at       timestamptz,
  done_at       timestamptz,
  attempts      int         NOT NULL,
  next_at       timestamptz,
  CONSTRAINT provider_refund_pkey PRIMARY KEY (tenant_id, refund_id),
  CONSTRAINT provider_refund_source UNIQUE (tenant_id, source, source_id, payment_ref),
  CONSTRAINT provider_refund_amount CHECK (amount > 0 AND amount <= paid_amount),
  CONSTRAINT provider_refund_kind CHECK (source IN ('order', 'unapplied')),
  CONSTRAINT provider_refund_state CHECK (state IN ('requested', 'sent', 'unknown', 'done', 'failed'))
);

CREATE INDEX provider_refund_due ON payments.provider_refund (tenant_id, next_at) WHERE next_at IS NOT NULL;

-- Money paid to a partner; payout_id is the withdrawal. sent_at stands before the provider is asked: a payout with it and
-- without an end is unknown, is asked after, and is never sent again. payee: sealed.
CREATE TABLE payments.payout (
  tenant_id    uuid        NOT NULL,
  payout_id    uuid        NOT NULL,
  account_id   uuid        NOT NULL,
  provider     text        NOT NULL,
  amount       bigint      NOT NULL,
  currency     char(3)     NOT NULL,
  payee        text        NOT NULL,
  state        text        NOT NULL,
  provider_ref text,
  last_fault   text,
  created_at   timestamptz NOT NULL,
  sent_at      timestamptz,
  done_at      timestamptz,
  attempts     int         NOT NULL,
  next_at      timestamptz,
  CONSTRAINT payout_pkey PRIMARY KEY (tenant_id, payout_id),
  CONSTRAINT payout_amount CHECK (amount > 0),
  CONSTRAINT payout_state CHECK (state IN ('sending', 'unknown', 'paid', 'failed'))
);

CREATE INDEX payout_due ON payments.payout (tenant_id, next_at) WHERE next_at IS NOT NULL;

-- The books of the built-in test provider: outside the brand, as it were. message: what it will tell us, from due_at on,
-- as often as copies says.
CREATE TABLE payments.test_object (
  tenant_id    uuid        NOT NULL,
  reference    text        NOT NULL,
  kind         text        NOT NULL,
  of_reference text,
  amount       bigint      NOT NULL,
  currency     char(3)     NOT NULL,
  state        text        NOT NULL,
  made_at      timestamptz NOT NULL,
  settled_at   timestamptz,
  CONSTRAINT test_object_pkey PRIMARY KEY (tenant_id, reference),
  CONSTRAINT test_object_kind CHECK (kind IN ('charge', 'refund', 'payout')),
  CONSTRAINT test_object_state CHECK (state IN ('open', 'done', 'failed'))
);

CREATE TABLE payments.test_message (
  tenant_id  uuid        NOT NULL,
  message_id uuid        NOT NULL,
  body       text        NOT NULL,
  due_at     timestamptz NOT NULL,
  copies     int         NOT NULL,
  CONSTRAINT test_message_pkey PRIMARY KEY (tenant_id, message_id)
);

-- Walls: the runtime role reads and writes one tenant at a time and owns nothing.

GRANT USAGE ON SCHEMA payments TO zihuan_app;

GRANT SELECT, INSERT ON payments.brand TO zihuan_app;

GRANT SELECT, INSERT, UPDATE ON payments.account TO zihuan_app;

ALTER TABLE payments.account ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON payments.account
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON payments.intent TO zihuan_app;

ALTER TABLE payments.intent ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON payments.intent
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON payments.inbox TO zihuan_app;

ALTER TABLE payments.inbox ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON payments.inbox
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON payments.provider_refund TO zihuan_app;

ALTER TABLE payments.provider_refund ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON payments.provider_refund
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON payments.payout TO zihuan_app;

ALTER TABLE payments.payout ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON payments.payout
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON payments.test_object TO zihuan_app;

ALTER TABLE payments.test_object ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON payments.test_object
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON payments.test_message TO zihuan_app;

ALTER TABLE payments.test_message ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON payments.test_message
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
