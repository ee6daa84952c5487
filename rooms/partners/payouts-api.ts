import { z } from 'zod';
import { day, decimal, idText, instant, listOf, money, pageQuery } from '../../kit/http/shapes.ts';
import { personRef } from '../relations/api.ts';

// The part of the room's api.ts about payouts: withdrawals, who is paid, statements, cases.

const positive = money.refine((value) => /^0*[1-9]\d{0,17}$/.test(value.amount));
const notNegative = money.refine((value) => /^\d{1,18}$/.test(value.amount));
const reason = z.string().trim().min(1).max(500);

const withdrawalState = z.enum(['requested', 'approved', 'settled', 'failed', 'rejected']);
const taxMethod = z.enum(['none', 'invoice', 'CN_LABOUR_PER_PAYMENT', 'CN_PLATFORM_CUMULATIVE', 'US_1099', 'US_BACKUP', 'EU_SELF_BILLING']);

export const requestWithdrawal = z.strictObject({ amount: positive, externalId: idText.optional() });
export const approveWithdrawal = z.strictObject({ invoice: z.string().trim().min(1).max(200).optional() });
export const settleWithdrawal = z.strictObject({});
export const endWithdrawal = z.strictObject({ reason });
export const sendWithdrawal = z.strictObject({ provider: z.enum(['test', 'wechat', 'stripe']) });
export const markSent = z.strictObject({ withdrawals: z.array(idText).min(1).max(1_000) });

export const withdrawal = z
  .object({
    id: z.string(),
    externalId: z.string().nullable(),
    person: personRef,
    state: withdrawalState,
    amount: money,
    /** an estimate until it is approved, then fixed for ever */
    tax: z.object({ method: taxMethod, month: z.string(), taxable: money, amount: money, isEstimate: z.boolean() }),
    fee: money,
    net: money,
    /** of a business: its number, its file, or both */
    invoice: z
      .object({
        number: z.string().nullable(),
        file: z
          .object({ name: z.string(), type: z.string(), bytes: z.number().int(), attachedAt: instant, attachedBy: z.string() })
          .nullable(),
      })
      .nullable(),
    requestedAt: instant,
    requestedBy: z.string(),
    approvedAt: instant.nullable(),
    approvedBy: z.string().nullable(),
    /** with no end yet: nobody knows whether it arrived; it is asked after and never sent again */
    sentAt: instant.nullable(),
    sentVia: z.string().nullable(),
    endedAt: instant.nullable(),
    reason: z.string().nullable(),
  })
  .meta({ id: 'Withdrawal' });
export const withdrawalList = listOf(withdrawal);
export const withdrawalsQuery = pageQuery.extend({ state: withdrawalState.optional() });
export const sentWithdrawals = z.object({ sent: z.array(withdrawal) });

export const payee = z
  .object({
    person: z.string(),
    kind: z.enum(['individual', 'business']),
    legalName: z.string().nullable(),
    bornOn: day.nullable(),
    /** the last four characters of each; the rest is sealed */
    idNumberEnds: z.string().nullable(),
    accountEnds: z.string().nullable(),
    /** paid in this calendar year, and whether a form is due for it */
    paidThisYear: money,
    isReportable: z.boolean(),
  })
  .meta({ id: 'Payee' });
export const updatePayee = z.strictObject({
  kind: z.enum(['individual', 'business']).optional(),
  legalName: z.string().trim().min(1).max(200).nullable().optional(),
  bornOn: day.nullable().optional(),
  idNumber: z.string().trim().min(4).max(64).nullable().optional(),
  account: z.string().trim().min(4).max(200).nullable().optional(),
});
export const revealedPayee = z.object({ person: z.string(), idNumber: z.string().nullable(), account: z.string().nullable() });

export const payoutSettings = z
  .object({
    taxMethod,
    fourEyesAbove: money,
    minimum: money,
    fee: money,
    statementBy: z.enum(['day', 'week', 'month']),
    statementDay: z.number().int(),
    writeOffDays: z.number().int(),
    /** customers who bought more than that in 365 days change hands only when a second person agrees; null = never asked */
    reassignFourEyesAbove: money.nullable(),
    /** per cent of what somebody earns that may pay their debt; the rest becomes available */
    maxNetPct: z.number().int(),
    /** the brand's own stop: what is earned at this depth and deeper is held from then on */
    stopPay: z.object({ fromDepth: z.number().int(), reason: z.string() }).nullable(),
  })
  .meta({ id: 'PayoutSettings' });
export const updatePayoutSettings = z.strictObject({
  taxMethod: z.enum(['CN_LABOUR_PER_PAYMENT', 'CN_PLATFORM_CUMULATIVE']).optional(),
  fourEyesAbove: notNegative.optional(),
  minimum: notNegative.optional(),
  fee: notNegative.optional(),
  statementBy: z.enum(['day', 'week', 'month']).optional(),
  statementDay: z.number().int().min(1).max(28).optional(),
  writeOffDays: z.number().int().min(0).max(3_650).optional(),
  reassignFourEyesAbove: notNegative.optional(),
  maxNetPct: z.number().int().min(1).max(100).optional(),
  stopPay: z
    .strictObject({ fromDepth: z.number().int().min(1).max(1_000), reason })
    .nullable()
    .optional(),
});

/** Whether money may leave: not while the doctor's last look found the books broken. */
export const payoutStop = z
  .object({
    isStopped: z.boolean(),
    /** by the machine's clock; null before the doctor ever looked */
    checkedAt: instant.nullable(),
    since: instant.nullable(),
    checks: z.array(z.object({ id: z.string(), title: z.string(), count: z.number().int() })),
    /** the owner looked at exactly these and lets payouts go on */
    accepted: z.object({ at: instant, by: z.string(), reason: z.string() }).nullable(),
  })
  .meta({ id: 'PayoutStop' });
