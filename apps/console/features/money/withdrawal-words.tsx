import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useFormat } from '../../../../ui/app/context.tsx';
import type { Column } from '../../../../ui/table/data-table.tsx';
import { MoneyText } from '../../../../ui/tags/money-text.tsx';
import { PersonLink } from '../../../../ui/tags/person-link.tsx';
import { StateTag } from '../../../../ui/tags/tags.tsx';

export type Withdrawal = Awaited<ReturnType<Client['withdrawals']['get']>>;

const moods = { requested: 'warning', approved: 'calm', settled: 'good', failed: 'harm', rejected: 'harm' } as const;

/** Where a withdrawal stands; approved and sent is under way. */
export function WithdrawalState({ withdrawal }: { withdrawal: Withdrawal }) {
  const { t } = useTranslation('money');
  const isUnderWay = withdrawal.state === 'approved' && withdrawal.sentAt !== null;
  return (
    <StateTag mood={moods[withdrawal.state]}>{t(isUnderWay ? 'withdrawal.underWay' : `withdrawal.states.${withdrawal.state}`)}</StateTag>
  );
}

/** The columns every table of withdrawals has: who, how much, tax, fee and what arrives. */
export function useWithdrawalColumns(onOpen: (withdrawal: Withdrawal) => void): Column<Withdrawal>[] {
  const { t } = useTranslation('money');
  const format = useFormat();
  return [
    { id: 'who', title: t('withdrawal.who'), cell: (row) => <PersonLink person={row.person} />, width: 'medium' },
    { id: 'state', title: t('withdrawal.state'), cell: (row) => <WithdrawalState withdrawal={row} /> },
    { id: 'at', title: t('withdrawal.requestedAt'), cell: (row) => format.instantDay(row.requestedAt), from: 'desktop' },
    { id: 'amount', title: t('withdrawal.amount'), cell: (row) => <MoneyText money={row.amount} />, align: 'end' },
    {
      id: 'tax',
      title: t('withdrawal.tax'),
      cell: (row) => (
        <span className="zh-number" title={row.tax.isEstimate ? t('withdrawal.estimate') : t('withdrawal.fixed')}>
          {row.tax.isEstimate ? '≈ ' : ''}
          {format.money(row.tax.amount)}
        </span>
      ),
      align: 'end',
      from: 'tablet',
    },
    { id: 'fee', title: t('withdrawal.fee'), cell: (row) => <MoneyText money={row.fee} />, align: 'end', from: 'desktop' },
    { id: 'net', title: t('withdrawal.net'), cell: (row) => <MoneyText money={row.net} />, align: 'end', from: 'tablet' },
    {
      id: 'open',
      title: t('withdrawal.act'),
      cell: (row) => (
        <button
          type="button"
          className="zh-text-button"
          aria-haspopup="dialog"
          aria-label={t('withdrawal.openOf', {
            act: t(row.state === 'requested' ? 'withdrawal.decide' : 'withdrawal.open'),
            name: row.person.name ?? row.person.id,
            amount: format.money(row.amount),
          })}
          onClick={() => onOpen(row)}
        >
          {t(row.state === 'requested' ? 'withdrawal.decide' : 'withdrawal.open')}
        </button>
      ),
      align: 'end',
    },
  ];
}
