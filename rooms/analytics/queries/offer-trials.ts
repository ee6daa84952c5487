import type { Ctx } from '../../../kit/ctx.ts';
import { assert } from '../../../kit/errors/index.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import { sampleSizePerArm, upliftOf, type Arm } from '../model/prediction/incrementality.ts';
import type { OfferTrialJson, OfferTrials } from '../offer-trial-api.ts';

const MOST_SHOWN = 20;

/** Of friends who bought for whoever was offered a gift for it, the share who would not have come otherwise. */
export interface IncrementalShare {
  readonly share: number;
  readonly standardError: number;
  /** who was offered it, and who was held out, together */
  readonly people: number;
}

/** The trials of the offer to whoever brings a friend, with what those offered it did, and those held out. */
export async function offerTrialsReply(ctx: Ctx): Promise<OfferTrials> {
  const data = await trialReplies(ctx, null);
  return { incrementalShare: shareIn(data), data, next: null };
}

/** One trial. */
export async function offerTrialReply(ctx: Ctx, trialId: Uuid): Promise<OfferTrialJson> {
  const [reply] = await trialReplies(ctx, trialId);
  assert(reply, 'a trial that was just written is there');
  return reply;
}

/** The newest trial that was not broken off; null: there was none. */
export async function newestOfferTrial(ctx: Ctx): Promise<OfferTrialJson | null> {
  return (await trialReplies(ctx, null)).find(({ verdict }) => verdict !== 'stopped') ?? null;
}

/** What referral offers add, as the newest trial measured it that ran to its end and told something; null: none did. */
export async function measuredIncrementalShare(ctx: Ctx): Promise<IncrementalShare | null> {
  return shareIn(await trialReplies(ctx, null));
}

/** Whoever looks every day and stops at the first day that pleases is fooled by chance: only what ran to its end counts. */
function shareIn(data: readonly OfferTrialJson[]): IncrementalShare | null {
  const told = data.find(({ verdict }) => verdict === 'helped' || verdict === 'harmed');
  const { share, shareError } = told?.uplift ?? {};
  if (!told || share == null || shareError == null) return null;
  return { share, standardError: shareError, people: told.offered.people + told.heldOut.people };
}

interface SideRow {
  trial_id: Uuid;
  share_ppm: number;
  seed: bigint;
  started_at: Date;
  ends_at: Date;
  stopped_at: Date | null;
  is_held_out: boolean | null;
  people: number;
  shared: number;
  brought: number;
  brought_buyers: number;
  buyers: number;
  cost: bigint;
}

