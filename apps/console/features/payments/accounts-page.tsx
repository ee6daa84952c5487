import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useAct } from '../../../../ui/app/act.ts';
import { Answer, useAsk, useRows } from '../../../../ui/app/ask.tsx';
import { useBrand, useFormat, useMay } from '../../../../ui/app/context.tsx';
import { Confirm } from '../../../../ui/page/confirm.tsx';
import { EmptyState } from '../../../../ui/page/empty-state.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { Page, Section } from '../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { DataTable } from '../../../../ui/table/data-table.tsx';
import { RowsTable } from '../../../../ui/table/rows-table.tsx';
import { MoneyText } from '../../../../ui/tags/money-text.tsx';
import { NewAccount } from './account-form.tsx';

type Account = Awaited<ReturnType<Client['paymentAccounts']['list']>>['data'][number];
type Difference = Awaited<ReturnType<Client['paymentDifferences']['list']>>['data'][number];
type Event = Awaited<ReturnType<Client['providerEvents']['list']>>['data'][number];

/** How a brand is paid: its accounts with providers, where their books differ from ours, and what they told. */
export function PaymentAccountsPage({ tabs }: { tabs: ReactNode }) {
  const { t } = useTranslation('payments');
  const format = useFormat();
  const brand = useBrand();
  const queries = useQueryClient();
  const mayWrite = useMay('money');
  const accounts = useAsk(['paymentAccounts'], (client, signal) => client.paymentAccounts.list({ limit: 200 }, { signal }));
  const [ending, setEnding] = useState<Account | null>(null);
  const changed = () => queries.invalidateQueries({ queryKey: [brand.slug, 'paymentAccounts'] });
  const canAdd = mayWrite && accounts.data !== undefined && accounts.data.data.length < (brand.isSandbox ? 1 : 2);
  return (
    <Page
      title={t('accounts.title')}
      lead={t(brand.isSandbox ? 'accounts.leadSandbox' : 'accounts.lead')}
      tabs={tabs}
      actions={canAdd ? <NewAccount onMade={changed} /> : null}
    >
      <Answer of={accounts} wait={<Skeleton shape="rows" count={2} />}>
        {({ data }) =>
          data.length === 0 ? (
            <EmptyState picture="key" title={t('accounts.none')} text={t('accounts.noneText')}>
              {canAdd ? <NewAccount onMade={changed} /> : null}
            </EmptyState>
          ) : (
            <>
              <DataTable<Account>
                label={t('accounts.title')}
                rows={data}
                rowKey={(row) => row.id}
                columns={[
                  { id: 'provider', title: t('accounts.provider'), cell: (row) => t(`provider.${row.provider}`) },
                  {
                    id: 'merchant',
                    title: t('accounts.merchant'),
                    cell: (row) => <code className="zh-code">{row.merchantId}</code>,
                    from: 'tablet',
                  },
                  {
                    id: 'url',
                    title: t('accounts.url'),
                    cell: (row) => (
                      <code className="zh-code zh-cut zh-cut-wide" title={row.webhookUrl}>
                        {row.webhookUrl}
                      </code>
                    ),
                    from: 'desktop',
                  },
                  {
                    id: 'last',
                    title: t('accounts.last'),
                    cell: (row) => (row.lastEventAt === null ? t('accounts.never') : format.instant(row.lastEventAt)),
                  },
                  ...(mayWrite
                    ? [
                        {
                          id: 'end',
                          title: t('act'),
                          align: 'end' as const,
                          cell: (row: Account) => (
                            <Button size="small" onClick={() => setEnding(row)}>
                              {t('remove')}
                            </Button>
                          ),
                        },
                      ]
                    : []),
                ]}
              />
              <Differences />
              <Events />
            </>
          )
        }
      </Answer>
      {ending ? <EndAccount account={ending} onClose={() => setEnding(null)} /> : null}
    </Page>
  );
}

