import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { DomainError } from '../../../kit/errors/index.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import { dayText, parseDay, type EpochDay } from '../../../kit/time/index.ts';
import { debtsLeft, noSums, periodOf, statementsOf, type Cut, type StatementSums, type Sums } from '../model/statement.ts';
import type { Statement, StatementWithLines } from '../api.ts';
import { recordsOf } from './owners.ts';
import { payoutSettingsOf } from './payout-settings.ts';

// What a person has been paid for and not been given: available and held less what they owe. Money asked for is still theirs until it
// is settled, so requests and returns move nothing here.

/** How statements are cut: as asked, else as the brand decided. */
export async function cutOf(ctx: Ctx, asked: { by?: Cut['by'] | undefined; day?: number | undefined }): Promise<Cut> {
  const settings = await payoutSettingsOf(ctx);
  return { by: asked.by ?? settings.statementBy, day: asked.day ?? settings.statementDay };
}

/** A person's statements, newest first: every period in which something moved, and the present one. */
export async function statementList(ctx: Ctx, personId: Uuid, cut: Cut): Promise<Statement[]> {
  const statements = statementsOf(await daysOf(ctx, await recordsOf(ctx, personId), personId), ctx.today, cut);
  return statements.toReversed().map((each) => reply(ctx, each));
}

// Nothing was ever posted before, and no period of these days runs out of the calendar a reply can write.
const FIRST_DAY = parseDay('1970-01-01');
const LAST_DAY = parseDay('2199-12-31');

/**
 * One statement with every line.
 * @param from a day in it, 1970–2199; the present one without
 * @throws DomainError `date.invalid`
 */
export async function statementOf(ctx: Ctx, personId: Uuid, cut: Cut, from: string | undefined): Promise<StatementWithLines> {
  const day = from === undefined ? ctx.today : parseDay(from);
  if (day < FIRST_DAY || day > LAST_DAY) throw new DomainError('date.invalid', { value: from, pointer: '/from' });
  const ids = await recordsOf(ctx, personId);
  const span = periodOf(day, cut);
  const days = await daysOf(ctx, ids, personId);
  const before = statementsOf(
    days.filter((each) => each.day < span.from),
    span.from - 1,
    cut,
  ).at(-1);
  const within = statementsOf(
    days.filter((each) => each.day >= span.from && each.day < span.to),
    span.from,
    cut,
  )[0];
  const opening = before?.closing ?? 0n;
  const sums = within?.sums ?? noSums();
  const owed = (before?.owed ?? 0n) + (within?.owed ?? 0n);
  const statement = { ...span, opening, closing: opening + (within?.closing ?? 0n), owed, sums };
  return { ...reply(ctx, statement), lines: await linesOf(ctx, ids, personId, span), debts: await debtsAt(ctx, ids, span.to) };
}

function reply(ctx: Ctx, { from, to, opening, closing, owed, sums }: StatementSums): Statement {
  const money = (amount: bigint) => moneyJson(amount, ctx.tenant.currency);
  return {
    from: dayText(from),
    to: dayText(to),
    opening: money(opening),
    earned: money(sums.earned),
    reversed: money(sums.reversed),
    adjusted: money(sums.adjusted),
    netted: money(sums.netted),
    tax: money(sums.tax),
    fee: money(sums.fee),
    paid: money(sums.paid),
    closing: money(closing),
    owed: money(owed),
  };
}

type Part = 'earned' | 'reversed' | 'adjusted' | 'none';

/** What a posting is to a person: requests and returns of withdrawals only wait. */
function partOf(source: string, kind: string): Part {
  if (source === 'commission' && kind === 'confirm') return 'earned';
  if (source === 'refund') return kind === 'accrual' ? 'earned' : 'reversed';
  if (source === 'case') return kind === 'void' ? 'reversed' : 'adjusted';
  return source === 'withdrawal' ? 'none' : 'adjusted';
}

