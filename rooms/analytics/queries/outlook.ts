import type { Ctx } from '../../../kit/ctx.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import type { EpochDay } from '../../../kit/time/index.ts';
import { STAGES } from '../model/cells.ts';
import { heldBackFrom, type Outlook, type ValueFacts } from '../model/prediction/outlook.ts';
import { askAside } from './aside.ts';
import { cardTerms, holderTerms, renewalShape, type CardTerms } from './card-terms.ts';
import { purchaseEvents } from './purchase-events.ts';
import { marginsOf, saidBasis, valueBasis, type SaidBasis, type ValueBasis } from './value-basis.ts';

/** An outlook with what it rests on and the names of its groups. */
export interface KeptOutlook {
  readonly outlook: Outlook;
  /** by the keys of its groups */
  readonly sources: readonly Uuid[];
  readonly products: readonly Uuid[];
  readonly cards: CardTerms;
  /** what value is worked out by, and what the brand had said of it then */
  readonly basis: ValueBasis;
  readonly said: SaidBasis;
  readonly madeAt: string;
  readonly timeZone: string;
  readonly orders: number;
  readonly sales: number;
}

/** How much there is to look at, and over which days; null without an order. */
export interface Extent {
  readonly first: EpochDay;
  readonly last: EpochDay;
  /** orders of people, and their net in minor units */
  readonly orders: number;
  readonly sales: number;
}

export async function extentOf(ctx: Ctx): Promise<Extent | null> {
  const [days, people] = await Promise.all([
    ctx.sql.one<{ first: number | null; last: number | null }>`
      SELECT min(day.day) - date '1970-01-01' AS first, max(day.day) - date '1970-01-01' AS last
        FROM analytics.day AS day WHERE day.tenant_id = ${ctx.tenantId} AND day.orders > 0`,
    ctx.sql.one<{ orders: bigint; sales: bigint }>`
      SELECT coalesce(sum(day_people.orders), 0)::bigint AS orders, coalesce(sum(day_people.sales), 0)::bigint AS sales
        FROM analytics.day_people AS day_people WHERE day_people.tenant_id = ${ctx.tenantId}`,
  ]);
  if (days.first === null || days.last === null) return null;
  return { first: days.first, last: days.last, orders: Number(people.orders), sales: Number(people.sales) };
}

/** More orders than these are not looked through while somebody waits, if an older outlook is there. */
const MOST_AT_ONCE = 200_000;
/** So much more (or less) may have come since before an outlook is out of date. */
const MOST_DRIFT = 0.01;

/** Outlooks nobody has stored yet; a brand that was asked for last stays longest. */
const remembered = new Map<Uuid, KeptOutlook>();
const MOST_REMEMBERED = 50;
const DAY_MS = 86_400_000;

/** What the brand can expect: as it was last worked out while little has come since, else worked out now. Null without an order. */
export async function outlookOf(ctx: Ctx): Promise<KeptOutlook | null> {
  const extent = await extentOf(ctx);
  if (extent === null) return null;
  const [stored, said] = await Promise.all([storedOutlook(ctx), saidBasis(ctx)]);
  if (stored && isFresh(ctx, stored, extent, said)) return stored;
  const known = remembered.get(ctx.tenantId);
  if (known && isOfToday(ctx, known) && isFresh(ctx, known, extent, said)) return known;
  if (stored && extent.orders > MOST_AT_ONCE) return stored;
  const made = await workOut(ctx, extent);
  remembered.delete(ctx.tenantId);
  remembered.set(ctx.tenantId, made);
  for (const [tenantId] of remembered) if (remembered.size > MOST_REMEMBERED) remembered.delete(tenantId);
  return made;
}

export async function storedOutlook(ctx: Ctx): Promise<(KeptOutlook & { readonly madeOn: string; readonly seq: bigint }) | null> {
  const row = await ctx.sql.maybe<{ made_on: string; through_seq: bigint; body: KeptOutlook }>`
    SELECT outlook.made_on, outlook.through_seq, outlook.body
      FROM analytics.outlook AS outlook WHERE outlook.tenant_id = ${ctx.tenantId}`;
  // One kept before value was worked out says nothing of it: it is none.
  return row?.body.basis ? { ...row.body, madeOn: row.made_on, seq: row.through_seq } : null;
}

export function isFresh(ctx: Ctx, kept: KeptOutlook, extent: Extent, now: SaidBasis): boolean {
  const { timeZone, orders, sales, outlook, said } = kept;
  const isNear = (value: number, then: number): boolean => Math.abs(value - then) <= MOST_DRIFT * Math.abs(then);
  const isSaid = said.margin === now.margin && said.preset === now.preset && said.discount === now.discount;
  return (
    isSaid && timeZone === ctx.zone.id && isNear(extent.orders, orders) && isNear(extent.sales, sales) && extent.last - outlook.last <= 7
  );
}

/** Cards run on while nobody buys: what nobody stored is good for a day. */
function isOfToday(ctx: Ctx, { madeAt }: KeptOutlook): boolean {
  return Math.abs(ctx.now.getTime() - Date.parse(madeAt)) < DAY_MS;
}

