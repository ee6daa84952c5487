import type { Ctx } from '../../../kit/ctx.ts';
import type { Lane } from '../../../kit/db/lane.ts';
import type { SourceKind } from '../../../kit/http/shapes.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { anonymousOrders, anonymousReturns, ordersOfPeople, returnsOfPeople, setOrigins, type HistoryOrder } from '../../orders/index.ts';
import { setStages } from '../../relations/index.ts';
import { Cells } from '../model/cells.ts';
import { byTime, fold, foldAnonymousOrder, foldAnonymousReturn, type Fold, type FoldInto, type PersonFacts } from '../model/history.ts';
import type { PersonOutcome } from '../model/change.ts';
import { standingsOf } from '../queries/standings.ts';
import { cutRfm } from './cut-rfm.ts';
import { stagesOf } from './derive-history.ts';
import { rebuildGoods } from './keep-goods.ts';
import { addCells, writeChange, writeStates } from './store-rollups.ts';

/** People folded together; their orders are in memory meanwhile. */
const PORTION = 5_000;
/** Cells held before they are written. */
const CELLS = 200_000;
const PAGE = 10_000;

/** A person with their whole history folded from nothing. */
export interface FoldedPerson {
  readonly personId: Uuid;
  readonly node: number;
  readonly facts: PersonFacts;
  /** in the order of time, with the origins they are stored with */
  readonly orders: readonly HistoryOrder[];
  readonly fold: Fold;
}

export interface TenantFold {
  /** One portion of people. The cells of `into` may be written and emptied between two of them. */
  onPeople(people: readonly FoldedPerson[]): Promise<void>;
  /** After every portion: whether the cells are to be handed over now. */
  onCells(cells: Cells, isLast: boolean): Promise<boolean>;
}

/**
 * Folds everything a brand has, in bounded memory, from people, referrals, orders and returns alone: what a rebuild
 * writes and what doctor compares with. `onCells` answers true when it took the cells, which then start at zero.
 */
export async function foldTenant(ctx: Ctx, sink: TenantFold): Promise<void> {
  let into: FoldInto = { cells: new Cells(), zone: ctx.zone, cut: null };
  const handOver = async (isLast: boolean): Promise<void> => {
    if (await sink.onCells(into.cells, isLast)) into = { ...into, cells: new Cells() };
  };
  const { nodes } = await ctx.sql.one<{ nodes: number }>`
    SELECT coalesce(max(person.node) + 1, 0) AS nodes FROM relations.person AS person WHERE person.tenant_id = ${ctx.tenantId}`;
  for (let low = 0; low < nodes; low += PORTION) {
    const people = await factsBetween(ctx, low, low + PORTION);
    const ids = people.map((person) => person.personId);
    const [orders, returns, standings] = [await ordersOfPeople(ctx, ids), await returnsOfPeople(ctx, ids), await standingsOf(ctx, ids)];
    const folded = people.map((person): FoldedPerson => {
      const sorted = (orders.get(person.personId) ?? []).sort(byTime);
      const { facts } = person;
      const events = {
        orders: sorted,
        returns: returns.get(person.personId) ?? [],
        seenAt: facts.seenAt,
        consentAt: facts.consentAt,
        standings: standings.get(person.personId) ?? [],
      };
      return { ...person, orders: sorted, fold: fold(null, events, facts, 1, into) };
    });
    await sink.onPeople(folded);
    await handOver(false);
  }
  for (let page = await anonymousOrders(ctx, null, PAGE); page.length > 0;) {
    for (const order of page) foldAnonymousOrder(order, 1, into);
    await handOver(false);
    const last = page.at(-1) as HistoryOrder;
    page = page.length < PAGE ? [] : await anonymousOrders(ctx, { at: last.paidAt, id: last.orderId }, PAGE);
  }
  for (let page = await anonymousReturns(ctx, null, PAGE); page.length > 0;) {
    for (const item of page) foldAnonymousReturn(item, 1, into);
    const last = page.at(-1) as { at: number; returnId: Uuid };
    page = page.length < PAGE ? [] : await anonymousReturns(ctx, { at: last.at, id: last.returnId }, PAGE);
  }
  await handOver(true);
}

