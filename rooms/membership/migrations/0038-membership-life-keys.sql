-- Foreign keys come last, each with a name (DATABASE.md rule 4).

ALTER TABLE membership.redemption ADD CONSTRAINT redemption_card_fkey
  FOREIGN KEY (tenant_id, card_id) REFERENCES membership.card (tenant_id, card_id);

ALTER TABLE membership.redemption_exception ADD CONSTRAINT redemption_exception_card_fkey
  FOREIGN KEY (tenant_id, card_id) REFERENCES membership.card (tenant_id, card_id);

ALTER TABLE membership.outlet_lease ADD CONSTRAINT outlet_lease_outlet_fkey
  FOREIGN KEY (tenant_id, outlet_id) REFERENCES membership.outlet (tenant_id, outlet_id);

ALTER TABLE membership.redemption ADD CONSTRAINT redemption_person_fkey
  FOREIGN KEY (tenant_id, person_id) REFERENCES relations.person (tenant_id, person_id);

ALTER TABLE membership.redemption ADD CONSTRAINT redemption_outlet_fkey
  FOREIGN KEY (tenant_id, outlet_id) REFERENCES membership.outlet (tenant_id, outlet_id);

ALTER TABLE membership.redemption_exception ADD CONSTRAINT redemption_exception_person_fkey
  FOREIGN KEY (tenant_id, person_id) REFERENCES relations.person (tenant_id, person_id);

ALTER TABLE membership.redemption_exception ADD CONSTRAINT redemption_exception_outlet_fkey
  FOREIGN KEY (tenant_id, outlet_id) REFERENCES membership.outlet (tenant_id, outlet_id);

ALTER TABLE membership.redemption_exception ADD CONSTRAINT redemption_exception_lease_fkey
  FOREIGN KEY (tenant_id, lease_id) REFERENCES membership.outlet_lease (tenant_id, lease_id);

ALTER TABLE membership.welcome ADD CONSTRAINT welcome_person_fkey
  FOREIGN KEY (tenant_id, person_id) REFERENCES relations.person (tenant_id, person_id);

ALTER TABLE membership.ceremony_step ADD CONSTRAINT ceremony_step_person_fkey
  FOREIGN KEY (tenant_id, person_id) REFERENCES relations.person (tenant_id, person_id);

ALTER TABLE membership.notice ADD CONSTRAINT notice_person_fkey
  FOREIGN KEY (tenant_id, person_id) REFERENCES relations.person (tenant_id, person_id);
