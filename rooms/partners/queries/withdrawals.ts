import { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { assert } from '../../../kit/errors/index.ts';
import { decodeCursor, pageOf } from '../../../kit/http/index.ts';
import { parseId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import { dayText, monthOf } from '../../../kit/time/index.ts';
import { peopleRefs } from '../../relations/index.ts';
import { policyPackOf } from '../../policy/index.ts';
import { methodFor, withholdingOf, type TaxMethod } from '../model/tax.ts';
import type { WithdrawalState } from '../model/withdrawal.ts';
import { withdrawalNotFound } from '../payout-errors.ts';
import type { Withdrawal } from '../api.ts';
import { monthNumber, taxFactsOf, taxMonthsOf } from './payees.ts';
import { payoutSettingsOf } from './payout-settings.ts';

/** partners.withdrawal, without what only the writers need. */
export interface WithdrawalRow {
  withdrawal_id: Uuid;
  external_id: string | null;
  person_id: Uuid;
  amount: bigint;
  state: WithdrawalState;
  asked_in: 'shop' | 'console';
  requested_at: Date;
  requested_by_kind: string;
  requested_by_id: string;
  requested_by: string;
  approved_at: Date | null;
  approved_by: string | null;
  tax_method: TaxMethod | null;
  tax_month: string | null;
  taxable_amount: bigint | null;
  tax_amount: bigint | null;
  fee_amount: bigint | null;
  net_amount: bigint | null;
  /** its number, as far as somebody wrote it down */
  invoice: string | null;
  sent_at: Date | null;
  sent_via: string | null;
  ended_at: Date | null;
  reason: string | null;
}

/** @throws `withdrawal.notFound` */
export async function findWithdrawal(ctx: Ctx, id: string): Promise<WithdrawalRow> {
  const withdrawalId = parseId('withdrawal', id);
  const externalId = id.startsWith('ext:') && !id.includes('\0') ? id.slice(4) : null;
  const [row] = withdrawalId === null && externalId === null ? [] : await withdrawalsWhere(ctx, { withdrawalId, externalId });
  if (!row) throw withdrawalNotFound();
  return row;
}

export async function withdrawalBy(ctx: Ctx, externalId: string): Promise<WithdrawalRow | null> {
  return (await withdrawalsWhere(ctx, { externalId }))[0] ?? null;
}

/** What withdrawals are looked for by; what is left out does not matter. */
interface Wanted {
  readonly withdrawalId?: Uuid | null;
  readonly externalId?: string | null;
  readonly personId?: Uuid | null;
  readonly states?: readonly WithdrawalState[] | undefined;
  readonly isSent?: boolean;
  /** newest first, older than this one */
  readonly before?: Uuid | null;
  readonly limit?: number;
}

/** Withdrawals, newest first. */
async function withdrawalsWhere(ctx: Ctx, wanted: Wanted): Promise<WithdrawalRow[]> {
  const { withdrawalId = null, externalId = null, personId = null, before = null, isSent = null, limit = null } = wanted;
  const states = wanted.states ? [...wanted.states] : null;
  return await ctx.sql.anew<WithdrawalRow>`
    SELECT withdrawal.withdrawal_id, withdrawal.external_id, withdrawal.person_id, withdrawal.amount, withdrawal.state, withdrawal.asked_in,
           withdrawal.requested_at, withdrawal.requested_by_kind, withdrawal.requested_by_id, withdrawal.requested_by, withdrawal.approved_at,
           withdrawal.approved_by, withdrawal.tax_method, withdrawal.tax_month, withdrawal.taxable_amount, withdrawal.tax_amount,
           withdrawal.fee_amount, withdrawal.net_amount, withdrawal.invoice, withdrawal.sent_at, withdrawal.sent_via, withdrawal.ended_at,
           withdrawal.reason
      FROM partners.withdrawal AS withdrawal
     WHERE withdrawal.tenant_id = ${ctx.tenantId}
       AND (${withdrawalId}::uuid IS NULL OR withdrawal.withdrawal_id = ${withdrawalId})
       AND (${externalId}::text IS NULL OR withdrawal.external_id = ${externalId})
       AND (${personId}::uuid IS NULL OR withdrawal.person_id = ${personId})
       AND (${states}::text[] IS NULL OR withdrawal.state = ANY(${states}::text[]))
       AND (${isSent}::boolean IS NULL OR (withdrawal.sent_at IS NOT NULL) = ${isSent})
       AND (${before}::uuid IS NULL OR withdrawal.withdrawal_id < ${before})
     ORDER BY withdrawal.withdrawal_id DESC
     LIMIT ${limit}`;
}

const place = z.tuple([z.guid()]);

/** Newest first. */
export async function listWithdrawals(
  ctx: Ctx,
  {
    limit,
    cursor,
    state,
    personId,
  }: { limit: number; cursor?: string | undefined; state?: WithdrawalState | undefined; personId: Uuid | null },
): Promise<{ data: Withdrawal[]; next: string | null }> {
  const before = decodeCursor(cursor, place)?.[0] ?? null;
  const rows = await withdrawalsWhere(ctx, { before, personId, states: state === undefined ? undefined : [state], limit: limit + 1 });
  const { shown: page, next } = pageOf(rows, limit, (row) => [row.withdrawal_id]);
  return { data: await withdrawalReplies(ctx, page), next };
}

/** Everything approved and not sent, oldest first: what a pay file is made of. */
export async function payableWithdrawals(ctx: Ctx): Promise<WithdrawalRow[]> {
  return (await withdrawalsWhere(ctx, { states: ['approved'], isSent: false })).toReversed();
}

/** Everything waiting for somebody, oldest first. */
export async function waitingWithdrawals(ctx: Ctx): Promise<WithdrawalRow[]> {
  return (await withdrawalsWhere(ctx, { states: ['requested', 'approved'] })).toReversed();
}

/** Withdrawals as the API shows them; what is not approved yet carries an estimate of its tax as of now. */
export async function withdrawalReplies(ctx: Ctx, rows: readonly WithdrawalRow[]): Promise<Withdrawal[]> {
  if (rows.length === 0) return [];
  const people = await peopleRefs(
    ctx,
    rows.map((row) => row.person_id),
  );
  const [divided, files] = [await partsOf(ctx, rows), await invoiceFilesOf(ctx, rows)];
  const money = (amount: bigint) => moneyJson(amount, ctx.tenant.currency);
  return rows.map((row) => {
    const person = people.get(row.person_id);
    const parts = divided.get(row.withdrawal_id);
    assert(person && parts, 'whoever asked for money is a person');
    return {
      id: publicId('withdrawal', row.withdrawal_id),
      externalId: row.external_id,
      person,
      state: row.state,
      amount: money(row.amount),
      tax: {
        method: parts.method,
        month: parts.month.slice(0, 7),
        taxable: money(parts.taxable),
        amount: money(parts.tax),
        isEstimate: row.approved_at === null,
      },
      fee: money(parts.fee),
      net: money(row.amount - parts.tax - parts.fee),
      invoice:
        row.invoice === null && !files.has(row.withdrawal_id) ? null : { number: row.invoice, file: files.get(row.withdrawal_id) ?? null },
      requestedAt: row.requested_at.toISOString(),
      requestedBy: row.requested_by,
      approvedAt: row.approved_at?.toISOString() ?? null,
      approvedBy: row.approved_by,
      sentAt: row.sent_at?.toISOString() ?? null,
      sentVia: row.sent_via,
      endedAt: row.ended_at?.toISOString() ?? null,
      reason: row.reason,
    };
  });
}

export async function withdrawalReply(ctx: Ctx, withdrawalId: Uuid): Promise<Withdrawal> {
  const [row] = await withdrawalsWhere(ctx, { withdrawalId });
  assert(row, 'the withdrawal is there');
  const [reply] = await withdrawalReplies(ctx, [row]);
  assert(reply, 'one row has one reply');
  return reply;
}

type InvoiceFile = NonNullable<NonNullable<Withdrawal['invoice']>['file']>;

/** The files businesses attached, by withdrawal, without what is in them. */
export async function invoiceFilesOf(ctx: Ctx, rows: readonly Pick<WithdrawalRow, 'withdrawal_id'>[]): Promise<Map<Uuid, InvoiceFile>> {
  const found = await ctx.sql.anew<{
    withdrawal_id: Uuid;
    file_name: string;
    media_type: string;
    size_bytes: number;
    attached_at: Date;
    attached_by: string;
  }>`
    SELECT invoice.withdrawal_id, invoice.file_name, invoice.media_type, invoice.size_bytes, invoice.attached_at, invoice.attached_by
      FROM partners.invoice AS invoice
     WHERE invoice.tenant_id = ${ctx.tenantId} AND invoice.withdrawal_id = ANY(${plainArray(rows.map((row) => row.withdrawal_id))}::uuid[])`;
  return new Map(
    found.map((row) => [
      row.withdrawal_id,
      {
        name: row.file_name,
        type: row.media_type,
        bytes: row.size_bytes,
        attachedAt: row.attached_at.toISOString(),
        attachedBy: row.attached_by,
      },
    ]),
  );
}

/** How a withdrawal divides: as it was fixed, or as it would be fixed now. Amounts in minor units, `month` its first day. */
export interface Parts {
  readonly method: TaxMethod;
  readonly month: string;
  readonly taxable: bigint;
  readonly tax: bigint;
  readonly fee: bigint;
}

export async function partsOf(ctx: Ctx, rows: readonly WithdrawalRow[]): Promise<Map<Uuid, Parts>> {
  const open = [...new Set(rows.filter((row) => row.tax_method === null).map((row) => row.person_id))];
  const [settings, months, payees] = await Promise.all([payoutSettingsOf(ctx), taxMonthsOf(ctx, open), taxFactsOf(ctx, open)]);
  const withoutNumberPpm = policyPackOf(ctx.tenant.policy)?.tax.withoutNumberPpm ?? null;
  const now = dayText(monthOf(ctx.today));
  return new Map(
    rows.map((row): [Uuid, Parts] => {
      if (row.tax_method !== null && row.tax_month !== null) {
        const { tax_method: method, tax_month: month } = row;
        return [
          row.withdrawal_id,
          { method, month, taxable: row.taxable_amount ?? 0n, tax: row.tax_amount ?? 0n, fee: row.fee_amount ?? 0n },
        ];
      }
      const payee = payees.get(row.person_id) ?? { isBusiness: false, hasNumber: false };
      const method = methodFor(payee, { method: settings.taxMethod, withoutNumberPpm });
      const before = months.get(row.person_id) ?? [];
      const withheld = withholdingOf(method, { gross: row.amount, month: monthNumber(now), before, withoutNumberPpm });
      return [row.withdrawal_id, { method, month: now, fee: settings.fee, ...withheld }];
    }),
  );
}
