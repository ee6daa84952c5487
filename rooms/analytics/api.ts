import { z } from 'zod';
import { ladderRole } from '../catalog/api.ts';
import { day, decimal, instant, listOf, money, pageQuery, periodQuery, sourceKind, stage } from '../../kit/http/shapes.ts';

export * from './acquisition-api.ts';
export * from './offer-trial-api.ts';
export * from './prediction-api.ts';
export * from './value-api.ts';

const ref = z.object({ id: z.string(), externalId: z.string().nullable(), name: z.string().nullable() });
const originCell = z.object({ orders: z.number().int(), sales: money });
const byOrigin = z.object({
  repeat: originCell,
  referred: originCell,
  direct: originCell,
  paid: originCell,
  anonymous: originCell,
});

/** CONTRACT §4. gross = Σ order net; returns = returns that name no order; sales = gross − returns. */
export const loop = z
  .object({
    sales: money,
    gross: money,
    returns: money,
    orders: z.number().int(),
    buyers: z.number().int(),
    byOrigin,
    loopRate: decimal.nullable(),
  })
  .meta({ id: 'Loop' });

/** All history before `to`, persons with ≥ 1 order. */
export const lifetime = z
  .object({
    customers: z.number().int(),
    orders: z.number().int(),
    sales: money,
    averageOrderValue: money.nullable(),
    ordersPerCustomer: decimal.nullable(),
    lifetimeYears: decimal.nullable(),
    ordersPerYear: decimal.nullable(),
    lifetimeSpend: money.nullable(),
    /** customers with one order only: their lifetime counts as 0, which shortens the mean */
    oneTimeBuyers: z.number().int(),
  })
  .meta({ id: 'Lifetime' });

export const transition = z.object({
  from: stage.nullable(),
  to: stage,
  count: z.number().int(),
  medianDays: z.number().nullable(),
  p90Days: z.number().nullable(),
});
export const funnel = z
  .object({
    stages: z.array(z.object({ stage, people: z.number().int() })),
    transitions: z.array(transition),
  })
  .meta({ id: 'Funnel' });

export const cohorts = z
  .object({
    cohorts: z.array(
      z.object({
        month: z.string().regex(/^\d{4}-\d{2}$/),
        people: z.number().int(),
        cells: z.array(
          z.object({
            age: z.number().int(),
            people: z.number().int(),
            orders: z.number().int(),
            sales: money,
            isComplete: z.boolean(),
          }),
        ),
      }),
    ),
  })
  .meta({ id: 'Cohorts' });

export const rfm = z
  .object({
    cutOn: day.nullable(),
    edges: z
      .object({
        recencyDays: z.array(z.number().int()),
        orders: z.array(z.number().int()),
        spend: z.array(money),
      })
      .nullable(),
    cells: z.array(
      z.object({
        r: z.number().int(),
        f: z.number().int(),
        m: z.number().int(),
        people: z.number().int(),
        sales: money,
      }),
    ),
  })
  .meta({ id: 'Rfm' });

export const dealsQuery = periodQuery.extend({ by: z.enum(['scene', 'method', 'channel']).default('scene') });

/** What was sold by where, how or through what deals were closed; `name` null = the orders do not say. */
export const deals = z
  .object({
    by: z.enum(['scene', 'method', 'channel']),
    data: z.array(
      z.object({
        name: z.string().nullable(),
        orders: z.number().int(),
        /** the first of a person */
        firstOrders: z.number().int(),
        buyers: z.number().int(),
        sales: money,
        /** per order, the fraction of a minor unit left out */
        average: money.nullable(),
        /** nine of ten orders are worth at most this */
        usualUpTo: money.nullable(),
      }),
    ),
  })
  .meta({ id: 'Deals' });

export const dailyQuery = periodQuery.extend({ grain: z.enum(['day', 'month']).default('day') });
/** Series behind the trends; `period` is the day or the first day of the month; incomplete = still running. */
export const daily = z
  .object({
    data: z.array(
      z.object({
        period: day,
        isComplete: z.boolean(),
        sales: money,
        gross: money,
        returns: money,
        orders: z.number().int(),
        buyers: z.number().int(),
        newCustomers: z.number().int(),
        byOrigin,
        loopRate: decimal.nullable(),
      }),
    ),
    next: z.null(),
  })
  .meta({ id: 'Daily' });

