-- Foreign keys come last, each with a name (DATABASE.md rule 4).

ALTER TABLE points.lot ADD CONSTRAINT lot_person_fkey
  FOREIGN KEY (tenant_id, person_id) REFERENCES relations.person (tenant_id, person_id);

ALTER TABLE points.movement ADD CONSTRAINT movement_lot_fkey
  FOREIGN KEY (tenant_id, lot_id) REFERENCES points.lot (tenant_id, lot_id);

ALTER TABLE points.spend ADD CONSTRAINT spend_lot_fkey
  FOREIGN KEY (tenant_id, lot_id) REFERENCES points.lot (tenant_id, lot_id);

ALTER TABLE points.order_terms ADD CONSTRAINT order_terms_rule_fkey
  FOREIGN KEY (tenant_id, rule_id) REFERENCES points.rule (tenant_id, rule_id);

ALTER TABLE points.debt ADD CONSTRAINT debt_person_fkey
  FOREIGN KEY (tenant_id, person_id) REFERENCES relations.person (tenant_id, person_id);

ALTER TABLE points.check_in ADD CONSTRAINT check_in_person_fkey
  FOREIGN KEY (tenant_id, person_id) REFERENCES relations.person (tenant_id, person_id);

ALTER TABLE points.growth ADD CONSTRAINT growth_person_fkey
  FOREIGN KEY (tenant_id, person_id) REFERENCES relations.person (tenant_id, person_id);
