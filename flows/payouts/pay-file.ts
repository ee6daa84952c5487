import type { Ctx } from '../../kit/ctx.ts';
import { csvLine } from '../../kit/csv/index.ts';
import type { Language } from '../../kit/http/index.ts';
import { publicId } from '../../kit/ids/index.ts';
import { minorDigits } from '../../kit/money/index.ts';
import { audit } from '../../rooms/identity/index.ts';
import type { Withdrawal } from '../../rooms/partners/api.ts';
import { assertMayPayOut, markWithdrawalSent, payableWithdrawals, revealPayee, withdrawalReply } from '../../rooms/partners/index.ts';
import { peopleRefs } from '../../rooms/relations/index.ts';

const HEADINGS: Record<Language, readonly string[]> = {
  'zh-CN': ['提现编号', '收款人', '姓名', '证件号', '收款账户', '币种', '金额', '税', '手续费', '实付'],
  en: ['withdrawal', 'person', 'legal name', 'identity number', 'account', 'currency', 'amount', 'tax', 'fee', 'net'],
};

/**
 * Everything approved and not sent as a CSV file with a byte order mark: one row each, amounts in major units, nothing in it that a
 * spreadsheet would run. It holds what is sealed elsewhere, so every look at it is on the record.
 * @throws `payouts.stopped`
 */
export async function payFile(ctx: Ctx, language: Language): Promise<string> {
  await assertMayPayOut(ctx);
  const rows = await payableWithdrawals(ctx);
  const people = await peopleRefs(
    ctx,
    rows.map((row) => row.person_id),
  );
  let text = `\uFEFF${csvLine(HEADINGS[language])}`;
  for (const row of rows) {
    const payee = await revealPayee(ctx, row.person_id, 'payFile');
    const person = people.get(row.person_id);
    text += csvLine([
      publicId('withdrawal', row.withdrawal_id),
      person?.externalId ?? publicId('person', row.person_id),
      payee.legalName ?? person?.name ?? '',
      payee.idNumber,
      payee.account,
      ctx.tenant.currency,
      ...[row.amount, row.tax_amount ?? 0n, row.fee_amount ?? 0n, row.net_amount ?? 0n].map((amount) =>
        decimalText(amount, ctx.tenant.currency),
      ),
    ]);
  }
  await audit(ctx, { action: 'payFile.made', subjectKind: 'brand', subjectId: null, facts: { withdrawals: rows.length } });
  return text;
}

/** An amount as a bank reads it: `12.30`, no thousands separators. */
export function decimalText(amount: bigint, currency: string): string {
  const digits = minorDigits(currency);
  const text = (amount < 0n ? -amount : amount).toString().padStart(digits + 1, '0');
  const whole = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
  return amount < 0n ? `-${whole}` : whole;
}

/** All of them or none. */
export async function markFileSent(ctx: Ctx, ids: readonly string[]): Promise<Withdrawal[]> {
  const sent: Withdrawal[] = [];
  for (const id of ids) {
    const row = await markWithdrawalSent(ctx, id, 'file');
    sent.push(await withdrawalReply(ctx, row.withdrawal_id));
  }
  return sent;
}
