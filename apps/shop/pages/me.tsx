import { entries } from '../entries.ts';
import { MePage } from '../features/me/me-page.tsx';

/** A person's own page with what the other parts of the shop keep for them. */
export function MeWithEntries() {
  return <MePage entries={entries} />;
}
