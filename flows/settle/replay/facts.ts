import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { parseId, type Uuid } from '../../../kit/ids/index.ts';
import type { Entry, Posting } from '../../../rooms/ledger/index.ts';
import { loadCards, spendsOf, type CardSpend, type MemberCardRow } from '../../../rooms/membership/index.ts';
import {
  claimsOf,
  loadLiveOrders,
  paymentsOf,
  refundsOf,
  shipmentsOf,
  type ClaimRecord,
  type LiveOrder,
  type PaymentRecord,
  type RefundRecord,
  type ShipmentRecord,
} from '../../../rooms/orders/index.ts';
import { currentRule, type PointsRule } from '../../../rooms/points/index.ts';
import {
  commissionKey,
  commissionsOfOrders,
  snapshotsOfOrders,
  type CaseKind,
  type CommissionRow,
  type CommissionSnapshot,
} from '../../../rooms/partners/index.ts';

/** Postings that were written, and sealed, together. */
export interface Seal {
  readonly recordedAt: number;
  readonly postings: readonly Posting[];
}

const ENTRIES_AT_ONCE = 20_000n;

/** The book from its beginning, in portions of whole seals. */
export async function* bookOf(ctx: Ctx): AsyncGenerator<Seal[]> {
  let [after, from] = [0n, 1n];
  for (;;) {
    const seals = await ctx.sql.anew<{ seal: bigint; first_entry: bigint; last_entry: bigint; sealed_at: Date }>`
      SELECT seal.seal, seal.first_entry, seal.last_entry, seal.sealed_at
        FROM ledger.seal AS seal
       WHERE seal.tenant_id = ${ctx.tenantId} AND seal.seal > ${after} AND seal.seal <= ${after + 1_000n}
         AND seal.first_entry < ${from + ENTRIES_AT_ONCE}
       ORDER BY seal.seal`;
    const last = seals.at(-1);
    if (!last) return;
    const postings = await postingsBetween(ctx, from, last.last_entry);
    yield seals.map((seal) => ({
      recordedAt: seal.sealed_at.getTime(),
      postings: postings.filter((one) => one.firstEntry >= seal.first_entry && one.firstEntry <= seal.last_entry),
    }));
    [after, from] = [last.seal, last.last_entry + 1n];
  }
}

async function postingsBetween(ctx: Ctx, from: bigint, to: bigint): Promise<(Posting & { firstEntry: bigint })[]> {
  const entries = await ctx.sql.anew<{ entry: bigint; txn: bigint; account: Entry['account']; person_id: Uuid | null; amount: bigint }>`
    SELECT entry.entry, entry.txn, entry.account, entry.person_id, entry.amount
      FROM ledger.entry AS entry
     WHERE entry.tenant_id = ${ctx.tenantId} AND entry.entry >= ${from} AND entry.entry <= ${to}
     ORDER BY entry.entry`;
  const [first, last] = [entries[0], entries.at(-1)];
  if (!first || !last) return [];
  const txns = await ctx.sql.anew<Pick<Posting, 'source' | 'kind' | 'seq' | 'at'> & { txn: bigint; source_id: Uuid }>`
    SELECT txn.txn, txn.source, txn.source_id, txn.kind, txn.seq, txn.at
      FROM ledger.txn AS txn
     WHERE txn.tenant_id = ${ctx.tenantId} AND txn.txn >= ${first.txn} AND txn.txn <= ${last.txn}
     ORDER BY txn.txn`;
  const byTxn = Map.groupBy(entries, (entry) => entry.txn);
  return txns.map((row) => {
    const parts = byTxn.get(row.txn) ?? [];
    return {
      source: row.source,
      sourceId: row.source_id,
      kind: row.kind,
      seq: row.seq,
      at: row.at,
      firstEntry: parts[0]?.entry ?? 0n,
      entries: parts.map((part) => ({ account: part.account, personId: part.person_id, amount: part.amount })),
    };
  });
}

