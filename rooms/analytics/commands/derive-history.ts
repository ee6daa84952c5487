import type { Ctx } from '../../../kit/ctx.ts';
import { int4s } from '../../../kit/db/arrays.ts';
import type { Lane } from '../../../kit/db/lane.ts';
import { assert } from '../../../kit/errors/index.ts';
import type { Origin, Stage } from '../../../kit/http/shapes.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { ordersOfPeople, returnsOfPeople, setOrigins } from '../../orders/index.ts';
import { setStages } from '../../relations/index.ts';
import { standingsOf } from '../queries/standings.ts';
import { Cells } from '../model/cells.ts';
import { foldChange, wayOf, type FactChange, type PersonChange, type PersonOutcome, type StoredHistory } from '../model/change.ts';
import {
  foldAnonymousOrder,
  foldAnonymousReturn,
  type FoldInto,
  type HistoryState,
  type OrderFact,
  type ReturnFact,
} from '../model/history.ts';
import type { RfmCut } from '../model/rfm.ts';
import { currentCut } from '../queries/rfm-cut.ts';
import { StateText } from './state-text.ts';
import { addCells, writeChange, writeStates } from './store-rollups.ts';

/** What one transaction changes: one entry per person, and what belongs to nobody. */
export interface HistoryChanges {
  readonly people: readonly PersonChange[];
  readonly anonymousOrders?: readonly FactChange<OrderFact>[];
  readonly anonymousReturns?: readonly FactChange<ReturnFact>[];
  /** others of whom something else changed: their place in the tree, or what their orders hold */
  readonly movedNodes?: readonly number[];
}

export interface HistoryPlan {
  /** The origin of a paid order of the changes (or of one folded anew with them). @throws for any other */
  originOf(orderId: Uuid): Origin;
  /** The stage a person of the changes reaches, null for others: for answers given before `write`. */
  stageOf(personId: Uuid): { readonly stage: Stage; readonly since: number } | null;
  /**
   * Writes stage rows, stages, origins of other orders that changed, rollup cells and person states, in this
   * transaction. Call once, after the caller wrote its people, orders and returns.
   */
  write(): Promise<void>;
}

/** What folds begin from, read before it is known what changes. */
export interface HistoryStart {
  readonly cut: RfmCut | null;
  /** by node, of those that were asked for and are there */
  readonly states: ReadonlyMap<number, HistoryState>;
}

/** Reads what the folds of these people begin from: for a caller who knows whose history may change before knowing how. */
export async function readHistoryStart(ctx: Ctx, nodes: readonly number[]): Promise<HistoryStart> {
  const sorted = [...nodes].sort((a, b) => a - b);
  const [cut, ...portions] = await Promise.all([currentCut(ctx), ...portionsOf(sorted).map(({ portion }) => statesOf(ctx, portion))]);
  return { cut, states: new Map(portions.flatMap((states) => [...states])) };
}

/**
 * Works out everything that follows from changes to people, orders and returns. Reads the states of the people, and the
 * whole history only of those for whom something is dated before their last event or was taken back.
 * The caller holds the lane and saves it; whether it writes its rows before or after this call is its own choice.
 * @param start what `readHistoryStart` read in this transaction, where no state was written since; states it lacks are read
 */
