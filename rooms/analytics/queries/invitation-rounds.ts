import type { Ctx } from '../../../kit/ctx.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import { ASK_AGAIN_MS, inviteMembers, mayBeAsked } from '../../membership/index.ts';
import { sampleSizePerArm, spendUpliftOf, upliftOf, upliftTogether, type Arm, type SpendArm } from '../model/prediction/incrementality.ts';
import type { InvitationRounds, InvitationRoundJson } from '../prediction-api.ts';
import { residentOf } from '../resident/registry.ts';
import { likeliest } from './candidates.ts';

/** So many of those who behave like members are looked at: their contacts are read in one query. */
const MOST_LOOKED_AT = 20_000;
const MOST_SHOWN = 50;
/** Amounts scatter so widely that fewer than these on a side tell nothing. */
const FEWEST_SPENDERS = 30;
const USUAL_SHARE_PPM = 100_000;

/** Asks everybody who behaves like a member and may be asked, the likeliest first, and leaves a share of them out by lot. */
export async function startRound(ctx: Ctx, { most, holdOutPpm }: { most: number; holdOutPpm: number }): Promise<InvitationRoundJson> {
  const { roundId } = await inviteMembers(ctx, await likeMembers(ctx), { most, sharePpm: holdOutPpm });
  const [row] = await roundReplies(ctx, roundId);
  return row as InvitationRoundJson;
}

/** The rounds of invitations, the last first: what those who were asked did, and those who were left out. */
export async function invitationRounds(ctx: Ctx): Promise<InvitationRounds> {
  const data = await roundReplies(ctx, null);
  const open = await mayBeAsked(ctx, await likeMembers(ctx));
  // Whoever looks every day and stops at the first day that pleases is fooled by chance: only what is over counts.
  const judged = data.filter((round) => round.isOver);
  const together = upliftTogether(judged.map(({ invited, heldOut }) => ({ treated: armOf(invited), control: armOf(heldOut) })));
  return {
    mayBeAsked: open.size,
    usualPpm: data[0]?.holdOutPpm ?? USUAL_SHARE_PPM,
    days: ASK_AGAIN_MS / 86_400_000,
    together: together && {
      rounds: judged.filter(({ uplift }) => uplift !== null).length,
      invited: together.treated.people,
      heldOut: together.control.people,
      difference: together.uplift,
      standardError: together.standardError,
      broughtPeople: together.incrementalPeople,
      verdict: together.isDecided ? (together.uplift > 0 ? 'helped' : 'harmed') : 'undecided',
      needed: sampleSizePerArm(rateOf(together.control), rateOf(together.treated)),
    },
    data,
    next: null,
  };
}

async function likeMembers(ctx: Ctx): Promise<Uuid[]> {
  const resident = await residentOf(ctx);
  return (await likeliest(resident, 'membership', ctx.today, MOST_LOOKED_AT)).map(({ node }) => resident.personId(node));
}

const armOf = ({ people, joined }: { people: number; joined: number }): Arm => ({ people, did: joined });
const rateOf = ({ people, did }: Arm): number => (people > 0 ? did / people : 0);

interface SideRow {
  round_id: Uuid;
  share_ppm: number;
  seed: bigint;
  asked_at: Date;
  ends_at: Date;
  is_held_out: boolean;
  people: number;
  joined: number;
  bought: number;
  spent: bigint;
  squares: string;
}

