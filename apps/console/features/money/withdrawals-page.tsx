import { useTranslation } from 'react-i18next';
import '../../../../ui/money.css';
import { useRows } from '../../../../ui/app/ask.tsx';
import { useUrl } from '../../../../ui/app/go.tsx';
import { Choice } from '../../../../ui/page/controls.tsx';
import { EmptyState } from '../../../../ui/page/empty-state.tsx';
import { Page } from '../../../../ui/page/page.tsx';
import { RowsTable } from '../../../../ui/table/rows-table.tsx';
import { MoneyTabs } from './money-tabs.tsx';
import { PayoutStop } from './payout-stop.tsx';
import { WithdrawalSheet } from './withdrawal-sheet.tsx';
import { useWithdrawalColumns, type Withdrawal } from './withdrawal-words.tsx';

const states = ['requested', 'approved', 'settled', 'failed', 'rejected'] as const;

/** Everything anybody asked for, newest first, and where it stands. */
export function WithdrawalsPage() {
  const { t } = useTranslation('money');
  const [url, change] = useUrl();
  const state = states.find((one) => one === url.state);
  const filter = state ? { state } : {};
  const rows = useRows<Withdrawal>(
    ['withdrawals', filter],
    (client, page, signal) => client.withdrawals.list({ ...filter, ...page }, { signal }),
    { limit: 100 },
  );
  const columns = useWithdrawalColumns((row) => change({ withdrawal: row.id }));
  return (
    <Page title={t('withdrawals.title')} lead={t('withdrawals.lead')} tabs={<MoneyTabs here="withdrawals" />}>
      <PayoutStop />
      <div className="zh-row zh-row-end">
        <Choice
          isLabelShown
          label={t('withdrawal.state')}
          value={state ?? ''}
          options={[
            { value: '', label: t('withdrawals.all') },
            ...states.map((value) => ({ value, label: t(`withdrawal.states.${value}`) })),
          ]}
          onChange={(value) => change({ state: value })}
        />
      </div>
      <RowsTable<Withdrawal>
        of={rows}
        none={
          <EmptyState
            picture="orders"
            title={t(state ? 'withdrawals.noneFiltered' : 'withdrawals.none')}
            text={t(state ? 'withdrawals.noneFilteredText' : 'withdrawals.noneText')}
          />
        }
        label={t('withdrawals.title')}
        isTall
        rowKey={(row) => row.id}
        columns={columns}
      />
      <WithdrawalSheet id={url.withdrawal ?? null} onClose={() => change({ withdrawal: undefined })} />
    </Page>
  );
}