async function daysOf(ctx: Ctx, ids: readonly Uuid[], personId: Uuid): Promise<{ day: EpochDay; sums: Sums }[]> {
  const rows = await ctx.sql.anew<{ day: string; source: string; kind: string; change: bigint; netted: bigint; debt: bigint }>`
    SELECT (txn.at AT TIME ZONE ${ctx.tenant.timeZone})::date AS day, txn.source, txn.kind, (-sum(entry.amount))::bigint AS change,
           coalesce(-sum(entry.amount) FILTER (WHERE entry.account = 'receivable' AND entry.amount < 0), 0)::bigint AS netted,
           coalesce(sum(entry.amount) FILTER (WHERE entry.account = 'receivable'), 0)::bigint AS debt
      FROM ledger.entry AS entry
      JOIN ledger.txn AS txn ON txn.tenant_id = ${ctx.tenantId} AND txn.txn = entry.txn
     WHERE entry.tenant_id = ${ctx.tenantId} AND entry.person_id = ANY(${plainArray(ids)}::uuid[])
       AND entry.account IN ('available', 'held', 'receivable')
     GROUP BY 1, 2, 3`;
  const paid = await ctx.sql.anew<{ day: string; tax: bigint; fee: bigint; paid: bigint }>`
    SELECT (withdrawal.ended_at AT TIME ZONE ${ctx.tenant.timeZone})::date AS day, sum(withdrawal.tax_amount)::bigint AS tax,
           sum(withdrawal.fee_amount)::bigint AS fee, sum(withdrawal.net_amount)::bigint AS paid
      FROM partners.withdrawal AS withdrawal
     WHERE withdrawal.tenant_id = ${ctx.tenantId} AND withdrawal.person_id = ${personId} AND withdrawal.state = 'settled'
     GROUP BY 1`;
  return [
    ...rows.map((row) => {
      const sums = noSums();
      const part = partOf(row.source, row.kind);
      sums.debt += row.debt;
      if (part !== 'none') sums[part] += part === 'reversed' ? -row.change : row.change;
      // A forgiven debt was not netted from anything earned.
      if (row.kind !== 'writeOff' && row.source !== 'merge') sums.netted += row.netted;
      return { day: parseDay(row.day), sums };
    }),
    ...paid.map((row) => ({ day: parseDay(row.day), sums: { ...noSums(), tax: row.tax, fee: row.fee, paid: row.paid } })),
  ];
}

/** What a person owed at the beginning of a day and had not repaid, the oldest first; what is repaid whole is left out. */
async function debtsAt(ctx: Ctx, ids: readonly Uuid[], day: EpochDay): Promise<StatementWithLines['debts']> {
  const rows = await ctx.sql.anew<{ at: Date; source: string; source_id: Uuid; amount: bigint; refunded_order: Uuid | null }>`
    SELECT txn.at, txn.source, txn.source_id, sum(entry.amount)::bigint AS amount, refund.order_id AS refunded_order
      FROM ledger.entry AS entry
      JOIN ledger.txn AS txn ON txn.tenant_id = ${ctx.tenantId} AND txn.txn = entry.txn
      LEFT JOIN orders.refund AS refund ON refund.tenant_id = ${ctx.tenantId} AND txn.source = 'refund' AND refund.refund_id = txn.source_id
     WHERE entry.tenant_id = ${ctx.tenantId} AND entry.person_id = ANY(${plainArray(ids)}::uuid[]) AND entry.account = 'receivable'
       AND txn.at < ${new Date(ctx.zone.startOf(day))}
     GROUP BY txn.txn, txn.at, txn.source, txn.source_id, refund.order_id
     ORDER BY txn.txn`;
  const money = (amount: bigint) => moneyJson(amount, ctx.tenant.currency);
  return debtsLeft(rows.map((row) => ({ source: row, amount: row.amount })))
    .filter((debt) => debt.left > 0n)
    .map(({ source: row, amount, left }) => {
      const orderId = row.source === 'commission' ? row.source_id : row.refunded_order;
      return {
        at: row.at.toISOString(),
        order: orderId === null ? null : publicId('order', orderId),
        amount: money(amount),
        left: money(left),
      };
    });
}

type Line = StatementWithLines['lines'][number];

/** A line with the number of its posting, which is the order in which things happened. */
type NumberedLine = readonly [txn: bigint, line: Line];

