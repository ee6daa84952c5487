import type { Ctx } from '../../kit/ctx.ts';
import type { Uuid } from '../../kit/ids/index.ts';
import type { SaleProduct, StockWish } from '../../rooms/catalog/index.ts';
import type { ActingFor } from '../../rooms/membership/index.ts';
import type { Posting } from '../../rooms/ledger/index.ts';
import type {
  ClaimRecord,
  Leg,
  LiveLine,
  LiveOrder,
  PaymentRecord,
  RefundAccepted,
  RefundRecord,
  ShipmentRecord,
} from '../../rooms/orders/index.ts';
import type {
  ActivePlan,
  AllocationResult,
  Chain,
  CommissionRow,
  CommissionSnapshot,
  ServiceAct,
  Standing,
} from '../../rooms/partners/index.ts';
import type { PointsDesk } from '../../rooms/points/index.ts';
import type { CouponDesk, GiftDesk, PriceAnswer, PriceBook } from '../../rooms/pricing/index.ts';
import type { KnownPerson, OrderBinds } from '../../rooms/relations/index.ts';
import type { Drawn } from './balance.ts';
import type { Cards } from './cards.ts';
import type { Holds } from './holds.ts';
import type { Traces } from './traces.ts';

/** An order while a batch decides about it, with what it was worth to its buyer's history before. */
export interface OrderDraft {
  readonly order: LiveOrder;
  readonly isNew: boolean;
  /** as history knew it when the batch began; null = unpaid */
  readonly before: { readonly paidAt: number; readonly net: bigint; readonly isRefunded: boolean } | null;
  /** what of each line had been given back by then, line by line */
  readonly refundedBefore: readonly bigint[];
  readonly wasReceived: boolean;
  /** what changed, for the writer */
  isChanged: boolean;
  readonly changedLines: Set<LiveLine>;
  /** lines that an exchange added */
  readonly newLines: Set<LiveLine>;
  isSnapshotChanged: boolean;
  snapshot: CommissionSnapshot | null;
}

/** A commission while a batch decides about it. */
export type CommissionDraft = { -readonly [K in keyof CommissionRow]: CommissionRow[K] } & { isNew: boolean; isChanged: boolean };

/** What people have that can be refused; kept up to date while postings are put together. */
export interface Purse {
  available: bigint;
  held: bigint;
  receivable: bigint;
}

/** Money that is owed to a customer and that a provider has to send back. */
export interface OwedBack {
  readonly orderId: Uuid;
  readonly source: 'order' | 'refund';
  readonly sourceId: Uuid;
  readonly cause: RefundAccepted['cause'];
  readonly legs: readonly Leg[];
}

/** Who earns what of an order, from what it fixed. */
export type Allocate = (snapshot: CommissionSnapshot) => Pick<AllocationResult, 'allocations'>;

/** Everything a batch may touch, read under the lane; verbs change it in memory, then it is written. */
export interface World {
  readonly ctx: Ctx;
  /** what a measurement puts in the engine's place */
  readonly allocate?: Allocate;
  readonly now: number;
  readonly orders: Map<Uuid, OrderDraft>;
  readonly orderOf: Map<string, Uuid>;
  /** orders that are imported records */
  readonly records: ReadonlySet<Uuid>;
  readonly people: ReadonlyMap<string, KnownPerson>;
  readonly buyers: Map<Uuid, KnownPerson>;
  readonly products: ReadonlyMap<string, SaleProduct>;
  readonly payments: Map<string, PaymentRecord>;
  /** of the orders money may go back on, oldest first */
  readonly paymentsOf: Map<Uuid, PaymentRecord[]>;
  readonly refunds: Map<string, RefundRecord>;
  readonly refundsById: Map<Uuid, RefundRecord>;
  readonly shipments: Map<Uuid, ShipmentRecord[]>;
  readonly claims: Map<Uuid, ClaimRecord>;
  /** null when no line asks for a price and nobody for a coupon */
  readonly book: PriceBook | null;
  readonly desk: CouponDesk | null;
  /** what new orders take of their buyers' cards */
  readonly drawn: Map<Uuid, Drawn>;
  /** null while the brand never decided anything about points */
  readonly points: PointsDesk | null;
  /** null while the brand never decided anything about the happy deal */
  readonly gifts: GiftDesk | null;
  /** the share of an order that everybody together may get of it, gifts and points among them */
  readonly capPpm: number;
  /** how long the policy pack holds what orders bring, where no plan says */
  readonly packHoldDays: number;
  /** what privileges do for buyers by themselves, read where an order asks for it */
  readonly acting: ReadonlyMap<Uuid, ActingFor>;
  /** pieces of counted variants that the batch has left */
  readonly free: Map<Uuid, number>;
  readonly commissions: Map<Uuid, CommissionDraft[]>;
  readonly purses: Map<Uuid, Purse>;
  readonly holds: Holds;
  readonly cards: Cards;
  readonly traces: Traces;
  /** acts of service by external id, those of the orders that get another, and how whoever served stands now */
  readonly acts: Map<string, ServiceAct>;
  readonly actsOf: Map<Uuid, readonly ServiceAct[]>;
  readonly standings: ReadonlyMap<Uuid, Standing>;
  readonly newActs: ServiceAct[];
  readonly plan: ActivePlan | null;
  readonly chains: ReadonlyMap<Uuid, Chain>;
  /** whether anything but referrals says who earns */
  readonly hasBonds: boolean;
  /** what is shipped now counts as received by itself after so many days */
  readonly receivedAfterDays: number;
  /** what the orders of this batch do to attributions, for those that are taken; null when nothing */
  readonly binds: OrderBinds | null;
  readonly postings: Posting[];
  readonly newPayments: PaymentRecord[];
  readonly newRefunds: RefundRecord[];
  readonly wonRefunds: RefundRecord[];
  readonly newShipments: ShipmentRecord[];
  readonly newClaims: ClaimRecord[];
  readonly closedClaims: ClaimRecord[];
  readonly wishes: StockWish[];
  /** pieces that came back and can be sold again */
  readonly restocked: { readonly skuId: Uuid; readonly quantity: number; readonly orderId: Uuid }[];
  /** orders with variants that were paid, and exchanges: their pieces are sold */
  readonly sold: Uuid[];
  /** orders called off: their pieces are free */
  readonly cancelled: Uuid[];
  /** unpaid orders that kept points or a coupon and whose time is over */
  readonly late: readonly Uuid[];
  /** orders of which nothing remains: their coupon is free */
  readonly emptied: Uuid[];
  readonly owedBack: OwedBack[];
  /** lines of members who got somebody else's lower price */
  readonly floors: { readonly orderId: Uuid; readonly productId: Uuid; readonly answer: PriceAnswer }[];
}

/** What an order is to its buyer's history: null while unpaid. */
export function factOf(order: LiveOrder): OrderDraft['before'] {
  if (order.paidAt === null) return null;
  let refunded = order.shippingRefunded;
  let [chargedLines, refundedLines] = [0n, 0n];
  for (const line of order.lines) {
    refunded += line.refunded;
    chargedLines += line.amount;
    refundedLines += line.refunded;
  }
  return { paidAt: order.paidAt, net: order.total - refunded, isRefunded: chargedLines > 0n && chargedLines === refundedLines };
}
