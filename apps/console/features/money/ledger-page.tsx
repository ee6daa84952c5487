import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import '../../../../ui/money.css';
import type { Client } from '../../../../sdk/index.ts';
import { Answer, useAsk, useRows } from '../../../../ui/app/ask.tsx';
import { useFormat } from '../../../../ui/app/context.tsx';
import { Go, useUrl } from '../../../../ui/app/go.tsx';
import { personName } from '../../../../ui/format/name.ts';
import { Choice } from '../../../../ui/page/controls.tsx';
import { EmptyState } from '../../../../ui/page/empty-state.tsx';
import { ErrorState } from '../../../../ui/page/error-state.tsx';
import { Page, Section } from '../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { DataTable } from '../../../../ui/table/data-table.tsx';
import { MoneyTabs } from './money-tabs.tsx';

type Balance = Awaited<ReturnType<Client['ledger']['trialBalance']>>;
type Posting = Awaited<ReturnType<Client['ledger']['journal']>>['data'][number];
type Source = Posting['source'];

const sources = ['payment', 'order', 'commission', 'refund', 'withdrawal', 'case', 'card', 'points', 'adjustment', 'merge'] as const;

/** Every movement of money, twice each: what every account stands at, and the journal behind it. */
export function LedgerPage() {
  const { t } = useTranslation('money');
  const balance = useAsk(['ledger', 'balance'], (client, signal) => client.ledger.trialBalance({ by: 'kind' }, { signal }));
  return (
    <Page
      title={t('ledger.title')}
      lead={balance.data ? t(balance.data.balanced ? 'ledger.lead' : 'ledger.leadNot') : null}
      tabs={<MoneyTabs here="ledger" />}
    >
      <Section title={t('ledger.balance')} note={t('ledger.balanceNote')}>
        <Answer of={balance} wait={<Skeleton shape="rows" count={5} />}>
          {(answer) =>
            answer.accounts.length === 0 ? (
              <EmptyState picture="grid" title={t('ledger.none')} text={t('ledger.noneText')} />
            ) : (
              <Accounts balance={answer} />
            )
          }
        </Answer>
      </Section>
      {balance.data?.accounts.length === 0 ? null : <Journal />}
    </Page>
  );
}

/** `person:*:pending` or `person:per_1:pending` → `pending`; `provider:manual` stays. */
function kindOf(account: string): string {
  const parts = account.split(':');
  return parts[0] === 'person' ? (parts.at(-1) ?? account) : account;
}

/** What an account is called in the reader's words. */
function useAccountName(): (account: string) => string {
  const { t } = useTranslation('money');
  return (account) => {
    const kind = kindOf(account);
    const [first = '', provider = ''] = kind.split(':');
    return first === 'provider'
      ? t(provider === 'manual' ? 'account.byHand' : 'account.provider', { provider: t(`via.${provider}`, { defaultValue: provider }) })
      : t(`account.${kind.replace(':', '_')}`, { defaultValue: kind });
  };
}

function AccountText({ account }: { account: string }) {
  const nameOf = useAccountName();
  const personId = /^person:(per_[^:]+):/.exec(account)?.[1];
  return (
    <>
      {nameOf(account)}
      {personId ? (
        <>
          {' '}
          <Owner personId={personId} />
        </>
      ) : null}
    </>
  );
}

/** Whose account it is, by name; each person is asked for once, however often they stand in the journal. */
function Owner({ personId }: { personId: string }) {
  const person = useAsk(['person', personId], (client, signal) => client.people.get(personId, { signal }));
  return (
    <Go to={`people/${personId}?part=money`} className="zh-small">
      <bdi>{person.data ? personName(person.data) : `…${personId.slice(-6)}`}</bdi>
    </Go>
  );
}

function Accounts({ balance }: { balance: Balance }) {
  const { t } = useTranslation('money');
  const format = useFormat();
  const sum = (side: 'debit' | 'credit') => balance.accounts.reduce((total, each) => total + BigInt(each[side].amount), 0n);
  return (
    <>
      <DataTable<Balance['accounts'][number]>
        label={t('ledger.balance')}
        rows={balance.accounts}
        rowKey={(row) => row.account}
        columns={[
          { id: 'account', title: t('ledger.account'), cell: (row) => <AccountText account={row.account} />, width: 'large' },
          { id: 'code', title: t('ledger.code'), cell: (row) => <code className="zh-code">{row.account}</code>, from: 'desktop' },
          { id: 'debit', title: t('ledger.debit'), cell: (row) => amountOf(row.debit.amount, format.minor), align: 'end', from: 'tablet' },
          {
            id: 'credit',
            title: t('ledger.credit'),
            cell: (row) => amountOf(row.credit.amount, format.minor),
            align: 'end',
            from: 'tablet',
          },
          { id: 'balance', title: t('ledger.stands'), cell: (row) => <Stand amount={BigInt(row.balance.amount)} />, align: 'end' },
        ]}
      />
      <p className={balance.balanced ? 'zh-note zh-note-good zh-number' : 'zh-note zh-note-warning zh-number'}>
        {t(balance.balanced ? 'ledger.foot' : 'ledger.footNot', { debit: format.minor(sum('debit')), credit: format.minor(sum('credit')) })}
      </p>
    </>
  );
}

