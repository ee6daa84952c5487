-- Foreign keys come last, each with a name (DATABASE.md rule 4).

ALTER TABLE relations.bind_pause ADD CONSTRAINT bind_pause_person_fkey
  FOREIGN KEY (tenant_id, person_id) REFERENCES relations.person (tenant_id, person_id);
