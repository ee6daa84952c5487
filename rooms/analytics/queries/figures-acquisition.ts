import type { Ctx } from '../../../kit/ctx.ts';
import { uuids } from '../../../kit/db/arrays.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import type { SourceKind } from '../../../kit/http/shapes.ts';
import { divideHalfUp, moneyJson, type MoneyJson } from '../../../kit/money/index.ts';
import { addMonths, dayText, monthOf, parseDay, type EpochDay } from '../../../kit/time/index.ts';
import type { Acquisition } from '../acquisition-api.ts';
import { returnedOf, spentWithin, type AgeOfBuyers } from '../model/acquisition.ts';
import { boundsOf, type Period } from './period.ts';

const AGE_MS = 30 * 86_400_000;
const MOST_AGES = 24;
/** Of those who bought first, so many are followed through the months after. */
const MOST_FOLLOWED = 5000;
const KNOWN = 0.5;
/** All sources that cost something together. */
const EVERYBODY = '';

/**
 * What sources cost and brought in `[from, to)`. A sum over several days counts evenly on each; days that are still to come cost nothing yet.
 * Buyers are followed from their first purchase until now, whatever the period. Margin is that of goods, by the costs of products today.
 */
export async function figuresAcquisition(ctx: Ctx, period: Period): Promise<Acquisition> {
  const { low, high } = boundsOf(period);
  const spending = await spendingIn(ctx, low, Math.min(high, ctx.today + 1));
  const came = await cameIn(ctx, low, high);
  const bought = await boughtFirst(ctx, low, high);
  const costing = [...spending.keys()];
  const returns = await returnsOf(ctx, { low, high, sources: costing, buyers: sumOf(costing.map((id) => bought.get(id)?.people ?? 0)) });
  const rows = [...new Map<Uuid, Named>([...came, ...bought, ...spending])].map(([sourceId, { kind, name }]) => {
    const spent = spending.get(sourceId) ?? null;
    const firstBuyers = bought.get(sourceId)?.people ?? 0;
    const fans = came.get(sourceId)?.people ?? 0;
    return { sourceId, kind, name, spent, fans, firstBuyers, returned: returns.get(sourceId) ?? null };
  });
  const dear = rows.filter((row) => row.spent !== null);
  const all = dear.reduce((sum, row) => sum + (row.spent?.amount ?? 0n), 0n);
  const [fans, firstBuyers] = [sumOf(dear.map((row) => row.fans)), sumOf(dear.map((row) => row.firstBuyers))];
  const allFirstBuyers = await countFirstBuyers(ctx, low, high);
  return {
    from: period.from === null ? null : dayText(period.from),
    to: period.to === null ? null : dayText(period.to),
    spent: dear.length === 0 ? null : moneyJson(all, ctx.tenant.currency),
    fans,
    firstBuyers,
    costPerFan: dear.length === 0 ? null : perHead(ctx, all, fans),
    costPerBuyer: dear.length === 0 ? null : perHead(ctx, all, firstBuyers),
    ...backJson(ctx, dear.length === 0 || firstBuyers === 0 ? null : Number(all) / firstBuyers, returns.get(EVERYBODY) ?? null),
    allFirstBuyers,
    unknownBuyers: allFirstBuyers - sumOf(rows.map((row) => row.firstBuyers)),
    data: rows.toSorted(dearestFirst).map((row) => rowJson(ctx, row)),
    next: null,
  };
}

/** A month of the brand's own: what was spent to be found, who came of it, and who came by themselves. */
export interface AcquiredMonth {
  readonly month: EpochDay;
  /** minor units */
  readonly spent: bigint;
  /** of sources that cost something within the time, and of those that cost nothing; whom a friend brought is in neither */
  readonly fans: number;
  readonly organic: number;
}