/** sales = buyers × orders per buyer × average order + anonymous − unnamed returns, exact in minor units before rounding. */
export const equation = z
  .object({
    period: z.object({ from: day.nullable(), to: day.nullable(), days: z.number().int() }),
    dataFrom: instant.nullable(),
    dataTo: instant.nullable(),
    sales: money,
    buyers: z.number().int(),
    personOrders: z.number().int(),
    personSales: money,
    ordersPerBuyer: decimal.nullable(),
    averageOrder: money.nullable(),
    anonymous: money,
    unnamedReturns: money,
    loopRate: decimal.nullable(),
    /** the same figures for the period of equal length before; null when there is no data then */
    before: z
      .object({
        sales: money,
        buyers: z.number().int(),
        personOrders: z.number().int(),
        personSales: money,
        anonymous: money,
        unnamedReturns: money,
        loopRate: decimal.nullable(),
      })
      .nullable(),
    /** exact decomposition of the change of sales since `before`, in minor units; sums to sales − before.sales */
    change: z
      .object({
        buyers: money,
        ordersPerBuyer: money,
        averageOrder: money,
        anonymous: money,
        unnamedReturns: money,
      })
      .nullable(),
    rates: z.array(
      z.object({
        id: z.enum(['reach', 'fanRate', 'dealRate', 'memberRate']),
        value: decimal.nullable(),
        /** what would tell us, as a key for words */
        needs: z.enum(['visits', 'contacts', 'memberships']).nullable(),
      }),
    ),
  })
  .meta({ id: 'Equation' });

export const leak = z
  .object({
    id: z.enum([
      'oneTimeBuyers',
      'lapsedRepeaters',
      'anonymousSales',
      'returns',
      'paidDependence',
      'noReferrals',
      'concentration',
      'slowSecondOrder',
    ]),
    people: z.number().int().nullable(),
    /** what a year could gain, with the assumption stated in facts */
    worth: money.nullable(),
    facts: z.record(z.string(), z.union([z.string(), z.number()])),
    /** a filter for the people list that shows them */
    filter: z.record(z.string(), z.string()).nullable(),
  })
  .meta({ id: 'Leak' });
export const leakList = listOf(leak);

export const worth = z.object({ own: money, direct: money, indirect: money, influence: money }).meta({ id: 'Worth' });
export const worthRow = worth
  .extend({ person: ref, stage, directs: z.number().int(), downline: z.number().int() })
  .meta({ id: 'WorthRow' });
export const worthQuery = pageQuery.extend({
  sort: z.enum(['influence', 'own', 'direct', 'indirect']).default('influence'),
});
export const worthList = listOf(worthRow);

/** How a sale is shared out: to who brought the buyer and to who brought those; the rest is the buyer's own. */
export const attributedQuery = z
  .object({
    directPpm: z.coerce.number().int().min(0).max(1_000_000).default(200_000),
    indirectPpm: z.coerce.number().int().min(0).max(1_000_000).default(100_000),
    limit: z.coerce.number().int().min(1).max(100).default(10),
  })
  .refine(({ directPpm, indirectPpm }) => directPpm + indirectPpm <= 1_000_000, { path: ['indirectPpm'], error: '≤ 1000000 − directPpm' });

/** Every sale given once: over everybody it adds up to sales. Influence counts a sale again at every step, so it does not. */
export const attributedWorth = z
  .object({
    ownPpm: z.number().int(),
    directPpm: z.number().int(),
    indirectPpm: z.number().int(),
    /** how many people something was given to */
    people: z.number().int(),
    /** of everybody: what they bought, and what their influence adds up to */
    sales: money,
    influence: money,
    data: z.array(z.object({ person: ref, own: money, influence: money, attributed: money })),
  })
  .meta({ id: 'AttributedWorth' });
export type AttributedWorth = z.infer<typeof attributedWorth>;

/** The rows behind a worth: orders of the person, of directs, of deeper people, newest first. */
export const worthOrdersQuery = pageQuery.extend({
  part: z.enum(['own', 'direct', 'indirect']).default('own'),
});