function Differences() {
  const { t } = useTranslation('payments');
  const format = useFormat();
  const found = useAsk(['paymentDifferences'], (client, signal) => client.paymentDifferences.list({ signal }), { everyMs: () => 15_000 });
  return (
    <Section title={t('differences.title')}>
      <Answer of={found} wait={<Skeleton shape="rows" count={2} />}>
        {({ data }) =>
          data.length === 0 ? (
            <p className="zh-soft">{t('differences.none')}</p>
          ) : (
            <DataTable<Difference>
              label={t('differences.title')}
              rows={data}
              rowKey={(row) => row.kind + row.id}
              columns={[
                { id: 'what', title: t('differences.what'), cell: (row) => t(`difference.${row.kind}`) },
                { id: 'provider', title: t('accounts.provider'), cell: (row) => t(`provider.${row.provider}`), from: 'tablet' },
                { id: 'amount', title: t('differences.amount'), cell: (row) => <MoneyText money={row.amount} />, align: 'end' },
                { id: 'since', title: t('differences.since'), cell: (row) => format.instant(row.since), from: 'tablet' },
                { id: 'why', title: t('differences.why'), cell: (row) => <Why facts={row.facts} />, from: 'desktop' },
              ]}
            />
          )
        }
      </Answer>
    </Section>
  );
}

/** The reason in words, or what the provider said. */
function Why({ facts }: { facts: Record<string, unknown> }) {
  const { t } = useTranslation('payments');
  const { reason, fault } = facts;
  // The built-in provider speaks our words; others speak their own.
  const said = typeof fault === 'string' ? t(`fault.${fault.replace(/^timeout: /, '')}`, { defaultValue: fault }) : '';
  const text = typeof reason === 'string' ? t(`reason.${reason.replace('.', '_')}`, { defaultValue: reason }) : said;
  return (
    <span className="zh-soft zh-small zh-cut zh-cut-wide" title={text}>
      {text}
    </span>
  );
}

function Events() {
  const { t } = useTranslation('payments');
  const format = useFormat();
  const mayWrite = useMay('money');
  const events = useRows<Event>(['providerEvents'], (asked, page, signal) => asked.providerEvents.list(page, { signal }), { limit: 50 });
  const retry = useAct((client, id: string) => client.providerEvents.retry(id));
  return (
    <Section title={t('events.title')}>
      <ErrorLine error={retry.error} />
      <RowsTable<Event>
        of={events}
        wait={4}
        none={<p className="zh-soft">{t('events.none')}</p>}
        label={t('events.title')}
        rowKey={(row) => row.id}
        columns={[
          { id: 'at', title: t('events.at'), cell: (row) => format.instant(row.receivedAt) },
          { id: 'provider', title: t('accounts.provider'), cell: (row) => t(`provider.${row.provider}`), from: 'tablet' },
          { id: 'kind', title: t('events.kind'), cell: (row) => t(`kind.${row.kind}`, { defaultValue: row.kind }) },
          {
            id: 'amount',
            title: t('differences.amount'),
            cell: (row) => (row.amount ? <MoneyText money={row.amount} /> : '—'),
            align: 'end',
          },
          { id: 'outcome', title: t('events.outcome'), cell: (row) => t(`outcome.${row.outcome}`) },
          { id: 'why', title: t('differences.why'), cell: (row) => <Why facts={{ ...row.facts, fault: row.fault }} />, from: 'desktop' },
          ...(mayWrite
            ? [
                {
                  id: 'retry',
                  title: t('act'),
                  align: 'end' as const,
                  cell: (row: Event) =>
                    row.outcome === 'parked' ? (
                      <Button size="small" onClick={() => retry.mutate(row.id)}>
                        {t('retry')}
                      </Button>
                    ) : null,
                },
              ]
            : []),
        ]}
      />
    </Section>
  );
}

function EndAccount({ account, onClose }: { account: Account; onClose: () => void }) {
  const { t } = useTranslation('payments');
  const end = useAct((client) => client.paymentAccounts.remove(account.id), onClose);
  return (
    <Confirm
      title={t('accounts.endTitle', { name: t(`provider.${account.provider}`) })}
      onClose={onClose}
      back={t('cancel')}
      confirm={t('accounts.endConfirm')}
      isDanger
      act={end}
      onConfirm={() => end.mutate()}
    >
      <p>{t('accounts.endText')}</p>
    </Confirm>
  );
}
