import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import type { Stage } from '../../../kit/http/shapes.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import { periodBounds, sampleSizePerArm, upliftOf, type Period } from '../../analytics/index.ts';
import { peopleRefs } from '../../relations/index.ts';
import type { scriptResult, scriptResults, ScriptSideJson } from '../script-use-api.ts';
import { scriptUseJson, scriptUses, trialOf, type ScriptTrialRow } from './script-uses.ts';
import type { ScriptRow } from './scripts.ts';

/** So long after the words an order counts where no trial says otherwise. */
export const USUAL_DAYS = 14;
const SHOWN = 50;

type Result = z.input<typeof scriptResult>;
type Results = z.input<typeof scriptResults>;
type Side = Omit<ScriptSideJson, 'version'>;

interface SideRow {
  readonly key: string;
  readonly people: number;
  readonly replied: number;
  readonly complained: number;
  readonly opted_out: number;
  readonly over: number;
  readonly deals: number;
  readonly sales: bigint;
}

interface Wish {
  /** what people are counted by: each once for every value of it, from the first time */
  readonly by: 'version' | 'script' | 'staff' | 'scene';
  readonly days: number;
  readonly scriptId?: Uuid;
  readonly trialId?: Uuid;
  readonly period?: Period;
}

/**
 * What people did after words were said to them. An order counts that was paid within the days after the first time and not given back in full;
 * of whoever's days are not over yet nothing is told but that the words were said.
 */
async function sidesBy(ctx: Ctx, { by, days, scriptId, trialId, period }: Wish): Promise<Map<string, SideRow>> {
  const { low, high } = periodBounds(period ?? { from: null, to: null });
  const [from, to] = [new Date(ctx.zone.startOf(low)), new Date(ctx.zone.startOf(high))];
  const rows = await ctx.sql.anew<SideRow>`
    SELECT own.key, count(*)::int AS people, count(*) FILTER (WHERE own.replied)::int AS replied,
           count(*) FILTER (WHERE own.complained)::int AS complained, count(*) FILTER (WHERE own.has_left)::int AS opted_out,
           count(*) FILTER (WHERE own.is_over)::int AS over, count(*) FILTER (WHERE own.is_over AND bought.orders > 0)::int AS deals,
           coalesce(sum(bought.sales) FILTER (WHERE own.is_over), 0)::bigint AS sales
      FROM (SELECT said.key, said.person_id, said.since, said.replied, said.complained,
                   said.since + make_interval(days => ${days}::int) <= ${ctx.now}::timestamptz AS is_over,
                   EXISTS (SELECT 1 FROM relations.consent AS consent
                            WHERE consent.tenant_id = ${ctx.tenantId} AND consent.person_id = said.person_id
                              AND consent.withdrawn_at > said.since
                              AND consent.withdrawn_at <= said.since + make_interval(days => ${days}::int)) AS has_left
              FROM (SELECT CASE ${by}::text WHEN 'version' THEN script_use.version::text WHEN 'script' THEN script_use.script_id::text
                                            WHEN 'staff' THEN script_use.used_by ELSE script_use.scene END AS key,
                           script_use.person_id, min(script_use.said_at) AS since, bool_or(script_use.replied_at IS NOT NULL) AS replied,
                           bool_or(script_use.complained_at IS NOT NULL) AS complained
                      FROM planner.script_use AS script_use
                     WHERE script_use.tenant_id = ${ctx.tenantId}
                       AND (${scriptId ?? null}::uuid IS NULL OR script_use.script_id = ${scriptId ?? null}::uuid)
                       AND (${trialId ?? null}::uuid IS NULL OR script_use.trial_id = ${trialId ?? null}::uuid)
                       AND script_use.said_at >= ${from}::timestamptz AND script_use.said_at < ${to}::timestamptz
                     GROUP BY 1, script_use.person_id) AS said) AS own
     CROSS JOIN LATERAL (
           SELECT count(*)::int AS orders, coalesce(sum(bought.net_amount), 0)::bigint AS sales
             FROM orders.customer_order AS bought
            WHERE bought.tenant_id = ${ctx.tenantId} AND bought.person_id = own.person_id AND NOT bought.is_refunded
              AND bought.paid_at > own.since AND bought.paid_at <= own.since + make_interval(days => ${days}::int)) AS bought
     GROUP BY own.key`;
  return new Map(rows.map((row) => [row.key, row]));
}

function sideOf(ctx: Ctx, row: SideRow | undefined): Side {
  const { people = 0, replied = 0, complained = 0, opted_out: optedOut = 0, over = 0, deals = 0 } = row ?? {};
  const rate = over > 0 ? deals / over : null;
  return {
    people,
    replied,
    complained,
    optedOut,
    over,
    deals,
    sales: moneyJson(row?.sales ?? 0n, ctx.tenant.currency),
    dealRate: rate,
    dealError: rate === null ? null : Math.sqrt((rate * (1 - rate)) / over),
    // Where nobody ever noted one, none is known: that is not the same as none.
    replyRate: people > 0 && replied > 0 ? replied / people : null,
    complaintRate: people > 0 && replied + complained > 0 ? complained / people : null,
  };
}

