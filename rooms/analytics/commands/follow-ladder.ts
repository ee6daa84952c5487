import type { Ctx } from '../../../kit/ctx.ts';
import { int4s, int8s, texts, uuids } from '../../../kit/db/arrays.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import type { EpochDay } from '../../../kit/time/index.ts';
import { monthStart } from '../model/cells.ts';
import { LADDER_SUMS, NO_STEP, type LadderStep } from '../model/ladder.ts';
import { ladderProducts, PORTION, stepsOfNodes, type LadderProduct } from '../queries/ladder-lines.ts';
import { ladderStanding } from '../queries/ladder-standing.ts';
import { storedSteps } from '../queries/ladder-stored.ts';

/** With more to take in at once than this, the ladder is built anew, portion by portion. */
const MOST_DIRTY = 20_000;

/** Commits that changed nobody's orders are noted once in so many. */
const MOST_LAG = 1_000n;

/**
 * Takes what was committed since the last time into the stored ladder, and the next portion of people while it is being built. Nobody who
 * sells waits for it. A brand without a product on a step has none.
 * @param portion people of one call while it is being built
 * @returns whether there is more to do
 */
export async function followLadder(ctx: Ctx, portion: number = PORTION): Promise<boolean> {
  const products = await ladderProducts(ctx);
  if (![...products.values()].some((product) => product.role !== null)) return false;
  // Whoever follows holds the row: one at a time.
  await ctx.sql.exec`
    INSERT INTO analytics.ladder_state (tenant_id, time_zone, through_seq, next_node) VALUES (${ctx.tenantId}, '', 0, 0) ON CONFLICT DO NOTHING`;
  await ctx.sql.exec`SELECT 1 FROM analytics.ladder_state AS ladder_state WHERE ladder_state.tenant_id = ${ctx.tenantId} FOR UPDATE`;
  const standing = await ladderStanding(ctx, products);
  const isAnew = standing.built === 0 || standing.dirty.length > MOST_DIRTY;
  if (isAnew) await clear(ctx);
  const built = isAnew ? 0 : standing.built;
  const end = Math.min(built + portion, standing.nodes);
  const nodes = isAnew ? [] : [...standing.dirty];
  for (let node = built; node < end; node++) nodes.push(node);
  await refold(ctx, nodes, products);
  await keepProducts(ctx, products, isAnew ? [...products.keys()] : standing.moved);
  const next = end >= standing.nodes ? null : end;
  await ctx.sql.exec`
    UPDATE analytics.ladder_state AS ladder_state
       SET time_zone = ${ctx.zone.id}, through_seq = ${standing.seq}, next_node = ${next}
     WHERE ladder_state.tenant_id = ${ctx.tenantId}`;
  return next !== null;
}

/** Whether the stored ladder has anything to catch up with; false for brands without one to keep. */
export async function isLadderBehind(ctx: Ctx): Promise<boolean> {
  const products = await ladderProducts(ctx);
  if (![...products.values()].some((product) => product.role !== null)) return false;
  const { built, dirty, moved, nodes, lag } = await ladderStanding(ctx, products);
  return built < nodes || dirty.length > 0 || moved.length > 0 || lag > MOST_LAG;
}

async function clear(ctx: Ctx): Promise<void> {
  const { tenantId } = ctx;
  await ctx.sql.exec`DELETE FROM analytics.ladder_step AS ladder_step WHERE ladder_step.tenant_id = ${tenantId}`;
  await ctx.sql.exec`DELETE FROM analytics.ladder_cell AS ladder_cell WHERE ladder_cell.tenant_id = ${tenantId}`;
  await ctx.sql.exec`DELETE FROM analytics.ladder_next AS ladder_next WHERE ladder_next.tenant_id = ${tenantId}`;
  await ctx.sql.exec`DELETE FROM analytics.ladder_product AS ladder_product WHERE ladder_product.tenant_id = ${tenantId}`;
}

interface Cell {
  readonly role: string;
  readonly month: EpochDay;
  lines: number;
  buyers: number;
  readonly nexts: number[];
  readonly sums: bigint[];
}

interface NextCell {
  readonly role: string;
  readonly month: EpochDay;
  readonly productId: Uuid;
  people: number;
}

/** What changes in the cells when people's steps are replaced. */
class LadderCells {
  readonly cells = new Map<string, Cell>();
  readonly nexts = new Map<string, NextCell>();

