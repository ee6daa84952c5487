-- Foreign keys come last, each with a name (DATABASE.md rule 4).

ALTER TABLE relations.share_link ADD CONSTRAINT share_link_person_fkey
  FOREIGN KEY (tenant_id, person_id) REFERENCES relations.person (tenant_id, person_id);

ALTER TABLE relations.shown_name ADD CONSTRAINT shown_name_person_fkey
  FOREIGN KEY (tenant_id, person_id) REFERENCES relations.person (tenant_id, person_id);
