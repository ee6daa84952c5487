import type { Ctx } from '../kit/ctx.ts';
import type { Lane } from '../kit/db/lane.ts';
import { emit } from '../kit/events/index.ts';
import { publicId } from '../kit/ids/index.ts';
import { prepareHistory } from '../rooms/analytics/index.ts';
import type { PersonRow, Reject } from '../rooms/imports/index.ts';
import { addPeople, homeCountry, normaliseEmail, normalisePhone, type AddedPeople, type PersonEntry } from '../rooms/relations/index.ts';
import { columnOf, eventSizes, NOTHING, type PortionOutcome, type RunSetting } from './import-portion.ts';

/**
 * Takes a portion of a people file in. A known person keeps what is known and gets what was empty: `accepted` when anything
 * was filled, else `skipped`; a name or source that differs is a conflict. A phone number or address of somebody else refuses the row.
 */
export async function importPeople(ctx: Ctx, lane: Lane, rows: readonly PersonRow[], setting: RunSetting): Promise<PortionOutcome> {
  const country = homeCountry(ctx.tenant);
  const rejects: Reject[] = [];
  const entries: { row: PersonRow; entry: PersonEntry }[] = [];
  for (const row of rows) {
    const phone = row.phone === null ? null : normalisePhone(row.phone, country);
    const email = row.email === null ? null : normaliseEmail(row.email);
    if (row.phone !== null && phone === null) {
      rejects.push({ row: row.row, column: columnOf(setting.recognition, 'phone'), value: row.phone, reason: 'phone.invalid' });
    } else if (row.email !== null && email === null) {
      rejects.push({ row: row.row, column: columnOf(setting.recognition, 'email'), value: row.email, reason: 'email.invalid' });
    } else entries.push({ row, entry: entryOf(row, phone, email) });
  }
  const added = await addEntries(ctx, lane, entries);
  const history = await prepareHistory(ctx, lane, { people: added.changes.map((change) => ({ ...change, orders: [], returns: [] })) });
  await history.write();

  const conflicts: { row: number; order: string; was: string; is: string }[] = [];
  let accepted = 0;
  let skipped = 0;
  added.rows.forEach(({ verdict }, i) => {
    const row = entries[i]?.row;
    if (!row) return;
    if (verdict === 'taken') {
      const field = row.phone !== null ? 'phone' : 'email';
      rejects.push({ row: row.row, column: columnOf(setting.recognition, field), value: row.phone ?? row.email, reason: 'identity.taken' });
    } else if (verdict === 'made' || verdict === 'filled') accepted += 1;
    else skipped += 1;
    if (verdict === 'conflict') conflicts.push({ row: row.row, order: row.person, was: '', is: row.name ?? '' });
  });
  for (const count of eventSizes(accepted)) {
    await emit(ctx, { kind: 'people.imported', version: 1, payload: { run: publicId('run', setting.runId), rows: count } });
  }
  return { ...NOTHING, accepted, skipped, rejects: rejects.sort((a, b) => a.row - b.row), people: added.made, conflicts };
}

/** A row keyed by its phone number or address belongs to whoever holds it, whatever id they have. */
async function addEntries(ctx: Ctx, lane: Lane, entries: readonly { row: PersonRow; entry: PersonEntry }[]): Promise<AddedPeople> {
  const added = await addPeople(
    ctx,
    lane,
    entries.map(({ entry }) => entry),
  );
  const held = entries.flatMap(({ row }, i) =>
    added.rows[i]?.verdict === 'taken' && (row.person === row.phone || row.person === row.email) ? [i] : [],
  );
  if (held.length === 0) return added;
  const again = await addPeople(
    ctx,
    lane,
    held.flatMap((i) => (entries[i] ? [{ ...entries[i].entry, externalId: null }] : [])),
  );
  const rows = [...added.rows];
  held.forEach((at, i) => {
    const row = again.rows[i];
    if (row) rows[at] = row;
  });
  const changes = new Map(added.changes.map((change) => [change.personId, change]));
  for (const change of again.changes) {
    changes.set(change.personId, {
      ...change,
      before: changes.has(change.personId) ? (changes.get(change.personId)?.before ?? null) : change.before,
    });
  }
  return { rows, changes: [...changes.values()], made: added.made + again.made };
}

function entryOf(row: PersonRow, phone: string | null, email: string | null): PersonEntry {
  return {
    externalId: row.person,
    name: row.name,
    phone,
    email,
    source: row.source && { kind: row.source.kind, name: row.source.name ?? '' },
    consent: row.consentAt === null ? null : { channel: 'import', atMs: row.consentAt },
    seenAtMs: row.at,
  };
}
