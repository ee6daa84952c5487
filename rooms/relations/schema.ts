import type { Uuid } from '../../kit/ids/index.ts';
import type { SourceKind, Stage } from '../../kit/http/shapes.ts';

/** A person with their first source, as most questions need them. */
export interface PersonRow {
  person_id: Uuid;
  node: number;
  external_id: string | null;
  name: string | null;
  language: string | null;
  stage: Stage;
  stage_since: Date;
  source_id: Uuid | null;
  source_kind: SourceKind | null;
  source_name: string | null;
  seen_at: Date | null;
  consent_at: Date | null;
  created_at: Date;
  erased_at: Date | null;
}

export interface IdentityRow {
  kind: string;
  value: string;
  verified_at: Date | null;
}

export interface ConsentRow {
  channel: string;
  given_at: Date;
  withdrawn_at: Date | null;
}

export interface ReferralRow {
  referral_id: Uuid;
  subject_id: Uuid;
  object_id: Uuid;
  from_at: Date | null;
}
