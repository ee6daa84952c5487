import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { audit } from '../../identity/index.ts';
import type { LetterOccasion, writeLetter as writeShape } from '../letter-api.ts';
import { filledLetter, type LetterEvent } from '../model/letter.ts';
import type { Letter } from '../queries/letters.ts';
import { tellPeople } from './tell-person.ts';

/** Writes the letter of an occasion. Opened, it goes to whomever the occasion comes from now on; opened before, it stays so since then. */
export async function writeLetter(ctx: Ctx, wanted: z.output<typeof writeShape>): Promise<void> {
  await ctx.sql.exec`
    INSERT INTO membership.letter (tenant_id, occasion, title, text, name, opened_at, written_at, written_by)
    VALUES (${ctx.tenantId}, ${wanted.occasion}, ${wanted.title}, ${wanted.text}, ${wanted.name}, ${wanted.isOpen ? ctx.now : null}, ${ctx.now},
            ${ctx.actor.name})
        ON CONFLICT (tenant_id, occasion) DO UPDATE
       SET title = excluded.title, text = excluded.text, name = excluded.name, written_at = excluded.written_at, written_by = excluded.written_by,
           opened_at = CASE WHEN excluded.opened_at IS NULL THEN NULL ELSE coalesce(letter.opened_at, excluded.opened_at) END`;
  await audit(ctx, {
    action: wanted.isOpen ? 'letter.opened' : 'letter.written',
    subjectKind: 'letter',
    subjectId: wanted.occasion,
  });
}

/**
 * Puts the letters of what happened into the inboxes of those it happened to: only where they agreed to be contacted, once for each event
 * whoever looks at it twice, and never for what happened before the letter was opened.
 */
export async function sendLetters(ctx: Ctx, letters: ReadonlyMap<LetterOccasion, Letter>, events: readonly LetterEvent[]): Promise<void> {
  const due = events.filter(({ occasion, at }) => {
    const since = letters.get(occasion)?.openedAt ?? null;
    return since !== null && at >= since.getTime();
  });
  const reachable = await reachableOf(
    ctx,
    due.map((event) => event.personId),
  );
  await tellPeople(
    ctx,
    due.flatMap(({ occasion, personId, once, facts, about }) => {
      const letter = letters.get(occasion);
      const person = reachable.get(personId);
      if (!letter || person === undefined) return [];
      const known = { ...facts, name: person };
      const told = { title: filledLetter(letter.title, known), text: filledLetter(letter.text, known), by: letter.name ?? '' };
      return [{ personId, kind: `letter.${occasion}`, facts: told, once, ...(about === undefined ? {} : { about }) }];
    }),
  );
}

/** Of these people, those who agreed to be contacted and did not take it back, by the names they chose. */
async function reachableOf(ctx: Ctx, personIds: readonly Uuid[]): Promise<Map<Uuid, string>> {
  if (personIds.length === 0) return new Map();
  const rows = await ctx.sql<{ person_id: Uuid; name: string | null }>`
    SELECT person.person_id, person.name
      FROM relations.person AS person
     WHERE person.tenant_id = ${ctx.tenantId} AND person.person_id = ANY(${plainArray([...new Set(personIds)])}::uuid[])
       AND person.erased_at IS NULL
       AND EXISTS (SELECT 1 FROM relations.consent AS consent
                    WHERE consent.tenant_id = ${ctx.tenantId} AND consent.person_id = person.person_id AND consent.withdrawn_at IS NULL)`;
  return new Map(rows.map((row) => [row.person_id, row.name ?? '']));
}
