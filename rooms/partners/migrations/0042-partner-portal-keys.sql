-- Foreign keys come last, each with a name (DATABASE.md rule 4).

ALTER TABLE partners.application ADD CONSTRAINT application_person_fkey
  FOREIGN KEY (tenant_id, person_id) REFERENCES relations.person (tenant_id, person_id);

ALTER TABLE partners.level_rule ADD CONSTRAINT level_rule_level_fkey
  FOREIGN KEY (tenant_id, level_id) REFERENCES partners.partner_level (tenant_id, level_id);

ALTER TABLE partners.level_warning ADD CONSTRAINT level_warning_partnership_fkey
  FOREIGN KEY (tenant_id, partnership_id) REFERENCES partners.partnership (tenant_id, partnership_id);

ALTER TABLE partners.lesson_attempt ADD CONSTRAINT lesson_attempt_lesson_fkey
  FOREIGN KEY (tenant_id, lesson_id) REFERENCES partners.lesson (tenant_id, lesson_id);

ALTER TABLE partners.lesson_attempt ADD CONSTRAINT lesson_attempt_person_fkey
  FOREIGN KEY (tenant_id, person_id) REFERENCES relations.person (tenant_id, person_id);

ALTER TABLE partners.material ADD CONSTRAINT material_product_fkey
  FOREIGN KEY (tenant_id, product_id) REFERENCES catalog.product (tenant_id, product_id);

ALTER TABLE partners.lead ADD CONSTRAINT lead_person_fkey
  FOREIGN KEY (tenant_id, person_id) REFERENCES relations.person (tenant_id, person_id);

ALTER TABLE partners.lead ADD CONSTRAINT lead_partner_fkey
  FOREIGN KEY (tenant_id, partner_id) REFERENCES relations.person (tenant_id, person_id);
