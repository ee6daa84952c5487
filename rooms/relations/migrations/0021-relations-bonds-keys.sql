-- Foreign keys come last, each with a name (DATABASE.md rule 4).

ALTER TABLE relations.attribution ADD CONSTRAINT attribution_subject_fkey
  FOREIGN KEY (tenant_id, subject_id) REFERENCES relations.person (tenant_id, person_id);

ALTER TABLE relations.attribution ADD CONSTRAINT attribution_object_fkey
  FOREIGN KEY (tenant_id, object_id) REFERENCES relations.person (tenant_id, person_id);

ALTER TABLE relations.attribution_change ADD CONSTRAINT attribution_change_object_fkey
  FOREIGN KEY (tenant_id, object_id) REFERENCES relations.person (tenant_id, person_id);

ALTER TABLE relations.sponsorship ADD CONSTRAINT sponsorship_subject_fkey
  FOREIGN KEY (tenant_id, subject_id) REFERENCES relations.person (tenant_id, person_id);

ALTER TABLE relations.sponsorship ADD CONSTRAINT sponsorship_object_fkey
  FOREIGN KEY (tenant_id, object_id) REFERENCES relations.person (tenant_id, person_id);

ALTER TABLE relations.touch ADD CONSTRAINT touch_subject_fkey
  FOREIGN KEY (tenant_id, subject_id) REFERENCES relations.person (tenant_id, person_id);

ALTER TABLE relations.touch ADD CONSTRAINT touch_object_fkey
  FOREIGN KEY (tenant_id, object_id) REFERENCES relations.person (tenant_id, person_id);