const amountOf = (amount: string, minor: (amount: bigint) => string) => (amount === '0' ? '–' : minor(BigInt(amount)));

/** A balance on its side: debit or credit, never a bare sign. */
function Stand({ amount }: { amount: bigint }) {
  const { t } = useTranslation('money');
  const format = useFormat();
  if (amount === 0n) return <span className="zh-soft">{format.minor(0n)}</span>;
  return (
    <span className="zh-number">
      {format.minor(amount < 0n ? -amount : amount)}{' '}
      <span className="zh-soft zh-small">{t(amount < 0n ? 'ledger.creditShort' : 'ledger.debitShort')}</span>
    </span>
  );
}

function Journal() {
  const { t } = useTranslation('money');
  const nameOf = useAccountName();
  const [url, change] = useUrl();
  const source = sources.find((one) => one === url.source);
  const account = url.account ?? '';
  const filter = { ...(source ? { source } : {}), ...(account ? { account } : {}) };
  const accounts = useAsk(['ledger', 'balance'], (client, signal) => client.ledger.trialBalance({ by: 'kind' }, { signal }));
  const names = (accounts.data?.accounts ?? []).map((each) => each.account).filter((name) => !name.startsWith('person:'));
  const journal = useRows<Posting>(
    ['ledger', 'journal', filter],
    (client, page, signal) => client.ledger.journal({ ...filter, ...page }, { signal }),
    {
      limit: 20,
    },
  );
  return (
    <Section title={t('ledger.journal')} note={t('ledger.journalNote')}>
      <div className="zh-row zh-row-end">
        <Choice
          isLabelShown
          label={t('ledger.source')}
          value={source ?? ''}
          options={[{ value: '', label: t('ledger.allSources') }, ...sources.map((value) => ({ value, label: t(`source.${value}`) }))]}
          onChange={(value) => change({ source: value })}
        />
        <Choice
          isLabelShown
          label={t('ledger.account')}
          value={account}
          options={[{ value: '', label: t('ledger.allAccounts') }, ...names.map((value) => ({ value, label: nameOf(value) }))]}
          onChange={(value) => change({ account: value })}
        />
        {source || account ? (
          <button type="button" className="zh-text-button" onClick={() => change({ source: undefined, account: undefined })}>
            {t('ledger.clear')}
          </button>
        ) : null}
      </div>
      {journal.rows === null ? (
        journal.error ? (
          <ErrorState error={journal.error} onRetry={journal.retry} />
        ) : (
          <Skeleton shape="rows" count={6} />
        )
      ) : journal.rows.length === 0 ? (
        <p className="zh-soft">{t('ledger.noPosting')}</p>
      ) : (
        <ol className={journal.isStale ? 'zh-journal zh-stale' : 'zh-journal'}>
          {journal.rows.map((posting) => (
            <PostingCard key={posting.number} posting={posting} />
          ))}
        </ol>
      )}
      {journal.hasMore ? (
        <div className="zh-more">
          <Button onClick={journal.more} loading={journal.isLoadingMore}>
            {t('ui:table.more')}
          </Button>
        </div>
      ) : null}
    </Section>
  );
}

/** One posting: what happened in words, where from, and its entries on both sides. */
function PostingCard({ posting }: { posting: Posting }) {
  const { t } = useTranslation('money');
  const format = useFormat();
  const total = posting.entries.reduce((sum, entry) => sum + BigInt(entry.debit.amount), 0n);
  return (
    <li className="zh-posting">
      <div className="zh-posting-head">
        <span>
          <span className="zh-strong">
            {t([`posting.${posting.source}_${posting.kind}`, `posting.${posting.kind}`], { defaultValue: t(`source.${posting.source}`) })}
          </span>{' '}
          <SourceLink source={posting.source} id={posting.sourceId} />
        </span>
        <span className="zh-soft zh-small zh-number">
          {format.instant(posting.at)} · {t('ledger.number', { number: posting.number })}
        </span>
      </div>
      <table className="zh-posting-entries">
        <tbody>
          {posting.entries.map((entry, at) => (
            <tr key={at}>
              <td className={entry.debit.amount === '0' ? 'zh-posting-credit' : ''}>
                <AccountText account={entry.account} />
              </td>
              <td className="zh-end zh-number">{entry.debit.amount === '0' ? '' : format.money(entry.debit)}</td>
              <td className="zh-end zh-number">{entry.credit.amount === '0' ? '' : format.money(entry.credit)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <span className="zh-hidden">{t('ledger.posted', { amount: format.minor(total) })}</span>
    </li>
  );
}

function SourceLink({ source, id }: { source: Source; id: string }) {
  const { t } = useTranslation('money');
  const to = id.startsWith('ord_')
    ? `orders/${id}`
    : source === 'withdrawal'
      ? `money/withdrawals?withdrawal=${id}`
      : source === 'case'
        ? `money/cases?case=${id}`
        : id.startsWith('per_')
          ? `people/${id}`
          : null;
  const tail = `…${id.slice(-6)}`;
  return to ? (
    <Go to={to} className="zh-small" aria-label={t('ledger.openSource', { id: tail })}>
      {tail}
    </Go>
  ) : (
    <span className="zh-soft zh-small">{tail}</span>
  );
}