  add(step: LadderStep, day: EpochDay, sign: 1 | -1): void {
    const { role } = step;
    const month = monthStart(day);
    const key = `${role} ${month}`;
    let cell = this.cells.get(key);
    if (!cell) {
      cell = { role, month, lines: 0, buyers: 0, nexts: [0, 0, 0, 0, 0], sums: Array.from({ length: LADDER_SUMS }, () => 0n) };
      this.cells.set(key, cell);
    }
    cell.lines += sign * step.lines;
    cell.buyers += sign;
    cell.nexts[step.nextBand] = (cell.nexts[step.nextBand] ?? 0) + sign;
    for (let i = 0; i < LADDER_SUMS; i++) {
      const amount = step.sums[i] as bigint;
      cell.sums[i] = (cell.sums[i] as bigint) + (sign === 1 ? amount : -amount);
    }
    for (const productId of step.next) {
      const nextKey = `${key} ${productId}`;
      const next = this.nexts.get(nextKey) ?? { role, month, productId, people: 0 };
      next.people += sign;
      this.nexts.set(nextKey, next);
    }
  }
}

/** Replaces what is stored of some people by what their orders say now. */
async function refold(ctx: Ctx, nodes: readonly number[], products: ReadonlyMap<Uuid, LadderProduct>): Promise<void> {
  for (let start = 0; start < nodes.length; start += PORTION) {
    const portion = nodes.slice(start, start + PORTION);
    const stored = await storedSteps(ctx, portion);
    const cells = new LadderCells();
    const dayOf = (step: LadderStep): EpochDay => (step.role === NO_STEP ? 0 : ctx.zone.dayOf(step.enteredAt));
    for (const steps of stored.values()) for (const step of steps) cells.add(step, dayOf(step), -1);
    const fresh: { node: number; day: EpochDay; step: LadderStep }[] = [];
    await stepsOfNodes(ctx, portion, products, (node, steps) => {
      for (const step of steps) {
        const day = dayOf(step);
        cells.add(step, day, 1);
        fresh.push({ node, day, step });
      }
    });
    const known = [...stored.keys()];
    if (known.length > 0) {
      await ctx.sql.exec`
        DELETE FROM analytics.ladder_step AS step WHERE step.tenant_id = ${ctx.tenantId} AND step.node = ANY(${int4s(known, (node) => node)}::int[])`;
    }
    await Promise.all([insertSteps(ctx, fresh), addCells(ctx, [...cells.cells.values()]), addNexts(ctx, [...cells.nexts.values()])]);
  }
}

async function insertSteps(ctx: Ctx, rows: readonly { node: number; day: EpochDay; step: LadderStep }[]): Promise<void> {
  if (rows.length === 0) return;
  const sums = rows.flatMap((row) => row.step.sums);
  await ctx.sql.exec`
    INSERT INTO analytics.ladder_step (tenant_id, node, role, day, entered_ms, lines, next_band, sums, next_products)
    SELECT ${ctx.tenantId}, fresh.node, fresh.role, date '1970-01-01' + fresh.day, fresh.entered_ms, fresh.lines, fresh.next_band,
           (${int8s(sums, (amount) => amount)}::bigint[])[(fresh.nth - 1) * 12 + 1 : fresh.nth * 12], fresh.next::uuid[]
      FROM unnest(${int4s(rows, (row) => row.node)}::int[], ${texts(rows, (row) => row.step.role)}::text[], ${int4s(rows, (row) => row.day)}::int[],
                  ${int8s(rows, (row) => row.step.enteredAt)}::bigint[], ${int4s(rows, (row) => row.step.lines)}::int[],
                  ${int4s(rows, (row) => row.step.nextBand)}::int[], ${texts(rows, (row) => `{${row.step.next.join(',')}}`)}::text[])
           WITH ORDINALITY AS fresh (node, role, day, entered_ms, lines, next_band, next, nth)`;
}

