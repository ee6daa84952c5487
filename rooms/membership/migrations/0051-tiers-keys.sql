-- Foreign keys come last, each with a name (DATABASE.md rule 4).

ALTER TABLE membership.tier_interval ADD CONSTRAINT tier_interval_person_fkey
  FOREIGN KEY (tenant_id, person_id) REFERENCES relations.person (tenant_id, person_id);

ALTER TABLE membership.tier_interval ADD CONSTRAINT tier_interval_tier_fkey
  FOREIGN KEY (tenant_id, tier_id) REFERENCES membership.tier (tenant_id, tier_id);

ALTER TABLE membership.tier_warning ADD CONSTRAINT tier_warning_interval_fkey
  FOREIGN KEY (tenant_id, interval_id) REFERENCES membership.tier_interval (tenant_id, interval_id);

ALTER TABLE membership.privilege_cell ADD CONSTRAINT privilege_cell_privilege_fkey
  FOREIGN KEY (tenant_id, privilege_id) REFERENCES membership.privilege (tenant_id, privilege_id);

ALTER TABLE membership.privilege_use ADD CONSTRAINT privilege_use_privilege_fkey
  FOREIGN KEY (tenant_id, privilege_id) REFERENCES membership.privilege (tenant_id, privilege_id);

ALTER TABLE membership.privilege_use ADD CONSTRAINT privilege_use_person_fkey
  FOREIGN KEY (tenant_id, person_id) REFERENCES relations.person (tenant_id, person_id);
