import { setImmediate as othersFirst } from 'node:timers/promises';
import { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { decodeCursor, encodeCursor } from '../../../kit/http/index.ts';
import { publicId } from '../../../kit/ids/index.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import type { EpochDay } from '../../../kit/time/index.ts';
import type { Candidate } from '../api.ts';
import { membershipReasons, partnershipReasons, scoreOf, type CandidateFacts } from '../model/candidates.ts';
import { STAGES } from '../model/cells.ts';
import { residentOf } from '../resident/registry.ts';
import type { Resident } from '../resident/resident.ts';
import { namesOf } from './people-list.ts';

export type Purpose = 'membership' | 'partnership';

interface Ranking {
  /** best first */
  readonly nodes: Int32Array;
  readonly scores: Uint8Array;
}

interface KeptRanking {
  readonly version: number;
  readonly today: EpochDay;
  readonly madeAt: number;
  readonly ranking: Promise<Ranking>;
}

// Scoring everybody takes a second for a million people, so a ranking is kept until somebody changes or the day does.
const rankings = new WeakMap<Resident, Map<Purpose, KeptRanking>>();

/** People scored before other requests get their turn. */
const AT_ONCE = 20_000;
/** In a house of so many somebody changes all the time: their ranking is kept for a while whoever does. */
const MANY = 100_000;
const MANY_KEPT_MS = 10_000;

/**
 * Natural members or partners, best first, ties by id: people who are not yet what they behave like, each with the
 * points of every reason (the rules stand in the model).
 */
export async function candidates(
  ctx: Ctx,
  query: { for: Purpose; limit: number; cursor?: string | undefined },
): Promise<{ data: Candidate[]; next: string | null }> {
  const after = decodeCursor(query.cursor, z.tuple([z.number().int(), z.number().int().min(0)]));
  const resident = await residentOf(ctx);
  const { nodes, scores } = await rankingOf(resident, query.for, ctx.today);
  let start = 0;
  if (after) {
    const [score, node] = after;
    while (start < nodes.length && isUpTo(resident, nodes[start] as number, scores[start] as number, score, node)) start += 1;
  }
  const shown = nodes.subarray(start, start + query.limit);
  const known = [...shown].map((node) => {
    const facts = factsOf(resident, node, ctx.today);
    const reasons = reasonsOf(query.for, facts);
    return {
      node,
      stage: STAGES[resident.stage[node] ?? 0] ?? ('prospect' as const),
      score: scoreOf(reasons),
      reasons,
      own: moneyJson(facts.own, ctx.tenant.currency),
      influence: moneyJson(resident.worthOf(node).influence, ctx.tenant.currency),
      nextStep:
        query.for === 'membership'
          ? ('inviteToMembership' as const)
          : facts.directsBuy > 0
            ? ('inviteToPartnership' as const)
            : ('askForReferral' as const),
    };
  });
  const names = await namesOf(ctx, [...shown]);
  const end = start + shown.length;
  return {
    data: known.flatMap(({ node, ...row }) => {
      const name = names.get(node);
      return name
        ? [
            {
              person: { id: publicId('person', name.personId), externalId: name.externalId, name: name.name },
              ...row,
            },
          ]
        : [];
    }),
    next: end < nodes.length && end > start ? encodeCursor([scores[end - 1] as number, nodes[end - 1] as number]) : null,
  };
}

/** The first of a ranking with the reasons of each. */
export async function likeliest(
  resident: Resident,
  purpose: Purpose,
  today: EpochDay,
  most: number,
): Promise<{ node: number; score: number; reasons: Candidate['reasons'] }[]> {
  const { nodes, scores } = await rankingOf(resident, purpose, today);
  return [...nodes.subarray(0, most)].map((node, i) => ({
    node,
    score: scores[i] as number,
    reasons: reasonsOf(purpose, factsOf(resident, node, today)),
  }));
}

function isUpTo(resident: Resident, node: number, score: number, lastScore: number, lastNode: number): boolean {
  return score > lastScore || (score === lastScore && resident.idRank(node) <= resident.idRank(lastNode));
}

async function rankingOf(resident: Resident, purpose: Purpose, today: EpochDay): Promise<Ranking> {
  const kept = rankings.get(resident) ?? new Map<Purpose, KeptRanking>();
  rankings.set(resident, kept);
  const known = kept.get(purpose);
  const isNear = resident.size > MANY && known !== undefined && performance.now() - known.madeAt < MANY_KEPT_MS;
  if (known?.today === today && (known.version === resident.version || isNear)) return await known.ranking;
  const ranking = rank(resident, purpose, today);
  kept.set(purpose, { version: resident.version, today, madeAt: performance.now(), ranking });
  return await ranking;
}

/** Everybody by score, ties by id. Whoever changes while others get their turn is scored as they are when it comes to them. */
async function rank(resident: Resident, purpose: Purpose, today: EpochDay): Promise<Ranking> {
  const highest = STAGES.indexOf(purpose === 'membership' ? 'repeat' : 'member');
  const byId = new Int32Array(resident.size);
  for (let node = 0; node < byId.length; node++) byId[resident.idRank(node)] = node;
  const byScore: number[][] = [];
  for (const [at, node] of byId.entries()) {
    if (at % AT_ONCE === AT_ONCE - 1) await othersFirst();
    if (resident.isHere[node] !== 1 || (resident.stage[node] as number) > highest) continue;
    if (purpose === 'membership' ? (resident.orders[node] as number) < 2 : resident.directCount(node) === 0) continue;
    const score = scoreOf(reasonsOf(purpose, factsOf(resident, node, today)));
    if (score > 0) (byScore[score] ??= []).push(node);
  }
  const scored = Array.from(byScore, (nodes, score) => ({ score, nodes: nodes ?? [] })).reverse();
  return {
    nodes: Int32Array.from(scored.flatMap(({ nodes }) => nodes)),
    scores: Uint8Array.from(scored.flatMap(({ score, nodes }) => nodes.map(() => score))),
  };
}

function reasonsOf(purpose: Purpose, facts: CandidateFacts): Candidate['reasons'] {
  return purpose === 'membership' ? membershipReasons(facts) : partnershipReasons(facts);
}

function factsOf(resident: Resident, node: number, today: EpochDay): CandidateFacts {
  const code = resident.rfm(node);
  const orders = resident.orders[node] as number;
  const worth = resident.worthOf(node);
  let directsBuy = 0;
  for (const direct of resident.directsOf(node)) if ((resident.orders[direct] as number) > 0) directsBuy += 1;
  return {
    r: Math.floor(code / 100),
    f: Math.floor(code / 10) % 10,
    m: code % 10,
    orders,
    sinceDays: orders === 0 ? 0 : Math.max(0, today - (resident.lastDay[node] as number)),
    tenureDays: orders === 0 ? 0 : (resident.lastDay[node] as number) - (resident.firstDay[node] as number),
    own: worth.own,
    directs: resident.directCount(node),
    directsBuy,
    downline: resident.downlineCount(node),
    brought: worth.direct + worth.indirect,
  };
}
