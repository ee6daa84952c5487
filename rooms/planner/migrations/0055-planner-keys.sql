-- Foreign keys come last, each with a name (DATABASE.md rule 4).

ALTER TABLE planner.scenario ADD CONSTRAINT scenario_design_fkey
  FOREIGN KEY (tenant_id, design_id) REFERENCES planner.design (tenant_id, design_id);

ALTER TABLE planner.diagnosis ADD CONSTRAINT diagnosis_design_fkey
  FOREIGN KEY (tenant_id, design_id) REFERENCES planner.design (tenant_id, design_id);

ALTER TABLE planner.task ADD CONSTRAINT task_design_fkey
  FOREIGN KEY (tenant_id, design_id) REFERENCES planner.design (tenant_id, design_id);

ALTER TABLE planner.task ADD CONSTRAINT task_diagnosis_fkey
  FOREIGN KEY (tenant_id, diagnosis_id) REFERENCES planner.diagnosis (tenant_id, diagnosis_id);

ALTER TABLE planner.task ADD CONSTRAINT task_owner_staff_fkey
  FOREIGN KEY (tenant_id, owner_staff_id) REFERENCES identity.staff (tenant_id, staff_id);

ALTER TABLE planner.task ADD CONSTRAINT task_owner_person_fkey
  FOREIGN KEY (tenant_id, owner_person_id) REFERENCES relations.person (tenant_id, person_id);

ALTER TABLE planner.script_version ADD CONSTRAINT script_version_script_fkey
  FOREIGN KEY (tenant_id, script_id) REFERENCES planner.script (tenant_id, script_id);

ALTER TABLE planner.made ADD CONSTRAINT made_design_fkey
  FOREIGN KEY (tenant_id, design_id) REFERENCES planner.design (tenant_id, design_id);

ALTER TABLE planner.adoption ADD CONSTRAINT adoption_design_fkey
  FOREIGN KEY (tenant_id, design_id) REFERENCES planner.design (tenant_id, design_id);

ALTER TABLE planner.recalibration ADD CONSTRAINT recalibration_adoption_fkey
  FOREIGN KEY (tenant_id, adoption_id) REFERENCES planner.adoption (tenant_id, adoption_id);
