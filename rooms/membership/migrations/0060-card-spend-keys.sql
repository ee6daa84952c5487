-- Foreign keys stand after the tables, each with a name (DATABASE.md rule 4).

ALTER TABLE membership.card_spend ADD CONSTRAINT card_spend_card_fkey
  FOREIGN KEY (tenant_id, card_id) REFERENCES membership.card (tenant_id, card_id);