/** Month by month over whole months `[from, to)`; none where nothing was entered for any day of them. */
export async function acquiredByMonth(ctx: Ctx, from: EpochDay, to: EpochDay): Promise<AcquiredMonth[]> {
  const entries = await entriesIn(ctx, from, to);
  if (entries.length === 0) return [];
  const rows = await ctx.sql.anew<{ month: string; fans: number; organic: number }>`
    SELECT date_trunc('month', came.at AT TIME ZONE ${ctx.zone.id})::date AS month,
           (count(*) FILTER (WHERE came.source_id = ANY(${sourcesOf(entries)}::uuid[])))::int AS fans,
           (count(*) FILTER (WHERE came.a1_node IS NULL AND (came.source_id IS NULL OR NOT came.source_id = ANY(${sourcesOf(entries)}::uuid[]))))::int
             AS organic
      FROM (SELECT person.source_id, person.a1_node, min(step.at) AS at
              FROM relations.stage_change AS step
              JOIN relations.person AS person ON person.tenant_id = ${ctx.tenantId} AND person.person_id = step.person_id
             WHERE step.tenant_id = ${ctx.tenantId} AND step.at >= ${instantOf(ctx, from)} AND step.at < ${instantOf(ctx, to)}
               AND step.to_stage <> 'prospect' AND (step.from_stage IS NULL OR step.from_stage = 'prospect')
             GROUP BY person.person_id, person.source_id, person.a1_node) AS came
     GROUP BY 1`;
  const known = new Map(rows.map((row) => [parseDay(row.month), row]));
  const months: AcquiredMonth[] = [];
  for (let month = monthOf(from); month < to; month = addMonths(month, 1)) {
    const end = addMonths(month, 1);
    const spent = entries.reduce((sum, entry) => sum + spentWithin(entry, month, end), 0n);
    months.push({ month, spent, fans: known.get(month)?.fans ?? 0, organic: known.get(month)?.organic ?? 0 });
  }
  return months;
}

interface Named {
  readonly kind: SourceKind;
  readonly name: string;
}

interface Spending extends Named {
  readonly amount: bigint;
  readonly campaigns: ReadonlyMap<string, bigint>;
}

type Row = Named & {
  readonly sourceId: Uuid;
  readonly spent: Spending | null;
  readonly fans: number;
  readonly firstBuyers: number;
  readonly returned: Returns | null;
};

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const sourcesOf = (entries: readonly Entered[]): Buffer => uuids([...new Set(entries.map((one) => one.sourceId))], (id) => id);
const instantOf = (ctx: Ctx, day: EpochDay): Date => new Date(ctx.zone.startOf(day));

function dearestFirst(a: Row, b: Row): number {
  const [m, n] = [a.spent?.amount ?? -1n, b.spent?.amount ?? -1n];
  return m === n ? b.firstBuyers - a.firstBuyers || b.fans - a.fans || (a.sourceId < b.sourceId ? -1 : 1) : m < n ? 1 : -1;
}

function perHead(ctx: Ctx, amount: bigint, heads: number): MoneyJson | null {
  return heads > 0 ? moneyJson(divideHalfUp(amount, BigInt(heads)), ctx.tenant.currency) : null;
}

function rowJson(ctx: Ctx, { sourceId, kind, name, spent, fans, firstBuyers, returned }: Row): Acquisition['data'][number] {
  return {
    source: { id: publicId('source', sourceId), kind, name },
    spent: spent && moneyJson(spent.amount, ctx.tenant.currency),
    fans,
    firstBuyers,
    costPerFan: spent && perHead(ctx, spent.amount, fans),
    costPerBuyer: spent && perHead(ctx, spent.amount, firstBuyers),
    ...backJson(ctx, spent === null || firstBuyers === 0 ? null : Number(spent.amount) / firstBuyers, returned),
    campaigns: [...(spent?.campaigns ?? [])]
      .filter(([campaign]) => campaign !== '')
      .toSorted(([, a], [, b]) => (a < b ? 1 : -1))
      .map(([campaign, amount]) => ({ name: campaign, spent: moneyJson(amount, ctx.tenant.currency) })),
  };
}

/** @param cost of one first buyer, in minor units; null: nothing was spent, or nobody bought */
function backJson(ctx: Ctx, cost: number | null, returned: Returns | null): Pick<Acquisition, 'margin' | 'payback'> {
  const back = returned === null || cost === null || returned.rate === null ? null : returnedOf(cost, returned.ages);
  if (cost === null) return { margin: null, payback: { state: 'noCost', months: null } };
  if (back === null) return { margin: null, payback: { state: returned?.rate === null ? 'marginUnknown' : 'tooFew', months: null } };
  return {
    margin: { perBuyer: moneyJson(BigInt(Math.round(back.perBuyer)), ctx.tenant.currency), months: back.months },
    payback: { state: back.paidBackAfter === null ? 'notYet' : 'paidBack', months: back.paidBackAfter ?? back.seen },
  };
}

interface Entered extends Named {
  readonly sourceId: Uuid;
  readonly campaign: string;
  readonly amount: bigint;
  readonly from: EpochDay;
  readonly to: EpochDay;
}