export const peopleQuery = pageQuery.extend({
  search: z.string().trim().max(100).optional(),
  /** comma-separated */
  stage: z.string().optional(),
  source: z.string().optional(),
  sourceKind: sourceKind.optional(),
  /** `r5f*m45`: allowed buckets per axis */
  rfm: z.string().max(30).optional(),
  minOwn: z
    .string()
    .regex(/^-?\d+$/)
    .optional(),
  maxOwn: z
    .string()
    .regex(/^-?\d+$/)
    .optional(),
  minOrders: z.coerce.number().int().optional(),
  maxOrders: z.coerce.number().int().optional(),
  lastOrderBefore: day.optional(),
  lastOrderAfter: day.optional(),
  referred: z.enum(['yes', 'no']).optional(),
  minDirects: z.coerce.number().int().optional(),
  segment: z.string().optional(),
  sort: z.enum(['newest', 'name', 'lastOrder', 'own', 'orders', 'influence', 'directs', 'stageSince']).default('newest'),
  order: z.enum(['asc', 'desc']).default('desc'),
});
export const personRow = z
  .object({
    id: z.string(),
    externalId: z.string().nullable(),
    name: z.string().nullable(),
    stage,
    stageSince: instant,
    source: z.object({ kind: sourceKind, name: z.string() }).nullable(),
    orders: z.number().int(),
    own: money,
    influence: money,
    directs: z.number().int(),
    downline: z.number().int(),
    firstOrderAt: instant.nullable(),
    lastOrderAt: instant.nullable(),
    rfm: z.object({ r: z.number().int(), f: z.number().int(), m: z.number().int() }).nullable(),
  })
  .meta({ id: 'PersonRow' });
export const peopleList = listOf(personRow).extend({ total: z.number().int() });

export const timelineItem = z
  .object({
    at: instant,
    kind: z.enum(['seen', 'consent', 'order', 'return', 'refund', 'stage', 'introduced', 'introducedSomeone', 'merged', 'identity']),
    facts: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'TimelineItem' });
export const timelineList = listOf(timelineItem);

export const segment = z
  .object({
    id: z.string(),
    name: z.string(),
    filter: z.record(z.string(), z.string()),
    people: z.number().int(),
    createdAt: instant,
  })
  .meta({ id: 'Segment' });
export const createSegment = z.strictObject({
  name: z.string().trim().min(1).max(80),
  filter: z.record(z.string().max(40), z.string().max(200)),
});
export const segmentList = listOf(segment);

/** F8: natural members and partners, best first; every point of the score is a stated reason. */
export const candidate = z
  .object({
    person: ref,
    stage,
    score: z.number().int(),
    reasons: z.array(
      z.object({
        id: z.enum(['frequency', 'recency', 'tenure', 'spend', 'rhythm', 'directs', 'directsBuy', 'downline', 'influence']),
        points: z.number().int(),
        value: z.string(),
      }),
    ),
    own: money,
    influence: money,
    nextStep: z.enum(['inviteToMembership', 'inviteToPartnership', 'askForReferral']),
  })
  .meta({ id: 'Candidate' });
export const candidatesQuery = pageQuery.extend({
  for: z.enum(['membership', 'partnership']).default('membership'),
});
export const candidateList = listOf(candidate);

/** Gratitude and harm (R6): of everybody whose directs bought lately what was kept, who came back, and whether new introductions rest. */
const chainRow = z.object({
  person: ref,
  /** directs who bought in the window, those of them who bought before or again, and those of these who kept and liked everything */
  buyers: z.number().int(),
  returning: z.number().int(),
  happy: z.number().int(),
  orders: z.number().int(),
  sales: money,
  refunded: money,
  refundRate: decimal.nullable(),
  /** the lower 90 % bound of the share that went back, without what was looked at before; null: nothing left to judge */
  bound: decimal.nullable(),
  /** orders with an after-sale claim */
  complaints: z.number().int(),
  reviews: z.number().int(),
  stars: decimal.nullable(),
  /** friends who thanked them, ever */
  thanks: z.number().int(),
  /** `red`: the brake falls at the next look, within the hour; `few`: fewer orders than anybody is judged by */
  status: z.enum(['calm', 'few', 'red', 'paused']),
  pausedSince: instant.nullable(),
  /** the open case of the brake */
  case: z.string().nullable(),
  /** when somebody last lifted a brake: what had gone back by then no longer counts */
  liftedAt: instant.nullable(),
});
export const chainsQuery = z.object({
  sort: z.enum(['gratitude', 'harm']).default('gratitude'),
  limit: pageQuery.shape.limit,
});
export const chains = z
  .object({
    data: z.array(chainRow),
    next: z.null(),
    /** the window, days up to now */
    days: z.number().int(),
    leastOrders: z.number().int(),
    /** how many people have directs who bought in the window, and how many of them have a brake */
    referrers: z.number().int(),
    paused: z.number().int(),
    brandRefundRate: decimal.nullable(),
    introducedRefundRate: decimal.nullable(),
    /** three times the brand's rate: above it the bound is red */
    limit: decimal.nullable(),
  })
  .meta({ id: 'Chains' });

