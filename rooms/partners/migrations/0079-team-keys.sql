-- Foreign keys come last, each with a name (DATABASE.md rule 4).

ALTER TABLE partners.team_note ADD CONSTRAINT team_note_leader_fkey
  FOREIGN KEY (tenant_id, leader_id) REFERENCES relations.person (tenant_id, person_id);

ALTER TABLE partners.team_mark ADD CONSTRAINT team_mark_note_fkey
  FOREIGN KEY (tenant_id, note_id) REFERENCES partners.team_note (tenant_id, note_id);

ALTER TABLE partners.team_mark ADD CONSTRAINT team_mark_person_fkey
  FOREIGN KEY (tenant_id, person_id) REFERENCES relations.person (tenant_id, person_id);
