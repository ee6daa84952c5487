import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';

/** An introduction waiting to be judged. `at` in epoch ms, null: known since always; `place`: the line of its row. */
export interface WaitingReferral {
  readonly at: number | null;
  readonly place: number;
  readonly person: string;
  readonly referrer: string;
}

const UNDATED = 9_223_372_036_854_775_807n;

/** Lays introductions down; reading them back with `nextReferrals` gives them in the order of time. Repeats of a place are ignored. */
export async function putReferralsInOrder(ctx: Ctx, runId: Uuid, referrals: readonly WaitingReferral[]): Promise<void> {
  if (referrals.length === 0) return;
  await ctx.sql.exec`
    INSERT INTO imports.waiting_referral (tenant_id, run_id, at_ms, place, person, referrer)
    SELECT ${ctx.tenantId}, ${runId}, laid.at_ms, laid.place, laid.person, laid.referrer
      FROM unnest(${plainArray(referrals.map((referral) => referral.at ?? UNDATED))}::bigint[],
                  ${plainArray(referrals.map((referral) => referral.place))}::bigint[],
                  ${referrals.map((referral) => referral.person)}::text[],
                  ${referrals.map((referral) => referral.referrer)}::text[]) AS laid (at_ms, place, person, referrer)
        ON CONFLICT (tenant_id, run_id, at_ms, place) DO NOTHING`;
}

/** Where reading goes on: after this introduction. */
export interface ReferralPlace {
  readonly atMs: string;
  readonly place: number;
}

/** The next introductions by time, those without a date last, ties by place. */
export async function nextReferrals(
  ctx: Ctx,
  runId: Uuid,
  after: ReferralPlace | null,
  limit: number,
): Promise<{ referrals: WaitingReferral[]; last: ReferralPlace | null }> {
  const rows = await ctx.sql<{ at_ms: bigint; place: bigint; person: string; referrer: string }>`
    SELECT waiting.at_ms, waiting.place, waiting.person, waiting.referrer
      FROM imports.waiting_referral AS waiting
     WHERE waiting.tenant_id = ${ctx.tenantId} AND waiting.run_id = ${runId}
       AND (waiting.at_ms, waiting.place) > (${after?.atMs ?? '-9223372036854775808'}::bigint, ${after?.place ?? 0}::bigint)
     ORDER BY waiting.at_ms, waiting.place
     LIMIT ${limit}`;
  const last = rows.at(-1);
  return {
    referrals: rows.map((row) => ({
      at: row.at_ms === UNDATED ? null : Number(row.at_ms),
      place: Number(row.place),
      person: row.person,
      referrer: row.referrer,
    })),
    last: last ? { atMs: last.at_ms.toString(), place: Number(last.place) } : null,
  };
}

/** Clears what a finished run had laid down. */
export async function clearReferrals(ctx: Ctx, runId: Uuid): Promise<void> {
  await ctx.sql.exec`
    DELETE FROM imports.waiting_referral AS waiting
     WHERE waiting.tenant_id = ${ctx.tenantId} AND waiting.run_id = ${runId}`;
}