async function linesOf(ctx: Ctx, ids: readonly Uuid[], personId: Uuid, span: { from: EpochDay; to: EpochDay }): Promise<Line[]> {
  const [from, to] = [new Date(ctx.zone.startOf(span.from)), new Date(ctx.zone.startOf(span.to))];
  const rows = await ctx.sql.anew<{
    txn: bigint;
    source: string;
    source_id: Uuid;
    kind: string;
    seq: number;
    at: Date;
    change: bigint;
    held: bigint;
    netted: bigint;
    refunded_order: Uuid | null;
  }>`
    SELECT txn.txn, txn.source, txn.source_id, txn.kind, txn.seq, txn.at, (-sum(entry.amount))::bigint AS change,
           coalesce(-sum(entry.amount) FILTER (WHERE entry.account = 'held'), 0)::bigint AS held,
           coalesce(-sum(entry.amount) FILTER (WHERE entry.account = 'receivable' AND entry.amount < 0), 0)::bigint AS netted,
           refund.order_id AS refunded_order
      FROM ledger.entry AS entry
      JOIN ledger.txn AS txn ON txn.tenant_id = ${ctx.tenantId} AND txn.txn = entry.txn
      LEFT JOIN orders.refund AS refund ON refund.tenant_id = ${ctx.tenantId} AND txn.source = 'refund' AND refund.refund_id = txn.source_id
     WHERE entry.tenant_id = ${ctx.tenantId} AND entry.person_id = ANY(${plainArray(ids)}::uuid[])
       AND entry.account IN ('available', 'held', 'receivable') AND txn.at >= ${from} AND txn.at < ${to}
     GROUP BY txn.txn, txn.source, txn.source_id, txn.kind, txn.seq, txn.at, refund.order_id
     ORDER BY txn.txn`;
  const money = (amount: bigint) => moneyJson(amount < 0n ? -amount : amount, ctx.tenant.currency);
  const lines = rows.flatMap((row): NumberedLine[] => {
    const orderId = row.source === 'commission' ? row.source_id : row.refunded_order;
    const order = orderId === null ? null : publicId('order', orderId);
    const part = partOf(row.source, row.kind);
    const kind = row.source === 'withdrawal' ? (row.kind === 'request' ? 'requested' : 'returned') : part === 'none' ? 'adjusted' : part;
    const isMove = row.change === 0n && row.source === 'case';
    if (row.change === 0n && !isMove) return [];
    const line: Line = {
      at: row.at.toISOString(),
      kind: isMove ? (row.held > 0n ? 'held' : 'released') : kind,
      amount: money(isMove ? row.held : row.change),
      netted: money(row.netted),
      order,
      line: row.source === 'commission' ? row.seq : null,
      withdrawal: row.source === 'withdrawal' ? publicId('withdrawal', row.source_id) : null,
      case: row.source === 'case' ? publicId('moneyCase', row.source_id) : null,
      trace: order === null ? null : `/api/v1/orders/${order}/commissions`,
    };
    return [[row.txn, line]];
  });
  return [...lines, ...(await paidLines(ctx, personId, { from, to }))]
    .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, line]) => line);
}

async function paidLines(ctx: Ctx, personId: Uuid, { from, to }: { from: Date; to: Date }): Promise<NumberedLine[]> {
  const rows = await ctx.sql.anew<{
    txn: bigint;
    withdrawal_id: Uuid;
    ended_at: Date;
    tax_amount: bigint;
    fee_amount: bigint;
    net_amount: bigint;
  }>`
    SELECT txn.txn, withdrawal.withdrawal_id, withdrawal.ended_at, withdrawal.tax_amount, withdrawal.fee_amount, withdrawal.net_amount
      FROM partners.withdrawal AS withdrawal
      JOIN ledger.txn AS txn
           ON txn.tenant_id = ${ctx.tenantId} AND txn.source_id = withdrawal.withdrawal_id AND txn.source = 'withdrawal' AND txn.kind = 'settle'
     WHERE withdrawal.tenant_id = ${ctx.tenantId} AND withdrawal.person_id = ${personId} AND withdrawal.state = 'settled'
       AND withdrawal.ended_at >= ${from} AND withdrawal.ended_at < ${to}
     ORDER BY txn.txn`;
  return rows.flatMap((row) =>
    (['tax', 'fee', 'paid'] as const).flatMap((kind): NumberedLine[] => {
      const amount = kind === 'tax' ? row.tax_amount : kind === 'fee' ? row.fee_amount : row.net_amount;
      if (amount === 0n) return [];
      const line: Line = {
        at: row.ended_at.toISOString(),
        kind,
        amount: moneyJson(amount, ctx.tenant.currency),
        netted: moneyJson(0n, ctx.tenant.currency),
        order: null,
        line: null,
        withdrawal: publicId('withdrawal', row.withdrawal_id),
        case: null,
        trace: null,
      };
      return [[row.txn, line]];
    }),
  );
}