/** Everything that is kept of one order besides the book. */
export interface OrderFacts {
  readonly order: LiveOrder;
  readonly snapshot: CommissionSnapshot | null;
  /** whoever bought it: the record as it was then, whatever it was merged into since */
  readonly buyerId: Uuid;
  readonly payments: readonly PaymentRecord[];
  readonly refunds: readonly RefundRecord[];
  readonly shipments: readonly ShipmentRecord[];
  readonly claims: readonly ClaimRecord[];
  readonly commissions: readonly CommissionRow[];
  /** membership cards that were bought with it, and those they were given on as */
  readonly cards: readonly MemberCardRow[];
  /** what cards pay of it */
  readonly spends: readonly CardSpend[];
}

/** The facts of the orders that these postings are about. */
export async function factsBehind(ctx: Ctx, postings: readonly Posting[]): Promise<OrderFacts[]> {
  const sourced = (...sources: Posting['source'][]): Uuid[] => [
    ...new Set(postings.flatMap((posting) => (sources.includes(posting.source) ? [posting.sourceId] : []))),
  ];
  const orders = await ctx.sql.anew<{ order_id: Uuid }>`
    SELECT payment.order_id FROM orders.payment AS payment
     WHERE payment.tenant_id = ${ctx.tenantId} AND payment.payment_id = ANY(${plainArray(sourced('payment'))}::uuid[])
     UNION
    SELECT refund.order_id FROM orders.refund AS refund
     WHERE refund.tenant_id = ${ctx.tenantId} AND refund.refund_id = ANY(${plainArray(sourced('refund'))}::uuid[])
     UNION
    SELECT card.order_id FROM membership.card AS card
     WHERE card.tenant_id = ${ctx.tenantId} AND card.card_id = ANY(${plainArray(sourced('card'))}::uuid[])`;
  return await factsOf(ctx, [...new Set([...sourced('order', 'commission'), ...orders.map((row) => row.order_id)])]);
}

/** The facts of orders; those that are no live orders are left out. */
export async function factsOf(ctx: Ctx, orderIds: readonly Uuid[]): Promise<OrderFacts[]> {
  const orders = await loadLiveOrders(ctx, orderIds);
  const [snapshots, payments, refunds, shipments, claims, commissions, cards, spends] = [
    await snapshotsOfOrders(ctx, orderIds),
    Map.groupBy(await paymentsOf(ctx, orderIds), (row) => row.orderId),
    Map.groupBy(await refundsOf(ctx, orderIds), (row) => row.orderId),
    Map.groupBy(await shipmentsOf(ctx, orderIds), (row) => row.orderId),
    Map.groupBy(await claimsOf(ctx, orderIds), (row) => row.orderId),
    Map.groupBy(await commissionsOfOrders(ctx, orderIds), (row) => row.orderId),
    Map.groupBy(await loadCards(ctx, { orderIds }), (row) => row.orderId),
    Map.groupBy(await spendsOf(ctx, orderIds), (row) => row.orderId),
  ];
  const booked = await bookedBuyers(
    ctx,
    orderIds.filter((orderId) => !snapshots.has(orderId)),
  );
  return [...orders.values()].map((order) => ({
    order,
    snapshot: snapshots.get(order.orderId) ?? null,
    buyerId: snapshots.get(order.orderId)?.buyer.personId ?? booked.get(order.orderId) ?? order.personId,
    payments: payments.get(order.orderId) ?? [],
    refunds: refunds.get(order.orderId) ?? [],
    shipments: shipments.get(order.orderId) ?? [],
    claims: claims.get(order.orderId) ?? [],
    commissions: commissions.get(order.orderId) ?? [],
    cards: cards.get(order.orderId) ?? [],
    spends: spends.get(order.orderId) ?? [],
  }));
}

/**
 * Who bought orders that fixed no plan, before their record was absorbed: the order belongs to the survivor since, and which record paid for
 * cards and was granted points, only the book still says.
 */