/** Reads every purchase and works the outlook out, aside from requests where it takes long. */
export async function workOut(ctx: Ctx, extent: Extent): Promise<KeptOutlook> {
  const { first, last, orders, sales } = extent;
  const events = await purchaseEvents(ctx);
  const { groups, sources, products } = await groupsOf(ctx, heldBackFrom(first, last));
  const cards = await cardTerms(ctx);
  const [basis, said] = [await valueBasis(ctx, last), await saidBasis(ctx)];
  const facts = await valueFacts(ctx, basis, cards, groups.stage.length);
  const outlook = await askAside({ ask: 'lookAhead', events, groups, facts, first, last });
  return { outlook, sources, products, cards, basis, said, madeAt: ctx.now.toISOString(), timeZone: ctx.zone.id, orders, sales };
}

/** Margins of everybody who buys other categories than most, and everybody who holds a card with a term. */
async function valueFacts(ctx: Ctx, basis: ValueBasis, cards: CardTerms, nodes: number): Promise<ValueFacts> {
  const own = await marginsOf(
    ctx,
    basis,
    Array.from({ length: nodes }, (_, node) => node),
  );
  const rates = own.size > 0 ? new Float64Array(nodes).fill(Number.NaN) : null;
  for (const [node, rate] of own) if (rates) rates[node] = rate;
  const held = await holderTerms(ctx);
  return {
    discount: basis.discount,
    rate: basis.rate,
    rates,
    survival: renewalShape(cards).shape,
    holders: {
      nodes: Int32Array.from(held, ({ node }) => node),
      leftWeeks: Float64Array.from(held, ({ leftWeeks }) => leftWeeks),
      termWeeks: Float64Array.from(held, ({ termWeeks }) => termWeeks),
      renewals: Int32Array.from(held, ({ renewals }) => renewals),
      margins: Float64Array.from(held, ({ margin }) => margin),
      paid: Float64Array.from(held, ({ paid }) => paid),
    },
  };
}

/** People of one query. */
const PORTION = 5_000;

/** Stage now and at the end of the day `then`, source and first product of everybody, by node. */
async function groupsOf(ctx: Ctx, then: EpochDay) {
  const { nodes } = await ctx.sql.one<{ nodes: number }>`
    SELECT coalesce(max(person.node) + 1, 0) AS nodes FROM relations.person AS person WHERE person.tenant_id = ${ctx.tenantId}`;
  const none = (): Int32Array<ArrayBuffer> => new Int32Array(nodes).fill(-1);
  const [stage, stageThen, source, product] = [none(), none(), none(), none()];
  const over = new Date(ctx.zone.startOf(then + 1));
  const [sources, products] = [new Keys(), new Keys()];
  for (let low = 0; low < nodes; low += PORTION) {
    const { text } = await ctx.sql.one<{ text: string | null }>`
      SELECT string_agg(concat_ws(',', person.node, person.stage, coalesce(past.to_stage, ''), coalesce(person.source_id::text, ''),
                                  coalesce(first.product_id::text, '')), ';') AS text
        FROM relations.person AS person
       CROSS JOIN LATERAL (SELECT bought.order_id
                             FROM orders.customer_order AS bought
                            WHERE bought.tenant_id = ${ctx.tenantId} AND bought.person_id = person.person_id AND bought.paid_at IS NOT NULL
                            ORDER BY bought.paid_at, bought.order_id
                            LIMIT 1) AS entry
        LEFT JOIN LATERAL (SELECT line.product_id
                             FROM orders.line AS line
                            WHERE line.tenant_id = ${ctx.tenantId} AND line.order_id = entry.order_id AND line.product_id IS NOT NULL
                            ORDER BY line.line
                            LIMIT 1) AS first ON true
        LEFT JOIN LATERAL (SELECT stage_change.to_stage
                             FROM relations.stage_change AS stage_change
                            WHERE stage_change.tenant_id = ${ctx.tenantId} AND stage_change.person_id = person.person_id
                              AND stage_change.at < ${over}::timestamptz
                            ORDER BY stage_change.seq DESC
                            LIMIT 1) AS past ON true
       WHERE person.tenant_id = ${ctx.tenantId} AND person.node >= ${low} AND person.node < ${low + PORTION}`;
    if (text === null) continue;
    for (const row of text.split(';')) {
      const [at, stageName = '', pastName = '', sourceId = '', productId = ''] = row.split(',');
      const node = Number(at);
      stage[node] = (STAGES as readonly string[]).indexOf(stageName);
      stageThen[node] = (STAGES as readonly string[]).indexOf(pastName);
      source[node] = sources.of(sourceId);
      product[node] = products.of(productId);
    }
  }
  return { groups: { stage, stageThen, source, product }, sources: sources.list, products: products.list };
}

/** Ids by small numbers, in the order they were met. */
class Keys {
  readonly list: Uuid[] = [];
  readonly #known = new Map<string, number>();

  of(id: string): number {
    if (id === '') return -1;
    let key = this.#known.get(id);
    if (key === undefined) {
      this.#known.set(id, (key = this.list.length));
      this.list.push(id as Uuid);
    }
    return key;
  }
}
