import type { Ctx } from '../../../kit/ctx.ts';
import { int4s, int8s, texts, uuids } from '../../../kit/db/arrays.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { EpochDay } from '../../../kit/time/index.ts';
import { DAYS_OF_CHUNK, DAYS_OF_MONTH, monthStart, pairOf, saleKeyOf, transitionOf, yearStart, type Cells } from '../model/cells.ts';
import type { PersonOutcome } from '../model/change.ts';
import type { HistoryState } from '../model/history.ts';

type Written = { node: number; personId: string; state: HistoryState };

/** Adds changes to the stored cells: one statement per table, rows in the order of their key. */
export async function addCells(ctx: Ctx, cells: Cells): Promise<void> {
  await Promise.all([
    addDays(ctx, cells),
    addDayPeople(ctx, cells),
    addVisits(ctx, cells),
    addCohorts(ctx, cells),
    addTransitions(ctx, cells),
    addStageCounts(ctx, cells),
    addRfmCells(ctx, cells),
  ]);
}

async function addDays(ctx: Ctx, cells: Cells): Promise<void> {
  const rows = [...cells.days]
    .filter(([, cell]) => cell.orders !== 0 || cell.sales !== 0n)
    .sort(byKey)
    .map(([key, cell]) => ({ ...saleKeyOf(key), ...cell }));
  if (rows.length === 0) return;
  await ctx.sql.exec`
    INSERT INTO analytics.day AS cell (tenant_id, day, origin, orders, sales)
    SELECT ${ctx.tenantId}, date '1970-01-01' + fresh.day, fresh.origin, fresh.orders, fresh.sales
      FROM unnest(${int4s(rows, (row) => row.day)}::int[], ${texts(rows, (row) => row.origin)}::text[],
                  ${int8s(rows, (row) => row.orders)}::bigint[], ${int8s(rows, (row) => row.sales)}::bigint[])
           AS fresh (day, origin, orders, sales)
        ON CONFLICT (tenant_id, day, origin) DO UPDATE SET orders = cell.orders + excluded.orders, sales = cell.sales + excluded.sales`;
}

async function addDayPeople(ctx: Ctx, cells: Cells): Promise<void> {
  const rows = [...cells.people].sort(byKey).map(([day, cell]) => ({ day, ...cell }));
  if (rows.length === 0) return;
  await ctx.sql.exec`
    INSERT INTO analytics.day_people AS cell (tenant_id, day, returns, customers, repeaters, buyers, orders, sales, gap_ms, customer_returns)
    SELECT ${ctx.tenantId}, date '1970-01-01' + fresh.day, fresh.returns, fresh.customers, fresh.repeaters, fresh.buyers, fresh.orders,
           fresh.sales, fresh.gap_ms, fresh.customer_returns
      FROM unnest(${int4s(rows, (row) => row.day)}::int[], ${int8s(rows, (row) => row.returns)}::bigint[],
                  ${int8s(rows, (row) => row.customers)}::bigint[], ${int8s(rows, (row) => row.repeaters)}::bigint[],
                  ${int8s(rows, (row) => row.buyers)}::bigint[], ${int8s(rows, (row) => row.orders)}::bigint[],
                  ${int8s(rows, (row) => row.sales)}::bigint[], ${plainArray(rows.map((row) => row.gapMs))}::numeric[],
                  ${int8s(rows, (row) => row.customerReturns)}::bigint[])
           AS fresh (day, returns, customers, repeaters, buyers, orders, sales, gap_ms, customer_returns)
        ON CONFLICT (tenant_id, day) DO UPDATE
       SET returns = cell.returns + excluded.returns, customers = cell.customers + excluded.customers,
           repeaters = cell.repeaters + excluded.repeaters, buyers = cell.buyers + excluded.buyers,
           orders = cell.orders + excluded.orders, sales = cell.sales + excluded.sales, gap_ms = cell.gap_ms + excluded.gap_ms,
           customer_returns = cell.customer_returns + excluded.customer_returns`;
}

interface VisitRow {
  readonly grain: 'day' | 'month';
  readonly prevOn: EpochDay;
  readonly month: EpochDay;
  people: number;
  readonly byDay: number[];
}