/**
 * Makes everything derived of a brand anew: stages, origins, person states, cells and the RFM cut. The caller holds the
 * lane and saves it. For a changed time zone, for restores and after doctor found a difference.
 */
export async function rebuildHistory(ctx: Ctx, lane: Lane, onPortion: (people: number) => void = () => undefined): Promise<void> {
  await clear(ctx);
  await foldTenant(ctx, {
    async onPeople(people) {
      const outcomes = people.map((person): PersonOutcome => ({
        node: person.node,
        personId: person.personId,
        before: null,
        after: person.fold.state,
        dropFrom: null,
        steps: person.fold.steps,
      }));
      const origins = people.flatMap((person) =>
        person.orders.flatMap((order, i) => {
          const origin = person.fold.origins[i];
          return origin !== undefined && origin !== order.origin ? [{ orderId: order.orderId, origin }] : [];
        }),
      );
      await Promise.all([setStages(ctx, stagesOf(outcomes)), writeStates(ctx, outcomes), setOrigins(ctx, origins)]);
      onPortion(people.length);
    },
    async onCells(cells, isLast) {
      if (!isLast && cells.size < CELLS) return false;
      await addCells(ctx, cells);
      return true;
    },
  });
  await rebuildGoods(ctx);
  await cutRfm(ctx);
  await writeChange(ctx, lane.seq, null);
}

async function clear(ctx: Ctx): Promise<void> {
  const { tenantId } = ctx;
  await ctx.sql.exec`DELETE FROM relations.stage_change AS stage_change WHERE stage_change.tenant_id = ${tenantId}`;
  await ctx.sql.exec`DELETE FROM analytics.person AS person WHERE person.tenant_id = ${tenantId}`;
  await ctx.sql.exec`DELETE FROM analytics.day AS day WHERE day.tenant_id = ${tenantId}`;
  await ctx.sql.exec`DELETE FROM analytics.day_people AS day_people WHERE day_people.tenant_id = ${tenantId}`;
  await ctx.sql.exec`DELETE FROM analytics.visit_gap AS visit_gap WHERE visit_gap.tenant_id = ${tenantId}`;
  await ctx.sql.exec`DELETE FROM analytics.cohort AS cohort WHERE cohort.tenant_id = ${tenantId}`;
  await ctx.sql.exec`DELETE FROM analytics.transition AS transition WHERE transition.tenant_id = ${tenantId}`;
  await ctx.sql.exec`DELETE FROM analytics.stage_count AS stage_count WHERE stage_count.tenant_id = ${tenantId}`;
}

// People merged into others have no history of their own.
async function factsBetween(ctx: Ctx, low: number, high: number): Promise<{ personId: Uuid; node: number; facts: PersonFacts }[]> {
  const rows = await ctx.sql<{
    person_id: Uuid;
    node: number;
    seen_ms: number | null;
    consent_ms: number | null;
    created_ms: number;
    has_referrer: boolean;
    known_ms: number | null;
    source_kind: SourceKind | null;
  }>`
    SELECT person.person_id, person.node, (extract(epoch FROM person.seen_at) * 1000)::float8 AS seen_ms,
           (extract(epoch FROM person.consent_at) * 1000)::float8 AS consent_ms,
           (extract(epoch FROM person.created_at) * 1000)::float8 AS created_ms,
           referral.referral_id IS NOT NULL AS has_referrer, (extract(epoch FROM referral.from_at) * 1000)::float8 AS known_ms,
           source.kind AS source_kind
      FROM relations.person AS person
      LEFT JOIN relations.source AS source ON source.tenant_id = ${ctx.tenantId} AND source.source_id = person.source_id
      LEFT JOIN relations.referral AS referral
             ON referral.tenant_id = ${ctx.tenantId} AND referral.subject_id = person.person_id AND referral.to_at IS NULL
     WHERE person.tenant_id = ${ctx.tenantId} AND person.node >= ${low} AND person.node < ${high} AND person.merged_into IS NULL
     ORDER BY person.node`;
  return rows.map((row) => ({
    personId: row.person_id,
    node: row.node,
    facts: {
      seenAt: row.seen_ms,
      consentAt: row.consent_ms,
      createdAt: row.created_ms,
      referral: row.has_referrer ? { knownAt: row.known_ms } : null,
      sourceKind: row.source_kind,
    },
  }));
}
