import type { Ctx } from '../../../kit/ctx.ts';
import type { Language } from '../../../kit/http/index.ts';
import type { PayoutStop } from '../api.ts';
import { payoutsStopped } from '../payout-errors.ts';

/** One invariant that did not hold when the books were examined. */
export interface BrokenCheck {
  readonly id: string;
  readonly title: Readonly<Record<Language, string>>;
  /** how many rows break it */
  readonly count: number;
}

/** partners.books_check */
export interface BooksCheckRow {
  checked_at: Date;
  findings: BrokenCheck[];
  broken_since: Date | null;
  accepted_at: Date | null;
  accepted_by: string | null;
  accepted_reason: string | null;
  accepted_of: string | null;
}

/** What the doctor last said of the brand's books; null before it ever looked. */
export async function booksCheckOf(ctx: Ctx): Promise<BooksCheckRow | null> {
  return await ctx.sql.maybe<BooksCheckRow>`
    SELECT books_check.checked_at, books_check.findings, books_check.broken_since, books_check.accepted_at, books_check.accepted_by,
           books_check.accepted_reason, books_check.accepted_of
      FROM partners.books_check AS books_check
     WHERE books_check.tenant_id = ${ctx.tenantId}`;
}

/** What somebody accepts is told by its checks and the number of rows: anything else found later is another matter. */
export function findingsText(findings: readonly BrokenCheck[]): string {
  return findings
    .map(({ id, count }) => `${id} ${count}`)
    .toSorted()
    .join(', ');
}

function isStopped(row: BooksCheckRow | null): row is BooksCheckRow {
  return row !== null && row.broken_since !== null && row.accepted_of !== findingsText(row.findings);
}

/** Whether money may leave: not while the doctor's last look found the books broken (reliability §2). */
export async function mayPayOut(ctx: Ctx): Promise<boolean> {
  return !isStopped(await booksCheckOf(ctx));
}

/** @throws `payouts.stopped` with what was found, while the doctor's last look found the books broken */
export async function assertMayPayOut(ctx: Ctx): Promise<void> {
  const row = await booksCheckOf(ctx);
  if (isStopped(row)) throw payoutsStopped(row.broken_since ?? row.checked_at, row.findings);
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Whether the doctor should look again: once a day by the machine's clock, every hour while something is broken. */
export async function isExaminationDue(ctx: Ctx): Promise<boolean> {
  const row = await booksCheckOf(ctx);
  const made = await ctx.sql.one<{ created_at: Date }>`
    SELECT tenant.created_at FROM identity.tenant AS tenant WHERE tenant.tenant_id = ${ctx.tenantId}`;
  const last = row?.checked_at ?? made.created_at;
  return ctx.recordedAt.getTime() - last.getTime() >= (row?.broken_since ? HOUR_MS : DAY_MS);
}

export async function payoutStop(ctx: Ctx, language: Language): Promise<PayoutStop> {
  const row = await booksCheckOf(ctx);
  return {
    isStopped: isStopped(row),
    checkedAt: row?.checked_at.toISOString() ?? null,
    since: row?.broken_since?.toISOString() ?? null,
    checks: (row?.findings ?? []).map(({ id, title, count }) => ({ id, title: title[language], count })),
    accepted: row?.accepted_at ? { at: row.accepted_at.toISOString(), by: row.accepted_by ?? '', reason: row.accepted_reason ?? '' } : null,
  };
}
