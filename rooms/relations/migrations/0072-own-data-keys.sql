-- Foreign keys come last, each with a name (DATABASE.md rule 4).

ALTER TABLE relations.data_copy ADD CONSTRAINT data_copy_person_fkey
  FOREIGN KEY (tenant_id, person_id) REFERENCES relations.person (tenant_id, person_id);

ALTER TABLE relations.erasure_request ADD CONSTRAINT erasure_request_person_fkey
  FOREIGN KEY (tenant_id, person_id) REFERENCES relations.person (tenant_id, person_id);