async function bookedBuyers(ctx: Ctx, orderIds: readonly Uuid[]): Promise<Map<Uuid, Uuid>> {
  if (orderIds.length === 0) return new Map();
  const rows = await ctx.sql.anew<{ order_id: Uuid; person_id: Uuid }>`
    SELECT txn.source_id AS order_id, entry.person_id
      FROM ledger.txn AS txn
      JOIN ledger.entry AS entry ON entry.tenant_id = ${ctx.tenantId} AND entry.txn = txn.txn AND entry.account IN ('prepaid', 'points')
      JOIN orders.customer_order AS customer_order
        ON customer_order.tenant_id = ${ctx.tenantId} AND customer_order.order_id = txn.source_id
      JOIN relations.person AS person
        ON person.tenant_id = ${ctx.tenantId} AND person.person_id = entry.person_id AND person.merged_into = customer_order.person_id
     WHERE txn.tenant_id = ${ctx.tenantId} AND txn.source = 'order' AND txn.source_id = ANY(${plainArray(orderIds)}::uuid[])
       AND txn.kind IN ('paid', 'pointsGranted', 'pointsRedeemed')
     ORDER BY txn.txn DESC`;
  // The first that the book says of an order stands.
  return new Map(rows.map((row) => [row.order_id, row.person_id]));
}

export interface WithdrawalFact {
  readonly withdrawal_id: Uuid;
  /** who it belongs to now, after merges */
  readonly person_id: Uuid;
  readonly amount: bigint;
  readonly tax_amount: bigint | null;
  readonly fee_amount: bigint | null;
  readonly net_amount: bigint | null;
}

export interface CaseFact {
  readonly case_id: Uuid;
  readonly kind: CaseKind;
  readonly person_id: Uuid | null;
  readonly outcome: 'release' | 'void' | null;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly openedAt: number;
  readonly closedAt: number | null;
  readonly recordedAt: number;
  /** keys of the commissions it was about */
  readonly items: readonly string[];
  /** whether the book says when it held and when it let go */
  readonly isHoldBooked: boolean;
  readonly isEndBooked: boolean;
}

export interface MergeFact {
  readonly survivor: Uuid;
  readonly absorbed: Uuid;
  readonly recordedAt: number;
  readonly isBooked: boolean;
}

/** What is kept of people's money besides their orders; a brand has few of these beside its orders. */
export interface PeopleFacts {
  /** null while the brand never decided anything about points */
  readonly pointsRule: PointsRule | null;
  readonly withdrawals: ReadonlyMap<Uuid, WithdrawalFact>;
  readonly cases: ReadonlyMap<Uuid, CaseFact>;
  readonly merges: readonly MergeFact[];
  /** how much of what is earned may pay a debt, by the posting from which on, oldest first */
  readonly netDials: readonly { readonly fromTxn: bigint; readonly pct: number }[];
  /** absorbed record → who answers for it now */
  readonly owners: ReadonlyMap<Uuid, Uuid>;
  /** money a provider took in that fitted no order: entry of its inbox → amount */
  readonly unapplied: ReadonlyMap<Uuid, { readonly provider: string; readonly amount: bigint }>;
  /** money a provider gave back */
  readonly paidBack: ReadonlyMap<Uuid, { readonly provider: string; readonly amount: bigint; readonly isOrder: boolean }>;
}

