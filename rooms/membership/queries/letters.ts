import type { Ctx } from '../../../kit/ctx.ts';
import { instants, int4s } from '../../../kit/db/arrays.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import type { LetterJson, LetterOccasion } from '../letter-api.ts';
import { monthsAfter } from '../model/card.ts';
import { letterOccasions, type LetterEvent } from '../model/letter.ts';

/** membership.letter */
export interface Letter {
  readonly title: string;
  readonly text: string;
  readonly name: string | null;
  /** null: it is sent to nobody */
  readonly openedAt: Date | null;
  readonly writtenAt: Date;
  readonly writtenBy: string;
}

/** The letters that were written, by their occasion. */
export async function lettersOf(ctx: Ctx): Promise<ReadonlyMap<LetterOccasion, Letter>> {
  const rows = await ctx.sql<{
    occasion: LetterOccasion;
    title: string;
    text: string;
    name: string | null;
    opened_at: Date | null;
    written_at: Date;
    written_by: string;
  }>`
    SELECT letter.occasion, letter.title, letter.text, letter.name, letter.opened_at, letter.written_at, letter.written_by
      FROM membership.letter AS letter
     WHERE letter.tenant_id = ${ctx.tenantId}`;
  return new Map(
    rows.map(({ occasion, title, text, name, opened_at, written_at, written_by }) => [
      occasion,
      { title, text, name, openedAt: opened_at, writtenAt: written_at, writtenBy: written_by },
    ]),
  );
}

/** Whether any letter is sent: a brand without one is not looked through. */
export async function hasOpenLetters(ctx: Ctx): Promise<boolean> {
  const { is_open: isOpen } = await ctx.sql.one<{ is_open: boolean }>`
    SELECT EXISTS (SELECT 1 FROM membership.letter AS letter
                    WHERE letter.tenant_id = ${ctx.tenantId} AND letter.opened_at IS NOT NULL) AS is_open`;
  return isOpen;
}

/** Every occasion with its letter and whom it reached. */
export async function letterReplies(ctx: Ctx): Promise<LetterJson[]> {
  const letters = await lettersOf(ctx);
  const counts = await ctx.sql<{ kind: string; told: number; read: number }>`
    SELECT notice.kind, count(*)::int AS told, count(notice.read_at)::int AS read
      FROM membership.notice AS notice
     WHERE notice.tenant_id = ${ctx.tenantId} AND notice.kind LIKE 'letter.%'
     GROUP BY notice.kind`;
  return letterOccasions.map((occasion) => {
    const letter = letters.get(occasion);
    const reached = counts.find((row) => row.kind === `letter.${occasion}`);
    return {
      occasion,
      title: letter?.title ?? null,
      text: letter?.text ?? null,
      name: letter?.name ?? null,
      openedAt: letter?.openedAt?.toISOString() ?? null,
      writtenAt: letter?.writtenAt.toISOString() ?? null,
      writtenBy: letter?.writtenBy ?? null,
      told: reached?.told ?? 0,
      read: reached?.read ?? 0,
    };
  });
}

/** Who rose to a tier since an instant and stands in it. */
export async function tiersGained(ctx: Ctx, since: Date): Promise<LetterEvent[]> {
  const rows = await ctx.sql<{ interval_id: Uuid; person_id: Uuid; name: string; from_at: Date }>`
    SELECT tier_interval.interval_id, tier_interval.person_id, tier.name, tier_interval.from_at
      FROM membership.tier_interval AS tier_interval
      JOIN membership.tier AS tier ON tier.tenant_id = ${ctx.tenantId} AND tier.tier_id = tier_interval.tier_id
     WHERE tier_interval.tenant_id = ${ctx.tenantId} AND tier_interval.from_at >= ${since} AND tier_interval.gained_by = 'growth'
       AND tier_interval.to_at IS NULL`;
  return rows.map((row) => ({
    occasion: 'upgrade',
    personId: row.person_id,
    once: row.interval_id,
    at: row.from_at.getTime(),
    facts: { tier: row.name },
  }));
}

const YEARS = 40;
/** An anniversary that fell on a day nobody looked is still wished within a week. */
const LATE_DAYS = 7;

/** Members whose day of joining comes round, by the calendar of the brand. */
export async function anniversaries(ctx: Ctx): Promise<LetterEvent[]> {
  const spans = Array.from({ length: YEARS }, (_, at) => {
    const years = at + 1;
    const back = (day: number): number => ctx.zone.startOf(monthsAfter(day, -12 * years));
    return { years, from: back(ctx.today - LATE_DAYS), to: back(ctx.today + 1) };
  });
  const rows = await ctx.sql<{ person_id: Uuid; number: number; joined_at: Date; years: number }>`
    SELECT member.person_id, member.number, member.joined_at, span.years
      FROM membership.member AS member
      JOIN unnest(${int4s(spans, (span) => span.years)}::int[], ${instants(spans, (span) => span.from)}::timestamptz[],
                  ${instants(spans, (span) => span.to)}::timestamptz[]) AS span (years, from_at, to_at)
        ON member.joined_at >= span.from_at AND member.joined_at < span.to_at
     WHERE member.tenant_id = ${ctx.tenantId}
       AND EXISTS (SELECT 1 FROM membership.standing AS standing
                    WHERE standing.tenant_id = ${ctx.tenantId} AND standing.person_id = member.person_id AND standing.to_at IS NULL)`;
  return rows.map((row) => ({
    occasion: 'anniversary',
    personId: row.person_id,
    once: String(row.years),
    at: ctx.zone.startOf(monthsAfter(ctx.zone.dayOf(row.joined_at.getTime()), 12 * row.years) + 1) - 1,
    facts: { years: String(row.years), number: String(row.number) },
  }));
}

const DAY_MS = 86_400_000;

/** Who is a member no more: for a day, so that whoever renews late is not bidden farewell. */
export async function leavers(ctx: Ctx, since: Date): Promise<LetterEvent[]> {
  const rows = await ctx.sql<{ person_id: Uuid; number: number; to_at: Date }>`
    SELECT standing.person_id, member.number, max(standing.to_at) AS to_at
      FROM membership.standing AS standing
      JOIN membership.member AS member ON member.tenant_id = ${ctx.tenantId} AND member.person_id = standing.person_id
     WHERE standing.tenant_id = ${ctx.tenantId} AND standing.to_at >= ${since}
       AND NOT EXISTS (SELECT 1 FROM membership.standing AS other
                        WHERE other.tenant_id = ${ctx.tenantId} AND other.person_id = standing.person_id
                          AND (other.to_at IS NULL OR other.to_at > ${new Date(ctx.now.getTime() - DAY_MS)}))
     GROUP BY standing.person_id, member.number`;
  return rows.map((row) => ({
    occasion: 'farewell',
    personId: row.person_id,
    once: row.to_at.toISOString(),
    at: row.to_at.getTime(),
    facts: { number: String(row.number) },
  }));
}
