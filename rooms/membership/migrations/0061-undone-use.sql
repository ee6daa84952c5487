-- A tick that was a slip is taken back on the same day: the row stays and says who did, and its number is free again.
ALTER TABLE membership.privilege_use ADD COLUMN undone_at timestamptz;

ALTER TABLE membership.privilege_use ADD COLUMN undone_by text;

ALTER TABLE membership.privilege_use ADD CONSTRAINT privilege_use_undone CHECK ((undone_at IS NULL) = (undone_by IS NULL));

ALTER TABLE membership.privilege_use DROP CONSTRAINT privilege_use_once;

CREATE UNIQUE INDEX privilege_use_once ON membership.privilege_use (tenant_id, privilege_id, person_id, month, nth) WHERE undone_at IS NULL;
