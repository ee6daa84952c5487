-- Foreign keys come last, each with a name (DATABASE.md rule 4).

ALTER TABLE membership.invitation_place ADD CONSTRAINT invitation_place_round_fkey
  FOREIGN KEY (tenant_id, round_id) REFERENCES membership.invitation_round (tenant_id, round_id);

ALTER TABLE membership.invitation_place ADD CONSTRAINT invitation_place_person_fkey
  FOREIGN KEY (tenant_id, person_id) REFERENCES relations.person (tenant_id, person_id);