async function addCells(ctx: Ctx, all: readonly Cell[]): Promise<void> {
  const rows = all.filter(
    (cell) => cell.lines !== 0 || cell.buyers !== 0 || [...cell.nexts, ...cell.sums].some((part) => BigInt(part) !== 0n),
  );
  if (rows.length === 0) return;
  const sums = rows.flatMap((row) => row.sums);
  await ctx.sql.exec`
    INSERT INTO analytics.ladder_cell AS cell (tenant_id, role, month, lines, buyers, next_30, next_90, next_365, next_later, sums)
    SELECT ${ctx.tenantId}, fresh.role, date '1970-01-01' + fresh.month, fresh.lines, fresh.buyers, fresh.n1, fresh.n2, fresh.n3, fresh.n4,
           (${int8s(sums, (amount) => amount)}::bigint[])[(fresh.nth - 1) * 12 + 1 : fresh.nth * 12]
      FROM unnest(${texts(rows, (row) => row.role)}::text[], ${int4s(rows, (row) => row.month)}::int[], ${int8s(rows, (row) => row.lines)}::bigint[],
                  ${int8s(rows, (row) => row.buyers)}::bigint[], ${int8s(rows, (row) => row.nexts[1] ?? 0)}::bigint[],
                  ${int8s(rows, (row) => row.nexts[2] ?? 0)}::bigint[], ${int8s(rows, (row) => row.nexts[3] ?? 0)}::bigint[],
                  ${int8s(rows, (row) => row.nexts[4] ?? 0)}::bigint[])
           WITH ORDINALITY AS fresh (role, month, lines, buyers, n1, n2, n3, n4, nth)
        ON CONFLICT (tenant_id, role, month) DO UPDATE
       SET lines = cell.lines + excluded.lines, buyers = cell.buyers + excluded.buyers, next_30 = cell.next_30 + excluded.next_30,
           next_90 = cell.next_90 + excluded.next_90, next_365 = cell.next_365 + excluded.next_365,
           next_later = cell.next_later + excluded.next_later,
           sums = ARRAY[cell.sums[1] + excluded.sums[1], cell.sums[2] + excluded.sums[2], cell.sums[3] + excluded.sums[3],
                        cell.sums[4] + excluded.sums[4], cell.sums[5] + excluded.sums[5], cell.sums[6] + excluded.sums[6],
                        cell.sums[7] + excluded.sums[7], cell.sums[8] + excluded.sums[8], cell.sums[9] + excluded.sums[9],
                        cell.sums[10] + excluded.sums[10], cell.sums[11] + excluded.sums[11], cell.sums[12] + excluded.sums[12]]`;
}

async function addNexts(ctx: Ctx, all: readonly NextCell[]): Promise<void> {
  const rows = all.filter((cell) => cell.people !== 0);
  if (rows.length === 0) return;
  await ctx.sql.exec`
    INSERT INTO analytics.ladder_next AS cell (tenant_id, role, month, product_id, people)
    SELECT ${ctx.tenantId}, fresh.role, date '1970-01-01' + fresh.month, fresh.product_id, fresh.people
      FROM unnest(${texts(rows, (row) => row.role)}::text[], ${int4s(rows, (row) => row.month)}::int[], ${uuids(rows, (row) => row.productId)}::uuid[],
                  ${int8s(rows, (row) => row.people)}::bigint[]) AS fresh (role, month, product_id, people)
        ON CONFLICT (tenant_id, role, month, product_id) DO UPDATE SET people = cell.people + excluded.people`;
}

/** Remembers where the products stood and what they cost when the cells were made. */
async function keepProducts(ctx: Ctx, products: ReadonlyMap<Uuid, LadderProduct>, ids: readonly Uuid[]): Promise<void> {
  if (ids.length === 0) return;
  await ctx.sql.exec`
    DELETE FROM analytics.ladder_product AS known
     WHERE known.tenant_id = ${ctx.tenantId} AND known.product_id = ANY(${uuids(ids, (id) => id)}::uuid[])`;
  const rows = ids.flatMap((id) => {
    const product = products.get(id);
    return product && (product.role !== null || product.cost !== null) ? [{ id, ...product }] : [];
  });
  await ctx.sql.exec`
    INSERT INTO analytics.ladder_product (tenant_id, product_id, role, cost)
    SELECT ${ctx.tenantId}, fresh.id, fresh.role, fresh.cost
      FROM unnest(${uuids(rows, (row) => row.id)}::uuid[], ${texts(rows, (row) => row.role)}::text[], ${int8s(rows, (row) => row.cost)}::bigint[])
           AS fresh (id, role, cost)`;
}
