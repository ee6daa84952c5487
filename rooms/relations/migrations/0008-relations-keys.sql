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

-- relations.stage_change has none: its rows are derived in bulk from people locked by the lane, and doctor compares them.

ALTER TABLE relations.person_token ADD CONSTRAINT person_token_person_fkey
  FOREIGN KEY (tenant_id, person_id) REFERENCES relations.person (tenant_id, person_id);
