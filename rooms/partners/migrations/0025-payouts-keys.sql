-- Foreign keys come last, each with a name (DATABASE.md rule 4).

ALTER TABLE partners.payee_profile ADD CONSTRAINT payee_profile_person_fkey
  FOREIGN KEY (tenant_id, person_id) REFERENCES relations.person (tenant_id, person_id);

ALTER TABLE partners.withdrawal ADD CONSTRAINT withdrawal_person_fkey
  FOREIGN KEY (tenant_id, person_id) REFERENCES relations.person (tenant_id, person_id);

ALTER TABLE partners.money_case ADD CONSTRAINT money_case_person_fkey
  FOREIGN KEY (tenant_id, person_id) REFERENCES relations.person (tenant_id, person_id);

ALTER TABLE partners.case_item ADD CONSTRAINT case_item_case_fkey
  FOREIGN KEY (tenant_id, case_id) REFERENCES partners.money_case (tenant_id, case_id);

ALTER TABLE partners.invoice ADD CONSTRAINT invoice_withdrawal_fkey
  FOREIGN KEY (tenant_id, withdrawal_id) REFERENCES partners.withdrawal (tenant_id, withdrawal_id);
