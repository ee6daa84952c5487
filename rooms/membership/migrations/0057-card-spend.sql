-- What of a balance is out on orders: those it pays for, beside what was taken on it over a counter (used).
ALTER TABLE membership.card ADD COLUMN spent bigint NOT NULL DEFAULT 0;

ALTER TABLE membership.card ADD CONSTRAINT card_spent
  CHECK (spent >= 0 AND (kind = 'balance' OR spent = 0) AND (kind <> 'balance' OR paid_at IS NULL OR used + spent <= unit_count));

-- What a card pays of an order: units of its balance, and the part of them that was paid in (amount). The rest is bonus, a discount of the
-- order. What goes back of the order comes back here first; units_back are on the card again, amount_back is what was given back.
CREATE TABLE membership.card_spend (
  tenant_id   uuid        NOT NULL,
  order_id    uuid        NOT NULL,
  card_id     uuid        NOT NULL,
  units       bigint      NOT NULL,
  amount      bigint      NOT NULL,
  units_back  bigint      NOT NULL,
  amount_back bigint      NOT NULL,
  at          timestamptz NOT NULL,
  CONSTRAINT card_spend_pkey PRIMARY KEY (tenant_id, order_id, card_id),
  CONSTRAINT card_spend_units CHECK (units > 0 AND units_back BETWEEN 0 AND units),
  CONSTRAINT card_spend_amount CHECK (amount BETWEEN 0 AND units AND amount_back BETWEEN 0 AND amount)
);

CREATE INDEX card_spend_card ON membership.card_spend (tenant_id, card_id);

ALTER TABLE membership.card_spend ALTER COLUMN tenant_id SET STATISTICS 0;

GRANT SELECT, INSERT, UPDATE ON membership.card_spend TO zihuan_app;

ALTER TABLE membership.card_spend ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant_wall ON membership.card_spend
  USING (tenant_id = nullif(current_setting('app.tenant', true), '')::uuid);
