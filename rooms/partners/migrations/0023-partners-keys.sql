-- Foreign keys come last, each with a name (DATABASE.md rule 4).

ALTER TABLE partners.partnership ADD CONSTRAINT partnership_person_fkey
  FOREIGN KEY (tenant_id, person_id) REFERENCES relations.person (tenant_id, person_id);

ALTER TABLE partners.level ADD CONSTRAINT level_partnership_fkey
  FOREIGN KEY (tenant_id, partnership_id) REFERENCES partners.partnership (tenant_id, partnership_id);

ALTER TABLE partners.level ADD CONSTRAINT level_level_fkey
  FOREIGN KEY (tenant_id, level_id) REFERENCES partners.partner_level (tenant_id, level_id);

ALTER TABLE partners.service_act ADD CONSTRAINT service_act_person_fkey
  FOREIGN KEY (tenant_id, person_id) REFERENCES relations.person (tenant_id, person_id);

ALTER TABLE partners.service_act ADD CONSTRAINT service_act_order_fkey
  FOREIGN KEY (tenant_id, order_id) REFERENCES orders.customer_order (tenant_id, order_id);

-- partners.snapshot and partners.commission have none: thousands of rows a second are written beside their orders, in one
-- transaction under the lane, and doctor compares them.