/** Sums that stand and have a day in `[low, high)`. */
async function entriesIn(ctx: Ctx, low: EpochDay, high: EpochDay): Promise<Entered[]> {
  const rows = await ctx.sql<Named & { source_id: Uuid; campaign: string; amount: bigint; from_on: string; to_on: string }>`
    SELECT spend.source_id, source.kind, source.name, spend.campaign, spend.amount, spend.from_on, spend.to_on
      FROM relations.spend AS spend
      JOIN relations.source AS source ON source.tenant_id = ${ctx.tenantId} AND source.source_id = spend.source_id
     WHERE spend.tenant_id = ${ctx.tenantId} AND spend.from_on < ${dayText(high)}::date AND spend.to_on >= ${dayText(low)}::date
       AND spend.amount > 0
       AND NOT EXISTS (SELECT 1 FROM relations.spend AS later
                        WHERE later.tenant_id = ${ctx.tenantId} AND later.replaces_id = spend.spend_id)`;
  return rows.map((row) => ({
    sourceId: row.source_id,
    kind: row.kind,
    name: row.name,
    campaign: row.campaign,
    amount: row.amount,
    from: parseDay(row.from_on),
    to: parseDay(row.to_on),
  }));
}

async function spendingIn(ctx: Ctx, low: EpochDay, high: EpochDay): Promise<Map<Uuid, Spending>> {
  const spending = new Map<Uuid, { kind: SourceKind; name: string; amount: bigint; campaigns: Map<string, bigint> }>();
  for (const entry of await entriesIn(ctx, low, high)) {
    const { kind, name } = entry;
    const known = spending.get(entry.sourceId) ?? { kind, name, amount: 0n, campaigns: new Map<string, bigint>() };
    const amount = spentWithin(entry, low, high);
    known.amount += amount;
    known.campaigns.set(entry.campaign, (known.campaigns.get(entry.campaign) ?? 0n) + amount);
    spending.set(entry.sourceId, known);
  }
  return spending;
}

type Counted = Map<Uuid, Named & { readonly people: number }>;

const counted = (rows: readonly (Named & { source_id: Uuid; people: number })[]): Counted =>
  new Map(rows.map(({ source_id: id, kind, name, people }) => [id, { kind, name, people }]));

/** Who of each source became a fan in that time, or came further at once. */
async function cameIn(ctx: Ctx, low: EpochDay, high: EpochDay): Promise<Counted> {
  return counted(
    await ctx.sql.anew<Named & { source_id: Uuid; people: number }>`
      SELECT source.source_id, source.kind, source.name, count(DISTINCT step.person_id)::int AS people
        FROM relations.stage_change AS step
        JOIN relations.person AS person ON person.tenant_id = ${ctx.tenantId} AND person.person_id = step.person_id
        JOIN relations.source AS source ON source.tenant_id = ${ctx.tenantId} AND source.source_id = person.source_id
       WHERE step.tenant_id = ${ctx.tenantId} AND step.at >= ${instantOf(ctx, low)} AND step.at < ${instantOf(ctx, high)}
         AND step.to_stage <> 'prospect' AND (step.from_stage IS NULL OR step.from_stage = 'prospect')
       GROUP BY source.source_id, source.kind, source.name`,
  );
}

async function boughtFirst(ctx: Ctx, low: EpochDay, high: EpochDay): Promise<Counted> {
  return counted(
    await ctx.sql.anew<Named & { source_id: Uuid; people: number }>`
      SELECT source.source_id, source.kind, source.name, count(*)::int AS people
        FROM analytics.person AS buyer
        JOIN relations.person AS person ON person.tenant_id = ${ctx.tenantId} AND person.person_id = buyer.person_id
        JOIN relations.source AS source ON source.tenant_id = ${ctx.tenantId} AND source.source_id = person.source_id
       WHERE buyer.tenant_id = ${ctx.tenantId} AND buyer.first_paid_ms >= ${ctx.zone.startOf(low)}
         AND buyer.first_paid_ms < ${ctx.zone.startOf(high)}
       GROUP BY source.source_id, source.kind, source.name`,
  );
}

async function countFirstBuyers(ctx: Ctx, low: EpochDay, high: EpochDay): Promise<number> {
  const { people } = await ctx.sql.one<{ people: number }>`
    SELECT count(*)::int AS people
      FROM analytics.person AS buyer
     WHERE buyer.tenant_id = ${ctx.tenantId} AND buyer.first_paid_ms >= ${ctx.zone.startOf(low)}
       AND buyer.first_paid_ms < ${ctx.zone.startOf(high)}`;
  return people;
}

/** What the first buyers of a source brought month of age by month of age; rate: margin of sales, null where costs are not known of half. */
interface Returns {
  readonly rate: number | null;
  readonly ages: readonly AgeOfBuyers[];
}