/** What people in a trial did from their draw to its end. */
async function trialReplies(ctx: Ctx, only: Uuid | null): Promise<OfferTrialJson[]> {
  const rows = await ctx.sql.anew<SideRow>`
    SELECT trial.trial_id, trial.share_ppm, trial.seed, trial.started_at, trial.ends_at, trial.stopped_at, place.is_held_out,
           count(place.person_id)::int AS people, (count(*) FILTER (WHERE own.links > 0))::int AS shared,
           (count(*) FILTER (WHERE own.friends > 0))::int AS brought, (count(*) FILTER (WHERE own.buyers > 0))::int AS brought_buyers,
           coalesce(sum(own.buyers), 0)::int AS buyers, coalesce(sum(own.cost), 0)::bigint AS cost
      FROM (SELECT latest.trial_id, latest.share_ppm, latest.seed, latest.started_at, latest.ends_at, latest.stopped_at,
                   least(latest.ends_at, coalesce(latest.stopped_at, latest.ends_at)) AS over_at
              FROM pricing.offer_trial AS latest
             WHERE latest.tenant_id = ${ctx.tenantId} AND (${only}::uuid IS NULL OR latest.trial_id = ${only}::uuid)
             ORDER BY latest.trial_id DESC
             LIMIT ${MOST_SHOWN}) AS trial
      LEFT JOIN pricing.offer_place AS place ON place.tenant_id = ${ctx.tenantId} AND place.trial_id = trial.trial_id
      LEFT JOIN LATERAL (
           SELECT (SELECT count(*)
                     FROM relations.share_link AS link
                    WHERE link.tenant_id = ${ctx.tenantId} AND link.person_id = place.person_id
                      AND link.created_at >= place.drawn_at AND link.created_at < trial.over_at) AS links,
                  count(*) AS friends,
                  count(*) FILTER (WHERE friend.first_paid_ms >= extract(epoch FROM referral.from_at) * 1000
                                     AND friend.first_paid_ms < extract(epoch FROM trial.over_at) * 1000) AS buyers,
                  (SELECT sum(promise.cost_amount)
                     FROM pricing.gift_promise AS promise
                    WHERE promise.tenant_id = ${ctx.tenantId} AND promise.introducer_id = place.person_id AND promise.kind = 'onReferral'
                      AND promise.state <> 'lapsed' AND promise.promised_at >= place.drawn_at AND promise.promised_at < trial.over_at) AS cost
             FROM relations.referral AS referral
             JOIN relations.person AS person ON person.tenant_id = ${ctx.tenantId} AND person.person_id = referral.subject_id
             JOIN analytics.person AS friend ON friend.tenant_id = ${ctx.tenantId} AND friend.node = person.node
            WHERE referral.tenant_id = ${ctx.tenantId} AND referral.object_id = place.person_id AND referral.to_at IS NULL
              AND referral.from_at >= place.drawn_at AND referral.from_at < trial.over_at) AS own ON true
     GROUP BY trial.trial_id, trial.share_ppm, trial.seed, trial.started_at, trial.ends_at, trial.stopped_at, place.is_held_out
     ORDER BY trial.trial_id DESC`;
  return [...Map.groupBy(rows, (row) => row.trial_id).values()].map((sides) => trialJson(ctx, sides));
}

function trialJson(ctx: Ctx, sides: readonly SideRow[]): OfferTrialJson {
  const [trial] = sides;
  assert(trial, 'a group has a row');
  const [offered, heldOut] = [false, true].map((isHeldOut) => sides.find((row) => row.is_held_out === isHeldOut) ?? null);
  const uplift = upliftOf(armOf(offered), armOf(heldOut));
  const isOver = trial.stopped_at !== null || trial.ends_at <= ctx.now;
  const cost = offered?.cost ?? 0n;
  const added = uplift?.incrementalPeople ?? 0;
  return {
    id: publicId('offerTrial', trial.trial_id),
    startedAt: trial.started_at.toISOString(),
    endsAt: trial.ends_at.toISOString(),
    stoppedAt: trial.stopped_at?.toISOString() ?? null,
    isOver,
    holdOutPpm: trial.share_ppm,
    seed: Number(trial.seed),
    offered: sideJson(offered),
    heldOut: sideJson(heldOut),
    uplift: uplift && {
      difference: uplift.uplift,
      standardError: uplift.standardError,
      share: uplift.incrementalShare,
      shareError: uplift.shareError,
      broughtPeople: added,
      needed: sampleSizePerArm(uplift.controlRate, uplift.treatedRate),
    },
    cost: moneyJson(cost, ctx.tenant.currency),
    costPerIncremental: added > 0 ? moneyJson(BigInt(Math.round(Number(cost) / added)), ctx.tenant.currency) : null,
    verdict:
      trial.stopped_at !== null
        ? 'stopped'
        : !isOver
          ? 'tooEarly'
          : !uplift
            ? 'nobodyLeftOut'
            : !uplift.isDecided
              ? 'undecided'
              : uplift.uplift > 0
                ? 'helped'
                : 'harmed',
  };
}

const armOf = (row: SideRow | null | undefined): Arm => ({ people: row?.people ?? 0, did: row?.brought_buyers ?? 0 });

function sideJson(row: SideRow | null | undefined): OfferTrialJson['offered'] {
  return {
    people: row?.people ?? 0,
    shared: row?.shared ?? 0,
    brought: row?.brought ?? 0,
    broughtBuyers: row?.brought_buyers ?? 0,
    buyers: row?.buyers ?? 0,
  };
}