/** What came of a script: version by version, of the two on trial, and the last times it was said. */
export async function scriptResultOf(ctx: Ctx, script: ScriptRow): Promise<Result> {
  const trial = await trialOf(ctx, script.script_id);
  const days = trial?.days ?? USUAL_DAYS;
  const sides = await sidesBy(ctx, { by: 'version', days, scriptId: script.script_id });
  const uses = await scriptUses(ctx, { scriptId: script.script_id, limit: SHOWN });
  const names = await peopleRefs(
    ctx,
    uses.map((use) => use.person_id),
  );
  return {
    days,
    versions: [...sides.values()]
      .map((row) => ({ version: Number(row.key), ...sideOf(ctx, row) }))
      .toSorted((a, b) => b.version - a.version),
    trial: trial && (await trialJson(ctx, trial)),
    uses: uses.map((use) => ({ ...scriptUseJson(use), personName: names.get(use.person_id)?.name ?? null })),
  };
}

/** Whoever looks every day and stops at the first day that pleases is fooled by chance: nothing is judged before the trial is over. */
async function trialJson(ctx: Ctx, trial: ScriptTrialRow): Promise<NonNullable<Result['trial']>> {
  const sides = await sidesBy(ctx, { by: 'version', days: trial.days, trialId: trial.trial_id });
  const [a, b] = [sideOf(ctx, sides.get(String(trial.version_a))), sideOf(ctx, sides.get(String(trial.version_b)))];
  const uplift = upliftOf({ people: b.over, did: b.deals }, { people: a.over, did: a.deals });
  const isWhole = a.over === a.people && b.over === b.people;
  const verdict =
    trial.ended_at === null ? 'running' : !isWhole ? 'waiting' : !uplift?.isDecided ? 'undecided' : uplift.uplift > 0 ? 'b' : 'a';
  return {
    days: trial.days,
    shareBPpm: trial.share_b_ppm,
    beganBy: trial.began_by,
    beganAt: trial.began_at.toISOString(),
    endedAt: trial.ended_at?.toISOString() ?? null,
    a: { version: trial.version_a, ...a },
    b: { version: trial.version_b, ...b },
    difference: uplift?.uplift ?? null,
    standardError: uplift?.standardError ?? null,
    needed: uplift && sampleSizePerArm(uplift.controlRate, uplift.treatedRate),
    verdict,
  };
}

/** What came of words by script, by who said them and by where they were said, in a period. */
export async function scriptResultsIn(ctx: Ctx, period: Period): Promise<Results> {
  const [scripts, staff, scenes] = [
    await sidesBy(ctx, { by: 'script', days: USUAL_DAYS, period }),
    await sidesBy(ctx, { by: 'staff', days: USUAL_DAYS, period }),
    await sidesBy(ctx, { by: 'scene', days: USUAL_DAYS, period }),
  ];
  const heads = await headsOf(ctx);
  const speakers = await speakersIn(ctx, period);
  const most = <Row extends Side>(rows: Row[]): Row[] => rows.toSorted((x, y) => y.people - x.people);
  return {
    days: USUAL_DAYS,
    scripts: most(
      heads.flatMap((head) => {
        const row = scripts.get(head.script_id);
        const { goal, stage, scene } = head;
        return row ? [{ script: publicId('script', head.script_id), goal, stage, scene, ...sideOf(ctx, row) }] : [];
      }),
    ),
    staff: most(speakers.map(({ used_by, name, said }) => ({ name, said, ...sideOf(ctx, staff.get(used_by)) }))),
    scenes: most([...scenes.values()].map((row) => ({ scene: row.key as Results['scenes'][number]['scene'], ...sideOf(ctx, row) }))),
  };
}

interface Head {
  readonly script_id: Uuid;
  readonly goal: string;
  readonly stage: Stage;
  readonly scene: Results['scenes'][number]['scene'];
}

async function headsOf(ctx: Ctx): Promise<Head[]> {
  return await ctx.sql<Head>`
    SELECT script.script_id, script.goal, script.stage, script.scene
      FROM planner.script AS script
     WHERE script.tenant_id = ${ctx.tenantId}`;
}

/** Who said something, under the name they had last. */
async function speakersIn(ctx: Ctx, period: Period): Promise<{ used_by: string; name: string; said: number }[]> {
  const { low, high } = periodBounds(period);
  return await ctx.sql.anew<{ used_by: string; name: string; said: number }>`
    SELECT script_use.used_by, (array_agg(script_use.used_by_name ORDER BY script_use.use_id DESC))[1] AS name, count(*)::int AS said
      FROM planner.script_use AS script_use
     WHERE script_use.tenant_id = ${ctx.tenantId} AND script_use.said_at >= ${new Date(ctx.zone.startOf(low))}::timestamptz
       AND script_use.said_at < ${new Date(ctx.zone.startOf(high))}::timestamptz
     GROUP BY script_use.used_by`;
}