export const acceptBooks = z.strictObject({ reason });

/** What every account of a stretch of time says, to the brand and to the partner. */
export const statementFields = {
  from: day,
  /** the day after the last */
  to: day,
  opening: money,
  earned: money,
  reversed: money,
  /** debts written off and balances that came with a merged record */
  adjusted: money,
  /** of what was earned, what paid a debt */
  netted: money,
  tax: money,
  fee: money,
  paid: money,
  closing: money,
  /** what was still to be repaid at the end of it */
  owed: money,
};
export const statement = z.object(statementFields).meta({ id: 'Statement' });
export const statementList = z.object({ data: z.array(statement), next: z.null() });
export const statementsQuery = z.object({
  by: z.enum(['day', 'week', 'month']).optional(),
  day: z.coerce.number().int().min(1).max(28).optional(),
});
export const statementQuery = statementsQuery.extend({ from: day.optional() });
export const statementWithLines = z
  .object({
    ...statementFields,
    lines: z.array(
      z.object({
        at: instant,
        kind: z.enum(['earned', 'reversed', 'tax', 'fee', 'paid', 'adjusted', 'held', 'released', 'requested', 'returned']),
        amount: money,
        netted: money,
        order: z.string().nullable(),
        line: z.number().int().nullable(),
        withdrawal: z.string().nullable(),
        case: z.string().nullable(),
        /** where the amount is explained */
        trace: z.string().nullable(),
      }),
    ),
    /** what was taken back after it was paid out, oldest first, and how much of it was still to be repaid at the end */
    debts: z.array(z.object({ at: instant, order: z.string().nullable(), amount: money, left: money })),
  })
  .meta({ id: 'StatementWithLines' });

export const caseKind = z.enum([
  'review',
  'frozen',
  'harm',
  'monthlyCap',
  'dailyCap',
  'pairCap',
  'retailTest',
  'stopPay',
  'circular',
  'sharedTraces',
  'merge',
  'payment',
  'writeOff',
]);
export const moneyCase = z
  .object({
    id: z.string(),
    externalId: z.null(),
    kind: caseKind,
    person: personRef.nullable(),
    order: z.string().nullable(),
    state: z.enum(['open', 'closed']),
    outcome: z.enum(['release', 'void']).nullable(),
    /** what it holds back now */
    held: money,
    commissions: z.number().int(),
    /** points it holds back now: a reward for bringing somebody, of which nobody knows yet whether it is one */
    points: z.string(),
    facts: z.record(z.string(), z.unknown()),
    openedAt: instant,
    openedBy: z.string(),
    closedAt: instant.nullable(),
    closedBy: z.string().nullable(),
    reason: z.string().nullable(),
  })
  .meta({ id: 'MoneyCase' });
export const caseList = listOf(moneyCase);
export const casesQuery = pageQuery.extend({
  state: z.enum(['open', 'closed']).optional(),
  kind: caseKind.optional(),
  person: idText.optional(),
});
export const openCase = z.strictObject({
  /** `frozen` holds what the person earns while it is open; `writeOff` proposes to forgive a debt */
  kind: z.enum(['review', 'frozen', 'writeOff']).default('review'),
  person: idText,
  /** only what was earned on this order */
  order: idText.optional(),
  reason,
});
export const closeCase = z.strictObject({ outcome: z.enum(['release', 'void']), reason });

export const gauge = z
  .object({
    status: z.enum(['green', 'red', 'tooLittleData', 'off']),
    from: day,
    to: day,
    paidDepth: z.number().int(),
    referredOrders: z.number().int(),
    /** of sales that earned somebody something: what went to buyers who are no partners */
    retailShare: decimal.nullable(),
    minRetailShare: decimal.nullable(),
    /** of the sales of partners: what they bought themselves */
    ownUseShare: decimal.nullable(),
    maxOwnUseShare: decimal.nullable(),
    topOnePercentShare: decimal.nullable(),
    refundRate: decimal.nullable(),
    /** who were partners at any time of the window, and how many of them paid more for what they kept than they earned */
    partners: z.number().int(),
    paidMoreShare: decimal.nullable(),
  })
  .meta({ id: 'Gauge' });

export const settlement = z
  .object({
    at: instant,
    /** pending commissions by the day their hold ends */
    releases: z.array(z.object({ on: day, commissions: z.number().int(), amount: money })),
    /** pending commissions of goods not received yet */
    waiting: z.object({ commissions: z.number().int(), amount: money }),
    held: z.array(z.object({ kind: caseKind, cases: z.number().int(), amount: money })),
    requested: z.array(withdrawal),
    approved: z.array(withdrawal),
    totals: z.object({
      pending: money,
      available: money,
      held: money,
      receivable: money,
      clearing: money,
      requested: money,
      tax: money,
      net: money,
    }),
    balanced: z.boolean(),
    /** the doctor found the books broken: nothing is approved or sent (see /payout-stop) */
    payoutsStopped: z.boolean(),
  })
  .meta({ id: 'Settlement' });

export type Withdrawal = z.infer<typeof withdrawal>;
export type Payee = z.infer<typeof payee>;
export type PayoutSettings = z.infer<typeof payoutSettings>;
export type PayoutStop = z.infer<typeof payoutStop>;
export type Statement = z.infer<typeof statement>;
export type StatementWithLines = z.infer<typeof statementWithLines>;
export type MoneyCase = z.infer<typeof moneyCase>;
export type Gauge = z.infer<typeof gauge>;
export type Settlement = z.infer<typeof settlement>;
