-- Foreign keys come last, each with a name (DATABASE.md rule 4).

ALTER TABLE analytics.person ADD CONSTRAINT person_person_fkey
  FOREIGN KEY (tenant_id, person_id) REFERENCES relations.person (tenant_id, person_id);