export async function prepareHistory(
  ctx: Ctx,
  lane: Lane,
  changes: HistoryChanges,
  start: HistoryStart | null = null,
): Promise<HistoryPlan> {
  // In the order of their nodes: what is read and written lies side by side then.
  const people = [...changes.people].sort((a, b) => a.node - b.node);
  const origins = new Map<Uuid, Origin>();
  const onOrigin = (orderId: Uuid, origin: Origin): void => void origins.set(orderId, origin);
  const outcomes: PersonOutcome[] = [];
  const anew: { change: PersonChange; state: HistoryState | null; at: number }[] = [];
  const cut = start ? start.cut : currentCut(ctx);
  const cells = new Cells();
  // All portions are asked for at once: one is folded while the database reads the next.
  await Promise.all([
    cut,
    ...portionsOf(people).map(async ({ first, portion }) => {
      const unread = portion.filter((change) => change.before !== null && start?.states.has(change.node) !== true);
      const states = await statesOf(
        ctx,
        unread.map((change) => change.node),
      );
      const into: FoldInto = { cells, zone: ctx.zone, cut: await cut };
      portion.forEach((change, i) => {
        const state = start?.states.get(change.node) ?? states.get(change.node) ?? null;
        const way = wayOf(state, change);
        if (way === 'again' && !hasNothingStored(state, change)) anew.push({ change, state, at: first + i });
        else outcomes[first + i] = foldChange(state, change, NOTHING, into, onOrigin, way);
      });
    }),
  ]);
  const into: FoldInto = { cells, zone: ctx.zone, cut: await cut };
  const ids = anew.map(({ change }) => change.personId);
  const [orders, returns, standings] = await Promise.all([ordersOfPeople(ctx, ids), returnsOfPeople(ctx, ids), standingsOf(ctx, ids)]);
  for (const { change, state, at } of anew) {
    const { personId } = change;
    const stored = { orders: orders.get(personId) ?? [], returns: returns.get(personId) ?? [], standings: standings.get(personId) ?? [] };
    outcomes[at] = foldChange(state, change, stored, into, onOrigin, 'again');
  }
  for (const { before, after } of changes.anonymousOrders ?? []) {
    if (before) foldAnonymousOrder(before, -1, into);
    if (after) foldAnonymousOrder(after, 1, into);
    if (after) origins.set(after.orderId, 'anonymous');
  }
  for (const { before, after } of changes.anonymousReturns ?? []) {
    if (before) foldAnonymousReturn(before, -1, into);
    if (after) foldAnonymousReturn(after, 1, into);
  }
  const changedOrigins = [...orders.values()].flat().flatMap((order) => {
    const origin = origins.get(order.orderId);
    return origin !== undefined && origin !== order.origin ? [{ orderId: order.orderId, origin }] : [];
  });
  assert(
    people.every((change, i) => i === 0 || change.node !== people[i - 1]?.node),
    'one change per person',
  );
  let stages: Map<Uuid, HistoryState | null> | null = null;

  return {
    originOf(orderId) {
      const origin = origins.get(orderId);
      assert(origin, 'the order is part of the changes');
      return origin;
    },
    stageOf(personId) {
      stages ??= new Map(outcomes.map((outcome) => [outcome.personId, outcome.after]));
      const state = stages.get(personId);
      return state ? { stage: state.stage, since: state.stageSince } : null;
    },
    async write() {
      await Promise.all([
        setStages(ctx, stagesOf(outcomes)),
        writeStates(ctx, outcomes),
        setOrigins(ctx, changedOrigins),
        addCells(ctx, into.cells),
        writeChange(ctx, lane.seq, [...outcomes.map((outcome) => outcome.node), ...(changes.movedNodes ?? [])]),
      ]);
    },
  };
}

/** People whose states are read by one query. */
const PORTION = 1000;

const NOTHING: StoredHistory = { orders: [], returns: [], standings: [] };

function portionsOf<Item>(items: readonly Item[]): { first: number; portion: readonly Item[] }[] {
  const portions = [];
  for (let first = 0; first < items.length; first += PORTION) portions.push({ first, portion: items.slice(first, first + PORTION) });
  return portions;
}

/** Whether the state itself says that no order, return or standing is stored: a first purchase is folded anew without reading. */
function hasNothingStored(state: HistoryState | null, { after, standings }: PersonChange): boolean {
  if (state === null || after === null || standings !== undefined) return false;
  return state.orders === 0 && state.returned === 0n && state.lastEventAt === null;
}

/** The stage rows of many people as the relations room writes them. */
export function stagesOf(outcomes: readonly PersonOutcome[]): Parameters<typeof setStages>[1] {
  const drops: { personId: Uuid; fromSeq: number }[] = [];
  const steps: { personId: Uuid; seq: number; from: Stage | null; to: Stage; at: number; days: number | null }[] = [];
  const current: { node: number; stage: Stage; since: number }[] = [];
  for (const { node, personId, before, after, dropFrom, steps: fresh } of outcomes) {
    if (dropFrom !== null) drops.push({ personId, fromSeq: dropFrom });
    for (const step of fresh) steps.push({ personId, ...step });
    if (after && (before?.stage !== after.stage || before.stageSince !== after.stageSince)) {
      current.push({ node, stage: after.stage, since: after.stageSince });
    }
  }
  return { drops, steps, current };
}

// One text for all: reading thousands of states costs what their digits cost, not columns times rows.
async function statesOf(ctx: Ctx, nodes: readonly number[]): Promise<Map<number, HistoryState>> {
  const states = new Map<number, HistoryState>();
  if (nodes.length === 0) return states;
  const { text } = await ctx.sql.one<{ text: string | null }>`
    SELECT string_agg(concat_ws(',', person.node, person.orders, person.kept_orders, person.net_amount, person.return_amount,
                                coalesce(person.first_paid_ms::text, 'x'), coalesce(person.last_paid_ms::text, 'x'),
                                coalesce(person.last_event_ms::text, 'x'), person.stage_since_ms, person.stage_seq, person.stage), ',') AS text
      FROM analytics.person AS person
     WHERE person.tenant_id = ${ctx.tenantId} AND person.node = ANY(${int4s(nodes, (node) => node)}::int[])`;
  if (text === null) return states;
  const cells = new StateText(text);
  while (!cells.isDone) {
    states.set(cells.number(), {
      orders: cells.number(),
      keptOrders: cells.number(),
      net: cells.amount(),
      returned: cells.amount(),
      firstPaidAt: cells.instant(),
      lastPaidAt: cells.instant(),
      lastEventAt: cells.instant(),
      stageSince: cells.number(),
      stageSeq: cells.number(),
      stage: cells.word() as Stage,
    });
  }
  return states;
}