async function addVisits(ctx: Ctx, cells: Cells): Promise<void> {
  const found = new Map<string, VisitRow>();
  for (const [key, people] of cells.visits) {
    if (people === 0) continue;
    const [prevDay, day] = pairOf(key);
    const month = monthStart(day);
    for (const [grain, prevOn] of [
      ['day', prevDay],
      ['month', monthStart(prevDay)],
    ] as const) {
      const name = `${grain} ${prevOn} ${month}`;
      let row = found.get(name);
      if (!row) found.set(name, (row = { grain, prevOn, month, people: 0, byDay: Array.from({ length: DAYS_OF_MONTH }, () => 0) }));
      row.people += people;
      row.byDay[day - month] = (row.byDay[day - month] ?? 0) + people;
    }
  }
  const rows = [...found.values()].sort((a, b) =>
    a.grain < b.grain ? -1 : a.grain > b.grain ? 1 : a.prevOn - b.prevOn || a.month - b.month,
  );
  if (rows.length === 0) return;
  const byDay = rows.flatMap((row) => row.byDay);
  await ctx.sql.exec`
    INSERT INTO analytics.visit_gap AS cell (tenant_id, grain, prev_on, month, people, by_day)
    SELECT ${ctx.tenantId}, fresh.grain, date '1970-01-01' + fresh.prev_on, date '1970-01-01' + fresh.month, fresh.people,
           (${int4s(byDay, (people) => people)}::int[])[(fresh.nth - 1) * 31 + 1 : fresh.nth * 31]
      FROM unnest(${texts(rows, (row) => row.grain)}::text[], ${int4s(rows, (row) => row.prevOn)}::int[],
                  ${int4s(rows, (row) => row.month)}::int[], ${int8s(rows, (row) => row.people)}::bigint[])
           WITH ORDINALITY AS fresh (grain, prev_on, month, people, nth)
        ON CONFLICT (tenant_id, grain, prev_on, month) DO UPDATE
       SET people = cell.people + excluded.people,
           by_day = ARRAY[cell.by_day[1] + excluded.by_day[1], cell.by_day[2] + excluded.by_day[2], cell.by_day[3] + excluded.by_day[3], cell.by_day[4] + excluded.by_day[4],
                          cell.by_day[5] + excluded.by_day[5], cell.by_day[6] + excluded.by_day[6], cell.by_day[7] + excluded.by_day[7], cell.by_day[8] + excluded.by_day[8],
                          cell.by_day[9] + excluded.by_day[9], cell.by_day[10] + excluded.by_day[10], cell.by_day[11] + excluded.by_day[11], cell.by_day[12] + excluded.by_day[12],
                          cell.by_day[13] + excluded.by_day[13], cell.by_day[14] + excluded.by_day[14], cell.by_day[15] + excluded.by_day[15], cell.by_day[16] + excluded.by_day[16],
                          cell.by_day[17] + excluded.by_day[17], cell.by_day[18] + excluded.by_day[18], cell.by_day[19] + excluded.by_day[19], cell.by_day[20] + excluded.by_day[20],
                          cell.by_day[21] + excluded.by_day[21], cell.by_day[22] + excluded.by_day[22], cell.by_day[23] + excluded.by_day[23], cell.by_day[24] + excluded.by_day[24],
                          cell.by_day[25] + excluded.by_day[25], cell.by_day[26] + excluded.by_day[26], cell.by_day[27] + excluded.by_day[27], cell.by_day[28] + excluded.by_day[28],
                          cell.by_day[29] + excluded.by_day[29], cell.by_day[30] + excluded.by_day[30], cell.by_day[31] + excluded.by_day[31]]`;
}

async function addCohorts(ctx: Ctx, cells: Cells): Promise<void> {
  const rows = [...cells.cohorts].sort(byKey).map(([key, cell]) => ({ key: pairOf(key), ...cell }));
  if (rows.length === 0) return;
  await ctx.sql.exec`
    INSERT INTO analytics.cohort AS cell (tenant_id, cohort, month, people, orders, sales)
    SELECT ${ctx.tenantId}, date '1970-01-01' + fresh.cohort, date '1970-01-01' + fresh.month, fresh.people, fresh.orders, fresh.sales
      FROM unnest(${int4s(rows, (row) => row.key[0])}::int[], ${int4s(rows, (row) => row.key[1])}::int[],
                  ${int8s(rows, (row) => row.people)}::bigint[], ${int8s(rows, (row) => row.orders)}::bigint[],
                  ${int8s(rows, (row) => row.sales)}::bigint[]) AS fresh (cohort, month, people, orders, sales)
        ON CONFLICT (tenant_id, cohort, month) DO UPDATE
       SET people = cell.people + excluded.people, orders = cell.orders + excluded.orders, sales = cell.sales + excluded.sales`;
}

interface TransitionRow {
  readonly span: string;
  readonly startsOn: EpochDay;
  readonly from: string;
  readonly to: string;
  readonly chunk: number;
  people: number;
  readonly byDay: number[];
}