export async function peopleFacts(ctx: Ctx): Promise<PeopleFacts> {
  const withdrawals = await ctx.sql.anew<WithdrawalFact>`
    SELECT withdrawal.withdrawal_id, withdrawal.person_id, withdrawal.amount, withdrawal.tax_amount, withdrawal.fee_amount, withdrawal.net_amount
      FROM partners.withdrawal AS withdrawal
     WHERE withdrawal.tenant_id = ${ctx.tenantId}`;
  const booked = await ctx.sql.anew<{ source_id: Uuid; kind: string }>`
    SELECT txn.source_id, txn.kind FROM ledger.txn AS txn WHERE txn.tenant_id = ${ctx.tenantId} AND txn.source IN ('case', 'merge')`;
  const isBooked = new Set(booked.map((row) => `${row.source_id} ${row.kind === 'hold' || row.kind === 'balances' ? row.kind : 'end'}`));
  const merged = await ctx.sql.anew<{ person_id: Uuid; merged_into: Uuid }>`
    SELECT person.person_id, person.merged_into
      FROM relations.person AS person
     WHERE person.tenant_id = ${ctx.tenantId} AND person.merged_into IS NOT NULL`;
  const merges = await ctx.sql.anew<{ survivor: string; absorbed: string; recorded_at: Date }>`
    SELECT audit.subject_id AS survivor, audit.facts ->> 'absorbed' AS absorbed, audit.recorded_at
      FROM identity.audit AS audit
     WHERE audit.tenant_id = ${ctx.tenantId} AND audit.action = 'person.merged'
     ORDER BY audit.audit_id`;
  const unapplied = await ctx.sql.anew<{ inbox_id: Uuid; provider: string; amount: string }>`
    SELECT inbox.inbox_id, inbox.provider, inbox.event ->> 'amount' AS amount
      FROM payments.inbox AS inbox
     WHERE inbox.tenant_id = ${ctx.tenantId} AND inbox.outcome = 'unapplied'`;
  const paidBack = await ctx.sql.anew<{ refund_id: Uuid; provider: string; amount: bigint; source: string }>`
    SELECT provider_refund.refund_id, provider_refund.provider, provider_refund.amount, provider_refund.source
      FROM payments.provider_refund AS provider_refund
     WHERE provider_refund.tenant_id = ${ctx.tenantId} AND provider_refund.state = 'done'`;
  const netDials = await ctx.sql.anew<{ from_txn: bigint; max_net_pct: number }>`
    SELECT net_dial.from_txn, net_dial.max_net_pct FROM partners.net_dial AS net_dial
     WHERE net_dial.tenant_id = ${ctx.tenantId}
     ORDER BY net_dial.from_txn`;
  return {
    pointsRule: await currentRule(ctx),
    netDials: netDials.map((row) => ({ fromTxn: row.from_txn, pct: row.max_net_pct })),
    withdrawals: new Map(withdrawals.map((row) => [row.withdrawal_id, row])),
    cases: await caseFacts(ctx, isBooked),
    merges: merges.flatMap((row) => {
      const [survivor, absorbed] = [parseId('person', row.survivor), parseId('person', row.absorbed)];
      if (survivor === null || absorbed === null) return [];
      return [{ survivor, absorbed, recordedAt: row.recorded_at.getTime(), isBooked: isBooked.has(`${absorbed} balances`) }];
    }),
    owners: new Map(merged.map((row) => [row.person_id, row.merged_into])),
    unapplied: new Map(unapplied.map((row) => [row.inbox_id, { provider: row.provider, amount: BigInt(row.amount) }])),
    paidBack: new Map(
      paidBack.map((row) => [row.refund_id, { provider: row.provider, amount: row.amount, isOrder: row.source === 'order' }]),
    ),
  };
}

async function caseFacts(ctx: Ctx, isBooked: ReadonlySet<string>): Promise<Map<Uuid, CaseFact>> {
  const cases = await ctx.sql.anew<{
    case_id: Uuid;
    kind: CaseKind;
    person_id: Uuid | null;
    outcome: CaseFact['outcome'];
    facts: Record<string, unknown>;
    opened_at: Date;
    closed_at: Date | null;
    recorded_at: Date;
  }>`
    SELECT money_case.case_id, money_case.kind, money_case.person_id, money_case.outcome, money_case.facts, money_case.opened_at,
           money_case.closed_at, money_case.recorded_at
      FROM partners.money_case AS money_case
     WHERE money_case.tenant_id = ${ctx.tenantId} AND money_case.kind <> 'payment'
     ORDER BY money_case.case_id`;
  const items = await ctx.sql.anew<{ case_id: Uuid; order_id: Uuid; line: number; role: string; depth: number; payee_id: Uuid }>`
    SELECT case_item.case_id, case_item.order_id, case_item.line, case_item.role, case_item.depth, case_item.payee_id
      FROM partners.case_item AS case_item
     WHERE case_item.tenant_id = ${ctx.tenantId}`;
  const byCase = Map.groupBy(items, (item) => item.case_id);
  return new Map(
    cases.map((row) => [
      row.case_id,
      {
        case_id: row.case_id,
        kind: row.kind,
        person_id: row.person_id,
        outcome: row.outcome,
        facts: row.facts,
        openedAt: row.opened_at.getTime(),
        closedAt: row.closed_at?.getTime() ?? null,
        recordedAt: row.recorded_at.getTime(),
        items: (byCase.get(row.case_id) ?? []).map((item) =>
          commissionKey({ orderId: item.order_id, line: item.line, role: item.role, depth: item.depth, payeeId: item.payee_id }),
        ),
        isHoldBooked: isBooked.has(`${row.case_id} hold`),
        isEndBooked: isBooked.has(`${row.case_id} end`),
      },
    ]),
  );
}