async function returnsOf(
  ctx: Ctx,
  { low, high, sources, buyers }: { low: EpochDay; high: EpochDay; sources: readonly Uuid[]; buyers: number },
): Promise<Map<Uuid, Returns>> {
  if (buyers === 0) return new Map();
  const step = Math.max(1, Math.ceil(buyers / MOST_FOLLOWED));
  const [start, end] = [ctx.zone.startOf(low), ctx.zone.startOf(high)];
  const ids = uuids([...sources], (id) => id);
  const lived = await ctx.sql.anew<{ source_id: Uuid; months: number; people: number }>`
    SELECT person.source_id, least(${MOST_AGES}, floor((${ctx.now.getTime()}::float8 - buyer.first_paid_ms) / ${AGE_MS}::float8))::int AS months,
           count(*)::int AS people
      FROM analytics.person AS buyer
      JOIN relations.person AS person ON person.tenant_id = ${ctx.tenantId} AND person.person_id = buyer.person_id
     WHERE buyer.tenant_id = ${ctx.tenantId} AND buyer.first_paid_ms >= ${start} AND buyer.first_paid_ms < ${end}
       AND buyer.node % ${step}::int = 0 AND person.source_id = ANY(${ids}::uuid[])
     GROUP BY 1, 2`;
  const sold = await ctx.sql.anew<{ source_id: Uuid; age: number; net: string; known: string; cost: string }>`
    SELECT bought.source_id, bought.age, sum(line.amount - line.refunded_amount)::text AS net,
           coalesce(sum(line.amount - line.refunded_amount)
                    FILTER (WHERE product.cost_amount IS NOT NULL AND line.quantity IS NOT NULL), 0)::text AS known,
           coalesce(sum(product.cost_amount * line.quantity) FILTER (WHERE line.refunded_amount < line.amount), 0)::text AS cost
      FROM (SELECT person.source_id, one.order_id,
                   floor((extract(epoch FROM one.paid_at)::float8 * 1000 - buyer.first_paid_ms) / ${AGE_MS}::float8)::int AS age,
                   floor((${ctx.now.getTime()}::float8 - buyer.first_paid_ms) / ${AGE_MS}::float8)::int AS lived
              FROM analytics.person AS buyer
              JOIN relations.person AS person ON person.tenant_id = ${ctx.tenantId} AND person.person_id = buyer.person_id
              JOIN orders.customer_order AS one
                ON one.tenant_id = ${ctx.tenantId} AND one.person_id = buyer.person_id AND one.paid_at IS NOT NULL
             WHERE buyer.tenant_id = ${ctx.tenantId} AND buyer.first_paid_ms >= ${start} AND buyer.first_paid_ms < ${end}
               AND buyer.node % ${step}::int = 0 AND person.source_id = ANY(${ids}::uuid[])) AS bought
      JOIN orders.line AS line ON line.tenant_id = ${ctx.tenantId} AND line.order_id = bought.order_id
      LEFT JOIN catalog.product AS product ON product.tenant_id = ${ctx.tenantId} AND product.product_id = line.product_id
     WHERE bought.age < bought.lived AND bought.age < ${MOST_AGES} AND NOT line.is_total
     GROUP BY bought.source_id, bought.age`;
  const [soldBy, livedBy] = [Map.groupBy(sold, (row) => row.source_id), Map.groupBy(lived, (row) => row.source_id)];
  return new Map<Uuid, Returns>([
    ...[...livedBy].map(([sourceId, rows]): [Uuid, Returns] => [sourceId, byAge(rows, soldBy.get(sourceId) ?? [])]),
    [EVERYBODY, byAge(lived, sold)],
  ]);
}

/** Month of age by month of age: who has it behind them, and the margin that was in it at the rate of all they bought. */
function byAge(
  lived: readonly { months: number; people: number }[],
  sold: readonly { age: number; net: string; known: string; cost: string }[],
): Returns {
  const sum = (of: 'net' | 'known' | 'cost'): number => sold.reduce((all, row) => all + Number(row[of]), 0);
  const [net, known] = [sum('net'), sum('known')];
  const rate = net > 0 && known / net >= KNOWN ? 1 - sum('cost') / known : null;
  const ages = Array.from({ length: MOST_AGES }, (_, age) => ({
    buyers: lived.reduce((all, row) => all + (row.months > age ? row.people : 0), 0),
    margin: (rate ?? 0) * sold.reduce((all, row) => all + (row.age === age ? Number(row.net) : 0), 0),
  }));
  return { rate, ages };
}
