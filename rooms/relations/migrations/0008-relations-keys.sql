-- Foreign keys come last, each with a name (DATABASE.md rule 4).

ALTER TABLE relations.person ADD CONSTRAINT person_source_fkey
  FOREIGN KEY (tenant_id, source_id) REFERENCES relations.source (tenant_id, source_id);

ALTER TABLE relations.identity ADD CONSTRAINT identity_person_fkey
  FOREIGN KEY (tenant_id, person_id) REFERENCES relations.person (tenant_id, person_id);

ALTER TABLE relations.consent ADD CONSTRAINT consent_person_fkey
  FOREIGN KEY (tenant_id, person_id) REFERENCES relations.person (tenant_id, person_id);

ALTER TABLE relations.referral ADD CONSTRAINT referral_subject_fkey
  FOREIGN KEY (tenant_id, subject_id) REFERENCES relations.person (tenant_id, person_id);

ALTER TABLE relations.referral ADD CONSTRAINT referral_object_fkey
  FOREIGN KEY (tenant_id, object_id) REFERENCES relations.person (tenant_id, person_id);

ALTER TABLE relations.stage_change ADD CONSTRAINT stage_change_person_fkey
  FOREIGN KEY (tenant_id, person_id) REFERENCES relations.person (tenant_id, person_id);

ALTER TABLE relations.person_token ADD CONSTRAINT person_token_person_fkey
  FOREIGN KEY (tenant_id, person_id) REFERENCES relations.person (tenant_id, person_id);
