import type { Ctx } from '../../../kit/ctx.ts';
import { DomainError } from '../../../kit/errors/index.ts';
import { emit } from '../../../kit/events/index.ts';
import { audit } from '../../identity/index.ts';
import { booksCheckOf, findingsText, type BrokenCheck } from '../queries/books-check.ts';

/**
 * Keeps what the doctor found in a brand's books. Something broken stops payouts, and nothing broken lets them go on; either is on the
 * record and told outside, once (reliability §2).
 */
export async function keepBooksCheck(ctx: Ctx, findings: readonly BrokenCheck[]): Promise<void> {
  const before = await booksCheckOf(ctx);
  const text = findingsText(findings);
  const since = findings.length === 0 ? null : (before?.broken_since ?? ctx.recordedAt);
  const isAccepted = findings.length > 0 && before?.accepted_of === text;
  const [at, by, reason] = isAccepted ? [before.accepted_at, before.accepted_by, before.accepted_reason] : [null, null, null];
  await ctx.sql.exec`
    INSERT INTO partners.books_check (tenant_id, checked_at, findings, broken_since, accepted_at, accepted_by, accepted_reason, accepted_of)
    VALUES (${ctx.tenantId}, ${ctx.recordedAt}, ${JSON.stringify(findings)}::jsonb, ${since}, ${at}, ${by}, ${reason}, ${isAccepted ? text : null})
        ON CONFLICT (tenant_id)
        DO UPDATE SET checked_at = excluded.checked_at, findings = excluded.findings, broken_since = excluded.broken_since,
                      accepted_at = excluded.accepted_at, accepted_by = excluded.accepted_by, accepted_reason = excluded.accepted_reason,
                      accepted_of = excluded.accepted_of`;
  if (text === findingsText(before?.findings ?? [])) return;
  const what = findings.length === 0 ? 'books.whole' : 'books.broken';
  const checks = findings.map(({ id, count }) => ({ id, count }));
  await audit(ctx, { action: what, subjectKind: 'brand', subjectId: null, facts: { checks } });
  await emit(ctx, { kind: what, version: 1, payload: { checks } });
}

/**
 * The owner looked at what is broken and lets payouts go on: for exactly these findings, until the doctor finds anything else.
 * @throws `payouts.notStopped`
 */
export async function acceptBooks(ctx: Ctx, reason: string): Promise<void> {
  const row = await booksCheckOf(ctx);
  if (row === null || row.broken_since === null) throw new DomainError('payouts.notStopped');
  const text = findingsText(row.findings);
  await ctx.sql.exec`
    UPDATE partners.books_check AS books_check
       SET accepted_at = ${ctx.recordedAt}, accepted_by = ${ctx.actor.name}, accepted_reason = ${reason}, accepted_of = ${text}
     WHERE books_check.tenant_id = ${ctx.tenantId}`;
  await audit(ctx, { action: 'books.accepted', subjectKind: 'brand', subjectId: null, facts: { reason, checks: text } });
  await emit(ctx, { kind: 'books.accepted', version: 1, payload: { reason } });
}
