import type { Ctx } from '../../../kit/ctx.ts';
import { instants, int8s, texts, uuids } from '../../../kit/db/arrays.ts';
import { newId, type Uuid } from '../../../kit/ids/index.ts';
import { dayText } from '../../../kit/time/index.ts';
import { validUntil, type Tier, type TierInterval } from '../model/tier.ts';
import { tellPeople, type Told } from './tell-person.ts';

export type TierEnding = 'rose' | 'kept' | 'fell' | 'lapsed' | 'merged';

/** What becomes of one person's tier: the interval that ends, the one that begins, the warning that is given or over. */
export interface TierMove {
  readonly personId: Uuid;
  readonly ends?: { readonly interval: TierInterval; readonly how: TierEnding; readonly at: number };
  readonly begins?: { readonly tier: Tier; readonly gainedBy: TierInterval['gainedBy']; readonly grown: bigint };
  readonly warns?: { readonly interval: TierInterval; readonly fallsAt: number; readonly had: bigint; readonly needed: bigint };
  /** the warning that stood ends, the interval goes on */
  readonly calms?: { readonly interval: TierInterval };
  readonly tells: readonly Told[];
}

/** Writes what becomes of tiers, set by set. The caller holds the lane. */
export async function moveTiers(ctx: Ctx, moves: readonly TierMove[]): Promise<void> {
  const ends = moves.flatMap((move) => move.ends ?? []);
  if (ends.length > 0) {
    await ctx.sql.exec`
      UPDATE membership.tier_interval AS tier_interval
         SET to_at = fresh.to_at, ended = fresh.ended
        FROM unnest(${uuids(ends, (end) => end.interval.intervalId)}::uuid[], ${instants(ends, (end) => end.at)}::timestamptz[],
                    ${texts(ends, (end) => end.how)}::text[]) AS fresh (interval_id, to_at, ended)
       WHERE tier_interval.tenant_id = ${ctx.tenantId}
         AND tier_interval.interval_id = ANY(${uuids(ends, (end) => end.interval.intervalId)}::uuid[])
         AND tier_interval.interval_id = fresh.interval_id`;
  }
  const over = moves.flatMap(({ ends: end, calms }) =>
    end ? [{ interval: end.interval, how: end.how }] : calms ? [{ interval: calms.interval, how: 'kept' as const }] : [],
  );
  if (over.length > 0) {
    await ctx.sql.exec`
      UPDATE membership.tier_warning AS tier_warning
         SET ended_at = ${ctx.now}, ended = fresh.ended
        FROM unnest(${uuids(over, (one) => one.interval.intervalId)}::uuid[], ${texts(over, (one) => one.how)}::text[])
             AS fresh (interval_id, ended)
       WHERE tier_warning.tenant_id = ${ctx.tenantId}
         AND tier_warning.interval_id = ANY(${uuids(over, (one) => one.interval.intervalId)}::uuid[])
         AND tier_warning.interval_id = fresh.interval_id AND tier_warning.ended_at IS NULL`;
  }
  const begins = moves.flatMap((move) => (move.begins ? [{ personId: move.personId, ...move.begins }] : []));
  if (begins.length > 0) {
    await ctx.sql.exec`
      INSERT INTO membership.tier_interval (tenant_id, interval_id, person_id, tier_id, gained_by, grown, reach_rule, keep_rule, from_at,
                                            valid_until, recorded_at)
      SELECT ${ctx.tenantId}, fresh.interval_id, fresh.person_id, fresh.tier_id, fresh.gained_by, fresh.grown, fresh.reach_rule,
             fresh.keep_rule, ${ctx.now}::timestamptz, ${new Date(validUntil(ctx.today, ctx.zone))}::timestamptz, ${ctx.recordedAt}::timestamptz
        FROM unnest(${uuids(begins, () => newId())}::uuid[], ${uuids(begins, (one) => one.personId)}::uuid[],
                    ${uuids(begins, (one) => one.tier.tierId)}::uuid[], ${texts(begins, (one) => one.gainedBy)}::text[],
                    ${int8s(begins, (one) => one.grown)}::bigint[],
                    ${int8s(begins, (one) => (one.gainedBy === 'growth' ? one.tier.reach : 0n))}::bigint[],
                    ${int8s(begins, (one) => one.tier.keep)}::bigint[])
             AS fresh (interval_id, person_id, tier_id, gained_by, grown, reach_rule, keep_rule)`;
  }
  const warns = moves.flatMap((move) => move.warns ?? []);
  if (warns.length > 0) {
    await ctx.sql.exec`
      INSERT INTO membership.tier_warning (tenant_id, interval_id, warned_at, falls_at, had, needed, recorded_at)
      SELECT ${ctx.tenantId}, fresh.interval_id, ${ctx.now}::timestamptz, fresh.falls_at, fresh.had, fresh.needed, ${ctx.recordedAt}::timestamptz
        FROM unnest(${uuids(warns, (one) => one.interval.intervalId)}::uuid[], ${instants(warns, (one) => one.fallsAt)}::timestamptz[],
                    ${int8s(warns, (one) => one.had)}::bigint[], ${int8s(warns, (one) => one.needed)}::bigint[])
             AS fresh (interval_id, falls_at, had, needed)`;
  }
  await tellPeople(
    ctx,
    moves.flatMap(({ personId, tells }) => tells.map((told) => ({ personId, ...told }))),
  );
}

/** Everybody was held against the tiers today. */
export async function keepTierReview(ctx: Ctx): Promise<void> {
  await ctx.sql.exec`
    INSERT INTO membership.tier_review (tenant_id, reviewed_on, recorded_at)
    VALUES (${ctx.tenantId}, ${dayText(ctx.today)}::date, ${ctx.recordedAt})
        ON CONFLICT (tenant_id) DO UPDATE SET reviewed_on = excluded.reviewed_on, recorded_at = excluded.recorded_at`;
}