/** Who joined and what they spent from the invitation to the end of its round; refunds are taken off whenever they came. */
async function roundReplies(ctx: Ctx, only: Uuid | null): Promise<InvitationRoundJson[]> {
  const rows = await ctx.sql<SideRow>`
    SELECT round.round_id, round.share_ppm, round.seed, round.asked_at, round.ends_at, place.is_held_out, count(*)::int AS people,
           count(*) FILTER (WHERE own.has_joined)::int AS joined, count(*) FILTER (WHERE own.orders > 0)::int AS bought,
           sum(own.spent)::bigint AS spent, sum(own.spent::numeric * own.spent::numeric)::text AS squares
      FROM (SELECT latest.round_id, latest.share_ppm, latest.seed, latest.asked_at, latest.ends_at
              FROM membership.invitation_round AS latest
             WHERE latest.tenant_id = ${ctx.tenantId} AND (${only}::uuid IS NULL OR latest.round_id = ${only}::uuid)
             ORDER BY latest.round_id DESC
             LIMIT ${MOST_SHOWN}) AS round
      JOIN membership.invitation_place AS place ON place.tenant_id = ${ctx.tenantId} AND place.round_id = round.round_id
     CROSS JOIN LATERAL (
           SELECT EXISTS (SELECT 1 FROM membership.standing AS standing
                           WHERE standing.tenant_id = ${ctx.tenantId} AND standing.person_id = place.person_id
                             AND standing.from_at >= round.asked_at AND standing.from_at < round.ends_at) AS has_joined,
                  count(*)::int AS orders, coalesce(sum(bought.net_amount), 0)::bigint AS spent
             FROM orders.customer_order AS bought
            WHERE bought.tenant_id = ${ctx.tenantId} AND bought.person_id = place.person_id
              AND bought.paid_at >= round.asked_at AND bought.paid_at < round.ends_at) AS own
     GROUP BY round.round_id, round.share_ppm, round.seed, round.asked_at, round.ends_at, place.is_held_out
     ORDER BY round.round_id DESC`;
  const rounds = new Map<Uuid, { invited: SideRow | null; heldOut: SideRow | null }>();
  for (const row of rows) {
    const known = rounds.get(row.round_id) ?? { invited: null, heldOut: null };
    rounds.set(row.round_id, { ...known, [row.is_held_out ? 'heldOut' : 'invited']: row });
  }
  return [...rounds.values()].map(({ invited, heldOut }) => replyOf(ctx, invited, heldOut));
}

function replyOf(ctx: Ctx, invited: SideRow | null, heldOut: SideRow | null): InvitationRoundJson {
  const round = (invited ?? heldOut) as SideRow;
  const isOver = round.ends_at <= ctx.now;
  const [treated, control] = [sideOf(ctx, invited), sideOf(ctx, heldOut)];
  const uplift = upliftOf(armOf(treated), armOf(control));
  const spend = spendUpliftOf(spendArmOf(invited), spendArmOf(heldOut));
  const money = (minor: number) => moneyJson(BigInt(Math.round(minor)), ctx.tenant.currency);
  return {
    id: publicId('invitationRound', round.round_id),
    askedAt: round.asked_at.toISOString(),
    endsAt: round.ends_at.toISOString(),
    isOver,
    holdOutPpm: round.share_ppm,
    seed: Number(round.seed),
    invited: treated,
    heldOut: control,
    uplift: uplift && {
      difference: uplift.uplift,
      standardError: uplift.standardError,
      share: uplift.incrementalShare,
      shareError: uplift.shareError,
      broughtPeople: uplift.incrementalPeople,
      needed: sampleSizePerArm(uplift.controlRate, uplift.treatedRate),
    },
    spend: spend && {
      difference: money(spend.uplift),
      standardError: money(spend.standardError),
      isEnough: treated.people >= FEWEST_SPENDERS && control.people >= FEWEST_SPENDERS,
    },
    verdict: !uplift ? 'nobodyLeftOut' : !isOver ? 'tooEarly' : !uplift.isDecided ? 'undecided' : uplift.uplift > 0 ? 'helped' : 'harmed',
  };
}

function sideOf(ctx: Ctx, row: SideRow | null) {
  return {
    people: row?.people ?? 0,
    joined: row?.joined ?? 0,
    bought: row?.bought ?? 0,
    spent: moneyJson(row?.spent ?? 0n, ctx.tenant.currency),
  };
}

function spendArmOf(row: SideRow | null): SpendArm {
  return { people: row?.people ?? 0, sum: Number(row?.spent ?? 0n), sumOfSquares: Number(row?.squares ?? 0) };
}