async function addTransitions(ctx: Ctx, cells: Cells): Promise<void> {
  const found = new Map<string, TransitionRow>();
  for (const [key, people] of cells.transitions) {
    if (people === 0) continue;
    const step = transitionOf(key);
    const chunk = Math.floor(step.days / DAYS_OF_CHUNK);
    const nth = step.days - chunk * DAYS_OF_CHUNK;
    for (const [span, startsOn] of [
      ['month', step.month],
      ['year', yearStart(step.month)],
      ['all', 0],
    ] as const) {
      const name = `${span} ${startsOn} ${step.from} ${step.to} ${chunk}`;
      let row = found.get(name);
      if (!row) {
        row = {
          span,
          startsOn,
          from: step.from ?? 'none',
          to: step.to,
          chunk,
          people: 0,
          byDay: Array.from({ length: DAYS_OF_CHUNK }, () => 0),
        };
        found.set(name, row);
      }
      row.people += people;
      row.byDay[nth] = (row.byDay[nth] ?? 0) + people;
    }
  }
  const rows = [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  if (rows.length === 0) return;
  const byDay = rows.flatMap((row) => row.byDay);
  await ctx.sql.exec`
    INSERT INTO analytics.transition AS cell (tenant_id, span, starts_on, from_stage, to_stage, chunk, people, by_day)
    SELECT ${ctx.tenantId}, fresh.span, date '1970-01-01' + fresh.starts_on, fresh.from_stage, fresh.to_stage, fresh.chunk, fresh.people,
           (${int4s(byDay, (people) => people)}::int[])[(fresh.nth - 1) * 32 + 1 : fresh.nth * 32]
      FROM unnest(${texts(rows, (row) => row.span)}::text[], ${int4s(rows, (row) => row.startsOn)}::int[],
                  ${texts(rows, (row) => row.from)}::text[], ${texts(rows, (row) => row.to)}::text[],
                  ${int4s(rows, (row) => row.chunk)}::int[], ${int8s(rows, (row) => row.people)}::bigint[])
           WITH ORDINALITY AS fresh (span, starts_on, from_stage, to_stage, chunk, people, nth)
        ON CONFLICT (tenant_id, span, starts_on, from_stage, to_stage, chunk) DO UPDATE
       SET people = cell.people + excluded.people,
           by_day = ARRAY[cell.by_day[1] + excluded.by_day[1], cell.by_day[2] + excluded.by_day[2], cell.by_day[3] + excluded.by_day[3], cell.by_day[4] + excluded.by_day[4],
                          cell.by_day[5] + excluded.by_day[5], cell.by_day[6] + excluded.by_day[6], cell.by_day[7] + excluded.by_day[7], cell.by_day[8] + excluded.by_day[8],
                          cell.by_day[9] + excluded.by_day[9], cell.by_day[10] + excluded.by_day[10], cell.by_day[11] + excluded.by_day[11], cell.by_day[12] + excluded.by_day[12],
                          cell.by_day[13] + excluded.by_day[13], cell.by_day[14] + excluded.by_day[14], cell.by_day[15] + excluded.by_day[15], cell.by_day[16] + excluded.by_day[16],
                          cell.by_day[17] + excluded.by_day[17], cell.by_day[18] + excluded.by_day[18], cell.by_day[19] + excluded.by_day[19], cell.by_day[20] + excluded.by_day[20],
                          cell.by_day[21] + excluded.by_day[21], cell.by_day[22] + excluded.by_day[22], cell.by_day[23] + excluded.by_day[23], cell.by_day[24] + excluded.by_day[24],
                          cell.by_day[25] + excluded.by_day[25], cell.by_day[26] + excluded.by_day[26], cell.by_day[27] + excluded.by_day[27], cell.by_day[28] + excluded.by_day[28],
                          cell.by_day[29] + excluded.by_day[29], cell.by_day[30] + excluded.by_day[30], cell.by_day[31] + excluded.by_day[31], cell.by_day[32] + excluded.by_day[32]]`;
}

async function addStageCounts(ctx: Ctx, cells: Cells): Promise<void> {
  const rows = [...cells.stages].filter(([, people]) => people !== 0);
  if (rows.length === 0) return;
  await ctx.sql.exec`
    INSERT INTO analytics.stage_count AS cell (tenant_id, stage, people)
    SELECT ${ctx.tenantId}, fresh.stage, fresh.people
      FROM unnest(${texts(rows, (row) => row[0])}::text[], ${int8s(rows, (row) => row[1])}::bigint[]) AS fresh (stage, people)
        ON CONFLICT (tenant_id, stage) DO UPDATE SET people = cell.people + excluded.people`;
}

async function addRfmCells(ctx: Ctx, cells: Cells): Promise<void> {
  const rows = [...cells.rfm].filter(([, cell]) => cell.people !== 0 || cell.sales !== 0n).sort(byKey);
  if (rows.length === 0) return;
  await ctx.sql.exec`
    INSERT INTO analytics.rfm_cell AS cell (tenant_id, r, f, m, people, sales)
    SELECT ${ctx.tenantId}, fresh.r, fresh.f, fresh.m, fresh.people, fresh.sales
      FROM unnest(${plainArray(rows.map(([code]) => Math.floor(code / 100)))}::smallint[],
                  ${plainArray(rows.map(([code]) => Math.floor(code / 10) % 10))}::smallint[], ${plainArray(rows.map(([code]) => code % 10))}::smallint[],
                  ${int8s(rows, ([, cell]) => cell.people)}::bigint[], ${int8s(rows, ([, cell]) => cell.sales)}::bigint[])
           AS fresh (r, f, m, people, sales)
        ON CONFLICT (tenant_id, r, f, m) DO UPDATE SET people = cell.people + excluded.people, sales = cell.sales + excluded.sales`;
}

/** Writes the states of the fold: new people in, known ones on, those who are no more out. */
export async function writeStates(ctx: Ctx, outcomes: readonly PersonOutcome[]): Promise<void> {
  const fresh: Written[] = [];
  const sold: Written[] = [];
  const known: Written[] = [];
  const gone: number[] = [];
  for (const { node, personId, before, after } of outcomes) {
    if (after === null) gone.push(node);
    else if (before === null) fresh.push({ node, personId, state: after });
    else (isSale(before, after) ? sold : known).push({ node, personId, state: after });
  }
  await Promise.all([insertStates(ctx, fresh), updateSales(ctx, sold), updateStates(ctx, known), deleteStates(ctx, gone)]);
}

/** Whether nothing but further orders tells the two apart, as for most people of most batches. */
function isSale(before: HistoryState, after: HistoryState): boolean {
  return (
    before.returned === after.returned &&
    before.firstPaidAt === after.firstPaidAt &&
    before.stage === after.stage &&
    before.stageSince === after.stageSince &&
    before.stageSeq === after.stageSeq
  );
}

async function insertStates(ctx: Ctx, rows: readonly Written[]): Promise<void> {
  if (rows.length === 0) return;
  await ctx.sql.put`
    INSERT INTO analytics.person (tenant_id, node, person_id, orders, kept_orders, net_amount, return_amount,
                                  first_paid_ms, last_paid_ms, last_event_ms, stage, stage_since_ms, stage_seq)
    SELECT ${ctx.tenantId}, fresh.node, fresh.person_id, fresh.orders, fresh.kept_orders, fresh.net_amount, fresh.return_amount,
           fresh.first_paid_ms, fresh.last_paid_ms, fresh.last_event_ms, fresh.stage, fresh.stage_since_ms, fresh.stage_seq
      FROM unnest(${int4s(rows, (row) => row.node)}::int[], ${uuids(rows, (row) => row.personId)}::uuid[],
                  ${int4s(rows, (row) => row.state.orders)}::int[], ${int4s(rows, (row) => row.state.keptOrders)}::int[],
                  ${int8s(rows, (row) => row.state.net)}::bigint[], ${int8s(rows, (row) => row.state.returned)}::bigint[],
                  ${int8s(rows, (row) => row.state.firstPaidAt)}::bigint[], ${int8s(rows, (row) => row.state.lastPaidAt)}::bigint[],
                  ${int8s(rows, (row) => row.state.lastEventAt)}::bigint[], ${texts(rows, (row) => row.state.stage)}::text[],
                  ${int8s(rows, (row) => row.state.stageSince)}::bigint[], ${int4s(rows, (row) => row.state.stageSeq)}::int[])
           AS fresh (node, person_id, orders, kept_orders, net_amount, return_amount, first_paid_ms, last_paid_ms, last_event_ms,
                     stage, stage_since_ms, stage_seq)`;
}

async function updateSales(ctx: Ctx, rows: readonly Written[]): Promise<void> {
  if (rows.length === 0) return;
  const nodes = int4s(rows, (row) => row.node);
  // The list of nodes is there for the planner: it reads those rows by key, never the whole table.
  await ctx.sql.exec`
    UPDATE analytics.person AS person
       SET orders = fresh.orders, kept_orders = fresh.kept_orders, net_amount = fresh.net_amount,
           last_paid_ms = fresh.last_paid_ms, last_event_ms = fresh.last_event_ms
      FROM unnest(${nodes}::int[],
                  ${int4s(rows, (row) => row.state.orders)}::int[], ${int4s(rows, (row) => row.state.keptOrders)}::int[],
                  ${int8s(rows, (row) => row.state.net)}::bigint[], ${int8s(rows, (row) => row.state.lastPaidAt)}::bigint[],
                  ${int8s(rows, (row) => row.state.lastEventAt)}::bigint[])
           AS fresh (node, orders, kept_orders, net_amount, last_paid_ms, last_event_ms)
     WHERE person.tenant_id = ${ctx.tenantId} AND person.node = fresh.node AND person.node = ANY(${nodes}::int[])`;
}

async function updateStates(ctx: Ctx, rows: readonly Written[]): Promise<void> {
  if (rows.length === 0) return;
  const nodes = int4s(rows, (row) => row.node);
  // The list of nodes is there for the planner: it reads those rows by key, never the whole table.
  await ctx.sql.exec`
    UPDATE analytics.person AS person
       SET orders = fresh.orders, kept_orders = fresh.kept_orders, net_amount = fresh.net_amount, return_amount = fresh.return_amount,
           first_paid_ms = fresh.first_paid_ms, last_paid_ms = fresh.last_paid_ms, last_event_ms = fresh.last_event_ms,
           stage = fresh.stage, stage_since_ms = fresh.stage_since_ms, stage_seq = fresh.stage_seq
      FROM unnest(${nodes}::int[],
                  ${int4s(rows, (row) => row.state.orders)}::int[], ${int4s(rows, (row) => row.state.keptOrders)}::int[],
                  ${int8s(rows, (row) => row.state.net)}::bigint[], ${int8s(rows, (row) => row.state.returned)}::bigint[],
                  ${int8s(rows, (row) => row.state.firstPaidAt)}::bigint[], ${int8s(rows, (row) => row.state.lastPaidAt)}::bigint[],
                  ${int8s(rows, (row) => row.state.lastEventAt)}::bigint[], ${texts(rows, (row) => row.state.stage)}::text[],
                  ${int8s(rows, (row) => row.state.stageSince)}::bigint[], ${int4s(rows, (row) => row.state.stageSeq)}::int[])
           AS fresh (node, orders, kept_orders, net_amount, return_amount, first_paid_ms, last_paid_ms, last_event_ms,
                     stage, stage_since_ms, stage_seq)
     WHERE person.tenant_id = ${ctx.tenantId} AND person.node = fresh.node AND person.node = ANY(${nodes}::int[])`;
}

async function deleteStates(ctx: Ctx, nodes: readonly number[]): Promise<void> {
  if (nodes.length === 0) return;
  await ctx.sql.exec`
    DELETE FROM analytics.person AS person WHERE person.tenant_id = ${ctx.tenantId} AND person.node = ANY(${int4s(nodes, (node) => node)}::int[])`;
}

/** How many changes are kept: whoever holds arrays further behind than this loads them afresh. */
export const KEPT_CHANGES = 2048n;

/** How many are kept for the ladder where it has not taken them in yet: further behind it is built anew. */
export const LADDER_CHANGES = 65_536n;

/** Tells the resident arrays which nodes this commit touched; null = all of them. */
export async function writeChange(ctx: Ctx, seq: bigint, nodes: readonly number[] | null): Promise<void> {
  await ctx.sql.exec`
    INSERT INTO analytics.change AS change (tenant_id, seq, nodes)
    VALUES (${ctx.tenantId}, ${seq}, ${nodes && int4s(nodes, (node) => node)}::int[])
        ON CONFLICT (tenant_id, seq) DO UPDATE
       SET nodes = CASE WHEN change.nodes IS NULL OR excluded.nodes IS NULL THEN NULL ELSE change.nodes || excluded.nodes END`;
  if (seq % 64n !== 0n) return;
  await ctx.sql.exec`
    DELETE FROM analytics.change AS change
     WHERE change.tenant_id = ${ctx.tenantId} AND change.seq < ${seq - KEPT_CHANGES}
       AND (change.seq < ${seq - LADDER_CHANGES}
            OR change.seq <= coalesce((SELECT ladder_state.through_seq FROM analytics.ladder_state AS ladder_state
                                        WHERE ladder_state.tenant_id = ${ctx.tenantId}), ${seq}))`;
}

function byKey(a: readonly [number, unknown], b: readonly [number, unknown]): number {
  return a[0] - b[0];
}