/** The chain below a person, generation by generation; counts and rates, never who. */
export const chain = z
  .object({
    days: z.number().int(),
    generations: z.array(
      z.object({
        depth: z.number().int(),
        people: z.number().int(),
        buyers: z.number().int(),
        returning: z.number().int(),
        orders: z.number().int(),
        sales: money,
        refundRate: decimal.nullable(),
        complaints: z.number().int(),
      }),
    ),
  })
  .meta({ id: 'Chain' });

const ladderSales = z.object({
  /** people counted here */
  buyers: z.number().int(),
  sales: money,
  /** sales of products whose cost is known, less that cost; null where no cost is known */
  margin: money.nullable(),
  /** how much of the sales has a known cost, parts per million; null without sales */
  coveredPpm: z.number().int().nullable(),
});

/** What the steps of the product ladder earn at once and later, and what their buyers buy next. */
export const ladder = z
  .object({
    /** paid lines that name a product, and those of them that stand on no step */
    lines: z.number().int(),
    unplacedLines: z.number().int(),
    steps: z.array(
      z.object({
        ladderRole,
        products: z.number().int(),
        /** the order with which a person first bought on this step, all of its lines */
        first: ladderSales,
        /** everything the same people bought in so many days after it; only people whose days are over */
        later: z.array(ladderSales.extend({ days: z.union([z.literal(30), z.literal(90), z.literal(365)]), cameBack: z.number().int() })),
        /** of the people who have a next order, the product found in most of those orders */
        next: z
          .object({
            product: z.object({ id: z.string(), externalId: z.string(), name: z.string(), ladderRole: ladderRole.nullable() }),
            buyers: z.number().int(),
          })
          .nullable(),
        wentOn: z.number().int(),
      }),
    ),
  })
  .meta({ id: 'LadderFigures' });

export const whereWait = listOf(
  z.object({
    stage,
    people: z.number().int(),
    medianDays: z.number().nullable(),
    p90Days: z.number().nullable(),
    waitingOverP90: z.number().int(),
  }),
);

export const searchHit = z
  .object({
    kind: z.enum(['person', 'order', 'product']),
    id: z.string(),
    title: z.string(),
    detail: z.string(),
  })
  .meta({ id: 'SearchHit' });
export const searchQuery = z.object({ q: z.string().trim().min(1).max(100) });
export const searchList = listOf(searchHit);

export type Loop = z.infer<typeof loop>;
export type Lifetime = z.infer<typeof lifetime>;
export type Funnel = z.infer<typeof funnel>;
export type Cohorts = z.infer<typeof cohorts>;
export type Rfm = z.infer<typeof rfm>;
export type Daily = z.infer<typeof daily>;
export type Equation = z.infer<typeof equation>;
export type Leak = z.infer<typeof leak>;
export type Worth = z.infer<typeof worth>;
export type WorthRow = z.infer<typeof worthRow>;
export type PersonRow = z.infer<typeof personRow>;
export type TimelineItem = z.infer<typeof timelineItem>;
export type Segment = z.infer<typeof segment>;
export type Candidate = z.infer<typeof candidate>;
export type SearchHit = z.infer<typeof searchHit>;
export type ChainRow = z.infer<typeof chainRow>;
export type Chains = z.infer<typeof chains>;
export type ChainSort = z.infer<typeof chainsQuery>['sort'];
export type Chain = z.infer<typeof chain>;
