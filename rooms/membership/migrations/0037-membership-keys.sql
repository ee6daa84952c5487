-- Foreign keys come last, each with a name (DATABASE.md rule 4).

ALTER TABLE membership.design ADD CONSTRAINT design_product_fkey
  FOREIGN KEY (tenant_id, product_id) REFERENCES catalog.product (tenant_id, product_id);

ALTER TABLE membership.design ADD CONSTRAINT design_item_fkey
  FOREIGN KEY (tenant_id, item_product_id) REFERENCES catalog.product (tenant_id, product_id);

ALTER TABLE membership.card ADD CONSTRAINT card_design_fkey
  FOREIGN KEY (tenant_id, design_id) REFERENCES membership.design (tenant_id, design_id);

ALTER TABLE membership.card ADD CONSTRAINT card_person_fkey
  FOREIGN KEY (tenant_id, person_id) REFERENCES relations.person (tenant_id, person_id);

ALTER TABLE membership.card_use ADD CONSTRAINT card_use_card_fkey
  FOREIGN KEY (tenant_id, card_id) REFERENCES membership.card (tenant_id, card_id);

ALTER TABLE membership.standstill ADD CONSTRAINT standstill_card_fkey
  FOREIGN KEY (tenant_id, card_id) REFERENCES membership.card (tenant_id, card_id);

ALTER TABLE membership.member ADD CONSTRAINT member_person_fkey
  FOREIGN KEY (tenant_id, person_id) REFERENCES relations.person (tenant_id, person_id);

ALTER TABLE membership.standing ADD CONSTRAINT standing_person_fkey
  FOREIGN KEY (tenant_id, person_id) REFERENCES relations.person (tenant_id, person_id);
